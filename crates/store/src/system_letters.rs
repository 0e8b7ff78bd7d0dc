//! Letters of the organisation itself that have not left yet, and the inbox through which they leave.

use db::{DbResult, Executor, FromRow, args};
use domain::{InboxId, InvitationId, SystemLetterId, Timestamp};

/// A letter that waits.
#[derive(Clone, FromRow)]
pub struct SystemLetter {
    /// Key.
    pub id: SystemLetterId,
    /// The invitation that it brings.
    pub invitation_id: Option<InvitationId>,
    /// Receiver and words, sealed: a letter may hold a link that opens an account.
    pub letter_secret: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Where letters leave from.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SystemSender {
    /// The inbox.
    pub inbox_id: InboxId,
    /// Its address.
    pub address: String,
}

/// Keeps a letter until it has left.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &impl Executor,
    invitation: Option<InvitationId>,
    letter_secret: &str,
    now: Timestamp,
) -> DbResult<SystemLetterId> {
    tx.one(
        "INSERT INTO system_letter (invitation_id, letter_secret, created_at) VALUES ($1, $2, $3) RETURNING id",
        args![invitation, letter_secret, now],
    )
    .await
}

/// A letter; none once it has left or was withdrawn.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: SystemLetterId) -> DbResult<Option<SystemLetter>> {
    db.opt(
        "SELECT id, invitation_id, letter_secret, created_at FROM system_letter WHERE id = $1",
        args![id],
    )
    .await
}

/// Forgets a letter.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: SystemLetterId) -> DbResult<()> {
    tx.exec("DELETE FROM system_letter WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// Forgets the letters of an invitation that have not left yet: another one is written.
///
/// # Errors
/// When the database fails.
pub async fn delete_of_invitation(tx: &impl Executor, invitation: InvitationId) -> DbResult<()> {
    tx.exec(
        "DELETE FROM system_letter WHERE invitation_id = $1",
        args![invitation],
    )
    .await?;
    Ok(())
}

/// The inbox that the settings name while it can send, else the first that can; none when nothing can send.
///
/// # Errors
/// When the database fails.
pub async fn sender(db: &impl Executor, preferred: Option<InboxId>) -> DbResult<Option<SystemSender>> {
    db.opt(
        "SELECT i.id AS inbox_id, i.address
           FROM inbox i
           JOIN email_inbox e ON e.inbox_id = i.id
           LEFT JOIN organisation o ON o.system_inbox_id = i.id
          WHERE i.enabled = TRUE AND e.smtp_host IS NOT NULL
          ORDER BY CASE WHEN i.id = $1 THEN 0 WHEN o.id IS NOT NULL THEN 1 ELSE 2 END, i.id
          LIMIT 1",
        args![preferred],
    )
    .await
}
