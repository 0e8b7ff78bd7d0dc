//! Values of a calculation with 80 digits, of the sums as they stand in the books: from a thousandth of an erlang to a million.

use workforce::queueing::{ErlangA, ErlangC, erlang_b};
use workforce::units::{Erlangs, Seconds};

/// Load, servers, B.
const B: &[(f64, u32, f64)] = &[
    (0.001, 1, 0.000999000999000999),
    (0.001, 3, 1.6650008330556943e-10),
    (100.0, 117, 0.009790071125371362),
    (9500.0, 9600, 0.0028393733163974955),
    (10000.0, 10000, 0.007936563248805671),
    (10000.0, 10300, 4.57109986338417e-05),
    (9000.0, 5000, 0.4445831774434358),
    (1000000.0, 1000500, 0.0005088818605409037),
];

/// Load, agents, AHT, threshold; P(wait), ASA, service level.
#[rustfmt::skip]
const C: &[(f64, u32, f64, f64, f64, f64, f64)] = &[
    (0.001, 1, 60.0, 10.0, 0.001, 0.06006006006006006, 0.9991533771830645),
    (99.5, 100, 180.0, 20.0, 0.9401723348168937, 338.4620405340817, 0.11063507747577758),
    (9990.0, 10000, 240.0, 20.0, 0.8805417113739897, 21.133001072975752, 0.6173181497211073),
    (9500.0, 9700, 300.0, 5.0, 0.024194273692278195, 0.03629141053841729, 0.99913689364126),
    (999000.0, 1000000, 180.0, 20.0, 0.22330339029134408, 0.040194610252441934, 1.0),
];

/// Load, agents, AHT, patience, threshold; P(wait), P(give up), occupancy, service level.
#[rustfmt::skip]
#[expect(clippy::type_complexity, reason = "a table")]
const A: &[(f64, u32, f64, f64, f64, f64, f64, f64, f64)] = &[
    (0.01, 1, 60.0, 1.0, 10.0, 0.009902597271925792, 0.009740272807420763, 0.009902597271925792, 0.9902597209538917),
    (10.0, 12, 180.0, 300.0, 20.0, 0.33180203554379994, 0.0427111056986069, 0.7977407452511609, 0.7722793077156136),
    (100.0, 90, 180.0, 60.0, 20.0, 0.6748306968756578, 0.11755411918182179, 0.9804954231313091, 0.8073171651055949),
    (100.0, 104, 180.0, 100000.0, 20.0, 0.5912131151532725, 0.00026026122271275684, 0.9612882103627762, 0.6231698222288873),
    (9990.0, 10000, 240.0, 120.0, 20.0, 0.38287739550125277, 0.004170179265757709, 0.9948339909135081, 0.9958298207342423),
    (50.0, 5, 300.0, 30.0, 5.0, 0.9981559423255493, 0.9000399469361113, 0.9996005306388869, 0.003719058517711844),
    (1000.0, 950, 240.0, 240.0, 60.0, 0.9457933261109814, 0.05073780441853844, 0.9992233637699596, 0.949262194313945),
    (10500.0, 10000, 240.0, 240.0, 20.0, 0.9999995724127545, 0.04761904841537424, 0.9999999991638571, 0.952105229994012),
];

fn near(got: f64, want: f64, what: &str) {
    assert!(((got - want) / want).abs() < 1e-12, "{what}: {got}, not {want}");
}

fn load(value: f64) -> Erlangs {
    Erlangs::new("load", value).unwrap()
}

fn seconds(value: f64) -> Seconds {
    Seconds::new("time", value).unwrap()
}

#[test]
fn erlang_b_keeps_its_digits() {
    for (a, servers, b) in B {
        near(
            erlang_b::blocking(load(*a), *servers),
            *b,
            &format!("{a} erlang, {servers} servers"),
        );
    }
}

#[test]
fn erlang_c_keeps_its_digits() {
    for (a, agents, aht, threshold, wait, asa, level) in C {
        let queue = ErlangC::new(load(*a), *agents).unwrap();
        let what = format!("{a} erlang, {agents} agents");
        near(queue.p_wait(), *wait, &what);
        near(queue.asa(seconds(*aht)), *asa, &what);
        near(queue.service_level(seconds(*aht), *threshold), *level, &what);
    }
}

#[test]
fn erlang_a_keeps_its_digits() {
    for (a, agents, aht, patience, threshold, wait, abandon, occupancy, level) in A {
        let queue = ErlangA::new(load(*a), *agents, seconds(*aht), seconds(*patience)).unwrap();
        let what = format!("{a} erlang, {agents} agents, patience {patience}");
        near(queue.p_wait(), *wait, &what);
        near(queue.p_abandon(), *abandon, &what);
        near(queue.occupancy(), *occupancy, &what);
        near(queue.service_level(*threshold), *level, &what);
    }
}
