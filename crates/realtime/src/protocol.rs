//! The messages between browser and server, one JSON object per WebSocket text frame, told apart by `type`.
//!
//! How a client stays complete:
//! 1. Open the socket, wait for `welcome`, send `subscribe` with its lists and the conversation on screen together with
//!    the last `seq` that it holds.
//! 2. After `subscribed`, whatever changes is announced. So read after `subscribed`, or subscribe again after reading;
//!    `gap` says which entries to fetch from the HTTP API.
//! 3. On `resync`, or after a lost connection, do step 1 again and re-read the lists on screen. Wait a random part of
//!    `spread_ms` first, so that ten thousand browsers do not ask in the same instant.
//!
//! Events are hints and may come twice. A `type` that the client does not know is ignored.

use domain::ConversationId;
use serde::{Deserialize, Serialize};

use crate::presence::Viewer;
use crate::{AgentBrief, ConnectionId, Event, NodeId, Topic};

/// The protocol's version, said in `welcome`.
pub const PROTOCOL: u32 = 1;

/// What a browser says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Listen. May be said again for the same topic, for instance after `resync`.
    Subscribe {
        /// Topics as text; one that is not known is answered by an `error`, the others count.
        #[serde(default)]
        topics: Vec<String>,
        /// The conversation on screen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationPosition>,
    },
    /// Listen no longer.
    Unsubscribe {
        /// Topics as text.
        topics: Vec<String>,
    },
    /// The conversation on screen, or none. It must be subscribed to.
    Viewing {
        /// Which one.
        conversation_id: Option<ConversationId>,
    },
    /// Whether somebody sits in front of this window: it is visible and was used a moment ago. What happens then is shown there and
    /// needs no push. Silence means no.
    Attentive {
        /// Somebody does.
        active: bool,
    },
    /// The agent is writing; to be said again every three seconds while it lasts, and once with `active: false`.
    Typing {
        /// Where. It must be subscribed to.
        conversation_id: ConversationId,
        /// Writing, or not any more.
        active: bool,
    },
    /// Asks for a `pong`.
    Ping,
}

/// How far a client has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationPosition {
    /// Which conversation.
    pub id: ConversationId,
    /// The last entry that the client holds; 0 when it holds none.
    pub last_seq: i64,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The first message.
    Welcome {
        /// This socket, unique at its node.
        connection_id: ConnectionId,
        /// The node that serves it.
        node: NodeId,
        /// [`PROTOCOL`].
        protocol: u32,
    },
    /// From here on, changes are announced.
    Subscribed {
        /// Of this topic.
        topic: Topic,
        /// For a conversation, the newest entry there is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_seq: Option<i64>,
    },
    /// The topic may not be heard any more; what is on screen of it must be read again (and will be refused).
    Revoked {
        /// Which one.
        topic: Topic,
    },
    /// Something changed.
    Event {
        /// The topic by which it came.
        topic: Topic,
        /// What.
        event: Event,
    },
    /// Hints may have been missed: subscribe again, re-read the lists.
    Resync {
        /// Why.
        reason: ResyncReason,
        /// Wait a random time up to this before asking, because everybody was told.
        spread_ms: u32,
    },
    /// Everybody who looks at a conversation, on all nodes; after `subscribed` and at each change.
    Presence {
        /// Which one.
        conversation_id: ConversationId,
        /// Who, ordered by id; the reader's own agent included.
        viewers: Vec<Viewer>,
    },
    /// Everybody who is online; after `organisation` was subscribed to. Changes come as `presence` events.
    Online {
        /// Who, ordered by id.
        agents: Vec<AgentBrief>,
    },
    /// Entries that the client does not hold yet: fetch them.
    Gap {
        /// Which conversation.
        conversation_id: ConversationId,
        /// The first missing one.
        from_seq: i64,
        /// The last missing one.
        to_seq: i64,
    },
    /// A message was not obeyed.
    Error {
        /// What went wrong.
        code: ErrorCode,
        /// The same for a developer to read.
        detail: String,
        /// The topic that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
    },
    /// The answer to `ping`.
    Pong,
}

/// Why a client must read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResyncReason {
    /// The socket took its messages too slowly, and they were dropped.
    SlowSocket,
    /// The bus between the nodes was away and is back.
    BusRestored,
    /// The bus between the nodes is away; said again and again until it is back.
    BusDown,
    /// A message of another node went missing.
    BusGap,
    /// Another node vanished, perhaps between a change and its hint.
    NodeLost,
    /// What the agent may see has changed.
    AccessChanged,
    /// The client holds entries that the database does not: it was restored from a copy.
    Ahead,
}

impl ResyncReason {
    /// The text on the wire, also the label of the metric.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SlowSocket => "slow_socket",
            Self::BusRestored => "bus_restored",
            Self::BusDown => "bus_down",
            Self::BusGap => "bus_gap",
            Self::NodeLost => "node_lost",
            Self::AccessChanged => "access_changed",
            Self::Ahead => "ahead",
        }
    }

    /// Over how long the answers should be spread: only what reaches every socket at once needs it.
    pub(crate) fn spread_ms(self) -> u32 {
        match self {
            Self::SlowSocket | Self::AccessChanged | Self::Ahead => 0,
            Self::BusRestored | Self::BusGap | Self::NodeLost => 2_000,
            Self::BusDown => 10_000,
        }
    }

    pub(crate) fn message(self) -> ServerMessage {
        ServerMessage::Resync {
            reason: self,
            spread_ms: self.spread_ms(),
        }
    }
}

/// What can be wrong with a client's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Not JSON, or not one of the messages.
    BadMessage,
    /// Longer than a message can be.
    MessageTooLarge,
    /// More messages than a person can cause.
    TooManyMessages,
    /// More topics than a screen can show.
    TooManyTopics,
    /// Not a topic of this version.
    UnknownTopic,
    /// It does not exist, or may not be seen; which of the two is not said.
    NotFound,
    /// It must be subscribed to first.
    NotSubscribed,
    /// The server could not look it up; try again later.
    Unavailable,
}
