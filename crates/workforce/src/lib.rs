//! How many agents a customer-service department needs, when, and what they cost.
//!
//! Pure: no I/O, no clock, no dependency on the rest of the product. Times are seconds, loads are erlangs (agents busy at
//! once, on average), shares are between 0 and 1; [`units`] has the types that have checked it. What cannot be answered is
//! a [`Problem`] that names the field.
//!
//! - [`queueing`]: Erlang B, C and A, chat, backlogs, and all of them asked backwards.
//! - [`query`]: the same as JSON Lines, for scripts.
//! - [`demand`]: contacts a month, over channels, over the week and the calendar; [`forecast`]: from what was counted.
//! - [`staffing`]: agents by interval and people on the payroll; [`overload`]: when a small team has too much to do.
//! - [`cost`]: in-house, vendor, hybrid, follow-the-sun; break-even, risk, recommendation.
//! - [`planner`]: all of it from three numbers; [`scenario`]: what if.
//! - [`simulation`]: what happens with a given team, event by event, where no formula is exact.
//! - [`schedule`]: from required agents to shifts, and from shifts to a roster of people.
//! - [`intraday`]: the day as it goes: adherence and occupancy.
//!
//! `docs/WORKFORCE.md` of the project explains the formulas with examples counted by hand.

pub mod cost;
pub mod demand;
pub mod error;
pub mod forecast;
pub mod intraday;
pub mod overload;
pub mod planner;
pub mod query;
pub mod queueing;
pub mod scenario;
pub mod schedule;
pub mod simulation;
pub mod staffing;
pub mod units;

pub use error::Problem;

/// The examples of the page that a registry shows are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
