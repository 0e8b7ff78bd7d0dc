//! Erlang C: who finds all agents busy waits, as long as it takes (M/M/n).
//!
//! C(n, a) = n B / (n - a (1 - B)), with B of [Erlang B](super::erlang_b); the wait of those who wait is exponential
//! with the mean AHT / (n - a). Below n = a + 1 the queue may grow without end: there is no answer for n <= a.

use super::erlang_b::odds_free;
use crate::Problem;
use crate::units::{Erlangs, Seconds, Share, shown};

/// What Erlang C is, in one line.
pub const FORMULA: &str = "Erlang C (M/M/n)";

/// What Erlang C takes for granted.
pub const ASSUMPTIONS: &[&str] = &[
    "contacts arrive at random (Poisson) at a constant rate, long enough for a balance",
    "handling times are exponentially distributed",
    "nobody hangs up: everyone waits until served",
    "first come, first served, and every agent can take every contact",
];

/// A queue in balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangC {
    load: f64,
    agents: u32,
    p_wait: f64,
}

impl ErlangC {
    /// The queue of `agents` under `load`.
    ///
    /// # Errors
    /// Names `agents` when there are none, or not more than the load in erlangs: then the queue grows without end.
    pub fn new(load: Erlangs, agents: u32) -> Result<Self, Problem> {
        let a = load.get();
        if agents == 0 {
            return Err(Problem::new("agents", "must be at least 1"));
        }
        if f64::from(agents) <= a {
            let least = a.floor() + 1.0;
            return Err(Problem::new(
                "agents",
                format!(
                    "{agents} agents cannot keep up with {} erlang, the queue would grow without end: at least {least} \
                     are needed, or a model in which customers give up (erlang_a)",
                    shown(a)
                ),
            ));
        }
        Ok(Self::balanced(a, agents, odds_free(a, agents)))
    }

    /// From the odds of Erlang B, when there are more agents than erlangs.
    pub(crate) fn balanced(load: f64, agents: u32, odds_free: f64) -> Self {
        let n = f64::from(agents);
        // The same as n B / (n - a (1 - B)), without a difference of nearly equal numbers.
        let p_wait = n / ((n - load) * (1.0 + odds_free) + load);
        Self { load, agents, p_wait }
    }

    /// How many agents there are.
    #[must_use]
    pub const fn agents(&self) -> u32 {
        self.agents
    }

    /// Share of contacts that have to wait.
    #[must_use]
    pub const fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// Share of their time that agents are busy.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        self.load / f64::from(self.agents)
    }

    /// How many contacts wait, on average over time.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.p_wait * self.load / self.spare()
    }

    /// Average speed of answer in seconds: the mean wait of all, also of those who do not wait.
    #[must_use]
    pub fn asa(&self, aht: Seconds) -> f64 {
        self.p_wait * aht.get() / self.spare()
    }

    /// Share of contacts answered within `threshold` seconds, 0 or more.
    #[must_use]
    pub fn service_level(&self, aht: Seconds, threshold: f64) -> f64 {
        1.0 - self.p_wait * self.still_waiting(aht, threshold)
    }

    /// The wait in seconds that `share` of all contacts do not exceed; infinite for a share of 1.
    #[must_use]
    pub fn wait_quantile(&self, aht: Seconds, share: Share) -> f64 {
        let above = 1.0 - share.get();
        if self.p_wait <= above {
            return 0.0;
        }
        (self.p_wait / above).ln() * aht.get() / self.spare()
    }

    /// Of those who wait, the share that waits longer than `threshold` seconds.
    pub(crate) fn still_waiting(&self, aht: Seconds, threshold: f64) -> f64 {
        (-self.spare() * (threshold / aht.get())).exp()
    }

    fn spare(&self) -> f64 {
        f64::from(self.agents) - self.load
    }
}

#[cfg(test)]
mod tests {
    use super::ErlangC;
    use crate::units::{Erlangs, Seconds, Share};

    #[test]
    fn one_agent_is_the_queue_of_the_textbook() {
        // M/M/1 with rho = 0.75: P(wait) = rho, queue = rho^2 / (1 - rho), wait = rho / (1 - rho) x AHT.
        let queue = ErlangC::new(Erlangs::new("load", 0.75).unwrap(), 1).unwrap();
        let aht = Seconds::new("aht_s", 60.0).unwrap();
        assert!((queue.p_wait() - 0.75).abs() < 1e-15);
        assert!((queue.mean_queue() - 2.25).abs() < 1e-14);
        assert!((queue.asa(aht) - 180.0).abs() < 1e-12);
        assert!((queue.service_level(aht, 0.0) - 0.25).abs() < 1e-15);
        // 1 - 0.75 exp(-0.25 t / 60) = 0.9 at t = 240 ln 7.5.
        let t = queue.wait_quantile(aht, Share::new("share", 0.9).unwrap());
        assert!((t - 240.0 * 7.5_f64.ln()).abs() < 1e-9);
        assert_eq!(queue.wait_quantile(aht, Share::new("share", 0.2).unwrap()), 0.0);
    }

    #[test]
    fn too_few_agents_are_refused_with_the_number_that_would_do() {
        let error = ErlangC::new(Erlangs::new("load", 10.0).unwrap(), 10).unwrap_err();
        assert_eq!(error.field, "agents");
        assert!(error.reason.contains("at least 11"), "{error}");
    }
}
