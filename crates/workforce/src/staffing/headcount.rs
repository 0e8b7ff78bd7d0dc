//! From agents at work to people on the payroll.

use serde::{Deserialize, Serialize};

use super::{WeekStaffing, people};
use crate::Problem;
use crate::units::{Share, not_negative};

/// How people work.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Roster {
    /// Hours of a full-time contract a week.
    pub hours_per_week: f64,
    /// Hours that shifts bring beyond what is needed, as a share of it: shifts of whole hours never fit a curve. A roster
    /// made for the team replaces this assumption.
    pub loss: f64,
}

impl Default for Roster {
    fn default() -> Self {
        Self {
            hours_per_week: 40.0,
            loss: 0.1,
        }
    }
}

/// People on the payroll.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headcount {
    /// Full-time agents.
    pub agents: u32,
    /// Paid agent-hours a week, before they are rounded to people.
    pub paid_hours: f64,
    /// Full-time agents that the hours make.
    pub by_hours: u32,
    /// Full-time agents that the busiest interval takes.
    pub by_peak: u32,
    /// How it was calculated.
    pub formula: &'static str,
}

impl Headcount {
    /// The people that a week takes.
    ///
    /// # Errors
    /// Names `hours_per_week`, `loss` or `shrinkage` when out of range.
    pub fn of(week: &WeekStaffing, shrinkage: Share, roster: &Roster) -> Result<Self, Problem> {
        not_negative("loss", roster.loss)?;
        if !(1.0..=100.0).contains(&roster.hours_per_week) {
            return Err(Problem::new("hours_per_week", "must be between 1 and 100"));
        }
        let by_peak = crate::units::scheduled(week.peak, shrinkage)?;
        let paid_hours = week.agent_hours * (1.0 + roster.loss) / (1.0 - shrinkage.get());
        let by_hours = people(paid_hours, roster.hours_per_week)?;
        Ok(Self {
            agents: by_hours.max(by_peak),
            paid_hours,
            by_hours,
            by_peak,
            formula: "the larger of agent-hours x (1 + loss) / (1 - shrinkage) / hours a week, and the busiest interval / (1 - shrinkage)",
        })
    }
}
