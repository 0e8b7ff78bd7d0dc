//! Rosters of real people: when somebody works, and what may stand beside it.

use std::time::Duration;

use crate::{Timestamp, named};

/// Least time between two shifts: directive 2003/88/EC, article 3.
pub const REST: Duration = Duration::from_secs(11 * 3600);
/// The longest shift in minutes.
pub const LONGEST: u32 = 24 * 60;
/// The shortest shift in minutes.
pub const SHORTEST: u32 = 30;
/// The longest meeting or training in minutes.
pub const LONGEST_MEETING: u32 = 12 * 60;
/// The shortest meeting in minutes.
pub const SHORTEST_MEETING: u32 = 5;
/// Whoever works for longer than so many minutes has a break: directive 2003/88/EC, article 4.
const WITHOUT_PAUSE: u32 = 6 * 60;
/// Minutes of a usual break.
const PAUSE: u32 = 30;

named! {
    /// Who may see a shift.
    pub enum ShiftState("state of a shift") {
        /// Those who make rosters.
        Draft = "draft",
        /// Everybody.
        Published = "published",
    }
}

named! {
    /// What is planned at work beside customers.
    pub enum MeetingKind("kind of meeting") {
        /// A meeting.
        Meeting = "meeting",
        /// A training.
        Training = "training",
    }
}

named! {
    /// How far a request for leave is.
    pub enum LeaveState("state of a request for leave") {
        /// Nobody decided yet.
        Asked = "asked",
        /// Nobody is planned on these days.
        Granted = "granted",
        /// They are days like others.
        Refused = "refused",
        /// The agent does not want it any more.
        Withdrawn = "withdrawn",
    }
}

named! {
    /// How far the swap of a shift is.
    pub enum SwapState("state of a swap") {
        /// Nobody took it yet.
        Asked = "asked",
        /// A colleague would work it.
        Accepted = "accepted",
        /// The colleague works it.
        Approved = "approved",
        /// The owner works it.
        Refused = "refused",
        /// The owner does not want it any more, or the shift became another one.
        Withdrawn = "withdrawn",
    }
}

/// A time at work, its end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Beginning.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
}

impl Span {
    /// Length in whole minutes.
    #[must_use]
    pub fn minutes(self) -> u32 {
        u32::try_from(self.end.since(self.start).as_secs() / 60).unwrap_or(u32::MAX)
    }

    /// Whether there is an instant in both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether the rest between them, whichever comes first, is as long as the law wants.
    #[must_use]
    pub fn rests_from(self, other: Self) -> bool {
        other.start >= self.end.plus(REST) || self.start >= other.end.plus(REST)
    }
}

/// A break in a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pause {
    /// Minutes from the beginning of the shift.
    pub after: u32,
    /// Length in minutes; 0 for none.
    pub minutes: u32,
    /// Whether it is paid.
    pub paid: bool,
}

impl Pause {
    /// A break of some length in the middle of a shift, on the quarter of an hour; none when the shift is no longer than it.
    #[must_use]
    pub const fn in_the_middle(shift: u32, minutes: u32, paid: bool) -> Self {
        if minutes == 0 || minutes >= shift {
            return Self {
                after: 0,
                minutes: 0,
                paid,
            };
        }
        Self {
            after: (shift - minutes) / 2 / 15 * 15,
            minutes,
            paid,
        }
    }

    /// The break that a shift of so many minutes has unless another one is asked for.
    #[must_use]
    pub const fn usual(shift: u32) -> Self {
        let minutes = if shift > WITHOUT_PAUSE { PAUSE } else { 0 };
        Self::in_the_middle(shift, minutes, false)
    }

    /// Minutes of a shift that are paid.
    #[must_use]
    pub const fn paid_of(self, shift: u32) -> u32 {
        if self.paid {
            shift
        } else {
            shift.saturating_sub(self.minutes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64) -> Span {
        Span {
            start: Timestamp::from_seconds(from * 3600),
            end: Timestamp::from_seconds(to * 3600),
        }
    }

    #[test]
    fn what_touches_does_not_overlap() {
        assert!(span(8, 16).overlaps(span(15, 20)));
        assert!(span(8, 16).overlaps(span(9, 10)));
        assert!(!span(8, 16).overlaps(span(16, 20)));
        assert_eq!(span(8, 16).minutes(), 480);
    }

    #[test]
    fn eleven_hours_are_rest_in_both_directions() {
        assert!(span(8, 16).rests_from(span(27, 35)));
        assert!(span(27, 35).rests_from(span(8, 16)));
        assert!(!span(8, 16).rests_from(span(26, 35)));
        assert!(!span(26, 35).rests_from(span(8, 16)));
        assert!(!span(8, 16).rests_from(span(9, 10)));
    }

    #[test]
    fn long_shifts_have_a_break_in_the_middle() {
        assert_eq!(Pause::usual(360).minutes, 0);
        assert_eq!(
            Pause::usual(510),
            Pause {
                after: 240,
                minutes: 30,
                paid: false
            }
        );
        assert_eq!(Pause::usual(510).paid_of(510), 480);
        assert_eq!(Pause::in_the_middle(510, 30, true).paid_of(510), 510);
        assert_eq!(Pause::in_the_middle(60, 60, false).minutes, 0);
    }
}
