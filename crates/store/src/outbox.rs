//! The outbox: every message on its way out, until a mail server took it or refused it for good.

use db::{DbResult, Executor, FromRow, args};
use domain::inboxes::OutboxState;
use domain::{InboxId, MessageId, OutboxId, Timestamp};

/// A message on its way out.
#[derive(Debug, Clone, FromRow)]
pub struct Outgoing {
    /// Key.
    pub id: OutboxId,
    /// Message.
    pub message_id: MessageId,
    /// Inbox that sends it.
    pub inbox_id: InboxId,
    /// Where it is.
    #[row(try_from = "String")]
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is due.
    pub next_attempt_at: Timestamp,
}

/// Puts a message into the outbox.
///
/// # Errors
/// `UniqueViolation` when it is there already.
pub async fn insert(
    tx: &impl Executor,
    message: MessageId,
    inbox: InboxId,
    due: Timestamp,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO outbox (message_id, inbox_id, state, attempts, next_attempt_at, created_at, updated_at)
         VALUES ($1, $2, 'queued', 0, $3, $4, $4)",
        args![message, inbox, due, at],
    )
    .await?;
    Ok(())
}

/// A message on its way out, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &impl Executor, message: MessageId) -> DbResult<Option<Outgoing>> {
    let sql = format!(
        "SELECT id, message_id, inbox_id, state, attempts, next_attempt_at FROM outbox WHERE message_id = $1 {}",
        tx.dialect().for_update()
    );
    tx.opt(&sql, args![message]).await
}

/// The inbox that sends a message.
///
/// # Errors
/// When the database fails.
pub async fn inbox(db: &impl Executor, message: MessageId) -> DbResult<Option<InboxId>> {
    db.opt(
        "SELECT inbox_id FROM outbox WHERE message_id = $1",
        args![message],
    )
    .await
}

/// Sets where a message is.
///
/// # Errors
/// When the database fails.
pub async fn set_state(
    tx: &impl Executor,
    id: OutboxId,
    state: OutboxState,
    attempts: u32,
    due: Timestamp,
    outcome: (Option<u16>, Option<&str>),
    at: Timestamp,
) -> DbResult<()> {
    let (smtp_code, error) = outcome;
    tx.exec(
        "UPDATE outbox SET state = $2, attempts = $3, next_attempt_at = $4, smtp_code = $5, last_error = $6, updated_at = $7
          WHERE id = $1",
        args![id, state.as_str(), attempts, due, smtp_code, error, at],
    )
    .await?;
    Ok(())
}

/// Messages that have been due since before `before`.
///
/// # Errors
/// When the database fails.
pub async fn overdue(db: &impl Executor, before: Timestamp) -> DbResult<Vec<MessageId>> {
    db.all(
        "SELECT message_id FROM outbox WHERE state IN ('queued', 'sending') AND next_attempt_at < $1 AND updated_at < $1
          ORDER BY id LIMIT 1000",
        args![before],
    )
    .await
}
