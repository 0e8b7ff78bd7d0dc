//! The HTTP API, on both databases.

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
