//! What must hold for any numbers.

use proptest::prelude::*;
use workforce::queueing::{ErlangA, ErlangC, Targets, erlang_b, inverse};
use workforce::units::{Erlangs, Seconds, Share};

fn erlangs(value: f64) -> Erlangs {
    Erlangs::new("load", value).unwrap()
}

fn seconds(value: f64) -> Seconds {
    Seconds::new("time", value).unwrap()
}

fn share(value: f64) -> Share {
    Share::new("share", value).unwrap()
}

/// Loads from a thousandth of an erlang to 10,000.
fn load() -> impl Strategy<Value = f64> {
    (-3.0..4.0_f64).prop_map(|power| 10_f64.powf(power))
}

/// Times from a second to three hours.
fn time() -> impl Strategy<Value = f64> {
    (0.0..4.0_f64).prop_map(|power| 10_f64.powf(power))
}

/// What rounding may do to an order that holds exactly on paper.
const ROUNDING: f64 = 1e-12;

proptest! {
    #[test]
    fn more_agents_never_make_it_worse(a in load(), extra in 1_u32..40, aht in time(), patience in time(), t in 0.0..600.0_f64) {
        let (load, aht, patience) = (erlangs(a), seconds(aht), seconds(patience));
        let agents = a.floor() as u32 + extra;
        prop_assert!(erlang_b::blocking(load, agents + 1) <= erlang_b::blocking(load, agents));
        let (few, more) = (ErlangC::new(load, agents).unwrap(), ErlangC::new(load, agents + 1).unwrap());
        prop_assert!(more.p_wait() <= few.p_wait() && more.asa(aht) <= few.asa(aht) && more.occupancy() < few.occupancy());
        prop_assert!(more.service_level(aht, t) >= few.service_level(aht, t));
        let at = |agents| ErlangA::new(load, agents, aht, patience).unwrap();
        for agents in [agents, (agents / 2).max(1)] {
            let (few, more) = (at(agents), at(agents + 1));
            prop_assert!(more.p_wait() <= few.p_wait() * (1.0 + ROUNDING), "{:?} {:?}", few, more);
            prop_assert!(more.p_abandon() <= few.p_abandon() * (1.0 + ROUNDING));
            prop_assert!(more.service_level(t) >= few.service_level(t) - ROUNDING);
            prop_assert!(more.occupancy() <= few.occupancy() * (1.0 + ROUNDING));
        }
    }

    #[test]
    fn more_load_never_makes_it_better(a in load(), factor in 1.0001..1.5_f64, agents in 1_u32..3000, aht in time(), patience in time()) {
        prop_assert!(erlang_b::blocking(erlangs(a), agents) <= erlang_b::blocking(erlangs(a * factor), agents));
        if a * factor < f64::from(agents) {
            let (little, much) = (ErlangC::new(erlangs(a), agents).unwrap(), ErlangC::new(erlangs(a * factor), agents).unwrap());
            prop_assert!(little.p_wait() <= much.p_wait() && little.mean_queue() <= much.mean_queue());
        }
        let at = |a| ErlangA::new(erlangs(a), agents, seconds(aht), seconds(patience)).unwrap();
        prop_assert!(at(a).p_abandon() <= at(a * factor).p_abandon() * (1.0 + ROUNDING));
        prop_assert!(at(a).occupancy() <= at(a * factor).occupancy() * (1.0 + ROUNDING));
    }

    #[test]
    fn losing_callers_blocks_less_than_waiting_makes_wait(a in load(), extra in 1_u32..40, aht in time(), patience in time()) {
        let agents = a.floor() as u32 + extra;
        let b = erlang_b::blocking(erlangs(a), agents);
        let c = ErlangC::new(erlangs(a), agents).unwrap().p_wait();
        let waits = ErlangA::new(erlangs(a), agents, seconds(aht), seconds(patience)).unwrap().p_wait();
        prop_assert!(b <= c, "{} {}", b, c);
        prop_assert!(b * (1.0 - ROUNDING) <= waits && waits <= c * (1.0 + ROUNDING), "{} {} {}", b, waits, c);
    }

    #[test]
    fn endless_patience_is_erlang_c(a in 0.01..2000.0_f64, extra in 1_u32..40, aht in time(), t in 0.0..600.0_f64) {
        let agents = a.floor() as u32 + extra;
        let c = ErlangC::new(erlangs(a), agents).unwrap();
        let aht = seconds(aht);
        let mut last = f64::INFINITY;
        for patience in [1e4, 1e6, 1e8, 1e10, 1e12] {
            let queue = ErlangA::new(erlangs(a), agents, aht, seconds(patience)).unwrap();
            let off = (queue.p_wait() - c.p_wait()).abs() + (queue.service_level(t) - c.service_level(aht, t)).abs();
            prop_assert!(off <= last + ROUNDING, "{} after {}", off, last);
            last = off;
        }
        // With hardly any spare capacity, queues are so long that even this patience shows.
        let spare = f64::from(agents) - a;
        if spare > 0.1 {
            prop_assert!(last < 1e-4, "{}", last);
            let queue = ErlangA::new(erlangs(a), agents, aht, seconds(1e12)).unwrap();
            prop_assert!((queue.mean_wait() - c.asa(aht)).abs() <= 1e-3 * c.asa(aht) + 1e-12);
        }
    }

    #[test]
    fn little_s_law_and_the_flows_hold(a in load(), agents in 1_u32..3000, aht in time(), patience in time()) {
        let queue = ErlangA::new(erlangs(a), agents, seconds(aht), seconds(patience)).unwrap();
        let rate = a / aht;
        prop_assert!((queue.mean_queue() - rate * queue.mean_wait()).abs() <= ROUNDING * queue.mean_queue());
        // Who arrives is served or gives up.
        let served = queue.occupancy() * f64::from(agents) / aht;
        prop_assert!((served + rate * queue.p_abandon() - rate).abs() <= 1e-10 * rate);
        prop_assert!((queue.service_level(1e15) + queue.p_abandon() - 1.0).abs() <= 1e-10);
    }

    #[test]
    fn the_smallest_number_meets_the_target_and_one_fewer_does_not(
        a in load(), aht in time(), patience in time(), t in 0.0..300.0_f64, level in 0.01..0.999_f64, more in 0.0..1.0_f64,
    ) {
        let (load, aht, patience) = (erlangs(a), seconds(aht), seconds(patience));
        let targets = Targets::service_level(share(level), t);
        let found = inverse::agents_c(load, Some(aht), &targets).unwrap();
        prop_assert!(found.service_level(aht, t) >= level - ROUNDING);
        if found.agents() > 1 && f64::from(found.agents() - 1) > a {
            prop_assert!(ErlangC::new(load, found.agents() - 1).unwrap().service_level(aht, t) < level + ROUNDING);
        }
        let found = inverse::agents_a(load, aht, patience, &targets).unwrap();
        prop_assert!(found.service_level(t) >= level);
        if found.agents() > 1 {
            prop_assert!(ErlangA::new(load, found.agents() - 1, aht, patience).unwrap().service_level(t) < level + ROUNDING);
        }
        // A higher target takes no fewer.
        let higher = Targets::service_level(share(level + (0.9999 - level) * more), t);
        prop_assert!(inverse::agents_a(load, aht, patience, &higher).unwrap().agents() >= found.agents());
    }

    #[test]
    fn what_a_team_can_bear_is_the_most(agents in 1_u32..2000, aht in time(), patience in time(), level in 0.1..0.99_f64) {
        let (aht, patience) = (seconds(aht), seconds(patience));
        let targets = Targets::service_level(share(level), 20.0);
        let most = inverse::bearable_c(agents, Some(aht), &targets).unwrap();
        if most > 0.0 {
            prop_assert!(inverse::agents_c(erlangs(most * (1.0 - ROUNDING)), Some(aht), &targets).unwrap().agents() <= agents);
        }
        let more = most * (1.0 + 1e-9) + 1e-12;
        prop_assert!(inverse::agents_c(erlangs(more), Some(aht), &targets).unwrap().agents() > agents);
        let most = inverse::bearable_a(agents, aht, patience, &targets).unwrap();
        prop_assert!(inverse::agents_a(erlangs(most * (1.0 - ROUNDING)), aht, patience, &targets).unwrap().agents() <= agents);
    }

    #[test]
    fn a_quantile_is_a_wait_that_the_share_does_not_exceed(a in load(), extra in 1_u32..20, aht in time(), part in 0.01..0.999_f64) {
        let aht = seconds(aht);
        let queue = ErlangC::new(erlangs(a), a.floor() as u32 + extra).unwrap();
        let wait = queue.wait_quantile(aht, share(part));
        prop_assert!(queue.service_level(aht, wait) >= part - 1e-9);
        prop_assert!(wait == 0.0 || (queue.service_level(aht, wait) - part).abs() < 1e-9);
    }
}

#[test]
fn ten_thousand_agents_and_more_keep_their_digits() {
    // The normal limit: with n = a + beta sqrt(a), C tends to 1 / (1 + beta Phi(beta) / phi(beta)) (Halfin and Whitt, 1981).
    let beta = 1.0_f64;
    let (density, below) = (
        (-0.5_f64).exp() / (2.0 * std::f64::consts::PI).sqrt(),
        0.841_344_746_068_543,
    );
    let limit = 1.0 / (1.0 + beta * below / density);
    let mut last = 1.0_f64;
    for a in [1e4, 1e6, 1e8] {
        let agents = (a + beta * f64::sqrt(a)) as u32;
        let off = (ErlangC::new(erlangs(a), agents).unwrap().p_wait() - limit).abs();
        assert!(off < last / 5.0, "{a}: {off}");
        last = off;
    }
    assert!(last < 1e-4);
}
