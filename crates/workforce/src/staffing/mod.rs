//! From demand by interval and channel to agents, and from those to people on the payroll.

mod deferred;
mod headcount;
mod live;
mod reached;
mod rules;

use serde::Serialize;

pub use headcount::{Headcount, Roster};
pub use reached::with_part;
pub use rules::{ChannelRules, Rules};

use crate::Problem;
use crate::demand::{Channel, Opening, PerChannel, WeekProfile};
use crate::queueing::Backlog;
use crate::units::{Seconds, Share, ceil, scheduled, whole};

/// One interval of the week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interval {
    /// Minute of the week at which it begins, Monday 00:00 first.
    pub minute: u32,
    /// Whether the team is there.
    pub open: bool,
    /// Contacts expected.
    pub arrivals: PerChannel<f64>,
    /// Agents at work, by what they do. Who does deferred work only is counted at its channel.
    pub agents: PerChannel<u32>,
    /// All agents at work.
    pub total: u32,
    /// How many must be scheduled for that.
    pub scheduled: u32,
}

/// What a channel reaches over the week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChannelOutcome {
    /// The channel.
    pub channel: Channel,
    /// Contacts a week.
    pub contacts: f64,
    /// Hours of handling a week.
    pub handling_hours: f64,
    /// Agent-hours a week of those who are there for this channel.
    pub agent_hours: f64,
    /// Share handled as the target has it: within the threshold, or the deadline.
    pub reached: f64,
    /// What was wanted.
    pub target: f64,
    /// Share of customers who give up, where patience is known.
    pub abandoned: Option<f64>,
    /// Which model it was calculated with.
    pub formula: &'static str,
}

/// A week's staffing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeekStaffing {
    /// Length of an interval in minutes.
    pub minutes: u32,
    /// All intervals of the week.
    pub intervals: Vec<Interval>,
    /// What each channel with contacts reaches.
    pub channels: Vec<ChannelOutcome>,
    /// Agent-hours a week, all together.
    pub agent_hours: f64,
    /// Of them from 22:00 to 06:00.
    pub night_hours: f64,
    /// Of them on Saturday and Sunday.
    pub weekend_hours: f64,
    /// The most agents at work at once.
    pub peak: u32,
    /// What the models take for granted.
    pub assumptions: Vec<&'static str>,
}

impl WeekStaffing {
    /// Hours of handling a week.
    #[must_use]
    pub fn handling_hours(&self) -> f64 {
        self.channels.iter().map(|channel| channel.handling_hours).sum()
    }

    /// Contacts handled a week.
    #[must_use]
    pub fn contacts(&self) -> f64 {
        self.channels.iter().map(|channel| channel.contacts).sum()
    }
}

/// Agents for a week in which `weekly` contacts come. `profiles` says when; only opening hours count.
///
/// # Errors
/// Names the rule that cannot be kept, with its channel.
pub fn week(
    weekly: &PerChannel<f64>,
    profiles: &PerChannel<WeekProfile>,
    opening: &Opening,
    rules: &Rules,
) -> Result<WeekStaffing, Problem> {
    rules.check()?;
    let count = (7 * 1440 / rules.minutes) as usize;
    let open: Vec<bool> = (0..)
        .step_by(rules.minutes as usize)
        .take(count)
        .map(|m| opening.is_open_within(m, rules.minutes))
        .collect();
    let mut plan = Plan::new(rules, open, opening, weekly, profiles)?;
    for channel in [Channel::Phone, Channel::Chat] {
        plan.live(channel)?;
    }
    for channel in [Channel::Messaging, Channel::Social, Channel::Email] {
        plan.deferred(channel)?;
    }
    plan.finish()
}

/// The week while it is planned.
struct Plan<'a> {
    rules: &'a Rules,
    open: Vec<bool>,
    arrivals: PerChannel<Vec<f64>>,
    agents: PerChannel<Vec<u32>>,
    /// Time that agents of live channels have left, in agents.
    idle: Vec<f64>,
    channels: Vec<ChannelOutcome>,
    assumptions: Vec<&'static str>,
}

impl<'a> Plan<'a> {
    fn new(
        rules: &'a Rules,
        open: Vec<bool>,
        opening: &Opening,
        weekly: &PerChannel<f64>,
        profiles: &PerChannel<WeekProfile>,
    ) -> Result<Self, Problem> {
        let mut arrivals = PerChannel::<Vec<f64>>::default();
        for channel in Channel::ALL {
            let contacts = crate::units::not_negative(channel.name(), *weekly.get(channel))?;
            // Mail comes when it likes and is answered when the team is there; a call needs somebody.
            let shares = if rules.get(channel).is_live() {
                profiles
                    .get(channel)
                    .within(opening)?
                    .intervals(rules.minutes, Some(opening))
            } else {
                profiles.get(channel).intervals(rules.minutes, None)
            };
            *arrivals.get_mut(channel) = shares.iter().map(|share| share * contacts).collect();
        }
        let none = vec![0; open.len()];
        Ok(Self {
            rules,
            arrivals,
            agents: PerChannel::from_fn(|_| none.clone()),
            idle: vec![0.0; open.len()],
            open,
            channels: Vec::new(),
            assumptions: Vec::new(),
        })
    }

    fn live(&mut self, channel: Channel) -> Result<(), Problem> {
        let arrivals = self.arrivals.get(channel);
        let total: f64 = arrivals.iter().sum();
        if total <= 0.0 {
            return Ok(());
        }
        let rules = self.rules.get(channel);
        let live = live::staff(rules, arrivals, f64::from(self.rules.minutes) * 60.0)
            .map_err(|problem| of(channel, &problem))?;
        for (idle, more) in self.idle.iter_mut().zip(&live.idle) {
            *idle += more;
        }
        self.note(live.assumptions);
        self.outcome(
            channel,
            total,
            &live.agents,
            live.reached,
            rules.patience_s.map(|_| live.abandoned),
            live.formula,
        );
        *self.agents.get_mut(channel) = live.agents;
        Ok(())
    }

    fn deferred(&mut self, channel: Channel) -> Result<(), Problem> {
        let arrivals = self.arrivals.get(channel);
        let total: f64 = arrivals.iter().sum();
        if total <= 0.0 {
            return Ok(());
        }
        let rules = self.rules.get(channel);
        let backlog = Backlog {
            arrivals: arrivals.clone(),
            open: self.open.clone(),
            interval: Seconds::new("minutes", f64::from(self.rules.minutes) * 60.0)?,
            aht: Seconds::new("aht_s", rules.aht_s)?,
            deadline: Seconds::new("deadline_s", rules.threshold_s)?,
            occupancy: Share::new("max_occupancy", rules.max_occupancy)?,
            help: if self.rules.blended {
                self.idle.clone()
            } else {
                Vec::new()
            },
        };
        let share = Share::new("service_level", rules.service_level)?;
        let found =
            deferred::fit(&backlog, share, self.rules.minutes).map_err(|problem| of(channel, &problem))?;
        if self.rules.blended {
            take_idle(&mut self.idle, &backlog, &deferred::as_numbers(&found.agents));
        }
        let (agents, reached) = (found.agents, found.on_time);
        self.note(crate::queueing::backlog::ASSUMPTIONS);
        self.outcome(
            channel,
            total,
            &agents,
            reached,
            None,
            crate::queueing::backlog::FORMULA,
        );
        *self.agents.get_mut(channel) = agents;
        Ok(())
    }

    fn note(&mut self, assumptions: &'static [&'static str]) {
        for assumption in assumptions {
            if !self.assumptions.contains(assumption) {
                self.assumptions.push(assumption);
            }
        }
    }

    fn outcome(
        &mut self,
        channel: Channel,
        contacts: f64,
        agents: &[u32],
        reached: f64,
        abandoned: Option<f64>,
        formula: &'static str,
    ) {
        let rules = self.rules.get(channel);
        self.channels.push(ChannelOutcome {
            channel,
            contacts,
            handling_hours: contacts * rules.aht_s / 3600.0,
            agent_hours: agents.iter().map(|agents| f64::from(*agents)).sum::<f64>()
                * f64::from(self.rules.minutes)
                / 60.0,
            reached,
            target: rules.service_level,
            abandoned,
            formula,
        });
    }

    fn finish(self) -> Result<WeekStaffing, Problem> {
        let shrinkage = Share::new("shrinkage", self.rules.shrinkage)?;
        let hours = f64::from(self.rules.minutes) / 60.0;
        let mut week = WeekStaffing {
            minutes: self.rules.minutes,
            intervals: Vec::with_capacity(self.open.len()),
            channels: self.channels,
            agent_hours: 0.0,
            night_hours: 0.0,
            weekend_hours: 0.0,
            peak: 0,
            assumptions: self.assumptions,
        };
        for ((index, minute), open) in (0..)
            .zip((0_u32..).step_by(self.rules.minutes as usize))
            .zip(self.open)
        {
            let at = |channel| self.agents.get(channel).get(index).copied().unwrap_or_default();
            let mut total: u32 = Channel::ALL.iter().map(|channel| at(*channel)).sum();
            if open {
                total = total.max(self.rules.least_agents);
            }
            let worked = f64::from(total) * hours;
            week.agent_hours += worked;
            if !(6 * 60..22 * 60).contains(&(minute % 1440)) {
                week.night_hours += worked;
            }
            if minute >= 5 * 1440 {
                week.weekend_hours += worked;
            }
            week.peak = week.peak.max(total);
            week.intervals.push(Interval {
                minute,
                open,
                arrivals: PerChannel::from_fn(|channel| {
                    self.arrivals.get(channel).get(index).copied().unwrap_or_default()
                }),
                agents: PerChannel::from_fn(at),
                total,
                scheduled: scheduled(total, shrinkage)?,
            });
        }
        Ok(week)
    }
}

/// A refusal with the channel in the name of its field.
fn of(channel: Channel, problem: &Problem) -> Problem {
    Problem::new(
        format!("{}.{}", channel.name(), problem.field),
        problem.reason.clone(),
    )
}

/// What a channel takes of the idle time of others is not there for the next.
fn take_idle(idle: &mut [f64], backlog: &Backlog, agents: &[f64]) {
    let given: f64 = idle.iter().sum();
    let own = agents.iter().sum::<f64>() * backlog.occupancy.get();
    let needed = backlog.arrivals.iter().sum::<f64>() * backlog.aht.get() / backlog.interval.get();
    let left = if given > 0.0 {
        (1.0 - (needed - own).max(0.0) / given).max(0.0)
    } else {
        0.0
    };
    idle.iter_mut().for_each(|idle| *idle *= left);
}

/// People for so many hours, rounded up.
fn people(hours: f64, hours_each: f64) -> Result<u32, Problem> {
    whole(ceil(hours / hours_each))
        .ok_or_else(|| Problem::new("hours_per_week", "needs more people than are calculated with"))
}
