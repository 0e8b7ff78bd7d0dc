//! The best line for one person, over all rules at once, by dynamic programming through the days.
//!
//! A state is what the rules look back at: shifts and minutes of the week, days worked in a row, days off in a row, end of the
//! last shift. Of states alike but for the end of the last shift only those are kept that are better than each that ended
//! earlier; they are few.

use std::collections::BTreeMap;

use super::calendar::{Horizon, Minute};
use super::groups::Group;
use super::model::{Contract, Person};
use super::rules::{Line, first_slot, guaranteed, weeks};

/// Shifts and minutes of the week, days worked in a row, days off in a row (or [`RESTED`]).
type Key = (u8, Minute, u8, u8);

/// The week has had its days off in a row.
const RESTED: u8 = u8::MAX;

#[derive(Debug, Clone, Copy)]
struct State {
    /// When the next shift may begin.
    free_from: Minute,
    value: f64,
    node: u32,
}

/// How a state was come to.
#[derive(Debug, Clone, Copy)]
struct Node {
    before: u32,
    duty: Option<usize>,
}

type Layer = BTreeMap<Key, Vec<State>>;

/// Duties of one slot that differ in what rules look at, each with the best there is.
#[derive(Debug, Clone, Copy)]
struct Choice {
    duty: usize,
    start: Minute,
    end: Minute,
    paid: Minute,
    value: f64,
}

/// Searches lines of people of one group; keeps its memory between searches.
pub(super) struct Search<'a> {
    horizon: &'a Horizon,
    contract: &'a Contract,
    /// Duties of each slot, alike ones (same beginning, end and pay) next to each other.
    slots: Vec<Vec<usize>>,
    weeks: Vec<(std::ops::Range<usize>, bool)>,
    first_slot: usize,
    nodes: Vec<Node>,
}

impl<'a> Search<'a> {
    pub(super) fn new(group: &Group, contract: &'a Contract, horizon: &'a Horizon) -> Self {
        let mut slots = vec![Vec::new(); horizon.slots()];
        for (index, duty) in group.duties.iter().enumerate() {
            if let Some(slot) = slots.get_mut(duty.slot) {
                slot.push(index);
            }
        }
        let kind = |&index: &usize| {
            group
                .duties
                .get(index)
                .map(|duty| (duty.start, duty.end, duty.paid))
        };
        for slot in &mut slots {
            slot.sort_by_key(kind);
        }
        Self {
            horizon,
            contract,
            slots,
            weeks: weeks(horizon),
            first_slot: first_slot(&group.duties),
            nodes: Vec::new(),
        }
    }

    /// The line of greatest value for `person`; `value` gives that of each duty, none when it must not be taken.
    pub(super) fn best(
        &mut self,
        group: &Group,
        person: &Person,
        value: impl Fn(usize) -> Option<f64>,
    ) -> Line {
        self.nodes.clear();
        let rest = Minute::try_from(self.contract.rest_minutes).unwrap_or(Minute::MAX / 2);
        let free_from = person
            .past
            .last_end
            .map_or(Minute::MIN / 2, |end| self.horizon.minute(end) + rest);
        let begin = State {
            free_from,
            value: 0.0,
            node: u32::MAX,
        };
        let mut layer = Layer::from([((0, 0, person.past.days_in_a_row, 0), vec![begin])]);
        for slot in 0..self.slots.len() {
            let choices = if person.leave.contains(&self.horizon.date(slot)) {
                Vec::new()
            } else {
                self.choices(group, slot, &value)
            };
            layer = self.step(&layer, slot, &choices, rest);
            if let Some(week) = self.weeks.iter().position(|(slots, _)| slots.end == slot + 1) {
                layer = self.end_week(layer, week);
            }
        }
        let states = layer.values().flatten();
        let best = states.max_by(|a, b| a.value.total_cmp(&b.value));
        best.map_or_else(|| vec![None; self.slots.len()], |best| self.trace(best.node))
    }

    fn choices(&self, group: &Group, slot: usize, value: &impl Fn(usize) -> Option<f64>) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        for &index in self.slots.get(slot).into_iter().flatten() {
            let (Some(duty), Some(value)) = (group.duties.get(index), value(index)) else {
                continue;
            };
            let choice = Choice {
                duty: index,
                start: duty.start,
                end: duty.end,
                paid: duty.paid,
                value,
            };
            match choices.last_mut() {
                Some(last)
                    if (last.start, last.end, last.paid) == (choice.start, choice.end, choice.paid) =>
                {
                    if choice.value > last.value {
                        *last = choice;
                    }
                }
                _ => choices.push(choice),
            }
        }
        choices
    }

    fn step(&mut self, layer: &Layer, slot: usize, choices: &[Choice], rest: Minute) -> Layer {
        let mut next = Layer::new();
        let counts = slot >= self.first_slot;
        let (most, most_minutes) = (
            self.contract.most_shifts,
            Minute::try_from(self.contract.most_minutes).unwrap_or(Minute::MAX),
        );
        for (&(shifts, minutes, in_a_row, off), states) in layer {
            // Off.
            let key = (
                shifts,
                minutes,
                if counts { 0 } else { in_a_row },
                self.one_more_off(off, slot),
            );
            for state in states {
                let node = self.node(state.node, None);
                next.entry(key).or_default().push(State { node, ..*state });
            }
            if in_a_row >= self.contract.days_in_a_row || shifts >= most {
                continue;
            }
            let off = if off == RESTED { RESTED } else { 0 };
            for choice in choices {
                // States are sorted by when they are free, and value rises with it: the last that is free is the best.
                let free = states.partition_point(|state| state.free_from <= choice.start);
                let Some(state) = free.checked_sub(1).and_then(|index| states.get(index)) else {
                    continue;
                };
                if minutes + choice.paid > most_minutes {
                    continue;
                }
                let node = self.node(state.node, Some(choice.duty));
                let key = (shifts + 1, minutes + choice.paid, in_a_row + 1, off);
                let value = state.value + choice.value;
                next.entry(key).or_default().push(State {
                    free_from: choice.end + rest,
                    value,
                    node,
                });
            }
        }
        next.values_mut().for_each(keep_best);
        next
    }

    fn one_more_off(&self, off: u8, slot: usize) -> u8 {
        // The days around the plan are no days of its weeks.
        let inside = slot >= 1 && slot + 1 < self.slots.len();
        if off == RESTED || (inside && off + 1 >= self.contract.days_off_in_a_row) {
            RESTED
        } else if inside {
            off + 1
        } else {
            off
        }
    }

    /// Pays what was guaranteed and not worked, drops who had no days off in a row, and begins a new week.
    fn end_week(&self, layer: Layer, week: usize) -> Layer {
        let guaranteed = guaranteed(self.contract, self.horizon, week);
        let whole = self.weeks.get(week).is_some_and(|(_, whole)| *whole);
        let mut next = Layer::new();
        for ((_, minutes, in_a_row, off), states) in layer {
            if whole && self.contract.days_off_in_a_row > 0 && off != RESTED {
                continue;
            }
            let unused = f64::from((guaranteed - minutes).max(0)) / 60.0 * self.contract.pay_per_hour;
            let cheaper = states.into_iter().map(|state| State {
                value: state.value - unused,
                ..state
            });
            next.entry((0, 0, in_a_row, 0)).or_default().extend(cheaper);
        }
        next.values_mut().for_each(keep_best);
        next
    }

    fn node(&mut self, before: u32, duty: Option<usize>) -> u32 {
        self.nodes.push(Node { before, duty });
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    fn trace(&self, mut node: u32) -> Line {
        let mut line = Vec::with_capacity(self.slots.len());
        while let Some(step) = self.nodes.get(node as usize) {
            line.push(step.duty);
            node = step.before;
        }
        line.reverse();
        line
    }
}

/// Sorted by when they are free, each better than all before it.
fn keep_best(states: &mut Vec<State>) {
    states.sort_by(|a, b| a.free_from.cmp(&b.free_from).then(b.value.total_cmp(&a.value)));
    let mut best = f64::NEG_INFINITY;
    states.retain(|state| {
        let better = state.value > best;
        best = best.max(state.value);
        better
    });
}
