//! Pushes: what reaches an agent while no window is open.
//!
//! A browser is subscribed for as long as the session that subscribed it lives. A push is a job that commits with its notification
//! ([`deliver`]); whether it still should be sent is decided when it runs. The private key by which push services know us is made
//! when it is first needed and sealed with the master key.

mod deliver;
mod services;
mod words;

use std::sync::Arc;

use channels::push::{BrowserKeys, EndpointRules, VapidKey};
use domain::validate::Checks;
use domain::{Actor, AgentId, PushSubscriptionId, SessionId};
pub use store::push::Subscription;
use store::push::{NewSubscription, PushKey};

use crate::core::{Core, Error, Result, Work};
use crate::secrets;
use crate::sessions::signed_in;

pub use deliver::{PushNotification, PushTest};
pub(crate) use services::Services;

/// The longest that is kept of how a browser introduces itself.
const USER_AGENT: usize = 300;

/// Use cases of pushes.
#[derive(Clone)]
pub struct Push {
    core: Arc<Core>,
}

/// What a browser needs to subscribe, and which ones have.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The key to subscribe with.
    pub public_key: String,
    /// The agent's subscribed browsers, the newest first.
    pub subscriptions: Vec<Subscription>,
    /// The session that asks.
    pub session: SessionId,
}

/// A browser about to be subscribed, as it says.
#[derive(Debug, Clone, Copy)]
pub struct Browser<'a> {
    /// Where its push service takes messages for it.
    pub endpoint: &'a str,
    /// Its public key, base64url.
    pub p256dh: &'a str,
    /// Its authentication secret, base64url.
    pub auth: &'a str,
    /// How it introduces itself.
    pub user_agent: &'a str,
}

impl Push {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The key to subscribe with, and the agent's subscribed browsers.
    ///
    /// # Errors
    /// When the actor is an API token or the database fails.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview> {
        let (agent, session) = signed_in(actor)?;
        let (key, _) = key(&self.core).await?;
        let now = self.core.clock.now();
        Ok(Overview {
            public_key: key.public(),
            subscriptions: store::push::list(self.core.reader(), agent, now).await?,
            session,
        })
    }

    /// Subscribes the browser of the actor's session; one that is subscribed already is subscribed anew.
    ///
    /// # Errors
    /// When the address or a key is refused, or the actor is an API token.
    pub async fn subscribe(&self, actor: &Actor, browser: &Browser<'_>) -> Result<Subscription> {
        let (agent, session) = signed_in(actor)?;
        self.check(browser).await?;
        let user_agent: String = domain::text::clean(browser.user_agent)
            .chars()
            .take(USER_AGENT)
            .collect();
        let mut work = self.core.begin().await?;
        let new = NewSubscription {
            agent_id: agent,
            session_id: session,
            endpoint: browser.endpoint,
            p256dh: browser.p256dh,
            auth: browser.auth,
            user_agent: &user_agent,
        };
        let id = store::push::subscribe(&work.tx, &new, work.now).await?;
        store::push::delete_others_of_session(&work.tx, session, id).await?;
        let subject = ("push_subscription", Some(id.get()));
        work.audit(actor, "push.subscribed", subject, &user_agent).await?;
        let made = found(&work, agent, id).await?;
        work.commit().await?;
        Ok(made)
    }

    async fn check(&self, browser: &Browser<'_>) -> Result<()> {
        let mut checks = Checks::new();
        if let Err(error) = rules(&self.core).check_name(browser.endpoint).await {
            checks.refuse("endpoint", "invalid_endpoint", error.to_string());
        }
        let keys = BrowserKeys::read(browser.p256dh, browser.auth).and_then(|keys| keys.check());
        if let Err(error) = keys {
            let field = match error {
                channels::push::EncryptError::Auth => "auth",
                _ => "p256dh",
            };
            checks.refuse(field, "invalid_key", error.to_string());
        }
        Ok(checks.finish()?)
    }

    /// Ends the subscription of one of the agent's browsers.
    ///
    /// # Errors
    /// When the agent has no such browser, or the actor is an API token.
    pub async fn unsubscribe(&self, actor: &Actor, id: PushSubscriptionId) -> Result<()> {
        let (agent, _) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        if !store::push::delete(&work.tx, agent, id).await? {
            return Err(Error::not_found("push_subscription", id));
        }
        let subject = ("push_subscription", Some(id.get()));
        work.audit(actor, "push.unsubscribed", subject, "").await?;
        work.commit().await
    }

    /// Sends a test to one of the agent's browsers, by the same way as everything else.
    ///
    /// # Errors
    /// When the agent has no such browser, or the actor is an API token.
    pub async fn send_test(&self, actor: &Actor, id: PushSubscriptionId) -> Result<()> {
        let (agent, _) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        found(&work, agent, id).await?;
        let job = PushTest { subscription_id: id };
        work.enqueue(&job, None).await?;
        work.commit().await
    }
}

async fn found(work: &Work<'_>, agent: AgentId, id: PushSubscriptionId) -> Result<Subscription> {
    store::push::list(&work.tx, agent, work.now)
        .await?
        .into_iter()
        .find(|subscription| subscription.id == id)
        .ok_or_else(|| Error::not_found("push_subscription", id))
}

/// Which push services are called.
pub(crate) fn rules(core: &Core) -> EndpointRules {
    EndpointRules {
        allow_loopback: core.options.push_to_loopback,
    }
}

/// The key pair, made now if there is none. One that cannot be opened, because the master key was replaced, is of no use to anybody:
/// it is replaced too, and browsers find out by its public half that they must subscribe anew.
pub(crate) async fn key(core: &Core) -> Result<(VapidKey, PushKey)> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    if let Some(stored) = store::push::key(core.reader()).await? {
        match open(core, &stored) {
            Some(key) => return Ok((key, stored)),
            None => {
                tracing::warn!("the key for push services cannot be opened and is made anew");
                let work = core.begin().await?;
                store::push::delete_key(&work.tx, &stored.public_key).await?;
                work.commit().await?;
            }
        }
    }
    let private = VapidKey::generate().map_err(|e| internal(&e))?;
    let public_key = VapidKey::read(&private).map_err(|e| internal(&e))?.public();
    let sealed = core
        .keys
        .seal(secrets::PUSH_KEY, private.expose())
        .map_err(|e| internal(&e))?;
    let work = core.begin().await?;
    let new = PushKey {
        public_key,
        private_secret: sealed,
    };
    store::push::insert_key(&work.tx, &new, work.now).await?;
    // Another node may have been faster; then its key is everybody's.
    let stored = store::push::key(&work.tx)
        .await?
        .ok_or_else(|| Error::Internal("the key for push services vanished".to_owned()))?;
    work.commit().await?;
    let key = open(core, &stored).ok_or_else(|| internal(&"the key for push services cannot be opened"))?;
    Ok((key, stored))
}

fn open(core: &Core, stored: &PushKey) -> Option<VapidKey> {
    let private = core.keys.open(secrets::PUSH_KEY, &stored.private_secret).ok()?;
    VapidKey::read(&private.into()).ok()
}
