//! Making one contact of two: everything that belongs to the one becomes the other's.

use db::{DbResult, Executor, args};
use domain::{ContactId, ConversationId, Scope, Timestamp, Visible};

use crate::access;
use crate::filter::Filter;

/// How many conversations of a contact the scope does not show.
///
/// # Errors
/// When the database fails.
pub async fn count_hidden(db: &impl Executor, scope: Scope, contact: ContactId) -> DbResult<i64> {
    let all: i64 = db
        .one(
            "SELECT count(*) FROM conversation WHERE contact_id = $1",
            args![contact],
        )
        .await?;
    if scope.visible() == Visible::Everything {
        return Ok(0);
    }
    let mut filter = Filter::default();
    filter.and("c.contact_id = ?", args![contact]);
    access::limit(&mut filter, scope, "c.inbox_id");
    let sql = format!("SELECT count(*) FROM conversation c{}", filter.clause());
    let seen: i64 = db.one(&sql, filter.into_args()).await?;
    Ok(all - seen)
}

/// Gives the addresses to the other contact. Its own main ones stay the main ones of their kind. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn move_addresses(tx: &impl Executor, from: ContactId, to: ContactId) -> DbResult<u64> {
    tx.exec(
        "UPDATE contact_address SET is_primary = FALSE
          WHERE contact_id = $1
            AND kind IN (SELECT o.kind FROM contact_address o WHERE o.contact_id = $2 AND o.is_primary = TRUE)",
        args![from, to],
    )
    .await?;
    tx.exec(
        "UPDATE contact_address SET contact_id = $2 WHERE contact_id = $1",
        args![from, to],
    )
    .await
}

/// Gives the conversations with all that was said in them to the other contact. Returns which.
///
/// # Errors
/// When the database fails.
pub async fn move_conversations(
    tx: &impl Executor,
    from: ContactId,
    to: ContactId,
    at: Timestamp,
) -> DbResult<Vec<ConversationId>> {
    let moved: Vec<ConversationId> = tx
        .all(
            "UPDATE conversation SET contact_id = $2, updated_at = $3 WHERE contact_id = $1 RETURNING id",
            args![from, to, at],
        )
        .await?;
    tx.exec(
        "UPDATE message SET contact_id = $2 WHERE contact_id = $1",
        args![from, to],
    )
    .await?;
    tx.exec(
        "UPDATE chat_visitor SET contact_id = $2 WHERE contact_id = $1",
        args![from, to],
    )
    .await?;
    // Timelines keep the name that somebody had; only the key must not point to nobody.
    for conversation in &moved {
        tx.exec(
            "UPDATE entry SET actor_id = $2 WHERE conversation_id = $3 AND actor_kind = 'contact' AND actor_id = $1",
            args![from, to, *conversation],
        )
        .await?;
    }
    Ok(moved)
}

/// Gives tags and values to the other contact, where it has no value of its own.
///
/// # Errors
/// When the database fails.
pub async fn move_knowledge(tx: &impl Executor, from: ContactId, to: ContactId) -> DbResult<()> {
    tx.exec(
        "INSERT INTO contact_tag (contact_id, tag_id)
         SELECT CAST($2 AS BIGINT), t.tag_id FROM contact_tag t
          WHERE t.contact_id = $1
            AND NOT EXISTS (SELECT 1 FROM contact_tag o WHERE o.contact_id = $2 AND o.tag_id = t.tag_id)",
        args![from, to],
    )
    .await?;
    tx.exec(
        "UPDATE attribute_value SET contact_id = $2
          WHERE contact_id = $1
            AND NOT EXISTS (SELECT 1 FROM attribute_value o
                             WHERE o.contact_id = $2 AND o.attribute_id = attribute_value.attribute_id)",
        args![from, to],
    )
    .await?;
    Ok(())
}
