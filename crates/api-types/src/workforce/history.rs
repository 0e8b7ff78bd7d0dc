//! What the department counted of itself, what comes next, and how it is doing.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ByChannel;

/// What to count.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkforceHistoryQuery {
    /// Only of this inbox.
    pub inbox_id: Option<i64>,
    /// Weeks to look back at, 1 to 156, 12 by default.
    #[param(minimum = 1, maximum = 156)]
    pub weeks: Option<u32>,
    /// Days to forecast, 1 to 90, 28 by default.
    #[param(minimum = 1, maximum = 90)]
    pub days: Option<u32>,
    /// IANA time zone of days and hours; the organisation's by default.
    pub time_zone: Option<String>,
    /// Forecast this channel alone: `phone`, `chat`, `messaging`, `social` or `email`.
    pub channel: Option<String>,
    /// The first day of the forecast, as `2026-03-02`, which then knows nothing of what came from that day on; today by default, 90 days
    /// ahead at most.
    pub until: Option<String>,
}

/// A day that is not like its weekday: a holiday, a sale, a campaign. Forecasts know it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpecialDayView {
    /// The day, as `2026-12-25`.
    pub day: String,
    /// What it is.
    pub name: String,
    /// What comes, in percent of what comes on such a weekday: 100 as usual, 40 when 60 % fewer come.
    pub percent: u32,
}

/// All special days, the earliest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpecialDaysView {
    /// The days.
    pub items: Vec<SpecialDayView>,
}

/// What is to be said of a day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpecialDayRequest {
    /// What it is, up to 100 characters.
    pub name: String,
    /// 1 to 1000, in percent of what comes on such a weekday.
    pub percent: u32,
}

/// What was counted. A contact is a conversation that a customer began, or opened again after it was solved or closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkforceHistoryView {
    /// IANA time zone of days and hours.
    pub time_zone: String,
    /// Every whole day that was counted, the oldest first; today is not over and is not among them.
    pub days: Vec<HistoryDayView>,
    /// Contacts, all together.
    pub contacts: f64,
    /// Contacts a month, as counted; null with less than a week.
    pub per_month: Option<f64>,
    /// How contacts are spread over channels, each as a share of all.
    pub mix: ByChannel,
    /// Each channel that had a contact.
    pub channels: Vec<HistoryChannelView>,
    /// What comes next; null with too few days.
    pub forecast: Option<HistoryForecastView>,
    /// Whole days that are missing until there can be a forecast; 0 when there is one.
    pub missing_days: u32,
    /// What could not be measured, and why.
    pub not_measured: Vec<NotMeasuredView>,
}

/// A day that was counted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryDayView {
    /// The day, as `2026-03-02`.
    pub date: String,
    /// Contacts.
    pub contacts: f64,
    /// Contacts by channel.
    pub by_channel: ByChannel,
}

/// What was counted of a channel.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryChannelView {
    /// `phone`, `chat`, `messaging`, `social` or `email`.
    pub channel: String,
    /// Contacts.
    pub contacts: f64,
    /// Those of them that were a conversation opened again.
    pub reopened: f64,
    /// Contacts in each of the 168 hours of an average week, Monday 00:00 first; null where they are too few to tell.
    pub profile: Option<Vec<f64>>,
    /// How long customers waited for the first answer; null where nothing was answered.
    pub first_answer: Option<FirstAnswerView>,
    /// How long a contact takes; null where it is not measured.
    pub handling: Option<HandlingView>,
    /// How many an agent has at once while there is any; null where it is not measured, as everywhere but in chats.
    pub at_once: Option<AtOnceView>,
    /// How long customers wait before they give up; null where it is not measured, as everywhere but in chats.
    pub patience: Option<PatienceView>,
}

/// How long customers waited for the first answer, in hours of the clock.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct FirstAnswerView {
    /// Conversations that were answered.
    pub sample: i64,
    /// Half of them were answered within so many minutes.
    pub median_minutes: i64,
    /// Share of them answered within an hour.
    pub within_hour: f64,
    /// Share of them answered within four hours.
    pub within_four_hours: f64,
    /// Share of them answered within a day.
    pub within_day: f64,
}

/// How long a contact takes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct HandlingView {
    /// Contacts that were measured.
    pub sample: i64,
    /// Mean in seconds. Of chats: from being taken to the end, with others going on beside it. Of everything else: the time that agents had
    /// such conversations on screen; where too little of that is written down, or not everything may be seen, the time between one thing
    /// that an agent does and the next, pauses of more than half an hour left out, for all that was done in a conversation.
    pub mean_s: f64,
}

/// How many an agent has at once.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct AtOnceView {
    /// Contacts that were measured.
    pub sample: i64,
    /// Mean over the time in which there is any.
    pub mean: f64,
}

/// How long customers wait before they give up.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct PatienceView {
    /// Customers who waited.
    pub sample: i64,
    /// Share of them that gave up.
    pub given_up: f64,
    /// Mean in seconds: all the waiting there was / those who gave up.
    pub mean_s: f64,
}

/// Something that the plan has to assume.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotMeasuredView {
    /// `handling` (how long a contact takes), `profile` (hours of the week), `first_answer`, of chats `at_once` and `patience` too.
    pub what: String,
    /// Of which channel.
    pub channel: String,
    /// `too_few`: there is not enough of it yet.
    pub reason: String,
}

/// What comes next.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryForecastView {
    /// The days from today on.
    pub days: Vec<ForecastDayView>,
    /// `seasonal_naive` (the last week again), `four_weeks` (mean of four weeks) or `level_and_shape` (trend and weekdays).
    pub model: String,
    /// How it works.
    pub formula: String,
    /// Contacts a month at that rate.
    pub per_month: f64,
    /// Share of the days that should lie within the bounds.
    pub coverage: f64,
    /// How far off it would have been on the past; null with too little past to try.
    pub error: Option<ForecastErrorView>,
    /// How far off repeating the last week would have been.
    pub naive_error: Option<ForecastErrorView>,
}

/// A day to come.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ForecastDayView {
    /// The day.
    pub date: String,
    /// Contacts expected.
    pub expected: f64,
    /// Not often fewer.
    pub lower: f64,
    /// Not often more.
    pub upper: f64,
}

/// How far off a forecast would have been.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct ForecastErrorView {
    /// Sum of the errors / sum of what came.
    pub wape: f64,
    /// Mean error / mean change from one week to the next: below 1 is better than repeating the week before.
    pub mase: f64,
    /// Share of the days that lay within the bounds.
    pub coverage: f64,
    /// Days that were forecast to find out.
    pub days: u64,
}

/// Whose day to look at.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkforceTodayQuery {
    /// Only of this inbox.
    pub inbox_id: Option<i64>,
}

/// Whether the team has too much to do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkforceTodayView {
    /// `calm`, `strained`, `overloaded` or `hire`.
    pub level: String,
    /// How many to hire; 0 unless that is the advice.
    pub hire: u32,
    /// Whether something waits though agents are known to have time: then it is not want of people.
    pub have_time: bool,
    /// Whether the team is so large that a plan says more than this.
    pub plan_instead: bool,
    /// The signs that can be seen, the worst first.
    pub signs: Vec<SignView>,
    /// Signs that nobody measures: `occupancy`.
    pub not_measured: Vec<String>,
    /// For how many days in a row both the backlog was too old and too much was answered late.
    pub days_in_a_row: u32,
    /// Agents who may answer.
    pub agents: u32,
    /// Customers who wait for an answer.
    pub waiting: i64,
    /// Those of them who wait for longer than `late_after_h`.
    pub late: i64,
    /// Hours after which an answer is late.
    pub late_after_h: f64,
    /// Whether hours are opening hours; false when an inbox has none, so that all hours count there.
    pub in_opening_hours: bool,
    /// Contacts a day over the last two weeks.
    pub contacts_a_day: f64,
    /// Conversations solved a day over the last two weeks.
    pub solved_a_day: f64,
    /// Conversations of the last four weeks that are older than a day.
    pub begun: f64,
    /// Those of them that nobody answered.
    pub unanswered: f64,
    /// The last four weeks, the oldest day first.
    pub days: Vec<TodayDayView>,
    /// How it was judged.
    pub formula: String,
}

/// A sign beside its limit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignView {
    /// `backlog_age_h`, `occupancy`, `sla_at_risk` or `unanswered`.
    pub sign: String,
    /// What is seen: hours, or a share.
    pub value: f64,
    /// From where on it is too much.
    pub limit: f64,
    /// The one in parts of the other.
    pub ratio: f64,
}

/// A day behind us.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TodayDayView {
    /// The day.
    pub date: String,
    /// Conversations that customers began.
    pub contacts: f64,
    /// Those of them that were answered late.
    pub late: f64,
    /// Hours that the oldest one without an answer had waited at the end of the day.
    pub backlog_age_h: f64,
}
