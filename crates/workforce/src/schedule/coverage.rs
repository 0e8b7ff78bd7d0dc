//! Who covers what: people with several skills stand where they are needed most.
//!
//! By Hall's theorem (as max-flow = min-cut) agents can be shared out to all requirements in an interval just when for every
//! set of requirements those who can do any of them are enough for all of them. What is lacking in an interval is the worst
//! set's deficit. Sets that fall apart into two without common agents say nothing new and are left out.

use super::calendar::{Horizon, Minute};
use super::groups::Group;
use super::model::Problem;

/// Requirements by sets, and who serves them.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    /// Requirements of each set, as bits.
    pub members: Vec<u32>,
    /// Agents that each set needs in each interval.
    pub needed: Vec<Vec<u32>>,
    /// For each group, whether it helps each set.
    pub helps: Vec<Vec<bool>>,
    /// For each group, the requirements that it serves, as bits.
    pub serves: Vec<u32>,
}

impl Sets {
    pub(super) fn new(problem: &Problem, groups: &[Group]) -> Self {
        let serves: Vec<u32> = groups
            .iter()
            .map(|group| {
                let able = problem
                    .requirements
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| group.skills.has_all(it.needs));
                able.fold(0, |bits, (index, _)| bits | 1 << index)
            })
            .collect();
        let all = 1_u32 << problem.requirements.len();
        let members: Vec<u32> = (1..all).filter(|&set| connected(set, &serves)).collect();
        let needed = members.iter().map(|&set| needed(problem, set)).collect();
        let helps = serves
            .iter()
            .map(|&can| members.iter().map(|&set| can & set != 0).collect())
            .collect();
        Self {
            members,
            needed,
            helps,
            serves,
        }
    }
}

/// Whether the requirements of `set` hang together through groups that serve two of them.
fn connected(set: u32, serves: &[u32]) -> bool {
    let mut reached = set & set.wrapping_neg();
    loop {
        let grown = serves
            .iter()
            .filter(|&&can| can & reached != 0)
            .fold(reached, |bits, &can| bits | can & set);
        if grown == reached {
            return reached == set;
        }
        reached = grown;
    }
}

fn needed(problem: &Problem, set: u32) -> Vec<u32> {
    let mut sum = Vec::new();
    for (index, requirement) in problem.requirements.iter().enumerate() {
        if set >> index & 1 == 1 {
            sum.resize(requirement.agents.len(), 0);
            for (sum, &agents) in sum.iter_mut().zip(&requirement.agents) {
                *sum += agents;
            }
        }
    }
    sum
}

/// Minutes still open for each set and interval, as lines are put in and taken out; negative where more is there than needed.
#[derive(Debug, Clone)]
pub(super) struct Open {
    minutes: Vec<Vec<Minute>>,
}

impl Open {
    pub(super) fn new(sets: &Sets, horizon: &Horizon) -> Self {
        let minutes_of = |needed: &Vec<u32>| {
            needed
                .iter()
                .map(|&agents| Minute::try_from(agents).unwrap_or(Minute::MAX / 64) * horizon.step)
                .collect()
        };
        Self {
            minutes: sets.needed.iter().map(minutes_of).collect(),
        }
    }

    /// Puts in (`sign` -1) or takes out (1) the work of somebody of `group`.
    pub(super) fn change(&mut self, helps: &[bool], work: &[(usize, Minute)], sign: Minute) {
        for (open, _) in self.minutes.iter_mut().zip(helps).filter(|&(_, &helps)| helps) {
            for &(interval, minutes) in work {
                if let Some(open) = open.get_mut(interval) {
                    *open += sign * minutes;
                }
            }
        }
    }

    /// Minutes lacking in each interval.
    pub(super) fn lacking(&self) -> Vec<Minute> {
        let mut worst = vec![0; self.minutes.first().map_or(0, Vec::len)];
        for open in &self.minutes {
            for (worst, &open) in worst.iter_mut().zip(open) {
                *worst = open.max(*worst);
            }
        }
        worst
    }

    /// How many lacking minutes of each interval somebody could take away who helps the sets that `helps` says.
    pub(super) fn useful(&self, helps: &[bool], useful: &mut Vec<Minute>) {
        let intervals = self.minutes.first().map_or(0, Vec::len);
        let (mut helped, mut others) = (vec![0; intervals], vec![0; intervals]);
        for (open, &helps) in self.minutes.iter().zip(helps) {
            let worst = if helps { &mut helped } else { &mut others };
            for (worst, &open) in worst.iter_mut().zip(open) {
                *worst = open.max(*worst);
            }
        }
        useful.clear();
        useful.extend(
            helped
                .iter()
                .zip(&others)
                .map(|(helped, others)| (helped - others).max(0)),
        );
    }
}

/// How many minutes of each requirement are covered in one interval, when each group shares itself out as well as it can.
///
/// Greatest flow by augmenting paths from groups (`there`, minutes) to requirements (`needed`, minutes); both are few.
pub(super) fn share_out(there: &[Minute], serves: &[u32], needed: &[Minute]) -> Vec<Minute> {
    let mut left = there.to_vec();
    let mut given: Vec<Vec<Minute>> = vec![vec![0; needed.len()]; there.len()];
    let mut covered = vec![0; needed.len()];
    for target in 0..needed.len() {
        while covered.get(target) < needed.get(target) {
            let missing = value(needed, target) - value(&covered, target);
            let Some((path, amount)) = augment(target, &left, &given, serves, missing) else {
                break;
            };
            let Some(&(source, _)) = path.last() else { break };
            // From the requirement backwards: each group gives more here and less where the next one steps in.
            let mut to = target;
            for &(group, from) in &path {
                add(&mut given, group, to, amount);
                if let Some(from) = from {
                    add(&mut given, group, from, -amount);
                    to = from;
                }
            }
            if let (Some(left), Some(covered)) = (left.get_mut(source), covered.get_mut(target)) {
                *left -= amount;
                *covered += amount;
            }
        }
    }
    covered
}

fn value(values: &[Minute], index: usize) -> Minute {
    values.get(index).copied().unwrap_or_default()
}

fn add(given: &mut [Vec<Minute>], group: usize, requirement: usize, amount: Minute) {
    if let Some(cell) = given.get_mut(group).and_then(|row| row.get_mut(requirement)) {
        *cell += amount;
    }
}

/// A way to `target`: groups that give to it, each taken from the requirement named unless it has minutes left.
type Path = (Vec<(usize, Option<usize>)>, Minute);

fn augment(
    target: usize,
    left: &[Minute],
    given: &[Vec<Minute>],
    serves: &[u32],
    missing: Minute,
) -> Option<Path> {
    // Depth first over requirements; `came` holds the group and the requirement it leads to.
    let mut came: Vec<Option<(usize, usize)>> = vec![None; given.first().map_or(0, Vec::len)];
    let mut wave = vec![target];
    let mut seen = 1_u32 << target;
    while let Some(to) = wave.pop() {
        for (group, &can) in serves.iter().enumerate() {
            if can >> to & 1 == 0 {
                continue;
            }
            if value(left, group) > 0 {
                return Some(trace(target, to, group, &came, left, given, missing));
            }
            for (from, &amount) in given.get(group).into_iter().flatten().enumerate() {
                if amount > 0 && seen >> from & 1 == 0 {
                    seen |= 1 << from;
                    if let Some(cell) = came.get_mut(from) {
                        *cell = Some((group, to));
                    }
                    wave.push(from);
                }
            }
        }
    }
    None
}

fn trace(
    target: usize,
    reached: usize,
    source: usize,
    came: &[Option<(usize, usize)>],
    left: &[Minute],
    given: &[Vec<Minute>],
    missing: Minute,
) -> Path {
    let mut path = vec![(source, None)];
    let mut amount = missing.min(value(left, source));
    let mut at = reached;
    while at != target {
        let Some(Some((group, to))) = came.get(at).copied() else {
            break;
        };
        amount = amount.min(given.get(group).map_or(0, |row| value(row, at)));
        path.push((group, Some(at)));
        at = to;
    }
    path.reverse();
    (path, amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_without_common_agents_fall_apart() {
        assert!(connected(0b11, &[0b11]));
        assert!(!connected(0b11, &[0b01, 0b10]));
        assert!(connected(0b111, &[0b011, 0b110]));
        assert!(!connected(0b101, &[0b011, 0b110]));
    }

    #[test]
    fn generalists_make_room_for_specialists_work() {
        // The generalists (both kinds) are asked first for the first kind, and have to change over for the second.
        assert_eq!(share_out(&[30, 30], &[0b11, 0b01], &[30, 30]), [30, 30]);
        assert_eq!(
            share_out(&[30, 30, 30], &[0b011, 0b110, 0b001], &[30, 30, 30]),
            [30, 30, 30]
        );
        assert_eq!(share_out(&[60], &[0b11], &[40, 40]), [40, 20]);
        assert_eq!(share_out(&[], &[], &[40]), [0]);
    }
}
