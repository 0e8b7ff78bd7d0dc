//! Builders of scenarios, and the comparison of a figure with what it has to be.

use workforce::simulation::{
    Arrivals, Channel, ChannelReport, Distribution, Estimate, Report, Routing, Run, Scenario, Service,
    Shrinkage, Skills, Span, Team, simulate,
};

pub const DAY: f64 = 86_400.0;
pub const HOUR: f64 = 3_600.0;

pub fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean }
}

/// Calls at `rate` a second that take exponential `handling` seconds.
pub fn calls(rate: f64, handling: f64) -> Channel {
    Channel {
        name: "phone".into(),
        needs: Skills::NONE,
        priority: 0,
        arrivals: Arrivals::Renewal {
            between: exponential(1.0 / rate),
        },
        handling: exponential(handling),
        service: Service::Live {
            at_once: 1,
            slow_down: 0.0,
            patience: None,
            threshold_s: 20.0,
        },
        deflection: 0.0,
        transfers: vec![],
        after_abandoning: vec![],
    }
}

/// Mail at `rate` a second that takes exponential `handling` seconds, to be done within a day.
pub fn mail(rate: f64, handling: f64) -> Channel {
    Channel {
        name: "mail".into(),
        service: Service::Deferred {
            deadline_s: DAY,
            counts: None,
            interruptible: true,
        },
        ..calls(rate, handling)
    }
}

pub fn with_patience(mut channel: Channel, patience: Distribution) -> Channel {
    if let Service::Live { patience: old, .. } = &mut channel.service {
        *old = Some(patience);
    }
    channel
}

pub fn recorded(mut channel: Channel, contacts: &[(f64, f64)]) -> Channel {
    let contacts = contacts
        .iter()
        .map(|&(at_s, handling)| workforce::simulation::Recorded {
            at_s,
            handling_s: Some(handling),
        });
    channel.arrivals = Arrivals::Recorded {
        periods: vec![contacts.collect()],
    };
    channel
}

pub fn team(agents: u32) -> Team {
    Team {
        name: "all".into(),
        agents,
        skills: Skills::NONE,
        shifts: vec![],
        shrinkage: Shrinkage::default(),
    }
}

/// A day of 24 intervals.
pub fn scenario(channels: Vec<Channel>, teams: Vec<Team>) -> Scenario {
    Scenario {
        period_s: DAY,
        interval_s: HOUR,
        channels,
        teams,
        routing: Routing::LongestIdle,
    }
}

/// Thirty times four days, each after a day of warm-up.
pub fn long() -> Run {
    Run {
        seed: 20_240_611,
        replications: 30,
        warm_up_periods: 1,
        periods: 4,
        threads: None,
    }
}

/// One day that begins empty.
pub fn one_day() -> Run {
    Run::days(1, 1)
}

pub fn play(scenario: &Scenario, run: &Run) -> Report {
    let report = simulate(scenario, run).unwrap();
    for channel in &report.channels {
        adds_up(channel);
    }
    report
}

pub fn adds_up(channel: &ChannelReport) {
    let counts = channel.counts;
    let ends =
        counts.served + counts.abandoned + counts.deflected + counts.still_waiting + counts.still_in_work;
    assert_eq!(counts.arrived, ends, "{}: {counts:?}", channel.name);
}

/// The 95 % interval, made wide enough that one in 10,000 true values lies outside, holds `expected`, and is narrower than
/// `precise` of it: an interval that holds everything says nothing.
#[track_caller]
pub fn agrees(what: &str, estimate: impl Into<Option<Estimate>>, expected: f64, precise: f64) {
    let Estimate { value, half_width } = estimate.into().unwrap();
    let half_width = half_width.unwrap() * 2.0;
    assert!(
        (value - expected).abs() <= half_width,
        "{what}: {value} ± {half_width} is not {expected}"
    );
    assert!(
        half_width <= precise * expected.abs(),
        "{what}: {value} ± {half_width} is too vague for {expected}"
    );
}

pub fn between(from_hour: f64, until_hour: f64) -> Span {
    Span::new(from_hour * HOUR, until_hour * HOUR)
}
