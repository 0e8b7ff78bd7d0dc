//! Small rosters whose best is known.

use workforce::schedule::{Who, Wish};

use super::problems::*;

#[test]
fn one_shift_a_day_for_five_days_is_one_person() {
    let mut agents = hours(7, 8, 16, 1);
    agents[5 * 24..].fill(0);
    let problem = problem(7, agents, vec![plain("day", &[8], 8)], people(2));
    let roster = made(&problem);
    assert_eq!(roster.shifts.len(), 5);
    assert_eq!(roster.cost.total(), 400.0);
    assert!((roster.bound - 400.0).abs() < 1e-6);
    assert!(roster.shortages.is_empty() && roster.blockers.is_empty());
}

#[test]
fn seven_days_need_two_people_because_of_the_days_off() {
    let problem = problem(7, hours(7, 8, 16, 1), vec![plain("day", &[8], 8)], people(2));
    let roster = made(&problem);
    assert_eq!(roster.cost.lacking_hours, 0.0);
    assert_eq!(roster.shifts.len(), 7);
}

#[test]
fn breaks_are_covered_by_those_who_have_theirs_later() {
    let mut template = full_day(&[8]);
    template.breaks = vec![template.breaks[0].clone(), template.breaks[0].clone()];
    template.breaks[1][0].after_minutes = 300;
    template
        .breaks
        .iter_mut()
        .for_each(|breaks| breaks[0].minutes = 60);
    template.minutes = 540;
    // Two at 12 and at 13 o'clock would be needed if both had the same break; one is enough.
    let mut problem = problem(1, hours(1, 8, 17, 1), vec![template], people(2));
    problem.contracts[0].days_off_in_a_row = 0;
    let roster = made(&problem);
    assert_eq!(roster.cost.lacking_hours, 0.0);
    let breaks: std::collections::BTreeSet<_> = roster.shifts.iter().map(|shift| shift.breaks[0].0).collect();
    assert_eq!((roster.shifts.len(), breaks.len()), (2, 2));
}

#[test]
fn the_cheaper_contract_works_first() {
    let mut two = people(2);
    two[1].contract = 1;
    let mut problem = problem(1, hours(1, 8, 16, 1), vec![plain("day", &[8], 8)], two);
    problem.contracts.push(workforce::schedule::Contract {
        pay_per_hour: 9.0,
        ..contract()
    });
    assert_eq!(made(&problem).shifts[0].who, Who::Person(1));
}

#[test]
fn a_late_shift_before_the_plan_forbids_the_early_one() {
    let mut one = people(1);
    one[0].past.last_end = Some(at("2026-03-01T21:00:00Z"));
    let mut early = problem(1, hours(1, 8, 16, 1), vec![plain("day", &[8], 8)], one);
    // 23:00 in Bucharest: eleven hours later it is 10 o'clock.
    assert_eq!(made(&early).cost.lacking_hours, 8.0);
    early.contracts[0].rest_minutes = 540;
    assert_eq!(made(&early).cost.lacking_hours, 0.0);
}

#[test]
fn who_has_worked_five_days_before_has_the_first_off() {
    let mut two = people(2);
    two[0].past.days_in_a_row = 5;
    let roster = made(&problem(1, hours(1, 8, 16, 1), vec![plain("day", &[8], 8)], two));
    assert_eq!(roster.shifts[0].who, Who::Person(1));
}

#[test]
fn wishes_come_true_where_they_cost_nothing() {
    let mut two = people(2);
    let wish = |worth| Wish {
        date: Some(date("2026-03-03")),
        template: None,
        worth,
    };
    two[0].wishes = vec![wish(-3.0)];
    two[1].wishes = vec![wish(2.0)];
    let mut agents = hours(7, 8, 16, 1);
    agents[3 * 24..].fill(0);
    let roster = made(&problem(7, agents, vec![plain("day", &[8], 8)], two));
    assert_eq!(roster.people[0].wishes + roster.people[1].wishes, 2.0);
}

#[test]
fn nights_are_shared_out_and_the_past_counts() {
    let mut problem = problem(7, hours(7, 0, 6, 1), vec![plain("night", &[0], 6)], people(7));
    problem.fairness = 1.0;
    let nights: Vec<u32> = made(&problem).people.iter().map(|person| person.nights).collect();
    assert_eq!(nights, [1; 7]);
    // Who had more before has none now.
    problem.people[3].past.nights = 5;
    let nights: Vec<u32> = made(&problem).people.iter().map(|person| person.nights).collect();
    assert_eq!((nights[3], nights.iter().sum::<u32>()), (0, 7));
    assert!(nights.iter().all(|&nights| nights <= 2));
}

#[test]
fn the_same_seed_makes_the_same_roster() {
    let problem = problem(7, hours(7, 8, 20, 3), vec![full_day(&[8, 9, 10, 11])], people(9));
    assert_eq!(made(&problem), made(&problem));
}

#[test]
fn two_weeks_keep_the_rules_across_them() {
    let problem = problem(14, hours(14, 8, 16, 2), vec![plain("day", &[8], 8)], people(4));
    let roster = made(&problem);
    assert_eq!(roster.shifts.len(), 28);
}
