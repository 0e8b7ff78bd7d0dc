//! Words that were not sent yet.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{AddressView, AttachmentView};

/// Which draft of a conversation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DraftQuery {
    /// `reply` or `note`. When absent, reading takes the one that was written last, and deleting takes both.
    pub kind: Option<String>,
}

/// The agent's own draft in a conversation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DraftView {
    /// Where it is going to be sent.
    pub conversation_id: i64,
    /// `reply` or `note`.
    pub kind: String,
    /// To be named by who writes over it. Only to be compared: it is not a count.
    pub version: i64,
    /// Plain text.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<String>,
    /// Recipients as they were typed; null while the proposal of the conversation stands.
    pub to: Option<Vec<AddressView>>,
    /// Copies; null while the proposal stands.
    pub cc: Option<Vec<AddressView>>,
    /// Blind copies.
    pub bcc: Vec<AddressView>,
    /// Uploads that it names; without those that were sent with another message meanwhile.
    pub attachments: Vec<AttachmentView>,
    /// The last entry that was on screen when it was begun, for `seen_seq` of the reply.
    pub expected_seq: Option<i64>,
    /// When it was last written.
    pub updated_at: String,
}

/// Writes a draft.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DraftRequest {
    /// `reply` or `note`: there is one draft of each.
    pub kind: String,
    /// At most 500,000 characters; may be empty when there is HTML or a file.
    #[serde(default)]
    pub text: String,
    /// HTML; sanitised.
    pub html: Option<String>,
    /// Recipients as they were typed; absent while the proposal stands.
    pub to: Option<Vec<AddressView>>,
    /// Copies; absent while the proposal stands.
    pub cc: Option<Vec<AddressView>>,
    /// Blind copies.
    #[serde(default)]
    pub bcc: Vec<AddressView>,
    /// Files uploaded before. They stay as long as a draft names them.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
    /// The `last_seq` that was on screen when it was begun.
    pub expected_seq: Option<i64>,
    /// The `version` that the device knows, 0 for no draft. When another device wrote meanwhile, the draft is refused with
    /// `409 draft_changed`, whose `current` is what there is now. Absent to write over whatever there is.
    pub version: Option<i64>,
}

/// A draft as a row of the agent's list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DraftSummaryView {
    /// Where it is going to be sent.
    pub conversation_id: i64,
    /// Public running number of the conversation.
    pub number: i64,
    /// Subject of the conversation.
    pub subject: String,
    /// `reply` or `note`.
    pub kind: String,
    /// First words.
    pub excerpt: String,
    /// When it was last written.
    pub updated_at: String,
}
