//! Budgets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A line of a budget. Money is whole, in whatever currency the organisation reckons in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BudgetLineBody {
    /// What for; no two lines of a year have the same name.
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// Money for the whole year.
    #[schema(minimum = 0)]
    pub planned: i64,
    /// Money spent in each month, January first, up to 12; null where nothing is known yet. Negative when money came back.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub spent: Vec<Option<i64>>,
}

/// A budget in place of what it was.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct BudgetRequest {
    /// The revision that the change was made from; null for the first budget of a year.
    pub revision: Option<i64>,
    /// Up to 50 lines.
    pub lines: Vec<BudgetLineBody>,
}

/// How a line stands after the months that are known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VarianceView {
    /// Its name; `total` at the end, for all together.
    pub name: String,
    /// Money planned up to then: the same in each month.
    pub planned_so_far: f64,
    /// Money spent up to then.
    pub actual: f64,
    /// How much more than planned; negative when less.
    pub over: f64,
    /// What the year will cost if it goes on like this.
    pub forecast: f64,
}

/// The budget of a year, and how it stands.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BudgetView {
    /// The year.
    pub year: i64,
    /// Counts changes; null before the first one.
    pub revision: Option<i64>,
    /// What may be spent, and what was: twelve months each.
    pub lines: Vec<BudgetLineBody>,
    /// Months that are compared: up to the last one for which anything is known.
    pub months: u32,
    /// How each line stands after these months, then all together; empty before the first month.
    pub standing: Vec<VarianceView>,
    /// Conversations solved in these months; null when they were not all counted here.
    pub solved: Option<i64>,
    /// Money spent for each of them.
    pub per_resolution: Option<f64>,
    /// What a resolution costs elsewhere, in dollars: mean, lowest, highest (MetricNet).
    pub field_per_resolution: (f64, f64, f64),
}
