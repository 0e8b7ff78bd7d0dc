//! What becomes of a mail, before it is written down.

use domain::conversations::Conversation;
use domain::inboxes::LedgerState;
use domain::{ConversationId, MessageId};

/// What became of a mail, for its line in the ledger.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// What became of it.
    pub state: LedgerState,
    /// Why, where that needs saying.
    pub reason: Option<String>,
    /// Message that it became or repeats.
    pub message: Option<MessageId>,
    /// Conversation of that message.
    pub conversation: Option<ConversationId>,
}

impl Outcome {
    /// It became a message.
    pub(super) fn imported(message: MessageId, conversation: &Conversation) -> Self {
        Self {
            state: LedgerState::Imported,
            reason: None,
            message: Some(message),
            conversation: Some(conversation.id),
        }
    }

    /// It was known.
    pub(super) fn duplicate(message: MessageId, conversation: ConversationId) -> Self {
        Self {
            state: LedgerState::Duplicate,
            reason: Some("this mail was taken in before".to_owned()),
            message: Some(message),
            conversation: Some(conversation),
        }
    }

    /// It is left out, or waits for a person.
    pub(super) fn not_taken(state: LedgerState, reason: impl Into<String>) -> Self {
        Self {
            state,
            reason: Some(reason.into()),
            message: None,
            conversation: None,
        }
    }
}
