//! Full-text search.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What to look for; newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words (all must be there), `"exact phrase"`, `word*`, `-not`; with or without diacritics. At most 500 characters. Operators,
    /// also with `-` before them and with quotes around values with spaces: `from:` and `to:` (name, address or `me`), `tag:`,
    /// `inbox:`, `status:` or `is:` (`open`, …, `active`, `is:unassigned`), `assignee:` (name, `me`, `none`), `before:` and `after:` (`2026-03-14` or
    /// `2026-03`, in the organisation's time zone; `after:` begins with that day), `has:attachment`, `subject:`, `number:` or `#1042`,
    /// `in:` (`messages`, `conversations`, `contacts`, as `kind`). What is no operator is a word. Empty when only filters are wanted.
    pub q: String,
    /// `message`, `conversation` (subjects) or `contact`; all when absent.
    pub kind: Option<String>,
    /// Only conversations of this inbox, as `inbox:`.
    pub inbox_id: Option<i64>,
    /// Only this status, or several separated by commas, or `active`; as `status:`.
    pub status: Option<String>,
    /// Only with this tag, by name or key; as `tag:`.
    pub tag: Option<String>,
    /// Only with this assignee: a name, a key, `me` or `none`; as `assignee:`.
    pub assignee: Option<String>,
    /// From this day or month on, as `after:`.
    pub after: Option<String>,
    /// Before this day or month, as `before:`.
    pub before: Option<String>,
    /// Only with a file, or only without; as `has:attachment`.
    pub has_attachment: Option<bool>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 100, 20 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// One hit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SearchHitView {
    /// `message`, `conversation` or `contact`.
    pub kind: String,
    /// The conversation, for messages and conversations.
    pub conversation_id: Option<i64>,
    /// Its public running number.
    pub conversation_number: Option<i64>,
    /// Sequence number of the message in the conversation.
    pub seq: Option<i64>,
    /// The contact.
    pub contact_id: Option<i64>,
    /// Name of the contact.
    pub contact_name: String,
    /// Subject of the conversation or name of the contact.
    pub title: Vec<SnippetPart>,
    /// The words around the hit.
    pub snippet: Vec<SnippetPart>,
    /// When the message was written or the row was made.
    pub at: String,
}

/// A piece of text, highlighted or not. Never HTML.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it matched.
    pub hit: bool,
}
