//! Who is not let in to chat: addresses, ranges, countries.

use db::{DbResult, Executor, FromRow, args};
use domain::{ChatBlockId, InboxId, Scope, Timestamp};

use crate::access;
use crate::filter::Filter;

/// A block.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ChatBlock {
    /// Key.
    pub id: ChatBlockId,
    /// Of which site; none for every site.
    pub inbox_id: Option<InboxId>,
    /// `ip`, `range` or `country`.
    pub kind: String,
    /// Which.
    pub value: String,
    /// Why.
    pub reason: String,
    /// Name of who made it, at that time.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when; none for good.
    pub expires_at: Option<Timestamp>,
}

const BLOCK: &str = "SELECT b.id, b.inbox_id, b.kind, b.value, b.reason, b.created_by, b.created_at, b.expires_at FROM chat_block b";

/// The blocks of sites that may be seen, and those of every site, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, scope: Scope) -> DbResult<Vec<ChatBlock>> {
    let mut filter = Filter::default();
    access::limit_or_none(&mut filter, scope, "b.inbox_id");
    let sql = format!("{BLOCK}{} ORDER BY b.id DESC", filter.clause());
    db.all(&sql, filter.into_args()).await
}

/// One block.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: ChatBlockId) -> DbResult<Option<ChatBlock>> {
    db.opt(&format!("{BLOCK} WHERE b.id = $1"), args![id]).await
}

/// A block about to be.
#[derive(Debug, Clone, Copy)]
pub struct NewChatBlock<'a> {
    /// Of which site; none for every site.
    pub inbox_id: Option<InboxId>,
    /// `ip`, `range` or `country`.
    pub kind: &'a str,
    /// Which, in its one form.
    pub value: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Name of who makes it.
    pub created_by: &'a str,
    /// Until when; none for good.
    pub expires_at: Option<Timestamp>,
}

/// Makes a block; one of the same is replaced.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such inbox.
pub async fn put(tx: &impl Executor, new: &NewChatBlock<'_>, at: Timestamp) -> DbResult<ChatBlockId> {
    // Not left to the unique index: to that, two rows without an inbox are different.
    tx.exec(
        "DELETE FROM chat_block WHERE kind = $1 AND value = $2 AND inbox_id IS NOT DISTINCT FROM $3",
        args![new.kind, new.value, new.inbox_id],
    )
    .await?;
    tx.one(
        "INSERT INTO chat_block (inbox_id, kind, value, reason, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![
            new.inbox_id,
            new.kind,
            new.value,
            new.reason,
            new.created_by,
            at,
            new.expires_at
        ],
    )
    .await
}

/// Takes a block away.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: ChatBlockId) -> DbResult<()> {
    tx.exec("DELETE FROM chat_block WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Forgets blocks that ended before `before`.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &impl Executor, before: Timestamp) -> DbResult<u64> {
    tx.exec("DELETE FROM chat_block WHERE expires_at < $1", args![before])
        .await
}
