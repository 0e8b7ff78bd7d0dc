//! Chat: an agent talks with several customers at once, and every chat beside another makes each of them slower.
//!
//! An agent with k chats finishes k / (AHT (1 + s (k - 1))) of them a second: s is the slow-down per extra chat, 0 when
//! chats do not disturb each other, 1 when two at once take as long as one after the other. New chats go to who has
//! fewest, so with m chats all agents have m / n, rounded down or up. That makes a birth-death process whose balance is
//! exact; once all n x c places are taken it is the queue of Erlang C, or of Erlang A when customers have patience.

use super::patience::Impatient;
use super::{Targets, inverse};
use crate::Problem;
use crate::units::{Seconds, finite, shown};

/// What the model is, in one line.
pub const FORMULA: &str =
    "birth-death process with n agents x c chats (M/M(k)/nc, with patience M/M(k)/nc+M)";

/// What the model takes for granted.
pub const ASSUMPTIONS: &[&str] = &[
    "chats arrive at random (Poisson) at a constant rate, long enough for a balance",
    "a chat goes to the agent with the fewest",
    "aht_s is how long a chat takes an agent who has no other; each further chat makes all of the agent's slower by slow_down",
    "handling times, and patience where given, are exponentially distributed",
];

/// The most chats of an agent at the same time.
pub const MOST_AT_ONCE: u32 = 50;

/// The most chats of all agents at the same time.
const MOST_PLACES: u32 = 10_000_000;

/// How a team of agents handles chats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChatModel {
    /// Mean handling time of a chat that is the agent's only one.
    pub aht: Seconds,
    /// How many chats an agent has at most, 1 to [`MOST_AT_ONCE`].
    pub concurrency: u32,
    /// By how much each further chat slows all of the agent's down: 0 (not at all) to 1 (nothing is gained).
    pub slow_down: f64,
    /// Mean time that a customer waits for a free place; without it nobody gives up.
    pub patience: Option<Seconds>,
}

/// A team in balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chat {
    arrivals: f64,
    full_rate: f64,
    patience: Option<Seconds>,
    queue: Queue,
    /// Mean number of chats being handled.
    chats: f64,
    /// Mean number of agents with at least one chat.
    busy: f64,
    agents: u32,
    concurrency: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Queue {
    Nobody,
    Patient { p_wait: f64 },
    Impatient(Impatient),
}

impl ChatModel {
    /// Checks the numbers.
    ///
    /// # Errors
    /// Names `concurrency` or `slow_down`.
    pub fn check(&self) -> Result<(), Problem> {
        if !(1..=MOST_AT_ONCE).contains(&self.concurrency) {
            return Err(Problem::new(
                "concurrency",
                format!(
                    "must be between 1 and {MOST_AT_ONCE} chats at once, not {}",
                    self.concurrency
                ),
            ));
        }
        finite("slow_down", self.slow_down)?;
        if !(0.0..=1.0).contains(&self.slow_down) {
            return Err(Problem::new(
                "slow_down",
                format!("must be between 0 and 1 per extra chat, not {}", self.slow_down),
            ));
        }
        Ok(())
    }

    /// Chats finished a second by an agent who has `chats` of them.
    fn rate(&self, chats: u32) -> f64 {
        if chats == 0 {
            return 0.0;
        }
        let k = f64::from(chats);
        k / (self.aht.get() * (1.0 + self.slow_down * (k - 1.0)))
    }

    /// The team of `agents` with `arrivals` chats a second.
    ///
    /// # Errors
    /// Names `agents` when there are none, too many to be looked at one by one (10 million places), or not enough to
    /// keep up with customers who never give up; and what [`Self::check`] names.
    pub fn with(&self, arrivals: f64, agents: u32) -> Result<Chat, Problem> {
        self.check()?;
        if agents == 0 {
            return Err(Problem::new("agents", "must be at least 1"));
        }
        if u64::from(agents) * u64::from(self.concurrency) > u64::from(MOST_PLACES) {
            return Err(Problem::new(
                "agents",
                "more than 10 million chats at once are not calculated with",
            ));
        }
        let n = f64::from(agents);
        let full_rate = n * self.rate(self.concurrency);
        if self.patience.is_none() && arrivals >= full_rate {
            return Err(Problem::new(
                "agents",
                format!(
                    "{agents} agents finish at most {} chats a second and cannot keep up with {}; with patience_s the \
                     model lets customers give up",
                    shown(full_rate),
                    shown(arrivals)
                ),
            ));
        }
        // Less than a chat in the age of the universe is none, and its chances would not fit into a number.
        let arrivals = if arrivals * self.aht.get() < 1e-100 {
            0.0
        } else {
            arrivals
        };
        let balance = self.balance(arrivals, agents);
        let queue = if arrivals == 0.0 {
            Queue::Nobody
        } else if let Some(patience) = self.patience {
            let (x, y) = (full_rate * patience.get(), arrivals * patience.get());
            Queue::Impatient(Impatient::new(
                balance.odds,
                x,
                y,
                (full_rate - arrivals) * patience.get(),
            ))
        } else {
            let spare = 1.0 - arrivals / full_rate;
            Queue::Patient {
                p_wait: 1.0 / (1.0 + balance.odds * spare),
            }
        };
        let mut chat = Chat {
            arrivals,
            full_rate,
            patience: self.patience,
            queue,
            chats: 0.0,
            busy: 0.0,
            agents,
            concurrency: self.concurrency,
        };
        let free = 1.0 - chat.p_wait();
        chat.chats = free * balance.chats + chat.p_wait() * n * f64::from(self.concurrency);
        chat.busy = free * balance.busy + chat.p_wait() * n;
        Ok(chat)
    }

    /// The chances of 0, 1, 2 … chats below the last place, from the last downwards so that what counts comes first.
    fn balance(&self, arrivals: f64, agents: u32) -> Balance {
        if arrivals == 0.0 {
            return Balance {
                odds: f64::INFINITY,
                chats: 0.0,
                busy: 0.0,
            };
        }
        let (mut term, mut sum) = (1.0_f64, 0.0);
        let (mut chats, mut busy) = (0.0, 0.0);
        let mut scale = 0_i32;
        'places: for k in (1..=self.concurrency).rev() {
            let (more, fewer) = (self.rate(k), self.rate(k - 1));
            for with_more in (1..=agents).rev() {
                let rate = f64::from(with_more) * more + f64::from(agents - with_more) * fewer;
                term *= rate / arrivals;
                // Now one chat less: `with_more - 1` agents have k of them.
                sum += term;
                chats += term * (f64::from(k - 1) * f64::from(agents) + f64::from(with_more - 1));
                busy += term * f64::from(if k > 1 { agents } else { with_more - 1 });
                // Fewer chats are finished less quickly, so from here on the terms only shrink, and ever faster.
                if rate < arrivals && term < 1e-18 * sum {
                    break 'places;
                }
                if term > 1e150 {
                    (term, sum, chats, busy) = (term * 1e-150, sum * 1e-150, chats * 1e-150, busy * 1e-150);
                    scale += 1;
                }
            }
        }
        let odds = match scale {
            0 => sum,
            1 => sum * 1e150,
            _ => f64::INFINITY,
        };
        Balance {
            odds,
            chats: chats / sum,
            busy: busy / sum,
        }
    }

    /// The smallest team that meets all targets. Occupancy is that of the places.
    ///
    /// # Errors
    /// Names the target that cannot be met, and what [`Self::check`] names.
    pub fn agents_for(&self, arrivals: f64, targets: &Targets) -> Result<Chat, Problem> {
        self.check()?;
        targets.check(arrivals)?;
        if self.patience.is_none() && targets.abandon.is_some() {
            return Err(Problem::missing(
                "patience_s",
                "without it nobody gives up in this model",
            ));
        }
        let per_agent = self.rate(self.concurrency);
        let start = crate::units::whole((arrivals / per_agent).floor() + 1.0).unwrap_or(u32::MAX);
        let most = MOST_PLACES / self.concurrency;
        let met = |agents| match self.with(arrivals, agents) {
            Ok(chat) => Ok(chat.meets(targets)),
            Err(_) if agents > most => Err(inverse::too_many(targets, most)),
            Err(_) if f64::from(agents) * per_agent <= arrivals => Ok(false),
            Err(problem) => Err(problem),
        };
        let agents = inverse::smallest(start, met)?.ok_or_else(|| inverse::too_many(targets, most))?;
        self.with(arrivals, agents)
    }
}

struct Balance {
    odds: f64,
    chats: f64,
    busy: f64,
}

impl Chat {
    /// How many agents there are.
    #[must_use]
    pub const fn agents(&self) -> u32 {
        self.agents
    }

    /// Share of chats that wait for a free place.
    #[must_use]
    pub const fn p_wait(&self) -> f64 {
        match &self.queue {
            Queue::Nobody => 0.0,
            Queue::Patient { p_wait } => *p_wait,
            Queue::Impatient(queue) => queue.p_wait(),
        }
    }

    /// Share of chats whose customer gives up before an agent comes.
    #[must_use]
    pub const fn p_abandon(&self) -> f64 {
        match &self.queue {
            Queue::Impatient(queue) => queue.p_abandon(),
            Queue::Nobody | Queue::Patient { .. } => 0.0,
        }
    }

    /// Mean wait in seconds of all who come, served or not.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        match (&self.queue, self.patience) {
            (Queue::Impatient(queue), Some(patience)) => queue.p_abandon() * patience.get(),
            (Queue::Patient { p_wait }, _) => p_wait / (self.full_rate - self.arrivals),
            _ => 0.0,
        }
    }

    /// How many wait, on average over time.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.arrivals * self.mean_wait()
    }

    /// Share answered within `threshold` seconds among all who come.
    #[must_use]
    pub fn service_level(&self, threshold: f64) -> f64 {
        match (&self.queue, self.patience) {
            (Queue::Impatient(queue), Some(patience)) => queue.served_within(threshold / patience.get()),
            (Queue::Patient { p_wait }, _) => {
                1.0 - p_wait * (-(self.full_rate - self.arrivals) * threshold).exp()
            }
            _ => 1.0,
        }
    }

    /// Share of the places for chats that are taken.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        (self.chats / (f64::from(self.agents) * f64::from(self.concurrency))).min(1.0)
    }

    /// Share of their time that agents have at least one chat.
    #[must_use]
    pub fn busy(&self) -> f64 {
        (self.busy / f64::from(self.agents)).min(1.0)
    }

    /// Mean number of chats of an agent who has any.
    #[must_use]
    pub fn chats_at_once(&self) -> f64 {
        if self.busy > 0.0 {
            self.chats / self.busy
        } else {
            0.0
        }
    }

    /// How long a chat takes on average in seconds, once an agent has it.
    #[must_use]
    pub fn chat_time(&self) -> f64 {
        let served = self.arrivals * (1.0 - self.p_abandon());
        if served > 0.0 { self.chats / served } else { 0.0 }
    }

    fn meets(&self, targets: &Targets) -> bool {
        targets
            .service_level
            .is_none_or(|(share, threshold)| self.service_level(threshold) >= share.get())
            && targets.asa.is_none_or(|most| self.mean_wait() <= most)
            && targets.abandon.is_none_or(|most| self.p_abandon() <= most.get())
            && targets.occupancy_met(self.occupancy())
    }
}

#[cfg(test)]
mod tests {
    use super::{ChatModel, Targets};
    use crate::queueing::{ErlangA, ErlangC};
    use crate::units::{Erlangs, Seconds, Share};

    fn model(concurrency: u32, slow_down: f64, patience: Option<f64>) -> ChatModel {
        ChatModel {
            aht: Seconds::new("aht_s", 300.0).unwrap(),
            concurrency,
            slow_down,
            patience: patience.map(|seconds| Seconds::new("patience_s", seconds).unwrap()),
        }
    }

    #[test]
    fn one_chat_at_a_time_is_a_call() {
        let (load, aht) = (
            Erlangs::new("load", 8.0).unwrap(),
            Seconds::new("aht_s", 300.0).unwrap(),
        );
        let chat = model(1, 0.5, None).with(8.0 / 300.0, 10).unwrap();
        let call = ErlangC::new(load, 10).unwrap();
        assert!((chat.p_wait() - call.p_wait()).abs() < 1e-13);
        assert!((chat.mean_wait() - call.asa(aht)).abs() < 1e-10);
        assert!((chat.occupancy() - 0.8).abs() < 1e-13);
        let patience = Seconds::new("patience_s", 120.0).unwrap();
        let chat = model(1, 0.5, Some(120.0)).with(8.0 / 300.0, 10).unwrap();
        let call = ErlangA::new(load, 10, aht, patience).unwrap();
        assert!((chat.p_abandon() - call.p_abandon()).abs() < 1e-13);
        assert!((chat.occupancy() - call.occupancy()).abs() < 1e-13);
        assert!((chat.service_level(20.0) - call.service_level(20.0)).abs() < 1e-13);
    }

    #[test]
    fn chats_that_do_not_disturb_each_other_are_as_many_agents() {
        let chat = model(3, 0.0, None).with(20.0 / 300.0, 8).unwrap();
        let calls = ErlangC::new(Erlangs::new("load", 20.0).unwrap(), 24).unwrap();
        assert!((chat.p_wait() - calls.p_wait()).abs() < 1e-13);
        assert!((chat.chat_time() - 300.0).abs() < 1e-9);
    }

    #[test]
    fn two_chats_of_one_agent_are_as_on_paper() {
        // One agent, two at once, each half as fast again: rates 1 and 2 / 1.5 = 4/3 a unit of time; arrivals 1.
        // Chances go as 1, 1, 3/4, and then fall by 3/4 for each who waits: 1 + 1 + 3 in all.
        let chat = model(2, 0.5, None).with(1.0 / 300.0, 1).unwrap();
        assert!((chat.p_wait() - 3.0 / 5.0).abs() < 1e-14);
        assert!((chat.busy() - 4.0 / 5.0).abs() < 1e-14);
        // One or two chats: (1 + 2 x 3) / 5, and who finishes 1 a unit has each for 7/5 units.
        assert!((chat.chat_time() - 300.0 * 7.0 / 5.0).abs() < 1e-9);
        assert!((chat.chats_at_once() - 7.0 / 4.0).abs() < 1e-13);
    }

    #[test]
    fn fewer_agents_are_needed_the_more_chats_they_take_at_once() {
        let targets = Targets::service_level(Share::new("share", 0.8).unwrap(), 30.0);
        let needed = |concurrency, slow_down| {
            let chat = model(concurrency, slow_down, None)
                .agents_for(30.0 / 300.0, &targets)
                .unwrap();
            let fewer = model(concurrency, slow_down, None).with(30.0 / 300.0, chat.agents() - 1);
            assert!(fewer.is_err() || fewer.is_ok_and(|fewer| fewer.service_level(30.0) < 0.8));
            chat.agents()
        };
        assert!(
            needed(1, 0.0) > needed(2, 0.3)
                && needed(2, 0.3) > needed(2, 0.0)
                && needed(2, 0.0) > needed(4, 0.0)
        );
        assert_eq!(model(0, 0.0, None).with(1.0, 1).unwrap_err().field, "concurrency");
        assert_eq!(model(2, 1.5, None).with(1.0, 1).unwrap_err().field, "slow_down");
    }
}
