//! Who may hear what.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{AgentId, InboxId, SessionId};

use crate::{Event, Topic};

/// Who is at the other end of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The signed-in agent.
    pub agent_id: AgentId,
    /// The name that colleagues see.
    pub name: String,
    /// The browser session, none for a program with an API token.
    pub session_id: Option<SessionId>,
}

/// The question that an access filter answers.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The stream.
    pub topic: &'a Topic,
    /// The inbox that it is about. For a conversation it is always known: a conversation whose inbox is not known is
    /// refused before the filter is asked.
    pub inbox_id: Option<InboxId>,
    /// The hint to be delivered; none when the question is whether to listen at all, or is about presence.
    pub event: Option<&'a Event>,
}

/// An access filter. It is asked for each delivery, from inside the hub's locks: it must answer from what it captured,
/// quickly, and never call the hub.
pub type Access = Arc<dyn Fn(&Ask<'_>) -> bool + Send + Sync>;

/// Sees all inboxes.
#[must_use]
pub fn everything() -> Access {
    Arc::new(|_| true)
}

/// Sees the given inboxes, and what belongs to no inbox.
#[must_use]
pub fn inboxes(allowed: HashSet<InboxId>) -> Access {
    Arc::new(move |ask| ask.inbox_id.is_none_or(|inbox| allowed.contains(&inbox)))
}
