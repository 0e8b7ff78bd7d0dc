//! Measures the calculations:
//!
//! `cargo run --profile fast -p workforce --example bench_workforce -- --pyworkforce PYTHON`
//!
//! Prints a table in Markdown. With a Python that has pyworkforce, the same problems are given to it in the same run.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on ends by panicking, and its product is what it prints"
)]

use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use workforce::forecast::{History, Options, forecast};
use workforce::planner::{PlanInput, plan};
use workforce::queueing::{Targets, erlang_b, inverse};
use workforce::units::{Erlangs, Seconds, Share};

/// How often each is measured; the table shows the median.
const ROUNDS: usize = 7;

/// Quarters of an hour in a year, for five channels.
const YEAR: usize = 365 * 96 * 5;

fn main() {
    println!("Median of {ROUNDS}, one thread\n");
    println!("| what | time | budget |");
    println!("| --- | ---: | --- |");
    queues();
    plans();
    // Simulation and rosters stand here, each with a line of its own.
    if let Some(python) = python() {
        beside_pyworkforce(&python);
    }
}

fn python() -> Option<String> {
    let mut arguments = std::env::args().skip(1);
    (arguments.next()? == "--pyworkforce").then(|| arguments.next())?
}

fn line(what: &str, time: Duration, budget: &str) {
    println!("| {what} | {} | {budget} |", shown(time));
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.2} µs", s * 1e6),
        s if s < 1.0 => format!("{:.1} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

/// The median time of one of `times` repetitions.
fn each(times: u32, mut work: impl FnMut()) -> Duration {
    let mut found: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..times {
                work();
            }
            start.elapsed() / times
        })
        .collect();
    found.sort();
    found[ROUNDS / 2]
}

fn queues() {
    let aht = Seconds::new("aht_s", 180.0).unwrap();
    let patience = Seconds::new("patience_s", 120.0).unwrap();
    let targets = Targets::service_level(Share::new("target", 0.8).unwrap(), 20.0);
    for (erlangs, budget) in [(10.0, ""), (100.0, "1 µs"), (1_000.0, ""), (9_500.0, "")] {
        let load = Erlangs::new("load", erlangs).unwrap();
        let time = each(20_000, || {
            black_box(inverse::agents_c(black_box(load), Some(aht), &targets).unwrap());
        });
        line(
            &format!("Erlang C, agents for 80 % in 20 s at {erlangs} erlang"),
            time,
            budget,
        );
    }
    let load = Erlangs::new("load", 100.0).unwrap();
    let most = Share::new("most", 0.01).unwrap();
    line(
        "Erlang B, servers for 1 % at 100 erlang",
        each(20_000, || {
            black_box(erlang_b::servers_for(black_box(load), most).unwrap());
        }),
        "",
    );
    line(
        "Erlang A, agents for 80 % in 20 s at 100 erlang",
        each(2_000, || {
            black_box(inverse::agents_a(black_box(load), aht, patience, &targets).unwrap());
        }),
        "",
    );
    let loads = year();
    line(
        &format!("a year in quarters of an hour, 5 channels ({YEAR} problems), Erlang C"),
        each(1, || {
            let agents: u64 = loads
                .iter()
                .map(|load| u64::from(inverse::agents_c(*load, Some(aht), &targets).unwrap().agents()))
                .sum();
            black_box(agents);
        }),
        "100 ms",
    );
    line(
        "the same, Erlang A",
        each(1, || {
            let agents: u64 = loads
                .iter()
                .map(|load| {
                    u64::from(
                        inverse::agents_a(*load, aht, patience, &targets)
                            .unwrap()
                            .agents(),
                    )
                })
                .sum();
            black_box(agents);
        }),
        "",
    );
}

/// Loads of a year: five channels from 5 to 80 erlang at their peaks, quiet at night, none of them like another.
fn year() -> Vec<Erlangs> {
    (0..YEAR)
        .map(|index| {
            let (channel, quarter) = (index % 5, index / 5);
            let day = (quarter % 96) as f64 / 96.0 * std::f64::consts::TAU;
            let peak = [5.0, 10.0, 20.0, 40.0, 80.0][channel];
            let wobble = 0.9 + 0.2 * ((quarter * 7919 + channel * 104_729) % 1000) as f64 / 1000.0;
            Erlangs::new("load", peak * wobble * (0.52 - 0.48 * day.cos())).unwrap()
        })
        .collect()
}

fn plans() {
    let input = PlanInput::tickets(12_000.0);
    line(
        "three numbers to a whole plan with its money (2,000 draws)",
        each(1, || {
            black_box(plan(black_box(&input)).unwrap());
        }),
        "1 s",
    );
    let counts: Vec<f64> = (0..365 * 24)
        .map(|hour| f64::from(hour % 24 * 3 + hour / 24 % 7))
        .collect();
    let history = History {
        counts: &counts,
        per_day: 24,
        factors: &[],
    };
    let options = Options {
        days: 28,
        coverage: Share::new("coverage", 0.9).unwrap(),
        folds: 6,
    };
    line(
        "forecast of 28 days by the hour from a year, three models tried six times",
        each(1, || {
            black_box(forecast(&history, &options).unwrap());
        }),
        "",
    );
}

/// Agents for a problem as pyworkforce has it.
fn solve(problem: &Value) -> u32 {
    let number = |name: &str| problem[name].as_f64().unwrap();
    let aht = Seconds::new("aht", number("aht_min")).unwrap();
    let load = Erlangs::from_calls(
        number("calls"),
        Seconds::new("interval", number("interval_min")).unwrap(),
        aht,
    )
    .unwrap();
    let targets = Targets {
        occupancy: Some(Share::new("occupancy", number("max_occupancy")).unwrap()),
        ..Targets::service_level(Share::new("target", number("target")).unwrap(), number("asa_min"))
    };
    inverse::agents_c(load, Some(aht), &targets).unwrap().agents()
}

/// The same problems here and there, and whether the answers are the same.
fn beside_pyworkforce(python: &str) {
    let problems: Vec<Value> = (0..500)
        .map(|index| json!({
            "calls": 5 + index * 2, "aht_min": 3.0, "interval_min": 30, "asa_min": 1.0 / 3.0, "target": 0.8, "max_occupancy": 0.85
        }))
        .collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/pyworkforce_bench.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(json!(problems).to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut ours = Vec::new();
    let time = each(20, || ours = problems.iter().map(solve).collect());
    let theirs_agents = theirs["agents"].as_array().unwrap();
    let other: Vec<usize> = (0..ours.len())
        .filter(|index| theirs_agents[*index] != json!(ours[*index]))
        .collect();
    // Where the load is exactly 85 % of a whole number of agents, rounding decides whether the target is met.
    let ties = other.iter().filter(|index| {
        let load = problems[**index]["calls"].as_f64().unwrap() / 10.0;
        (load / f64::from(ours[**index]) - 0.85).abs() < 1e-12
    });
    let ties = ties.count();
    let seconds = theirs["seconds"].as_f64().unwrap();
    println!("\n| 500 problems of Erlang C with an occupancy, 0.5 to 100 erlang | time | beside ours |");
    println!("| --- | ---: | ---: |");
    println!(
        "| here, problems read from JSON each time | {} | 1 |",
        shown(time)
    );
    println!(
        "| pyworkforce (`ErlangC.required_positions`) | {} | {:.0} |",
        shown(Duration::from_secs_f64(seconds)),
        seconds / time.as_secs_f64()
    );
    println!(
        "\n{} of 500 answers are the same; in {ties} of the other {} the occupancy is exactly the 85 % that are allowed, and \
         pyworkforce takes one agent more.",
        ours.len() - other.len(),
        other.len()
    );
}
