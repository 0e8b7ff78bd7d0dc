//! Texts that are written once and sent often.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which saved replies to list: own ones, those of own teams and everyone's.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SavedReplyQuery {
    /// Words in name, folder or body; letter case and accents do not count.
    pub q: Option<String>,
    /// Only in this language, for instance `vi`.
    pub language: Option<String>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A text that is written once and sent often.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SavedReplyView {
    /// Key of the saved reply.
    pub id: i64,
    /// Name of the saved reply.
    pub name: String,
    /// Path such as `Orders/Returns`; empty for none.
    pub folder: String,
    /// Plain text or Markdown with placeholders such as `{{contact.first_name|there}}`.
    pub body: String,
    /// Language tag such as `vi`; null when it is in none or any.
    pub language: Option<String>,
    /// `personal`, `team` or `everyone`.
    pub owner: String,
    /// The team whose it is.
    pub team_id: Option<i64>,
    /// Whether the reader may change it.
    pub can_manage: bool,
    /// How often the reader took it.
    pub uses: i64,
    /// When the reader last took it.
    pub last_used_at: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Creates or replaces a saved reply. Personal ones are changed by their agent; those of a team by its members, and those of
/// everyone, with the permission `saved_replies.manage`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SavedReplyRequest {
    /// 1 to 100 characters.
    pub name: String,
    /// Path with slashes, at most 200 characters.
    pub folder: Option<String>,
    /// 1 to 50,000 characters. Placeholders: `contact.name`, `contact.first_name`, `contact.email`, `agent.name`, `agent.first_name`,
    /// `conversation.number`, `conversation.subject`, `inbox.name`, `organisation.name`, between double braces; after `|` what is
    /// taken when there is no value. `\{{` stands for the braces themselves.
    pub body: String,
    /// Language tag such as `vi` or `pt-BR`.
    pub language: Option<String>,
    /// `personal` (default), `team` or `everyone`.
    pub owner: Option<String>,
    /// The team, for `team`.
    pub team_id: Option<i64>,
}

/// For which conversation a saved reply is taken.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RenderSavedReplyRequest {
    /// Where it is going to be sent.
    pub conversation_id: i64,
}

/// A saved reply with its placeholders filled.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RenderedReplyView {
    /// The text. Values of placeholders are plain text whatever signs they hold.
    pub text: String,
    /// Placeholders that had no value, for a warning before sending.
    pub missing: Vec<MissingValueView>,
}

/// A placeholder that had no value.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MissingValueView {
    /// Its name, for instance `contact.first_name`.
    pub placeholder: String,
    /// What stands in its place; null when nothing does.
    pub fallback: Option<String>,
}
