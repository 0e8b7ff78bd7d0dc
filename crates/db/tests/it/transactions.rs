//! All or nothing, whatever the caller does.

use std::time::Duration;

use db::{DbError, Executor, args};
use tokio::time::timeout;

use crate::support::{both, eventually};
use crate::{THING, ids, insert};

/// Keeps the database busy for about a second on both databases.
fn slow(dialect: db::Dialect) -> &'static str {
    match dialect {
        db::Dialect::Sqlite => {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000000) SELECT COUNT(*) FROM n"
        }
        db::Dialect::Postgres => "SELECT CAST(1 AS BIGINT) FROM pg_sleep(1)",
    }
}

both! {
    async fn a_commit_is_seen_by_everybody_a_drop_by_nobody(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 1).await.unwrap();
        assert_eq!(ids(&tx).await, [1]);
        assert_eq!(ids(&db.db).await, [0_i64; 0], "seen before the commit");
        tx.commit().await.unwrap();
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 2).await.unwrap();
        drop(tx);
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 3).await.unwrap();
        tx.rollback();
        assert_eq!(ids(&db.db).await, [1]);
        assert_eq!(ids(&db.reopen().await).await, [1]);
        // The next transaction finds nothing of the dropped ones.
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 2).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&db.db).await, [1, 2]);
    }

    async fn after_a_failed_statement_a_transaction_is_over(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 1).await.unwrap();
        assert!(insert(&tx, 1).await.unwrap_err().is_unique_violation());
        assert!(matches!(insert(&tx, 2).await, Err(DbError::Aborted(_))));
        assert!(matches!(tx.commit().await, Err(DbError::Aborted(_))));
        assert_eq!(ids(&db.db).await, [0_i64; 0]);
        // A missing row and a refused argument are no failures.
        let tx = db.begin_write().await.unwrap();
        assert_eq!(tx.one::<i64>("SELECT id FROM thing", args![]).await, Err(DbError::NotFound));
        assert!(tx.exec("DELETE FROM thing WHERE id = $1", args![]).await.is_err());
        assert!(tx.exec("DELETE FROM thing WHERE name = $1", args!["\0"]).await.is_err());
        insert(&tx, 3).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&db.db).await, [3]);
    }

    async fn a_row_that_cannot_be_read_leaves_the_transaction_whole(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        let sql = "INSERT INTO thing (id, name) VALUES ($1, $2) RETURNING name";
        assert!(matches!(tx.one::<i64>(sql, args![1_i64, "a"]).await, Err(DbError::Decode { .. })));
        assert_eq!(tx.one::<String>(sql, args![2_i64, "b"]).await.unwrap(), "b");
        tx.commit().await.unwrap();
        assert_eq!(ids(&db.db).await, [1, 2]);
        assert!(matches!(db.one::<i64>(sql, args![3_i64, "c"]).await, Err(DbError::Decode { .. })));
        assert_eq!(ids(&db.db).await, [1, 2, 3]);
    }

    async fn a_cancelled_caller_leaves_nothing_and_blocks_nobody(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let handle = db.db.clone();
        let cancelled = async {
            let tx = handle.begin_write().await.unwrap();
            insert(&tx, 1).await.unwrap();
            tx.one::<i64>(slow(tx.dialect()), args![]).await.unwrap();
            tx.commit().await.unwrap();
        };
        assert!(timeout(Duration::from_millis(50), cancelled).await.is_err());
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&db.db).await, [1]);
    }

    async fn a_statement_may_be_cancelled_and_the_transaction_go_on(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 1).await.unwrap();
        let read = tx.one::<i64>(slow(tx.dialect()), args![]);
        assert!(timeout(Duration::from_millis(20), read).await.is_err());
        insert(&tx, 2).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&db.db).await, [1, 2]);
    }

    async fn a_failure_that_nobody_waited_for_fails_the_commit(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        insert(&tx, 1).await.unwrap();
        {
            // The statement is sent, and nobody waits for its answer: the future is polled once and dropped. On a busy machine the
            // answer may come within that poll; then somebody did hear of the failure, which must lead to the same end.
            let mut second = std::pin::pin!(insert(&tx, 1));
            if let std::task::Poll::Ready(answer) = futures::poll!(second.as_mut()) {
                assert!(answer.unwrap_err().is_unique_violation());
            }
        }
        assert!(matches!(tx.commit().await, Err(DbError::Aborted(_))));
        assert_eq!(ids(&db.db).await, [0_i64; 0]);
    }

    async fn a_snapshot_does_not_move_and_cannot_write(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        insert(&db.db, 1).await.unwrap();
        let snapshot = db.begin_read().await.unwrap();
        assert_eq!(ids(&snapshot).await, [1]);
        insert(&db.db, 2).await.unwrap();
        assert_eq!(ids(&snapshot).await, [1]);
        assert_eq!(ids(&db.db).await, [1, 2]);
        assert!(insert(&snapshot, 3).await.is_err());
        drop(snapshot);
        let snapshot = db.begin_read().await.unwrap();
        assert_eq!(ids(&snapshot).await, [1, 2]);
        snapshot.commit().await.unwrap();
    }

    async fn many_snapshots_wait_for_each_other_and_for_no_reader(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let db = db.db.clone();
            tasks.spawn(async move {
                let snapshot = db.begin_read().await.unwrap();
                let inside = ids(&snapshot).await;
                assert_eq!(ids(&db).await, inside);
            });
        }
        let all = async { while let Some(done) = tasks.join_next().await { done.unwrap(); } };
        timeout(Duration::from_secs(20), all).await.unwrap();
    }

    async fn signals_come_with_the_commit_only(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let mut signal = db.signal("thing");
        let mut other = db.signal("other");
        let tx = db.begin_write().await.unwrap();
        tx.signal_on_commit("thing");
        tx.signal_on_commit("other");
        insert(&tx, 1).await.unwrap();
        drop(tx);
        assert!(timeout(Duration::from_millis(50), signal.committed()).await.is_err());
        let tx = db.begin_write().await.unwrap();
        tx.signal_on_commit("thing");
        insert(&tx, 1).await.unwrap();
        tx.commit().await.unwrap();
        timeout(Duration::from_secs(5), signal.committed()).await.unwrap();
        assert!(timeout(Duration::from_millis(20), signal.committed()).await.is_err(), "told twice");
        assert!(timeout(Duration::from_millis(20), other.committed()).await.is_err());
    }

    async fn many_sets_of_arguments_are_one_transaction(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let sql = "INSERT INTO thing (id, name) VALUES ($1, $2)";
        let tx = db.begin_write().await.unwrap();
        let sets = (1..=5000_i64).map(|id| args![id, format!("thing {id}")]).collect();
        assert_eq!(tx.exec_many(sql, sets).await, Ok(5000));
        assert_eq!(tx.exec_many(sql, Vec::new()).await, Ok(0));
        // The order matters: the last one to name a row wins.
        let update = "UPDATE thing SET name = $2 WHERE id = $1 OR id = 5001";
        let sets = (1..=600_i64).map(|id| args![id, format!("new {id}")]).collect();
        assert_eq!(tx.exec_many(update, sets).await, Ok(600));
        let names: Vec<String> = tx
            .all("SELECT name FROM thing WHERE id IN (1, 600, 601) ORDER BY id", args![])
            .await
            .unwrap();
        assert_eq!(names, ["new 1", "new 600", "thing 601"]);
        tx.commit().await.unwrap();
        let count: i64 = db.one("SELECT COUNT(*) FROM thing", args![]).await.unwrap();
        assert_eq!(count, 5000);
        let tx = db.begin_write().await.unwrap();
        let sets = (4990..=5500_i64).rev().map(|id| args![id, "again"]).collect();
        assert!(tx.exec_many(sql, sets).await.unwrap_err().is_unique_violation());
        assert!(tx.commit().await.is_err());
        assert_eq!(db.one::<i64>("SELECT MAX(id) FROM thing", args![]).await.unwrap(), 5000);
    }

    async fn statements_of_one_transaction_may_run_at_once(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        let (a, b, c) = tokio::join!(insert(&tx, 1), insert(&tx, 2), insert(&tx, 3));
        assert_eq!((a, b, c), (Ok(1), Ok(1), Ok(1)));
        tx.commit().await.unwrap();
        assert_eq!(ids(&db.db).await, [1, 2, 3]);
    }

    async fn a_transaction_that_is_not_heard_of_is_rolled_back(db: TestDb) {
        db.exec_batch(THING).await.unwrap();
        let options = db.options.clone().transaction_idle(Duration::from_millis(300));
        let other = db::Db::open(&options).await.unwrap();
        let tx = other.begin_write().await.unwrap();
        insert(&tx, 1).await.unwrap();
        // Blocks the same key until the limit has passed.
        timeout(Duration::from_secs(10), insert(&other, 1)).await.unwrap().unwrap();
        let late = insert(&tx, 2).await.unwrap_err();
        assert!(matches!(late, DbError::Aborted(_) | DbError::Connection(_)), "{late:?}");
        assert!(tx.commit().await.is_err());
        assert_eq!(ids(&db.db).await, [1]);
    }

    async fn after_closing_everything_says_so(db: TestDb) {
        let other = db.reopen().await;
        other.exec_batch(THING).await.unwrap();
        other.close().await.unwrap();
        assert_eq!(insert(&other, 1).await, Err(DbError::Closed));
        assert_eq!(other.all::<i64>("SELECT id FROM thing", args![]).await, Err(DbError::Closed));
        assert_eq!(other.begin_write().await.map(drop).unwrap_err(), DbError::Closed);
        assert_eq!(other.begin_read().await.map(drop).unwrap_err(), DbError::Closed);
        assert_eq!(ids(&db.db).await, [0_i64; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_read_ends_when_its_caller_goes_away() {
    let db = crate::support::TestDb::sqlite_with(|options| options.sqlite.readers = 1).await;
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
    let read = db.one::<i64>(endless, args![]);
    assert!(timeout(Duration::from_millis(50), read).await.is_err());
    // The only reader is free again.
    let other = db.one::<i64>("SELECT 1", args![]);
    assert_eq!(timeout(Duration::from_secs(5), other).await.unwrap(), Ok(1));
    eventually("the handle works on", || async { db.checkpoint().await.is_ok() }).await;
}
