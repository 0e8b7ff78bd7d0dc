//! Live chat: sites, visitors, chats, and what visitors may read.
//!
//! Visitors are no actors and have no scope: what is read for one is found by the hash of the visitor's token and the unguessable token
//! of a conversation of theirs, in one statement each.

pub mod chats;
pub mod contacts;
pub mod desk;
pub mod entries;
pub mod keys;
pub mod participants;
pub mod queue;
pub mod sites;
pub mod visitors;

pub use chats::{Chat, OwnChat};
pub use domain::chat::ChatState;
pub use entries::EntryRow;
pub use participants::Participant;
pub use sites::{Site, SiteSettings};
pub use visitors::Visitor;
