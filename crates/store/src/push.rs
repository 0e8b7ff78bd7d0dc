//! Browsers that take messages while no window is open, and the key by which push services know us.

use db::{DbResult, Executor, FromRow, args};
use domain::{AgentId, PushSubscriptionId, SessionId, Timestamp};

/// The installation's key pair for push services.
#[derive(Debug, Clone, FromRow)]
pub struct PushKey {
    /// What browsers subscribe with.
    pub public_key: String,
    /// What requests are signed with, sealed.
    pub private_secret: String,
}

/// The key pair; none before it was first needed.
///
/// # Errors
/// When the database fails.
pub async fn key(db: &impl Executor) -> DbResult<Option<PushKey>> {
    db.opt(
        "SELECT public_key, private_secret FROM push_key WHERE id = 1",
        args![],
    )
    .await
}

/// Stores the key pair unless there is one, which may have been made at the same time; read it afterwards.
///
/// # Errors
/// When the database fails.
pub async fn insert_key(tx: &impl Executor, key: &PushKey, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO push_key (id, public_key, private_secret, created_at) VALUES (1, $1, $2, $3) ON CONFLICT (id) DO NOTHING",
        args![&key.public_key, &key.private_secret, now],
    )
    .await?;
    Ok(())
}

/// Removes a key pair that cannot be used any more, with all subscriptions: they are bound to it.
///
/// # Errors
/// When the database fails.
pub async fn delete_key(tx: &impl Executor, public_key: &str) -> DbResult<bool> {
    let gone = tx
        .exec("DELETE FROM push_key WHERE public_key = $1", args![public_key])
        .await?
        > 0;
    if gone {
        tx.exec("DELETE FROM push_subscription", args![]).await?;
    }
    Ok(gone)
}

/// A browser about to be subscribed.
#[derive(Debug, Clone)]
pub struct NewSubscription<'a> {
    /// Whose browser.
    pub agent_id: AgentId,
    /// With which session it ends.
    pub session_id: SessionId,
    /// Where the browser's push service takes messages for it.
    pub endpoint: &'a str,
    /// The browser's public key, base64url.
    pub p256dh: &'a str,
    /// The browser's authentication secret, base64url.
    pub auth: &'a str,
    /// How the browser introduced itself.
    pub user_agent: &'a str,
}

/// A subscribed browser, as its agent sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Subscription {
    /// Key.
    pub id: PushSubscriptionId,
    /// With which session it ends.
    pub session_id: SessionId,
    /// Where the browser's push service takes messages for it.
    pub endpoint: String,
    /// How the browser introduced itself.
    pub user_agent: String,
    /// When it was subscribed.
    pub created_at: Timestamp,
    /// When its push service last took a message.
    pub last_success_at: Option<Timestamp>,
    /// Why it did not since.
    pub last_error: Option<String>,
    /// When it last did not.
    pub last_error_at: Option<Timestamp>,
}

/// Where and how to reach a browser.
#[derive(Debug, Clone, FromRow)]
pub struct Recipient {
    /// Key of the subscription.
    pub id: PushSubscriptionId,
    /// Whose browser.
    pub agent_id: AgentId,
    /// With which session it ends.
    pub session_id: SessionId,
    /// Where the browser's push service takes messages for it.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The browser's authentication secret, base64url.
    pub auth: String,
}

/// Subscribes a browser. One that is subscribed already, maybe by who was signed in there before, belongs to this agent from now on.
///
/// # Errors
/// When the database fails.
pub async fn subscribe(
    tx: &impl Executor,
    new: &NewSubscription<'_>,
    now: Timestamp,
) -> DbResult<PushSubscriptionId> {
    tx.one(
        "INSERT INTO push_subscription (agent_id, session_id, endpoint, p256dh, auth, user_agent, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (endpoint)
         DO UPDATE SET agent_id = excluded.agent_id, session_id = excluded.session_id, p256dh = excluded.p256dh,
                       auth = excluded.auth, user_agent = excluded.user_agent, created_at = excluded.created_at,
                       last_success_at = NULL, last_error = NULL, last_error_at = NULL
         RETURNING id",
        args![
            new.agent_id,
            new.session_id,
            new.endpoint,
            new.p256dh,
            new.auth,
            new.user_agent,
            now
        ],
    )
    .await
}

/// Removes what a session subscribed before under other addresses: a browser has one subscription, and renews it now and then.
///
/// # Errors
/// When the database fails.
pub async fn delete_others_of_session(
    tx: &impl Executor,
    session: SessionId,
    keep: PushSubscriptionId,
) -> DbResult<u64> {
    let sql = "DELETE FROM push_subscription WHERE session_id = $1 AND id <> $2";
    tx.exec(sql, args![session, keep]).await
}

/// The agent's subscribed browsers whose sessions have not ended, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, agent: AgentId, now: Timestamp) -> DbResult<Vec<Subscription>> {
    db.all(
        "SELECT p.id, p.session_id, p.endpoint, p.user_agent, p.created_at, p.last_success_at, p.last_error, p.last_error_at
           FROM push_subscription p JOIN session s ON s.id = p.session_id
          WHERE p.agent_id = $1 AND s.expires_at > $2
          ORDER BY p.created_at DESC, p.id DESC",
        args![agent, now],
    )
    .await
}

/// The keys of the agent's subscribed browsers whose sessions have not ended.
///
/// # Errors
/// When the database fails.
pub async fn ids_of(db: &impl Executor, agent: AgentId, now: Timestamp) -> DbResult<Vec<PushSubscriptionId>> {
    db.all(
        "SELECT p.id FROM push_subscription p JOIN session s ON s.id = p.session_id
          WHERE p.agent_id = $1 AND s.expires_at > $2 ORDER BY p.id",
        args![agent, now],
    )
    .await
}

/// Where to reach a browser; none when it is subscribed no longer or its session has ended.
///
/// # Errors
/// When the database fails.
pub async fn recipient(
    db: &impl Executor,
    id: PushSubscriptionId,
    now: Timestamp,
) -> DbResult<Option<Recipient>> {
    db.opt(
        "SELECT p.id, p.agent_id, p.session_id, p.endpoint, p.p256dh, p.auth
           FROM push_subscription p JOIN session s ON s.id = p.session_id
          WHERE p.id = $1 AND s.expires_at > $2",
        args![id, now],
    )
    .await
}

/// Remembers what came of a message: taken, or the reason why not.
///
/// # Errors
/// When the database fails.
pub async fn set_outcome(
    db: &impl Executor,
    id: PushSubscriptionId,
    error: Option<&str>,
    now: Timestamp,
) -> DbResult<()> {
    let sql = match error {
        None => {
            "UPDATE push_subscription SET last_success_at = $2, last_error = $3, last_error_at = NULL WHERE id = $1"
        }
        Some(_) => "UPDATE push_subscription SET last_error_at = $2, last_error = $3 WHERE id = $1",
    };
    db.exec(sql, args![id, now, error]).await?;
    Ok(())
}

/// Removes one of the agent's browsers; false when it has no such one.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, agent: AgentId, id: PushSubscriptionId) -> DbResult<bool> {
    let sql = "DELETE FROM push_subscription WHERE id = $1 AND agent_id = $2";
    Ok(tx.exec(sql, args![id, agent]).await? > 0)
}

/// Removes a browser that its push service does not know any more. The address must be the one that was tried: the browser may have
/// renewed it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn delete_gone(tx: &impl Executor, id: PushSubscriptionId, endpoint: &str) -> DbResult<bool> {
    let sql = "DELETE FROM push_subscription WHERE id = $1 AND endpoint = $2";
    Ok(tx.exec(sql, args![id, endpoint]).await? > 0)
}
