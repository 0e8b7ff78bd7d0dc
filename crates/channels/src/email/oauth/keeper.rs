//! Keeps an inbox's tokens fresh and stored.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{OAuthClient, Tokens};
use crate::Secret;
use crate::email::auth::TokenProvider;
use crate::email::imap::SinkError;
use crate::email::{Failure, FailureCode};

/// A token is renewed this long before it expires, so that it does not do so between here and the server.
const MARGIN: Duration = Duration::from_secs(120);
/// A token this new is not renewed again: several connections are refused at once, and one renewal serves all.
const JUST_RENEWED: Duration = Duration::from_secs(30);

/// Where an inbox's tokens are kept.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The tokens stored last.
    async fn load(&self) -> Result<Option<Tokens>, SinkError>;
    /// Stores new ones.
    async fn save(&self, tokens: &Tokens) -> Result<(), SinkError>;
}

/// Gives out tokens and renews them; share one per inbox.
pub struct TokenKeeper {
    client: OAuthClient,
    store: Arc<dyn TokenStore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tokens: Option<Tokens>,
    renewed: Option<Instant>,
}

impl TokenKeeper {
    /// For one inbox.
    #[must_use]
    pub fn new(client: OAuthClient, store: Arc<dyn TokenStore>) -> Self {
        Self {
            client,
            store,
            state: Mutex::default(),
        }
    }

    fn is_fresh(&self, tokens: &Tokens) -> bool {
        tokens.expires_at > self.client.clock().now().plus(MARGIN)
    }
}

#[async_trait]
impl TokenProvider for TokenKeeper {
    async fn access_token(&self, force: bool) -> Result<Secret, Failure> {
        // Held while renewing: whoever comes in the meantime waits for the same new token.
        let mut state = self.state.lock().await;
        let force = force && state.renewed.is_none_or(|at| at.elapsed() > JUST_RENEWED);
        if !force && let Some(tokens) = state.tokens.as_ref().filter(|tokens| self.is_fresh(tokens)) {
            return Ok(tokens.access_token.clone());
        }
        let stored = self
            .store
            .load()
            .await
            .map_err(|why| Failure::new(FailureCode::StorageFailed, why.to_string()))?
            .ok_or_else(|| Failure::new(FailureCode::OauthSignInAgain, "nobody has signed in yet"))?;
        // Another process may have renewed it, or somebody signed in anew.
        let refused = state.tokens.as_ref().map(|tokens| &tokens.access_token);
        if self.is_fresh(&stored)
            && (!force || refused.is_some_and(|refused| *refused != stored.access_token))
        {
            let token = stored.access_token.clone();
            state.tokens = Some(stored);
            return Ok(token);
        }
        let refresh_token = stored.refresh_token.as_ref().ok_or_else(|| {
            Failure::new(
                FailureCode::OauthSignInAgain,
                "the provider gave no refresh token",
            )
        })?;
        let mut tokens = self.client.refresh(refresh_token).await?;
        tokens.account = tokens.account.or(stored.account);
        if let Err(why) = self.store.save(&tokens).await {
            // The token works all the same; the next renewal starts from the old refresh token.
            tracing::error!(%why, "a renewed OAuth token could not be stored");
        }
        let token = tokens.access_token.clone();
        *state = State {
            tokens: Some(tokens),
            renewed: Some(Instant::now()),
        };
        Ok(token)
    }
}
