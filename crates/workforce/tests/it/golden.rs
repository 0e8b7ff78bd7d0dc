//! The examples of docs/WORKFORCE.md that are counted by hand; those of demand, chat, backlog and money stand beside their code.

use workforce::queueing::{ErlangA, ErlangC, erlang_b};
use workforce::units::{Erlangs, Seconds};

fn near(got: f64, want: f64) {
    assert!((got - want).abs() < 1e-14, "{got}, not {want}");
}

#[test]
fn erlang_b_with_three_servers() {
    near(
        erlang_b::blocking(Erlangs::new("load", 2.0).unwrap(), 3),
        4.0 / 19.0,
    );
}

#[test]
fn erlang_c_with_two_agents() {
    let queue = ErlangC::new(Erlangs::new("load", 1.0).unwrap(), 2).unwrap();
    near(queue.p_wait(), 1.0 / 3.0);
    near(queue.asa(Seconds::new("aht", 1.0).unwrap()), 1.0 / 3.0);
}

#[test]
fn erlang_a_with_patience_as_long_as_handling_is_a_poisson_number() {
    let minute = Seconds::new("time", 60.0).unwrap();
    for (load, agents) in [(1.0_f64, 1_u32), (3.0, 2), (8.0, 10), (40.0, 35)] {
        let queue = ErlangA::new(Erlangs::new("load", load).unwrap(), agents, minute, minute).unwrap();
        // Chances of 0, 1, 2 … in the system.
        let mut chance = (-load).exp();
        let (mut fewer, mut busy) = (0.0, 0.0);
        for number in 0..400_u32 {
            if number < agents {
                fewer += chance;
            }
            busy += chance * f64::from(number.min(agents));
            chance *= load / f64::from(number + 1);
        }
        near(queue.p_wait(), 1.0 - fewer);
        near(queue.p_abandon(), 1.0 - busy / load);
        near(queue.occupancy(), busy / f64::from(agents));
    }
    let one = ErlangA::new(Erlangs::new("load", 1.0).unwrap(), 1, minute, minute).unwrap();
    near(one.p_wait(), 1.0 - (-1.0_f64).exp());
    near(one.p_abandon(), (-1.0_f64).exp());
}
