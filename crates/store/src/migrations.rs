//! The schema's history. Migrations only go forward; both halves of a pair describe the same tables (a test compares them).
//!
//! Files are numbered within this crate; versions count for the whole product, where the job queue has the second.

use db::Migration;

/// All migrations of this crate, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "initial",
        sqlite: include_str!("../migrations/0001_initial.sqlite.sql"),
        postgres: include_str!("../migrations/0001_initial.postgres.sql"),
    },
    Migration {
        version: 3,
        name: "saved_replies_and_drafts",
        sqlite: include_str!("../migrations/0002_saved_replies_and_drafts.sqlite.sql"),
        postgres: include_str!("../migrations/0002_saved_replies_and_drafts.postgres.sql"),
    },
    Migration {
        version: 4,
        name: "saved_views",
        sqlite: include_str!("../migrations/0003_saved_views.sqlite.sql"),
        postgres: include_str!("../migrations/0003_saved_views.postgres.sql"),
    },
    Migration {
        version: 5,
        name: "notifications",
        sqlite: include_str!("../migrations/0004_notifications.sqlite.sql"),
        postgres: include_str!("../migrations/0004_notifications.postgres.sql"),
    },
];
