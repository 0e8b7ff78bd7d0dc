//! What customers would meet if the team were smaller or larger than the plan.

use super::{ChannelOutcome, ChannelRules, Rules, WeekStaffing, deferred, of, take_idle};
use crate::Problem;
use crate::queueing::{Backlog, ChatModel, ErlangA, ErlangC};
use crate::units::{Erlangs, Seconds, Share, whole};

/// One interval of a channel: contacts, agents (on average, so there may be parts of one), and whether it is open.
struct Cell {
    arrivals: f64,
    agents: f64,
    open: bool,
}

/// The outcome of each channel when only a part of the planned agents is there: 0.9 for nine of ten. Where that is no
/// whole number, some of the weeks have one more and the others one less. Agents of live channels who are busier then
/// have less time left for deferred work.
///
/// # Errors
/// Names what is out of range, with its channel.
pub fn with_part(week: &WeekStaffing, rules: &Rules, part: f64) -> Result<Vec<ChannelOutcome>, Problem> {
    crate::units::not_negative("part", part)?;
    let seconds = f64::from(week.minutes) * 60.0;
    let mut outcomes = week.channels.clone();
    let mut idle = vec![0.0; week.intervals.len()];
    for outcome in &mut outcomes {
        let channel = outcome.channel;
        let own = rules.get(channel);
        let cells: Vec<Cell> = week
            .intervals
            .iter()
            .map(|interval| Cell {
                arrivals: *interval.arrivals.get(channel),
                agents: f64::from(*interval.agents.get(channel)) * part,
                open: interval.open,
            })
            .collect();
        if own.is_live() {
            let (reached, abandoned) =
                live(own, &cells, seconds, &mut idle).map_err(|problem| of(channel, &problem))?;
            outcome.reached = reached;
            outcome.abandoned = own.patience_s.map(|_| abandoned);
        } else {
            let help = rules.blended.then_some(&mut idle);
            outcome.reached = backlog(own, &cells, seconds, help).map_err(|problem| of(channel, &problem))?;
        }
        outcome.agent_hours *= part;
    }
    Ok(outcomes)
}

/// Shares that are served in time and that give up, and how busy the agents are.
type Served = (f64, f64, f64);

fn live(rules: &ChannelRules, cells: &[Cell], seconds: f64, idle: &mut [f64]) -> Result<(f64, f64), Problem> {
    let (mut reached, mut abandoned, mut total) = (0.0, 0.0, 0.0);
    for (cell, idle) in cells.iter().zip(idle) {
        if cell.arrivals <= 0.0 {
            continue;
        }
        let fewer = cell.agents.floor();
        let more = cell.agents - fewer;
        for (agents, weight) in [(fewer, 1.0 - more), (fewer + 1.0, more)] {
            if weight > 0.0 {
                let (level, lost, busy) =
                    served(rules, cell.arrivals / seconds, whole(agents).unwrap_or_default())?;
                *idle += weight * (rules.max_occupancy - busy).max(0.0) * agents;
                reached += weight * level * cell.arrivals;
                abandoned += weight * lost * cell.arrivals;
            }
        }
        total += cell.arrivals;
    }
    Ok(if total > 0.0 {
        (reached / total, abandoned / total)
    } else {
        (1.0, 0.0)
    })
}

fn served(rules: &ChannelRules, rate: f64, agents: u32) -> Result<Served, Problem> {
    if agents == 0 {
        return Ok((0.0, 1.0, 1.0));
    }
    let aht = Seconds::new("aht_s", rules.aht_s)?;
    let patience = rules
        .patience_s
        .map(|value| Seconds::new("patience_s", value))
        .transpose()?;
    let load = Erlangs::new("load", rate * rules.aht_s)?;
    let threshold = rules.threshold_s;
    // Where nobody gives up and there are too few there is no balance: nobody is served in time.
    let never = (0.0, 0.0, 1.0);
    Ok(if rules.concurrency > 1 {
        let model = ChatModel {
            aht,
            concurrency: rules.concurrency,
            slow_down: rules.slow_down,
            patience,
        };
        model.with(rate, agents).map_or(never, |team| {
            (team.service_level(threshold), team.p_abandon(), team.busy())
        })
    } else if let Some(patience) = patience {
        let team = ErlangA::new(load, agents, aht, patience)?;
        (team.service_level(threshold), team.p_abandon(), team.occupancy())
    } else {
        ErlangC::new(load, agents).map_or(never, |team| {
            (team.service_level(aht, threshold), 0.0, team.occupancy())
        })
    })
}

fn backlog(
    rules: &ChannelRules,
    cells: &[Cell],
    seconds: f64,
    help: Option<&mut Vec<f64>>,
) -> Result<f64, Problem> {
    let backlog = Backlog {
        arrivals: cells.iter().map(|cell| cell.arrivals).collect(),
        open: cells.iter().map(|cell| cell.open).collect(),
        interval: Seconds::new("minutes", seconds)?,
        aht: Seconds::new("aht_s", rules.aht_s)?,
        deadline: Seconds::new("deadline_s", rules.threshold_s)?,
        occupancy: Share::new("max_occupancy", rules.max_occupancy)?,
        help: help.as_deref().cloned().unwrap_or_default(),
    };
    let agents: Vec<f64> = cells.iter().map(|cell| cell.agents).collect();
    if let Some(idle) = help {
        take_idle(idle, &backlog, &agents);
    }
    Ok(deferred::with_agents(&backlog, &agents)?.unwrap_or_default())
}
