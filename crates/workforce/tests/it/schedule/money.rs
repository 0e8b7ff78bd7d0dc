//! Pay, premiums, guaranteed hours and vendors' prices, by hand.

use workforce::schedule::{Break, Skills, Vendor, Who};

use super::problems::*;

#[test]
fn the_night_and_the_weekend_cost_more() {
    // Saturday 20:00 to 4:00 on Sunday: six hours of the night, all of the weekend.
    let mut agents = vec![0; 7 * 24];
    agents[5 * 24 + 20..6 * 24 + 4].fill(1);
    let mut problem = problem(7, agents, vec![plain("late", &[20], 8)], people(1));
    problem.premiums.night = 0.3;
    problem.premiums.weekend = 0.5;
    let roster = made(&problem);
    assert_eq!(roster.cost.pay, 80.0 + 6.0 * 3.0 + 8.0 * 5.0);
    assert_eq!((roster.people[0].nights, roster.people[0].weekends), (1, 1));
}

#[test]
fn unpaid_breaks_are_not_paid_and_paid_ones_are() {
    let mut template = full_day(&[8]);
    template.breaks[0].push(Break {
        after_minutes: 420,
        minutes: 15,
        paid: true,
    });
    let mut problem = problem(1, hours(1, 8, 16, 1), vec![template], people(1));
    problem.shortage_per_hour = 20.0;
    let roster = made(&problem);
    assert_eq!(roster.shifts[0].paid_minutes, 480);
    // Half an hour and a quarter of an hour are not covered.
    assert_eq!(roster.cost.lacking_hours, 0.75);
}

#[test]
fn guaranteed_hours_are_paid_and_so_used_before_a_vendor() {
    let mut problem = problem(7, hours(7, 8, 16, 1), vec![plain("day", &[8], 8)], people(1));
    problem.contracts[0].guaranteed_minutes = 2_400;
    problem.contracts[0].pay_per_hour = 30.0;
    problem.vendors = vec![Vendor {
        name: "Partner".into(),
        skills: Skills::NONE,
        price_per_hour: 12.0,
        at_once: 1,
        templates: None,
        time_zone: None,
    }];
    let roster = made(&problem);
    let own = roster
        .shifts
        .iter()
        .filter(|shift| matches!(shift.who, Who::Person(_)))
        .count();
    assert_eq!((own, roster.shifts.len()), (5, 7));
    assert_eq!(
        (roster.cost.pay, roster.cost.unused, roster.cost.vendors),
        (1_200.0, 0.0, 192.0)
    );
    // Without a guarantee the vendor is cheaper for all of it.
    problem.contracts[0].guaranteed_minutes = 0;
    let roster = made(&problem);
    assert_eq!((roster.cost.pay, roster.cost.vendors), (0.0, 672.0));
}

#[test]
fn guaranteed_hours_are_paid_whether_needed_or_not() {
    let mut problem = problem(7, hours(7, 8, 16, 0), vec![plain("day", &[8], 8)], people(2));
    problem.contracts[0].guaranteed_minutes = 600;
    let roster = made(&problem);
    assert_eq!(roster.cost.total(), 200.0);
    assert!((roster.bound - 200.0).abs() < 1e-6);
}
