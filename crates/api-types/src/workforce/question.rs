//! What a plan is made from. Only the volume is needed; whatever is left out has the default of `docs/WORKFORCE.md`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a plan is made from.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// How many contacts.
    pub volume: Option<PlanVolume>,
    /// How contacts are spread over channels, in any unit.
    pub mix: Option<ByChannel>,
    /// Which contacts move on to another channel and make work twice. What was counted has them in it already: all 0 then.
    pub switching: Option<PlanSwitching>,
    /// Contacts in each of the 168 hours of a week from Monday 00:00 on, by channel, where they were measured.
    pub profiles: Option<PlanProfiles>,
    /// Share of contacts that a bot answers.
    #[schema(minimum = 0, maximum = 1)]
    pub bot_deflection: Option<f64>,
    /// When the team is there: for each of the seven days from Monday the minutes of the day from and until when, or null.
    #[schema(value_type = Option<Vec<Option<Vec<u32>>>>)]
    pub opening: Option<[Option<(u32, u32)>; 7]>,
    /// What is promised to customers and agents.
    pub rules: Option<PlanRules>,
    /// How people work.
    pub roster: Option<PlanRoster>,
    /// What a team of one's own costs.
    pub in_house: Option<PlanInHouse>,
    /// What a vendor costs.
    pub vendor: Option<PlanVendor>,
    /// Share of the work that stays in-house when it is divided.
    #[schema(minimum = 0, maximum = 1)]
    pub hybrid_in_house: Option<f64>,
    /// What decides between in-house and vendor.
    pub needs: Option<PlanNeeds>,
    /// What may be otherwise, to be shown beside the plan; at most 12.
    #[schema(max_items = 12)]
    pub scenarios: Option<Vec<PlanScenario>>,
}

/// The three numbers: tickets a month, or customers and incident rate.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanVolume {
    /// Contacts a month. They count before the other two, because they were counted.
    #[schema(minimum = 0)]
    pub tickets: Option<f64>,
    /// Customers.
    #[schema(minimum = 0)]
    pub customers: Option<f64>,
    /// Contacts per customer and month.
    #[schema(minimum = 0)]
    pub incident_rate: Option<f64>,
    /// Growth a month as a share: 0.02 for 2 %.
    pub growth: Option<f64>,
    /// How many months from now the plan is for.
    #[schema(minimum = 0)]
    pub months_ahead: Option<f64>,
}

/// A number for each channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByChannel {
    /// Calls.
    pub phone: f64,
    /// Live chat.
    pub chat: f64,
    /// Messaging applications.
    pub messaging: f64,
    /// Social networks.
    pub social: f64,
    /// Mail and forms.
    pub email: f64,
}

/// Contacts that move on to another channel, as shares of those handled in the first one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSwitching {
    /// Chats that go on as mail.
    #[schema(minimum = 0, maximum = 1)]
    pub chat_to_email: Option<f64>,
    /// Calls that go on as mail.
    #[schema(minimum = 0, maximum = 1)]
    pub phone_to_email: Option<f64>,
    /// Mails that go on as a call.
    #[schema(minimum = 0, maximum = 1)]
    pub email_to_phone: Option<f64>,
}

/// When contacts come, in any unit: 168 numbers for each channel that was measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanProfiles {
    /// Calls.
    #[schema(min_items = 168, max_items = 168)]
    pub phone: Option<Vec<f64>>,
    /// Live chat.
    #[schema(min_items = 168, max_items = 168)]
    pub chat: Option<Vec<f64>>,
    /// Messaging applications.
    #[schema(min_items = 168, max_items = 168)]
    pub messaging: Option<Vec<f64>>,
    /// Social networks.
    #[schema(min_items = 168, max_items = 168)]
    pub social: Option<Vec<f64>>,
    /// Mail and forms.
    #[schema(min_items = 168, max_items = 168)]
    pub email: Option<Vec<f64>>,
}

/// What is promised.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRules {
    /// What holds in each channel.
    pub channels: Option<PlanChannels>,
    /// Share of paid time that is not spent on contacts, 0.3 by default.
    #[schema(minimum = 0, maximum = 1)]
    pub shrinkage: Option<f64>,
    /// Whether agents of live channels do mail while nobody calls.
    pub blended: Option<bool>,
    /// Agents that are there while it is open, whatever comes.
    pub least_agents: Option<u32>,
}

/// What holds in each channel; those that are left out keep their defaults.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanChannels {
    /// Calls.
    pub phone: Option<PlanChannelRules>,
    /// Live chat.
    pub chat: Option<PlanChannelRules>,
    /// Messaging applications.
    pub messaging: Option<PlanChannelRules>,
    /// Social networks.
    pub social: Option<PlanChannelRules>,
    /// Mail and forms.
    pub email: Option<PlanChannelRules>,
}

/// What holds in one channel.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanChannelRules {
    /// Average handling time in seconds, with what is written up afterwards.
    pub aht_s: Option<f64>,
    /// Share that is to be answered within the threshold.
    #[schema(minimum = 0, maximum = 1)]
    pub service_level: Option<f64>,
    /// Seconds until the answer; in mail, messages and social networks seconds of opening time.
    pub threshold_s: Option<f64>,
    /// How long customers are ready to wait on average, in seconds.
    pub patience_s: Option<f64>,
    /// How many an agent handles at once.
    pub concurrency: Option<u32>,
    /// By how much each further one at once slows all down, 0 to 1.
    pub slow_down: Option<f64>,
    /// Share of their time that agents may be busy.
    pub max_occupancy: Option<f64>,
}

/// How people work.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRoster {
    /// Hours of a full-time contract a week.
    pub hours_per_week: Option<f64>,
    /// Hours that shifts bring beyond what is needed, as a share of it.
    pub loss: Option<f64>,
}

/// What people, places and things cost; a year, unless it says otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanInHouse {
    /// Gross pay of an agent.
    pub salary: Option<f64>,
    /// Benefits as a share of pay.
    pub benefits: Option<f64>,
    /// Employer's taxes and contributions as a share of pay.
    pub taxes: Option<f64>,
    /// Premium for hours from 22:00 to 06:00 as a share of pay.
    pub night_premium: Option<f64>,
    /// Premium for hours on Saturday and Sunday as a share of pay.
    pub weekend_premium: Option<f64>,
    /// Office rent for a seat.
    pub rent_per_seat: Option<f64>,
    /// Equipment for a seat, once.
    pub equipment: Option<f64>,
    /// Software for an agent.
    pub software: Option<f64>,
    /// Training of a new agent, once.
    pub training_new: Option<f64>,
    /// Finding and hiring an agent, once.
    pub recruiting: Option<f64>,
    /// Agents who leave in a year / mean headcount.
    pub turnover: Option<f64>,
    /// Agents for each team lead.
    pub span: Option<f64>,
    /// Gross pay of a team lead.
    pub lead_salary: Option<f64>,
}

/// What a vendor costs.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanVendor {
    /// The price.
    pub price: Option<PlanPrice>,
    /// The least that is charged in a month.
    pub minimum_per_month: Option<f64>,
    /// Premium for nights and weekends as a share of the price.
    pub premium: Option<f64>,
    /// Share of contacts that come again because the first answer did not help.
    pub rework: Option<f64>,
    /// Somebody of ours who looks after the vendor, for each 50 agents, a year.
    pub management: Option<f64>,
    /// Contracts, integration, first training, once.
    pub set_up: Option<f64>,
}

/// How a vendor charges.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanPrice {
    /// For each hour that an agent is at work.
    PerHour(f64),
    /// For each contact handled.
    PerTicket(f64),
    /// For each agent and month.
    PerSeat(f64),
}

/// What the department needs.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanNeeds {
    /// `consumer`, `software` or `complex`.
    pub product: Option<String>,
    /// Money a year that there is for it.
    pub budget: Option<f64>,
    /// Whether somebody must be there day and night.
    pub around_the_clock: Option<bool>,
    /// How much the busiest month is above the mean: 1.5 for half as much again.
    pub seasonal_peak: Option<f64>,
    /// Languages that customers are served in.
    pub languages: Option<u32>,
    /// Whether agents see data that must not get about.
    pub sensitive_data: Option<bool>,
    /// In how many months the team has to work.
    pub start_within_months: Option<f64>,
}

/// Changes that come together, and their name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanScenario {
    /// What it is called; handed back.
    pub name: String,
    /// What is otherwise.
    pub changes: Vec<PlanChange>,
}

/// Something that may be otherwise.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanChange {
    /// So many times as many customers: 1.2 for 20 % more.
    Customers(f64),
    /// A bot answers this share of the contacts.
    Bot(f64),
    /// Mail is answered within so many hours of opening time.
    MailWithinHours(f64),
    /// Calls and chats are answered within so many seconds.
    LiveWithin(f64),
    /// Handling takes so many times as long.
    HandlingTime(f64),
    /// Also open on Saturday, from and until which minute of the day.
    #[schema(value_type = Vec<u32>)]
    OpenSaturday((u32, u32)),
    /// Also open on Sunday, from and until which minute of the day.
    #[schema(value_type = Vec<u32>)]
    OpenSunday((u32, u32)),
    /// So many agents leave, and nobody follows.
    AgentsLeave(u32),
    /// Another share of paid time is not spent on contacts.
    Shrinkage(f64),
}
