//! What the product is about: ids, value types, state machines and rules.
//!
//! Nothing here waits, reads or writes; every rule can be tested with plain values. Areas carry the same name here as
//! in the store, the use cases, the API and the browser.

pub mod ids;
pub mod text;
pub mod time;

pub use ids::*;
pub use time::{Clock, InvalidTimestamp, Timestamp};
