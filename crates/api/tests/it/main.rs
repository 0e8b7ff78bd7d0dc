//! The HTTP API, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected fails, and says where"
)]

mod accounts;
mod attributes;
mod chat;
mod chats;
mod contact_merge;
mod contacts;
mod conversations;
mod demo;
mod downloads;
mod drafts;
mod forwards;
mod guard;
mod inbound;
mod inbound_mail;
mod inboxes;
mod live;
mod mails;
mod notifications;
mod patience;
mod people;
mod push;
mod push_service;
mod rosters;
mod saved_replies;
mod scheduled;
mod search;
mod upgrade;
mod uploads;
mod views;
mod workforce;
mod workforce_budget;
mod workforce_history;
mod workforce_roster;
mod workforce_work;
