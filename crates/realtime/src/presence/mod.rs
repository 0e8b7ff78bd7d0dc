//! Who is online, who looks at what, who writes where, on all nodes.
//!
//! Each node knows its own agents from its sockets ([`desk`]) and the others' from what their nodes announce
//! ([`roster`]). Nothing of it is stored: a node that falls silent takes its agents with it after a while.

pub(crate) mod desk;
pub(crate) mod roster;

use std::collections::{BTreeMap, BTreeSet};

use domain::{AgentId, ConversationId};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// Someone who has a conversation on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub agent_id: AgentId,
    /// The name to show.
    pub agent_name: String,
    /// Whether the agent is writing in it.
    pub typing: bool,
}

/// What an agent who is online does, wherever their windows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posture {
    /// Who.
    pub agent_id: AgentId,
    /// Whether the agent sits in front of a window.
    pub attentive: bool,
    /// The conversation on screen; one of them, where there are several.
    pub conversation: Option<ConversationId>,
}

/// One agent at one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgentState {
    pub name: String,
    /// Whether the agent sits in front of one of the windows.
    pub attentive: bool,
    pub viewing: BTreeSet<ConversationId>,
    /// Where the agent writes, and until when that holds without being said again.
    pub typing: BTreeMap<ConversationId, Instant>,
}

impl AgentState {
    pub(crate) fn conversations(&self) -> impl Iterator<Item = ConversationId> + '_ {
        self.viewing.iter().chain(self.typing.keys()).copied()
    }

    pub(crate) fn is_in(&self, conversation: ConversationId) -> bool {
        self.viewing.contains(&conversation) || self.typing.contains_key(&conversation)
    }
}

/// What became different for those who watch, over all nodes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The agent came, went or got another name.
    Online(AgentId),
    /// The list of a conversation's viewers.
    Viewers(ConversationId),
    /// An agent began or ceased to write.
    Typing {
        conversation_id: ConversationId,
        agent_id: AgentId,
        agent_name: String,
        active: bool,
    },
}
