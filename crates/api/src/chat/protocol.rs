//! The frames of the socket, one JSON object each, told apart by `type`.

use api_types::{ChatAnswerRequest, ChatEntryView, ChatView, ChatVisitorView};
use app::App;
use app::chat::{Frame, Guest};
use serde::{Deserialize, Serialize};

use super::views::{chat_view, entry_view};

/// What a client says.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ClientFrame {
    /// Who it is, and what it holds.
    Hello {
        token: String,
        #[serde(default)]
        conversations: Vec<Held>,
    },
    /// Listen to this chat too, or send what is missing.
    Resume {
        conversation: String,
        #[serde(default)]
        last_seq: i64,
    },
    /// Say something.
    Say {
        key: String,
        conversation: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        attachment_ids: Vec<i64>,
        #[serde(default)]
        answer: Option<ChatAnswerRequest>,
    },
    /// Writing.
    Typing {
        conversation: String,
        active: bool,
        #[serde(default)]
        text: Option<String>,
    },
    /// Up to where entries have arrived and were seen.
    Receipts {
        conversation: String,
        #[serde(default)]
        delivered_seq: i64,
        #[serde(default)]
        seen_seq: i64,
    },
    /// Another page of the company's site.
    Page {
        url: String,
        #[serde(default)]
        title: String,
    },
    /// Asks for a `pong`.
    Ping,
}

/// Up to where a client has a chat.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Held {
    pub token: String,
    #[serde(default)]
    pub last_seq: i64,
}

/// A frame that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// Of a type that this version does not know: ignored.
    Unknown,
    /// No JSON, or not what its type needs.
    Malformed(String),
}

/// Reads a frame.
pub(super) fn read(text: &str) -> Result<ClientFrame, Unread> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    const KNOWN: [&str; 7] = ["hello", "resume", "say", "typing", "receipts", "page", "ping"];
    let kind: Kind = serde_json::from_str(text).map_err(|error| Unread::Malformed(error.to_string()))?;
    if !KNOWN.contains(&kind.kind.as_str()) {
        return Err(Unread::Unknown);
    }
    serde_json::from_str(text).map_err(|error| Unread::Malformed(error.to_string()))
}

/// What the server says.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerFrame {
    /// The first frame.
    Welcome {
        visitor: ChatVisitorView,
        server_time: String,
    },
    /// Entries of a chat: all that the visitor may see after `after_seq` and up to `last_seq`.
    Entries {
        conversation: String,
        after_seq: i64,
        entries: Vec<ChatEntryView>,
        last_seq: i64,
    },
    /// It was said.
    Said { key: String, seq: i64 },
    /// It was not said.
    Refused {
        key: String,
        code: String,
        detail: String,
        /// Whether the same may work later.
        retry: bool,
    },
    /// A chat as it is now.
    Chat { chat: Box<ChatView> },
    /// An agent writes, or does so no longer.
    Typing {
        conversation: String,
        agent: TypingAgent,
        active: bool,
    },
    /// Up to where an agent has seen it.
    Receipts {
        conversation: String,
        agent_seen_seq: i64,
    },
    /// An agent began a chat.
    Invited {
        conversation: String,
        chat: Box<ChatView>,
    },
    /// The site opened or closed.
    Site { open: bool },
    /// Connect again.
    Resync { reason: &'static str, spread_ms: u32 },
    /// A frame was not obeyed.
    Error { code: String, detail: String },
    /// The answer to `ping`.
    Pong,
}

/// An agent who writes.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TypingAgent {
    pub name: String,
}

/// A frame as it is sent.
pub(super) fn server_frame(app: &App, guest: &Guest, frame: Frame) -> ServerFrame {
    let brand = &guest.site.row.brand_name;
    match frame {
        Frame::Entries {
            conversation,
            after_seq,
            entries,
            last_seq,
        } => ServerFrame::Entries {
            conversation: conversation.to_string(),
            after_seq,
            entries: entries.into_iter().map(|entry| entry_view(app, entry)).collect(),
            last_seq,
        },
        Frame::Chat(shown) => ServerFrame::Chat {
            chat: Box::new(chat_view(*shown, brand)),
        },
        Frame::Typing {
            conversation,
            agent,
            active,
        } => ServerFrame::Typing {
            conversation: conversation.to_string(),
            agent: TypingAgent { name: agent },
            active,
        },
        Frame::Receipts {
            conversation,
            agent_seen_seq,
        } => ServerFrame::Receipts {
            conversation: conversation.to_string(),
            agent_seen_seq,
        },
        Frame::Invited(shown) => ServerFrame::Invited {
            conversation: shown.own.token.clone(),
            chat: Box::new(chat_view(*shown, brand)),
        },
        Frame::Site { open } => ServerFrame::Site { open },
        Frame::Closed => ServerFrame::Resync {
            reason: "restart",
            spread_ms: 2_000,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_frames_are_ignored_and_malformed_ones_are_not() {
        assert!(matches!(read(r#"{"type":"ping"}"#), Ok(ClientFrame::Ping)));
        assert_eq!(read(r#"{"type":"dance"}"#).unwrap_err(), Unread::Unknown);
        for bad in [
            "",
            "{",
            "[]",
            "\"ping\"",
            r#"{"type":"say"}"#,
            r#"{"type":"say","key":1}"#,
        ] {
            assert!(matches!(read(bad), Err(Unread::Malformed(_))), "{bad}");
        }
    }
}
