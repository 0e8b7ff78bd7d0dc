//! Around the clock: the rules hold, the account is right, and the bound is near.

use proptest::prelude::*;
use workforce::schedule::{Contract, Effort, Problem, Requirement, Skills, Template, Vendor, plan};

use super::problems::*;

/// Day and night, fewer at night, in two languages.
fn around_the_clock() -> Problem {
    let shape = |peak: u32| -> Vec<u32> {
        (0..7 * 24)
            .map(|hour: u32| match hour % 24 {
                0..=6 => 1,
                7..=9 => peak / 2 + 1,
                10..=18 => peak,
                _ => peak / 2,
            })
            .collect()
    };
    let all: Vec<u16> = (0..24).collect();
    let mut all_people = people(36);
    for (number, person) in all_people.iter_mut().enumerate() {
        person.skills = [
            Skills::NONE.with(0),
            Skills::NONE.with(1),
            Skills::NONE.with(0).with(1),
        ][number % 3];
        person.contract = usize::from(number % 4 == 3);
        if number % 9 == 1 {
            person.leave = vec![date("2026-03-04"), date("2026-03-05")];
        }
    }
    let mut problem = problem(
        7,
        vec![],
        vec![full_day(&all), plain("short", &all, 4)],
        all_people,
    );
    problem.requirements = vec![
        Requirement {
            name: "Vietnamese".into(),
            needs: Skills::NONE.with(0),
            agents: shape(6),
        },
        Requirement {
            name: "Romanian".into(),
            needs: Skills::NONE.with(1),
            agents: shape(4),
        },
    ];
    problem.contracts[0].templates = Some(vec![0]);
    problem.contracts.push(Contract {
        name: "part time".into(),
        pay_per_hour: 10.5,
        most_minutes: 1_200,
        templates: Some(vec![1]),
        ..contract()
    });
    problem.premiums.night = 0.25;
    problem.premiums.weekend = 0.1;
    problem.fairness = 0.2;
    problem
}

#[test]
fn a_week_around_the_clock_is_covered_within_the_rules_and_near_the_bound() {
    let roster = made(&around_the_clock());
    assert_eq!(roster.cost.lacking_hours, 0.0, "{:?}", roster.blockers);
    assert!(roster.shortages.is_empty());
    assert!(roster.gap >= -1e-9, "cheaper than the bound: {}", roster.gap);
    // Small centres are lumpy: a shift is a large part of the whole. A hundred people are measured by the bench.
    assert!(roster.gap < 0.04, "{}", roster.gap);
}

#[test]
fn nobody_works_what_they_cannot_do() {
    let problem = around_the_clock();
    let roster = made(&problem);
    for (covered, requirement) in roster.covered.iter().zip(&problem.requirements) {
        for ((&there, &able), &needed) in covered.agents.iter().zip(&covered.able).zip(&requirement.agents) {
            assert!(there <= f64::from(needed) && there <= able);
            assert_eq!(there, f64::from(needed));
        }
    }
}

fn any_problem() -> impl Strategy<Value = Problem> {
    let contract = (
        1..6_u8,
        1..7_u8,
        0..3_u8,
        prop::sample::select(vec![480_u32, 660, 720]),
        0..3_u32,
    )
        .prop_map(
            |(most_shifts, days_in_a_row, days_off_in_a_row, rest_minutes, guaranteed)| Contract {
                most_shifts,
                days_in_a_row,
                days_off_in_a_row,
                rest_minutes,
                guaranteed_minutes: guaranteed * 480,
                ..contract()
            },
        );
    let templates = prop::collection::vec((prop::collection::vec(0..24_u16, 1..5), 3..10_u16), 1..3);
    let agents = prop::collection::vec(0..4_u32, 24);
    (
        1..10_u16,
        agents,
        prop::collection::vec(contract, 2),
        templates,
        0..8_usize,
        0..3_u16,
        prop::collection::vec(0..9_i64, 3),
    )
        .prop_map(|(days, agents, contracts, templates, count, at_once, leave)| {
            let agents = (0..usize::from(days) * 24)
                .map(|hour| agents[hour % 24])
                .collect();
            let templates: Vec<Template> = templates
                .into_iter()
                .map(|(hours, length)| plain("any", &hours, length))
                .collect();
            let mut all = people(count);
            for (number, person) in all.iter_mut().enumerate() {
                person.contract = number % 2;
                person.leave = leave
                    .iter()
                    .map(|&day| {
                        date("2026-03-02")
                            .checked_add(jiff::Span::new().days(day + number as i64))
                            .unwrap()
                    })
                    .collect();
                person.past.days_in_a_row = (number % 3) as u8;
            }
            let mut problem = problem(days, agents, templates, all);
            problem.contracts = contracts;
            problem.effort = Effort {
                nodes: 20,
                ..Effort::default()
            };
            if at_once > 0 {
                let vendor = Vendor {
                    name: "Partner".into(),
                    skills: Skills::NONE,
                    price_per_hour: 14.0,
                    at_once,
                    templates: None,
                    time_zone: None,
                };
                problem.vendors = vec![vendor];
            }
            problem
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_asked_the_rules_hold_and_the_account_is_right(problem in any_problem()) {
        let roster = plan(&problem).unwrap();
        keeps_the_rules(&problem, &roster);
        prop_assert!((roster.cost.lacking_hours - lacking_by_hand(&problem, &roster)).abs() < 1e-6);
        let told: f64 = roster.shortages.iter().map(|it| it.agents * (it.until.as_second() - it.from.as_second()) as f64 / 3600.0).sum();
        prop_assert!((told - roster.cost.lacking_hours).abs() < 1e-6, "{told} told");
        prop_assert!(roster.bound <= roster.cost.total() + 1e-6, "{} is above {}", roster.bound, roster.cost.total());
        if let Some(vendor) = problem.vendors.first() {
            for shift in &roster.shifts {
                let workforce::schedule::Who::Vendor { number, .. } = shift.who else { continue };
                prop_assert!(number <= u32::from(vendor.at_once));
            }
        }
    }
}
