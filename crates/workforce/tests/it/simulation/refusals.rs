//! What cannot be simulated is refused with the field and the reason, and never hangs.

use workforce::simulation::{
    Arrivals, Distribution, Run, Scenario, Service, Shift, Skills, Transfer, simulate,
};

use super::scenarios::*;

fn refused(change: impl FnOnce(&mut Scenario, &mut Run)) -> String {
    let mut day = scenario(vec![calls(0.01, 60.0)], vec![team(2)]);
    let mut run = Run::days(2, 1);
    change(&mut day, &mut run);
    simulate(&day, &run).unwrap_err().to_string()
}

#[track_caller]
fn says(error: &str, field: &str, reason: &str) {
    assert!(
        error.starts_with(&format!("{field}: ")) && error.contains(reason),
        "{error}"
    );
}

#[test]
fn numbers_outside_their_range() {
    for bad in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        says(
            &refused(|day, _| day.channels[0].handling = exponential(bad)),
            "channels[0].handling.mean",
            "positive",
        );
    }
    says(
        &refused(|day, _| day.channels[0].deflection = 1.2),
        "channels[0].deflection",
        "share from 0 to 1",
    );
    says(
        &refused(|day, _| day.interval_s = f64::NAN),
        "interval_s",
        "at least 60 seconds",
    );
    says(
        &refused(|day, _| day.interval_s = 7_000.0),
        "period_s",
        "whole number of intervals",
    );
    says(
        &refused(|day, _| day.period_s = f64::INFINITY),
        "period_s",
        "0 to",
    );
    says(
        &refused(|day, _| day.channels[0].handling = Distribution::Empirical { values: vec![] }),
        "channels[0].handling.values",
        "empty",
    );
    says(
        &refused(|day, _| {
            day.channels[0].arrivals = Arrivals::Poisson {
                per_interval: vec![1.0; 23],
                variation: 0.0,
            }
        }),
        "channels[0].arrivals.per_interval",
        "24 values",
    );
}

#[test]
fn nobody_to_serve_a_channel() {
    says(
        &refused(|day, _| day.channels[0].needs = Skills::NONE.with(5)),
        "channels[0].needs",
        "nobody has the skills",
    );
    says(
        &refused(|day, _| day.teams[0].agents = 0),
        "teams",
        "1 to 100000 agents",
    );
    says(&refused(|day, _| day.teams.clear()), "teams", "not be empty");
    says(&refused(|day, _| day.channels.clear()), "channels", "1 to 64");
}

#[test]
fn shifts_that_cannot_be() {
    let shift = |from, until| Shift {
        work: between(from, until),
        breaks: vec![],
    };
    says(
        &refused(|day, _| day.teams[0].shifts = vec![shift(9.0, 8.0)]),
        "teams[0].shifts[0].work.until_s",
        "after its beginning",
    );
    says(
        &refused(|day, _| day.teams[0].shifts = vec![shift(25.0, 26.0)]),
        "teams[0].shifts[0].work.from_s",
        "in the period",
    );
    says(
        &refused(|day, _| day.teams[0].shifts = vec![shift(8.0, 12.0), shift(11.0, 14.0)]),
        "teams[0].shifts[1]",
        "overlaps",
    );
    let over_midnight = vec![shift(4.0, 8.0), shift(22.0, 30.0)];
    assert!(refused(|day, _| day.teams[0].shifts = over_midnight).contains("overlaps"));
    let lunch = Shift {
        work: between(8.0, 12.0),
        breaks: vec![between(11.0, 13.0)],
    };
    says(
        &refused(|day, _| day.teams[0].shifts = vec![lunch]),
        "teams[0].shifts[0].breaks[0]",
        "lie between",
    );
}

#[test]
fn channels_that_lead_nowhere_or_do_not_fit_together() {
    let transfer = |to, share| {
        vec![Transfer {
            to,
            share,
            delay_s: 0.0,
        }]
    };
    says(
        &refused(|day, _| day.channels[0].transfers = transfer(3, 0.1)),
        "channels[0].transfers[0].to",
        "must be a channel",
    );
    says(
        &refused(|day, _| day.channels[0].transfers = [transfer(0, 0.6), transfer(0, 0.6)].concat()),
        "channels[0].transfers",
        "more than 1",
    );
    let at_once = |at_once| {
        let mut chat = calls(0.01, 60.0);
        chat.service = Service::Live {
            at_once,
            slow_down: 0.0,
            patience: None,
            threshold_s: 20.0,
        };
        chat
    };
    says(
        &refused(|day, _| day.channels = vec![at_once(7), at_once(11)]),
        "channels[1].service.at_once",
        "common multiple",
    );
    says(
        &refused(|day, _| day.channels = vec![at_once(0)]),
        "channels[0].service.at_once",
        "1 to 12",
    );
}

#[test]
fn what_would_take_too_long() {
    says(
        &refused(|day, _| day.channels[0] = calls(10_000.0, 60.0)),
        "periods",
        "more than 20000000",
    );
    says(
        &refused(|_, run| run.replications = 0),
        "replications",
        "at least 1",
    );
    says(
        &refused(|_, run| *run = Run::days(u32::MAX, 1)),
        "replications",
        "contacts in all",
    );
    says(&refused(|_, run| run.periods = 0), "periods", "at least 1");
    says(
        &refused(|day, _| {
            day.channels[0].arrivals = Arrivals::Renewal {
                between: Distribution::Constant { value: 0.0 },
            }
        }),
        "channels[0].arrivals.between",
        "mean",
    );
    says(
        &refused(|day, run| {
            day.channels[0] = recorded(calls(1.0, 1.0), &[]);
            *run = Run::days(u32::MAX, 1);
        }),
        "replications",
        "too many",
    );
}

#[test]
fn a_circle_of_transfers_at_once_ends() {
    let mut phone = recorded(calls(1.0, 1.0), &[(10.0, 0.0)]);
    phone.transfers = vec![Transfer {
        to: 0,
        share: 1.0,
        delay_s: 0.0,
    }];
    let report = play(&scenario(vec![phone], vec![team(1)]), &one_day());
    assert_eq!(report.channels[0].counts.served, 9);
}

#[test]
fn ten_million_calls_are_an_answer() {
    let mut phone = calls(1.0, 1.0);
    phone.arrivals = Arrivals::Poisson {
        per_interval: vec![10_000_000.0 / 24.0; 24],
        variation: 0.0,
    };
    phone.handling = Distribution::Constant { value: 0.0 };
    let report = play(&scenario(vec![phone], vec![team(1)]), &one_day());
    assert!((report.channels[0].counts.served as f64 / 1e7 - 1.0).abs() < 0.01);
}
