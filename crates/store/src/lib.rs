//! Rows and statements, one module per area.
//!
//! Functions are plain: they take the executor (the database or a transaction), ask for a [`domain::Scope`] wherever they return
//! customer data, and turn rows into domain types at this border. Every statement is in the SQL that means the same on both
//! databases; the few fragments that differ come from `db::Dialect`. Only use cases open transactions.

pub mod access;
pub mod agents;
pub mod api_tokens;
pub mod attachments;
pub mod attendance;
pub mod attributes;
pub mod audit;
pub mod brands;
pub mod budgets;
pub mod bulk;
pub mod business_hours;
pub mod capacity;
pub mod chat;
pub mod chat_blocks;
pub mod contact_merge;
pub mod contacts;
pub mod conversations;
pub mod demo;
pub mod drafts;
pub mod filter;
pub mod first_steps;
pub mod idempotency;
pub mod inboxes;
pub mod invitations;
pub mod leases;
pub mod mail_ledger;
pub mod messages;
pub mod migrations;
pub mod notification_settings;
pub mod notifications;
pub mod oauth_grants;
pub mod organisation;
pub mod outbox;
pub mod password_resets;
pub mod push;
pub mod roles;
pub mod rosters;
pub mod saved_replies;
pub mod scheduled;
pub mod search;
pub mod sessions;
pub mod special_days;
pub mod system_letters;
pub mod tags;
pub mod teams;
pub mod threading;
pub mod timeline;
pub mod uploads;
pub mod views;
pub mod workforce;

pub use migrations::MIGRATIONS;
