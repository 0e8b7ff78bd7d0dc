//! The same seed gives the same report.

use std::num::NonZeroUsize;

use workforce::simulation::{Run, Shrinkage, Transfer, simulate};

use super::scenarios::*;

fn busy_day() -> workforce::simulation::Scenario {
    let mut phone = with_patience(calls(0.05, 180.0), exponential(120.0));
    phone.transfers = vec![Transfer {
        to: 1,
        share: 0.2,
        delay_s: 100.0,
    }];
    let mut all = team(12);
    all.shrinkage = Shrinkage {
        absence: 0.05,
        in_shift: 0.1,
        pause_s: 300.0,
    };
    scenario(vec![phone, mail(0.01, 300.0)], vec![all])
}

#[test]
fn threads_do_not_change_a_single_figure() {
    let mut run = Run::days(150, 42);
    let reports: Vec<_> = [1, 2, 3, 8]
        .map(|threads| {
            run.threads = NonZeroUsize::new(threads);
            simulate(&busy_day(), &run).unwrap()
        })
        .into();
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn another_seed_is_another_day() {
    let report = |seed| simulate(&busy_day(), &Run::days(3, seed)).unwrap();
    assert_eq!(report(1), report(1));
    assert_ne!(report(1), report(2));
}

#[test]
fn a_bot_that_answers_more_changes_nobody_else() {
    let counts = |deflection| {
        let mut day = busy_day();
        day.channels[0].deflection = deflection;
        day.channels[0].transfers.clear();
        simulate(&day, &Run::days(20, 6))
            .unwrap()
            .channels
            .iter()
            .map(|it| it.counts.arrived)
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(0.0), counts(0.3));
}
