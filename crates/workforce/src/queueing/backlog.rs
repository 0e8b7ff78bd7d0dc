//! Mail and other work that may wait: a backlog with deadlines in business hours, not Erlang.
//!
//! Nobody holds the line, so what matters is not who waits at all but whether the pile is worked off in time. Work is a
//! stream: it comes as expected, is done in the order in which it came, and only while the team is open. A piece is late
//! when the backlog before it takes longer than the deadline, counted in open hours. The pattern (a day, a week)
//! repeats for ever; what is reported is the state in which it has settled.

use super::inverse;
use crate::Problem;
use crate::units::{Seconds, Share, not_negative};

/// What the model is, in one line.
pub const FORMULA: &str =
    "backlog in business hours: Q' = arrivals - capacity while open, first in, first out (fluid)";

/// What the model takes for granted.
pub const ASSUMPTIONS: &[&str] = &[
    "work arrives as expected, evenly within an interval; chance is left to max_occupancy",
    "the oldest piece is done first, and only during opening hours",
    "the deadline counts opening hours only; what arrives while closed arrives at the next opening",
    "the pattern repeats",
];

/// What arrives, when it is worked on, and until when it has to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Backlog {
    /// Pieces that arrive in each interval of the pattern.
    pub arrivals: Vec<f64>,
    /// For each interval whether the team is at work.
    pub open: Vec<bool>,
    /// Length of an interval.
    pub interval: Seconds,
    /// Mean handling time of a piece.
    pub aht: Seconds,
    /// Opening time within which a piece is to be done, in seconds.
    pub deadline: Seconds,
    /// Share of their working time that agents can spend on this work, at most.
    pub occupancy: Share,
    /// How many agents' whole time others can give in each interval beside their own work; empty for none.
    pub help: Vec<f64>,
}

/// How a team copes with a backlog.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct BacklogOutcome {
    /// How many agents there are during opening hours.
    pub agents: u32,
    /// Share of the pieces done within the deadline.
    pub on_time: f64,
    /// Longest wait in seconds of opening time.
    pub longest_wait_s: f64,
    /// Most pieces that wait at any time.
    pub most_waiting: f64,
    /// Share of the capacity that is used.
    pub utilisation: f64,
}

impl Backlog {
    /// Checks that the pattern can be worked on at all.
    ///
    /// # Errors
    /// Names `arrivals`, `open` or `max_occupancy`.
    pub fn check(&self) -> Result<(), Problem> {
        for value in &self.arrivals {
            not_negative("arrivals", *value)?;
        }
        if self.arrivals.is_empty() || self.arrivals.len() != self.open.len() {
            return Err(Problem::new(
                "arrivals",
                "must have one number for each interval of the pattern",
            ));
        }
        if !self.open.contains(&true) {
            return Err(Problem::new("open", "the team is never open"));
        }
        if !self.help.is_empty() && self.help.len() != self.open.len() {
            return Err(Problem::new(
                "help",
                "must have one number for each interval of the pattern",
            ));
        }
        for value in &self.help {
            not_negative("help", *value)?;
        }
        if self.occupancy.get() <= 0.0 {
            return Err(Problem::new("max_occupancy", "must be greater than zero"));
        }
        Ok(())
    }

    /// How `agents` cope. Nothing is returned when they fall behind further with each repetition.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn with(&self, agents: u32) -> Result<Option<BacklogOutcome>, Problem> {
        self.check()?;
        let pace = Pace::new(self, agents);
        let total: f64 = self.arrivals.iter().sum();
        Ok(self.settled(&pace, total, true).map(|settled| BacklogOutcome {
            agents,
            on_time: settled.share(total),
            longest_wait_s: settled.longest,
            most_waiting: settled.most,
            utilisation: if total > 0.0 {
                (total / pace.capacity()).min(1.0)
            } else {
                0.0
            },
        }))
    }

    /// Only the share done in time, which takes a fraction of the time.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn on_time(&self, agents: u32) -> Result<Option<f64>, Problem> {
        self.check()?;
        let total: f64 = self.arrivals.iter().sum();
        Ok(self
            .settled(&Pace::new(self, agents), total, false)
            .map(|settled| settled.share(total)))
    }

    fn settled(&self, pace: &Pace, total: f64, waits: bool) -> Option<State> {
        if total > pace.capacity() * (1.0 + 1e-12) {
            return None;
        }
        // From nothing, one repetition reaches the settled state: a stream that can be kept up with owes nothing to
        // what lies further back than one pattern.
        let once = self.run(pace, State::default());
        let start = self.run(pace, once.carried(false)).carried(waits);
        Some(self.run(pace, start))
    }

    /// The smallest team that does at least `share` of the work in time. All of it (1) can be asked for.
    ///
    /// # Errors
    /// As [`Self::check`], and names `aht_s` when no number of agents is enough.
    pub fn agents_for(&self, share: Share) -> Result<BacklogOutcome, Problem> {
        let met = |agents: u32| {
            Ok(self
                .on_time(agents)?
                .is_some_and(|reached| reached >= share.get() * (1.0 - 1e-12)))
        };
        let too_many = || Problem::new("aht_s", "no number of agents gets the work done in time");
        // The time that others give may be enough.
        let agents = if !self.help.is_empty() && met(0)? {
            0
        } else {
            inverse::smallest(1, met)?.ok_or_else(too_many)?
        };
        self.with(agents)?.ok_or_else(too_many)
    }

    fn run(&self, pace: &Pace, mut state: State) -> State {
        let mut clock = 0;
        for (arrivals, open) in self.arrivals.iter().zip(&self.open) {
            if *open {
                let pile = std::mem::take(&mut state.outside);
                state.pile(pile, pace, clock);
                state.flow(*arrivals, pace, clock);
                clock += 1;
            } else {
                state.outside += arrivals;
            }
        }
        state
    }
}

/// How many pieces are done in each open interval, and from any of them on until a deadline.
struct Pace {
    /// Pieces in each open interval.
    pieces: Vec<f64>,
    /// Pieces from the start of each open interval to a deadline later.
    in_time: Vec<f64>,
    interval: f64,
}

impl Pace {
    fn new(backlog: &Backlog, agents: u32) -> Self {
        let interval = backlog.interval.get();
        let own = f64::from(agents) * backlog.occupancy.get();
        let help = backlog.help.iter().copied().chain(std::iter::repeat(0.0));
        let pieces: Vec<f64> = backlog
            .open
            .iter()
            .zip(help)
            .filter(|(open, _)| **open)
            .map(|(_, help)| (own + help) * interval / backlog.aht.get())
            .collect();
        let whole: f64 = pieces.iter().sum();
        let span = backlog.deadline.get() / interval;
        #[expect(clippy::cast_precision_loss, reason = "a count of intervals")]
        let cycle = pieces.len() as f64;
        let (rounds, mut rest) = ((span / cycle).floor(), span % cycle);
        if rest >= cycle {
            rest = 0.0;
        }
        let in_time = (0..pieces.len())
            .map(|start| {
                let (mut left, mut sum) = (rest, rounds * whole);
                for piece in pieces.iter().cycle().skip(start) {
                    if left <= 0.0 {
                        break;
                    }
                    sum += piece * left.min(1.0);
                    left -= 1.0;
                }
                sum
            })
            .collect();
        Self {
            pieces,
            in_time,
            interval,
        }
    }

    fn capacity(&self) -> f64 {
        self.pieces.iter().sum()
    }

    /// What can be done in time from the start of an open interval on.
    fn limit(&self, interval: usize) -> f64 {
        let index = interval.checked_rem(self.in_time.len()).unwrap_or_default();
        self.in_time.get(index).copied().unwrap_or_default()
    }

    fn done(&self, interval: usize) -> f64 {
        self.pieces.get(interval).copied().unwrap_or_default()
    }

    /// Open time in seconds until a queue is worked off, from the start of an open interval on.
    fn wait(&self, mut queue: f64, start: usize) -> f64 {
        let whole = self.capacity();
        if queue <= 0.0 || whole <= 0.0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of intervals")]
        let mut time = (queue / whole).floor() * self.pieces.len() as f64;
        queue %= whole;
        for piece in self.pieces.iter().cycle().skip(start).take(self.pieces.len()) {
            if queue <= *piece {
                return (time + if *piece > 0.0 { queue / piece } else { 0.0 }) * self.interval;
            }
            queue -= piece;
            time += 1.0;
        }
        time * self.interval
    }
}

/// The backlog while the pattern runs.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// What waits.
    queue: f64,
    /// What arrived since the doors closed.
    outside: f64,
    /// What arrived in time to be done in time.
    on_time: f64,
    /// The longest queue.
    most: f64,
    /// Whether waits are looked at.
    waits: bool,
    /// The longest wait in seconds of opening time.
    longest: f64,
}

impl State {
    /// Only what the next repetition begins with.
    fn carried(self, waits: bool) -> Self {
        Self {
            waits,
            queue: self.queue,
            outside: self.outside,
            ..Self::default()
        }
    }

    fn share(&self, total: f64) -> f64 {
        if total > 0.0 {
            (self.on_time / total).min(1.0)
        } else {
            1.0
        }
    }

    /// `pieces` arrive at once at the start of an open interval.
    fn pile(&mut self, pieces: f64, pace: &Pace, interval: usize) {
        self.on_time += (pace.limit(interval) - self.queue).clamp(0.0, pieces);
        self.queue += pieces;
        self.look(pace, interval);
    }

    /// Pieces arrive evenly during an open interval while others are done.
    fn flow(&mut self, arrivals: f64, pace: &Pace, interval: usize) {
        let growth = arrivals - pace.done(interval);
        // What could still be done in time less what waits: a straight line within the interval, so it passes 0 at most
        // once. Where the queue is empty the line says less than the truth, but is above 0 as it should be.
        let (before, after) = (
            pace.limit(interval) - self.queue,
            pace.limit(interval + 1) - self.queue - growth,
        );
        // To the last digit, what is just in time is in time.
        let slack = 1e-9 * (self.queue + arrivals);
        let in_time = match (before >= -slack, after >= -slack) {
            (true, true) => 1.0,
            (false, false) => 0.0,
            _ => (before.max(after) / (before - after).abs()).clamp(0.0, 1.0),
        };
        self.on_time += arrivals * in_time;
        self.queue = (self.queue + growth).max(0.0);
        self.look(pace, interval + 1);
    }

    fn look(&mut self, pace: &Pace, interval: usize) {
        self.most = self.most.max(self.queue);
        if self.waits {
            let start = interval.checked_rem(pace.pieces.len()).unwrap_or_default();
            self.longest = self.longest.max(pace.wait(self.queue, start));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Backlog;
    use crate::units::{Seconds, Share};

    fn day(arrivals: Vec<f64>, open: Vec<bool>, deadline: f64) -> Backlog {
        Backlog {
            arrivals,
            open,
            interval: Seconds::new("interval_s", 3600.0).unwrap(),
            aht: Seconds::new("aht_s", 600.0).unwrap(),
            deadline: Seconds::new("deadline_s", deadline).unwrap(),
            occupancy: Share::new("max_occupancy", 1.0).unwrap(),
            help: Vec::new(),
        }
    }

    #[test]
    fn a_pile_at_the_opening_is_worked_off_as_on_paper() {
        // 24 mails wait at the opening of two hours, 6 an hour and agent: with 2 agents the last is done after 2 hours.
        let backlog = day(vec![24.0, 0.0, 0.0], vec![false, true, true], 3600.0);
        assert_eq!(backlog.with(1).unwrap(), None);
        let two = backlog.with(2).unwrap().unwrap();
        assert!((two.on_time - 0.5).abs() < 1e-12, "{two:?}");
        assert!((two.longest_wait_s - 7200.0).abs() < 1e-9);
        assert!((two.utilisation - 1.0).abs() < 1e-12);
        let share = |value| Share::new("share", value).unwrap();
        assert_eq!(backlog.agents_for(share(0.5)).unwrap().agents, 2);
        assert_eq!(backlog.agents_for(share(0.75)).unwrap().agents, 3);
        assert_eq!(backlog.agents_for(share(1.0)).unwrap().agents, 4);
    }

    #[test]
    fn what_is_left_in_the_evening_waits_for_the_morning_and_not_for_the_night() {
        // 12 an hour come in the last of two open hours; one agent does 6 an hour. The deadline is 1 open hour.
        let backlog = day(vec![0.0, 12.0, 0.0, 0.0], vec![true, true, false, false], 3600.0);
        let one = backlog.with(1).unwrap().unwrap();
        assert!(
            (one.most_waiting - 6.0).abs() < 1e-12 && (one.on_time - 1.0).abs() < 1e-12,
            "{one:?}"
        );
        let tight = Backlog {
            deadline: Seconds::new("deadline_s", 1800.0).unwrap(),
            ..backlog
        };
        assert!((tight.with(1).unwrap().unwrap().on_time - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_idle_time_of_others_counts() {
        let alone = day(vec![24.0, 0.0, 0.0], vec![false, true, true], 3600.0);
        // One agent more in the first hour only: 2 + 1 agents do 18 of 24 in it.
        let helped = Backlog {
            help: vec![0.0, 1.0, 0.0],
            ..alone.clone()
        };
        assert!((helped.with(2).unwrap().unwrap().on_time - 0.75).abs() < 1e-12);
        assert!((helped.with(2).unwrap().unwrap().longest_wait_s - 5400.0).abs() < 1e-9);
        let enough = Backlog {
            help: vec![0.0, 4.0, 0.0],
            ..alone
        };
        assert_eq!(
            enough
                .agents_for(Share::new("share", 1.0).unwrap())
                .unwrap()
                .agents,
            0
        );
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(
            day(vec![1.0], vec![false], 1.0).with(1).unwrap_err().field,
            "open"
        );
        assert_eq!(
            day(vec![-1.0], vec![true], 1.0).with(1).unwrap_err().field,
            "arrivals"
        );
        assert_eq!(day(vec![], vec![], 1.0).with(1).unwrap_err().field, "arrivals");
    }
}
