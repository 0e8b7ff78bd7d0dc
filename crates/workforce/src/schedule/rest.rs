//! Rest between days, as rows of the program: cliques of shifts of which one person can work one at most.

use super::calendar::{Duty, Minute};
use super::groups::Kind;
use super::program::{Counts, Input};

/// Rest between two days: shifts of `slot` that end late and of the next that begin early, of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clique {
    pub group: usize,
    pub slot: usize,
    /// The next day's shifts up to this beginning, and this day's that end too late for it.
    pub start: Minute,
}

pub(super) fn in_clique(duty: &Duty, clique: &Clique, rest: Minute) -> bool {
    let late = duty.slot == clique.slot && duty.end + rest > clique.start;
    let early = duty.slot == clique.slot + 1 && duty.start <= clique.start;
    late || early
}

pub(super) fn people<'a>(input: &'a Input<'_>, group: usize) -> Option<(&'a [usize], Minute)> {
    match &input.groups.get(group)?.kind {
        Kind::People { members, contract } => {
            let rest = input.problem.contracts.get(*contract)?.rest_minutes;
            Some((members, Minute::try_from(rest).unwrap_or(Minute::MAX / 4)))
        }
        Kind::Vendor { .. } => None,
    }
}

/// Cliques that `counts` violates and `known` does not have: the worst of each group and day.
pub(super) fn violated(input: &Input<'_>, counts: &Counts, known: &[Clique]) -> Vec<Clique> {
    let mut found = Vec::new();
    for (index, group) in input.groups.iter().enumerate() {
        let Some((members, rest)) = people(input, index) else {
            continue;
        };
        let row = counts.get(index).map(Vec::as_slice).unwrap_or_default();
        for slot in 0..input.horizon.slots() - 1 {
            let next_day = group.duties.iter().filter(|duty| duty.slot == slot + 1);
            let mut starts: Vec<Minute> = next_day.map(|duty| duty.start).collect();
            starts.sort_unstable();
            starts.dedup();
            let load = |clique: &Clique| -> f64 {
                let duties = group.duties.iter().zip(row);
                duties
                    .filter(|(duty, _)| in_clique(duty, clique, rest))
                    .map(|(_, count)| count)
                    .sum()
            };
            let cliques = starts.into_iter().map(|start| Clique {
                group: index,
                slot,
                start,
            });
            let worst = cliques
                .map(|clique| (load(&clique), clique))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((load, clique)) = worst
                && load > members.len() as f64 + 1e-6
                && !known.contains(&clique)
            {
                found.push(clique);
            }
        }
    }
    found
}
