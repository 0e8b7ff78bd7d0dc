//! Planning of the department: how many agents, when, and at what cost.
//!
//! The crate `workforce` calculates; this area lets it, away from the threads that answer requests, and says which field of the
//! request it refused. A plan is made from what is asked alone and nothing of it is kept, so whoever is signed in may ask, and everybody
//! where the organisation says so. What was counted here (`history`, `today`) is told to those who may read the conversations, and
//! counted from those alone that they see. It is numbers without names: there is nothing to mask.

mod budget;
mod calendar;
mod history;
mod open_time;
mod paths;
mod roster;
mod special_days;
mod today;
mod week;
mod work;

use std::sync::Arc;

use ::workforce::Problem;
use ::workforce::planner::{self, PlanInput};
use ::workforce::scenario::{self, Scenario};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::core::{Core, Error, Result};

pub use ::workforce::planner::Plan;
pub use ::workforce::scenario::Outcome;
pub use ::workforce::{cost, demand, forecast, overload, schedule, staffing};
pub use budget::{BudgetLine, MONTHS, Variance, YearBudget};
pub use history::{COVERAGE, ChannelHistory, Coming, History, HistoryQuery, Patience};
pub use roster::{RosterQuery, RosterWords, Rostered};
pub use special_days::SpecialDay;
pub use today::{DayPast, LATE_AFTER_H, Today};

pub(crate) use calendar::channel;
pub(crate) use roster::{MOST_PEOPLE, domain_of, refused as not_plannable, solve};
pub(crate) use week::{Candidate, Week, problem};

/// Plans that are made at the same time. More would take the processors from those who answer customers.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Scenarios beside a plan.
const MOST_SCENARIOS: usize = 12;
/// Characters of a scenario's name.
const LONGEST_NAME: usize = 100;

/// A plan with its scenarios.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What it was made from, defaults filled in.
    pub input: PlanInput,
    /// The plan.
    pub plan: Plan,
    /// The plan as it is, then each scenario.
    pub outcomes: Vec<Outcome>,
}

/// Use cases of planning.
#[derive(Clone)]
pub struct Workforce {
    core: Arc<Core>,
}

impl Workforce {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Whether who is not signed in may plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_public(&self) -> Result<bool> {
        Ok(store::organisation::is_planner_public(self.core.reader()).await?)
    }

    /// Makes a plan, for whoever may ask. `given` holds what is known, named as in [`PlanInput`]; all else has its default. `scenarios` is a list of
    /// [`Scenario`].
    ///
    /// # Errors
    /// [`Error::Invalid`] names the field that cannot be planned with.
    pub async fn plan(&self, given: Value, scenarios: Value) -> Result<Planned> {
        let input = read_input(given)?;
        let scenarios = read_scenarios(scenarios)?;
        let permit = AT_ONCE.acquire().await.map_err(failed)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = calculate(input, &scenarios);
            drop(permit);
            result
        });
        done.await.map_err(failed)?
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("planning: {error}"))
}

fn calculate(input: PlanInput, scenarios: &[Scenario]) -> Result<Planned> {
    let refused = |problem: Problem| refused(&paths::of(&problem.field), &problem.reason);
    // Both have a field `software`; asked one by one it is clear whose it is.
    input
        .in_house
        .check()
        .map_err(|problem| self::refused(&format!("in_house.{}", problem.field), &problem.reason))?;
    input
        .vendor
        .check()
        .map_err(|problem| self::refused(&format!("vendor.{}", problem.field), &problem.reason))?;
    let plan = planner::plan(&input).map_err(refused)?;
    let outcomes = scenario::compare(&input, scenarios)
        .map_err(|problem| self::refused("scenarios", &problem.to_string()))?;
    Ok(Planned {
        input,
        plan,
        outcomes,
    })
}

fn refused(field: &str, reason: &str) -> Error {
    Error::field(field, "not_plannable", reason)
}

/// The defaults with what is given laid over them.
fn read_input(given: Value) -> Result<PlanInput> {
    let mut input = serde_json::to_value(PlanInput::default()).map_err(failed)?;
    lay_over(&mut input, given);
    serde_path_to_error::deserialize(input).map_err(|error| {
        let field = error.path().to_string();
        Error::field(&field, "invalid_type", error.into_inner().to_string())
    })
}

fn read_scenarios(given: Value) -> Result<Vec<Scenario>> {
    let scenarios: Vec<Scenario> = serde_path_to_error::deserialize(given).map_err(|error| {
        let field = format!("scenarios{}", error.path());
        Error::field(&field, "invalid_type", error.into_inner().to_string())
    })?;
    if scenarios.len() > MOST_SCENARIOS {
        return Err(Error::field(
            "scenarios",
            "too_many",
            format!("may be at most {MOST_SCENARIOS}"),
        ));
    }
    if let Some(place) = scenarios
        .iter()
        .position(|scenario| scenario.name.chars().count() > LONGEST_NAME)
    {
        return Err(Error::field(
            &format!("scenarios[{place}].name"),
            "too_long",
            format!("may have at most {LONGEST_NAME} characters"),
        ));
    }
    Ok(scenarios)
}

/// Objects are merged field by field, everything else is replaced; null leaves what is there.
fn lay_over(base: &mut Value, given: Value) {
    match (base, given) {
        (_, Value::Null) => {}
        (Value::Object(base), Value::Object(given)) => {
            for (key, value) in given {
                match base.get_mut(&key) {
                    // One of several kinds, of which only one may stand there.
                    Some(slot) if key != "price" => lay_over(slot, value),
                    _ if value.is_null() => {}
                    _ => {
                        base.insert(key, value);
                    }
                }
            }
        }
        (base, given) => *base = given,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{lay_over, read_input};
    use crate::core::Error;

    #[test]
    fn what_is_given_replaces_its_default_and_nothing_else() {
        let input = read_input(json!({
            "volume": { "tickets": 900, "customers": null },
            "vendor": { "price": { "per_ticket": 3.5 } },
            "rules": { "channels": { "chat": { "concurrency": 2 } } },
        }))
        .unwrap();
        assert_eq!(input.volume.tickets, Some(900.0));
        assert_eq!(input.vendor.price, ::workforce::cost::Price::PerTicket(3.5));
        assert_eq!(input.rules.channels.chat.concurrency, 2);
        assert!((input.rules.channels.chat.aht_s - 420.0).abs() < 1e-9, "kept");
    }

    #[test]
    fn a_field_of_the_wrong_kind_is_named_with_its_path() {
        let error = read_input(json!({ "needs": { "product": "magic" } })).unwrap_err();
        let Error::Invalid(invalid) = error else {
            panic!("{error}")
        };
        assert_eq!(invalid.0[0].field, "needs.product");
    }

    #[test]
    fn lists_are_replaced_as_a_whole() {
        let mut base = json!({ "opening": [1, 2, 3] });
        lay_over(&mut base, json!({ "opening": [4, null, 6] }));
        assert_eq!(base, json!({ "opening": [4, null, 6] }));
    }
}
