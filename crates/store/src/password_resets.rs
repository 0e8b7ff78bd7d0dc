//! Links with which a forgotten password is set anew.

use db::{DbResult, Executor, args};
use domain::{AgentId, Timestamp};

/// Remembers a link.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &impl Executor,
    token_hash: &str,
    agent: AgentId,
    expires_at: Timestamp,
) -> DbResult<()> {
    let sql = "INSERT INTO password_reset (token_hash, agent_id, expires_at) VALUES ($1, $2, $3)";
    tx.exec(sql, args![token_hash, agent, expires_at]).await?;
    Ok(())
}

/// Whose link this is, while it works and its agent may sign in.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, token_hash: &str, now: Timestamp) -> DbResult<Option<AgentId>> {
    db.opt(
        "SELECT p.agent_id FROM password_reset p JOIN agent a ON a.id = p.agent_id
          WHERE p.token_hash = $1 AND p.expires_at > $2 AND a.active = TRUE",
        args![token_hash, now],
    )
    .await
}

/// Uses a link up; false when it was used meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn take(tx: &impl Executor, token_hash: &str) -> DbResult<bool> {
    let sql = "DELETE FROM password_reset WHERE token_hash = $1";
    Ok(tx.exec(sql, args![token_hash]).await? > 0)
}

/// Lets no link of the agent work any more.
///
/// # Errors
/// When the database fails.
pub async fn delete_all(tx: &impl Executor, agent: AgentId) -> DbResult<()> {
    tx.exec("DELETE FROM password_reset WHERE agent_id = $1", args![agent])
        .await?;
    Ok(())
}

/// Forgets links that have expired.
///
/// # Errors
/// When the database fails.
pub async fn delete_expired(tx: &impl Executor, now: Timestamp) -> DbResult<()> {
    tx.exec("DELETE FROM password_reset WHERE expires_at <= $1", args![now])
        .await?;
    Ok(())
}
