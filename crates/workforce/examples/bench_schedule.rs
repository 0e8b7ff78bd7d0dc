//! Measures rosters; prints rows of a table in Markdown (what, figure, aim):
//!
//! `cargo run --profile fast -p workforce --example bench_schedule`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on ends by panicking, and its product is what it prints"
)]

use std::time::Instant;

use workforce::schedule::{
    Break, Contract, Effort, Past, Person, Premiums, Problem, Requirement, Skills, Template, Vendor, Wish,
    plan,
};

fn main() {
    println!("| what | figure | aim |");
    println!("| --- | ---: | --- |");
    for (interval, scale, what) in [
        (30, 1.3, "30 minutes, enough people"),
        (15, 1.3, "15 minutes, enough people"),
        (30, 2.0, "30 minutes, too few people"),
    ] {
        if std::env::args().nth(1).is_some_and(|only| !what.contains(&only)) {
            continue;
        }
        let problem = problem(interval, scale);
        let started = Instant::now();
        let roster = plan(&problem).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        println!("| weekly roster, 100 people, 24/7, intervals of {what} | {seconds:.1} s | 30 s |");
        println!(
            "| its cost above the bound of the linear program | {:.2} % | 1 % |",
            roster.gap * 100.0
        );
        println!(
            "| its shifts, agent hours lacking, of | {}, {:.1}, {:.0} | |",
            roster.shifts.len(),
            roster.cost.lacking_hours,
            hours(&problem)
        );
        for blocker in &roster.blockers {
            println!("| {blocker} | | |");
        }
    }
}

fn hours(problem: &Problem) -> f64 {
    let agents: u32 = problem.requirements.iter().flat_map(|it| &it.agents).sum();
    f64::from(agents) * f64::from(problem.interval_minutes) / 60.0
}

/// Eighty full-time and twenty part-time people in two languages, and a vendor for one of them.
fn problem(interval_minutes: u16, scale: f64) -> Problem {
    let (first, second) = (Skills::NONE.with(0), Skills::NONE.with(1));
    let pause = |after_minutes| {
        vec![Break {
            after_minutes,
            minutes: 30,
            paid: false,
        }]
    };
    let hourly: Vec<u16> = (0..24).map(|hour| hour * 60).collect();
    let full = Template {
        name: "Full day".into(),
        starts: hourly.clone(),
        minutes: 510,
        breaks: vec![pause(210), pause(240), pause(270)],
        weekdays: [true; 7],
    };
    let half = Template {
        name: "Half day".into(),
        starts: hourly,
        minutes: 240,
        breaks: vec![],
        weekdays: [true; 7],
    };
    let contract = |name: &str, pay_per_hour, hours: u32, templates| Contract {
        name: name.into(),
        pay_per_hour,
        guaranteed_minutes: 0,
        most_minutes: hours * 60,
        most_shifts: 5,
        days_in_a_row: 5,
        days_off_in_a_row: 2,
        rest_minutes: 660,
        templates: Some(templates),
    };
    let start = "2026-03-02".parse().unwrap();
    let person = |number: usize| {
        let part = number % 5 == 4;
        let skills = match number % 4 {
            0 | 1 => first,
            2 => second,
            _ => first.with(1),
        };
        Person {
            name: format!("Agent {number}"),
            contract: usize::from(part),
            skills,
            time_zone: None,
            leave: if number % 17 == 3 { vec![start] } else { vec![] },
            wishes: if number.is_multiple_of(3) {
                vec![Wish {
                    date: Some(start),
                    template: None,
                    worth: -5.0,
                }]
            } else {
                vec![]
            },
            past: Past::default(),
        }
    };
    let requirement = |name: &str, needs, share: f64| Requirement {
        name: name.into(),
        needs,
        agents: demand(interval_minutes, scale * share),
    };
    Problem {
        start,
        days: 7,
        time_zone: "Europe/Bucharest".into(),
        interval_minutes,
        requirements: vec![
            requirement("first language", first, 1.0),
            requirement("second language", second, 0.45),
        ],
        templates: vec![full, half],
        contracts: vec![
            contract("full time", 20.0, 40, vec![0]),
            contract("part time", 21.0, 20, vec![1]),
        ],
        people: (0..100).map(person).collect(),
        vendors: vec![Vendor {
            name: "Partner".into(),
            skills: first,
            price_per_hour: 24.0,
            at_once: 3,
            templates: Some(vec![0]),
            time_zone: None,
        }],
        premiums: Premiums {
            night: 0.25,
            weekend: 0.1,
            ..Premiums::default()
        },
        shortage_per_hour: 500.0,
        fairness: 0.5,
        effort: Effort::default(),
    }
}

/// Agents of a week with two peaks a day and quieter weekends.
fn demand(interval_minutes: u16, scale: f64) -> Vec<u32> {
    let of_day = 1440 / u32::from(interval_minutes);
    (0..7 * of_day)
        .map(|interval| {
            let hour = f64::from(interval % of_day * u32::from(interval_minutes)) / 60.0;
            let weekday = if interval / of_day >= 5 { 0.7 } else { 1.0 };
            let shape = 3.0
                + 15.0 * (-((hour - 11.0) / 4.0).powi(2)).exp()
                + 8.0 * (-((hour - 18.0) / 3.0).powi(2)).exp();
            (shape * weekday * scale).round() as u32
        })
        .collect()
}
