//! The memory of requests that carried an `Idempotency-Key`.

use bytes::Bytes;
use db::{DbResult, Executor, FromRow, args};
use domain::Timestamp;

/// What is remembered of a request.
#[derive(Debug, Clone, FromRow)]
pub struct Remembered {
    /// Hash of method, path and body.
    pub request_hash: String,
    /// Status of the answer, none while the request is at work.
    pub status: Option<u16>,
    /// Content type of the answer.
    pub content_type: Option<String>,
    /// Body of the answer.
    pub body: Option<Bytes>,
    /// When the request came.
    pub created_at: Timestamp,
}

/// Takes a key for a request; false when it is taken.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &impl Executor,
    actor: &str,
    key: &str,
    request_hash: &str,
    now: Timestamp,
) -> DbResult<bool> {
    let sql = "INSERT INTO idempotency (actor, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (actor, key) DO NOTHING";
    Ok(tx.exec(sql, args![actor, key, request_hash, now]).await? > 0)
}

/// What is remembered under a key.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, actor: &str, key: &str) -> DbResult<Option<Remembered>> {
    db.opt(
        "SELECT request_hash, status, content_type, body, created_at FROM idempotency WHERE actor = $1 AND key = $2",
        args![actor, key],
    )
    .await
}

/// Remembers the answer.
///
/// # Errors
/// When the database fails.
pub async fn finish(
    db: &impl Executor,
    actor: &str,
    key: &str,
    status: u16,
    content_type: Option<&str>,
    body: Bytes,
) -> DbResult<()> {
    let sql =
        "UPDATE idempotency SET status = $3, content_type = $4, body = $5 WHERE actor = $1 AND key = $2";
    db.exec(sql, args![actor, key, status, content_type, body])
        .await?;
    Ok(())
}

/// Gives a key free whose request did nothing.
///
/// # Errors
/// When the database fails.
pub async fn release(db: &impl Executor, actor: &str, key: &str) -> DbResult<()> {
    let sql = "DELETE FROM idempotency WHERE actor = $1 AND key = $2 AND status IS NULL";
    db.exec(sql, args![actor, key]).await?;
    Ok(())
}

/// Forgets one request that came before `before`.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &impl Executor, actor: &str, key: &str, before: Timestamp) -> DbResult<()> {
    let sql = "DELETE FROM idempotency WHERE actor = $1 AND key = $2 AND created_at <= $3";
    tx.exec(sql, args![actor, key, before]).await?;
    Ok(())
}

/// Forgets everything that came before `before`.
///
/// # Errors
/// When the database fails.
pub async fn delete_old(tx: &impl Executor, before: Timestamp) -> DbResult<u64> {
    tx.exec("DELETE FROM idempotency WHERE created_at <= $1", args![before])
        .await
}
