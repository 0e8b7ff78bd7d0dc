//! Contacts of visitors who turn out to be customers that are known already.

use db::{DbResult, Executor, args};
use domain::{ContactId, ConversationId, Timestamp};

/// Gives the chats of a contact, with all that was said in them, to another. Returns which.
///
/// # Errors
/// When the database fails.
pub async fn move_chats(
    tx: &impl Executor,
    from: ContactId,
    to: ContactId,
    at: Timestamp,
) -> DbResult<Vec<ConversationId>> {
    let moved: Vec<ConversationId> = tx
        .all(
            "UPDATE conversation SET contact_id = $2, updated_at = $3
              WHERE contact_id = $1 AND id IN (SELECT h.conversation_id FROM chat h WHERE h.conversation_id = conversation.id)
             RETURNING id",
            args![from, to, at],
        )
        .await?;
    for conversation in &moved {
        tx.exec(
            "UPDATE message SET contact_id = $2 WHERE conversation_id = $3 AND contact_id = $1",
            args![from, to, *conversation],
        )
        .await?;
        // Timelines keep the name that somebody had; only the key must not point to nobody.
        tx.exec(
            "UPDATE entry SET actor_id = $2 WHERE conversation_id = $3 AND actor_kind = 'contact' AND actor_id = $1",
            args![from, to, *conversation],
        )
        .await?;
    }
    Ok(moved)
}

/// Makes the visitors of a contact those of another.
///
/// # Errors
/// When the database fails.
pub async fn move_visitors(tx: &impl Executor, from: ContactId, to: ContactId) -> DbResult<u64> {
    tx.exec(
        "UPDATE chat_visitor SET contact_id = $2 WHERE contact_id = $1",
        args![from, to],
    )
    .await
}

/// Whether nothing belongs to a contact: no conversation, no message, no address.
///
/// # Errors
/// When the database fails.
pub async fn is_unused(db: &impl Executor, contact: ContactId) -> DbResult<bool> {
    let used: i64 = db
        .one(
            "SELECT (SELECT count(*) FROM conversation WHERE contact_id = $1) + (SELECT count(*) FROM message WHERE contact_id = $1)
                  + (SELECT count(*) FROM contact_address WHERE contact_id = $1)",
            args![contact],
        )
        .await?;
    Ok(used == 0)
}
