//! The scenario made ready to be played: seconds become ticks, skills become lists of who can serve what.

use super::distribution::Sampler;
use super::model::{Arrivals, Channel, Routing, Scenario, Service, Shift, Shrinkage, Skills, Span, Transfer};
use super::table::{ChannelId, Key as _, PoolId, Table, TeamId};
use super::{Distribution, InvalidInput};

/// Time of the simulation: microseconds since the replication began.
pub(super) type Ticks = u64;

/// Ticks of so many seconds, rounded; 0 for what is negative.
#[inline]
pub(super) fn ticks(seconds: f64) -> Ticks {
    // Not `round`, which is a call into the C library on most machines.
    (seconds * 1e6 + 0.5) as Ticks
}

/// Seconds of so many ticks.
#[inline]
pub(super) fn seconds(ticks: Ticks) -> f64 {
    ticks as f64 / 1e6
}

pub(super) struct Plan {
    pub period: Ticks,
    pub interval: Ticks,
    /// Intervals in a period.
    pub intervals: u32,
    /// Units that an agent can hold: the least common multiple of every `at_once`.
    pub full: u32,
    pub channels: Table<ChannelId, ChannelPlan>,
    pub pools: Table<PoolId, PoolPlan>,
    pub teams: Table<TeamId, TeamPlan>,
    pub specialists_first: bool,
}

pub(super) struct ChannelPlan {
    pub arrivals: ArrivalPlan,
    pub handling: Sampler,
    pub deflection: f64,
    pub priority: u8,
    /// What one contact takes of [`Plan::full`]; 0 for deferred work, which takes an agent who holds nothing.
    pub units: u32,
    /// Levels of load (see `engine::agents`) at which an agent can take one, as bits.
    pub room: u64,
    pub patience: Option<Sampler>,
    pub slow_down: f64,
    /// Live: answered within; deferred: finished within.
    pub threshold: Ticks,
    pub deferred: Option<Deferred>,
    pub transfers: Vec<Route>,
    pub after_abandoning: Vec<Route>,
    /// Who can serve it, the fewest other channels first.
    pub pools: Vec<PoolId>,
}

pub(super) struct Deferred {
    pub interruptible: bool,
    pub hours: Option<Hours>,
}

pub(super) enum ArrivalPlan {
    Poisson {
        /// Expected arrivals per interval.
        expected: Vec<f64>,
        factor: Option<Sampler>,
    },
    Renewal(Sampler),
    Recorded(Vec<Vec<(Ticks, Option<f64>)>>),
}

/// Where a contact goes on when its number, uniform in 0..1, is below `below`.
pub(super) struct Route {
    pub below: f64,
    pub to: ChannelId,
    pub delay: Option<Sampler>,
}

pub(super) struct PoolPlan {
    pub skills: Skills,
    /// Channels that its agents can serve, as bits.
    pub serves: u64,
}

pub(super) struct TeamPlan {
    pub pool: PoolId,
    pub agents: u32,
    pub absence: f64,
    pub pauses: Option<Pauses>,
    /// Sorted by time within the period; empty when they always work.
    pub steps: Vec<(Ticks, Step)>,
    /// Whether a shift, and a break in it, is under way when a period begins.
    pub begins: (bool, bool),
}

pub(super) struct Pauses {
    pub until_next: Sampler,
    pub length: Sampler,
}

/// What happens to a team at a time. In this order when at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Leave,
    Resume,
    Come,
    Break,
}

impl Plan {
    pub(super) fn new(scenario: &Scenario) -> Result<Self, InvalidInput> {
        let full = full(scenario)?;
        let mut pools: Table<PoolId, PoolPlan> = Table::new();
        let mut teams = Table::new();
        for (index, team) in scenario.teams.iter().enumerate() {
            let known = pools
                .iter()
                .find(|(_, pool)| pool.skills == team.skills)
                .map(|(id, _)| id);
            let pool = known.unwrap_or_else(|| {
                pools.push(PoolPlan {
                    skills: team.skills,
                    serves: serves(scenario, team.skills),
                })
            });
            teams.push(team_plan(
                pool,
                team.agents,
                &team.shifts,
                team.shrinkage,
                scenario,
                index,
            )?);
        }
        let mut channels = Table::new();
        for (index, channel) in scenario.channels.iter().enumerate() {
            let mut able: Vec<PoolId> = pools
                .iter()
                .filter(|(_, pool)| pool.skills.has_all(channel.needs))
                .map(|(id, _)| id)
                .collect();
            able.sort_by_key(|&id| (pools[id].serves.count_ones(), id));
            channels.push(channel_plan(
                channel,
                &format!("channels[{index}]"),
                scenario,
                full,
                able,
            )?);
        }
        let interval = ticks(scenario.interval_s);
        let period = ticks(scenario.period_s);
        Ok(Self {
            period,
            interval,
            intervals: u32::try_from(period / interval.max(1)).unwrap_or(u32::MAX),
            full,
            channels,
            pools,
            teams,
            specialists_first: scenario.routing == Routing::SpecialistsFirst,
        })
    }
}

/// Least common multiple of every `at_once`: the smallest unit in which all parts of an agent are whole.
fn full(scenario: &Scenario) -> Result<u32, InvalidInput> {
    let mut full = 1_u32;
    for (index, channel) in scenario.channels.iter().enumerate() {
        let Service::Live { at_once, .. } = channel.service else {
            continue;
        };
        let at_once = u32::from(at_once).max(1);
        full = full / gcd(full, at_once) * at_once;
        if full > 60 {
            return Err(InvalidInput::new(
                format!("channels[{index}].service.at_once"),
                "together with those of the other channels has no common multiple of at most 60; choose numbers such as 1, 2, 3, 4, 6",
            ));
        }
    }
    Ok(full)
}

const fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn serves(scenario: &Scenario, skills: Skills) -> u64 {
    let can = |channel: &Channel| u64::from(skills.has_all(channel.needs));
    scenario
        .channels
        .iter()
        .enumerate()
        .fold(0, |bits, (index, channel)| bits | can(channel) << (index % 64))
}

fn channel_plan(
    channel: &Channel,
    field: &str,
    scenario: &Scenario,
    full: u32,
    pools: Vec<PoolId>,
) -> Result<ChannelPlan, InvalidInput> {
    let sampler = |name: &str, distribution: &Distribution| distribution.sampler(&format!("{field}.{name}"));
    let mut plan = ChannelPlan {
        arrivals: arrival_plan(&channel.arrivals, field)?,
        handling: sampler("handling", &channel.handling)?,
        deflection: channel.deflection,
        priority: channel.priority,
        units: 0,
        room: 1,
        patience: None,
        slow_down: 0.0,
        threshold: 0,
        deferred: None,
        transfers: routes(&channel.transfers, &format!("{field}.transfers"))?,
        after_abandoning: routes(&channel.after_abandoning, &format!("{field}.after_abandoning"))?,
        pools,
    };
    match &channel.service {
        Service::Live {
            at_once,
            slow_down,
            patience,
            threshold_s,
        } => {
            plan.units = full / u32::from(*at_once).max(1);
            plan.room = (1_u64 << (full - plan.units + 2)) - 1;
            plan.patience = patience
                .as_ref()
                .map(|it| sampler("service.patience", it))
                .transpose()?;
            plan.slow_down = *slow_down;
            plan.threshold = ticks(*threshold_s);
        }
        Service::Deferred {
            deadline_s,
            counts,
            interruptible,
        } => {
            let period = ticks(scenario.period_s);
            plan.threshold = ticks(*deadline_s);
            plan.deferred = Some(Deferred {
                interruptible: *interruptible,
                hours: counts.as_ref().map(|spans| Hours::new(spans, period)),
            });
        }
    }
    Ok(plan)
}

fn arrival_plan(arrivals: &Arrivals, field: &str) -> Result<ArrivalPlan, InvalidInput> {
    Ok(match arrivals {
        Arrivals::Poisson {
            per_interval,
            variation,
        } => ArrivalPlan::Poisson {
            expected: per_interval.clone(),
            factor: if *variation > 0.0 {
                let gamma = Distribution::Gamma {
                    mean: 1.0,
                    cv: *variation,
                };
                Some(gamma.sampler(&format!("{field}.arrivals.variation"))?)
            } else {
                None
            },
        },
        Arrivals::Renewal { between } => {
            ArrivalPlan::Renewal(between.sampler(&format!("{field}.arrivals.between"))?)
        }
        Arrivals::Recorded { periods } => {
            let sorted = |period: &Vec<super::Recorded>| {
                let mut contacts: Vec<_> = period.iter().map(|it| (ticks(it.at_s), it.handling_s)).collect();
                contacts.sort_by_key(|&(at, _)| at);
                contacts
            };
            ArrivalPlan::Recorded(periods.iter().map(sorted).collect())
        }
    })
}

fn routes(transfers: &[Transfer], field: &str) -> Result<Vec<Route>, InvalidInput> {
    let mut below = 0.0;
    transfers
        .iter()
        .enumerate()
        .map(|(index, transfer)| {
            below += transfer.share;
            let delay = Distribution::Exponential {
                mean: transfer.delay_s,
            };
            Ok(Route {
                below,
                to: ChannelId::from_index(transfer.to),
                delay: (transfer.delay_s > 0.0)
                    .then(|| delay.sampler(&format!("{field}[{index}].delay_s")))
                    .transpose()?,
            })
        })
        .collect()
}

fn team_plan(
    pool: PoolId,
    agents: u32,
    shifts: &[Shift],
    shrinkage: Shrinkage,
    scenario: &Scenario,
    index: usize,
) -> Result<TeamPlan, InvalidInput> {
    let period = ticks(scenario.period_s);
    let mut steps = Vec::new();
    let mut begins = (shifts.is_empty(), false);
    let mut add = |span: &Span, from: Step, until: Step| {
        let (start, end) = (ticks(span.from_s), ticks(span.until_s));
        steps.push((start % period, from));
        steps.push((end % period, until));
        // Still under way when the next period begins; what begins at 0 has its own step there.
        start / period != end.saturating_sub(1) / period
    };
    for shift in shifts {
        begins.0 |= add(&shift.work, Step::Come, Step::Leave);
        for pause in &shift.breaks {
            begins.1 |= add(pause, Step::Break, Step::Resume);
        }
    }
    steps.sort_unstable();
    let field = format!("teams[{index}].shrinkage.pause_s");
    let lost = shrinkage.in_shift;
    let pauses = (lost > 0.0).then(|| -> Result<_, InvalidInput> {
        let until_next = Distribution::Exponential {
            mean: shrinkage.pause_s * (1.0 - lost) / lost,
        };
        let length = Distribution::Exponential {
            mean: shrinkage.pause_s,
        };
        Ok(Pauses {
            until_next: until_next.sampler(&field)?,
            length: length.sampler(&field)?,
        })
    });
    Ok(TeamPlan {
        pool,
        agents,
        absence: shrinkage.absence,
        pauses: pauses.transpose()?,
        steps,
        begins,
    })
}

/// Hours of each period in which a deadline runs.
pub(super) struct Hours {
    period: Ticks,
    /// Sorted, apart: from, until, ticks that run before it in the period.
    spans: Vec<(Ticks, Ticks, Ticks)>,
    per_period: Ticks,
}

impl Hours {
    fn new(spans: &[Span], period: Ticks) -> Self {
        let mut sorted: Vec<(Ticks, Ticks)> = spans
            .iter()
            .map(|it| (ticks(it.from_s), ticks(it.until_s)))
            .collect();
        sorted.sort_unstable();
        let mut per_period = 0;
        let spans = sorted
            .into_iter()
            .map(|(from, until)| {
                let before = per_period;
                per_period += until - from;
                (from, until, before)
            })
            .collect();
        Self {
            period,
            spans,
            per_period,
        }
    }

    /// When `length` of running time is over that begins to run at `at`.
    pub(super) fn due(&self, at: Ticks, length: Ticks) -> Ticks {
        if self.per_period == 0 {
            return Ticks::MAX;
        }
        let (mut first, into) = (at / self.period, at % self.period);
        let ran: Ticks = self
            .spans
            .iter()
            .map(|&(from, until, _)| into.clamp(from, until) - from)
            .sum();
        let mut left = ran + length;
        first += left / self.per_period;
        left %= self.per_period;
        if left == 0 {
            // Over at the end of the last hour of the period before, unless nothing had to run at all.
            return match self.spans.last() {
                Some(&(_, until, _)) if ran + length > 0 => (first - 1) * self.period + until,
                _ => at,
            };
        }
        let within = self.spans.iter().rev().find(|&&(_, _, before)| before < left);
        within.map_or(Ticks::MAX, |&(from, _, before)| {
            first * self.period + from + left - before
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Ticks = 3_600_000_000;

    fn office_hours() -> Hours {
        let spans = [
            Span::new(13.0 * 3600.0, 17.0 * 3600.0),
            Span::new(8.0 * 3600.0, 12.0 * 3600.0),
        ];
        Hours::new(&spans, 24 * HOUR)
    }

    #[test]
    fn a_deadline_runs_only_in_its_hours() {
        let hours = office_hours();
        assert_eq!(hours.due(9 * HOUR, 2 * HOUR), 11 * HOUR);
        assert_eq!(hours.due(11 * HOUR, 2 * HOUR), 14 * HOUR);
        assert_eq!(hours.due(16 * HOUR, 2 * HOUR), (24 + 9) * HOUR);
        assert_eq!(hours.due(20 * HOUR, 8 * HOUR), (24 + 17) * HOUR);
        assert_eq!(hours.due(12 * HOUR + 1, 20 * HOUR), (48 + 17) * HOUR);
    }

    #[test]
    fn hours_that_never_come_never_end() {
        assert_eq!(Hours::new(&[], 24 * HOUR).due(5, 6), Ticks::MAX);
    }

    #[test]
    fn a_shift_over_midnight_is_under_way_at_midnight() {
        let scenario = Scenario {
            period_s: 86_400.0,
            interval_s: 3600.0,
            channels: vec![],
            teams: vec![],
            routing: Routing::LongestIdle,
        };
        let night = Shift {
            work: Span::new(79_200.0, 108_000.0),
            breaks: vec![Span::new(86_400.0, 88_200.0)],
        };
        let team = team_plan(PoolId(0), 1, &[night], Shrinkage::default(), &scenario, 0).unwrap();
        assert_eq!(team.begins, (true, false));
        let steps = [
            (0, Step::Break),
            (1_800_000_000, Step::Resume),
            (6 * HOUR, Step::Leave),
            (22 * HOUR, Step::Come),
        ];
        assert_eq!(team.steps, steps);
    }
}
