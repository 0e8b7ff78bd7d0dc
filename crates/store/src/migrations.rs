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
    Migration {
        version: 6,
        name: "push",
        sqlite: include_str!("../migrations/0005_push.sqlite.sql"),
        postgres: include_str!("../migrations/0005_push.postgres.sql"),
    },
    Migration {
        version: 7,
        name: "scheduled_replies_and_uploads",
        sqlite: include_str!("../migrations/0006_scheduled_replies_and_uploads.sqlite.sql"),
        postgres: include_str!("../migrations/0006_scheduled_replies_and_uploads.postgres.sql"),
    },
    Migration {
        version: 8,
        name: "people_and_settings",
        sqlite: include_str!("../migrations/0007_people_and_settings.sqlite.sql"),
        postgres: include_str!("../migrations/0007_people_and_settings.postgres.sql"),
    },
    Migration {
        version: 9,
        name: "contact_tags_and_attributes",
        sqlite: include_str!("../migrations/0008_contact_tags_and_attributes.sqlite.sql"),
        postgres: include_str!("../migrations/0008_contact_tags_and_attributes.postgres.sql"),
    },
    Migration {
        version: 10,
        name: "order_by_priority",
        sqlite: include_str!("../migrations/0009_order_by_priority.sqlite.sql"),
        postgres: include_str!("../migrations/0009_order_by_priority.postgres.sql"),
    },
    Migration {
        version: 11,
        name: "chat",
        sqlite: include_str!("../migrations/0010_chat.sqlite.sql"),
        postgres: include_str!("../migrations/0010_chat.postgres.sql"),
    },
    Migration {
        version: 13,
        name: "planning",
        sqlite: include_str!("../migrations/0012_planning.sqlite.sql"),
        postgres: include_str!("../migrations/0012_planning.postgres.sql"),
    },
    Migration {
        version: 14,
        name: "rosters",
        sqlite: include_str!("../migrations/0013_rosters.sqlite.sql"),
        postgres: include_str!("../migrations/0013_rosters.postgres.sql"),
    },
    Migration {
        version: 15,
        name: "work_done",
        sqlite: include_str!("../migrations/0014_work_done.sqlite.sql"),
        postgres: include_str!("../migrations/0014_work_done.postgres.sql"),
    },
    Migration {
        version: 16,
        name: "attendance",
        sqlite: include_str!("../migrations/0015_attendance.sqlite.sql"),
        postgres: include_str!("../migrations/0015_attendance.postgres.sql"),
    },
    Migration {
        version: 17,
        name: "folders_since",
        sqlite: include_str!("../migrations/0016_folders_since.sqlite.sql"),
        postgres: include_str!("../migrations/0016_folders_since.postgres.sql"),
    },
    Migration {
        version: 18,
        name: "roster_news",
        sqlite: include_str!("../migrations/0017_roster_news.sqlite.sql"),
        postgres: include_str!("../migrations/0017_roster_news.postgres.sql"),
    },
    Migration {
        version: 19,
        name: "budget",
        sqlite: include_str!("../migrations/0018_budget.sqlite.sql"),
        postgres: include_str!("../migrations/0018_budget.postgres.sql"),
    },
    Migration {
        version: 20,
        name: "roster_meetings",
        sqlite: include_str!("../migrations/0019_roster_meetings.sqlite.sql"),
        postgres: include_str!("../migrations/0019_roster_meetings.postgres.sql"),
    },
];
