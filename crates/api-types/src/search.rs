//! Full-text search.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What to look for; newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words (all must be there), `"exact phrase"`, `word*`, `-not`; with or without diacritics. At most 500 characters.
    pub q: String,
    /// `message`, `conversation` (subjects) or `contact`; all when absent.
    pub kind: Option<String>,
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
