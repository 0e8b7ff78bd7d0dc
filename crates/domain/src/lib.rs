//! What the product is about: ids, value types, state machines and rules.
//!
//! Nothing here waits, reads or writes; every rule can be tested with plain values. Areas carry the same name here as
//! in the store, the use cases, the API and the browser.

pub mod access;
pub mod agents;
pub mod attendance;
pub mod attributes;
pub mod business_hours;
pub mod capacity;
pub mod chat;
pub mod color;
pub mod conversations;
pub mod drafts;
pub mod given_name;
pub mod ids;
pub mod inboxes;
pub mod mask;
pub mod names;
pub mod notifications;
pub mod placeholders;
pub mod rosters;
pub mod routing;
pub mod saved_replies;
pub mod scheduled;
pub mod search;
pub mod text;
pub mod time;
pub mod validate;
pub mod views;

pub use access::{Actor, ActorKind, BuiltInRole, Denied, Identity, Permission, Permissions, Scope, Visible};
pub use ids::*;
pub use mask::Mask;
pub use names::UnknownName;
pub use time::{Clock, InvalidTimestamp, Timestamp};
