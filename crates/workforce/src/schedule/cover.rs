//! How many of each group work which shift, and the bound below which no roster can cost.
//!
//! The relaxation of the whole time is solved first: it gives the bound. A covering in whole numbers is then found day by day,
//! each day a mixed-integer program beside which all other days stand still, and improved in windows of two days until no
//! window gets better. Solved at once, the search over a week of several groups does not end in useful time.

use std::ops::Range;

use super::assign::cost;
use super::explain::Rule;
use super::program::{Answer, Ask, Counts, Input, Limits, Window, solve};
use super::rest::{Clique, violated};

/// A covering.
#[derive(Debug, Clone)]
pub(super) struct Covering {
    /// For each group and duty, how many work it: whole numbers.
    pub counts: Counts,
    /// Value of the relaxation.
    pub bound: f64,
    /// Rest rows that it needed.
    cliques: Vec<Clique>,
}

/// How often the relaxation is solved again with the rest rows that it violates.
const ROUNDS: usize = 3;
/// Passes over all windows.
const PASSES: usize = 6;
/// A pass that saves a smaller share of the bound is the last.
const WORTHWHILE: f64 = 0.0005;
/// A pass that saves a smaller share is followed by the windows of groups, which take longer.
const FAR: f64 = 0.005;

pub(super) fn cover(input: &Input<'_>, limits: &Limits) -> Covering {
    let (relaxed, cliques) = relaxation(input, &Ask::default(), limits);
    let Some(relaxed) = relaxed else {
        // Without a relaxation there is neither bound nor guide; lines are filled on the true cost alone.
        let counts = input
            .groups
            .iter()
            .map(|group| vec![0.0; group.duties.len()])
            .collect();
        return Covering {
            counts,
            bound: 0.0,
            cliques,
        };
    };
    let floor = |row: &Vec<f64>| row.iter().map(|count| (count + 1e-6).floor()).collect();
    let mut covering = Covering {
        counts: relaxed.counts.iter().map(floor).collect(),
        bound: relaxed.value,
        cliques,
    };
    let budget = budget(input, &relaxed.counts);
    let slots = input.horizon.slots();
    let mut windows = Windows {
        input,
        limits: *limits,
        frozen: &[],
        covering: &mut covering,
    };
    for slot in 0..slots {
        windows.improve(slot..slot + 1, None, Some(&budget));
    }
    windows.until_good(vec![true; slots]);
    covering
}

/// Improves a covering around some slots, some groups being frozen: what they cannot work, others shall.
pub(super) fn cover_again(
    input: &Input<'_>,
    covering: &mut Covering,
    frozen: &[bool],
    around: &[usize],
    limits: &Limits,
) {
    let near = |slot: usize| around.iter().any(|&other| (slot..slot + 2).contains(&other));
    let stale = (0..input.horizon.slots()).map(near).collect();
    Windows {
        input,
        limits: *limits,
        frozen,
        covering,
    }
    .until_good(stale);
}

/// A covering in whole numbers that is improved window by window.
struct Windows<'a> {
    input: &'a Input<'a>,
    limits: Limits,
    frozen: &'a [bool],
    covering: &'a mut Covering,
}

impl Windows<'_> {
    /// Solves a window with everything else as it is; says whether anything changed.
    fn improve(&mut self, slots: Range<usize>, group: Option<usize>, budget: Option<&Counts>) -> bool {
        let window = Window {
            slots,
            group,
            frozen: self.frozen,
        };
        let ask = Ask {
            cliques: &self.covering.cliques,
            whole: true,
            window: Some((window, &self.covering.counts)),
            budget,
            ..Ask::default()
        };
        let limits = Limits {
            gap: self.limits.gap / 2.0,
            ..self.limits
        };
        let Some(answer) = solve(self.input, &ask, &limits) else {
            return false;
        };
        let changed = answer.counts != self.covering.counts;
        self.covering.counts = answer.counts;
        changed
    }

    /// Windows of two days, until the covering is as near to the bound as asked for or a pass brings next to nothing. While it
    /// is far from the bound, each group's whole time is a window too: only so do shifts move between days far apart.
    fn until_good(&mut self, mut stale: Vec<bool>) {
        let slots = self.input.horizon.slots();
        let mut before = self.cost();
        for _ in 0..PASSES {
            for slot in 0..slots - 1 {
                if self.limits.over() || !stale.get(slot).copied().unwrap_or(false) {
                    continue;
                }
                let changed = self.improve(slot..slot + 2, None, None);
                // A window is as good as its solution until it or a neighbour changes.
                for (near, stale) in stale.iter_mut().enumerate() {
                    *stale |= changed && near.abs_diff(slot) <= 3;
                }
                if let Some(stale) = stale.get_mut(slot) {
                    *stale = false;
                }
            }
            if self.good() {
                return;
            }
            if before - self.cost() < self.covering.bound * FAR {
                for group in 0..self.input.groups.len() {
                    if self.improve(0..slots, Some(group), None) {
                        stale.fill(true);
                    }
                }
            }
            let now = self.cost();
            if self.good() || now > before - self.covering.bound * WORTHWHILE {
                return;
            }
            before = now;
        }
    }

    fn cost(&self) -> f64 {
        cost(self.input, &self.covering.counts)
    }

    fn good(&self) -> bool {
        self.cost() <= self.covering.bound * (1.0 + self.limits.gap)
    }
}

/// Shifts of each group on each slot in the relaxation, rounded up.
fn budget(input: &Input<'_>, relaxed: &Counts) -> Counts {
    let of_group = |(group, row): (&super::groups::Group, &Vec<f64>)| {
        let mut sums = vec![0.0; input.horizon.slots()];
        for (duty, count) in group.duties.iter().zip(row) {
            if let Some(sum) = sums.get_mut(duty.slot) {
                *sum += count;
            }
        }
        sums.into_iter().map(|sum: f64| (sum - 1e-6).ceil()).collect()
    };
    input.groups.iter().zip(relaxed).map(of_group).collect()
}

/// The relaxation, with the rest rows that it needed.
fn relaxation(input: &Input<'_>, ask: &Ask<'_>, limits: &Limits) -> (Option<Answer>, Vec<Clique>) {
    let mut cliques = Vec::new();
    let mut relaxed = None;
    for _ in 0..ROUNDS {
        let Some(answer) = solve(
            input,
            &Ask {
                cliques: &cliques,
                ..ask.clone()
            },
            limits,
        ) else {
            break;
        };
        let violated = if ask.without == Some(Rule::Rest) {
            Vec::new()
        } else {
            violated(input, &answer.counts, &cliques)
        };
        relaxed = Some(answer);
        if violated.is_empty() {
            break;
        }
        cliques.extend(violated);
    }
    (relaxed, cliques)
}

/// Agent hours that any roster lacks when `without` is no rule, whatever it costs.
pub(super) fn lacking_hours(input: &Input<'_>, without: Option<Rule>, limits: &Limits) -> Option<f64> {
    let ask = Ask {
        lacking_first: true,
        without,
        ..Ask::default()
    };
    relaxation(input, &ask, limits)
        .0
        .map(|answer| answer.lacking_hours)
}
