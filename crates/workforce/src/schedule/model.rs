//! What is planned: requirements, shifts that may be worked, people with their contracts, vendors.
//!
//! Money is in any one currency, per hour where nothing else is said.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Skills;

/// A roster to be made. Longer times are planned week by week, each with the [`Past`] that the week before left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// First day. Weekly limits count from it in steps of seven days.
    pub start: Date,
    /// 1 to 14 days.
    pub days: u16,
    /// IANA name of the time zone in which requirements are given and days begin.
    pub time_zone: String,
    /// Length of an interval: 15, 20, 30 or 60 minutes.
    pub interval_minutes: u16,
    /// What is needed, 1 to 6 kinds of work.
    pub requirements: Vec<Requirement>,
    /// Shifts that may be worked.
    pub templates: Vec<Template>,
    /// Kinds of contract.
    pub contracts: Vec<Contract>,
    /// Who can be planned.
    pub people: Vec<Person>,
    /// Whom hours can be bought from.
    #[serde(default)]
    pub vendors: Vec<Vendor>,
    /// What unpleasant hours cost more.
    #[serde(default)]
    pub premiums: Premiums,
    /// Cost of an hour in which an agent is lacking; far above every pay, or nobody will be planned.
    pub shortage_per_hour: f64,
    /// What one night or weekend shift more than others is worth avoiding; squares of their numbers are made small.
    #[serde(default)]
    pub fairness: f64,
    /// How hard to try.
    #[serde(default)]
    pub effort: Effort,
}

/// Agents needed for one kind of work, such as calls in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Name for the result.
    pub name: String,
    /// Skills that an agent must have, all of them.
    #[serde(default)]
    pub needs: Skills,
    /// Agents for each interval from the first day's midnight on, in elapsed time: a day on which clocks are put forward has
    /// fewer intervals, see [`Problem::intervals`].
    pub agents: Vec<u32>,
}

/// A shift that may be worked, at one or more times of the day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Name for rosters and calendars.
    pub name: String,
    /// Minutes after midnight, in the time zone of whoever works it, at which it may begin.
    pub starts: Vec<u16>,
    /// Length with breaks, 60 to 1,440 minutes.
    pub minutes: u16,
    /// Ways in which breaks may lie; none at all when empty.
    #[serde(default)]
    pub breaks: Vec<Vec<Break>>,
    /// Days on which it may begin, Monday first.
    #[serde(default = "every_day")]
    pub weekdays: [bool; 7],
}

const fn every_day() -> [bool; 7] {
    [true; 7]
}

/// A break in a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// Minutes after the beginning of the shift.
    pub after_minutes: u16,
    /// Length.
    pub minutes: u16,
    /// Whether it is paid.
    #[serde(default)]
    pub paid: bool,
}

/// What a contract allows and costs. A part-time contract has smaller numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Name.
    pub name: String,
    /// Cost of a paid hour.
    pub pay_per_hour: f64,
    /// Minutes of a week that are paid whether planned or not.
    #[serde(default)]
    pub guaranteed_minutes: u32,
    /// Most paid minutes of a week.
    pub most_minutes: u32,
    /// Most shifts of a week, 1 to 7.
    pub most_shifts: u8,
    /// Most days in a row with a shift, 1 to 14.
    pub days_in_a_row: u8,
    /// Each whole week has at least so many days off in a row, 0 to 3.
    #[serde(default)]
    pub days_off_in_a_row: u8,
    /// Least minutes between two shifts: 660 in the European Union (directive 2003/88/EC, article 3).
    pub rest_minutes: u32,
    /// Indices of the templates that it allows; all when absent.
    #[serde(default)]
    pub templates: Option<Vec<usize>>,
}

/// Somebody who can be planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Index of the contract.
    pub contract: usize,
    /// What they can do, languages included.
    #[serde(default)]
    pub skills: Skills,
    /// IANA name of the time zone that they live in; that of the problem when absent.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Days of their own calendar on which no shift may begin.
    #[serde(default)]
    pub leave: Vec<Date>,
    /// What they would like.
    #[serde(default)]
    pub wishes: Vec<Wish>,
    /// What was before the first day.
    #[serde(default)]
    pub past: Past,
}

/// A wish: each shift that fits it is worth something to the person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// Day that it is about; every day when absent.
    pub date: Option<Date>,
    /// Index of the template that it is about; every shift when absent.
    pub template: Option<usize>,
    /// Money that it is worth paying to fulfil it; negative for what should not be.
    pub worth: f64,
}

/// What a person brings along from before the first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Past {
    /// End of the last shift.
    pub last_end: Option<Timestamp>,
    /// Days with a shift in a row, up to the day before the first.
    pub days_in_a_row: u8,
    /// Night shifts in the time over which fairness is kept.
    pub nights: u32,
    /// Weekend shifts in that time.
    pub weekends: u32,
}

/// A team that is paid by the hour and rosters itself: rules of rest are its own affair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vendor {
    /// Name.
    pub name: String,
    /// What its agents can do.
    #[serde(default)]
    pub skills: Skills,
    /// Price of a paid hour, at any time of the day.
    pub price_per_hour: f64,
    /// Most agents at the same time.
    pub at_once: u16,
    /// Indices of the templates that it offers; all when absent.
    #[serde(default)]
    pub templates: Option<Vec<usize>>,
    /// IANA name of its time zone; that of the problem when absent.
    #[serde(default)]
    pub time_zone: Option<String>,
}

/// What is paid on top, as a share of pay, for people's own (not vendors') hours.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Premiums {
    /// Minute of the local day at which the night begins.
    pub night_from: u16,
    /// Minute at which it ends.
    pub night_until: u16,
    /// Share for hours of the night: 0.3 in Vietnam, 0.25 in Romania.
    pub night: f64,
    /// Share for hours of Saturday and Sunday.
    pub weekend: f64,
}

impl Default for Premiums {
    fn default() -> Self {
        Self {
            night_from: 22 * 60,
            night_until: 6 * 60,
            night: 0.0,
            weekend: 0.0,
        }
    }
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effort {
    /// The search for a covering stops when it is proven to be within this share of the best, 0 to 0.5.
    pub gap: f64,
    /// Nodes of each of its parts: with the same input always the same roster.
    pub nodes: u64,
    /// The search ends after so many seconds, with what was found by then; reasons for what is lacking are then looked for no
    /// longer than half of that again. Only this makes a result depend on the machine.
    pub seconds: u32,
    /// Decides between rosters that cost the same.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            gap: 0.005,
            nodes: 200,
            seconds: 60,
            seed: 0,
        }
    }
}
