//! People in other time zones, and days on which the clocks change.

use workforce::schedule::Who;

use super::problems::*;

#[test]
fn the_night_of_one_is_the_day_of_another() {
    // 0 to 8 o'clock in Bucharest (UTC+2) is 5 to 13 o'clock in Hanoi (UTC+7).
    let mut two = people(2);
    two[1].time_zone = Some("Asia/Ho_Chi_Minh".into());
    let mut problem = problem(1, hours(1, 0, 8, 1), vec![plain("early", &[0, 5], 8)], two);
    problem.premiums.night = 0.25;
    let roster = made(&problem);
    assert_eq!(roster.shifts[0].who, Who::Person(1));
    assert_eq!(roster.shifts[0].start, at("2026-03-01T22:00:00Z"));
    assert_eq!(roster.cost.pay, 80.0 + 2.5);
    assert_eq!(roster.people[1].nights, 0);
}

#[test]
fn a_day_belongs_to_the_calendar_of_whoever_works_it() {
    // Monday evening in Bucharest is Tuesday in Hanoi, on which this person is on leave.
    let mut one = people(1);
    one[0].time_zone = Some("Asia/Ho_Chi_Minh".into());
    one[0].leave = vec![date("2026-03-03")];
    let mut evening = problem(1, hours(1, 20, 24, 1), vec![plain("night", &[1], 4)], one);
    assert_eq!(made(&evening).cost.lacking_hours, 4.0);
    evening.people[0].leave.clear();
    let roster = made(&evening);
    assert_eq!(
        (roster.cost.lacking_hours, roster.shifts[0].date),
        (0.0, date("2026-03-03"))
    );
}

#[test]
fn the_day_of_the_lost_hour_has_23() {
    let mut spring = problem(1, vec![1; 23], vec![plain("night", &[0], 8)], people(1));
    spring.start = date("2026-03-29");
    assert_eq!(spring.intervals().unwrap(), 23);
    spring.requirements[0].agents[9..].fill(0);
    let roster = made(&spring);
    // Eight hours from midnight on end at 9 o'clock on the wall.
    assert_eq!(roster.shifts[0].end, at("2026-03-29T06:00:00Z"));
    assert_eq!(roster.cost.lacking_hours, 1.0);
    let mut autumn = spring.clone();
    autumn.start = date("2026-10-25");
    assert_eq!(autumn.intervals().unwrap(), 25);
}
