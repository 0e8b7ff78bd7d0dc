//! The rules of a contract for one person's line, said plainly; what [`line`](super::line) searches under, checked apart from it.

use super::calendar::{Duty, Horizon, Minute};
use super::model::{Contract, Person};

/// What a person works: at most one duty for each slot.
pub(super) type Line = Vec<Option<usize>>;

/// The weeks of the plan: slots of each, and whether it has seven days.
///
/// The day before the first belongs to the first week and the day after the last to the last; only those who live in another
/// time zone than the plan's have shifts on them.
pub(super) fn weeks(horizon: &Horizon) -> Vec<(std::ops::Range<usize>, bool)> {
    let days = horizon.slots() - 2;
    let count = days.div_ceil(7);
    (0..count)
        .map(|week| {
            let from = if week == 0 { 0 } else { week * 7 + 1 };
            let until = if week + 1 == count { days + 2 } else { week * 7 + 8 };
            (from..until, days >= (week + 1) * 7)
        })
        .collect()
}

/// Minutes of a week that are paid in any case; of a week that the plan has only in part, the part.
pub(super) fn guaranteed(contract: &Contract, horizon: &Horizon, week: usize) -> Minute {
    let days = (horizon.slots() - 2).saturating_sub(week * 7).min(7);
    let minutes = u64::from(contract.guaranteed_minutes) * days as u64 / 7;
    Minute::try_from(minutes).unwrap_or(Minute::MAX)
}

/// Cost of guaranteed minutes that are not worked.
pub(super) fn unused_pay(contract: &Contract, horizon: &Horizon, duties: &[Duty], line: &Line) -> f64 {
    weeks(horizon)
        .into_iter()
        .enumerate()
        .map(|(number, (slots, _))| {
            let paid: Minute = worked(duties, line)
                .filter(|duty| slots.contains(&duty.slot))
                .map(|duty| duty.paid)
                .sum();
            f64::from((guaranteed(contract, horizon, number) - paid).max(0)) / 60.0 * contract.pay_per_hour
        })
        .sum()
}

/// The duties of a line, in order.
pub(super) fn worked<'a>(duties: &'a [Duty], line: &'a Line) -> impl Iterator<Item = &'a Duty> {
    line.iter().flatten().filter_map(|&index| duties.get(index))
}

/// Whether a line keeps every rule.
pub(super) fn allowed(
    contract: &Contract,
    person: &Person,
    horizon: &Horizon,
    duties: &[Duty],
    line: &Line,
) -> bool {
    let works = |slot: usize| line.get(slot).is_some_and(Option::is_some);
    let on_leave = |slot: usize| person.leave.contains(&horizon.date(slot));
    if (0..horizon.slots()).any(|slot| works(slot) && on_leave(slot)) {
        return false;
    }
    rested(contract, person, horizon, duties, line)
        && not_too_many_in_a_row(contract, person, duties, line)
        && weekly(contract, horizon, duties, line)
}

fn rested(contract: &Contract, person: &Person, horizon: &Horizon, duties: &[Duty], line: &Line) -> bool {
    let rest = Minute::try_from(contract.rest_minutes).unwrap_or(Minute::MAX / 2);
    let mut free_from = person
        .past
        .last_end
        .map_or(Minute::MIN / 2, |end| horizon.minute(end) + rest);
    worked(duties, line).all(|duty| {
        let enough = duty.start >= free_from;
        free_from = duty.end + rest;
        enough
    })
}

/// The slot with which the plan's days begin for these duties: the day before counts only when something can be worked on it.
pub(super) fn first_slot(duties: &[Duty]) -> usize {
    usize::from(!duties.iter().any(|duty| duty.slot == 0))
}

fn not_too_many_in_a_row(contract: &Contract, person: &Person, duties: &[Duty], line: &Line) -> bool {
    let mut in_a_row = person.past.days_in_a_row;
    line.iter().skip(first_slot(duties)).all(|duty| {
        in_a_row = if duty.is_some() {
            in_a_row.saturating_add(1)
        } else {
            0
        };
        duty.is_none() || in_a_row <= contract.days_in_a_row
    })
}

fn weekly(contract: &Contract, horizon: &Horizon, duties: &[Duty], line: &Line) -> bool {
    weeks(horizon)
        .into_iter()
        .enumerate()
        .all(|(number, (slots, whole))| {
            let of_week: Vec<&Duty> = worked(duties, line)
                .filter(|duty| slots.contains(&duty.slot))
                .collect();
            let minutes: Minute = of_week.iter().map(|duty| duty.paid).sum();
            let most = Minute::try_from(contract.most_minutes).unwrap_or(Minute::MAX);
            let days = number * 7 + 1..number * 7 + 8;
            minutes <= most
                && of_week.len() <= usize::from(contract.most_shifts)
                && (!whole || longest_rest(line, days) >= usize::from(contract.days_off_in_a_row))
        })
}

/// Most days off in a row among some slots.
fn longest_rest(line: &Line, slots: std::ops::Range<usize>) -> usize {
    let (mut longest, mut run) = (0, 0);
    for slot in slots {
        run = if line.get(slot).is_some_and(Option::is_some) {
            0
        } else {
            run + 1
        };
        longest = longest.max(run);
    }
    longest
}
