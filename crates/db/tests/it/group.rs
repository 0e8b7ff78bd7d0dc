//! Group commit on SQLite: shared waits for the disk, separate fates.

use std::path::Path;
use std::time::{Duration, Instant};

use db::{Db, DbError, Executor, GroupLimits, args};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::support::{TestDb, eventually};
use crate::{ids, insert};

/// A key that SQLite hands out when none is given.
const THING: &str = "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT";

/// What another process would see in the file.
fn on_disk(path: &Path) -> Vec<i64> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection.prepare("SELECT id FROM thing ORDER BY id").unwrap();
    statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

async fn database(change: impl FnOnce(&mut GroupLimits)) -> TestDb {
    let db = TestDb::sqlite_with(|options| change(&mut options.sqlite.group)).await;
    db.exec_batch(THING).await.unwrap();
    db
}

/// Holds the writer with a transaction until all of `waiting` have queued up behind it.
async fn queue_up<T: Send + 'static>(
    db: &Db,
    waiting: Vec<impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let holder = db.begin_write().await.unwrap();
    holder
        .exec("UPDATE thing SET name = name", args![])
        .await
        .unwrap();
    let mut tasks = JoinSet::new();
    for (index, task) in waiting.into_iter().enumerate() {
        tasks.spawn(async move { (index, task.await) });
        // One after the other, so that their order in the queue is known.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // It shares the fate of the first group, which some tests let fail.
    let _ = holder.commit().await;
    let mut done = tasks.join_all().await;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

async fn insert_in_tx(db: Db, id: i64) -> Result<(), DbError> {
    let tx = db.begin_write().await?;
    insert(&tx, id).await?;
    insert(&tx, id + 1000).await?;
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queued_commits_share_a_wait_for_the_disk() {
    let db = database(|limits| limits.time = Duration::from_secs(1)).await;
    let before = db.stats();
    let outcomes = queue_up(&db, (1..=20).map(|id| insert_in_tx(db.db.clone(), id)).collect()).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let after = db.stats();
    assert_eq!(after.commits - before.commits, 21);
    assert!(
        after.commit_groups - before.commit_groups < 10,
        "{before:?} {after:?}"
    );
    assert_eq!(on_disk(&db.sqlite_path()).len(), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn single_statements_join_the_group() {
    let db = database(|limits| limits.time = Duration::from_secs(1)).await;
    let single = |db: Db, id| async move { insert(&db, id).await };
    let outcomes = queue_up(&db, (1..=20).map(|id| single(db.db.clone(), id)).collect()).await;
    assert_eq!(outcomes, vec![Ok(1); 20]);
    let stats = db.stats();
    assert!(stats.commit_groups < stats.commits / 2, "{stats:?}");
    assert_eq!(on_disk(&db.sqlite_path()).len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_commit_is_on_disk_and_visible_to_readers() {
    let db = database(|_| {}).await;
    let path = db.sqlite_path();
    let mut tasks = JoinSet::new();
    for id in 1..=16 {
        let (db, path) = (db.db.clone(), path.clone());
        tasks.spawn(async move {
            for round in 0..10_i64 {
                let id = id * 10_000 + round;
                insert_in_tx(db.clone(), id).await.unwrap();
                assert!(on_disk(&path).contains(&id), "acknowledged before it was on disk");
                assert!(ids(&db).await.contains(&id), "not seen after its own commit");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_member_harms_nobody_else() {
    let db = database(|limits| limits.time = Duration::from_secs(1)).await;
    insert(&db.db, 500).await.unwrap();
    let member = |db: Db, id: i64| async move {
        match id % 4 {
            // Fails in its second statement.
            1 => {
                let tx = db.begin_write().await?;
                insert(&tx, id).await?;
                insert(&tx, 500).await?;
                tx.commit().await
            }
            // Changes its mind.
            2 => {
                let tx = db.begin_write().await?;
                insert(&tx, id).await?;
                drop(tx);
                Err(DbError::NotFound)
            }
            // A single statement that fails after its first row.
            3 => db
                .exec("INSERT INTO thing VALUES ($1, 'x'), (500, 'y')", args![id])
                .await
                .map(drop),
            _ => insert_in_tx(db, id).await,
        }
    };
    let outcomes = queue_up(&db, (1..=20).map(|id| member(db.db.clone(), id)).collect()).await;
    for (index, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), (index + 1) % 4 == 0, "{index}: {outcome:?}");
    }
    let expected = [4, 8, 12, 16, 20, 500, 1004, 1008, 1012, 1016, 1020];
    assert_eq!(on_disk(&db.sqlite_path()), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_outer_commit_fails_everybody_is_told() {
    let db = database(|limits| limits.time = Duration::from_secs(1)).await;
    // A deferred constraint is checked at the outer commit only, and so makes it fail.
    db.exec_batch("CREATE TABLE late (id INTEGER REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED)")
        .await
        .unwrap();
    let member = |db: Db, id: i64| async move {
        if id == 3 {
            let tx = db.begin_write().await?;
            tx.exec("INSERT INTO late (id) VALUES (99)", args![]).await?;
            return tx.commit().await;
        }
        insert_in_tx(db, id).await
    };
    let outcomes = queue_up(&db, (1..=5).map(|id| member(db.db.clone(), id)).collect()).await;
    assert!(outcomes[2].is_err());
    // Who was told "committed" is on disk, who was told "failed" is not.
    let stored = on_disk(&db.sqlite_path());
    for (index, outcome) in outcomes.iter().enumerate() {
        let id = index as i64 + 1;
        assert_eq!(
            outcome.is_ok(),
            stored.contains(&id),
            "{id}: {outcome:?}, stored {stored:?}"
        );
    }
    insert(&db.db, 77).await.unwrap();
    assert!(on_disk(&db.sqlite_path()).contains(&77), "the writer goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dawdling_transaction_does_not_hold_up_earlier_commits() {
    let db = database(|limits| {
        limits.time = Duration::from_secs(60);
        limits.stall = Duration::from_millis(20);
    })
    .await;
    let path = db.sqlite_path();
    let quick = insert_in_tx(db.db.clone(), 1);
    let dawdling = {
        let db = db.db.clone();
        async move {
            let tx = db.begin_write().await?;
            let made: i64 = tx
                .one("INSERT INTO thing (name) VALUES ('made') RETURNING id", args![])
                .await?;
            tx.exec("UPDATE thing SET name = 'first' WHERE id = $1", args![made])
                .await?;
            eventually("the earlier commit is on disk", || async {
                on_disk(&path).contains(&1)
            })
            .await;
            assert!(!on_disk(&path).contains(&made), "uncommitted rows were flushed");
            // Goes on with what it did before.
            let name: String = tx
                .one("SELECT name FROM thing WHERE id = $1", args![made])
                .await?;
            assert_eq!(name, "first");
            insert(&tx, 50).await?;
            tx.commit().await
        }
    };
    let quick: std::pin::Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(quick);
    let outcomes = timeout(
        Duration::from_secs(20),
        queue_up(&db, vec![quick, Box::pin(dawdling)]),
    )
    .await
    .unwrap();
    assert_eq!(outcomes, [Ok(()), Ok(())]);
    assert_eq!(db.stats().replayed_transactions, 1);
    assert_eq!(on_disk(&db.sqlite_path()), [1, 50, 1001, 1002]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dawdling_transaction_that_gives_up_leaves_nothing() {
    let db = database(|limits| limits.stall = Duration::from_millis(1)).await;
    let quick = insert_in_tx(db.db.clone(), 1);
    let dawdling = {
        let db = db.db.clone();
        async move {
            let tx = db.begin_write().await?;
            insert(&tx, 2).await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            insert(&tx, 3).await?;
            drop(tx);
            Ok(())
        }
    };
    let quick: std::pin::Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(quick);
    let outcomes = queue_up(&db, vec![quick, Box::pin(dawdling)]).await;
    assert_eq!(outcomes, [Ok(()), Ok(())]);
    assert_eq!(on_disk(&db.sqlite_path()), [1, 1001]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_transaction_does_not_hold_up_earlier_commits_either() {
    let db = database(|limits| limits.time = Duration::from_millis(5)).await;
    let quick = {
        let db = db.db.clone();
        async move {
            insert_in_tx(db, 1).await.unwrap();
            Instant::now()
        }
    };
    let busy = {
        let db = db.db.clone();
        async move {
            let tx = db.begin_write().await.unwrap();
            let until = Instant::now() + Duration::from_millis(500);
            let mut id = 10_000;
            while Instant::now() < until {
                insert(&tx, id).await.unwrap();
                id += 1;
            }
            tx.commit().await.unwrap();
            Instant::now()
        }
    };
    let quick: std::pin::Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(quick);
    let ends = queue_up(&db, vec![quick, Box::pin(busy)]).await;
    assert!(
        ends[1].duration_since(ends[0]) > Duration::from_millis(200),
        "the first waited for the second"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let db = database(|limits| limits.time = Duration::from_secs(1)).await;
    db.exec("PRAGMA max_page_count = 60", args![]).await.unwrap();
    let big = |db: Db, id: i64| async move {
        let tx = db.begin_write().await?;
        let name = "x".repeat(20_000);
        tx.exec("INSERT INTO thing (id, name) VALUES ($1, $2)", args![id, name])
            .await?;
        tx.commit().await
    };
    let outcomes = queue_up(&db, (1..=20).map(|id| big(db.db.clone(), id)).collect()).await;
    assert!(
        outcomes.iter().any(Result::is_ok) && outcomes.iter().any(Result::is_err),
        "{outcomes:?}"
    );
    let stored = on_disk(&db.sqlite_path());
    for (index, outcome) in outcomes.iter().enumerate() {
        assert_eq!(
            outcome.is_ok(),
            stored.contains(&(index as i64 + 1)),
            "{outcome:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_that_holds_the_file_is_waited_for() {
    let db = database(|_| {}).await;
    let path = db.sqlite_path();
    let (taken, ready) = std::sync::mpsc::channel();
    let other = std::thread::spawn(move || {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection
            .execute_batch("BEGIN IMMEDIATE; INSERT INTO thing VALUES (1, 'other')")
            .unwrap();
        taken.send(()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        connection.execute_batch("COMMIT").unwrap();
    });
    ready.recv().unwrap();
    insert(&db.db, 2).await.unwrap();
    other.join().unwrap();
    assert_eq!(ids(&db.db).await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_starts_again_under_steady_writing() {
    let db = TestDb::sqlite_with(|options| options.sqlite.synchronous = db::Synchronous::Normal).await;
    db.exec_batch("CREATE TABLE big (data BLOB NOT NULL) STRICT")
        .await
        .unwrap();
    let data = db::Bytes::from(vec![7_u8; 2 << 20]);
    for _ in 0..60 {
        db.exec("DELETE FROM big", args![]).await.unwrap();
        db.exec("INSERT INTO big VALUES ($1)", args![data.clone()])
            .await
            .unwrap();
        // Readers come and go meanwhile.
        assert_eq!(
            db.one::<i64>("SELECT LENGTH(data) FROM big", args![]).await,
            Ok(2 << 20)
        );
    }
    let log = std::fs::metadata(db.sqlite_path().with_extension("db-wal"))
        .unwrap()
        .len();
    assert!(
        log < 100 << 20,
        "120 MB were written and {} MB are in the log",
        log >> 20
    );
}
