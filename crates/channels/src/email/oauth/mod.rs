//! Signing in by OAuth 2 at Google and Microsoft: the way to the permission, the tokens, and keeping them fresh.

mod client;
mod keeper;

pub use client::OAuthClient;
pub use keeper::{TokenKeeper, TokenStore};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use domain::Timestamp;
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};

use crate::Secret;

/// Who gives the permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OAuthProvider {
    /// Gmail and Google Workspace.
    Google,
    /// Outlook.com and Microsoft 365.
    Microsoft,
}

/// An OAuth client as it is registered with the provider.
#[derive(Debug, Clone)]
pub struct OAuthConfig {
    /// The provider.
    pub provider: OAuthProvider,
    /// Where the browser is sent.
    pub authorize_url: String,
    /// Where codes and refresh tokens become access tokens.
    pub token_url: String,
    /// Of the registration.
    pub client_id: String,
    /// Of the registration.
    pub client_secret: Secret,
    /// Where the browser comes back to; must be registered exactly like this.
    pub redirect_uri: String,
    /// What is asked for.
    pub scopes: Vec<String>,
}

impl OAuthConfig {
    /// For Gmail and Google Workspace.
    #[must_use]
    pub fn google(client_id: &str, client_secret: Secret, redirect_uri: &str) -> Self {
        Self {
            provider: OAuthProvider::Google,
            authorize_url: "https://accounts.google.com/o/oauth2/v2/auth".to_owned(),
            token_url: "https://oauth2.googleapis.com/token".to_owned(),
            client_id: client_id.to_owned(),
            client_secret,
            redirect_uri: redirect_uri.to_owned(),
            scopes: ["https://mail.google.com/", "openid", "email"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    /// For Outlook.com and Microsoft 365; `tenant` is a directory's id, or `common` for any account.
    #[must_use]
    pub fn microsoft(tenant: &str, client_id: &str, client_secret: Secret, redirect_uri: &str) -> Self {
        let base = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0");
        let scopes = [
            "https://outlook.office.com/IMAP.AccessAsUser.All",
            "https://outlook.office.com/SMTP.Send",
            "offline_access",
            "openid",
            "email",
        ];
        Self {
            provider: OAuthProvider::Microsoft,
            authorize_url: format!("{base}/authorize"),
            token_url: format!("{base}/token"),
            client_id: client_id.to_owned(),
            client_secret,
            redirect_uri: redirect_uri.to_owned(),
            scopes: scopes.map(str::to_owned).to_vec(),
        }
    }
}

/// What proves that the code is redeemed by whoever asked for it (RFC 7636).
#[derive(Debug, Clone)]
pub struct Pkce {
    /// Kept until the browser comes back.
    pub verifier: Secret,
    /// Sent along with the browser.
    pub challenge: String,
}

impl Pkce {
    /// A fresh pair.
    #[must_use]
    pub fn generate() -> Self {
        let mut bytes = [0_u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self::from_verifier(Secret::new(BASE64_URL.encode(bytes)))
    }

    /// The pair of a verifier that was kept.
    #[must_use]
    pub fn from_verifier(verifier: Secret) -> Self {
        let challenge = BASE64_URL.encode(Sha256::digest(verifier.expose().as_bytes()));
        Self { verifier, challenge }
    }
}

/// What a provider gave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Opens the mailbox until it expires.
    pub access_token: Secret,
    /// Gets the next access token.
    pub refresh_token: Option<Secret>,
    /// When the access token expires.
    pub expires_at: Timestamp,
    /// The address of the account that signed in, when the provider said it.
    pub account: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_one_of_the_standard() {
        // RFC 7636, appendix B.
        let pkce = Pkce::from_verifier(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(Pkce::generate().verifier.expose().len(), 43);
    }
}
