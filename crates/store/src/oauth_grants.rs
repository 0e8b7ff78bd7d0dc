//! OAuth sign-ins of administrators at mail providers: under way, or finished and not yet saved with an inbox.
//!
//! A grant is known by the hash of its token, which goes through the provider as `state`.

use db::{DbResult, Executor, FromRow, args};
use domain::inboxes::MailAuth;
use domain::{AgentId, Timestamp};

/// A sign-in.
#[derive(Debug, Clone, FromRow)]
pub struct Grant {
    /// Who began it, and alone may end and use it.
    pub agent_id: AgentId,
    /// Provider.
    #[row(try_from = "String")]
    pub provider: MailAuth,
    /// Address that is to sign in.
    pub address: String,
    /// PKCE verifier, sealed.
    pub verifier_secret: String,
    /// Refresh token, sealed; none while under way.
    pub refresh_secret: Option<String>,
    /// Access token, sealed; none while under way.
    pub access_secret: Option<String>,
    /// When the access token ends.
    pub access_expires_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// Begins a sign-in.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &impl Executor,
    token_hash: &str,
    agent: AgentId,
    provider: MailAuth,
    address: &str,
    verifier: &str,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO oauth_grant (token_hash, agent_id, provider, address, verifier_secret, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![token_hash, agent, provider.as_str(), address, verifier, at],
    )
    .await?;
    Ok(())
}

/// A sign-in that was begun at or after `since`.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, token_hash: &str, since: Timestamp) -> DbResult<Option<Grant>> {
    db.opt(
        "SELECT agent_id, provider, address, verifier_secret, refresh_secret, access_secret, access_expires_at, created_at
           FROM oauth_grant WHERE token_hash = $1 AND created_at >= $2",
        args![token_hash, since],
    )
    .await
}

/// Stores the tokens of a finished sign-in; false when it was finished before, because a code works once.
///
/// # Errors
/// When the database fails.
pub async fn finish(
    tx: &impl Executor,
    token_hash: &str,
    access: &str,
    refresh: Option<&str>,
    expires_at: Timestamp,
) -> DbResult<bool> {
    let sql = "UPDATE oauth_grant SET access_secret = $2, refresh_secret = $3, access_expires_at = $4
                WHERE token_hash = $1 AND access_secret IS NULL";
    Ok(tx
        .exec(sql, args![token_hash, access, refresh, expires_at])
        .await?
        > 0)
}

/// Takes a sign-in away, once it is saved with an inbox.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, token_hash: &str) -> DbResult<()> {
    tx.exec("DELETE FROM oauth_grant WHERE token_hash = $1", args![token_hash])
        .await?;
    Ok(())
}

/// Takes away sign-ins begun before `before`, which nobody will come back to.
///
/// # Errors
/// When the database fails.
pub async fn delete_old(tx: &impl Executor, before: Timestamp) -> DbResult<()> {
    tx.exec("DELETE FROM oauth_grant WHERE created_at < $1", args![before])
        .await?;
    Ok(())
}
