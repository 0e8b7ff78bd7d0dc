//! The HTTP API, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected fails, and says where"
)]

mod accounts;
mod contacts;
mod conversations;
mod demo;
mod drafts;
mod guard;
mod inbound;
mod inbound_mail;
mod inboxes;
mod live;
mod mails;
mod notifications;
mod saved_replies;
mod search;
mod upgrade;
mod views;
