//! The audit log: who changed what, from where.

use db::{DbResult, Executor, FromRow, args};
use domain::{ActorKind, AgentId, AuditId, Timestamp};

/// A line of the log.
#[derive(Debug, Clone, FromRow)]
pub struct AuditEntry {
    /// Key.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Kind of actor.
    #[row(try_from = "String")]
    pub actor_kind: ActorKind,
    /// Agent behind it.
    pub actor_id: Option<AgentId>,
    /// Name at that time.
    pub actor_name: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: Option<i64>,
    /// More in words.
    pub detail: String,
    /// Address it came from.
    pub ip: String,
}

/// A line about to be.
#[derive(Debug, Clone)]
pub struct NewAuditEntry<'a> {
    /// When.
    pub at: Timestamp,
    /// Kind of actor.
    pub actor_kind: ActorKind,
    /// Agent behind it.
    pub actor_id: Option<AgentId>,
    /// Name of the actor.
    pub actor_name: &'a str,
    /// What was done, for instance `tag.created`.
    pub action: &'a str,
    /// To what.
    pub subject_kind: &'a str,
    /// To which one.
    pub subject_id: Option<i64>,
    /// More in words; never a secret.
    pub detail: &'a str,
    /// Address it came from.
    pub ip: &'a str,
}

/// Adds a line.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, new: &NewAuditEntry<'_>) -> DbResult<()> {
    tx.exec(
        "INSERT INTO audit_entry (at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail, ip)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            new.at,
            new.actor_kind.as_str(),
            new.actor_id,
            new.actor_name,
            new.action,
            new.subject_kind,
            new.subject_id,
            new.detail,
            new.ip,
        ],
    )
    .await?;
    Ok(())
}

/// Up to `limit` lines before the line `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, before: Option<AuditId>, limit: u32) -> DbResult<Vec<AuditEntry>> {
    db.all(
        "SELECT id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail, ip
           FROM audit_entry WHERE id < $1 ORDER BY id DESC LIMIT $2",
        args![before.map_or(i64::MAX, AuditId::get), limit],
    )
    .await
}
