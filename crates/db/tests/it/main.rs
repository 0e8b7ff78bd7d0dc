//! The executor on real databases. Tests with a body in `both!` run on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on ends by panicking"
)]

mod concurrency;
mod group;
mod inspect;
mod migrate;
mod pool;
mod rows;
mod support;
mod transactions;
mod values;

/// The table that most tests use.
const THING: &str = "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL)";

/// The ids in `thing`.
async fn ids(db: &impl db::Executor) -> Vec<i64> {
    db.all("SELECT id FROM thing ORDER BY id", db::args![])
        .await
        .unwrap()
}

async fn insert(db: &impl db::Executor, id: i64) -> db::DbResult<u64> {
    db.exec(
        "INSERT INTO thing (id, name) VALUES ($1, $2)",
        db::args![id, format!("thing {id}")],
    )
    .await
}
