//! From required agents to a roster: who works which shift, on which day, at what cost, within which rules.
//!
//! [`Problem`] says what is required and who there is, [`plan`] gives a [`Roster`], [`ics()`] and [`csv()`] write it down. [`present()`] counts who is there.
//!
//! Two stages, in this order:
//! 1. Covering: how many of each group of like people start which shift on which day ([`cover`]), a mixed-integer program.
//!    Its linear relaxation leaves out only rules that bind single people, so its value is a lower bound for every roster.
//! 2. Rostering: who works them ([`assign`]). Each person's weeks are a line through days, found by dynamic programming
//!    over all rules at once ([`mod@line`]); lines are improved one after the other on the true cost, then swapped for fairness.
//!
//! What must stay true: no line breaks a rule of its contract, however much is lacking; what cannot be met is told as a
//! shortage with its reasons ([`explain`]). [`Roster::gap`] is measured against the bound, for the roster as it stands.
//!
//! Why this solver: `docs/adr/0020-linear-programs.md`. How far it was tested: `docs/workforce/simulation-and-rosters.md`.

mod assign;
mod calendar;
mod cover;
mod coverage;
mod csv;
mod explain;
mod fill;
mod groups;
mod ics;
mod line;
mod model;
mod present;
mod program;
mod rest;
mod result;
mod roster;
mod rules;
mod swaps;
mod validate;
mod weekdays;

pub use crate::error::Problem as InvalidInput;
pub use csv::csv;
pub use explain::{Blocker, Rule};
pub use ics::{Event, Labels, calendar, ics};
pub use model::{
    Break, Contract, Effort, Past, Person, Premiums, Problem, Requirement, Template, Vendor, Wish,
};
pub use present::{Presence, half_hours, present};
pub use result::{Cost, Covered, PersonSummary, Roster, Shift, Shortage, Who};
pub use roster::plan;

pub use crate::simulation::Skills;
