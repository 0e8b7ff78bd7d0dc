//! A roster for a week.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TextView;

/// What a roster is made from.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterRequest {
    /// The first day, a Monday, as `2026-03-02`.
    pub start: String,
    /// Agents needed at work in each 15, 20, 30 or 60 minutes of the week, Monday 00:00 first: as a plan has them.
    pub agents: Vec<u32>,
    /// Names of those who can be planned, 1 to 60.
    #[schema(min_items = 1, max_items = 60)]
    pub people: Vec<String>,
    /// Hours of a contract a week, 40 by default.
    #[schema(minimum = 1, maximum = 80)]
    pub hours_per_week: Option<f64>,
    /// Words for the files in the reader's language; English by default.
    pub words: Option<RosterWords>,
}

/// Words for the files.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterWords {
    /// A whole shift.
    pub whole_shift: String,
    /// Half a shift.
    pub half_shift: String,
    /// Name of a calendar.
    pub calendar: String,
    /// What breaks are called.
    pub pause: String,
    /// The eight columns of the table: name, date, shift, start, end, time zone, breaks, paid hours.
    #[schema(value_type = Vec<String>, min_items = 8, max_items = 8)]
    pub columns: [String; 8],
}

/// A roster. What cannot be met within the rules is lacking in it, and told.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RosterView {
    /// IANA time zone of its days.
    pub time_zone: String,
    /// Who works when, the earliest first.
    pub shifts: Vec<RosterShiftView>,
    /// Each of the people, in the order of the request.
    pub people: Vec<RosterPersonView>,
    /// Agent-hours that are lacking.
    pub lacking_hours: f64,
    /// Rules that stand in the way of more, the one that costs most first.
    pub blockers: Vec<TextView>,
    /// How much more than the cheapest conceivable roster it costs at most, as a share.
    pub gap: f64,
    /// As comma-separated values (RFC 4180).
    pub csv: String,
}

/// A shift that somebody works.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RosterShiftView {
    /// Place among the people.
    pub person: u32,
    /// The day on which it begins.
    pub date: String,
    /// When it begins, RFC 3339.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// Minutes that are paid.
    pub paid_minutes: u32,
}

/// What somebody works in the week.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RosterPersonView {
    /// Name.
    pub name: String,
    /// Paid hours.
    pub hours: f64,
    /// Their calendar (iCalendar, RFC 5545).
    pub ics: String,
}
