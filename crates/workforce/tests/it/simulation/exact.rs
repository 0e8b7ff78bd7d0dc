//! Where a formula is exact, the simulation gives its value.

use workforce::simulation::{Arrivals, Distribution, Service, Transfer};

use super::formulas::{erlang_a, erlang_b, erlang_c};
use super::scenarios::*;

#[test]
fn many_equal_agents_and_patient_callers_are_erlang_c() {
    for (load, agents) in [(10.0, 14), (48.0, 50), (3.0, 4)] {
        let handling = 180.0;
        let report = play(
            &scenario(vec![calls(load / handling, handling)], vec![team(agents)]),
            &long(),
        );
        let phone = &report.channels[0];
        let waits = erlang_c(load, agents);
        let spare = f64::from(agents) - load;
        let asa = waits * handling / spare;
        agrees("waited", phone.waited, waits, 0.15);
        agrees("asa", phone.asa_s, asa, 0.35);
        agrees(
            "service level",
            phone.service_level,
            1.0 - waits * (-spare * 20.0 / handling).exp(),
            0.1,
        );
        agrees("occupancy", phone.occupancy, load / f64::from(agents), 0.02);
        agrees("queue", phone.mean_queue, asa * load / handling, 0.35);
        agrees("in work", phone.mean_in_work, load, 0.02);
        // P(W > t) = C exp(-spare t / handling), so the 95 % quantile is where that is 0.05.
        let quantile = phone.waits[3];
        let expected = (waits / 0.05).ln() * handling / spare;
        let width = (quantile.high_s - quantile.low_s) * 2.0;
        assert!(
            (quantile.value_s - expected).abs() < width.max(0.03 * expected),
            "{quantile:?} is not {expected}"
        );
    }
}

#[test]
fn impatient_callers_are_erlang_a() {
    for (rate, handling, patience, agents) in [
        (100.0 / 1800.0, 180.0, 300.0, 14),
        (0.8, 60.0, 120.0, 50),
        (0.05, 300.0, 60.0, 12),
    ] {
        let phone = with_patience(calls(rate, handling), exponential(patience));
        let report = play(&scenario(vec![phone], vec![team(agents)]), &long());
        let (phone, a) = (&report.channels[0], erlang_a(rate, handling, patience, agents));
        agrees("waited", phone.waited, a.waits, 0.1);
        agrees("abandonment", phone.abandonment, a.abandons, 0.15);
        agrees("mean wait", phone.mean_wait_s, a.mean_wait_s, 0.15);
        agrees("queue", phone.mean_queue, a.mean_queue, 0.15);
        agrees("occupancy", phone.occupancy, a.occupancy, 0.01);
    }
}

#[test]
fn callers_without_patience_are_erlang_b_whatever_the_handling_times() {
    let handlings = [
        exponential(120.0),
        Distribution::Constant { value: 120.0 },
        Distribution::LogNormal { mean: 120.0, cv: 1.5 },
        Distribution::Gamma { mean: 120.0, cv: 0.5 },
        Distribution::Empirical {
            values: vec![60.0, 60.0, 60.0, 300.0],
        },
    ];
    for handling in handlings {
        let mut phone = with_patience(calls(0.1, 120.0), Distribution::Constant { value: 0.0 });
        phone.handling = handling;
        let report = play(&scenario(vec![phone], vec![team(14)]), &long());
        agrees("blocked", report.channels[0].abandonment, erlang_b(12.0, 14), 0.1);
    }
}

#[test]
fn one_agent_with_any_handling_time_is_pollaczek_khinchine() {
    for (cv, handling) in [
        (0.0, Distribution::Constant { value: 60.0 }),
        (1.5, Distribution::LogNormal { mean: 60.0, cv: 1.5 }),
        (0.5, Distribution::Gamma { mean: 60.0, cv: 0.5 }),
    ] {
        let mut phone = calls(0.7 / 60.0, 60.0);
        phone.handling = handling;
        let report = play(&scenario(vec![phone], vec![team(1)]), &long());
        let expected = 0.7 / 0.3 * 60.0 * (1.0 + cv * cv) / 2.0;
        agrees("wait", report.channels[0].asa_s, expected, 0.25);
    }
}

#[test]
fn priorities_are_those_of_cobham() {
    let (first, mut second) = (calls(0.4 / 60.0, 60.0), calls(0.4 / 60.0, 60.0));
    second.priority = 1;
    let report = play(&scenario(vec![first, second], vec![team(1)]), &long());
    // W1 = W0 / (1 - r1), W2 = W0 / ((1 - r1)(1 - r1 - r2)) with W0 = (l1 + l2) E[S^2] / 2.
    let residual = 0.8 * 60.0;
    agrees("first", report.channels[0].asa_s, residual / 0.6, 0.2);
    agrees("second", report.channels[1].asa_s, residual / 0.6 / 0.2, 0.35);
}

#[test]
fn three_chats_at_once_are_three_agents_each_when_nothing_slows_down() {
    let mut chat = calls(0.1, 250.0);
    chat.service = Service::Live {
        at_once: 3,
        slow_down: 0.0,
        patience: None,
        threshold_s: 20.0,
    };
    let report = play(&scenario(vec![chat], vec![team(10)]), &long());
    let waits = erlang_c(25.0, 30);
    agrees("waited", report.channels[0].waited, waits, 0.15);
    agrees("asa", report.channels[0].asa_s, waits * 250.0 / 5.0, 0.3);
}

#[test]
fn chats_that_share_an_agent_fully_are_processor_sharing() {
    // With a slow-down of 1 per other chat, k chats progress at 1/k each: the agent does one second of work in a second, and
    // with exponential work the number present is that of M/M/1, however many share.
    let mut chat = calls(0.7 / 60.0, 60.0);
    chat.service = Service::Live {
        at_once: 6,
        slow_down: 1.0,
        patience: None,
        threshold_s: 20.0,
    };
    let report = play(&scenario(vec![chat], vec![team(1)]), &long());
    let chat = &report.channels[0];
    let present = chat.mean_queue.value + chat.mean_in_work.value;
    assert!((present - 0.7 / 0.3).abs() < 0.1, "{present}");
    agrees("waited", chat.waited, 0.7_f64.powi(6), 0.3);
    agrees("occupancy", chat.occupancy, 0.7, 0.03);
}

#[test]
fn mail_that_can_be_put_aside_does_not_touch_the_phone() {
    let report = play(
        &scenario(vec![calls(0.05, 180.0), mail(0.01, 240.0)], vec![team(13)]),
        &long(),
    );
    let waits = erlang_c(9.0, 13);
    agrees("waited", report.channels[0].waited, waits, 0.15);
    agrees("asa", report.channels[0].asa_s, waits * 180.0 / 4.0, 0.3);
    agrees("occupancy", report.staff.occupancy, (9.0 + 2.4) / 13.0, 0.01);
    agrees("mail in work", report.channels[1].mean_in_work, 2.4, 0.05);
}

#[test]
fn a_share_of_calls_turns_up_as_mail() {
    let mut phone = calls(0.05, 180.0);
    phone.transfers = vec![Transfer {
        to: 1,
        share: 0.2,
        delay_s: 600.0,
    }];
    let mut mail = mail(0.01, 240.0);
    mail.transfers = vec![Transfer {
        to: 0,
        share: 0.05,
        delay_s: 0.0,
    }];
    let report = play(&scenario(vec![phone, mail], vec![team(16)]), &long());
    // Traffic equations: p = 0.05 + 0.05 m, m = 0.01 + 0.2 p.
    let phone = (0.05 + 0.05 * 0.01) / (1.0 - 0.2 * 0.05);
    agrees("calls", report.channels[0].arrived, phone * DAY, 0.01);
    agrees(
        "mail",
        report.channels[1].arrived,
        (0.01 + 0.2 * phone) * DAY,
        0.02,
    );
}

#[test]
fn rates_follow_the_intervals_and_the_bot_takes_its_share() {
    let mut phone = calls(1.0, 60.0);
    let per_interval: Vec<f64> = (0..24)
        .map(|hour| {
            if (8..20).contains(&hour) {
                f64::from(hour) * 10.0
            } else {
                0.0
            }
        })
        .collect();
    phone.arrivals = Arrivals::Poisson {
        per_interval: per_interval.clone(),
        variation: 0.0,
    };
    phone.deflection = 0.15;
    let report = play(&scenario(vec![phone], vec![team(8)]), &long());
    let phone = &report.channels[0];
    for (interval, expected) in phone.intervals.iter().zip(per_interval) {
        if expected > 0.0 {
            agrees("arrived", interval.arrived, expected, 0.05);
        } else {
            assert_eq!(interval.arrived.value, 0.0);
        }
    }
    let share = phone.counts.deflected as f64 / phone.counts.arrived as f64;
    assert!((share - 0.15).abs() < 0.003, "{share}");
}

#[test]
fn days_vary_as_much_as_they_are_said_to() {
    let mut phone = calls(1.0, 1.0);
    phone.arrivals = Arrivals::Poisson {
        per_interval: vec![100.0; 24],
        variation: 0.2,
    };
    let run = workforce::simulation::Run::days(2_000, 5);
    let report = play(&scenario(vec![phone], vec![team(10)]), &run);
    // Batches of 20 days; variance of a day's count = mean + (0.2 mean)^2; half width = t(99) * sd / sqrt(2000).
    let expected = 1.984 * (2_400.0 + 480.0_f64.powi(2)).sqrt() / 2_000.0_f64.sqrt();
    let half_width = report.channels[0].arrived.half_width.unwrap();
    assert!(
        (half_width / expected - 1.0).abs() < 0.2,
        "{half_width} is not {expected}"
    );
}
