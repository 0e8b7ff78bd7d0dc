//! What is simulated: channels with their customers, teams with their shifts, and how often it is played.
//!
//! Times are seconds. Shifts, rates and recorded arrivals are given for one period (usually a day or a week), which
//! repeats.

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use super::Distribution;

/// A contact centre for one period that repeats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Length of the period in seconds, a multiple of `interval_s`: 86,400 for a day, 604,800 for a week.
    pub period_s: f64,
    /// Length of the intervals in which rates are given and results told, in seconds; at least 60.
    pub interval_s: f64,
    /// Streams of contacts, 1 to 64. A channel in two languages is two streams with different `needs`.
    pub channels: Vec<Channel>,
    /// Who works; at least one team.
    pub teams: Vec<Team>,
    /// Whom the router asks first.
    #[serde(default)]
    pub routing: Routing,
}

/// One stream of contacts that wait in one queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// Name for the report.
    pub name: String,
    /// Skills that an agent must have, all of them.
    #[serde(default)]
    pub needs: Skills,
    /// Lower is served first; among equals who waits longest.
    #[serde(default)]
    pub priority: u8,
    /// How contacts come in.
    pub arrivals: Arrivals,
    /// Seconds of work per contact, wrap-up included, when the agent does nothing beside it.
    pub handling: Distribution,
    /// Whether customers wait at the other end.
    pub service: Service,
    /// Share of arrivals that a bot resolves, so that no agent sees them; 0 to 1.
    #[serde(default)]
    pub deflection: f64,
    /// Where contacts go on after they were handled; shares add up to at most 1.
    #[serde(default)]
    pub transfers: Vec<Transfer>,
    /// Where customers turn who gave up waiting; this channel itself stands for calling again.
    #[serde(default)]
    pub after_abandoning: Vec<Transfer>,
}

/// How a channel is worked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// The customer waits on the line or in the chat.
    Live {
        /// How many of them one agent can hold at once: 1 for calls, 3 for chats. Contacts of different channels share an
        /// agent as long as their parts (1 / `at_once`) add up to at most one. 1 to 12.
        at_once: u8,
        /// How much slower a contact gets for each other live one that the agent holds: with 0.2 and three chats, each
        /// takes 1.4 times as long while all three are there. 0 for calls.
        slow_down: f64,
        /// How long customers wait before they give up; nobody gives up when absent.
        patience: Option<Distribution>,
        /// Answered within so many seconds counts for the service level.
        threshold_s: f64,
    },
    /// Mail and other work that waits in a backlog, taken by agents who hold nothing else, the earliest deadline first.
    Deferred {
        /// Finished within so many seconds counts for the service level.
        deadline_s: f64,
        /// When given, only these hours of the period count towards the deadline (business hours).
        #[serde(default)]
        counts: Option<Vec<Span>>,
        /// Whether an agent puts it aside for a live contact and goes on later. Otherwise whoever works on it is taken.
        interruptible: bool,
    },
}

/// How contacts come in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// Poisson with a rate for each interval of the period.
    Poisson {
        /// Expected contacts in each interval; one value for each interval of the period.
        per_interval: Vec<f64>,
        /// Coefficient of variation of a factor (gamma, mean 1) that each period is multiplied with: real days vary more
        /// than Poisson. 0 for none.
        #[serde(default)]
        variation: f64,
    },
    /// Independent times between arrivals; exponential ones are Poisson at one rate.
    Renewal {
        /// Seconds between two arrivals, with a positive mean.
        between: Distribution,
    },
    /// Replayed as recorded: one list per period, played in turn.
    Recorded {
        /// Contacts of each recorded period, in any order.
        periods: Vec<Vec<Recorded>>,
    },
}

/// One contact that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// When it came, in seconds from the beginning of its period.
    pub at_s: f64,
    /// How long it took to handle, in seconds; drawn from the channel's distribution when absent.
    #[serde(default)]
    pub handling_s: Option<f64>,
}

/// A share of contacts that turns up in another channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// Index of the channel in [`Scenario::channels`].
    pub to: usize,
    /// Share of contacts, 0 to 1.
    pub share: f64,
    /// Mean of the exponential time until it arrives there, in seconds; 0 for at once.
    #[serde(default)]
    pub delay_s: f64,
}

/// Agents who have the same skills and shifts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// Name for the report.
    pub name: String,
    /// How many agents.
    pub agents: u32,
    /// What they can do.
    #[serde(default)]
    pub skills: Skills,
    /// When they work, within the period; a shift may run over its end into the next. Always, when empty.
    #[serde(default)]
    pub shifts: Vec<Shift>,
    /// What takes agents away beside breaks.
    #[serde(default)]
    pub shrinkage: Shrinkage,
}

/// A piece of work with its breaks. What an agent holds at the beginning of a break or the end of a shift is finished first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Beginning and end in seconds of the period; the end may be up to a day past the period's.
    pub work: Span,
    /// Breaks inside it.
    #[serde(default)]
    pub breaks: Vec<Span>,
}

/// From and until, in seconds; `from_s` < `until_s`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// First second.
    pub from_s: f64,
    /// First second after it.
    pub until_s: f64,
}

impl Span {
    /// From `from_s` until `until_s`.
    #[must_use]
    pub const fn new(from_s: f64, until_s: f64) -> Self {
        Self { from_s, until_s }
    }
}

/// What takes agents away beside planned breaks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shrinkage {
    /// Probability that a shift is not worked at all (illness, leave), 0 to below 1.
    pub absence: f64,
    /// Share of the shift that is lost in pauses at random times, 0 to below 1.
    pub in_shift: f64,
    /// Mean of the exponential length of such a pause, in seconds; positive.
    pub pause_s: f64,
}

impl Default for Shrinkage {
    fn default() -> Self {
        Self {
            absence: 0.0,
            in_shift: 0.0,
            pause_s: 300.0,
        }
    }
}

/// Whom the router asks first. Agents who hold less come first in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// Who can serve the fewest channels, then who was idle longest: keeps generalists free.
    #[default]
    SpecialistsFirst,
    /// Who was idle longest.
    LongestIdle,
}

/// A set of skills, numbered 0 to 63.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Skills(pub u64);

impl Skills {
    /// No skill.
    pub const NONE: Self = Self(0);

    /// With skill number `skill` (modulo 64) as well.
    #[must_use]
    pub const fn with(self, skill: u32) -> Self {
        Self(self.0 | 1_u64.wrapping_shl(skill))
    }

    /// Whether every one of `others` is in it.
    #[must_use]
    pub const fn has_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}

/// How often and how long it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Same seed, same report.
    pub seed: u64,
    /// Independent replications, each of which begins empty; confidence intervals need at least 2, better 20.
    pub replications: u32,
    /// Periods at the beginning of each replication that are not measured, so that it does not begin empty.
    pub warm_up_periods: u32,
    /// Periods of each replication that are measured; at least 1.
    pub periods: u32,
    /// At most so many threads; as many as the machine has cores when absent.
    pub threads: Option<NonZeroUsize>,
}

impl Run {
    /// More contacts than this in one call are refused: it would take minutes.
    pub const MAX_CONTACTS: f64 = 1e9;
    /// More contacts than this in one replication are refused: all could be waiting at once.
    pub const MAX_CONTACTS_IN_REPLICATION: f64 = 2e7;

    /// `days` independent days that begin and end empty-handed, as in a centre that closes at night.
    #[must_use]
    pub const fn days(days: u32, seed: u64) -> Self {
        Self {
            seed,
            replications: days,
            warm_up_periods: 0,
            periods: 1,
            threads: None,
        }
    }
}
