//! Many agents: the limits that theory gives for large centres.

use workforce::simulation::{Distribution, Run, Service};

use super::formulas::{normal_cdf, normal_density};
use super::scenarios::*;

/// Ten times a day of a large centre after a day of warm-up.
fn large() -> Run {
    Run {
        seed: 7,
        replications: 10,
        warm_up_periods: 1,
        periods: 1,
        threads: None,
    }
}

#[test]
fn a_large_centre_with_square_root_staffing_is_halfin_and_whitt() {
    // n = R + beta sqrt(R); P(wait) -> 1 / (1 + beta Phi(beta) / phi(beta)) (Halfin, Whitt 1981).
    let beta = 0.5;
    let load = 400.0;
    let report = play(
        &scenario(vec![calls(load / 180.0, 180.0)], vec![team(410)]),
        &large(),
    );
    let limit = 1.0 / (1.0 + beta * normal_cdf(beta) / normal_density(beta));
    agrees("waited", report.channels[0].waited, limit, 0.15);
}

#[test]
fn a_large_centre_with_impatience_is_garnett_mandelbaum_and_reiman() {
    // Garnett, Mandelbaum, Reiman 2002, theorem 4; with patience as long as handling it is 1 - Phi(beta), because then the
    // number present is that of M/M/infinity.
    let report = |agents| {
        let phone = with_patience(calls(400.0 / 180.0, 180.0), exponential(180.0));
        play(&scenario(vec![phone], vec![team(agents)]), &large())
    };
    for (agents, beta) in [(390, -0.5), (400, 0.0), (420, 1.0)] {
        // Half a server of continuity: the limit is of a normal distribution for whole numbers.
        let limit = 1.0 - normal_cdf(beta - 0.5 / 20.0);
        agrees("waited", report(agents).channels[0].waited, limit, 0.2);
    }
}

#[test]
fn in_overload_the_share_that_cannot_be_served_gives_up_whatever_the_patience() {
    // Fluid limit: 1 - 1 / rho give up (Whitt 2004), for exponential and other patience alike.
    for patience in [exponential(120.0), Distribution::Gamma { mean: 120.0, cv: 0.5 }] {
        let phone = with_patience(calls(1.0, 240.0), patience);
        let report = play(&scenario(vec![phone], vec![team(200)]), &large());
        agrees(
            "gave up",
            report.channels[0].abandonment,
            1.0 - 200.0 / 240.0,
            0.05,
        );
        assert!(report.channels[0].occupancy.unwrap().value > 0.999);
    }
}

#[test]
fn without_patience_a_centre_that_is_too_small_falls_behind_and_says_so() {
    let report = play(
        &scenario(vec![calls(0.1, 120.0)], vec![team(10)]),
        &Run::days(20, 3),
    );
    let phone = &report.channels[0];
    // 12 erlang, 10 agents: a sixth of a day's 8,640 calls is left over.
    let left = phone.counts.still_waiting as f64 / 20.0;
    assert!((left - 1_440.0).abs() < 100.0, "{left}");
    assert!(phone.service_level.unwrap().value < 0.05);
    let last = phone.intervals.last().unwrap();
    assert!(last.oldest_s.value > 3.0 * HOUR && last.backlog.value > 1_000.0);
}

#[test]
fn unlimited_agents_never_let_anybody_wait() {
    let mut phone = calls(0.1, 100.0);
    phone.service = Service::Live {
        at_once: 1,
        slow_down: 0.0,
        patience: None,
        threshold_s: 0.0,
    };
    let report = play(&scenario(vec![phone], vec![team(200)]), &large());
    assert_eq!(report.channels[0].service_level.unwrap().value, 1.0);
    agrees("in work", report.channels[0].mean_in_work, 10.0, 0.05);
}
