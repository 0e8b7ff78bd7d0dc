//! Who works off a backlog, and when: as few as will do in each block of four hours.

use crate::Problem;
use crate::queueing::Backlog;
use crate::units::Share;

/// Minutes for which the same number of people do the work: half a day's shift.
const BLOCK: u32 = 240;

/// Agents in each interval, and the share done in time.
pub(super) struct Deferred {
    pub agents: Vec<u32>,
    pub on_time: f64,
}

/// From the smallest team that is enough when it is the same all week, people are taken out of one block after another,
/// in ever smaller numbers, as long as the rest is enough. Not the least in every case, but close, and never too few.
pub(super) fn fit(backlog: &Backlog, share: Share, minutes: u32) -> Result<Deferred, Problem> {
    let even = backlog.agents_for(share)?;
    let blocks: Vec<usize> = (0_u32..)
        .step_by(minutes as usize)
        .take(backlog.open.len())
        .map(|minute| (minute / BLOCK) as usize)
        .collect();
    let count = blocks.last().map_or(0, |last| last + 1);
    let mut team = vec![0_u32; count];
    for (block, open) in blocks.iter().zip(&backlog.open) {
        if *open && let Some(agents) = team.get_mut(*block) {
            *agents = even.agents;
        }
    }
    let mut on_time = even.on_time;
    let mut step = even.agents;
    while step > 0 {
        let mut changed = false;
        // The last blocks of the week first: what waits for a Monday needs its people then.
        for block in (0..count).rev() {
            let Some(agents) = team.get_mut(block) else {
                continue;
            };
            if *agents < step {
                continue;
            }
            *agents -= step;
            match reached(backlog, &team, &blocks)? {
                Some(share_now) if share_now >= share.get() * (1.0 - 1e-12) => {
                    on_time = share_now;
                    changed = true;
                }
                _ => {
                    if let Some(agents) = team.get_mut(block) {
                        *agents += step;
                    }
                }
            }
        }
        // Once around evenly, so that no block is emptied before the others have given.
        if !changed || step > 1 {
            step /= 2;
        }
    }
    Ok(Deferred {
        agents: spread(&team, &blocks, &backlog.open),
        on_time,
    })
}

fn spread(team: &[u32], blocks: &[usize], open: &[bool]) -> Vec<u32> {
    let of = |block: &usize| team.get(*block).copied().unwrap_or_default();
    blocks
        .iter()
        .zip(open)
        .map(|(block, open)| if *open { of(block) } else { 0 })
        .collect()
}

/// Agents as numbers that may have parts.
pub(super) fn as_numbers(agents: &[u32]) -> Vec<f64> {
    agents.iter().map(|agents| f64::from(*agents)).collect()
}

/// The share done in time by a team that changes through the week; none when it falls behind for ever.
pub(super) fn with_agents(backlog: &Backlog, agents: &[f64]) -> Result<Option<f64>, Problem> {
    let help = backlog.help.iter().copied().chain(std::iter::repeat(0.0));
    let own = agents.iter().map(|agents| agents * backlog.occupancy.get());
    let all = Backlog {
        help: own.zip(help).map(|(own, help)| own + help).collect(),
        ..backlog.clone()
    };
    all.on_time(0)
}

fn reached(backlog: &Backlog, team: &[u32], blocks: &[usize]) -> Result<Option<f64>, Problem> {
    with_agents(backlog, &as_numbers(&spread(team, blocks, &backlog.open)))
}

#[cfg(test)]
mod tests {
    use super::{as_numbers, fit, with_agents};
    use crate::queueing::Backlog;
    use crate::units::{Seconds, Share};

    #[test]
    fn people_come_when_the_work_is_due() {
        // A pile of 48 hours' work at the opening, due in 4 open hours; nothing else comes all week.
        let mut arrivals = vec![0.0; 168];
        arrivals[0] = 288.0;
        let mut open = vec![false; 168];
        open[8..16].fill(true);
        open[32..40].fill(true);
        let backlog = Backlog {
            arrivals,
            open,
            interval: Seconds::new("interval", 3600.0).unwrap(),
            aht: Seconds::new("aht", 600.0).unwrap(),
            deadline: Seconds::new("deadline", 4.0 * 3600.0).unwrap(),
            occupancy: Share::new("occupancy", 1.0).unwrap(),
            help: Vec::new(),
        };
        let all = Share::new("share", 1.0).unwrap();
        let found = fit(&backlog, all, 60).unwrap();
        assert_eq!(found.agents[8..16], [12, 12, 12, 12, 0, 0, 0, 0]);
        assert!(found.agents[32..40].iter().all(|agents| *agents == 0));
        assert_eq!(
            with_agents(&backlog, &as_numbers(&found.agents)).unwrap(),
            Some(1.0)
        );
    }
}
