//! Rosters of real people: shifts, leave, and shifts that change hands.
//!
//! Nothing here tells of customers, so no statement asks for a scope.

pub mod leave;
pub mod shifts;
pub mod swaps;

pub use leave::Leave;
pub use shifts::{NewShift, Person, Shift, Week};
pub use swaps::Swap;
