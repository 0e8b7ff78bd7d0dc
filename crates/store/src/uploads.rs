//! Files on their way in: how much of each has arrived, and where its pieces are.

use db::{DbResult, Executor, FromRow, args};
use domain::{AgentId, AttachmentId, Timestamp, UploadId};

/// A file on its way in.
#[derive(Debug, Clone, FromRow)]
pub struct Upload {
    /// Key.
    pub id: UploadId,
    /// Who sends it.
    pub agent_id: Option<AgentId>,
    /// File name.
    pub name: String,
    /// Media type.
    pub content_type: String,
    /// Bytes of the whole.
    pub size: i64,
    /// Bytes that are here.
    pub received: i64,
    /// Whether it is going to be shown inside a message.
    pub is_inline: bool,
    /// What it became once all of it was here.
    pub attachment_id: Option<AttachmentId>,
}

const COLUMNS: &str = "id, agent_id, name, content_type, size, received, is_inline, attachment_id";

/// An upload about to begin.
#[derive(Debug, Clone)]
pub struct NewUpload<'a> {
    /// Who sends it.
    pub agent_id: Option<AgentId>,
    /// File name.
    pub name: &'a str,
    /// Media type.
    pub content_type: &'a str,
    /// Bytes of the whole.
    pub size: i64,
    /// Whether it is going to be shown inside a message.
    pub is_inline: bool,
    /// When it begins.
    pub at: Timestamp,
}

/// Begins an upload.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, new: &NewUpload<'_>) -> DbResult<UploadId> {
    tx.one(
        "INSERT INTO upload (agent_id, name, content_type, size, received, is_inline, created_at)
         VALUES ($1, $2, $3, $4, 0, $5, $6) RETURNING id",
        args![
            new.agent_id,
            new.name,
            new.content_type,
            new.size,
            new.is_inline,
            new.at
        ],
    )
    .await
}

/// An upload of an agent.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, agent: Option<AgentId>, id: UploadId) -> DbResult<Option<Upload>> {
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE id = $1 AND agent_id = $2");
    db.opt(&sql, args![id, agent]).await
}

/// An upload of an agent, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &impl Executor, agent: Option<AgentId>, id: UploadId) -> DbResult<Option<Upload>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM upload WHERE id = $1 AND agent_id = $2 {}",
        tx.dialect().for_update()
    );
    tx.opt(&sql, args![id, agent]).await
}

/// Notes a piece that is in the blob store.
///
/// # Errors
/// `UniqueViolation` when there is one at that place, which means that the upload was not locked.
pub async fn add_part(
    tx: &impl Executor,
    id: UploadId,
    start: i64,
    blob_key: &str,
    received: i64,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO upload_part (upload_id, start, blob_key) VALUES ($1, $2, $3)",
        args![id, start, blob_key],
    )
    .await?;
    tx.exec(
        "UPDATE upload SET received = $2 WHERE id = $1",
        args![id, received],
    )
    .await?;
    Ok(())
}

/// Where the pieces are, in order.
///
/// # Errors
/// When the database fails.
pub async fn parts(db: &impl Executor, id: UploadId) -> DbResult<Vec<String>> {
    db.all(
        "SELECT blob_key FROM upload_part WHERE upload_id = $1 ORDER BY start",
        args![id],
    )
    .await
}

/// Notes what an upload became; its pieces are no longer needed.
///
/// # Errors
/// When the database fails.
pub async fn finish(tx: &impl Executor, id: UploadId, attachment: AttachmentId) -> DbResult<()> {
    tx.exec(
        "UPDATE upload SET attachment_id = $2 WHERE id = $1",
        args![id, attachment],
    )
    .await?;
    tx.exec("DELETE FROM upload_part WHERE upload_id = $1", args![id])
        .await?;
    Ok(())
}

/// Deletes an upload; the caller has read where its pieces are.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: UploadId) -> DbResult<()> {
    tx.exec("DELETE FROM upload WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Uploads that began before `before`.
///
/// # Errors
/// When the database fails.
pub async fn old(db: &impl Executor, before: Timestamp) -> DbResult<Vec<UploadId>> {
    db.all(
        "SELECT id FROM upload WHERE created_at < $1 ORDER BY created_at LIMIT 1000",
        args![before],
    )
    .await
}
