//! Rosters of real people: shifts, meetings, leave, and shifts that change hands.
//!
//! Nothing here tells of customers, so no statement asks for a scope.

pub mod leave;
pub mod meetings;
pub mod shifts;
pub mod swaps;

pub use leave::Leave;
pub use meetings::{Meeting, NewMeeting};
pub use shifts::{NewShift, Person, Shift, Week};
pub use swaps::Swap;
