//! What a socket can listen to.

use std::fmt;
use std::str::FromStr;

use domain::{AgentId, ConversationId, InboxId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One stream of hints. On the wire it is a short text such as `conversation:42`, so that a browser can use it as a
/// key without taking an object apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// One conversation: `conversation:42`.
    Conversation(ConversationId),
    /// The lists of one inbox: `inbox:3`.
    Inbox(InboxId),
    /// What concerns one agent alone: `agent:7`.
    Agent(AgentId),
    /// Settings and who is online: `organisation`.
    Organisation,
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(id) => write!(f, "conversation:{id}"),
            Self::Inbox(id) => write!(f, "inbox:{id}"),
            Self::Agent(id) => write!(f, "agent:{id}"),
            Self::Organisation => f.write_str("organisation"),
        }
    }
}

/// A text that names no topic known to this version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a topic such as conversation:42, inbox:3, agent:7 or organisation")]
pub struct UnknownTopic(pub String);

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownTopic(text.chars().take(80).collect());
        if text == "organisation" {
            return Ok(Self::Organisation);
        }
        let (area, id) = text.split_once(':').ok_or_else(unknown)?;
        // `i64::from_str` takes "+5" and "-5"; one topic must have one spelling, or it could be subscribed twice.
        let id: i64 = id
            .parse()
            .ok()
            .filter(|n| *n > 0 && !id.starts_with('+'))
            .ok_or_else(unknown)?;
        match area {
            "conversation" => Ok(Self::Conversation(ConversationId(id))),
            "inbox" => Ok(Self::Inbox(InboxId(id))),
            "agent" => Ok(Self::Agent(AgentId(id))),
            _ => Err(unknown()),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_reads_back_from_its_text() {
        for topic in [
            Topic::Conversation(ConversationId(42)),
            Topic::Inbox(InboxId(3)),
            Topic::Agent(AgentId(i64::MAX)),
            Topic::Organisation,
        ] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
            let json = serde_json::to_string(&topic).unwrap();
            assert_eq!(serde_json::from_str::<Topic>(&json).unwrap(), topic);
        }
    }

    #[test]
    fn what_is_no_topic_is_refused() {
        for text in [
            "",
            ":",
            "conversation",
            "conversation:",
            "conversation:x",
            "conversation:+5",
            "agent:-1",
        ] {
            assert!(text.parse::<Topic>().is_err(), "{text}");
        }
        assert!("inbox:0".parse::<Topic>().is_err());
        assert!("inbox:99999999999999999999".parse::<Topic>().is_err());
        assert!("galaxy:5".parse::<Topic>().is_err());
    }
}
