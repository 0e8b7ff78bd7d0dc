//! The hints themselves.
//!
//! A hint says that something changed and where to read it, never the content: the database is the truth, and a hint
//! that is lost, doubled or late must do no harm. So every event can be applied twice, and none but
//! [`Event::VisitorTyping`] carries a customer's words. Fields are only ever added; a node or browser that does not know an event ignores it.

use domain::{AgentId, ConversationId, InboxId, MessageId, NotificationId, TeamId, VisitorId};
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
        /// Up to which entry they have seen it now; 0 when it is unread again. Absent in events of older nodes.
        #[serde(default)]
        seq: Option<i64>,
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
        /// Why: `assigned`, `mentioned`, `replied`, `failed`, `arrived`, `chat_offered`, `chat_idle`; or `read` when the agent has read some of them, maybe elsewhere.
        reason: String,
        /// Where to look.
        conversation_id: Option<ConversationId>,
        /// Where that lies; access is judged by this.
        inbox_id: Option<InboxId>,
        /// The colleague who caused it. A customer is not named here: who may not know the name must not hear it.
        actor_name: Option<String>,
        /// How to tell of it; none for `read`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<Call>,
    },
    /// A chat's state, agent or place in the queue changed. Publish it to the conversation and its inbox.
    ChatChanged {
        /// Which one.
        conversation_id: ConversationId,
        /// Where it lies.
        inbox_id: InboxId,
        /// Its state, spelled as in the HTTP API.
        state: String,
        /// Whose it is now.
        assignee_id: Option<AgentId>,
    },
    /// One side of a chat has got or seen more of it. Publish it to the conversation.
    ChatReceipts {
        /// Which one.
        conversation_id: ConversationId,
        /// Where it lies.
        inbox_id: InboxId,
        /// Up to which entry the visitor's client has it; absent when that did not move.
        delivered_seq: Option<i64>,
        /// Up to which entry the visitor has seen it; absent when that did not move.
        seen_seq: Option<i64>,
        /// Up to which entry an agent has seen it; absent when that did not move.
        agent_seen_seq: Option<i64>,
    },
    /// The visitor of a chat began or ceased to write. Publish it to the conversation. The one event with a customer's words: what is
    /// being typed is stored nowhere, so there is no other place to read it; it is there only where the site tells visitors so.
    VisitorTyping {
        /// In which chat.
        conversation_id: ConversationId,
        /// Where it lies.
        inbox_id: InboxId,
        /// Began, or ceased.
        active: bool,
        /// What stands in the visitor's composer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Visitors of a site came, went, or opened other pages. Publish it to the inbox, at most once a second.
    VisitorsChanged {
        /// Of which site.
        inbox_id: InboxId,
    },
    /// An agent began a chat with a visitor. Publish it to the inbox.
    VisitorInvited {
        /// With whom.
        visitor_id: VisitorId,
        /// The chat.
        conversation_id: ConversationId,
        /// Where it lies.
        inbox_id: InboxId,
    },
    /// A site opened or closed, or its settings changed. Publish it to the inbox.
    SiteChanged {
        /// Which one.
        inbox_id: InboxId,
    },
}

/// How an agent is told of something, as the agent chose and the hour allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The same for all of the agent's windows: of those that hear it, one calls.
    pub key: String,
    /// The notification to show in a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<NotificationId>,
    /// A sound.
    pub sound: bool,
    /// A push goes to the browsers that take them; there the operating system makes the sound.
    pub push: bool,
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
            | Self::ChatChanged { inbox_id, .. }
            | Self::ChatReceipts { inbox_id, .. }
            | Self::VisitorTyping { inbox_id, .. }
            | Self::VisitorInvited { inbox_id, .. }
            | Self::VisitorsChanged { inbox_id }
            | Self::SiteChanged { inbox_id }
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
            | Self::ChatChanged { .. }
            | Self::ChatReceipts { .. }
            | Self::VisitorTyping { .. }
            | Self::VisitorInvited { .. }
            | Self::VisitorsChanged { .. }
            | Self::SiteChanged { .. }
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
            | Self::ChatChanged { .. }
            | Self::ChatReceipts { .. }
            | Self::VisitorTyping { .. }
            | Self::VisitorInvited { .. }
            | Self::VisitorsChanged { .. }
            | Self::SiteChanged { .. }
            | Self::Notification { .. } => None,
        }
    }
}
