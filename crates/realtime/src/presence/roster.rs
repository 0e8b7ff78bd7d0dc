//! The presence of all nodes, and what changes for the watchers when one node says something new.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use domain::{AgentId, ConversationId};
use tokio::time::Instant;

use super::{AgentState, Change, Posture, Viewer};
use crate::{AgentBrief, NodeId};

/// All nodes' agents. Holds no lock and asks no clock, so every rule is tested with plain values.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    nodes: HashMap<NodeId, Node>,
    online: BTreeMap<AgentId, BTreeSet<NodeId>>,
    conversations: HashMap<ConversationId, BTreeSet<(AgentId, NodeId)>>,
}

#[derive(Debug)]
struct Node {
    heard: Instant,
    agents: HashMap<AgentId, AgentState>,
    /// The parts of a roster that have come so far.
    arriving: Vec<(AgentId, AgentState)>,
    next_part: u32,
    asked: Option<Instant>,
}

impl Node {
    fn new(heard: Instant) -> Self {
        Self {
            heard,
            agents: HashMap::new(),
            arriving: Vec::new(),
            next_part: 0,
            asked: None,
        }
    }
}

/// What an agent was in a conversation before a change, on all nodes together.
struct Before {
    conversation: ConversationId,
    present: bool,
    typing: bool,
}

impl Roster {
    /// Sets what `node` says of `agent`; none when the agent is not at that node any more.
    pub(crate) fn set(
        &mut self,
        node: NodeId,
        agent: AgentId,
        next: Option<AgentState>,
        now: Instant,
    ) -> Vec<Change> {
        let entry = self.nodes.entry(node).or_insert_with(|| Node::new(now));
        let previous = entry.agents.get(&agent);
        if previous == next.as_ref() {
            return Vec::new();
        }
        let touched: BTreeSet<ConversationId> = previous
            .into_iter()
            .chain(next.as_ref())
            .flat_map(AgentState::conversations)
            .collect();
        let before: Vec<Before> = touched
            .into_iter()
            .map(|conversation| Before {
                conversation,
                present: self.is_in(agent, conversation),
                typing: self.is_typing(agent, conversation),
            })
            .collect();
        let old_name = self.name(agent).map(str::to_owned);
        self.store(node, agent, next);
        self.differences(agent, old_name.as_deref(), &before)
    }

    fn store(&mut self, node: NodeId, agent: AgentId, next: Option<AgentState>) {
        let Some(entry) = self.nodes.get_mut(&node) else {
            return;
        };
        let key = (agent, node);
        for conversation in entry
            .agents
            .get(&agent)
            .into_iter()
            .flat_map(AgentState::conversations)
        {
            if let Some(members) = self.conversations.get_mut(&conversation) {
                members.remove(&key);
                if members.is_empty() {
                    self.conversations.remove(&conversation);
                }
            }
        }
        if let Some(state) = next {
            for conversation in state.conversations() {
                self.conversations.entry(conversation).or_default().insert(key);
            }
            self.online.entry(agent).or_default().insert(node);
            entry.agents.insert(agent, state);
        } else {
            entry.agents.remove(&agent);
            if let Some(at) = self.online.get_mut(&agent) {
                at.remove(&node);
                if at.is_empty() {
                    self.online.remove(&agent);
                }
            }
        }
    }

    fn differences(&self, agent: AgentId, old_name: Option<&str>, before: &[Before]) -> Vec<Change> {
        let name = self.name(agent);
        let renamed = name != old_name;
        let mut changes = Vec::new();
        if renamed {
            changes.push(Change::Online(agent));
        }
        for was in before {
            let typing = self.is_typing(agent, was.conversation);
            let present = self.is_in(agent, was.conversation);
            if present != was.present || (present && renamed) {
                changes.push(Change::Viewers(was.conversation));
            }
            if typing != was.typing {
                changes.push(Change::Typing {
                    conversation_id: was.conversation,
                    agent_id: agent,
                    agent_name: name.or(old_name).unwrap_or_default().to_owned(),
                    active: typing,
                });
            }
        }
        changes
    }

    /// One part of a node's whole roster. Nothing changes until the last one is there; a part out of order voids the
    /// others (the gap in the numbers has made this node ask again).
    pub(crate) fn part(
        &mut self,
        node: NodeId,
        part: u32,
        last: bool,
        agents: Vec<(AgentId, AgentState)>,
        now: Instant,
    ) -> Vec<Change> {
        let entry = self.nodes.entry(node).or_insert_with(|| Node::new(now));
        if part == 0 {
            entry.arriving.clear();
            entry.next_part = 0;
        }
        if part != entry.next_part {
            return Vec::new();
        }
        entry.next_part += 1;
        entry.arriving.extend(agents);
        if !last {
            return Vec::new();
        }
        entry.asked = None;
        entry.next_part = 0;
        let arrived = std::mem::take(&mut entry.arriving);
        let staying: BTreeSet<AgentId> = arrived.iter().map(|(agent, _)| *agent).collect();
        let gone: Vec<AgentId> = entry
            .agents
            .keys()
            .filter(|agent| !staying.contains(agent))
            .copied()
            .collect();
        let mut changes = Vec::new();
        for agent in gone {
            changes.extend(self.set(node, agent, None, now));
        }
        for (agent, state) in arrived {
            changes.extend(self.set(node, agent, Some(state), now));
        }
        changes
    }

    /// A sign of life.
    pub(crate) fn heard(&mut self, node: NodeId, now: Instant) {
        self.nodes.entry(node).or_insert_with(|| Node::new(now)).heard = now;
    }

    /// Whether `node` should be asked for its roster now; at most once in `again`, because the answer may be on its
    /// way.
    pub(crate) fn should_ask(&mut self, node: NodeId, again: Duration, now: Instant) -> bool {
        let entry = self.nodes.entry(node).or_insert_with(|| Node::new(now));
        let due = entry.asked.is_none_or(|asked| now.duration_since(asked) >= again);
        if due {
            entry.asked = Some(now);
        }
        due
    }

    /// Forgets a node and its agents.
    pub(crate) fn remove_node(&mut self, node: NodeId, now: Instant) -> Vec<Change> {
        let agents: Vec<AgentId> = self
            .nodes
            .get(&node)
            .into_iter()
            .flat_map(|n| n.agents.keys())
            .copied()
            .collect();
        let changes = agents
            .into_iter()
            .flat_map(|agent| self.set(node, agent, None, now))
            .collect();
        self.nodes.remove(&node);
        changes
    }

    /// The nodes, other than `own`, that have been silent for `limit`.
    pub(crate) fn silent(&self, own: NodeId, limit: Duration, now: Instant) -> Vec<NodeId> {
        self.nodes
            .iter()
            .filter(|(id, node)| **id != own && now.duration_since(node.heard) >= limit)
            .map(|(id, _)| *id)
            .collect()
    }

    /// Ends the typing that was not said again in time.
    pub(crate) fn expire_typing(&mut self, now: Instant) -> Vec<Change> {
        let mut stale = Vec::new();
        for (node, entry) in &self.nodes {
            for (agent, state) in &entry.agents {
                if state.typing.values().any(|until| *until <= now) {
                    let mut next = state.clone();
                    next.typing.retain(|_, until| *until > now);
                    stale.push((*node, *agent, next));
                }
            }
        }
        stale
            .into_iter()
            .flat_map(|(node, agent, next)| self.set(node, agent, Some(next), now))
            .collect()
    }

    fn states(&self, agent: AgentId) -> impl Iterator<Item = &AgentState> {
        self.online
            .get(&agent)
            .into_iter()
            .flatten()
            .filter_map(move |node| self.nodes.get(node)?.agents.get(&agent))
    }

    fn is_in(&self, agent: AgentId, conversation: ConversationId) -> bool {
        self.states(agent).any(|state| state.is_in(conversation))
    }

    fn is_typing(&self, agent: AgentId, conversation: ConversationId) -> bool {
        self.states(agent)
            .any(|state| state.typing.contains_key(&conversation))
    }

    /// The name of an agent who is online.
    pub(crate) fn name(&self, agent: AgentId) -> Option<&str> {
        self.states(agent).next().map(|state| state.name.as_str())
    }

    /// Whether the agent sits in front of a window, at whichever node.
    pub(crate) fn is_attentive(&self, agent: AgentId) -> bool {
        self.states(agent).any(|state| state.attentive)
    }

    /// Everybody who is online, by id.
    pub(crate) fn online(&self) -> Vec<AgentBrief> {
        self.online
            .keys()
            .filter_map(|&agent_id| {
                Some(AgentBrief {
                    agent_id,
                    agent_name: self.name(agent_id)?.to_owned(),
                })
            })
            .collect()
    }

    /// What everybody who is online does, by id.
    pub(crate) fn postures(&self) -> Vec<Posture> {
        self.online
            .keys()
            .map(|&agent_id| Posture {
                agent_id,
                attentive: self.is_attentive(agent_id),
                conversation: self
                    .states(agent_id)
                    .find_map(|state| state.conversations().next()),
            })
            .collect()
    }

    /// Who looks at a conversation, by id.
    pub(crate) fn viewers(&self, conversation: ConversationId) -> Vec<Viewer> {
        let mut agents: Vec<AgentId> = self
            .conversations
            .get(&conversation)
            .into_iter()
            .flatten()
            .map(|(agent, _)| *agent)
            .collect();
        agents.dedup(); // ordered by agent: one who is at two nodes comes twice in a row
        agents
            .into_iter()
            .map(|agent_id| Viewer {
                agent_id,
                agent_name: self.name(agent_id).unwrap_or_default().to_owned(),
                typing: self.is_typing(agent_id, conversation),
            })
            .collect()
    }

    /// The state of an agent at one node.
    pub(crate) fn state(&self, node: NodeId, agent: AgentId) -> Option<&AgentState> {
        self.nodes.get(&node)?.agents.get(&agent)
    }

    /// All agents at one node.
    pub(crate) fn agents_at(&self, node: NodeId) -> impl Iterator<Item = (AgentId, &AgentState)> {
        self.nodes
            .get(&node)
            .into_iter()
            .flat_map(|n| n.agents.iter().map(|(id, state)| (*id, state)))
    }

    /// How many agents a node has.
    pub(crate) fn count_at(&self, node: NodeId) -> usize {
        self.nodes.get(&node).map_or(0, |n| n.agents.len())
    }

    /// How many nodes other than `own` are alive.
    pub(crate) fn others(&self, own: NodeId) -> usize {
        self.nodes.keys().filter(|id| **id != own).count()
    }
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
