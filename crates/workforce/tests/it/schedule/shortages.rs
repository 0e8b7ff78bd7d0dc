//! What cannot be met is told, with the rule that stands in the way.

use workforce::schedule::{Rule, Skills, Vendor};

use super::problems::*;

#[test]
fn nobody_with_the_skills() {
    let mut problem = problem(1, hours(1, 8, 16, 1), vec![plain("day", &[8], 8)], people(3));
    problem.requirements[0].needs = Skills::NONE.with(1);
    let roster = made(&problem);
    assert_eq!(roster.shortages.len(), 1);
    let shortage = &roster.shortages[0];
    assert_eq!(shortage.reason, Some(Rule::NobodyAble));
    assert_eq!(
        (shortage.from, shortage.until),
        (at("2026-03-02T06:00:00Z"), at("2026-03-02T14:00:00Z"))
    );
    assert_eq!(shortage.agents, 1.0);
    assert_eq!(roster.blockers[0].rule, Rule::Skills);
    assert_eq!(roster.blockers[0].hours.round(), 8.0);
}

#[test]
fn no_shift_reaches_the_evening() {
    let roster = made(&problem(
        1,
        hours(1, 8, 20, 1),
        vec![plain("day", &[8], 8)],
        people(3),
    ));
    assert_eq!(roster.shortages.len(), 1);
    assert_eq!(roster.shortages[0].reason, Some(Rule::NoShiftThere));
    assert_eq!(roster.cost.lacking_hours, 4.0);
}

#[test]
fn the_week_is_too_short_for_one_person() {
    let mut agents = hours(7, 8, 16, 1);
    agents[6 * 24..].fill(0);
    let mut problem = problem(7, agents, vec![plain("day", &[8], 8)], people(1));
    problem.contracts[0].days_in_a_row = 6;
    problem.contracts[0].days_off_in_a_row = 1;
    let roster = made(&problem);
    assert_eq!(roster.cost.lacking_hours, 8.0);
    assert_eq!(roster.blockers[0].rule, Rule::WeeklyLimits);
    assert!(
        roster.blockers[0]
            .to_string()
            .starts_with("8.0 agent hours are lacking because of the contracts' hours")
    );
}

#[test]
fn days_off_leave_and_vendors_are_named() {
    let mut off = problem(7, hours(7, 8, 16, 1), vec![plain("day", &[8], 8)], people(1));
    off.contracts[0].most_shifts = 7;
    off.contracts[0].most_minutes = 10_000;
    assert_eq!(made(&off).blockers[0].rule, Rule::DaysOff);

    let mut leave = problem(1, hours(1, 8, 16, 1), vec![plain("day", &[8], 8)], people(1));
    leave.people[0].leave = vec![leave.start];
    assert_eq!(made(&leave).blockers[0].rule, Rule::Leave);

    let mut vendor = problem(1, hours(1, 8, 16, 3), vec![plain("day", &[8], 8)], people(1));
    vendor.vendors = vec![Vendor {
        name: "Partner".into(),
        skills: Skills::NONE,
        price_per_hour: 20.0,
        at_once: 1,
        templates: None,
        time_zone: None,
    }];
    let roster = made(&vendor);
    assert_eq!(roster.cost.lacking_hours, 8.0);
    assert_eq!(roster.blockers[0].rule, Rule::Vendors);
}

#[test]
fn too_few_people_is_said_as_that() {
    let roster = made(&problem(
        1,
        hours(1, 8, 16, 3),
        vec![plain("day", &[8], 8)],
        people(2),
    ));
    assert_eq!(roster.cost.lacking_hours, 8.0);
    assert_eq!(
        roster.blockers.iter().map(|it| it.rule).collect::<Vec<_>>(),
        [Rule::Headcount]
    );
}

#[test]
fn rest_keeps_one_person_from_late_and_early() {
    // Evening of the first day and morning of the second, for one person.
    let mut agents = vec![0; 48];
    agents[14..22].fill(1);
    agents[24 + 6..24 + 14].fill(1);
    let mut problem = problem(
        2,
        agents,
        vec![plain("early", &[6], 8), plain("late", &[14], 8)],
        people(1),
    );
    problem.contracts[0].days_off_in_a_row = 0;
    let roster = made(&problem);
    assert_eq!(roster.cost.lacking_hours, 8.0);
    assert_eq!(roster.blockers[0].rule, Rule::Rest);
}

#[test]
fn a_shift_that_costs_more_than_the_lack_is_not_worked() {
    let mut problem = problem(1, hours(1, 8, 9, 1), vec![plain("day", &[8], 8)], people(1));
    problem.shortage_per_hour = 50.0;
    let roster = made(&problem);
    assert!(roster.shifts.is_empty());
    assert_eq!(roster.blockers[0].rule, Rule::WholeShifts);
}
