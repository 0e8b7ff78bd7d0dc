//! A plan as it is shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A whole plan.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlanView {
    /// Contacts in the month that is planned for.
    pub contacts: f64,
    /// Of them those that a bot answers.
    pub deflected: f64,
    /// Contacts per customer and month, when the customers are known.
    pub incident_rate: Option<f64>,
    /// What does not fit together, in words.
    pub warnings: Vec<String>,
    /// The most agents at work at once.
    pub peak: u32,
    /// Agent-hours a week.
    pub agent_hours: f64,
    /// Length of an interval in minutes.
    pub minutes: u32,
    /// All intervals of a week, Monday 00:00 first.
    pub intervals: Vec<PlanIntervalView>,
    /// What each channel with contacts reaches.
    pub channels: Vec<PlanChannelView>,
    /// People on the payroll.
    pub headcount: HeadcountView,
    /// In-house, vendor, hybrid, follow-the-sun.
    pub options: Vec<CostView>,
    /// Contacts a month at which in-house and vendor cost the same, when there are any.
    pub break_even_contacts: Option<f64>,
    /// Where the yearly cost in-house lies when uncertain inputs are drawn.
    pub in_house_spread: SpreadView,
    /// The same at the vendor.
    pub vendor_spread: SpreadView,
    /// How often the vendor is the cheaper of both, 0 to 1.
    pub vendor_cheaper: f64,
    /// What the vendor saves a year with one input alone at its lowest and highest; the longest first.
    pub tornado: Vec<TornadoView>,
    /// What the field pays for a resolution: mean, lowest, highest (MetricNet).
    #[schema(value_type = Vec<f64>)]
    pub per_resolution: (f64, f64, f64),
    /// What to do.
    pub recommendation: RecommendationView,
    /// The plan as it is, then each scenario.
    pub scenarios: Vec<OutcomeView>,
    /// What the plan takes for granted.
    pub assumptions: Vec<TextView>,
}

/// One interval of the week.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlanIntervalView {
    /// Minute of the week at which it begins, Monday 00:00 first.
    pub minute: u32,
    /// Whether the team is there.
    pub open: bool,
    /// Contacts expected.
    pub contacts: f64,
    /// Agents at work.
    pub agents: u32,
    /// How many must be scheduled for that, shrinkage included.
    pub scheduled: u32,
    /// Agents by what they are there for.
    pub by_channel: AgentsByChannel,
}

/// Agents by channel.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct AgentsByChannel {
    /// Calls.
    pub phone: u32,
    /// Live chat.
    pub chat: u32,
    /// Messaging applications.
    pub messaging: u32,
    /// Social networks.
    pub social: u32,
    /// Mail and forms, beyond what others do while nobody calls.
    pub email: u32,
}

/// What a channel reaches over the week.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlanChannelView {
    /// `phone`, `chat`, `messaging`, `social` or `email`.
    pub channel: String,
    /// Contacts a week.
    pub contacts: f64,
    /// Hours of handling a week.
    pub handling_hours: f64,
    /// Agent-hours a week of those who are there for this channel.
    pub agent_hours: f64,
    /// Share handled as the target has it.
    pub reached: f64,
    /// What was wanted.
    pub target: f64,
    /// Seconds within which it was wanted.
    pub threshold_s: f64,
    /// Average handling time in seconds.
    pub aht_s: f64,
    /// Share of customers who give up, where patience is known.
    pub abandoned: Option<f64>,
    /// Which model it was calculated with.
    pub formula: String,
}

/// People on the payroll.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeadcountView {
    /// Full-time agents.
    pub agents: u32,
    /// Paid agent-hours a week.
    pub paid_hours: f64,
    /// Full-time agents that the hours make.
    pub by_hours: u32,
    /// Full-time agents that the busiest interval takes.
    pub by_peak: u32,
    /// How it was calculated.
    pub formula: String,
}

/// A cost, line by line.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CostView {
    /// `in_house`, `vendor`, `hybrid` or `follow_the_sun`.
    pub option: String,
    /// What is paid each year.
    pub yearly: f64,
    /// What is paid once, at the beginning.
    pub one_off: f64,
    /// A year of it for each conversation solved.
    pub per_resolution: f64,
    /// A year of it for each minute of handling.
    pub per_handling_minute: f64,
    /// What the year is made of.
    pub lines: Vec<CostLineView>,
    /// How it was calculated.
    pub formula: String,
}

/// One line of a cost.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CostLineView {
    /// Stable name of what is paid for.
    pub item: String,
    /// Money a year.
    pub yearly: f64,
}

/// Where results lie when inputs are drawn.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct SpreadView {
    /// The mean.
    pub mean: f64,
    /// 5 % lie below.
    pub p5: f64,
    /// Half lie below.
    pub p50: f64,
    /// 95 % lie below.
    pub p95: f64,
}

/// How much one input alone changes the result.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TornadoView {
    /// Stable name of the input.
    pub name: String,
    /// The result with the input at its lowest.
    pub at_low: f64,
    /// The result with the input at its highest.
    pub at_high: f64,
}

/// What to do, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecommendationView {
    /// `in_house`, `outsourced` or `hybrid`.
    pub choice: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// All reasons, those with the most weight first.
    pub reasons: Vec<ReasonView>,
    /// What to look after when it is done.
    pub cautions: Vec<TextView>,
    /// How it was judged.
    pub formula: String,
}

/// Something that speaks for an option.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReasonView {
    /// Stable code.
    pub code: String,
    /// `in_house` or `outsourced`.
    pub speaks_for: String,
    /// How much, 0 to 3.
    pub weight: f64,
    /// In English words.
    pub text: String,
}

/// A text with a stable code, for translations.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TextView {
    /// Stable code.
    pub code: String,
    /// In English words.
    pub text: String,
}

/// How a scenario turns out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OutcomeView {
    /// What it is called; `as planned` for the first.
    pub name: String,
    /// Contacts a month that agents handle, those that moved to another channel counted twice.
    pub contacts: f64,
    /// The most agents at work at once.
    pub peak: u32,
    /// People on the payroll.
    pub headcount: u32,
    /// How many more than now.
    pub more_people: i64,
    /// Yearly cost in-house.
    pub in_house: f64,
    /// Yearly cost at the vendor.
    pub vendor: f64,
    /// The share handled as promised in the channel where it is furthest from its target, and which channel that is.
    pub weakest: Option<WeakestView>,
}

/// The channel that is furthest from its target.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WeakestView {
    /// The channel.
    pub channel: String,
    /// Share handled as promised.
    pub reached: f64,
}
