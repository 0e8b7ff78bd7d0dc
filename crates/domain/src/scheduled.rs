//! Answers that leave at a time of their own: which times are taken, and what keeps one back.

use std::time::Duration;

use crate::conversations::Status;
use crate::{Timestamp, named};

/// How far ahead an answer may be given a time. What is further away is a slip of the date field.
pub const FURTHEST: Duration = Duration::from_secs(366 * 86_400);

named! {
    /// Why an answer does not leave by itself any more.
    pub enum HeldReason("reason") {
        /// The customer wrote meanwhile.
        CustomerWrote = "customer_wrote",
        /// A colleague answered meanwhile.
        ColleagueAnswered = "colleague_answered",
        /// The conversation was marked as spam.
        Spam = "spam",
        /// The inbox cannot send.
        CannotSend = "cannot_send",
    }
}

/// A time that no answer can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTime {
    /// It is over.
    Past,
    /// It is more than a year away.
    TooFar,
}

/// Whether an answer may be given the time `at`.
///
/// # Errors
/// [`BadTime`] when it is over or more than a year away.
pub fn check_time(at: Timestamp, now: Timestamp) -> Result<(), BadTime> {
    if at <= now {
        Err(BadTime::Past)
    } else if at > now.plus(FURTHEST) {
        Err(BadTime::TooFar)
    } else {
        Ok(())
    }
}

/// Whether an answer whose time has come must stay, judged by the conversation alone.
#[must_use]
pub const fn held_by_status(status: Status) -> Option<HeldReason> {
    match status {
        Status::Spam => Some(HeldReason::Spam),
        Status::Open | Status::Pending | Status::Solved | Status::Closed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_ahead_and_within_a_year() {
        let now = Timestamp::from_seconds(1_000_000);
        assert_eq!(check_time(now, now), Err(BadTime::Past));
        assert_eq!(check_time(now.plus(Duration::from_secs(1)), now), Ok(()));
        let last = now.plus(FURTHEST);
        assert_eq!(check_time(last, now), Ok(()));
        assert_eq!(
            check_time(last.plus(Duration::from_secs(1)), now),
            Err(BadTime::TooFar)
        );
    }
}
