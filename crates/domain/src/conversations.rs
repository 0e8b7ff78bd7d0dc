//! The life of a conversation: states, and what each happening does to them. All of it is pure; use cases store the result.

use crate::{AgentId, ContactId, ConversationId, InboxId, TeamId, Timestamp, named};

named! {
    /// Where a conversation stands.
    pub enum Status("status") {
        /// Someone of us must do something.
        Open = "open",
        /// We wait for the customer or a third party.
        Pending = "pending",
        /// Done; the customer may come back and reopens it.
        Solved = "solved",
        /// Filed away; the customer may still come back.
        Closed = "closed",
        /// Unwanted; stays so whatever comes.
        Spam = "spam",
    }
}

impl Status {
    /// Whether it still needs an end: what "active" lists show.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Open | Self::Pending)
    }
}

named! {
    /// How urgent a conversation is.
    pub enum Priority("priority") {
        /// Can wait.
        Low = "low",
        /// As usual.
        Normal = "normal",
        /// Before others.
        High = "high",
        /// Now.
        Urgent = "urgent",
    }
}

named! {
    /// What a timeline entry tells.
    pub enum EntryKind("kind of entry") {
        /// The conversation began.
        Created = "created",
        /// A message in or out.
        Message = "message",
        /// A note among colleagues.
        Note = "note",
        /// It was given to an agent, or taken from one.
        Assigned = "assigned",
        /// It was given to a team, or taken from one.
        TeamChanged = "team_changed",
        /// Its status changed.
        StatusChanged = "status_changed",
        /// Its priority changed.
        PriorityChanged = "priority_changed",
        /// A tag was put on it.
        TagAdded = "tag_added",
        /// A tag was taken off.
        TagRemoved = "tag_removed",
        /// Its subject changed.
        SubjectChanged = "subject_changed",
        /// One of its attributes was set, changed or cleared.
        AttributeChanged = "attribute_changed",
        /// An answer could not be sent for good.
        DeliveryFailed = "delivery_failed",
        /// An answer came back.
        Bounced = "bounced",
        /// An answer was taken back before it left.
        Cancelled = "cancelled",
        /// An answer was given a time at which it leaves.
        Scheduled = "scheduled",
        /// An answer that had a time was taken back.
        ScheduleCancelled = "schedule_cancelled",
        /// An answer that had a time does not leave by itself any more.
        ScheduleHeld = "schedule_held",
        /// An agent came into the chat beside the one whose it is, so that the visitor knows.
        AgentJoined = "agent_joined",
        /// An agent who had joined left the chat.
        AgentLeft = "agent_left",
        /// The chat ended.
        ChatEnded = "chat_ended",
        /// The visitor wrote in a chat that had ended.
        ChatReopened = "chat_reopened",
        /// Answers of the chat went on as mail, or the chat was mailed to the visitor.
        ChatMailed = "chat_mailed",
        /// The visitor said how the chat was.
        ChatRated = "chat_rated",
    }
}

impl EntryKind {
    /// Whether the visitor of a chat may be told of such an entry at all. Not of notes, tags, priorities: they are among colleagues.
    #[must_use]
    pub const fn concerns_visitors(self) -> bool {
        match self {
            Self::Message
            | Self::Assigned
            | Self::TeamChanged
            | Self::AgentJoined
            | Self::AgentLeft
            | Self::ChatEnded
            | Self::ChatReopened
            | Self::ChatMailed
            | Self::ChatRated => true,
            Self::Created
            | Self::Note
            | Self::StatusChanged
            | Self::PriorityChanged
            | Self::TagAdded
            | Self::TagRemoved
            | Self::SubjectChanged
            | Self::AttributeChanged
            | Self::DeliveryFailed
            | Self::Bounced
            | Self::Cancelled
            | Self::Scheduled
            | Self::ScheduleCancelled
            | Self::ScheduleHeld => false,
        }
    }
}

/// The kind of a message that was forwarded to somebody else.
pub const FORWARD: &str = "forward";
/// The kind of a mail by which answers of a chat went on after its visitor had left; they stand in the conversation themselves.
pub const CHAT_MAIL: &str = "chat_mail";
/// The kind of a message from or to somebody whom the conversation was forwarded to, and who has no other part in it.
pub const THIRD_PARTY: &str = "third_party";

named! {
    /// Which way a message went.
    pub enum Direction("direction") {
        /// From the customer.
        In = "in",
        /// To the customer.
        Out = "out",
        /// Among colleagues.
        Note = "note",
    }
}

named! {
    /// Where a message is on its way.
    pub enum Delivery("delivery state") {
        /// It came in, or is a note.
        Received = "received",
        /// It waits for its turn and may be taken back until then.
        Queued = "queued",
        /// It is being handed to the mail server.
        Sending = "sending",
        /// The mail server took it.
        Sent = "sent",
        /// It could not be sent for good.
        Failed = "failed",
        /// It was sent and came back.
        Bounced = "bounced",
        /// It was taken back.
        Cancelled = "cancelled",
    }
}

/// What rules look at and change; the rest of the row does not concern them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Key.
    pub id: ConversationId,
    /// Inbox it came to.
    pub inbox_id: InboxId,
    /// Customer.
    pub contact_id: ContactId,
    /// Where it stands.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// Whose it is.
    pub assignee_id: Option<AgentId>,
    /// Which team has it.
    pub team_id: Option<TeamId>,
    /// Last entry of the timeline.
    pub last_seq: i64,
    /// Last message from the customer, 0 for none.
    pub last_customer_seq: i64,
    /// Last answer, 0 for none.
    pub last_reply_seq: i64,
    /// Since when the customer waits.
    pub waiting_since: Option<Timestamp>,
    /// First human answer.
    pub first_reply_at: Option<Timestamp>,
    /// When it was last solved.
    pub solved_at: Option<Timestamp>,
    /// Messages in and out.
    pub message_count: i64,
    /// What list order follows.
    pub last_activity_at: Timestamp,
}

/// A change that becomes a timeline entry: the names before and after are put in by the use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another assignee.
    Assigned {
        /// Before.
        from: Option<AgentId>,
        /// After.
        to: Option<AgentId>,
    },
    /// Another team.
    Team {
        /// Before.
        from: Option<TeamId>,
        /// After.
        to: Option<TeamId>,
    },
    /// Another status.
    Status {
        /// Before.
        from: Status,
        /// After.
        to: Status,
    },
    /// Another priority.
    Priority {
        /// Before.
        from: Priority,
        /// After.
        to: Priority,
    },
}

impl Change {
    /// The kind of entry that tells of the change.
    #[must_use]
    pub const fn entry_kind(&self) -> EntryKind {
        match self {
            Self::Assigned { .. } => EntryKind::Assigned,
            Self::Team { .. } => EntryKind::TeamChanged,
            Self::Status { .. } => EntryKind::StatusChanged,
            Self::Priority { .. } => EntryKind::PriorityChanged,
        }
    }
}

impl Conversation {
    /// The number of the next timeline entry, which thereby is taken.
    pub fn next_seq(&mut self) -> i64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Gives it to `agent`; nothing happens when it is already theirs.
    pub fn assign(&mut self, agent: Option<AgentId>) -> Option<Change> {
        let from = std::mem::replace(&mut self.assignee_id, agent);
        (from != agent).then_some(Change::Assigned { from, to: agent })
    }

    /// Gives it to `team`; nothing happens when it is already theirs.
    pub fn move_to_team(&mut self, team: Option<TeamId>) -> Option<Change> {
        let from = std::mem::replace(&mut self.team_id, team);
        (from != team).then_some(Change::Team { from, to: team })
    }

    /// Sets the priority; nothing happens when it is already so.
    pub fn set_priority(&mut self, priority: Priority) -> Option<Change> {
        let from = std::mem::replace(&mut self.priority, priority);
        (from != priority).then_some(Change::Priority { from, to: priority })
    }

    /// Sets the status. Solving, closing and marking as spam end the customer's wait; opening again does not begin one, because
    /// nobody asked anew.
    pub fn set_status(&mut self, status: Status, now: Timestamp) -> Option<Change> {
        let from = std::mem::replace(&mut self.status, status);
        if from == status {
            return None;
        }
        if !status.is_active() {
            self.waiting_since = None;
        }
        if status == Status::Solved {
            self.solved_at = Some(now);
        }
        Some(Change::Status { from, to: status })
    }

    /// A message of the customer came in at `now` as entry `seq`. It reopens what was pending, solved or closed; spam stays spam.
    /// Automatic answers neither reopen nor start a wait: nobody asked.
    pub fn customer_wrote(&mut self, seq: i64, now: Timestamp, automatic: bool) -> Option<Change> {
        self.message_count += 1;
        self.last_activity_at = now;
        if automatic {
            return None;
        }
        self.last_customer_seq = seq;
        if self.status == Status::Spam {
            return None;
        }
        // The wait counts from the first unanswered message: writing again must not make it look shorter.
        self.waiting_since.get_or_insert(now);
        if self.status == Status::Open {
            None
        } else {
            self.set_status(Status::Open, now)
        }
    }

    /// An agent answered at `now` as entry `seq`: the wait is over.
    pub fn agent_replied(&mut self, seq: i64, now: Timestamp) {
        self.message_count += 1;
        self.last_activity_at = now;
        self.last_reply_seq = seq;
        self.waiting_since = None;
        self.first_reply_at.get_or_insert(now);
    }

    /// A message to or from somebody else than the customer's side came or went at `now`: nobody's wait begins or ends.
    pub fn spoke_aside(&mut self, now: Timestamp) {
        self.message_count += 1;
        self.last_activity_at = now;
    }

    /// Somebody whom the conversation was forwarded to wrote at `now`: one of us must read it, but the customer waits neither more nor
    /// less.
    pub fn third_party_wrote(&mut self, now: Timestamp) -> Option<Change> {
        self.spoke_aside(now);
        if self.status == Status::Spam {
            return None;
        }
        self.set_status(Status::Open, now)
    }

    /// An answer was taken back before it left: the customer waits again, since `waiting_since`, when nothing was said to them after
    /// that.
    pub fn reply_cancelled(&mut self, waiting_since: Option<Timestamp>) {
        self.message_count = (self.message_count - 1).max(0);
        if self.status.is_active() {
            self.waiting_since = waiting_since;
        }
    }

    /// Whether a colleague answered after the agent last looked.
    #[must_use]
    pub const fn answered_since(&self, seen_seq: i64) -> bool {
        self.last_reply_seq > seen_seq
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation() -> Conversation {
        Conversation {
            id: ConversationId(1),
            inbox_id: InboxId(1),
            contact_id: ContactId(1),
            status: Status::Open,
            priority: Priority::Normal,
            assignee_id: None,
            team_id: None,
            last_seq: 1,
            last_customer_seq: 0,
            last_reply_seq: 0,
            waiting_since: None,
            first_reply_at: None,
            solved_at: None,
            message_count: 0,
            last_activity_at: Timestamp(0),
        }
    }

    #[test]
    fn the_wait_counts_from_the_first_unanswered_message() {
        let mut c = conversation();
        c.customer_wrote(2, Timestamp(10), false);
        c.customer_wrote(3, Timestamp(20), false);
        assert_eq!(c.waiting_since, Some(Timestamp(10)));
        c.agent_replied(4, Timestamp(30));
        assert_eq!((c.waiting_since, c.first_reply_at), (None, Some(Timestamp(30))));
        c.agent_replied(5, Timestamp(40));
        assert_eq!(
            c.first_reply_at,
            Some(Timestamp(30)),
            "the first answer stays the first"
        );
        assert!(c.answered_since(4) && !c.answered_since(5));
    }

    #[test]
    fn a_customer_reopens_what_was_solved_but_not_spam() {
        for status in [Status::Pending, Status::Solved, Status::Closed] {
            let mut c = conversation();
            c.set_status(status, Timestamp(1));
            let change = c.customer_wrote(2, Timestamp(5), false);
            assert_eq!(
                change,
                Some(Change::Status {
                    from: status,
                    to: Status::Open
                })
            );
        }
        let mut c = conversation();
        c.set_status(Status::Spam, Timestamp(1));
        assert_eq!(c.customer_wrote(2, Timestamp(5), false), None);
        assert_eq!((c.status, c.waiting_since), (Status::Spam, None));
    }

    #[test]
    fn an_automatic_answer_does_not_reopen() {
        let mut c = conversation();
        c.set_status(Status::Solved, Timestamp(1));
        assert_eq!(c.customer_wrote(2, Timestamp(5), true), None);
        assert_eq!(
            (c.status, c.waiting_since, c.last_customer_seq),
            (Status::Solved, None, 0)
        );
    }

    #[test]
    fn a_third_party_reopens_without_a_wait() {
        let mut c = conversation();
        c.customer_wrote(2, Timestamp(10), false);
        c.spoke_aside(Timestamp(20));
        assert_eq!((c.waiting_since, c.message_count), (Some(Timestamp(10)), 2));
        c.set_status(Status::Pending, Timestamp(25));
        assert!(c.third_party_wrote(Timestamp(30)).is_some());
        assert_eq!((c.status, c.waiting_since), (Status::Open, Some(Timestamp(10))));
        assert_eq!((c.last_customer_seq, c.last_reply_seq), (2, 0));
        c.set_status(Status::Spam, Timestamp(40));
        assert_eq!(c.third_party_wrote(Timestamp(50)), None);
    }

    #[test]
    fn the_same_again_is_no_change() {
        let mut c = conversation();
        assert_eq!(c.assign(None), None);
        assert!(c.assign(Some(AgentId(3))).is_some());
        assert_eq!(c.assign(Some(AgentId(3))), None);
        assert_eq!(c.set_priority(Priority::Normal), None);
        assert_eq!(c.set_status(Status::Open, Timestamp(9)), None);
    }
}
