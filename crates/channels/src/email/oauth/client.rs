//! The conversation with a provider.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use domain::Clock;
use serde::Deserialize;
use url::Url;

use super::{OAuthConfig, OAuthProvider, Pkce, Tokens};
use crate::Secret;
use crate::email::{Failure, FailureCode};

/// Longest wait for a provider.
const LIMIT: Duration = Duration::from_secs(20);
/// When a provider does not say how long a token lives.
const DEFAULT_LIFE: u64 = 3600;

/// Talks to one provider with one registration.
#[derive(Debug, Clone)]
pub struct OAuthClient {
    config: OAuthConfig,
    clock: Clock,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_in: Option<u64>,
    id_token: Option<String>,
}

#[derive(Deserialize)]
struct ErrorAnswer {
    error: String,
    #[serde(default)]
    error_description: String,
}

#[derive(Deserialize)]
struct Identity {
    email: Option<String>,
    preferred_username: Option<String>,
}

impl OAuthClient {
    /// A client. [`crate::install_tls`] must have been called.
    ///
    /// # Errors
    /// When the HTTP client cannot be made (no TLS provider, no system certificates).
    pub fn new(config: OAuthConfig, clock: Clock) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .timeout(LIMIT)
            // A token request carries secrets; it goes where it was sent and nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|why| Failure::new(FailureCode::TlsFailed, describe(&why)))?;
        Ok(Self { config, clock, http })
    }

    pub(super) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Where to send the administrator's browser. `state` comes back with the code and must be checked then.
    ///
    /// # Errors
    /// When the configured address is no URL.
    pub fn authorize_url(
        &self,
        state: &str,
        pkce: &Pkce,
        login_hint: Option<&str>,
    ) -> Result<String, Failure> {
        let mut url = Url::parse(&self.config.authorize_url).map_err(|why| {
            Failure::new(
                FailureCode::OauthMisconfigured,
                format!("{}: {why}", self.config.authorize_url),
            )
        })?;
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &self.config.client_id)
                .append_pair("redirect_uri", &self.config.redirect_uri)
                .append_pair("scope", &self.config.scopes.join(" "))
                .append_pair("state", state)
                .append_pair("code_challenge", &pkce.challenge)
                .append_pair("code_challenge_method", "S256");
            if self.config.provider == OAuthProvider::Google {
                // Google gives a refresh token only when asked for it, and again only when it asks the person again.
                query
                    .append_pair("access_type", "offline")
                    .append_pair("prompt", "consent");
            }
            if let Some(hint) = login_hint {
                query.append_pair("login_hint", hint);
            }
        }
        Ok(url.into())
    }

    /// Redeems the code that the browser brought back.
    ///
    /// # Errors
    /// When the provider refuses it or cannot be reached.
    pub async fn exchange_code(&self, code: &str, verifier: &Secret) -> Result<Tokens, Failure> {
        self.request(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.config.redirect_uri),
            ("code_verifier", verifier.expose()),
        ])
        .await
    }

    /// A new access token. A provider may send a new refresh token with it; when it does not, the old one is kept.
    ///
    /// # Errors
    /// When the permission is gone or the provider cannot be reached.
    pub async fn refresh(&self, refresh_token: &Secret) -> Result<Tokens, Failure> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose()),
        ];
        let mut tokens = self.request(&form).await?;
        tokens.refresh_token.get_or_insert_with(|| refresh_token.clone());
        Ok(tokens)
    }

    async fn request(&self, form: &[(&str, &str)]) -> Result<Tokens, Failure> {
        let mut form = form.to_vec();
        form.push(("client_id", &self.config.client_id));
        form.push(("client_secret", self.config.client_secret.expose()));
        let unavailable = |why: reqwest::Error| Failure::new(FailureCode::OauthUnavailable, describe(&why));
        let response = self
            .http
            .post(&self.config.token_url)
            .form(&form)
            .send()
            .await
            .map_err(unavailable)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unavailable)?;
        if !status.is_success() {
            return Err(refusal(status.as_u16(), &body));
        }
        let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|why| {
            Failure::new(
                FailureCode::OauthUnavailable,
                format!("the answer holds no token: {why}"),
            )
        })?;
        let life = Duration::from_secs(answer.expires_in.unwrap_or(DEFAULT_LIFE));
        Ok(Tokens {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
            expires_at: self.clock.now().plus(life),
            account: answer.id_token.as_deref().and_then(account),
        })
    }
}

/// What a refusal means (RFC 6749, section 5.2).
fn refusal(status: u16, body: &[u8]) -> Failure {
    let Ok(answer) = serde_json::from_slice::<ErrorAnswer>(body) else {
        return Failure::new(
            FailureCode::OauthUnavailable,
            format!("the token server answered with status {status}"),
        );
    };
    let code = match answer.error.as_str() {
        "invalid_grant" | "interaction_required" | "consent_required" | "login_required" => {
            FailureCode::OauthSignInAgain
        }
        "temporarily_unavailable" | "server_error" | "slow_down" => FailureCode::OauthUnavailable,
        _ if status == 429 || status >= 500 => FailureCode::OauthUnavailable,
        _ => FailureCode::OauthMisconfigured,
    };
    // Microsoft's descriptions run over several lines; the first one says it.
    let description = answer.error_description.lines().next().unwrap_or_default();
    Failure::new(
        code,
        format!("{}: {description}", answer.error)
            .trim_end_matches([':', ' '])
            .to_owned(),
    )
}

/// The account in an id token. It came straight from the provider over TLS, which is why its signature may be left
/// unchecked (OpenID Connect Core, section 3.1.3.7).
fn account(id_token: &str) -> Option<String> {
    let payload = BASE64_URL.decode(id_token.split('.').nth(1)?).ok()?;
    let identity: Identity = serde_json::from_slice(&payload).ok()?;
    identity
        .email
        .or(identity.preferred_username)
        .filter(|address| address.contains('@'))
}

/// An error with its causes; never with the address's query, which could hold secrets.
fn describe(error: &reqwest::Error) -> String {
    let mut text = match error.url() {
        Some(url) => format!(
            "{} cannot be reached",
            url.host_str().unwrap_or("the token server")
        ),
        None => "the request failed".to_owned(),
    };
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do() {
        let code = |status, body: &str| refusal(status, body.as_bytes()).code;
        assert_eq!(
            code(
                400,
                r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#
            ),
            FailureCode::OauthSignInAgain
        );
        assert_eq!(
            code(401, r#"{"error":"invalid_client"}"#),
            FailureCode::OauthMisconfigured
        );
        assert_eq!(code(503, r#"{"error":"backend"}"#), FailureCode::OauthUnavailable);
        assert_eq!(code(502, "<html>Bad gateway"), FailureCode::OauthUnavailable);
        assert_eq!(
            refusal(401, br#"{"error":"invalid_client"}"#).detail,
            "invalid_client"
        );
    }

    #[test]
    fn the_account_is_read_from_the_id_token() {
        let token = format!("x.{}.y", BASE64_URL.encode(r#"{"email":"ana@example.ro"}"#));
        assert_eq!(account(&token).as_deref(), Some("ana@example.ro"));
        assert_eq!(account("nonsense"), None);
    }
}
