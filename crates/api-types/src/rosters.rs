//! Rosters of real people. Days, weeks and times without an offset are those of the organisation's clock.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::TextView;

/// A week: who works when, who is away, how many are needed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RosterWeekView {
    /// Its Monday, as `2026-03-02`.
    pub week: String,
    /// IANA time zone of its days.
    pub time_zone: String,
    /// When it was last published, RFC 3339.
    pub published_at: Option<String>,
    /// Who can be planned and who works, by name.
    pub people: Vec<RosterAgentView>,
    /// Who works when, the earliest first. Those who may not make rosters see what is published.
    pub shifts: Vec<ShiftView>,
    /// Meetings and trainings, the earliest first; those who may not make rosters see their own.
    pub meetings: Vec<MeetingView>,
    /// Leave that was granted.
    pub away: Vec<AwayView>,
    /// Agents needed in each half hour from Monday 00:00 by the clock; empty before the first roster.
    pub required: Vec<u32>,
    /// Agents at work and there for customers in each half hour; parts are breaks, meetings, and shifts that begin or end within it.
    pub rostered: Vec<f64>,
}

/// An agent of a roster.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RosterAgentView {
    /// Key of the agent.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Hours of the contract a week; null for those who may not make rosters.
    pub hours_per_week: Option<f64>,
}

/// Days on which somebody is away.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AwayView {
    /// Key of the agent.
    pub agent_id: i64,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// A shift.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShiftView {
    /// Key.
    pub id: i64,
    /// Who works it.
    pub agent_id: i64,
    /// Their name.
    pub agent_name: String,
    /// Beginning, RFC 3339.
    pub start: String,
    /// End.
    pub end: String,
    /// Beginning by the organisation's clock, as `2026-03-02T08:00`.
    pub local_start: String,
    /// End by that clock.
    pub local_end: String,
    /// Minutes from the beginning to the break.
    pub pause_after: u32,
    /// Minutes of the break, 0 for none.
    pub pause_minutes: u32,
    /// Whether the break is paid.
    pub pause_paid: bool,
    /// Minutes that are paid.
    pub paid_minutes: u32,
    /// `draft` or `published`.
    pub state: String,
}

/// What a roster is made from.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeRosterRequest {
    /// Agents needed at work in each 15, 20, 30 or 60 minutes of the week, Monday 00:00 first: as a plan has them. As the last roster
    /// needed them when absent.
    pub agents: Option<Vec<u32>>,
    /// Who is planned, up to 60; the team, or everybody who answers customers, when empty.
    #[serde(default)]
    pub people: Vec<RosterHoursRequest>,
    /// Whose members are planned, when nobody is named.
    pub team_id: Option<i64>,
    /// Whether published shifts of the week may be replaced. Without it a week that has any is refused with `roster_published`.
    #[serde(default)]
    pub replace_published: bool,
}

/// An agent and their contract.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterHoursRequest {
    /// Key of the agent.
    pub agent_id: i64,
    /// Hours of the contract a week, which are kept for the next time; what is kept, at first 40, by default.
    #[schema(minimum = 1, maximum = 80)]
    pub hours_per_week: Option<f64>,
}

/// A roster that was made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MadeRosterView {
    /// The week as it stands now.
    pub week: RosterWeekView,
    /// Agent-hours that are lacking.
    pub lacking_hours: f64,
    /// Rules that stand in the way of more, the one that costs most first.
    pub blockers: Vec<TextView>,
}

/// A shift as somebody writes it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShiftRequest {
    /// Who works it.
    pub agent_id: i64,
    /// Beginning by the organisation's clock, as `2026-03-02T08:00`.
    pub start: String,
    /// End by that clock; 30 minutes to 24 hours later.
    pub end: String,
    /// Minutes of the break, which lies in the middle. Half an hour in shifts of more than six hours when absent.
    pub pause_minutes: Option<u32>,
    /// Whether the break is paid; it is not when absent.
    pub pause_paid: Option<bool>,
}

/// What becomes another of a shift; what is absent stays. The break stays as long as the shift does.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftChangeRequest {
    /// Who works it.
    pub agent_id: Option<i64>,
    /// Beginning by the organisation's clock, as `2026-03-02T08:00`.
    pub start: Option<String>,
    /// End by that clock.
    pub end: Option<String>,
    /// Minutes of the break, which lies in the middle.
    pub pause_minutes: Option<u32>,
    /// Whether the break is paid.
    pub pause_paid: Option<bool>,
}

/// A shift that was written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShiftChangedView {
    /// The shift.
    pub shift: ShiftView,
    /// What is allowed and should be known: `short_rest`.
    pub warnings: Vec<TextView>,
}

/// A meeting or training: planned for some agents, who are at work and not there for customers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingView {
    /// Key.
    pub id: i64,
    /// `meeting` or `training`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Beginning, RFC 3339.
    pub start: String,
    /// End.
    pub end: String,
    /// Beginning by the organisation's clock, as `2026-03-02T08:00`.
    pub local_start: String,
    /// End by that clock.
    pub local_end: String,
    /// Keys of the agents who take part.
    pub agents: Vec<i64>,
}

/// Planning a meeting, or changing one: then what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingRequest {
    /// `meeting`, which it is when nothing is said, or `training`.
    pub kind: Option<String>,
    /// What it is called.
    #[schema(min_length = 1, max_length = 100)]
    pub title: Option<String>,
    /// Beginning by the organisation's clock, as `2026-03-02T08:00`.
    pub start: Option<String>,
    /// End by that clock; 5 minutes to 12 hours later.
    pub end: Option<String>,
    /// Keys of the agents who take part, 1 to 200.
    pub agents: Option<Vec<i64>>,
}

/// A meeting that was written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingChangedView {
    /// The meeting.
    pub meeting: MeetingView,
    /// Keys of agents who take part and have no shift that holds all of it.
    pub not_at_work: Vec<i64>,
}

/// A request for leave.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LeaveView {
    /// Key.
    pub id: i64,
    /// Whose.
    pub agent_id: i64,
    /// Their name.
    pub agent_name: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Why; may be empty.
    pub reason: String,
    /// `asked`, `granted`, `refused` or `withdrawn`.
    pub state: String,
    /// Name of who decided.
    pub decided_by: Option<String>,
    /// When that was, RFC 3339.
    pub decided_at: Option<String>,
    /// When it was asked for.
    pub created_at: String,
}

/// Asking for leave.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskLeaveRequest {
    /// The first day, as `2026-03-02`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Why; may be left out.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: String,
}

/// Granting leave.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantLeaveRequest {
    /// Whether published shifts on these days are taken off. Without it leave over any is refused with `leave_conflicts`.
    #[serde(default)]
    pub take_off: bool,
}

/// Offering a shift.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferShiftRequest {
    /// The shift, a published one of one's own.
    pub shift_id: i64,
    /// To whom; to everybody when absent.
    pub to_agent_id: Option<i64>,
}

/// A shift that its owner offers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SwapView {
    /// Key.
    pub id: i64,
    /// The shift.
    pub shift_id: i64,
    /// Its beginning, RFC 3339.
    pub start: String,
    /// Its end.
    pub end: String,
    /// Its beginning by the organisation's clock.
    pub local_start: String,
    /// Its end by that clock.
    pub local_end: String,
    /// Who offers it.
    pub owner_id: i64,
    /// Their name.
    pub owner_name: String,
    /// To whom; none for everybody.
    pub to_agent_id: Option<i64>,
    /// Who would take it.
    pub taker_id: Option<i64>,
    /// Their name.
    pub taker_name: Option<String>,
    /// `asked`, `accepted`, `approved`, `refused` or `withdrawn`.
    pub state: String,
}

/// What is one's own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnShiftsView {
    /// IANA time zone of days and times.
    pub time_zone: String,
    /// Published shifts of the next three months, the earliest first.
    pub shifts: Vec<ShiftView>,
    /// Meetings and trainings of that time, the earliest first.
    pub meetings: Vec<MeetingView>,
    /// Requests for leave whose days are not over.
    pub leave: Vec<LeaveView>,
    /// Offers that one made or took, of shifts that are not over.
    pub swaps: Vec<SwapView>,
    /// Shifts that one could take.
    pub offers: Vec<SwapView>,
}

/// What waits for a decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RosterRequestsView {
    /// Requests for leave, the earliest days first.
    pub leave: Vec<OpenLeaveView>,
    /// Offers that a colleague took, the earliest shift first.
    pub swaps: Vec<SwapView>,
}

/// A request for leave that waits for a decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenLeaveView {
    /// The request.
    pub leave: LeaveView,
    /// Published shifts of the agent on these days.
    pub conflicts: Vec<ShiftView>,
}

/// Words of a calendar in the reader's language; English by default.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// Name of the calendar.
    pub calendar: Option<String>,
    /// A shift.
    pub shift: Option<String>,
    /// What breaks are called.
    pub pause: Option<String>,
}
