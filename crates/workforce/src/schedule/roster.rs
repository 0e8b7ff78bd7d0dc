//! Puts it together: covering, lines, fairness, and the account of all that.

use super::assign::{Crew, assign};
use super::calendar::{Duty, Horizon, Minute};
use super::cover::cover;
use super::coverage::{Sets, share_out};
use super::explain::{blockers, reason};
use super::groups::{Group, Kind, groups, worth};
use super::model::Problem;
use super::program::{Input, Limits};
use super::result::{Cost, Covered, PersonSummary, Roster, Shift, Shortage, Who};
use super::rules::{unused_pay, worked};
use super::{InvalidInput, swaps, validate};

/// Makes a roster.
///
/// What cannot be met is no error: it is lacking in the roster, with the reasons.
///
/// # Errors
/// [`InvalidInput`] with the field and the reason when a value is outside its range, a time zone is unknown, or the problem is
/// too large.
pub fn plan(problem: &Problem) -> Result<Roster, InvalidInput> {
    let horizon = validate::check(problem)?;
    let groups = groups(problem, &horizon)?;
    let sets = Sets::new(problem, &groups);
    let input = Input {
        problem,
        horizon: &horizon,
        groups: &groups,
        sets: &sets,
    };
    let seconds = f64::from(problem.effort.seconds);
    let limits = Limits::new(&problem.effort, seconds);
    let covering = cover(&input, &limits);
    let bound = covering.bound;
    let mut crew = assign(&input, covering, &limits, problem.effort.seed);
    swaps::share_out(&input, &mut crew);
    Ok(account(&input, &crew, bound))
}

fn account(input: &Input<'_>, crew: &Crew, bound: f64) -> Roster {
    let mut shifts = Vec::new();
    let mut cost = Cost::default();
    for (index, group) in input.groups.iter().enumerate() {
        let costs = |duty: usize| group.costs.get(duty).copied().unwrap_or_default();
        match &group.kind {
            Kind::People { members, contract } => {
                for &member in members {
                    let Some(line) = crew.lines.get(member) else {
                        continue;
                    };
                    let Some(person) = input.problem.people.get(member) else {
                        continue;
                    };
                    shifts.extend(
                        worked(&group.duties, line)
                            .map(|duty| shift(input, group, duty, Who::Person(member), &person.name)),
                    );
                    cost.pay += line.iter().flatten().map(|&duty| costs(duty)).sum::<f64>();
                    if let Some(contract) = input.problem.contracts.get(*contract) {
                        cost.unused += unused_pay(contract, input.horizon, &group.duties, line);
                    }
                }
            }
            Kind::Vendor { vendor, .. } => {
                let bought = crew.bought.get(index).map(Vec::as_slice).unwrap_or_default();
                cost.vendors += bought
                    .iter()
                    .enumerate()
                    .map(|(duty, &count)| f64::from(count) * costs(duty))
                    .sum::<f64>();
                shifts.extend(vendor_shifts(input, group, *vendor, bought));
            }
        }
    }
    shifts.sort_by(|a, b| (a.start, &a.name, a.who).cmp(&(b.start, &b.name, b.who)));
    let lacking: Minute = crew.open.lacking().into_iter().sum();
    cost.lacking_hours = f64::from(lacking) / 60.0;
    cost.shortage = cost.lacking_hours * input.problem.shortage_per_hour;
    let (covered, shortages) = covered(input, crew);
    let reasons = f64::from(input.problem.effort.seconds) / 2.0;
    Roster {
        shifts,
        covered,
        shortages,
        blockers: blockers(
            input,
            cost.lacking_hours,
            &Limits::new(&input.problem.effort, reasons),
        ),
        people: summaries(input, crew),
        cost,
        bound,
        gap: if bound > 0.0 {
            (cost.total() - bound) / bound
        } else {
            0.0
        },
    }
}

fn shift(input: &Input<'_>, group: &Group, duty: &Duty, who: Who, name: &str) -> Shift {
    let template = input.problem.templates.get(duty.template);
    let breaks = template
        .and_then(|template| template.breaks.get(duty.variant))
        .map(Vec::as_slice)
        .unwrap_or_default();
    Shift {
        who,
        name: name.to_owned(),
        date: input.horizon.date(duty.slot),
        template: duty.template,
        title: template.map(|template| template.name.clone()).unwrap_or_default(),
        time_zone: group.time_zone.clone(),
        start: input.horizon.instant(duty.start),
        end: input.horizon.instant(duty.end),
        breaks: breaks
            .iter()
            .map(|pause| {
                let from = duty.start + Minute::from(pause.after_minutes);
                (
                    input.horizon.instant(from),
                    input.horizon.instant(from + Minute::from(pause.minutes)),
                )
            })
            .collect(),
        paid_minutes: u32::try_from(duty.paid).unwrap_or_default(),
    }
}

/// Each shift goes to the first of the vendor's agents who is free: nobody twice at the same time.
fn vendor_shifts(input: &Input<'_>, group: &Group, vendor: usize, bought: &[u32]) -> Vec<Shift> {
    let name = input
        .problem
        .vendors
        .get(vendor)
        .map_or("", |vendor| vendor.name.as_str());
    let mut duties: Vec<&Duty> = group
        .duties
        .iter()
        .zip(bought)
        .flat_map(|(duty, &count)| std::iter::repeat_n(duty, count as usize))
        .collect();
    duties.sort_by_key(|duty| (duty.start, duty.end));
    let mut free_from: Vec<Minute> = Vec::new();
    duties
        .into_iter()
        .map(|duty| {
            let free = free_from
                .iter()
                .position(|&from| from <= duty.start)
                .unwrap_or_else(|| {
                    free_from.push(duty.start);
                    free_from.len() - 1
                });
            if let Some(from) = free_from.get_mut(free) {
                *from = duty.end;
            }
            let number = u32::try_from(free + 1).unwrap_or(u32::MAX);
            shift(
                input,
                group,
                duty,
                Who::Vendor { vendor, number },
                &format!("{name} {number}"),
            )
        })
        .collect()
}

/// Minutes of work in each interval, for each group.
fn there(input: &Input<'_>, crew: &Crew) -> Vec<Vec<Minute>> {
    let mut there = vec![vec![0; input.groups.len()]; input.horizon.intervals];
    let mut add = |group: usize, duty: &Duty, times: Minute| {
        for &(interval, minutes) in &duty.work {
            if let Some(cell) = there.get_mut(interval).and_then(|row| row.get_mut(group)) {
                *cell += minutes * times;
            }
        }
    };
    for (index, group) in input.groups.iter().enumerate() {
        if let Kind::People { members, .. } = &group.kind {
            for line in members.iter().filter_map(|&member| crew.lines.get(member)) {
                worked(&group.duties, line).for_each(|duty| add(index, duty, 1));
            }
        }
        let bought = crew.bought.get(index).into_iter().flatten();
        for (duty, &count) in group.duties.iter().zip(bought) {
            add(index, duty, Minute::try_from(count).unwrap_or_default());
        }
    }
    there
}

fn covered(input: &Input<'_>, crew: &Crew) -> (Vec<Covered>, Vec<Shortage>) {
    let Horizon { step, .. } = *input.horizon;
    let agents = |minutes: Minute| f64::from(minutes) / f64::from(step);
    let name = |requirement: &super::Requirement| requirement.name.clone();
    let mut covered: Vec<Covered> = input
        .problem
        .requirements
        .iter()
        .map(|requirement| Covered {
            requirement: name(requirement),
            agents: Vec::new(),
            able: Vec::new(),
        })
        .collect();
    let mut open: Vec<Vec<(usize, f64)>> = vec![Vec::new(); covered.len()];
    for (interval, there) in there(input, crew).iter().enumerate() {
        let needed = input
            .problem
            .requirements
            .iter()
            .map(|it| it.agents.get(interval).copied().unwrap_or_default());
        let needed: Vec<Minute> = needed
            .map(|agents| Minute::try_from(agents).unwrap_or_default() * step)
            .collect();
        let given = share_out(there, &input.sets.serves, &needed);
        for (index, row) in covered.iter_mut().enumerate() {
            let (given, needed) = (
                given.get(index).copied().unwrap_or_default(),
                needed.get(index).copied().unwrap_or_default(),
            );
            let able = there
                .iter()
                .zip(&input.sets.serves)
                .filter(|(_, serves)| **serves >> index & 1 == 1);
            row.agents.push(agents(given));
            row.able.push(agents(able.map(|(minutes, _)| minutes).sum()));
            if given < needed
                && let Some(open) = open.get_mut(index)
            {
                open.push((interval, agents(needed - given)));
            }
        }
    }
    let shortages = open
        .iter()
        .enumerate()
        .flat_map(|(index, open)| shortages(input, index, open))
        .collect();
    (covered, shortages)
}

/// Following intervals that lack the same for the same reason are one shortage.
fn shortages(input: &Input<'_>, requirement: usize, open: &[(usize, f64)]) -> Vec<Shortage> {
    let step = input.horizon.step;
    let minute = |interval: usize| Minute::try_from(interval).unwrap_or_default() * step;
    let name = input
        .problem
        .requirements
        .get(requirement)
        .map(|it| it.name.clone())
        .unwrap_or_default();
    let mut all: Vec<Shortage> = Vec::new();
    for &(interval, agents) in open {
        let (from, until) = (
            input.horizon.instant(minute(interval)),
            input.horizon.instant(minute(interval + 1)),
        );
        let reason = reason(input, requirement, interval);
        match all.last_mut() {
            Some(last) if last.until == from && last.agents == agents && last.reason == reason => {
                last.until = until
            }
            _ => all.push(Shortage {
                requirement: name.clone(),
                from,
                until,
                agents,
                reason,
            }),
        }
    }
    all
}

fn summaries(input: &Input<'_>, crew: &Crew) -> Vec<PersonSummary> {
    let none = PersonSummary {
        shifts: 0,
        minutes: 0,
        nights: 0,
        weekends: 0,
        wishes: 0.0,
    };
    let mut all = vec![none; input.problem.people.len()];
    for group in input.groups {
        let Kind::People { members, .. } = &group.kind else {
            continue;
        };
        for &member in members {
            let (Some(summary), Some(line), Some(person)) = (
                all.get_mut(member),
                crew.lines.get(member),
                input.problem.people.get(member),
            ) else {
                continue;
            };
            for duty in worked(&group.duties, line) {
                summary.shifts += 1;
                summary.minutes += u32::try_from(duty.paid).unwrap_or_default();
                summary.nights += u32::from(duty.is_night);
                summary.weekends += u32::from(duty.is_weekend);
                summary.wishes += worth(person, duty, input.horizon);
            }
        }
    }
    all
}
