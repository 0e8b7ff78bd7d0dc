//! The HTTP API, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected fails, and says where"
)]

mod live;
mod inbound_mail;
mod conversations;
mod accounts;
mod contacts;
mod demo;
mod guard;
mod inbound;
mod inboxes;
mod mails;
mod search;
