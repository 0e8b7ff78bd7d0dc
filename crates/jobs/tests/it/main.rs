//! The job queue on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on ends by panicking"
)]

mod enqueueing;
mod running;
mod schedules;
mod settling;
#[path = "../../../db/tests/it/support.rs"]
mod support;
mod world;
