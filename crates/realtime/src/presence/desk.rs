//! What the sockets of this node are doing, folded into one state per agent.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use domain::{AgentId, ConversationId};
use tokio::time::Instant;

use super::AgentState;
use crate::ConnectionId;

/// The local agents.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    agents: HashMap<AgentId, LocalAgent>,
}

#[derive(Debug)]
struct LocalAgent {
    name: String,
    connections: HashMap<ConnectionId, Posture>,
}

#[derive(Debug, Default)]
struct Posture {
    attentive: bool,
    viewing: Option<ConversationId>,
    typing: Option<(ConversationId, Instant)>,
}

impl Desk {
    /// A socket came; the newest one's name counts.
    pub(crate) fn arrive(&mut self, agent: AgentId, name: &str, connection: ConnectionId) {
        let local = self.agents.entry(agent).or_insert_with(|| LocalAgent {
            name: String::new(),
            connections: HashMap::new(),
        });
        name.clone_into(&mut local.name);
        local.connections.entry(connection).or_default();
    }

    /// A socket went.
    pub(crate) fn leave(&mut self, agent: AgentId, connection: ConnectionId) {
        if let Some(local) = self.agents.get_mut(&agent) {
            local.connections.remove(&connection);
            if local.connections.is_empty() {
                self.agents.remove(&agent);
            }
        }
    }

    fn posture(&mut self, agent: AgentId, connection: ConnectionId) -> Option<&mut Posture> {
        self.agents.get_mut(&agent)?.connections.get_mut(&connection)
    }

    /// The conversation on the socket's screen.
    pub(crate) fn view(&mut self, agent: AgentId, connection: ConnectionId, viewing: Option<ConversationId>) {
        if let Some(posture) = self.posture(agent, connection) {
            posture.viewing = viewing;
        }
    }

    /// Whether somebody sits in front of the socket's window.
    pub(crate) fn attend(&mut self, agent: AgentId, connection: ConnectionId, attentive: bool) {
        if let Some(posture) = self.posture(agent, connection) {
            posture.attentive = attentive;
        }
    }

    /// The socket's agent writes, or ceased. Says whether that is worth telling: a client repeats itself every few
    /// seconds, and while half of the time is left nobody needs to hear it.
    pub(crate) fn typing(
        &mut self,
        agent: AgentId,
        connection: ConnectionId,
        conversation: ConversationId,
        lasts: Option<Duration>,
        now: Instant,
    ) -> bool {
        let Some(posture) = self.posture(agent, connection) else {
            return false;
        };
        let current = posture
            .typing
            .filter(|(c, until)| *c == conversation && *until > now);
        match (lasts, current) {
            (Some(lasts), Some((_, until))) if until.duration_since(now) > lasts / 2 => false,
            (Some(lasts), _) => {
                posture.typing = Some((conversation, now + lasts));
                true
            }
            (None, Some(_)) => {
                posture.typing = None;
                true
            }
            (None, None) => false,
        }
    }

    /// The socket has nothing to do with the conversation any more.
    pub(crate) fn put_down(
        &mut self,
        agent: AgentId,
        connection: ConnectionId,
        conversation: ConversationId,
    ) {
        if let Some(posture) = self.posture(agent, connection) {
            posture.viewing = posture.viewing.filter(|c| *c != conversation);
            posture.typing = posture.typing.filter(|(c, _)| *c != conversation);
        }
    }

    /// The agent over all sockets of this node; none when there is no socket.
    pub(crate) fn state(&self, agent: AgentId, now: Instant) -> Option<AgentState> {
        let local = self.agents.get(&agent)?;
        let viewing: BTreeSet<_> = local.connections.values().filter_map(|p| p.viewing).collect();
        let mut typing: BTreeMap<ConversationId, Instant> = BTreeMap::new();
        for (conversation, until) in local.connections.values().filter_map(|p| p.typing) {
            if until > now {
                let longest = typing.entry(conversation).or_insert(until);
                *longest = until.max(*longest);
            }
        }
        Some(AgentState {
            name: local.name.clone(),
            attentive: local.connections.values().any(|p| p.attentive),
            viewing,
            typing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: AgentId = AgentId(7);
    const CASE: ConversationId = ConversationId(42);
    const TTL: Duration = Duration::from_secs(6);

    #[tokio::test(start_paused = true)]
    async fn two_windows_are_one_agent() {
        let mut desk = Desk::default();
        let now = Instant::now();
        let (first, second) = (ConnectionId(1), ConnectionId(2));
        desk.arrive(ANA, "Ana", first);
        desk.arrive(ANA, "Ana Pop", second);
        desk.view(ANA, first, Some(CASE));
        desk.view(ANA, second, Some(ConversationId(1)));
        let state = desk.state(ANA, now).unwrap();
        assert_eq!(state.name, "Ana Pop");
        assert_eq!(state.viewing.len(), 2);
        desk.leave(ANA, second);
        assert_eq!(desk.state(ANA, now).unwrap().viewing.len(), 1);
        desk.leave(ANA, first);
        assert_eq!(desk.state(ANA, now), None);
        assert!(desk.agents.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn repeated_typing_is_told_only_when_half_of_it_is_over() {
        let mut desk = Desk::default();
        let now = Instant::now();
        let one = ConnectionId(1);
        desk.arrive(ANA, "Ana", one);
        assert!(desk.typing(ANA, one, CASE, Some(TTL), now));
        assert!(!desk.typing(ANA, one, CASE, Some(TTL), now + Duration::from_secs(1)));
        assert!(desk.typing(ANA, one, CASE, Some(TTL), now + Duration::from_secs(3)));
        assert!(
            desk.state(ANA, now + Duration::from_secs(8))
                .unwrap()
                .typing
                .contains_key(&CASE)
        );
        assert!(
            desk.state(ANA, now + Duration::from_secs(9))
                .unwrap()
                .typing
                .is_empty()
        );
        assert!(
            !desk.typing(ANA, one, CASE, None, now + Duration::from_secs(9)),
            "it had ended by itself"
        );
        assert!(
            !desk.typing(AgentId(1), one, CASE, Some(TTL), now),
            "an unknown socket"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn putting_a_conversation_down_leaves_the_others() {
        let mut desk = Desk::default();
        let now = Instant::now();
        let one = ConnectionId(1);
        desk.arrive(ANA, "Ana", one);
        desk.view(ANA, one, Some(CASE));
        desk.typing(ANA, one, CASE, Some(TTL), now);
        desk.put_down(ANA, one, ConversationId(1));
        assert!(desk.state(ANA, now).unwrap().is_in(CASE));
        desk.put_down(ANA, one, CASE);
        assert!(!desk.state(ANA, now).unwrap().is_in(CASE));
    }
}
