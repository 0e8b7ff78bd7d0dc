//! Reference formulas, written from their recursions: stable for any number of servers.

/// Erlang B: share of arrivals that find all of `servers` busy at `load` erlang.
pub fn erlang_b(load: f64, servers: u32) -> f64 {
    // 1/B(n) = 1 + n/a * 1/B(n-1)
    let inverse = (1..=servers).fold(1.0, |inverse, n| 1.0 + inverse * f64::from(n) / load);
    1.0 / inverse
}

/// Erlang C: probability of waiting.
pub fn erlang_c(load: f64, servers: u32) -> f64 {
    let b = erlang_b(load, servers);
    let n = f64::from(servers);
    n * b / (n - load * (1.0 - b))
}

/// What Erlang A says of M/M/n+M, found by adding up the states of its birth and death process.
pub struct ErlangA {
    pub waits: f64,
    pub abandons: f64,
    pub mean_wait_s: f64,
    pub mean_queue: f64,
    pub occupancy: f64,
}

/// `rate` arrivals a second, `handling` and `patience` mean seconds.
pub fn erlang_a(rate: f64, handling: f64, patience: f64, servers: u32) -> ErlangA {
    let n = f64::from(servers);
    // Weights relative to the state in which all servers are busy and nobody waits: downwards and upwards from there.
    let (mut below, mut busy_below, mut weight) = (0.0, 0.0, 1.0);
    for k in (0..servers).rev() {
        weight *= f64::from(k + 1) / (rate * handling);
        below += weight;
        busy_below += weight * f64::from(k);
    }
    let (mut above, mut queue, mut weight) = (1.0, 0.0, 1.0);
    for k in 1..200_000 {
        let k = f64::from(k);
        weight *= rate / (n / handling + k / patience);
        above += weight;
        queue += weight * k;
        if weight < 1e-18 * above {
            break;
        }
    }
    let total = below + above;
    let mean_queue = queue / total;
    ErlangA {
        waits: above / total,
        abandons: mean_queue / patience / rate,
        mean_wait_s: mean_queue / rate,
        mean_queue,
        occupancy: (busy_below + above * n) / total / n,
    }
}

/// Distribution function of the standard normal (Abramowitz, Stegun 7.1.26 is too coarse; this is W. J. Cody's idea in its
/// simplest form: a series in the middle, a continued fraction in the tails).
pub fn normal_cdf(x: f64) -> f64 {
    let density = normal_density(x);
    if x.abs() < 5.0 {
        let (mut term, mut sum) = (x, x);
        for k in 1..200 {
            term *= x * x / f64::from(2 * k + 1);
            sum += term;
        }
        return 0.5 + density * sum;
    }
    let tail = (1..60)
        .rev()
        .fold(0.0, |fraction, k| f64::from(k) / (x.abs() + fraction));
    let tail = density / (x.abs() + tail);
    if x > 0.0 { 1.0 - tail } else { tail }
}

pub fn normal_density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b}");
}

#[test]
fn the_references_give_published_values() {
    // pyworkforce's tests: 100 calls in 30 minutes of 3 minutes each, 14 agents.
    close(erlang_c(10.0, 14), 0.174, 5e-4);
    close(
        1.0 - erlang_c(10.0, 14) * (-(14.0 - 10.0) * 20.0 / 180.0_f64).exp(),
        0.888,
        1e-3,
    );
    close(erlang_b(10.0, 17), 0.0129, 5e-5);
    // The same with a patience of 5 minutes.
    let a = erlang_a(100.0 / 1800.0, 180.0, 300.0, 14);
    close(a.waits, 0.145_26, 1e-5);
    close(a.abandons, 0.013_984, 1e-6);
    close(a.mean_wait_s / 60.0, 0.069_919, 1e-6);
    close(a.occupancy, 0.704_297, 1e-6);
    // Garnett, Mandelbaum, Reiman 2002: 48 calls a minute of one minute, 50 agents, patience 2 minutes.
    let a = erlang_a(48.0 / 60.0, 60.0, 120.0, 50);
    close(a.abandons, 0.031, 5e-4);
    close(a.mean_wait_s, 3.7, 0.05);
    close(erlang_c(48.0, 50) * 60.0 / 2.0, 20.8, 0.1);
    close(normal_cdf(1.0), 0.841_344_746, 1e-9);
    close(normal_cdf(-6.0), 9.865_876e-10, 1e-15);
}
