//! What happens in a queue that people leave when their patience ends: the part that Erlang A and chat share.
//!
//! While all places are taken, they become free at a constant rate; customers arrive at another and each gives up at
//! a third. With x = places' rate / giving-up rate and y = arrival rate / giving-up rate, the chance that j customers
//! wait is that of none waiting times y^j / ((x + 1) … (x + j)). In time: the wait offered to a patient customer has
//! the density of exp(y (1 - e^-w) - x w), with w in units of the mean patience
//! (Zeltyn and Mandelbaum, "Call centers with impatient customers", 2005).

use super::integral::{Scaled, below_peak, highest, integrate};

/// Above this many terms of the sum, the integral is cheaper.
const MOST_TERMS: f64 = 500.0;

/// A queue with patience, in units of the mean patience.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Impatient {
    x: f64,
    y: f64,
    /// x - y, as exactly as the caller knows it.
    x_minus_y: f64,
    /// Chance that all places are taken and nobody waits, divided by e to `log_scale`.
    full: f64,
    log_scale: f64,
    p_free: f64,
    p_wait: f64,
    p_abandon: f64,
    /// Chance that somebody waits.
    p_queue: f64,
}

impl Impatient {
    /// The queue behind places that have `odds_free` of one being free, were there no queue.
    pub fn new(odds_free: f64, x: f64, y: f64, x_minus_y: f64) -> Self {
        let terms = (-x_minus_y).max(0.0) + 9.0 * y.sqrt();
        if terms < MOST_TERMS {
            Self::by_sum(odds_free, x, y, x_minus_y)
        } else {
            Self::by_integral(odds_free, x, y, x_minus_y)
        }
    }

    fn by_sum(odds_free: f64, x: f64, y: f64, x_minus_y: f64) -> Self {
        // The j-th term without its first y, so that nothing is divided by y, which may be 0.
        let mut term = 1.0 / (x + 1.0);
        let (mut waiting, mut weighted) = (term, term);
        let mut j = 1.0;
        while term * j > 1e-18 * weighted || x + j < y {
            j += 1.0;
            term *= y / (x + j);
            waiting += term;
            weighted += term * j;
        }
        let queue = 1.0 + y * waiting;
        let full = 1.0 / (odds_free + queue);
        Self {
            x,
            y,
            x_minus_y,
            full,
            log_scale: 0.0,
            p_free: free(odds_free, queue),
            p_wait: full * queue,
            p_abandon: full * weighted,
            p_queue: full * y * waiting,
        }
    }

    fn by_integral(odds_free: f64, x: f64, y: f64, x_minus_y: f64) -> Self {
        let log_scale = -highest(x, x_minus_y);
        let Scaled { plain, weighted, .. } = integrate(x, y, x_minus_y, 0.0, f64::INFINITY);
        let odds = if log_scale == 0.0 {
            odds_free
        } else {
            odds_free * log_scale.exp()
        };
        let queue = x * plain;
        let full = 1.0 / (odds + queue);
        // The same by parts; which of them loses digits depends on which side of balance it is.
        let waiting = if log_scale == 0.0 {
            y * (plain - weighted)
        } else {
            queue - log_scale.exp()
        };
        Self {
            x,
            y,
            x_minus_y,
            full,
            log_scale,
            p_free: free(odds, queue),
            p_wait: full * queue,
            p_abandon: full * x * weighted,
            p_queue: full * waiting,
        }
    }

    /// Share of customers that find no free place.
    pub const fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// Share of customers that give up. It is also the mean wait of all in units of the mean patience.
    pub const fn p_abandon(&self) -> f64 {
        self.p_abandon
    }

    /// Share of their time that `places` are taken, when `load` of them would be with no waiting and no giving up.
    pub fn occupancy(&self, load: f64, places: f64) -> f64 {
        // All places while somebody waits; before that what Erlang B carries. No difference of nearly equal numbers.
        (self.p_queue + load * self.p_free / places).min(1.0)
    }

    /// Share of customers that are served within `threshold`, in units of the mean patience.
    pub fn served_within(&self, threshold: f64) -> f64 {
        // To be served at w, patience has to last: another factor e^-w, which is x + 1 for x.
        let part = integrate(self.x + 1.0, self.y, self.x_minus_y + 1.0, 0.0, threshold);
        let waited = self.scaled(part.plain, part.at) * (-part.at).exp();
        (self.p_free + waited).clamp(0.0, 1.0)
    }

    /// Share of customers that are still waiting after `time`, in units of the mean patience.
    pub fn waiting_after(&self, time: f64) -> f64 {
        let rest = integrate(self.x, self.y, self.x_minus_y, time, f64::INFINITY);
        (self.scaled(rest.plain, rest.at) * (-time).exp()).clamp(0.0, 1.0)
    }

    /// The wait, served or not, that a share of 1 - `above` of all customers does not exceed.
    pub fn wait_exceeded_by(&self, above: f64) -> f64 {
        if self.p_wait <= above {
            return 0.0;
        }
        if above <= 0.0 {
            return f64::INFINITY;
        }
        // Patience alone ends that many waits by then.
        let (mut low, mut high) = (0.0, -(above.ln()));
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.waiting_after(middle) > above {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    /// An integral measured from its height at `at`, as a share of customers.
    fn scaled(&self, integral: f64, at: f64) -> f64 {
        let highest = highest(self.x, self.x_minus_y) + self.log_scale;
        (below_peak(self.x, self.y, self.x_minus_y, at) + highest).exp() * self.full * self.x * integral
    }
}

/// The share that the odds of a free place are of all.
fn free(odds: f64, queue: f64) -> f64 {
    if odds == f64::INFINITY {
        1.0
    } else {
        odds / (odds + queue)
    }
}

#[cfg(test)]
mod tests {
    use super::Impatient;

    #[test]
    fn sum_and_integral_agree() {
        for (inverse, x, y) in [
            (46.6, 23.3, 16.7),
            (3.0, 4.0, 9.0),
            (1.5, 0.3, 40.0),
            (1e6, 2000.0, 1500.0),
            (20.0, 1000.0, 1000.0),
            (40.0, 0.05, 0.05),
        ] {
            let (a, b) = (
                Impatient::by_sum(inverse, x, y, x - y),
                Impatient::by_integral(inverse, x, y, x - y),
            );
            let near = |p: f64, q: f64| (p - q).abs() <= 2e-13 * q.abs();
            assert!(near(a.p_wait, b.p_wait), "{x} {y}: {a:?} {b:?}");
            assert!(near(a.p_abandon, b.p_abandon), "{x} {y}: {a:?} {b:?}");
            assert!(near(a.p_queue, b.p_queue), "{x} {y}: {a:?} {b:?}");
            for t in [0.0, 1e-3, 0.1, 1.0, 10.0] {
                assert!(near(a.served_within(t), b.served_within(t)), "{x} {y} {t}");
                assert!(near(a.waiting_after(t), b.waiting_after(t)), "{x} {y} {t}");
            }
        }
    }

    #[test]
    fn everybody_is_served_or_gives_up() {
        for (inverse, x, y) in [
            (46.6, 23.3, 16.7),
            (3.0, 4.0, 9.0),
            (1.1, 1e5, 2e5),
            (1e3, 1e7, 1e7),
        ] {
            let queue = Impatient::new(inverse, x, y, x - y);
            let served = queue.served_within(f64::INFINITY);
            assert!(
                (served + queue.p_abandon() - 1.0).abs() < 1e-13,
                "{x} {y}: {queue:?} {served}"
            );
            assert!((queue.waiting_after(0.0) / queue.p_wait() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_quantile_of_the_wait_leaves_its_share_above() {
        let queue = Impatient::new(46.6, 23.3, 16.7, 6.6);
        let above = 0.01;
        let time = queue.wait_exceeded_by(above);
        assert!((queue.waiting_after(time) / above - 1.0).abs() < 1e-9);
        assert_eq!(queue.wait_exceeded_by(0.9), 0.0);
        assert_eq!(queue.wait_exceeded_by(0.0), f64::INFINITY);
    }
}
