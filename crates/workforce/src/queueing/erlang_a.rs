//! Erlang A: who finds all agents busy waits until served or out of patience (M/M/n+M).
//!
//! With x = n x patience / AHT, y = a x patience / AHT and A = 1 + sum over j of y^j / ((x + 1) … (x + j)):
//! P(wait) = A B / (1 + (A - 1) B), P(give up) = mean number waiting / y, mean wait = P(give up) x patience.
//! There is an answer for any load: an overloaded team loses customers, but the queue does not grow without end.

use super::erlang_b::odds_free;
use super::patience::Impatient;
use crate::Problem;
use crate::units::{Erlangs, Seconds, Share};

/// What Erlang A is, in one line.
pub const FORMULA: &str = "Erlang A (M/M/n+M)";

/// What Erlang A takes for granted.
pub const ASSUMPTIONS: &[&str] = &[
    "contacts arrive at random (Poisson) at a constant rate, long enough for a balance",
    "handling times and patience are exponentially distributed",
    "who gives up does not try again",
    "first come, first served, and every agent can take every contact",
];

/// A queue with patience, in balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    load: f64,
    agents: u32,
    aht: f64,
    patience: f64,
    queue: Option<Impatient>,
}

impl ErlangA {
    /// The queue of `agents` under `load`, each contact taking `aht` and each customer waiting at most `patience`,
    /// both on average.
    ///
    /// # Errors
    /// Names `agents` when there are none.
    pub fn new(load: Erlangs, agents: u32, aht: Seconds, patience: Seconds) -> Result<Self, Problem> {
        if agents == 0 {
            return Err(Problem::new("agents", "must be at least 1"));
        }
        let a = load.get();
        let per = patience.get() / aht.get();
        let n = f64::from(agents);
        let queue = (a > 0.0).then(|| Impatient::new(odds_free(a, agents), n * per, a * per, (n - a) * per));
        Ok(Self {
            load: a,
            agents,
            aht: aht.get(),
            patience: patience.get(),
            queue,
        })
    }

    /// How many agents there are.
    #[must_use]
    pub const fn agents(&self) -> u32 {
        self.agents
    }

    /// Share of contacts that have to wait.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        self.queue.map_or(0.0, |queue| queue.p_wait())
    }

    /// Share of contacts whose customer gives up.
    #[must_use]
    pub fn p_abandon(&self) -> f64 {
        self.queue.map_or(0.0, |queue| queue.p_abandon())
    }

    /// Mean wait in seconds over all who arrive, served or not.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.p_abandon() * self.patience
    }

    /// How many wait, on average over time.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.load * (self.mean_wait() / self.aht)
    }

    /// Share of their time that agents are busy.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        self.queue
            .map_or(0.0, |queue| queue.occupancy(self.load, f64::from(self.agents)))
    }

    /// Share served within `threshold` seconds, 0 or more, among all who arrive.
    #[must_use]
    pub fn service_level(&self, threshold: f64) -> f64 {
        self.queue
            .map_or(1.0, |queue| queue.served_within(threshold / self.patience))
    }

    /// The wait in seconds, served or not, that `share` of all contacts do not exceed; infinite for a share of 1.
    #[must_use]
    pub fn wait_quantile(&self, share: Share) -> f64 {
        self.queue.map_or(0.0, |queue| {
            queue.wait_exceeded_by(1.0 - share.get()) * self.patience
        })
    }
}
