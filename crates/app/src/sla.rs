//! The clocks of conversations: every moment at which a customer begins to wait, or waits no longer, passes through here, whatever the
//! channel.
//!
//! Targets, warnings and escalation hang on these moments. What is done with them today is to measure the waits for `/metrics`:
//! `rapport_wait_seconds`, by inbox and by what was waited for.

use domain::conversations::Conversation;
use domain::{InboxId, Timestamp};

use crate::core::Work;

/// What a customer waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// That somebody takes the chat.
    Accept,
    /// The first answer of the conversation.
    FirstAnswer,
    /// A later answer.
    Answer,
}

impl Wait {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::FirstAnswer => "first_answer",
            Self::Answer => "answer",
        }
    }
}

/// A clock that stopped, because what was waited for came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stopped {
    /// Where.
    pub inbox: InboxId,
    /// For what.
    pub wait: Wait,
    /// Since when.
    pub since: Timestamp,
    /// When it came.
    pub at: Timestamp,
}

/// The clock that an answer at `now` stops; none when nobody waited. To be asked before the conversation is told of the answer.
pub(crate) fn answered(conversation: &Conversation, now: Timestamp) -> Option<Stopped> {
    let wait = if conversation.first_reply_at.is_none() {
        Wait::FirstAnswer
    } else {
        Wait::Answer
    };
    conversation.waiting_since.map(|since| Stopped {
        inbox: conversation.inbox_id,
        wait,
        since,
        at: now,
    })
}

impl Work<'_> {
    /// A clock stopped: it counts once the work is on disk.
    pub(crate) fn clock_stopped(&mut self, stopped: Stopped) {
        self.on_commit(move || record(stopped));
    }
}

fn record(stopped: Stopped) {
    let labels = [
        ("inbox", stopped.inbox.to_string()),
        ("for", stopped.wait.as_str().to_owned()),
    ];
    let seconds = stopped.at.since(stopped.since).as_secs_f64();
    metrics::histogram!("rapport_wait_seconds", &labels).record(seconds);
}

#[cfg(test)]
mod tests {
    use domain::conversations::{Priority, Status};
    use domain::{ContactId, ConversationId};

    use super::*;

    #[test]
    fn only_who_waits_is_answered() {
        let mut conversation = Conversation {
            id: ConversationId(1),
            inbox_id: InboxId(2),
            contact_id: ContactId(3),
            status: Status::Open,
            priority: Priority::Normal,
            assignee_id: None,
            team_id: None,
            last_seq: 0,
            last_customer_seq: 0,
            last_reply_seq: 0,
            waiting_since: None,
            first_reply_at: None,
            solved_at: None,
            message_count: 0,
            last_activity_at: Timestamp(5),
        };
        assert_eq!(answered(&conversation, Timestamp(9)), None, "nobody asked");
        let _ = conversation.customer_wrote(1, Timestamp(10), false);
        let _ = conversation.customer_wrote(2, Timestamp(20), false);
        let first = answered(&conversation, Timestamp(50)).map(|s| (s.wait, s.since, s.at));
        assert_eq!(
            first,
            Some((Wait::FirstAnswer, Timestamp(10), Timestamp(50))),
            "since the first word that nobody answered"
        );
        conversation.agent_replied(3, Timestamp(50));
        assert_eq!(
            answered(&conversation, Timestamp(60)),
            None,
            "a second answer ends no wait"
        );
        let _ = conversation.customer_wrote(4, Timestamp(70), false);
        let later = answered(&conversation, Timestamp(90)).map(|s| (s.wait, s.since));
        assert_eq!(later, Some((Wait::Answer, Timestamp(70))));
    }
}
