//! Keys for programs that call the API.

use db::{DbResult, Executor, FromRow, args};
use domain::{AgentId, ApiTokenId, Permissions, Timestamp};

use crate::agents::{ACTING, Acting};
use crate::roles::read_permissions;

/// What is kept of a token.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ApiToken {
    /// Key.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// First characters, to recognise it.
    pub prefix: String,
    scopes: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

impl ApiToken {
    /// What it may do, at most what its agent may.
    #[must_use]
    pub fn scopes(&self) -> Permissions {
        read_permissions(Some(&self.scopes))
    }
}

/// A token about to be.
#[derive(Debug, Clone)]
pub struct NewApiToken<'a> {
    /// Whose it is.
    pub agent_id: AgentId,
    /// What it is for.
    pub name: &'a str,
    /// First characters.
    pub prefix: &'a str,
    /// Hash of the whole.
    pub token_hash: &'a str,
    /// What it may do.
    pub scopes: Permissions,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

/// A token with who is behind it.
#[derive(Debug, Clone, FromRow)]
pub struct Identified {
    /// The token.
    #[row(flatten)]
    pub token: ApiToken,
    /// Who acts.
    #[row(flatten)]
    pub acting: Acting,
}

/// Keeps a token.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, new: &NewApiToken<'_>, now: Timestamp) -> DbResult<ApiTokenId> {
    let scopes: Vec<&str> = new.scopes.iter().map(domain::Permission::as_str).collect();
    tx.one(
        "INSERT INTO api_token (agent_id, name, prefix, token_hash, scopes, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![
            new.agent_id,
            new.name,
            new.prefix,
            new.token_hash,
            scopes.join(" "),
            now,
            new.expires_at
        ],
    )
    .await
}

/// The agent's tokens, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, agent: AgentId) -> DbResult<Vec<ApiToken>> {
    db.all(
        "SELECT id, name, prefix, scopes, created_at, last_used_at, expires_at
           FROM api_token WHERE agent_id = $1 ORDER BY id DESC",
        args![agent],
    )
    .await
}

/// One token of the agent.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, agent: AgentId, id: ApiTokenId) -> DbResult<Option<ApiToken>> {
    db.opt(
        "SELECT id, name, prefix, scopes, created_at, last_used_at, expires_at
           FROM api_token WHERE id = $1 AND agent_id = $2",
        args![id, agent],
    )
    .await
}

/// The token with this hash, expired or not.
///
/// # Errors
/// When the database fails.
pub async fn identify(db: &impl Executor, token_hash: &str) -> DbResult<Option<Identified>> {
    let sql = format!(
        "SELECT t.id, t.agent_id, t.name, t.prefix, t.scopes, t.created_at, t.last_used_at, t.expires_at, {ACTING}
           FROM api_token t JOIN agent a ON a.id = t.agent_id JOIN role r ON r.id = a.role_id
          WHERE t.token_hash = $1"
    );
    db.opt(&sql, args![token_hash]).await
}

/// Remembers that the token is in use.
///
/// # Errors
/// When the database fails.
pub async fn touch(db: &impl Executor, id: ApiTokenId, now: Timestamp) -> DbResult<()> {
    let sql = "UPDATE api_token SET last_used_at = $2 WHERE id = $1";
    db.exec(sql, args![id, now]).await?;
    Ok(())
}

/// Deletes a token of the agent; false when it has no such token.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, agent: AgentId, id: ApiTokenId) -> DbResult<bool> {
    let sql = "DELETE FROM api_token WHERE id = $1 AND agent_id = $2";
    Ok(tx.exec(sql, args![id, agent]).await? > 0)
}

/// The agent of a token that has not expired, with its role as it is now.
///
/// # Errors
/// When the database fails.
pub async fn acting(
    db: &impl Executor,
    agent: AgentId,
    id: ApiTokenId,
    now: Timestamp,
) -> DbResult<Option<Acting>> {
    let sql = format!(
        "SELECT a.id AS agent_id, {ACTING} FROM api_token t JOIN agent a ON a.id = t.agent_id JOIN role r ON r.id = a.role_id
          WHERE t.id = $1 AND t.agent_id = $2 AND (t.expires_at IS NULL OR t.expires_at > $3)"
    );
    db.opt(&sql, args![id, agent, now]).await
}
