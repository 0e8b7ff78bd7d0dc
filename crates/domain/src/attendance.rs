//! Who is at work: what an agent says of the moment, and what is written down of it.

use crate::named;

named! {
    /// What an agent says of the moment.
    pub enum Activity("activity") {
        /// Works.
        Available = "available",
        /// Takes a break.
        Break = "break",
        /// Is in a meeting or a training.
        Meeting = "meeting",
    }
}

named! {
    /// What an agent who is signed in does.
    pub enum Attended("state of an agent") {
        /// Has a conversation before them, or a chat.
        Handling = "handling",
        /// Could take one.
        Ready = "ready",
        /// Has not touched the product for a while.
        Idle = "idle",
        /// Said that it is a break.
        Break = "break",
        /// Said that it is a meeting or a training.
        Meeting = "meeting",
    }
}

/// What is seen of an agent who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// What they say.
    pub activity: Activity,
    /// Whether they sit in front of a window.
    pub attentive: bool,
    /// Whether they look at a conversation, or a chat is theirs.
    pub has_work: bool,
}

impl Seen {
    /// What that is called. What an agent says counts before what is seen.
    #[must_use]
    pub const fn state(self) -> Attended {
        match (self.activity, self.attentive, self.has_work) {
            (Activity::Break, ..) => Attended::Break,
            (Activity::Meeting, ..) => Attended::Meeting,
            (Activity::Available, true, true) => Attended::Handling,
            (Activity::Available, true, false) => Attended::Ready,
            (Activity::Available, false, _) => Attended::Idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_agent_says_counts_before_what_is_seen() {
        let seen = |activity, attentive, has_work| {
            Seen {
                activity,
                attentive,
                has_work,
            }
            .state()
        };
        assert_eq!(seen(Activity::Break, true, true), Attended::Break);
        assert_eq!(seen(Activity::Meeting, false, true), Attended::Meeting);
        assert_eq!(seen(Activity::Available, true, true), Attended::Handling);
        assert_eq!(seen(Activity::Available, true, false), Attended::Ready);
        assert_eq!(seen(Activity::Available, false, true), Attended::Idle);
    }
}
