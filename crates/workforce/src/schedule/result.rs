//! The roster, and how good it is.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::explain::{Blocker, Rule};

/// Who works which shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// By beginning, then by name.
    pub shifts: Vec<Shift>,
    /// What is there for each requirement.
    pub covered: Vec<Covered>,
    /// Where somebody is lacking.
    pub shortages: Vec<Shortage>,
    /// Rules that stand in the way of more, the one that costs most first; empty when nothing is lacking.
    pub blockers: Vec<Blocker>,
    /// One for each person of the problem.
    pub people: Vec<PersonSummary>,
    /// What it costs.
    pub cost: Cost,
    /// No roster within the rules costs less, shortage included.
    pub bound: f64,
    /// How much more than `bound` this one costs, as a share of it.
    pub gap: f64,
}

/// A shift that somebody works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Whose.
    pub who: Who,
    /// Their name.
    pub name: String,
    /// The day on which it begins, in their time zone.
    pub date: Date,
    /// Index of its template.
    pub template: usize,
    /// Name of its template.
    pub title: String,
    /// Their time zone.
    pub time_zone: String,
    /// Beginning.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
    /// Beginning and end of each break.
    pub breaks: Vec<(Timestamp, Timestamp)>,
    /// Minutes that are paid.
    pub paid_minutes: u32,
}

/// Somebody who works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Index of the person.
    Person(usize),
    /// Somebody of a vendor.
    Vendor {
        /// Index of the vendor.
        vendor: usize,
        /// Which of its agents, from 1.
        number: u32,
    },
}

/// Agents at work for a requirement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Name of the requirement.
    pub requirement: String,
    /// For each interval, of what is required as much as can be covered: never more than required. Parts are breaks within
    /// the interval.
    pub agents: Vec<f64>,
    /// For each interval, everybody at work who could do it, needed elsewhere or not.
    pub able: Vec<f64>,
}

/// Agents who are lacking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shortage {
    /// Name of the requirement.
    pub requirement: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// How many.
    pub agents: f64,
    /// Why nobody could be there at all, where that is so.
    pub reason: Option<Rule>,
}

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PersonSummary {
    /// Shifts.
    pub shifts: u32,
    /// Paid minutes of them.
    pub minutes: u32,
    /// Night shifts of them.
    pub nights: u32,
    /// Weekend shifts of them.
    pub weekends: u32,
    /// Worth of the wishes that came true, less that of those that were gone against.
    pub wishes: f64,
}

/// Money, for the whole time planned.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Pay of people's shifts, premiums included.
    pub pay: f64,
    /// Guaranteed pay beyond the shifts.
    pub unused: f64,
    /// Price of vendors' shifts.
    pub vendors: f64,
    /// Hours lacking.
    pub lacking_hours: f64,
    /// What they count for.
    pub shortage: f64,
}

impl Cost {
    /// Everything, what is lacking included.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.pay + self.unused + self.vendors + self.shortage
    }
}
