//! Many writers at once.

use db::{Executor, args};
use tokio::task::JoinSet;

use crate::support::both;

const WRITERS: i64 = 16;
const ROUNDS: i64 = 40;

both! {
    async fn no_update_is_lost(db: TestDb) {
        db.exec_batch(
            "CREATE TABLE counter (id BIGINT PRIMARY KEY, value BIGINT NOT NULL);
             CREATE TABLE step (writer BIGINT NOT NULL, value BIGINT NOT NULL PRIMARY KEY);
             INSERT INTO counter VALUES (1, 0), (2, 0)",
        )
        .await
        .unwrap();
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let db = db.db.clone();
            writers.spawn(async move {
                let lock = db.dialect().for_update();
                for _ in 0..ROUNDS {
                    // Read, then write what was read plus one: loses updates unless transactions exclude each other.
                    let tx = db.begin_write().await.unwrap();
                    let sql = format!("SELECT value FROM counter WHERE id = 1 {lock}");
                    let value: i64 = tx.one(&sql, args![]).await.unwrap();
                    tx.exec("UPDATE counter SET value = $1 WHERE id = 1", args![value + 1]).await.unwrap();
                    tx.exec("INSERT INTO step (writer, value) VALUES ($1, $2)", args![writer, value + 1])
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                    db.exec("UPDATE counter SET value = value + 1 WHERE id = 2", args![]).await.unwrap();
                    let sum: i64 =
                        db.one("SELECT CAST(SUM(value) AS BIGINT) FROM counter", args![]).await.unwrap();
                    assert!(sum > 0);
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let values: Vec<i64> = db.all("SELECT value FROM counter ORDER BY id", args![]).await.unwrap();
        assert_eq!(values, [WRITERS * ROUNDS; 2]);
        let steps: i64 = db.one("SELECT COUNT(*) FROM step", args![]).await.unwrap();
        assert_eq!(steps, WRITERS * ROUNDS);
    }

    async fn waiting_rows_are_shared_out_once(db: TestDb) {
        db.exec_batch("CREATE TABLE work (id BIGINT PRIMARY KEY, taken_by BIGINT)").await.unwrap();
        let tx = db.begin_write().await.unwrap();
        let sets = (1..=200_i64).map(|id| args![id]).collect();
        tx.exec_many("INSERT INTO work (id) VALUES ($1)", sets).await.unwrap();
        tx.commit().await.unwrap();
        let mut takers = JoinSet::new();
        for taker in 0..8_i64 {
            let db = db.db.clone();
            takers.spawn(async move {
                let sql = format!(
                    "UPDATE work SET taken_by = $1 WHERE id IN
                        (SELECT id FROM work WHERE taken_by IS NULL ORDER BY id LIMIT 5 {}) RETURNING id",
                    db.dialect().skip_locked()
                );
                let mut taken = Vec::new();
                loop {
                    let some: Vec<i64> = db.all(&sql, args![taker]).await.unwrap();
                    if some.is_empty() {
                        return taken;
                    }
                    taken.extend(some);
                }
            });
        }
        let mut all: Vec<i64> = takers.join_all().await.into_iter().flatten().collect();
        all.sort_unstable();
        assert_eq!(all, (1..=200).collect::<Vec<_>>());
    }
}
