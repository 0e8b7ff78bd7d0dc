//! The timeline: what happened in a conversation, in order, without gaps.

use db::{DbResult, Executor, FromRow, args};
use domain::conversations::EntryKind;
use domain::{ActorKind, ConversationId, MessageId, Timestamp};

/// One entry.
#[derive(Debug, Clone, FromRow)]
pub struct Entry {
    /// Place in the conversation, contiguous from 1.
    pub seq: i64,
    /// What it tells.
    #[row(try_from = "String")]
    pub kind: EntryKind,
    /// Kind of actor.
    #[row(try_from = "String")]
    pub actor_kind: ActorKind,
    /// Key of the actor, none for the system.
    pub actor_id: Option<i64>,
    /// Name of the actor at that time.
    pub actor_name: String,
    /// Message that it brings or is about.
    pub message_id: Option<MessageId>,
    /// State before.
    pub from_value: Option<String>,
    /// State after.
    pub to_value: Option<String>,
    /// When it happened.
    pub created_at: Timestamp,
}

/// Adds an entry. `entry.seq` comes from the locked conversation row, which is written back in the same transaction.
///
/// # Errors
/// `UniqueViolation` when the place is taken, which means that the conversation was not locked.
pub async fn append(tx: &impl Executor, conversation: ConversationId, entry: &Entry) -> DbResult<()> {
    tx.exec(
        "INSERT INTO entry (conversation_id, seq, kind, actor_kind, actor_id, actor_name, message_id, from_value,
                to_value, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            conversation,
            entry.seq,
            entry.kind.as_str(),
            entry.actor_kind.as_str(),
            entry.actor_id,
            &entry.actor_name,
            entry.message_id,
            &entry.from_value,
            &entry.to_value,
            entry.created_at,
        ],
    )
    .await?;
    Ok(())
}

const ENTRY: &str = "SELECT seq, kind, actor_kind, actor_id, actor_name, message_id, from_value, to_value, created_at FROM entry";

/// Up to `limit` entries with `after < seq < before`, ascending: the earliest of them, or the latest when `latest`. The caller has
/// read the conversation under a scope.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &impl Executor,
    conversation: ConversationId,
    after: i64,
    before: i64,
    latest: bool,
    limit: u32,
) -> DbResult<Vec<Entry>> {
    let order = if latest { "DESC" } else { "ASC" };
    let sql =
        format!("{ENTRY} WHERE conversation_id = $1 AND seq > $2 AND seq < $3 ORDER BY seq {order} LIMIT $4");
    let mut entries: Vec<Entry> = db.all(&sql, args![conversation, after, before, limit]).await?;
    if latest {
        entries.reverse();
    }
    Ok(entries)
}

/// Since when the customer waits, judged by the messages alone: the first one from outside after the last answer that was not taken
/// back.
///
/// # Errors
/// When the database fails.
pub async fn waiting_since(db: &impl Executor, conversation: ConversationId) -> DbResult<Option<Timestamp>> {
    db.one(
        "SELECT MIN(m.created_at) FROM message m
          WHERE m.conversation_id = $1 AND m.direction = 'in' AND m.kind IN ('normal', 'calendar')
            AND m.id > COALESCE((SELECT MAX(o.id) FROM message o
                                  WHERE o.conversation_id = $1 AND o.direction = 'out' AND o.delivery <> 'cancelled'
                                    AND o.kind NOT IN ('forward', 'third_party')), 0)",
        args![conversation],
    )
    .await
}
