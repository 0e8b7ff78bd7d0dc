//! How much work comes, through which channel, and when in the week.
//!
//! In this order: how many contacts a month ([`volume`]), through which channels and which of them move on to another
//! ([`channels`]), at which hours of the week ([`profile`]), and on which days of the calendar otherwise ([`calendar`]).

pub mod calendar;
pub mod channels;
pub mod profile;
pub mod volume;

pub use calendar::{Calendar, SpecialDay};
pub use channels::{Channel, PerChannel, Switching};
pub use profile::{Opening, WeekProfile};
pub use volume::{Volume, VolumeResult};
