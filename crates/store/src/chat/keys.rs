//! What clients of visitors called what they asked for.

use db::{DbResult, Executor, FromRow, args};
use domain::{ConversationId, MessageId, Timestamp, VisitorId};

/// What was done under a key.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Done {
    /// Hash of what was asked.
    pub request_hash: String,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// The message that it became.
    pub message_id: Option<MessageId>,
    /// The entry that it became.
    pub seq: i64,
}

/// What a visitor's client had done under a key.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, visitor: VisitorId, key: &str) -> DbResult<Option<Done>> {
    db.opt(
        "SELECT request_hash, conversation_id, message_id, seq FROM chat_key WHERE visitor_id = $1 AND key = $2",
        args![visitor, key],
    )
    .await
}

/// Remembers what was done under a key, in the transaction that did it.
///
/// # Errors
/// `UniqueViolation` when it was done already, which means that the conversation or the visitor was not locked.
pub async fn insert(
    tx: &impl Executor,
    visitor: VisitorId,
    key: &str,
    done: &Done,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO chat_key (visitor_id, key, request_hash, conversation_id, message_id, seq, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            visitor,
            key,
            &done.request_hash,
            done.conversation_id,
            done.message_id,
            done.seq,
            at
        ],
    )
    .await?;
    Ok(())
}
