//! What travels between nodes.

use std::fmt;

use domain::{AgentId, ConversationId, SessionId};
use serde::{Deserialize, Serialize};

use crate::{Event, Topic};

/// One run of one process. Random, so that a restarted node is a new one and its numbers start again.
///
/// JSON shows it as sixteen hexadecimal digits: a browser's numbers end at 2^53.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u64);

impl NodeId {
    /// A new identity.
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random())
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeId({self})")
    }
}

impl Serialize for NodeId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NodeId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// One message on the bus. `sequence` counts every message of `node` from 1 without a hole, whatever its body: that is
/// how the others notice that they missed one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Who says it.
    pub node: NodeId,
    /// The how-manieth message of this node it is.
    pub sequence: u64,
    /// What is said.
    #[serde(flatten)]
    pub body: Body,
}

/// What is said to the other nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "body", rename_all = "snake_case")]
pub enum Body {
    /// A hint for sockets.
    Event {
        /// The stream that it belongs to first.
        topic: Topic,
        /// Further streams; a socket that listens to several gets it once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        also: Vec<Topic>,
        /// The hint.
        event: Event,
    },
    /// "I am alive." Its number also reveals that the last message before a silence was lost.
    Heartbeat {
        /// How many agents are online here, so that a roster that drifted apart is asked for again.
        agents: u32,
    },
    /// The agents whose presence on the node changed.
    Presence {
        /// Their whole state, not the difference.
        agents: Vec<AgentPresence>,
    },
    /// "Tell me who is with you": to one node, or to all.
    AskRoster {
        /// The node that is asked; none means everybody.
        of: Option<NodeId>,
    },
    /// Everybody who is online at the node, in parts that stay below the bus's size limit.
    Roster {
        /// The number of the part, from 0.
        part: u32,
        /// Whether it is the last part.
        last: bool,
        /// The agents of this part.
        agents: Vec<AgentPresence>,
    },
    /// Access changed or ended somewhere: sockets must be judged again.
    Control(Control),
    /// "I leave in good order": nothing was lost, forget my agents at once.
    Goodbye,
    /// From a newer version. Counted like the others, and ignored.
    #[serde(skip_serializing)]
    Unknown,
}

/// What every node must do to the sockets that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "control", rename_all = "snake_case")]
pub enum Control {
    /// The access of these agents changed; of everybody when the list is empty.
    AccessChanged {
        /// Whose.
        agent_ids: Vec<AgentId>,
    },
    /// A browser was signed out.
    SessionEnded {
        /// Which session.
        session_id: SessionId,
    },
    /// An agent was removed or suspended.
    AgentEnded {
        /// Who.
        agent_id: AgentId,
    },
}

/// One agent as one node sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPresence {
    /// Who.
    pub agent_id: AgentId,
    /// The name to show.
    pub agent_name: String,
    /// False when the last socket of the agent at this node has gone.
    pub online: bool,
    /// Whether the agent sits in front of a window.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attentive: bool,
    /// The conversations on the agent's screens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub viewing: Vec<ConversationId>,
    /// Where the agent is writing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typing: Vec<TypingPresence>,
}

/// An agent is writing. Clocks of nodes differ, so it says how long it holds, not until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingPresence {
    /// Where.
    pub conversation_id: ConversationId,
    /// For how long unless it is said again.
    pub for_ms: u32,
}

impl Envelope {
    /// Reads a message. A body that this version cannot read becomes [`Body::Unknown`], because its number must be
    /// counted all the same; none when there is not even a number.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Head {
            node: NodeId,
            sequence: u64,
        }
        if let Ok(envelope) = serde_json::from_slice(bytes) {
            return Some(envelope);
        }
        let head: Head = serde_json::from_slice(bytes).ok()?;
        Some(Self {
            node: head.node,
            sequence: head.sequence,
            body: Body::Unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::InboxId;

    #[test]
    fn an_envelope_reads_back() {
        let envelope = Envelope {
            node: NodeId(0xffff_ffff_ffff_fffe),
            sequence: u64::MAX,
            body: Body::Event {
                topic: Topic::Conversation(ConversationId(5)),
                also: vec![Topic::Inbox(InboxId(2))],
                event: Event::EntryAppended {
                    conversation_id: ConversationId(5),
                    inbox_id: InboxId(2),
                    seq: 17,
                    kind: "message".into(),
                },
            },
        };
        let json = serde_json::to_string(&envelope).unwrap();
        assert_eq!(
            json,
            r#"{"node":"fffffffffffffffe","sequence":18446744073709551615,"body":"event","topic":"conversation:5","also":["inbox:2"],"event":{"type":"entry_appended","conversation_id":5,"inbox_id":2,"seq":17,"kind":"message"}}"#
        );
        assert_eq!(Envelope::parse(json.as_bytes()), Some(envelope));
    }

    #[test]
    fn every_body_reads_back() {
        for body in [
            Body::Heartbeat { agents: 3 },
            Body::AskRoster { of: None },
            Body::AskRoster { of: Some(NodeId(9)) },
            Body::Roster {
                part: 0,
                last: true,
                agents: vec![],
            },
            Body::Control(Control::SessionEnded {
                session_id: SessionId(4),
            }),
            Body::Goodbye,
        ] {
            let envelope = Envelope {
                node: NodeId(1),
                sequence: 1,
                body,
            };
            let json = serde_json::to_vec(&envelope).unwrap();
            assert_eq!(Envelope::parse(&json), Some(envelope));
        }
    }

    #[test]
    fn what_a_newer_node_says_is_counted_and_ignored() {
        for body in [
            r#""body":"event","topic":"organisation","event":{"type":"party_started","guests":3}"#,
            r#""body":"event","topic":"galaxy:1","event":{"type":"settings_changed","area":"x"}"#,
            r#""body":"something_new","deep":{"er":[1]}"#,
        ] {
            let text = format!(r#"{{"node":"0a","sequence":7,{body}}}"#);
            let read = Envelope::parse(text.as_bytes()).unwrap();
            assert_eq!(
                read,
                Envelope {
                    node: NodeId(10),
                    sequence: 7,
                    body: Body::Unknown
                }
            );
        }
    }

    #[test]
    fn added_fields_do_no_harm() {
        let text = r#"{"node":"0a","sequence":7,"body":"event","topic":"organisation","priority":9,
            "event":{"type":"settings_changed","area":"tags","by":4}}"#;
        let read = Envelope::parse(text.as_bytes()).unwrap();
        let event = Event::SettingsChanged { area: "tags".into() };
        assert_eq!(
            read.body,
            Body::Event {
                topic: Topic::Organisation,
                also: vec![],
                event
            }
        );
    }

    #[test]
    fn rubbish_is_no_envelope() {
        for text in [
            "",
            "{}",
            "[1]",
            "{\"node\":\"xyz\",\"sequence\":1}",
            "{\"node\":\"01\",\"sequence\":-1}",
        ] {
            assert_eq!(Envelope::parse(text.as_bytes()), None, "{text}");
        }
    }
}
