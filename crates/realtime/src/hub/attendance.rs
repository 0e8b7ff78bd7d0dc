//! Presence inside the hub: sockets and other nodes change it, watchers and other nodes are told.
//!
//! The watchers are told while the lock is held, because two changes of one conversation must reach them in the order
//! in which they happened: a `presence` message is the whole list, and the last one stays on the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::{AgentId, ConversationId};
use tokio::time::Instant;

use super::inner::Inner;
use crate::envelope::{AgentPresence, TypingPresence};
use crate::presence::desk::Desk;
use crate::presence::roster::Roster;
use crate::presence::{AgentState, Change};
use crate::protocol::ServerMessage;
use crate::sync::lock;
use crate::{AgentBrief, Body, Event, NodeId, Topic};

/// How many agents one part of a roster holds: some 100 KB at most, well below the 1 MB that NATS takes.
const ROSTER_PART: usize = 500;
/// How many changes are told to the other nodes one by one between two ticks; in a rush the rest goes together.
const SINGLE_CHANGES: u32 = 200;

#[derive(Debug, Default)]
pub(crate) struct Attendance {
    pub(super) roster: Roster,
    desk: Desk,
    /// Local agents whose change the other nodes have not been told.
    dirty: BTreeSet<AgentId>,
    singles: u32,
    /// Who has been announced to the sockets as online, and by which name.
    announced: BTreeMap<AgentId, String>,
    /// Who came or went since. Told together at each tick: a page that is reloaded is gone and back between two of
    /// them and nobody needs to know, and a thousand agents who reconnect are one message and not a thousand.
    unannounced: BTreeSet<AgentId>,
}

impl Inner {
    /// Changes what the local sockets of an agent are doing, and tells whom it concerns. `change` says whether the
    /// other nodes must hear of it even if nothing looks different here.
    pub(super) fn attend(&self, agent: AgentId, change: impl FnOnce(&mut Desk, Instant) -> bool) {
        let now = Instant::now();
        let node = self.bus.node();
        let mut attendance = lock(&self.attendance);
        let again = change(&mut attendance.desk, now);
        let next = attendance.desk.state(agent, now);
        if !again && attendance.roster.state(node, agent) == next.as_ref() {
            return;
        }
        let changes = attendance.roster.set(node, agent, next, now);
        attendance.dirty.insert(agent);
        if attendance.singles < SINGLE_CHANGES {
            attendance.singles += 1;
            self.tell_nodes(&mut attendance, now);
        }
        self.tell_watchers(&mut attendance, changes);
    }

    /// What another node says of its agents.
    pub(super) fn note_agents(&self, node: NodeId, agents: Vec<AgentPresence>) {
        let now = Instant::now();
        let mut attendance = lock(&self.attendance);
        let mut changes = Vec::new();
        for (agent, state) in agents.into_iter().map(|agent| received(agent, now)) {
            changes.extend(attendance.roster.set(node, agent, state, now));
        }
        self.tell_watchers(&mut attendance, changes);
    }

    /// One part of another node's roster.
    pub(super) fn note_roster(&self, node: NodeId, part: u32, last: bool, agents: Vec<AgentPresence>) {
        let now = Instant::now();
        let states = agents
            .into_iter()
            .map(|agent| received(agent, now))
            .filter_map(|(agent, state)| Some((agent, state?)))
            .collect();
        let mut attendance = lock(&self.attendance);
        let changes = attendance.roster.part(node, part, last, states, now);
        self.tell_watchers(&mut attendance, changes);
    }

    /// Forgets a node and its agents.
    pub(super) fn forget_node(&self, node: NodeId) {
        let mut attendance = lock(&self.attendance);
        let changes = attendance.roster.remove_node(node, Instant::now());
        self.tell_watchers(&mut attendance, changes);
    }

    /// Sends the roster of this node to all others.
    pub(super) fn send_roster(&self) {
        let now = Instant::now();
        // Under the lock, so that no change is numbered before a part that does not know of it.
        let attendance = lock(&self.attendance);
        let agents: Vec<AgentPresence> = attendance
            .roster
            .agents_at(self.bus.node())
            .map(|(agent, state)| to_send(agent, Some(state), now))
            .collect();
        let parts: Vec<&[AgentPresence]> = if agents.is_empty() {
            vec![&[]]
        } else {
            agents.chunks(ROSTER_PART).collect()
        };
        let count = parts.len();
        for (number, agents) in (0_u32..).zip(parts) {
            let last = number as usize + 1 == count;
            self.bus.publish(|| Body::Roster {
                part: number,
                last,
                agents: agents.to_vec(),
            });
        }
    }

    /// What is due now and then: typing that ended by itself, changes held back, who came and went.
    pub(super) fn tick_presence(&self) {
        let now = Instant::now();
        let mut attendance = lock(&self.attendance);
        let changes = attendance.roster.expire_typing(now);
        self.tell_watchers(&mut attendance, changes);
        attendance.singles = 0;
        self.tell_nodes(&mut attendance, now);
        self.announce(&mut attendance);
        self.meter.nodes(attendance.roster.others(self.bus.node()));
    }

    /// Tells the other nodes the whole state of each local agent that changed.
    fn tell_nodes(&self, attendance: &mut Attendance, now: Instant) {
        let dirty = std::mem::take(&mut attendance.dirty);
        let dirty: Vec<AgentId> = dirty.into_iter().collect();
        let node = self.bus.node();
        for agents in dirty.chunks(ROSTER_PART) {
            self.bus.publish(|| Body::Presence {
                agents: agents
                    .iter()
                    .map(|agent| to_send(*agent, attendance.roster.state(node, *agent), now))
                    .collect(),
            });
        }
    }

    fn tell_watchers(&self, attendance: &mut Attendance, changes: Vec<Change>) {
        // Several changes may touch one conversation; its list is sent once, as it is after all of them.
        let mut conversations: BTreeSet<ConversationId> = BTreeSet::new();
        for change in changes {
            match change {
                Change::Online(agent) => {
                    attendance.unannounced.insert(agent);
                }
                Change::Viewers(conversation) => {
                    conversations.insert(conversation);
                }
                Change::Typing {
                    conversation_id,
                    agent_id,
                    agent_name,
                    active,
                } => {
                    let event = Event::Typing {
                        conversation_id,
                        agent_id,
                        agent_name,
                        active,
                    };
                    self.deliver(&[Topic::Conversation(conversation_id)], &event, "presence");
                }
            }
        }
        for conversation_id in conversations {
            let viewers = attendance.roster.viewers(conversation_id);
            self.tell_conversation(
                conversation_id,
                &ServerMessage::Presence {
                    conversation_id,
                    viewers,
                },
            );
        }
    }

    fn announce(&self, attendance: &mut Attendance) {
        let mut online = Vec::new();
        let mut offline = Vec::new();
        for agent_id in std::mem::take(&mut attendance.unannounced) {
            match attendance.roster.name(agent_id) {
                Some(name) if attendance.announced.get(&agent_id).is_none_or(|old| old != name) => {
                    let agent_name = name.to_owned();
                    attendance.announced.insert(agent_id, agent_name.clone());
                    online.push(AgentBrief { agent_id, agent_name });
                }
                Some(_) => {}
                None => {
                    if attendance.announced.remove(&agent_id).is_some() {
                        offline.push(agent_id);
                    }
                }
            }
        }
        if !online.is_empty() || !offline.is_empty() {
            self.deliver(
                &[Topic::Organisation],
                &Event::Presence { online, offline },
                "presence",
            );
        }
    }
}

fn to_send(agent_id: AgentId, state: Option<&AgentState>, now: Instant) -> AgentPresence {
    AgentPresence {
        agent_id,
        agent_name: state.map(|s| s.name.clone()).unwrap_or_default(),
        online: state.is_some(),
        attentive: state.is_some_and(|s| s.attentive),
        viewing: state
            .map(|s| s.viewing.iter().copied().collect())
            .unwrap_or_default(),
        typing: state
            .into_iter()
            .flat_map(|s| &s.typing)
            .filter(|(_, until)| **until > now)
            .map(|(conversation, until)| TypingPresence {
                conversation_id: *conversation,
                for_ms: u32::try_from(until.duration_since(now).as_millis()).unwrap_or(u32::MAX),
            })
            .collect(),
    }
}

fn received(agent: AgentPresence, now: Instant) -> (AgentId, Option<AgentState>) {
    /// No node keeps a typing sign for longer, whatever another one says: the sum must not overflow either.
    const LONGEST: Duration = Duration::from_secs(60);
    let state = agent.online.then(|| AgentState {
        name: agent.agent_name,
        attentive: agent.attentive,
        viewing: agent.viewing.into_iter().collect(),
        typing: agent
            .typing
            .into_iter()
            .map(|typing| {
                let lasts = Duration::from_millis(typing.for_ms.into()).min(LONGEST);
                (typing.conversation_id, now + lasts)
            })
            .collect(),
    });
    (agent.agent_id, state)
}
