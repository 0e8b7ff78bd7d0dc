//! Measures the simulation; prints rows of a table in Markdown (what, figure, aim):
//!
//! `cargo run --profile fast -p workforce --example bench_simulation`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on ends by panicking, and its product is what it prints"
)]

use std::time::Instant;

use workforce::simulation::{
    Arrivals, Channel, Distribution, Routing, Run, Scenario, Service, Shift, Shrinkage, Skills, Span, Team,
    Transfer, simulate,
};

const HOUR: f64 = 3600.0;

fn main() {
    println!("| what | figure | aim |");
    println!("| --- | ---: | --- |");
    let scenario = centre();
    let started = Instant::now();
    let report = simulate(&scenario, &Run::days(1_000, 1)).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    let contacts: u64 = report.channels.iter().map(|channel| channel.counts.arrived).sum();
    println!("| simulation of 1,000 days, 5 channels, 200 agents | {seconds:.2} s | 5 s |");
    println!("| contacts in it | {:.1} million | |", contacts as f64 / 1e6);
    println!(
        "| time for a contact, all threads together | {:.0} ns | |",
        seconds * 1e9 / contacts as f64
    );
    for channel in &report.channels {
        let level = channel.service_level.unwrap();
        let occupancy = channel.occupancy.unwrap().value;
        println!(
            "| {}: service level, occupancy | {:.1} ± {:.1} %, {:.0} % | |",
            channel.name,
            level.value * 100.0,
            level.half_width.unwrap() * 100.0,
            occupancy * 100.0
        );
    }
}

/// Two hundred agents in two languages, in shifts from 7 to 22 o'clock, with phone, chat and mail.
fn centre() -> Scenario {
    let (first, second) = (Skills::NONE.with(0), Skills::NONE.with(1));
    let live = |name: &str, needs, calls_a_day: f64, mean: f64, at_once, slow_down, patience: f64| Channel {
        name: name.into(),
        needs,
        priority: u8::from(at_once > 1),
        arrivals: Arrivals::Poisson {
            per_interval: profile(calls_a_day),
            variation: 0.1,
        },
        handling: Distribution::LogNormal { mean, cv: 1.2 },
        service: Service::Live {
            at_once,
            slow_down,
            patience: Some(Distribution::Exponential { mean: patience }),
            threshold_s: 20.0,
        },
        deflection: 0.1,
        transfers: vec![Transfer {
            to: 4,
            share: 0.2,
            delay_s: 300.0,
        }],
        after_abandoning: vec![Transfer {
            to: 4,
            share: 0.3,
            delay_s: 600.0,
        }],
    };
    let mail = Channel {
        service: Service::Deferred {
            deadline_s: 4.0 * HOUR,
            counts: Some(vec![Span::new(7.0 * HOUR, 22.0 * HOUR)]),
            interruptible: true,
        },
        deflection: 0.0,
        transfers: vec![],
        after_abandoning: vec![],
        ..live("mail", Skills::NONE, 2_000.0, 360.0, 1, 0.0, 1.0)
    };
    let channels = vec![
        live("phone, first language", first, 5_000.0, 240.0, 1, 0.0, 180.0),
        live("phone, second language", second, 1_500.0, 240.0, 1, 0.0, 180.0),
        live("chat, first language", first, 4_000.0, 480.0, 3, 0.2, 300.0),
        live("chat, second language", second, 1_000.0, 480.0, 3, 0.2, 300.0),
        mail,
    ];
    let team = |agents, skills, from: f64| Team {
        name: "team".into(),
        agents,
        skills,
        shifts: vec![Shift {
            work: Span::new(from * HOUR, (from + 8.5) * HOUR),
            breaks: vec![Span::new((from + 4.0) * HOUR, (from + 4.5) * HOUR)],
        }],
        shrinkage: Shrinkage {
            absence: 0.05,
            in_shift: 0.08,
            pause_s: 300.0,
        },
    };
    let teams = [(7.0, 1), (8.0, 2), (9.0, 2), (11.0, 2), (13.0, 2), (13.5, 1)]
        .into_iter()
        .flat_map(|(from, tens)| {
            [
                team(tens * 12, first, from),
                team(tens * 3, second, from),
                team(tens * 5, first.with(1), from),
            ]
        })
        .collect();
    Scenario {
        period_s: 24.0 * HOUR,
        interval_s: HOUR / 2.0,
        channels,
        teams,
        routing: Routing::SpecialistsFirst,
    }
}

/// Half-hours of a day with the industry's shape: from 7 to 22 o'clock, most at 11.
fn profile(contacts: f64) -> Vec<f64> {
    let shape: Vec<f64> = (0..48)
        .map(|half_hour| {
            let hour = f64::from(half_hour) / 2.0;
            if (7.0..22.0).contains(&hour) {
                1.0 + 1.5 * (-((hour - 11.0) / 3.0).powi(2)).exp()
            } else {
                0.0
            }
        })
        .collect();
    let sum: f64 = shape.iter().sum();
    shape.iter().map(|part| part / sum * contacts).collect()
}
