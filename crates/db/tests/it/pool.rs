//! PostgreSQL's connections: none comes back from a transaction with something left in it.

use std::time::Duration;

use db::{DatabaseOptions, Db, DbError, Executor, args};
use tokio::time::timeout;

use crate::support::{TestDb, eventually};
use crate::{THING, ids, insert};

async fn one_connection() -> Option<TestDb> {
    let db = TestDb::postgres_with(|options| options.pool_size = 1).await?;
    db.exec_batch(THING).await.unwrap();
    Some(db)
}

const IN_TRANSACTION: &str = "SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_transaction_gives_its_connection_back_clean() {
    let Some(db) = one_connection().await else { return };
    for id in 1..=20 {
        let tx = db.begin_write().await.unwrap();
        insert(&tx, id).await.unwrap();
        drop(tx);
        // There is one connection only: this one, so the last transaction's.
        assert_eq!(ids(&db.db).await, [0_i64; 0]);
        let open: bool = db
            .one("SELECT pg_current_xact_id_if_assigned() IS NOT NULL", args![])
            .await
            .unwrap();
        assert!(!open);
    }
    insert(&db.db, 1).await.unwrap();
    let watcher = db.reopen().await;
    assert_eq!(ids(&watcher).await, [1], "a single statement commits");
    assert_eq!(watcher.one::<i64>(IN_TRANSACTION, args![]).await, Ok(0));
    db.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_cancelled_at_any_point_leave_the_pool_clean() {
    let Some(db) = one_connection().await else { return };
    for delay in 0..60 {
        let handle = db.db.clone();
        let work = async {
            let tx = handle.begin_write().await.unwrap();
            insert(&tx, 1).await.unwrap();
            tx.one::<i64>("SELECT CAST(1 AS BIGINT) FROM pg_sleep(0.002)", args![])
                .await
                .unwrap();
            insert(&tx, 2).await.unwrap();
            tokio::time::sleep(Duration::from_secs(5)).await;
            tx.commit().await.unwrap();
        };
        let _ = timeout(Duration::from_micros(delay * 100), work).await;
    }
    timeout(Duration::from_secs(5), insert(&db.db, 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ids(&db.reopen().await).await, [1]);
    db.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_dropped_outside_of_the_runtime_is_rolled_back() {
    let Some(db) = one_connection().await else { return };
    let tx = db.begin_write().await.unwrap();
    insert(&tx, 1).await.unwrap();
    std::thread::spawn(move || drop(tx)).join().unwrap();
    timeout(Duration::from_secs(5), insert(&db.db, 1))
        .await
        .unwrap()
        .unwrap();
    db.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_in_a_transaction_is_an_error_and_the_pool_recovers() {
    let Some(db) = one_connection().await else { return };
    let killer = db.reopen().await;
    let tx = db.begin_write().await.unwrap();
    insert(&tx, 1).await.unwrap();
    let pid: i64 = tx.one("SELECT pg_backend_pid()", args![]).await.unwrap();
    killer
        .one::<bool>("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", args![pid])
        .await
        .unwrap();
    eventually("the connection is gone", || async {
        let alive = "SELECT COUNT(*) FROM pg_stat_activity WHERE pid = $1";
        killer.one::<i64>(alive, args![pid]).await == Ok(0)
    })
    .await;
    let error = insert(&tx, 2).await.unwrap_err();
    assert!(matches!(error, DbError::Connection(_)), "{error:?}");
    assert!(tx.commit().await.is_err());
    eventually("the pool has a new connection", || async {
        ids(&db.db).await.is_empty()
    })
    .await;
    db.finish().await;
}

#[tokio::test]
async fn errors_do_not_tell_the_password() {
    for url in [
        "postgres://user:hunter2@127.0.0.1:1/nothing",
        "postgres://user:hunter2@127.0.0.1:port/nothing",
        "postgres://user:hunter2@127.0.0.1/nothing?sslmode=hunter3",
        "mysql://user:hunter2@127.0.0.1/nothing",
    ] {
        let options = DatabaseOptions::new(url);
        let error = Db::open(&options).await.unwrap_err();
        assert!(
            !format!("{error} {error:?} {options:?}").contains("hunter2"),
            "{error:?}"
        );
    }
}
