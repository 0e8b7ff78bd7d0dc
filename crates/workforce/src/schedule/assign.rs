//! Who works the shifts: lines are filled from the covering, then improved on the true cost one after the other.

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::calendar::Minute;
use super::cover::{Covering, cover_again};
use super::coverage::Open;
use super::fill::{Filled, fill};
use super::groups::{Group, Kind, worth};
use super::line::Search;
use super::model::{Contract, Person};
use super::program::{Counts, Input, Limits};
use super::rules::{Line, guaranteed, unused_pay, weeks};

/// Everybody's line, what is bought, and what that leaves open.
pub(super) struct Crew {
    /// For each person of the problem.
    pub lines: Vec<Line>,
    /// For each group that is a vendor, how many work each duty; empty for people.
    pub bought: Vec<Vec<u32>>,
    pub open: Open,
}

/// Passes in which lines are improved on the true cost.
const IMPROVING: usize = 12;
/// How often a covering is made anew around shifts that nobody could be given.
const REPAIRS: usize = 3;
/// Less than this is no improvement.
const EPSILON: f64 = 1e-6;

pub(super) fn assign(input: &Input<'_>, mut covering: Covering, limits: &Limits, seed: u64) -> Crew {
    let mut crew = Crew {
        lines: vec![vec![None; input.horizon.slots()]; input.problem.people.len()],
        bought: Vec::new(),
        open: Open::new(input.sets, input.horizon),
    };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut frozen = vec![false; input.groups.len()];
    let mut due = vec![true; input.groups.len()];
    for round in 0..=REPAIRS {
        let mut around = Vec::new();
        for index in (0..input.groups.len()).filter(|&index| due.get(index).copied().unwrap_or(false)) {
            let over = fill_group(input, &mut crew, &mut covering, index, &mut rng);
            if let Some(frozen) = frozen.get_mut(index) {
                *frozen |= !over.is_empty();
            }
            around.extend(over);
        }
        if around.is_empty() || round == REPAIRS {
            break;
        }
        let before = covering.counts.clone();
        cover_again(input, &mut covering, &frozen, &around, limits);
        due = covering
            .counts
            .iter()
            .zip(&before)
            .map(|(now, before)| now != before)
            .collect();
    }
    let whole = |(group, row): (&Group, &Vec<f64>)| match group.kind {
        Kind::Vendor { .. } => row.iter().map(|&count| count as u32).collect(),
        Kind::People { .. } => Vec::new(),
    };
    crew.bought = input.groups.iter().zip(&covering.counts).map(whole).collect();
    crew.open = open(input, &crew);
    improve(input, &mut crew, &mut rng);
    crew
}

/// Gives the shifts of the covering to people of a group; the covering is made to say what they could be given. Returns slots of
/// shifts that are over.
fn fill_group(
    input: &Input<'_>,
    crew: &mut Crew,
    covering: &mut Covering,
    index: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<usize> {
    let (Some(group), Some(counts)) = (input.groups.get(index), covering.counts.get_mut(index)) else {
        return Vec::new();
    };
    let Kind::People { members, contract } = &group.kind else {
        return Vec::new();
    };
    let Some(contract) = input.problem.contracts.get(*contract) else {
        return Vec::new();
    };
    let mut search = Search::new(group, contract, input.horizon);
    let known = members
        .iter()
        .filter_map(|&member| Some((member, input.problem.people.get(member)?)));
    let (numbers, mut people): (Vec<usize>, Vec<Filled<'_>>) = known
        .map(|(member, person)| {
            let line = vec![None; input.horizon.slots()];
            (
                member,
                Filled {
                    person,
                    soft: soft(input, group, members, person),
                    line,
                },
            )
        })
        .unzip();
    let wanted: Vec<u32> = counts.iter().map(|&count| count as u32).collect();
    let left = fill(group, &mut search, &mut people, &wanted, rng);
    for (member, filled) in numbers.into_iter().zip(people) {
        if let Some(line) = crew.lines.get_mut(member) {
            *line = filled.line;
        }
    }
    let mut over = Vec::new();
    for ((count, duty), &left) in counts
        .iter_mut()
        .zip(&group.duties)
        .zip(&left)
        .filter(|&(_, &left)| left > 0)
    {
        *count -= f64::from(left);
        over.push(duty.slot);
    }
    over
}

/// What a covering costs, shortage included; only guaranteed pay is counted for all people of a group together.
pub(super) fn cost(input: &Input<'_>, counts: &Counts) -> f64 {
    let mut open = Open::new(input.sets, input.horizon);
    let mut sum = 0.0;
    for (index, (group, row)) in input.groups.iter().zip(counts).enumerate() {
        let helps = input.sets.helps.get(index).map(Vec::as_slice).unwrap_or_default();
        for ((duty, cost), &count) in group
            .duties
            .iter()
            .zip(&group.costs)
            .zip(row)
            .filter(|&(_, &count)| count > 0.0)
        {
            open.change(helps, &duty.work, -(count as Minute));
            sum += cost * count;
        }
        if let Kind::People { members, contract } = &group.kind
            && let Some(contract) = input.problem.contracts.get(*contract)
        {
            for (week, (slots, _)) in weeks(input.horizon).into_iter().enumerate() {
                let of_week = group
                    .duties
                    .iter()
                    .zip(row)
                    .filter(|(duty, _)| slots.contains(&duty.slot));
                let worked: f64 = of_week.map(|(duty, &count)| f64::from(duty.paid) * count).sum();
                let guaranteed = f64::from(guaranteed(contract, input.horizon, week)) * members.len() as f64;
                sum += (guaranteed - worked).max(0.0) / 60.0 * contract.pay_per_hour;
            }
        }
    }
    let lacking: Minute = open.lacking().into_iter().sum();
    sum + f64::from(lacking) / 60.0 * input.problem.shortage_per_hour
}

/// What the lines and what is bought leave open.
fn open(input: &Input<'_>, crew: &Crew) -> Open {
    let mut open = Open::new(input.sets, input.horizon);
    for (index, group) in input.groups.iter().enumerate() {
        let Some(helps) = input.sets.helps.get(index) else {
            continue;
        };
        if let Kind::People { members, .. } = &group.kind {
            for line in members.iter().filter_map(|&member| crew.lines.get(member)) {
                put(&mut open, group, helps, line, -1);
            }
        }
        let bought = crew.bought.get(index).into_iter().flatten();
        for (duty, &count) in group.duties.iter().zip(bought) {
            open.change(helps, &duty.work, -Minute::try_from(count).unwrap_or_default());
        }
    }
    open
}

/// Puts a line in (`sign` -1) or takes it out (1).
fn put(open: &mut Open, group: &Group, helps: &[bool], line: &Line, sign: Minute) {
    for duty in super::rules::worked(&group.duties, line) {
        open.change(helps, &duty.work, sign);
    }
}

/// What wishes and the past make each duty of a group worth to a person.
fn soft(input: &Input<'_>, group: &Group, members: &[usize], person: &Person) -> Vec<f64> {
    let people = || {
        members
            .iter()
            .filter_map(|&member| input.problem.people.get(member))
    };
    let mean = |of: fn(&Person) -> u32| {
        people().map(|it| f64::from(of(it))).sum::<f64>() / members.len().max(1) as f64
    };
    // The square of the number of nights grows by twice the number with each: who had more than others is spared.
    let night = 2.0 * input.problem.fairness * (f64::from(person.past.nights) - mean(|it| it.past.nights));
    let weekend =
        2.0 * input.problem.fairness * (f64::from(person.past.weekends) - mean(|it| it.past.weekends));
    let value = |duty: &super::calendar::Duty| {
        worth(person, duty, input.horizon)
            - night * f64::from(u8::from(duty.is_night))
            - weekend * f64::from(u8::from(duty.is_weekend))
    };
    group.duties.iter().map(value).collect()
}

fn change(left: &mut [u32], line: &Line, sign: i32) {
    for &duty in line.iter().flatten() {
        if let Some(left) = left.get_mut(duty) {
            *left = left.saturating_add_signed(sign);
        }
    }
}

/// Each person's best line given all others', and each vendor shift that costs less than what it covers, until nothing gets
/// better.
fn improve(input: &Input<'_>, crew: &mut Crew, rng: &mut Xoshiro256PlusPlus) {
    let mut order: Vec<usize> = (0..input.groups.len()).collect();
    for _ in 0..IMPROVING {
        let mut better = false;
        order.shuffle(rng);
        for &index in &order {
            let Some(group) = input.groups.get(index) else {
                continue;
            };
            better |= match &group.kind {
                Kind::People { members, contract } => {
                    let mut members = members.clone();
                    members.shuffle(rng);
                    let contract = input.problem.contracts.get(*contract);
                    contract
                        .is_some_and(|contract| improve_people(input, crew, index, group, &members, contract))
                }
                Kind::Vendor { at_once, .. } => improve_vendor(input, crew, index, group, *at_once),
            };
        }
        if !better {
            break;
        }
    }
}

/// What each duty of a group takes away of what is lacking, in money, less what it costs.
fn gains(input: &Input<'_>, open: &Open, index: usize, group: &Group) -> Vec<f64> {
    let helps = input.sets.helps.get(index).map(Vec::as_slice).unwrap_or_default();
    let mut useful = Vec::new();
    open.useful(helps, &mut useful);
    let gain = |(duty, cost): (&super::calendar::Duty, &f64)| {
        let minutes: Minute = duty
            .work
            .iter()
            .map(|&(interval, minutes)| minutes.min(useful.get(interval).copied().unwrap_or_default()))
            .sum();
        f64::from(minutes) / 60.0 * input.problem.shortage_per_hour - cost
    };
    group.duties.iter().zip(&group.costs).map(gain).collect()
}

fn improve_people(
    input: &Input<'_>,
    crew: &mut Crew,
    index: usize,
    group: &Group,
    members: &[usize],
    contract: &Contract,
) -> bool {
    let Some(helps) = input.sets.helps.get(index) else {
        return false;
    };
    let mut search = Search::new(group, contract, input.horizon);
    let mut better = false;
    for &member in members {
        let (Some(person), Some(line)) = (input.problem.people.get(member), crew.lines.get_mut(member))
        else {
            continue;
        };
        put(&mut crew.open, group, helps, line, 1);
        let gains = gains(input, &crew.open, index, group);
        let soft = soft(input, group, members, person);
        let value = |duty: usize| {
            gains.get(duty).copied().unwrap_or_default() + soft.get(duty).copied().unwrap_or_default()
        };
        let total = |line: &Line| {
            line.iter().flatten().map(|&duty| value(duty)).sum::<f64>()
                - unused_pay(contract, input.horizon, &group.duties, line)
        };
        let found = search.best(group, person, |duty| Some(value(duty)));
        if total(&found) > total(line) + EPSILON {
            *line = found;
            better = true;
        }
        put(&mut crew.open, group, helps, line, -1);
    }
    better
}

fn improve_vendor(input: &Input<'_>, crew: &mut Crew, index: usize, group: &Group, at_once: u16) -> bool {
    let (Some(helps), Some(bought)) = (input.sets.helps.get(index), crew.bought.get_mut(index)) else {
        return false;
    };
    let mut better = false;
    // What is bought and not worth its price goes back.
    for (number, duty) in group.duties.iter().enumerate() {
        while bought.get(number).copied().unwrap_or_default() > 0 {
            crew.open.change(helps, &duty.work, 1);
            let gain = gains(input, &crew.open, index, group)
                .get(number)
                .copied()
                .unwrap_or_default();
            if gain > -EPSILON {
                crew.open.change(helps, &duty.work, -1);
                break;
            }
            change(bought, &vec![Some(number)], -1);
            better = true;
        }
    }
    loop {
        let gains = gains(input, &crew.open, index, group);
        let room = |number: usize| room(group, bought, number, at_once);
        let candidates = gains
            .iter()
            .enumerate()
            .filter(|&(number, &gain)| gain > EPSILON && room(number));
        let Some((number, _)) = candidates.max_by(|a, b| a.1.total_cmp(b.1)) else {
            return better;
        };
        if let Some(duty) = group.duties.get(number) {
            crew.open.change(helps, &duty.work, -1);
        }
        change(bought, &vec![Some(number)], 1);
        better = true;
    }
}

/// Whether a vendor has somebody left for a duty.
fn room(group: &Group, bought: &[u32], number: usize, at_once: u16) -> bool {
    let Some(duty) = group.duties.get(number) else {
        return false;
    };
    // Most are there when one begins: at the duty's own beginning, or at one during it.
    let beginnings = group
        .duties
        .iter()
        .map(|it| it.start)
        .filter(|start| (duty.start..duty.end).contains(start));
    let there = |at: Minute| -> u32 {
        let duties = group.duties.iter().zip(bought);
        duties
            .filter(|(it, _)| it.start <= at && at < it.end)
            .map(|(_, &count)| count)
            .sum()
    };
    let mut seen = None;
    beginnings
        .filter(|&start| seen.replace(start) != Some(start))
        .all(|start| there(start) < u32::from(at_once))
}
