//! When a small team has too much to do: up to about 30 people, one hires when those who are there are overloaded.
//!
//! Four signs are looked at, each from 0 (calm) to 1 (at its limit) and beyond. One sign may have its reasons; hire when
//! two last, and not while those who are there have time: then what waits is not seen or not taken, and one more who does not see it
//! either changes nothing. The limits are the field's custom and can be changed.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::units::{finite, not_negative};

/// Above this many agents a plan says more than a signal.
pub const SMALL_TEAM: u32 = 30;

/// Below this part of the limit of occupancy agents have time: at 85 % that is three fifths of their time.
const HAVE_TIME: f64 = 0.7;

/// What is seen of a team now, or over the last weeks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// Agents in the team.
    pub agents: u32,
    /// Open time in hours that the oldest unanswered contact waits.
    pub backlog_age_h: f64,
    /// Share of their time that agents are busy with contacts; none where nobody measures it, and then it is no sign.
    pub occupancy: Option<f64>,
    /// Share of open contacts that are late or will be, at the pace of the last days.
    pub sla_at_risk: f64,
    /// Share of contacts that got no answer.
    pub unanswered: f64,
    /// Contacts that arrive in a day, less those solved: what the backlog grows by.
    pub backlog_growth: f64,
    /// Contacts that an agent solves in a day.
    pub solved_per_agent: f64,
    /// For how many days in a row it has been so.
    pub days: u32,
}

/// From where on a sign says too much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Hours of open time: most customers expect an answer within 4 hours (46 %, SuperOffice), so a day is late.
    pub backlog_age_h: f64,
    /// Above 85 % there is no time to learn or to breathe, and waits grow steeply.
    pub occupancy: f64,
    /// Share of contacts at risk.
    pub sla_at_risk: f64,
    /// Share of contacts without an answer. Half of all companies leave that many (50 %, Eptica): that is the fear, not the aim.
    pub unanswered: f64,
    /// Days in a row before hiring is advised.
    pub days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            backlog_age_h: 8.0,
            occupancy: 0.85,
            sla_at_risk: 0.1,
            unanswered: 0.05,
            days: 10,
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing to do.
    Calm,
    /// One sign is at its limit, or several near it.
    Strained,
    /// Two signs are at their limit.
    Overloaded,
    /// Overloaded for so long that it will not pass by itself.
    Hire,
}

/// One sign beside its limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evidence {
    /// Which sign.
    pub sign: &'static str,
    /// What is seen.
    pub value: f64,
    /// From where on it is too much.
    pub limit: f64,
    /// The one in parts of the other.
    pub ratio: f64,
}

/// What the signs say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overload {
    /// How bad it is.
    pub level: Level,
    /// The signs that were measured, the worst first.
    pub evidence: Vec<Evidence>,
    /// Agents to hire so that the backlog no longer grows and occupancy is at its limit.
    pub hire: u32,
    /// Whether agents are known to have time, so that whatever waits does not wait for want of people.
    pub have_time: bool,
    /// Whether the team is so large that a plan should be made instead.
    pub plan_instead: bool,
    /// How it was calculated.
    pub formula: &'static str,
}

impl Signs {
    /// What the signs say.
    ///
    /// # Errors
    /// Names a sign that is out of range.
    pub fn judge(&self, limits: &Limits) -> Result<Overload, Problem> {
        finite("backlog_growth", self.backlog_growth)?;
        not_negative("solved_per_agent", self.solved_per_agent)?;
        let mut evidence = Vec::new();
        let signs = [
            ("backlog_age_h", Some(self.backlog_age_h), limits.backlog_age_h),
            ("occupancy", self.occupancy, limits.occupancy),
            ("sla_at_risk", Some(self.sla_at_risk), limits.sla_at_risk),
            ("unanswered", Some(self.unanswered), limits.unanswered),
        ];
        for (sign, value, limit) in signs {
            let Some(value) = value else { continue };
            not_negative(sign, value)?;
            if limit <= 0.0 || !limit.is_finite() {
                return Err(Problem::new(sign, "its limit must be above 0"));
            }
            evidence.push(Evidence {
                sign,
                value,
                limit,
                ratio: value / limit,
            });
        }
        evidence.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
        let at_limit = evidence.iter().filter(|sign| sign.ratio >= 1.0).count();
        let near = evidence.iter().filter(|sign| sign.ratio >= 0.8).count();
        let have_time = evidence
            .iter()
            .any(|sign| sign.sign == "occupancy" && sign.ratio < HAVE_TIME);
        let level = match (at_limit, near) {
            (1.., _) | (_, 2..) if have_time => Level::Strained,
            (2.., _) if self.days >= limits.days => Level::Hire,
            (2.., _) => Level::Overloaded,
            (1, _) | (_, 2..) => Level::Strained,
            _ => Level::Calm,
        };
        Ok(Overload {
            level,
            evidence,
            hire: if level == Level::Hire {
                self.missing(limits)
            } else {
                0
            },
            have_time: have_time && level == Level::Strained,
            plan_instead: self.agents > SMALL_TEAM,
            formula: "two of four signs at their limit for so many days, and agents not known to have time (occupancy below 0.7 x its limit): hire what the backlog grows by / solved per agent, or agents x occupancy / limit - agents, whichever is more",
        })
    }

    fn missing(&self, limits: &Limits) -> u32 {
        let agents = f64::from(self.agents);
        let by_growth = if self.solved_per_agent > 0.0 {
            self.backlog_growth / self.solved_per_agent
        } else {
            0.0
        };
        let by_occupancy = self
            .occupancy
            .map_or(0.0, |occupancy| agents * occupancy / limits.occupancy - agents);
        crate::units::whole(crate::units::ceil(by_growth.max(by_occupancy).max(1.0))).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, Limits, Signs};

    const BUSY: Signs = Signs {
        agents: 6,
        backlog_age_h: 20.0,
        occupancy: Some(0.97),
        sla_at_risk: 0.05,
        unanswered: 0.01,
        backlog_growth: 25.0,
        solved_per_agent: 30.0,
        days: 12,
    };

    #[test]
    fn two_signs_that_last_mean_hire_and_say_how_many() {
        let overload = BUSY.judge(&Limits::default()).unwrap();
        assert_eq!(
            (overload.level, overload.hire, overload.plan_instead),
            (Level::Hire, 1, false)
        );
        assert_eq!(overload.evidence[0].sign, "backlog_age_h");
        let worse = Signs {
            backlog_growth: 70.0,
            ..BUSY
        };
        assert_eq!(
            worse.judge(&Limits::default()).unwrap().hire,
            3,
            "70 a day more, 30 each"
        );
    }

    #[test]
    fn what_nobody_measures_is_no_sign() {
        let overload = Signs {
            occupancy: None,
            sla_at_risk: 0.2,
            ..BUSY
        }
        .judge(&Limits::default())
        .unwrap();
        assert_eq!((overload.level, overload.hire), (Level::Hire, 1));
        assert_eq!(overload.evidence.len(), 3);
    }

    /// Everything is late for weeks, and agents are busy for a sixth of their time: one more would be as idle.
    #[test]
    fn nobody_is_hired_while_those_who_are_there_have_time() {
        let late = Signs {
            occupancy: Some(0.15),
            sla_at_risk: 0.8,
            unanswered: 0.2,
            ..BUSY
        };
        let judged = |occupancy| {
            let signs = Signs {
                occupancy: Some(occupancy),
                ..late
            };
            let overload = signs.judge(&Limits::default()).unwrap();
            (overload.level, overload.hire, overload.have_time)
        };
        assert_eq!(judged(0.15), (Level::Strained, 0, true));
        assert_eq!(judged(0.594), (Level::Strained, 0, true));
        // From 0.7 x 85 % = 59.5 % on it may be want of people.
        assert_eq!(judged(0.6), (Level::Hire, 1, false));
        let calm = Signs {
            occupancy: Some(0.15),
            ..Signs::default()
        };
        let calm = calm.judge(&Limits::default()).unwrap();
        assert_eq!(
            (calm.level, calm.have_time),
            (Level::Calm, false),
            "nothing waits"
        );
    }

    #[test]
    fn what_has_just_begun_or_is_one_sign_only_is_watched() {
        let level = |signs: Signs| signs.judge(&Limits::default()).unwrap().level;
        assert_eq!(level(Signs { days: 2, ..BUSY }), Level::Overloaded);
        assert_eq!(
            level(Signs {
                occupancy: Some(0.5),
                ..BUSY
            }),
            Level::Strained
        );
        assert_eq!(
            level(Signs {
                occupancy: Some(0.5),
                backlog_age_h: 1.0,
                ..BUSY
            }),
            Level::Calm
        );
        assert_eq!(
            Signs {
                unanswered: f64::NAN,
                ..BUSY
            }
            .judge(&Limits::default())
            .unwrap_err()
            .field,
            "unanswered"
        );
    }
}
