//! A day as it goes: planned against actual.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A day of the team. Half hours are those of the organisation's clock; minutes count from its midnight.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IntradayView {
    /// The day, as `2026-03-02`.
    pub day: String,
    /// IANA time zone of its hours.
    pub time_zone: String,
    /// Minutes of it that are over: 0 of a day to come, 1440 of one that is past.
    pub until: i32,
    /// Agents needed in each of the 48 half hours; empty when nothing is known.
    pub required: Vec<u32>,
    /// Agents at work in each half hour by published shifts.
    pub rostered: Vec<f64>,
    /// Agents who were there for customers in each half hour that has begun.
    pub present: Vec<f64>,
    /// Contacts in each half hour that has begun, by channel; channels without any are left out.
    pub came: Vec<CameView>,
    /// Share of the time there that agents spent on conversations, in each half hour that has begun; null where nobody was there.
    pub occupancy: Vec<Option<f64>>,
    /// Share of the planned time so far in which agents did what was planned; null before any was.
    pub adherence: Option<f64>,
    /// Who was to be there or was there, by name.
    pub agents: Vec<IntradayAgentView>,
}

/// Contacts of a channel.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CameView {
    /// `phone`, `chat`, `messaging`, `social` or `email`.
    pub channel: String,
    /// In each half hour that has begun.
    pub contacts: Vec<i64>,
}

/// An agent's own day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnDayView {
    /// The day, as `2026-03-02`.
    pub day: String,
    /// IANA time zone of its hours.
    pub time_zone: String,
    /// Minutes of it that are over.
    pub until: i32,
    /// How it goes.
    pub agent: IntradayAgentView,
}

/// The day of an agent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IntradayAgentView {
    /// Key of the agent.
    pub agent_id: i64,
    /// Name.
    pub name: String,
    /// Published shifts that reach into the day.
    pub shifts: Vec<PlannedShiftView>,
    /// Meetings and trainings that were planned on the day; they count within shifts.
    pub meetings: Vec<PlannedMeetingView>,
    /// What was written down, once a minute.
    pub attended: Vec<AttendedView>,
    /// What they do now, as in `attended`; null when they are not there.
    pub state: Option<String>,
    /// Minutes planned to work so far, without breaks.
    pub planned_minutes: i32,
    /// Minutes at work so far, planned or not.
    pub worked_minutes: i32,
    /// Share of the planned time so far, breaks included, in which the agent did what was planned; null before any was.
    pub adherence: Option<f64>,
    /// Minutes from the beginning of the first shift until the agent came, or until now; null up to five.
    pub late_minutes: Option<i32>,
}

/// A shift on the day; nights begin below 0 or end beyond 1440.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlannedShiftView {
    /// Beginning, in minutes.
    pub start: i32,
    /// End.
    pub end: i32,
    /// Beginning of the break.
    pub pause_start: i32,
    /// Minutes of the break, 0 for none.
    pub pause_minutes: i32,
}

/// A meeting or training on the day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlannedMeetingView {
    /// `meeting` or `training`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Beginning, in minutes.
    pub start: i32,
    /// End.
    pub end: i32,
}

/// A time in which an agent did one thing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttendedView {
    /// `handling`: a conversation on screen or a chat; `ready`: none; `idle`: nothing touched for some minutes; `break`; `meeting`.
    pub state: String,
    /// Beginning, in minutes.
    pub start: i32,
    /// End.
    pub end: i32,
}
