//! Statements on real databases: each test runs on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on ends by panicking"
)]

mod contacts;
mod ledger;
mod plans;
mod recorder;
mod schema;
mod scope;
mod search;
mod statements;
mod world;
