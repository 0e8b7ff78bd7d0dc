//! The hints themselves.
//!
//! A hint says that something changed and where to read it, never the content: the database is the truth, and a hint
//! that is lost, doubled or late must do no harm. So every event can be applied twice, and none carries a customer's
//! words. Fields are only ever added; a node or browser that does not know an event ignores it.

use domain::{AgentId, ConversationId, InboxId, MessageId, TeamId};
use serde::{Deserialize, Serialize};

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The head of a conversation changed: lists and the open conversation re-read it. Publish it to the conversation,
    /// to its inbox, and to an agent whom it is assigned to.
    ConversationChanged {
        /// Which one.
        conversation_id: ConversationId,
        /// Where it lies now; access is judged by this.
        inbox_id: InboxId,
        /// The newest entry of its timeline.
        last_seq: i64,
        /// Who is responsible now.
        assignee_id: Option<AgentId>,
        /// Which team is responsible now.
        team_id: Option<TeamId>,
        /// The status, spelled as in the HTTP API.
        status: String,
    },
    /// A conversation went to another inbox. Publish it to the inbox that it left, whose agents may not be allowed
    /// to see a [`Event::ConversationChanged`] of the new one.
    ConversationLeft {
        /// Which one.
        conversation_id: ConversationId,
        /// The inbox that it left.
        inbox_id: InboxId,
    },
    /// The timeline grew by one entry.
    EntryAppended {
        /// Of which conversation.
        conversation_id: ConversationId,
        /// Where the conversation lies.
        inbox_id: InboxId,
        /// The entry's number; contiguous, so a client that misses one knows it.
        seq: i64,
        /// The kind of entry, spelled as in the HTTP API.
        kind: String,
    },
    /// Agents came or went, on any node. Sent by the hub itself, to [`crate::Topic::Organisation`].
    Presence {
        /// Who is online now and was not before.
        online: Vec<AgentBrief>,
        /// Who is online no longer.
        offline: Vec<AgentId>,
    },
    /// An agent began or ceased to write in a conversation. Sent by the hub itself.
    Typing {
        /// Where.
        conversation_id: ConversationId,
        /// Who.
        agent_id: AgentId,
        /// The name to show.
        agent_name: String,
        /// Began, or ceased.
        active: bool,
    },
    /// An inbox came into or out of trouble.
    InboxHealth {
        /// Which one.
        inbox_id: InboxId,
    },
    /// Settings were changed.
    SettingsChanged {
        /// The area of the settings, for instance `tags`.
        area: String,
    },
    /// A message on its way out was sent, failed or was taken back.
    OutboxChanged {
        /// The conversation that it belongs to.
        conversation_id: ConversationId,
        /// Which message.
        message_id: MessageId,
        /// Its state, spelled as in the HTTP API.
        state: String,
    },
    /// An agent's draft was written, sent or deleted, maybe on another device. Publish it to the agent's topic alone: drafts are
    /// private.
    DraftChanged {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Where that lies; access is judged by this.
        inbox_id: InboxId,
        /// `reply` or `note`.
        kind: String,
        /// Its version, by which the device that wrote it knows its own; none when it is gone.
        version: Option<i64>,
    },
    /// An agent saw or unsaw entries of a conversation. Publish it to the agent's topic, for their other windows.
    ConversationRead {
        /// Which one.
        conversation_id: ConversationId,
        /// Where it lies.
        inbox_id: InboxId,
        /// Who.
        agent_id: AgentId,
    },
    /// Counts of lists may be others now: ask for those on screen. Comes at most once a second for each inbox or agent, from the node
    /// that the socket is connected to.
    CountsStale {
        /// Where something changed; none when it may be anywhere.
        inbox_id: Option<InboxId>,
    },
    /// Something that an agent wants to know at once. Publish it to the agent's topic.
    Notification {
        /// For whom.
        agent_id: AgentId,
        /// Why: `assigned`, `mentioned`, `replied`, `failed`; or `read` when the agent has read some of them, maybe elsewhere.
        reason: String,
        /// Where to look.
        conversation_id: Option<ConversationId>,
        /// Where that lies; access is judged by this.
        inbox_id: Option<InboxId>,
        /// Who caused it.
        actor_name: Option<String>,
    },
}

/// An agent by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentBrief {
    /// Who.
    pub agent_id: AgentId,
    /// The name to show.
    pub agent_name: String,
}

impl Event {
    /// The inbox by which access to the event is judged; none when it is not about one inbox.
    #[must_use]
    pub fn inbox_id(&self) -> Option<InboxId> {
        match self {
            Self::ConversationChanged { inbox_id, .. }
            | Self::ConversationLeft { inbox_id, .. }
            | Self::EntryAppended { inbox_id, .. }
            | Self::DraftChanged { inbox_id, .. }
            | Self::ConversationRead { inbox_id, .. }
            | Self::InboxHealth { inbox_id } => Some(*inbox_id),
            Self::Notification { inbox_id, .. } | Self::CountsStale { inbox_id } => *inbox_id,
            Self::Presence { .. }
            | Self::Typing { .. }
            | Self::SettingsChanged { .. }
            | Self::OutboxChanged { .. } => None,
        }
    }

    /// The newest timeline number that the event vouches for.
    #[must_use]
    pub fn seq(&self) -> Option<i64> {
        match self {
            Self::ConversationChanged { last_seq, .. } => Some(*last_seq),
            Self::EntryAppended { seq, .. } => Some(*seq),
            Self::ConversationLeft { .. }
            | Self::Presence { .. }
            | Self::Typing { .. }
            | Self::InboxHealth { .. }
            | Self::SettingsChanged { .. }
            | Self::OutboxChanged { .. }
            | Self::DraftChanged { .. }
            | Self::ConversationRead { .. }
            | Self::CountsStale { .. }
            | Self::Notification { .. } => None,
        }
    }

    /// Where the conversation lies after the event, when the event says so.
    pub(crate) fn places_in(&self) -> Option<InboxId> {
        match self {
            Self::ConversationChanged { inbox_id, .. } | Self::EntryAppended { inbox_id, .. } => {
                Some(*inbox_id)
            }
            Self::ConversationLeft { .. }
            | Self::Presence { .. }
            | Self::Typing { .. }
            | Self::InboxHealth { .. }
            | Self::SettingsChanged { .. }
            | Self::OutboxChanged { .. }
            | Self::DraftChanged { .. }
            | Self::ConversationRead { .. }
            | Self::CountsStale { .. }
            | Self::Notification { .. } => None,
        }
    }
}
