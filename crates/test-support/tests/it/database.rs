//! A database per test.

use std::time::{Duration, Instant};

use db::{DatabaseOptions, Db, Executor as _, args};
use test_support::{TestDb, both_databases};

async fn tags(db: &Db) -> i64 {
    db.one("SELECT count(*) FROM tag", args![]).await.unwrap()
}

async fn insert_tag(db: &Db) {
    let insert = "INSERT INTO tag (name, name_folded, color) VALUES ($1, $1, '')";
    db.exec(insert, args!["urgent"]).await.unwrap();
}

#[both_databases]
async fn a_test_database_is_migrated_and_has_one_user(db: TestDb) {
    insert_tag(&db).await;
    let other = if db.is_postgres() {
        TestDb::postgres().await.unwrap()
    } else {
        TestDb::sqlite().await
    };
    assert_eq!((tags(&db).await, tags(&other).await), (1, 0));
}

#[both_databases]
async fn a_test_database_can_be_opened_again_as_another_process_would(db: TestDb) {
    insert_tag(&db).await;
    let again = Db::open(db.options()).await.unwrap();
    assert_eq!(tags(&again).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_database_is_dropped_with_its_value_even_while_it_is_in_use() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let options: DatabaseOptions = db.options().clone();
    let in_use = Db::open(&options).await.unwrap();
    drop(db);
    let started = Instant::now();
    while in_use.one::<i64>("SELECT 1", args![]).await.is_ok() {
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "the database is still there"
        );
    }
    assert!(Db::open(&options).await.is_err());
}
