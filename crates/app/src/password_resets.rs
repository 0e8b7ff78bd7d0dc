//! Forgotten passwords.
//!
//! What a stranger is told, and how long it takes, does not depend on whether an account has the address: the request only counts and
//! enqueues; the account is looked up by the job. Links are mailed, live an hour and work once; only their hash is stored.

use std::sync::Arc;
use std::time::Duration;

use domain::Actor;
use domain::validate::{Checks, fold_email};
use serde::{Deserialize, Serialize};
use store::agents::Agent;

use crate::core::{Core, Error, Result, Token, Work};
use crate::sessions::{Sessions, SignedIn, Visitor, begin};
use crate::system_mail::{self, Letter, Receiver};
use crate::{passwords, secrets, throttle};

/// How long a link works.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// 5 bits a character: 260 bits.
const TOKEN_LENGTH: usize = 52;

/// Mails a link to the account with an address, if there is one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendPasswordReset {
    /// What was typed, sealed: people type passwords into the wrong field.
    pub address_secret: String,
}

/// Use cases of forgotten passwords.
#[derive(Clone)]
pub struct PasswordResets {
    core: Arc<Core>,
}

impl PasswordResets {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Asks for a link. The answer is the same whether there is such an account or not.
    ///
    /// # Errors
    /// When this is no address, `system_mail_unavailable` when nothing can send mail yet, [`Error::TooMany`] when it is asked too often.
    pub async fn ask(&self, email: &str, visitor: &Visitor<'_>) -> Result<()> {
        let mut checks = Checks::new();
        let email = checks.email("email", email);
        checks.finish()?;
        if !system_mail::available(self.core.reader()).await? {
            return Err(system_mail::unavailable());
        }
        let folded = fold_email(&email);
        throttle::count_reset(&self.core, &folded, visitor.ip).await?;
        let address_secret = self
            .core
            .keys
            .seal(secrets::ASKED_ADDRESS, &folded)
            .map_err(|error| Error::Internal(error.to_string()))?;
        let mut work = self.core.begin().await?;
        work.enqueue(&SendPasswordReset { address_secret }, None).await?;
        work.commit().await
    }

    /// The mail address of the account that a link opens.
    ///
    /// # Errors
    /// `password_reset_not_found` when the link was used, has expired or never was.
    pub async fn open(&self, token: &str) -> Result<String> {
        let db = self.core.reader();
        let agent = store::password_resets::find(db, &Token::hash(token), self.core.clock.now())
            .await?
            .ok_or_else(useless)?;
        let agent = store::agents::find(db, agent).await?.ok_or_else(useless)?;
        Ok(agent.email)
    }

    /// Sets a new password by a link, ends every session of the agent, begins a new one and tells the agent by mail.
    ///
    /// # Errors
    /// As [`PasswordResets::open`], or when the password is refused.
    pub async fn redeem(&self, token: &str, password: &str, visitor: &Visitor<'_>) -> Result<SignedIn> {
        // Before the costly hashing: strangers can call this for ever.
        self.open(token).await?;
        let mut checks = Checks::new();
        let password = passwords::check_new(&mut checks, "password", password);
        checks.finish()?;
        let hash = passwords::hash(&self.core, password).await?;
        let token_hash = Token::hash(token);
        let mut work = self.core.begin().await?;
        let found = store::password_resets::find(&work.tx, &token_hash, work.now).await?;
        // Of two who use it at once, the second finds that it is gone.
        if !store::password_resets::take(&work.tx, &token_hash).await? {
            return Err(useless());
        }
        let id = found.ok_or_else(useless)?;
        let agent = store::agents::find_for_update(&work.tx, id)
            .await?
            .filter(|agent| agent.active)
            .ok_or_else(useless)?;
        store::agents::set_password(&work.tx, id, &hash, work.now).await?;
        store::password_resets::delete_all(&work.tx, id).await?;
        store::sessions::delete_all(&work.tx, id, None).await?;
        throttle::forgive(&work.tx, &fold_email(&agent.email)).await?;
        let actor = Actor {
            ip: visitor.ip.to_owned(),
            ..Actor::system()
        };
        let subject = ("agent", Some(id.get()));
        work.audit(&actor, "agent.password_reset", subject, &agent.email)
            .await?;
        tell_of_change(&self.core, &mut work, &agent).await?;
        let session = begin(&mut work, id, visitor).await?;
        work.commit().await?;
        self.core.hub.end_agent(id);
        Sessions::new(Arc::clone(&self.core))
            .signed_in(session, visitor.ip)
            .await
    }
}

/// Tells an agent by mail that the password was changed; without a word where nothing can send.
pub(crate) async fn tell_of_change(core: &Core, work: &mut Work<'_>, agent: &Agent) -> Result<()> {
    let link = format!("{}/forgot-password", core.options.public_url);
    let to = Receiver {
        name: &agent.name,
        address: &agent.email,
        locale: agent.locale,
    };
    let letter = Letter::PasswordChanged { link: &link };
    system_mail::post(core, work, to, &letter, None).await?;
    Ok(())
}

/// What the job does: finds the account, if there is one, and writes the letter.
///
/// # Errors
/// When the database fails.
pub(crate) async fn write(core: &Core, job: &SendPasswordReset) -> Result<()> {
    let Ok(address) = core.keys.open(secrets::ASKED_ADDRESS, &job.address_secret) else {
        // Sealed with another master key: whoever asked will ask again.
        tracing::warn!("a request for a new password cannot be read and is dropped");
        return Ok(());
    };
    let mut work = core.begin().await?;
    let found = store::agents::credentials(&work.tx, &address)
        .await?
        .filter(|found| found.active);
    let Some(found) = found else {
        return Ok(());
    };
    let Some(agent) = store::agents::find(&work.tx, found.id).await? else {
        return Ok(());
    };
    let token = Token::random(TOKEN_LENGTH);
    let until = work.now.plus(LIFETIME);
    store::password_resets::insert(&work.tx, &Token::hash(&token), agent.id, until).await?;
    let link = format!("{}/reset-password/{token}", core.options.public_url);
    let to = Receiver {
        name: &agent.name,
        address: &agent.email,
        locale: agent.locale,
    };
    let letter = Letter::PasswordReset { link: &link, until };
    system_mail::post(core, &mut work, to, &letter, None).await?;
    let subject = ("agent", Some(agent.id.get()));
    work.audit(
        &Actor::system(),
        "agent.password_reset_asked",
        subject,
        &agent.email,
    )
    .await?;
    work.commit().await
}

/// One answer for links that were used, have expired or never were: nobody learns which.
fn useless() -> Error {
    Error::not_found("password_reset", "behind this link")
}
