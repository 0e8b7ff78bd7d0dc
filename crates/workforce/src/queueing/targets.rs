//! What a team is to reach.

use crate::Problem;
use crate::units::{MOST_AGENTS, Share, ceil, not_negative, whole};

/// Targets; at least one of them must be set where a number of agents is asked for. All that are set must be met.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Targets {
    /// At least this share answered within this many seconds (80 % within 20 s: `(0.8, 20)`).
    pub service_level: Option<(Share, f64)>,
    /// Mean wait of all contacts in seconds, at most.
    pub asa: Option<f64>,
    /// Share of their time that agents may be busy, at most.
    pub occupancy: Option<Share>,
    /// Share of contacts whose customer gives up, at most.
    pub abandon: Option<Share>,
}

impl Targets {
    /// Only a service level.
    #[must_use]
    pub fn service_level(share: Share, threshold: f64) -> Self {
        Self {
            service_level: Some((share, threshold)),
            ..Self::default()
        }
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses what no number of agents reaches while anybody calls at all.
    ///
    /// # Errors
    /// Names `target_service_level` (100 %, or a threshold that is negative: `threshold_s`), `target_asa_s` (0),
    /// `max_occupancy` (0) or `max_abandon` (0).
    pub(crate) fn check(&self, load: f64) -> Result<(), Problem> {
        if let Some((_, threshold)) = self.service_level {
            not_negative("threshold_s", threshold)?;
        }
        if let Some(asa) = self.asa {
            not_negative("target_asa_s", asa)?;
        }
        if load <= 0.0 {
            return Ok(());
        }
        let never = |field, reason| Err(Problem::new(field, reason));
        if self.service_level.is_some_and(|(share, _)| share.get() >= 1.0) {
            return never(
                "target_service_level",
                "no number of agents answers everybody in time for certain: ask for less than 1, such as 0.999",
            );
        }
        if self.asa == Some(0.0) {
            return never(
                "target_asa_s",
                "with no number of agents does nobody ever wait: ask for more than 0",
            );
        }
        if self.occupancy.is_some_and(|share| share.get() <= 0.0) {
            return never(
                "max_occupancy",
                "agents who take contacts are busy at times: ask for more than 0",
            );
        }
        if self.abandon.is_some_and(|share| share.get() <= 0.0) {
            return never(
                "max_abandon",
                "with no number of agents does nobody ever give up: ask for more than 0",
            );
        }
        Ok(())
    }

    /// The fewest agents that keep within the occupancy if all contacts are served.
    pub(crate) fn least_for_occupancy(&self, load: f64) -> Result<u32, Problem> {
        let Some(most) = self.occupancy else { return Ok(1) };
        if load <= 0.0 {
            return Ok(1);
        }
        whole(ceil(load / most.get()))
            .map(|agents| agents.max(1))
            .ok_or_else(|| Problem::new("max_occupancy", format!("needs more than {MOST_AGENTS} agents")))
    }

    /// Whether an occupancy is within the target, forgiving what the computer's rounding adds.
    pub(crate) fn occupancy_met(&self, occupancy: f64) -> bool {
        self.occupancy
            .is_none_or(|most| occupancy <= most.get() * (1.0 + 1e-12))
    }
}
