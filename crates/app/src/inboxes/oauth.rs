//! Signing in at Google or Microsoft: the browser goes there and comes back with a code, which becomes tokens.
//!
//! The token of a grant goes through the provider as `state`. Whoever comes back must be the agent who went, or somebody could make a
//! colleague finish the sign-in they began and so get into that colleague's mailbox.

use std::time::Duration;

use channels::Secret;
use channels::email::oauth::Pkce;
use domain::inboxes::MailAuth;
use domain::validate::Checks;
use domain::{Actor, Permission, Timestamp};

use super::Inboxes;
use crate::core::{Error, Result, Token};
use crate::mailbox::{oauth_client, open, seal};
use crate::secrets;

/// How long the browser may stay at the provider.
const SIGN_IN_LIFE: Duration = Duration::from_secs(15 * 60);
/// How long a finished sign-in waits to be saved with an inbox, counted from its beginning.
pub(super) const GRANT_LIFE: Duration = Duration::from_secs(60 * 60);
/// Characters of a grant's token.
const TOKEN: usize = 40;

/// A sign-in that was begun.
#[derive(Debug, Clone)]
pub struct Started {
    /// Where to send the browser.
    pub authorize_url: String,
    /// The grant's token.
    pub grant: String,
}

impl Inboxes {
    /// Begins a sign-in.
    ///
    /// # Errors
    /// When a field is refused, the installation has no OAuth application for the provider, or the actor may not manage inboxes.
    pub async fn start_oauth(&self, actor: &Actor, provider: &str, address: &str) -> Result<Started> {
        actor.require(Permission::InboxesManage)?;
        let mut checks = Checks::new();
        let provider: Option<MailAuth> = checks.name("provider", provider);
        if matches!(provider, Some(MailAuth::Password | MailAuth::None)) {
            checks.refuse("provider", "unknown_value", "use google or microsoft");
        }
        let address = checks.email("address", address);
        checks.finish()?;
        let (Some(provider), Some(agent)) = (provider, actor.agent_id()) else {
            return Err(Error::Internal("a sign-in needs an agent".to_owned()));
        };
        let client = oauth_client(&self.core, provider)?;
        let (pkce, grant) = (Pkce::generate(), Token::random(TOKEN));
        let authorize_url = client
            .authorize_url(&grant, &pkce, Some(&address))
            .map_err(|failure| Error::conflict("oauth_not_configured", failure.to_string()))?;
        let verifier = seal(&self.core, secrets::OAUTH_VERIFIER, pkce.verifier.expose())?;
        let work = self.core.begin().await?;
        let hash = Token::hash(&grant);
        store::oauth_grants::insert(&work.tx, &hash, agent, provider, &address, &verifier, work.now).await?;
        work.commit().await?;
        Ok(Started { authorize_url, grant })
    }

    /// Ends a sign-in with the code that the browser brought back.
    ///
    /// # Errors
    /// When the sign-in is unknown, too old, somebody else's or finished already, or the provider refuses the code.
    pub async fn finish_oauth(&self, actor: &Actor, state: &str, code: &str) -> Result<()> {
        actor.require(Permission::InboxesManage)?;
        let hash = Token::hash(state);
        let since = self.core.clock.now().minus(SIGN_IN_LIFE);
        let grant = store::oauth_grants::find(self.core.reader(), &hash, since)
            .await?
            .filter(|grant| Some(grant.agent_id) == actor.agent_id() && grant.access_secret.is_none())
            .ok_or_else(expired)?;
        let verifier = Secret::new(open(&self.core, secrets::OAUTH_VERIFIER, &grant.verifier_secret)?);
        let tokens = oauth_client(&self.core, grant.provider)?
            .exchange_code(code, &verifier)
            .await
            .map_err(|failure| Error::Upstream {
                code: failure.code.as_str(),
                detail: format!("{} {}", failure.detail, failure.code.hint()),
            })?;
        let access = seal(&self.core, secrets::GRANT_ACCESS, tokens.access_token.expose())?;
        let refresh = tokens
            .refresh_token
            .as_ref()
            .map(|token| seal(&self.core, secrets::GRANT_REFRESH, token.expose()))
            .transpose()?;
        let mut work = self.core.begin().await?;
        if !store::oauth_grants::finish(&work.tx, &hash, &access, refresh.as_deref(), tokens.expires_at)
            .await?
        {
            return Err(expired());
        }
        let detail = format!("{} at {}", grant.address, grant.provider);
        work.audit(actor, "inbox.signed_in", ("oauth_grant", None), &detail)
            .await?;
        work.commit().await
    }
}

fn expired() -> Error {
    Error::conflict(
        "oauth_expired",
        "this sign-in is unknown, too old, or was finished already: begin it again",
    )
}

/// Grants begun before this are of no use to anybody.
pub(crate) fn useless_before(now: Timestamp) -> Timestamp {
    now.minus(GRANT_LIFE)
}
