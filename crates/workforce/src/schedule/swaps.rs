//! Nights, weekends and wishes shared out: people of one group exchange days or weeks where nothing gets dearer.

use super::assign::Crew;
use super::groups::{Group, Kind, worth};
use super::model::{Contract, Person};
use super::program::Input;
use super::rules::{Line, allowed, unused_pay, weeks, worked};

/// Exchanges tried in all; enough for some ten passes over a group of a hundred.
const MOST_TRIES: u64 = 3_000_000;

pub(super) fn share_out(input: &Input<'_>, crew: &mut Crew) {
    let mut tries = 0;
    for group in input.groups {
        let Kind::People { members, contract } = &group.kind else {
            continue;
        };
        let Some(contract) = input.problem.contracts.get(*contract) else {
            continue;
        };
        let ranges = ranges(input);
        while tries < MOST_TRIES && pass(input, crew, group, members, contract, &ranges, &mut tries) {}
    }
}

/// Single days and whole weeks.
fn ranges(input: &Input<'_>) -> Vec<std::ops::Range<usize>> {
    let days = (0..input.horizon.slots()).map(|slot| slot..slot + 1);
    days.chain(weeks(input.horizon).into_iter().map(|(slots, _)| slots))
        .collect()
}

fn pass(
    input: &Input<'_>,
    crew: &mut Crew,
    group: &Group,
    members: &[usize],
    contract: &Contract,
    ranges: &[std::ops::Range<usize>],
    tries: &mut u64,
) -> bool {
    let mut better = false;
    for (number, &one) in members.iter().enumerate() {
        for &other in members.iter().skip(number + 1) {
            let (Some(first), Some(second)) =
                (input.problem.people.get(one), input.problem.people.get(other))
            else {
                continue;
            };
            let (Some(mine), Some(theirs)) = (crew.lines.get(one).cloned(), crew.lines.get(other).cloned())
            else {
                continue;
            };
            let mut mine = mine;
            let mut theirs = theirs;
            let cost = |person: &Person, line: &Line| burden(input, group, contract, person, line);
            let mut before = cost(first, &mine) + cost(second, &theirs);
            for range in ranges {
                if mine.get(range.clone()) == theirs.get(range.clone()) {
                    continue;
                }
                *tries += 1;
                exchange(&mut mine, &mut theirs, range);
                let after = cost(first, &mine) + cost(second, &theirs);
                let fine = after < before - 1e-9
                    && allowed(contract, first, input.horizon, &group.duties, &mine)
                    && allowed(contract, second, input.horizon, &group.duties, &theirs);
                if fine {
                    before = after;
                    better = true;
                } else {
                    exchange(&mut mine, &mut theirs, range);
                }
            }
            if let Some(line) = crew.lines.get_mut(one) {
                *line = mine;
            }
            if let Some(line) = crew.lines.get_mut(other) {
                *line = theirs;
            }
        }
    }
    better
}

fn exchange(mine: &mut Line, theirs: &mut Line, range: &std::ops::Range<usize>) {
    if let (Some(mine), Some(theirs)) = (mine.get_mut(range.clone()), theirs.get_mut(range.clone())) {
        mine.swap_with_slice(theirs);
    }
}

/// What a line weighs on a person, and costs beyond its shifts (which cost the same whoever of the group works them).
fn burden(input: &Input<'_>, group: &Group, contract: &Contract, person: &Person, line: &Line) -> f64 {
    let count = |of: fn(&super::calendar::Duty) -> bool| {
        worked(&group.duties, line).filter(|duty| of(duty)).count() as f64
    };
    let nights = f64::from(person.past.nights) + count(|duty| duty.is_night);
    let weekends = f64::from(person.past.weekends) + count(|duty| duty.is_weekend);
    let wishes: f64 = if person.wishes.is_empty() {
        0.0
    } else {
        worked(&group.duties, line)
            .map(|duty| worth(person, duty, input.horizon))
            .sum()
    };
    input.problem.fairness * (nights * nights + weekends * weekends) - wishes
        + unused_pay(contract, input.horizon, &group.duties, line)
}
