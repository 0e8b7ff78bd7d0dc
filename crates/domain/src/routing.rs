//! Who is offered what waits: the oldest first, one agent after another, nobody more than they can take.
//!
//! Everything here is decided from plain values. Who is online and how much they have is read right before, in the transaction that
//! stores the outcome.

use std::time::Duration;

use crate::{AgentId, Timestamp};

/// How long an agent has to accept what is offered.
pub const ACCEPT_WITHIN: Duration = Duration::from_secs(30);
/// An agent whose connection breaks may be back at once: an offer stays for so long.
pub const GONE_AFTER: Duration = Duration::from_secs(5);
/// Who did not answer an offer is asked again after this, if nobody else took it.
pub const AGAIN_AFTER_MISSED: Duration = Duration::from_secs(60);
/// Who declined is asked again after this, if nobody else took it.
pub const AGAIN_AFTER_DECLINED: Duration = Duration::from_secs(180);

/// An agent who could be offered something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// How many they take at the same time.
    pub limit: u32,
    /// How many they have, with what is being offered to them.
    pub load: u32,
    /// When they last took one.
    pub last_taken: Option<Timestamp>,
}

impl Candidate {
    /// Whether one more fits.
    #[must_use]
    pub const fn has_room(&self) -> bool {
        self.load < self.limit
    }
}

/// Who gets it: whoever it is meant for when there is room; else who has the smallest part of what they take, of those who has gone
/// longest without, of those the first by key. None when nobody has room.
#[must_use]
pub fn choose(candidates: &[Candidate], meant_for: Option<AgentId>) -> Option<Candidate> {
    let free = || candidates.iter().filter(|candidate| candidate.has_room());
    let meant = free().find(|candidate| Some(candidate.agent) == meant_for);
    let by_need = |a: &&Candidate, b: &&Candidate| {
        // a.load / a.limit < b.load / b.limit, without fractions.
        (u64::from(a.load) * u64::from(b.limit))
            .cmp(&(u64::from(b.load) * u64::from(a.limit)))
            .then(a.last_taken.cmp(&b.last_taken))
            .then(a.agent.cmp(&b.agent))
    };
    meant.or_else(|| free().min_by(by_need)).copied()
}

/// What has to be done with an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferState {
    /// Wait until this.
    Open(Timestamp),
    /// Nobody answered: it goes to the next.
    Missed,
}

/// Whether an offer made at `offered_at` still stands; an agent who is no longer there is not waited for.
#[must_use]
pub fn offer(offered_at: Timestamp, is_online: bool, now: Timestamp) -> OfferState {
    let until = offered_at.plus(if is_online { ACCEPT_WITHIN } else { GONE_AFTER });
    if until <= now {
        OfferState::Missed
    } else {
        OfferState::Open(until)
    }
}

/// Accepts that are looked at for an estimate.
pub const ESTIMATED_FROM: u32 = 20;
/// What was accepted longer ago says nothing about now.
pub const ESTIMATED_WITHIN: Duration = Duration::from_secs(2 * 3600);
/// Fewer accepts are no basis.
const LEAST_ACCEPTS: usize = 3;

/// How long whoever is at this place of the queue (1 for the next) will wait: as many times the usual pause between two accepts as
/// there are before them. The middle one of the pauses is taken, so that a quiet half hour does not look like slow work. None when
/// too little was accepted lately to say anything.
#[must_use]
pub fn estimate(accepted: &[Timestamp], place: u32) -> Option<Duration> {
    if accepted.len() < LEAST_ACCEPTS {
        return None;
    }
    let mut sorted = accepted.to_vec();
    sorted.sort_unstable();
    let mut pauses: Vec<Duration> = sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .map(|(before, after)| after.since(*before))
        .collect();
    pauses.sort_unstable();
    let middle = pauses.get(pauses.len() / 2)?;
    middle.checked_mul(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(agent: i64, load: u32, limit: u32, last_taken: Option<i64>) -> Candidate {
        Candidate {
            agent: AgentId(agent),
            limit,
            load,
            last_taken: last_taken.map(Timestamp::from_seconds),
        }
    }

    fn chosen(candidates: &[Candidate], meant_for: Option<i64>) -> Option<i64> {
        choose(candidates, meant_for.map(AgentId)).map(|candidate| candidate.agent.get())
    }

    #[test]
    fn nobody_gets_more_than_they_take() {
        assert_eq!(chosen(&[], None), None);
        let full = candidate(1, 3, 3, None);
        assert_eq!(chosen(&[full], None), None);
        assert_eq!(chosen(&[full], Some(1)), None);
        assert_eq!(chosen(&[full, candidate(2, 9, 10, None)], Some(1)), Some(2));
        assert_eq!(chosen(&[candidate(1, 0, 0, None)], None), None);
    }

    #[test]
    fn the_least_busy_is_asked_first_then_who_has_waited_longest() {
        let half = candidate(1, 1, 2, None);
        let third = candidate(2, 2, 6, Some(100));
        assert_eq!(chosen(&[half, third], None), Some(2));
        let (early, late, never) = (
            candidate(5, 0, 3, Some(10)),
            candidate(4, 0, 3, Some(20)),
            candidate(6, 0, 3, None),
        );
        assert_eq!(chosen(&[late, early], None), Some(5));
        assert_eq!(chosen(&[late, early, never], None), Some(6));
        let twins = [candidate(9, 0, 3, None), candidate(8, 0, 3, None)];
        assert_eq!(chosen(&twins, None), Some(8));
    }

    #[test]
    fn whom_it_is_meant_for_comes_before_who_has_less() {
        let all = [candidate(1, 2, 3, None), candidate(2, 0, 3, None)];
        assert_eq!(chosen(&all, Some(1)), Some(1));
        assert_eq!(chosen(&all, Some(3)), Some(2), "is not there");
    }

    #[test]
    fn an_offer_stands_for_half_a_minute_and_shorter_for_who_went() {
        let at = Timestamp::from_seconds(1_000);
        let later = |seconds: i64| Timestamp::from_seconds(1_000 + seconds);
        assert_eq!(offer(at, true, later(29)), OfferState::Open(later(30)));
        assert_eq!(offer(at, true, later(30)), OfferState::Missed);
        assert_eq!(offer(at, false, later(4)), OfferState::Open(later(5)));
        assert_eq!(offer(at, false, later(5)), OfferState::Missed);
    }

    #[test]
    fn an_estimate_follows_the_usual_pause_and_the_place() {
        let at = |seconds: &[i64]| -> Vec<Timestamp> {
            seconds.iter().map(|s| Timestamp::from_seconds(*s)).collect()
        };
        assert_eq!(estimate(&at(&[0, 60]), 1), None, "too little to go by");
        // A pause of an hour among others of a minute.
        let accepted = at(&[4_000, 0, 60, 120, 3_940]);
        assert_eq!(estimate(&accepted, 1), Some(Duration::from_secs(60)));
        assert_eq!(estimate(&accepted, 4), Some(Duration::from_secs(240)));
    }
}
