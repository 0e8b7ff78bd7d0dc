//! The schema's history. Migrations only go forward; both halves of a pair describe the same tables (a test compares them).

use db::Migration;

/// All migrations of this crate, in order.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "initial",
    sqlite: include_str!("../migrations/0001_initial.sqlite.sql"),
    postgres: include_str!("../migrations/0001_initial.postgres.sql"),
}];
