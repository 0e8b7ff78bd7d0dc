//! Request and response bodies of the HTTP API: shapes and nothing else.
//!
//! Names ending in `Request` come in, names ending in `View` go out, `…Query` is a query string. Ids are integers, times
//! RFC 3339 in UTC, lists are `{ "items": [...], "next_cursor": ... }`, errors are [`Problem`].

pub mod accounts;
pub mod attributes;
pub mod channels;
pub mod chat;
pub mod chat_inboxes;
pub mod chats;
pub mod contacts;
pub mod conversations;
pub mod demo;
pub mod drafts;
pub mod inboxes;
pub mod intraday;
pub mod invitations;
pub mod notifications;
pub mod organisation;
pub mod paging;
pub mod problem;
pub mod rosters;
pub mod saved_replies;
pub mod search;
pub mod setup;
pub mod views;
pub mod workforce;

pub use accounts::*;
pub use attributes::*;
pub use channels::*;
pub use chat::*;
pub use chat_inboxes::*;
pub use chats::*;
pub use contacts::*;
pub use conversations::*;
pub use demo::*;
pub use drafts::*;
pub use inboxes::*;
pub use intraday::*;
pub use invitations::*;
pub use notifications::*;
pub use organisation::*;
pub use paging::*;
pub use problem::*;
pub use rosters::*;
pub use saved_replies::*;
pub use search::*;
pub use setup::*;
pub use views::*;
pub use workforce::*;
