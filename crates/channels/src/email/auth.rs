//! How a mailbox is signed in to.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Failure;
use crate::Secret;

/// Gives out access tokens; keeps them fresh and stored.
#[async_trait]
pub trait TokenProvider: Send + Sync {
    /// A token that should work now. With `force` a new one is fetched even when the old one has not expired: the server
    /// has just refused it.
    ///
    /// # Errors
    /// When there is none to be had: signed out, misconfigured, or the provider cannot be reached.
    async fn access_token(&self, force: bool) -> Result<Secret, Failure>;
}

/// The way to sign in.
#[derive(Clone)]
pub enum MailAuth {
    /// No login at all, for relays in the own network. SMTP only.
    None,
    /// A password, also an app password.
    Password(Secret),
    /// OAuth 2 by the XOAUTH2 mechanism of Google and Microsoft.
    XOAuth2(Arc<dyn TokenProvider>),
}

impl std::fmt::Debug for MailAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Password(_) => "Password(***)",
            Self::XOAuth2(_) => "XOAuth2(***)",
        })
    }
}

/// What is sent at login; made for one attempt.
pub(crate) enum Credentials {
    None,
    Password(Secret),
    Bearer(Secret),
}

impl MailAuth {
    /// Whether a refused login can be helped by a fresh token.
    pub(crate) const fn can_refresh(&self) -> bool {
        matches!(self, Self::XOAuth2(_))
    }

    pub(crate) async fn credentials(&self, force_refresh: bool) -> Result<Credentials, Failure> {
        Ok(match self {
            Self::None => Credentials::None,
            Self::Password(password) => Credentials::Password(password.clone()),
            Self::XOAuth2(provider) => Credentials::Bearer(provider.access_token(force_refresh).await?),
        })
    }
}

/// The initial response of XOAUTH2.
pub(crate) fn xoauth2(username: &str, token: &Secret) -> String {
    BASE64.encode(format!(
        "user={username}\x01auth=Bearer {}\x01\x01",
        token.expose()
    ))
}

/// The initial response of PLAIN (RFC 4616).
pub(crate) fn plain(username: &str, password: &Secret) -> String {
    BASE64.encode(format!("\0{username}\0{}", password.expose()))
}

/// The reason that a server gives for refusing a token, a base64 JSON in its challenge.
pub(crate) fn challenge_text(challenge: &str) -> String {
    BASE64
        .decode(challenge.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| challenge.trim().to_owned())
}
