//! The questions asked backwards: agents for a target, and the load that a team can bear.
//!
//! The service level for a headcount is [`ErlangC::service_level`] and [`ErlangA::service_level`].

use super::{ErlangA, ErlangC, Targets, erlang_b};
use crate::Problem;
use crate::units::{Erlangs, MOST_AGENTS, MOST_LOAD, Seconds, Share};

/// The smallest number of agents that meets all targets if nobody gives up, and the queue that it makes. With no load
/// one agent: somebody has to be there for the first contact.
///
/// Without `aht` only the occupancy can be asked for.
///
/// # Errors
/// Names the target that cannot be met, `max_abandon` (nobody gives up in this model), or `aht_s` where it is needed.
pub fn agents_c(load: Erlangs, aht: Option<Seconds>, targets: &Targets) -> Result<ErlangC, Problem> {
    check_c(load.get(), aht, targets)?;
    let a = load.get();
    // One above the load is the least that can keep up, and the occupancy says the rest before any queue is looked at.
    let stable = crate::units::whole(a.floor() + 1.0).unwrap_or(MOST_AGENTS);
    let mut agents = stable.max(targets.least_for_occupancy(a)?);
    let mut odds = erlang_b::odds_free(a, agents);
    loop {
        let queue = ErlangC::balanced(a, agents, odds);
        if aht.is_none_or(|aht| meets_c(&queue, aht, targets)) {
            return Ok(queue);
        }
        agents += 1;
        if agents > MOST_AGENTS {
            return Err(too_many(targets, MOST_AGENTS));
        }
        odds = erlang_b::one_more(odds, a, agents);
    }
}

fn check_c(load: f64, aht: Option<Seconds>, targets: &Targets) -> Result<(), Problem> {
    targets.check(load)?;
    if targets.abandon.is_some() {
        return Err(Problem::new(
            "max_abandon",
            "Erlang C assumes that nobody gives up: ask erlang_a, with patience_s",
        ));
    }
    if aht.is_none() && (targets.service_level.is_some() || targets.asa.is_some()) {
        return Err(Problem::missing(
            "aht_s",
            "a wait in seconds depends on how long a contact takes",
        ));
    }
    Ok(())
}

/// Everything but the occupancy.
fn meets_c(queue: &ErlangC, aht: Seconds, targets: &Targets) -> bool {
    // What is missed is compared, not what is reached: near 100 % that has digits where the other has only nines.
    let level = targets.service_level.is_none_or(|(share, threshold)| {
        let missed = 1.0 - share.get();
        queue.p_wait() <= missed || queue.p_wait() * queue.still_waiting(aht, threshold) <= missed
    });
    level && targets.asa.is_none_or(|most| queue.asa(aht) <= most)
}

/// The smallest number of agents that meets all targets if customers have `patience` on average, and the queue that it
/// makes. With no load one agent.
///
/// # Errors
/// Names the target that cannot be met.
pub fn agents_a(
    load: Erlangs,
    aht: Seconds,
    patience: Seconds,
    targets: &Targets,
) -> Result<ErlangA, Problem> {
    targets.check(load.get())?;
    let at = |agents| ErlangA::new(load, agents, aht, patience);
    let start = crate::units::whole(load.get()).unwrap_or(1).clamp(1, MOST_AGENTS);
    let met = |agents| Ok(meets_a(&at(agents)?, targets));
    let agents = smallest(start, met)?.ok_or_else(|| too_many(targets, MOST_AGENTS))?;
    at(agents)
}

fn meets_a(queue: &ErlangA, targets: &Targets) -> bool {
    targets
        .service_level
        .is_none_or(|(share, threshold)| queue.service_level(threshold) >= share.get())
        && targets.asa.is_none_or(|most| queue.mean_wait() <= most)
        && targets.abandon.is_none_or(|most| queue.p_abandon() <= most.get())
        && targets.occupancy_met(queue.occupancy())
}

/// The smallest number from which on `met` holds, found by steps that double from a guess and then halve; none within
/// [`MOST_AGENTS`] when nothing is returned.
pub(crate) fn smallest(
    start: u32,
    mut met: impl FnMut(u32) -> Result<bool, Problem>,
) -> Result<Option<u32>, Problem> {
    let (mut low, mut high) = (0_u32, start.clamp(1, MOST_AGENTS));
    let mut step = 1;
    if met(high)? {
        // Downwards from the guess.
        loop {
            let next = high.saturating_sub(step);
            if next == 0 {
                break;
            }
            if !met(next)? {
                low = next;
                break;
            }
            high = next;
            step = step.saturating_mul(2);
        }
    } else {
        loop {
            low = high;
            if low >= MOST_AGENTS {
                return Ok(None);
            }
            high = high.saturating_add(step).min(MOST_AGENTS);
            step = step.saturating_mul(2);
            if met(high)? {
                break;
            }
        }
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if met(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Some(high))
}

/// The target that takes more agents than are calculated with: the first that is set.
pub(crate) fn too_many(targets: &Targets, most: u32) -> Problem {
    let field = if targets.service_level.is_some() {
        "target_service_level"
    } else if targets.asa.is_some() {
        "target_asa_s"
    } else if targets.abandon.is_some() {
        "max_abandon"
    } else {
        "max_occupancy"
    };
    Problem::new(field, format!("needs more than {most} agents"))
}

/// The highest load in erlangs at which `servers` lose at most `max_blocking`.
///
/// # Errors
/// Names `max_blocking` when it is 1: then any load will do.
pub fn bearable_b(servers: u32, max_blocking: Share) -> Result<f64, Problem> {
    if max_blocking.get() >= 1.0 {
        return Err(Problem::new(
            "max_blocking",
            "any load at all loses at most everything: ask for less than 1",
        ));
    }
    Ok(largest(MOST_LOAD, |load| {
        load == 0.0 || 1.0 <= max_blocking.get() * (1.0 + erlang_b::odds_free(load, servers))
    }))
}

/// The highest load in erlangs at which `agents` meet all targets if nobody gives up; 0 when they meet them at none.
///
/// # Errors
/// As [`agents_c`].
pub fn bearable_c(agents: u32, aht: Option<Seconds>, targets: &Targets) -> Result<f64, Problem> {
    check_c(1.0, aht, targets)?;
    let n = f64::from(agents);
    Ok(largest(n, |load| {
        if load <= 0.0 {
            return true;
        }
        if load >= n || !targets.occupancy_met(load / n) {
            return false;
        }
        let queue = ErlangC::balanced(load, agents, erlang_b::odds_free(load, agents));
        aht.is_none_or(|aht| meets_c(&queue, aht, targets))
    }))
}

/// The highest load in erlangs at which `agents` meet all targets if customers have `patience` on average; 0 when they
/// meet them at none.
///
/// # Errors
/// Names a target that cannot be met.
pub fn bearable_a(agents: u32, aht: Seconds, patience: Seconds, targets: &Targets) -> Result<f64, Problem> {
    targets.check(1.0)?;
    Ok(largest(MOST_LOAD, |load| {
        Erlangs::new("offered_load", load)
            .and_then(|load| ErlangA::new(load, agents, aht, patience))
            .is_ok_and(|queue| meets_a(&queue, targets))
    }))
}

/// The largest number up to `most` for which `met` holds, to the last digit, when it holds up to there and no further.
fn largest(most: f64, mut met: impl FnMut(f64) -> bool) -> f64 {
    // By factors first: the answer may be a millionth or a million.
    let (mut low, mut high) = (0.0, most.min(1.0));
    while met(high) {
        low = high;
        if high >= most {
            return most;
        }
        high = (high * 4.0).min(most);
    }
    for _ in 0..1100 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if met(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::{largest, smallest};

    #[test]
    fn the_smallest_is_found_from_any_guess() {
        for answer in [1, 2, 3, 17, 1000, 999_999_999, 1_000_000_000] {
            for start in [1, 2, 16, 17, 18, 5000, 1_000_000_000] {
                assert_eq!(
                    smallest(start, |n| Ok(n >= answer)),
                    Ok(Some(answer)),
                    "{answer} from {start}"
                );
            }
        }
        assert_eq!(smallest(5, |_| Ok(false)), Ok(None));
    }

    #[test]
    fn the_largest_is_found_to_the_last_digit() {
        for answer in [1e-9, 0.3, 1.0, 7.25, 1e6] {
            assert_eq!(largest(1e9, |value| value <= answer), answer);
        }
        assert_eq!(largest(5.0, |_| true), 5.0);
        assert_eq!(largest(5.0, |value| value <= 0.0), 0.0);
    }
}
