//! Channels and what they can do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A channel.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChannelView {
    /// Its name, as in `channel` of inboxes and conversations.
    pub name: String,
    /// What its conversations can be and do.
    pub capabilities: CapabilitiesView,
}

/// What conversations and messages of a channel can be and do. A request for what it cannot do is refused with
/// `unsupported_by_channel`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CapabilitiesView {
    /// Messages have a subject.
    pub subject: bool,
    /// Messages may have HTML.
    pub html: bool,
    /// Whoever writes chooses recipients; otherwise an answer goes to the customer of the conversation.
    pub recipients: bool,
    /// We can write first, to an address.
    pub starts: bool,
    /// An answer can be taken back for a moment.
    pub undo: bool,
    /// An answer can be given a time at which it leaves.
    pub schedule: bool,
    /// Messages can be forwarded.
    pub forward: bool,
    /// A signature stands below answers.
    pub signature: bool,
    /// It is known what the customer has received and seen.
    pub receipts: bool,
    /// It is known that the customer is writing.
    pub typing: bool,
    /// The customer is there while we answer: conversations are offered, accepted and ended.
    pub live: bool,
    /// Messages may be quick replies, cards and forms.
    pub content: bool,
    /// Mails come in by it: its inboxes have a ledger and take pushed mail.
    pub mail_intake: bool,
    /// Most characters of an answer.
    pub max_text: usize,
}
