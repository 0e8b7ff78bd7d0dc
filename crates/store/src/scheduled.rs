//! Scheduled answers: what waits for its time, and what was held back.

use db::{DbResult, Executor, FromRow, args};
use domain::scheduled::HeldReason;
use domain::{AgentId, AttachmentId, ConversationId, ScheduledId, Timestamp};

use crate::attachments::Attachment;
use crate::messages::Recipients;

/// An answer that waits for its time.
#[derive(Debug, Clone, FromRow)]
pub struct Scheduled {
    /// Key.
    pub id: ScheduledId,
    /// Where it is going to be sent.
    pub conversation_id: ConversationId,
    /// Who wrote it; none for the system.
    pub agent_id: Option<AgentId>,
    /// Their name at that time.
    pub agent_name: String,
    /// When it leaves.
    pub send_at: Timestamp,
    /// Whether it stays when somebody writes meanwhile.
    pub cancel_if_replied: bool,
    /// Status to set when it leaves.
    pub status: Option<String>,
    /// Why it does not leave by itself any more.
    pub held_reason: Option<String>,
    /// Who wrote meanwhile.
    pub held_by: Option<String>,
    /// Whom it is for.
    #[row(try_from = "String")]
    pub recipients: Recipients,
    /// Plain text.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "id, conversation_id, agent_id, agent_name, send_at, cancel_if_replied, status, held_reason, held_by, recipients,
    text, html, created_at";

/// An answer about to wait.
#[derive(Debug, Clone)]
pub struct NewScheduled<'a> {
    /// Where it is going to be sent.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub agent_id: Option<AgentId>,
    /// Their name.
    pub agent_name: &'a str,
    /// When it leaves.
    pub send_at: Timestamp,
    /// Whether it stays when somebody writes meanwhile.
    pub cancel_if_replied: bool,
    /// Status to set when it leaves.
    pub status: Option<&'a str>,
    /// Whom it is for.
    pub recipients: &'a Recipients,
    /// Plain text.
    pub text: &'a str,
    /// Sanitised HTML.
    pub html: Option<&'a str>,
    /// When it was written.
    pub at: Timestamp,
}

/// Keeps an answer until its time.
///
/// # Errors
/// `ForeignKeyViolation` when the conversation does not exist.
pub async fn insert(tx: &impl Executor, new: &NewScheduled<'_>) -> DbResult<ScheduledId> {
    let recipients = serde_json::to_string(new.recipients).unwrap_or_else(|_| "{}".to_owned());
    tx.one(
        "INSERT INTO scheduled_reply (conversation_id, agent_id, agent_name, send_at, cancel_if_replied, status, recipients, text,
                html, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        args![
            new.conversation_id,
            new.agent_id,
            new.agent_name,
            new.send_at,
            new.cancel_if_replied,
            new.status,
            recipients,
            new.text,
            new.html,
            new.at,
        ],
    )
    .await
}

/// Names an upload that leaves with a scheduled answer.
///
/// # Errors
/// `ForeignKeyViolation` when one of the two does not exist.
pub async fn add_file(tx: &impl Executor, id: ScheduledId, file: AttachmentId) -> DbResult<()> {
    tx.exec(
        "INSERT INTO scheduled_attachment (scheduled_id, attachment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        args![id, file],
    )
    .await?;
    Ok(())
}

/// The uploads that a scheduled answer names.
///
/// # Errors
/// When the database fails.
pub async fn files(db: &impl Executor, id: ScheduledId) -> DbResult<Vec<Attachment>> {
    db.all(
        "SELECT t.id, t.message_id, t.agent_id, t.name, t.content_type, t.size, t.is_inline, t.content_id, t.blob_key
           FROM scheduled_attachment n JOIN attachment t ON t.id = n.attachment_id
          WHERE n.scheduled_id = $1 AND t.message_id IS NULL ORDER BY t.id",
        args![id],
    )
    .await
}

/// One scheduled answer. The caller checks that its conversation may be seen.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: ScheduledId) -> DbResult<Option<Scheduled>> {
    let sql = format!("SELECT {COLUMNS} FROM scheduled_reply WHERE id = $1");
    db.opt(&sql, args![id]).await
}

/// One scheduled answer, locked until the transaction ends. The conversation is locked before it, always in this order.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &impl Executor, id: ScheduledId) -> DbResult<Option<Scheduled>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM scheduled_reply WHERE id = $1 {}",
        tx.dialect().for_update()
    );
    tx.opt(&sql, args![id]).await
}

/// What waits in a conversation, or was held back, by its time. The caller has read the conversation under a scope.
///
/// # Errors
/// When the database fails.
pub async fn of_conversation(db: &impl Executor, conversation: ConversationId) -> DbResult<Vec<Scheduled>> {
    let sql =
        format!("SELECT {COLUMNS} FROM scheduled_reply WHERE conversation_id = $1 ORDER BY send_at, id");
    db.all(&sql, args![conversation]).await
}

/// Keeps an answer from leaving by itself.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &impl Executor, id: ScheduledId, reason: HeldReason, by: Option<&str>) -> DbResult<()> {
    tx.exec(
        "UPDATE scheduled_reply SET held_reason = $2, held_by = $3 WHERE id = $1",
        args![id, reason.as_str(), by],
    )
    .await?;
    Ok(())
}

/// Takes an answer out of those that wait: it left, or was taken back.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: ScheduledId) -> DbResult<()> {
    tx.exec("DELETE FROM scheduled_reply WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// Gives the uploads of a scheduled answer to the agent who takes it over.
///
/// # Errors
/// When the database fails.
pub async fn hand_over_files(tx: &impl Executor, id: ScheduledId, agent: AgentId) -> DbResult<()> {
    tx.exec(
        "UPDATE attachment SET agent_id = $2
          WHERE message_id IS NULL AND id IN (SELECT attachment_id FROM scheduled_attachment WHERE scheduled_id = $1)",
        args![id, agent],
    )
    .await?;
    Ok(())
}

/// Answers whose time came before `before` and that nobody holds back.
///
/// # Errors
/// When the database fails.
pub async fn overdue(db: &impl Executor, before: Timestamp) -> DbResult<Vec<ScheduledId>> {
    db.all(
        "SELECT id FROM scheduled_reply WHERE held_reason IS NULL AND send_at < $1 ORDER BY send_at LIMIT 1000",
        args![before],
    )
    .await
}
