//! Sessions of browsers, and the memory of failed sign-ins.

use db::{DbResult, Executor, FromRow, args};
use domain::{AgentId, SessionId, Timestamp};

use crate::agents::{ACTING, Acting};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Session {
    /// Key.
    pub id: SessionId,
    /// Who is signed in.
    pub agent_id: AgentId,
    /// What requests that change something must carry.
    pub csrf_token: String,
    /// Browser as it introduced itself.
    pub user_agent: String,
    /// Address it came from.
    pub ip: String,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// A session about to be.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// Who signs in.
    pub agent_id: AgentId,
    /// Hash of the cookie.
    pub token_hash: &'a str,
    /// What requests that change something must carry.
    pub csrf_token: &'a str,
    /// Browser as it introduced itself.
    pub user_agent: &'a str,
    /// Address it came from.
    pub ip: &'a str,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// A session with who is behind it.
#[derive(Debug, Clone, FromRow)]
pub struct Identified {
    /// The session.
    #[row(flatten)]
    pub session: Session,
    /// Who acts.
    #[row(flatten)]
    pub acting: Acting,
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, new: &NewSession<'_>, now: Timestamp) -> DbResult<SessionId> {
    tx.one(
        "INSERT INTO session (agent_id, token_hash, csrf_token, user_agent, ip, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7) RETURNING id",
        args![
            new.agent_id,
            new.token_hash,
            new.csrf_token,
            new.user_agent,
            new.ip,
            now,
            new.expires_at
        ],
    )
    .await
}

/// The session of a cookie, unless it has ended.
///
/// # Errors
/// When the database fails.
pub async fn identify(db: &impl Executor, token_hash: &str, now: Timestamp) -> DbResult<Option<Identified>> {
    let sql = format!(
        "SELECT s.id, s.agent_id, s.csrf_token, s.user_agent, s.ip, s.created_at, s.last_seen_at, s.expires_at, {ACTING}
           FROM session s JOIN agent a ON a.id = s.agent_id JOIN role r ON r.id = a.role_id
          WHERE s.token_hash = $1 AND s.expires_at > $2"
    );
    db.opt(&sql, args![token_hash, now]).await
}

/// Remembers that the session is in use.
///
/// # Errors
/// When the database fails.
pub async fn touch(db: &impl Executor, id: SessionId, now: Timestamp, expires_at: Timestamp) -> DbResult<()> {
    let sql = "UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1";
    db.exec(sql, args![id, now, expires_at]).await?;
    Ok(())
}

/// The agent's sessions, the last used first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, agent: AgentId, now: Timestamp) -> DbResult<Vec<Session>> {
    db.all(
        "SELECT id, agent_id, csrf_token, user_agent, ip, created_at, last_seen_at, expires_at
           FROM session WHERE agent_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC",
        args![agent, now],
    )
    .await
}

/// Ends one session of the agent; false when it has no such session.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, agent: AgentId, id: SessionId) -> DbResult<bool> {
    let sql = "DELETE FROM session WHERE id = $1 AND agent_id = $2";
    Ok(tx.exec(sql, args![id, agent]).await? > 0)
}

/// Ends the agent's sessions but `keep`; returns how many.
///
/// # Errors
/// When the database fails.
pub async fn delete_all(tx: &impl Executor, agent: AgentId, keep: Option<SessionId>) -> DbResult<u64> {
    let sql = "DELETE FROM session WHERE agent_id = $1 AND id <> $2";
    tx.exec(sql, args![agent, keep.map_or(0, SessionId::get)]).await
}

/// Forgets sessions that have ended.
///
/// # Errors
/// When the database fails.
pub async fn delete_expired(tx: &impl Executor, now: Timestamp) -> DbResult<u64> {
    tx.exec("DELETE FROM session WHERE expires_at <= $1", args![now])
        .await
}

/// What is remembered of failed sign-ins, per account or per address.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Throttle {
    /// How many in a row.
    pub failures: i64,
    /// No attempt before this.
    pub blocked_until: Timestamp,
}

/// Counts an attempt; returns what is remembered now. The row stays locked until the transaction ends, so of many attempts at once each
/// sees the count and the block that those before it left. Counting begins anew when the last one is older than `forget_before`.
///
/// # Errors
/// When the database fails.
pub async fn count_attempt(
    tx: &impl Executor,
    key: &str,
    now: Timestamp,
    forget_before: Timestamp,
) -> DbResult<Throttle> {
    tx.one(
        "INSERT INTO login_throttle (key, failures, blocked_until, updated_at) VALUES ($1, 1, 0, $2)
         ON CONFLICT (key) DO UPDATE
            SET failures = CASE WHEN login_throttle.updated_at < $3 THEN 1 ELSE login_throttle.failures + 1 END,
                updated_at = $2
         RETURNING failures, blocked_until",
        args![key, now, forget_before],
    )
    .await
}

/// Allows no attempt before `until`.
///
/// # Errors
/// When the database fails.
pub async fn block(tx: &impl Executor, key: &str, until: Timestamp) -> DbResult<()> {
    let sql = "UPDATE login_throttle SET blocked_until = $2 WHERE key = $1";
    tx.exec(sql, args![key, until]).await?;
    Ok(())
}

/// Takes one attempt back that turned out to be right.
///
/// # Errors
/// When the database fails.
pub async fn uncount_attempt(tx: &impl Executor, key: &str) -> DbResult<()> {
    let sql = "UPDATE login_throttle SET failures = failures - 1, blocked_until = 0 WHERE key = $1 AND failures > 0";
    tx.exec(sql, args![key]).await?;
    Ok(())
}

/// Forgets the failures of an account.
///
/// # Errors
/// When the database fails.
pub async fn clear_throttle(tx: &impl Executor, key: &str) -> DbResult<()> {
    tx.exec("DELETE FROM login_throttle WHERE key = $1", args![key])
        .await?;
    Ok(())
}

/// Forgets failures before `before`.
///
/// # Errors
/// When the database fails.
pub async fn delete_old_throttles(tx: &impl Executor, before: Timestamp) -> DbResult<u64> {
    tx.exec("DELETE FROM login_throttle WHERE updated_at < $1", args![before])
        .await
}

/// The agent of a session that has not ended, with its role as it is now.
///
/// # Errors
/// When the database fails.
pub async fn acting(db: &impl Executor, id: SessionId, now: Timestamp) -> DbResult<Option<Acting>> {
    let sql = format!(
        "SELECT a.id AS agent_id, {ACTING} FROM session s JOIN agent a ON a.id = s.agent_id JOIN role r ON r.id = a.role_id
          WHERE s.id = $1 AND s.expires_at > $2"
    );
    db.opt(&sql, args![id, now]).await
}
