//! Sign-in: from a password to a session, and from a cookie or an API token to the [`Actor`] that every use case is called with.
//!
//! Nothing is cached: a session that was ended, an agent that was switched off and a role that was changed count from the next request
//! on, on every node. It costs one statement a request.

use std::sync::Arc;
use std::time::Duration;

use domain::text::clean;
use domain::validate::fold_email;
use domain::{Actor, AgentId, Identity, Permissions, SessionId, Timestamp};
pub use store::sessions::Session;

use crate::agents::{AgentDetails, details};
use crate::brands::Brand;
use crate::core::{Core, Error, Result, Token, Work};
use crate::organisation::Organisation;
use crate::passwords;
use crate::throttle::Attempt;

/// A session that is not used for this long ends.
const LIFETIME: Duration = Duration::from_secs(14 * 24 * 3600);
/// How exactly it is known when a session was last used: a write per request would be too much.
const SEEN_EVERY: Duration = Duration::from_secs(60);
/// 5 bits a character: 260 bits.
const TOKEN_LENGTH: usize = 52;

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// Address of the client.
    pub ip: &'a str,
    /// Browser as it introduces itself.
    pub user_agent: &'a str,
}

/// A new session.
pub struct SignedIn {
    /// For the cookie; it cannot be had again.
    pub token: String,
    /// What is kept of it.
    pub session: Session,
    /// Who signed in.
    pub actor: Actor,
}

/// The signed-in agent with what a user interface needs to begin.
#[derive(Debug, Clone)]
pub struct WhoAmI {
    /// The agent.
    pub agent: AgentDetails,
    /// What it may do.
    pub permissions: Permissions,
    /// Settings of the organisation.
    pub organisation: Organisation,
    /// The brand that the product wears.
    pub brand: Option<Brand>,
    /// Whether the installation runs with demo data.
    pub demo: bool,
}

/// Use cases of sessions.
#[derive(Clone)]
pub struct Sessions {
    core: Arc<Core>,
}

impl Sessions {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Signs in. Fails in the same words and the same time whether the account does not exist, is switched off, or the password is
    /// wrong.
    ///
    /// # Errors
    /// `wrong_credentials`, or [`Error::TooMany`] after too many failures for the account or from the address.
    pub async fn sign_in(&self, email: &str, password: &str, visitor: &Visitor<'_>) -> Result<SignedIn> {
        let account = fold_email(email);
        let attempt = Attempt::begin(&self.core, &account, visitor.ip).await?;
        let credentials = store::agents::credentials(self.core.reader(), &account)
            .await?
            .filter(|credentials| credentials.active);
        let hash = credentials.as_ref().and_then(|c| c.password_hash.clone());
        let right = passwords::verify(&self.core, password, hash).await?;
        let Some(credentials) = credentials.filter(|_| right) else {
            tracing::warn!(ip = visitor.ip, "sign-in failed");
            return Err(Error::Unauthenticated {
                code: "wrong_credentials",
                detail: "the mail address or the password is wrong".to_owned(),
            });
        };
        let mut work = self.core.begin().await?;
        attempt.succeeded(&work.tx).await?;
        let token = begin(&mut work, credentials.id, visitor).await?;
        work.commit().await?;
        self.signed_in(token, visitor.ip).await
    }

    /// The session that a token just made belongs to.
    pub(crate) async fn signed_in(&self, token: String, ip: &str) -> Result<SignedIn> {
        let (actor, session) = self.authenticate_cookie(&token, ip).await?;
        Ok(SignedIn {
            token,
            session,
            actor,
        })
    }

    /// Who is behind a cookie.
    ///
    /// # Errors
    /// `session_expired` when the session has ended, or its agent may not sign in any more.
    pub async fn authenticate_cookie(&self, token: &str, ip: &str) -> Result<(Actor, Session)> {
        let now = self.core.clock.now();
        let found = store::sessions::identify(self.core.reader(), &Token::hash(token), now)
            .await?
            .filter(|found| found.acting.active)
            .ok_or_else(session_expired)?;
        let session = found.session;
        if now.since(session.last_seen_at) >= SEEN_EVERY {
            self.seen(&session, now).await;
        }
        let actor = Actor {
            identity: Identity::Agent(session.agent_id, session.id),
            permissions: found.acting.permissions(),
            name: found.acting.agent_name,
            all_inboxes: found.acting.all_inboxes,
            mask_personal_data: found.acting.mask_personal_data,
            ip: ip.to_owned(),
        };
        Ok((actor, session))
    }

    /// Who is behind an API token: its agent, with those of the agent's permissions that the token has too.
    ///
    /// # Errors
    /// `api_token_invalid`, `api_token_expired`.
    pub async fn authenticate_bearer(&self, token: &str, ip: &str) -> Result<Actor> {
        let now = self.core.clock.now();
        let found = store::api_tokens::identify(self.core.reader(), &Token::hash(token))
            .await?
            .filter(|found| found.acting.active)
            .ok_or_else(|| Error::Unauthenticated {
                code: "api_token_invalid",
                detail: "there is no such API token, or its agent may not sign in any more".to_owned(),
            })?;
        if found.token.expires_at.is_some_and(|expires| expires <= now) {
            return Err(Error::Unauthenticated {
                code: "api_token_expired",
                detail: format!(
                    "the API token \"{}\" has expired: make a new one",
                    found.token.name
                ),
            });
        }
        if found
            .token
            .last_used_at
            .is_none_or(|used| now.since(used) >= SEEN_EVERY)
            && let Err(error) = store::api_tokens::touch(self.core.reader(), found.token.id, now).await
        {
            tracing::warn!(%error, "cannot remember when an API token was used");
        }
        Ok(Actor {
            identity: Identity::ApiToken(found.acting.agent_id, found.token.id),
            permissions: found.acting.permissions().and(found.token.scopes()),
            name: found.acting.agent_name,
            all_inboxes: found.acting.all_inboxes,
            mask_personal_data: found.acting.mask_personal_data,
            ip: ip.to_owned(),
        })
    }

    /// Moves the end of a session. A request that only reads must not fail because this write does.
    async fn seen(&self, session: &Session, now: Timestamp) {
        let write = async {
            let work = self.core.begin().await?;
            store::sessions::touch(&work.tx, session.id, now, now.plus(LIFETIME)).await?;
            store::agents::touch(&work.tx, session.agent_id, now).await?;
            work.commit().await
        };
        if let Err(error) = write.await {
            tracing::warn!(%error, "cannot remember when a session was used");
        }
    }

    /// The signed-in agent with what a user interface needs to begin.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn who_am_i(&self, actor: &Actor) -> Result<WhoAmI> {
        let db = self.core.reader();
        let id = actor
            .agent_id()
            .ok_or_else(|| Error::Internal("the system has no session".to_owned()))?;
        let agent = store::agents::find(db, id)
            .await?
            .ok_or_else(|| Error::not_found("agent", id))?;
        let organisation = store::organisation::find(db)
            .await?
            .ok_or_else(|| Error::Internal("an agent without an organisation".to_owned()))?;
        Ok(WhoAmI {
            agent: details(db, agent).await?,
            permissions: actor.permissions,
            brand: store::brands::list(db).await?.into_iter().next(),
            organisation,
            demo: self.core.options.demo,
        })
    }

    /// Where the agent is signed in, the last used first.
    ///
    /// # Errors
    /// When the actor is an API token, or the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Session>> {
        let (agent, _) = signed_in(actor)?;
        let now = self.core.clock.now();
        Ok(store::sessions::list(self.core.reader(), agent, now).await?)
    }

    /// Ends one of the agent's own sessions.
    ///
    /// # Errors
    /// When the agent has no such session, or the actor is an API token.
    pub async fn revoke(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let (agent, _) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        if !store::sessions::delete(&work.tx, agent, id).await? {
            return Err(Error::not_found("session", id));
        }
        work.audit(actor, "session.revoked", ("session", Some(id.get())), "")
            .await?;
        work.commit().await?;
        self.core.hub.end_session(id);
        Ok(())
    }

    /// Ends all of the agent's sessions but the one that asks; returns how many.
    ///
    /// # Errors
    /// When the actor is an API token, or the database fails.
    pub async fn revoke_others(&self, actor: &Actor) -> Result<u64> {
        let (agent, session) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        let others = store::sessions::list(&work.tx, agent, work.now).await?;
        let ended = store::sessions::delete_all(&work.tx, agent, Some(session)).await?;
        work.audit(actor, "session.others_revoked", ("agent", Some(agent.get())), "")
            .await?;
        work.commit().await?;
        for other in others.iter().filter(|other| other.id != session) {
            self.core.hub.end_session(other.id);
        }
        Ok(ended)
    }

    /// Signs out.
    ///
    /// # Errors
    /// When the actor is an API token, or the database fails.
    pub async fn sign_out(&self, actor: &Actor) -> Result<()> {
        let (agent, session) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        store::sessions::delete(&work.tx, agent, session).await?;
        work.audit(actor, "session.signed_out", ("session", Some(session.get())), "")
            .await?;
        work.commit().await?;
        self.core.hub.end_session(session);
        Ok(())
    }
}

/// Begins a session; returns the cookie's token.
pub(crate) async fn begin(work: &mut Work<'_>, agent: AgentId, visitor: &Visitor<'_>) -> Result<String> {
    let token = Token::random(TOKEN_LENGTH);
    let user_agent: String = clean(visitor.user_agent).chars().take(300).collect();
    let new = store::sessions::NewSession {
        agent_id: agent,
        token_hash: &Token::hash(&token),
        csrf_token: &Token::random(TOKEN_LENGTH),
        user_agent: &user_agent,
        ip: visitor.ip,
        expires_at: work.now.plus(LIFETIME),
    };
    let id = store::sessions::insert(&work.tx, &new, work.now).await?;
    store::agents::touch(&work.tx, agent, work.now).await?;
    let name = store::agents::name(&work.tx, agent).await?.unwrap_or_default();
    let actor = Actor {
        identity: Identity::Agent(agent, id),
        name,
        ip: visitor.ip.to_owned(),
        ..Actor::system()
    };
    let subject = ("session", Some(id.get()));
    work.audit(&actor, "session.signed_in", subject, &user_agent)
        .await?;
    Ok(token)
}

/// The agent and session of a signed-in person. What belongs to a person's own account is not for API tokens: their scopes are names
/// of permissions, and none of them stands for the account itself.
pub(crate) fn signed_in(actor: &Actor) -> Result<(AgentId, SessionId)> {
    match actor.identity {
        Identity::Agent(agent, session) => Ok((agent, session)),
        Identity::ApiToken(..) | Identity::System => Err(Error::Forbidden {
            code: "session_required",
            detail: "only a signed-in person can do this, not an API token".to_owned(),
        }),
    }
}

fn session_expired() -> Error {
    Error::Unauthenticated {
        code: "session_expired",
        detail: "the session has ended: sign in again".to_owned(),
    }
}
