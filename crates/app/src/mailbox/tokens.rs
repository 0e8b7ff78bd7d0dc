//! OAuth tokens of inboxes: sealed in the database, renewed by the driver.

use std::sync::Arc;

use async_trait::async_trait;
use channels::Secret;
use channels::email::TokenProvider;
use channels::email::imap::SinkError;
use channels::email::oauth::{OAuthClient, OAuthConfig, TokenKeeper, TokenStore, Tokens};
use domain::inboxes::MailAuth;
use domain::{InboxId, Timestamp};

use super::{open, seal};
use crate::core::{Core, Error, Result};
use crate::secrets;

struct Stored {
    core: Arc<Core>,
    inbox: InboxId,
}

#[async_trait]
impl TokenStore for Stored {
    async fn load(&self) -> std::result::Result<Option<Tokens>, SinkError> {
        let Some(email) = store::inboxes::find_email(self.core.reader(), self.inbox).await? else {
            return Ok(None);
        };
        let read = |purpose: &str, sealed: &Option<String>| {
            sealed
                .as_deref()
                .map(|sealed| open(&self.core, purpose, sealed).map(Secret::new))
                .transpose()
        };
        let access = read(secrets::OAUTH_ACCESS, &email.oauth_access_secret)?;
        let refresh_token = read(secrets::OAUTH_REFRESH, &email.oauth_refresh_secret)?;
        if access.is_none() && refresh_token.is_none() {
            return Ok(None);
        }
        Ok(Some(Tokens {
            access_token: access.unwrap_or_else(|| Secret::new("")),
            refresh_token,
            // Without a known end it counts as expired, and is renewed.
            expires_at: email.oauth_expires_at.unwrap_or(Timestamp(0)),
            account: None,
        }))
    }

    async fn save(&self, tokens: &Tokens) -> std::result::Result<(), SinkError> {
        let access = seal(&self.core, secrets::OAUTH_ACCESS, tokens.access_token.expose())?;
        let refresh = tokens
            .refresh_token
            .as_ref()
            .map(|token| seal(&self.core, secrets::OAUTH_REFRESH, token.expose()))
            .transpose()?;
        store::inboxes::set_oauth_tokens(
            self.core.reader(),
            self.inbox,
            &access,
            refresh.as_deref(),
            tokens.expires_at,
        )
        .await?;
        Ok(())
    }
}

/// What gives out tokens for an inbox.
pub(super) fn keeper(core: &Arc<Core>, inbox: InboxId, auth: MailAuth) -> Result<Arc<dyn TokenProvider>> {
    let client = oauth_client(core, auth)?;
    Ok(Arc::new(TokenKeeper::new(
        client,
        Arc::new(Stored {
            core: Arc::clone(core),
            inbox,
        }),
    )))
}

/// Our OAuth application at a provider.
///
/// # Errors
/// `oauth_not_configured` when the installation has none.
pub(crate) fn oauth_client(core: &Core, auth: MailAuth) -> Result<OAuthClient> {
    let redirect = format!("{}/api/v1/oauth/callback", core.options.public_url);
    let registered = match auth {
        MailAuth::Google => core.options.google.as_ref(),
        MailAuth::Microsoft => core.options.microsoft.as_ref(),
        MailAuth::Password | MailAuth::None => None,
    };
    let registered = registered.ok_or_else(|| {
        Error::conflict(
            "oauth_not_configured",
            format!(
                "signing in with {auth} needs an OAuth application: set mail.{auth}.client_id and mail.{auth}.client_secret \
                 in rapport.toml, with the redirect address {redirect}"
            ),
        )
    })?;
    let secret = Secret::new(registered.client_secret.clone());
    let mut config = match auth {
        MailAuth::Microsoft => {
            let tenant = registered.tenant.as_deref().unwrap_or("common");
            OAuthConfig::microsoft(tenant, &registered.client_id, secret, &redirect)
        }
        MailAuth::Google | MailAuth::Password | MailAuth::None => {
            OAuthConfig::google(&registered.client_id, secret, &redirect)
        }
    };
    if let Some(url) = &registered.authorize_url {
        config.authorize_url.clone_from(url);
    }
    if let Some(url) = &registered.token_url {
        config.token_url.clone_from(url);
    }
    OAuthClient::new(config, core.clock.clone()).map_err(|failure| Error::Internal(failure.to_string()))
}
