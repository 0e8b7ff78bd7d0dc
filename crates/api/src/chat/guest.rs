//! From a request to the visitor behind it.

use std::net::IpAddr;

use app::App;
use app::chat::{From, Guest};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::http::auth;
use crate::http::client::Client;
use crate::http::{ApiProblem, Result};

/// Where a request comes from.
#[derive(Debug, Clone)]
pub(super) struct Whence {
    ip: String,
    network: IpAddr,
    country: String,
    user_agent: String,
    origin: Option<String>,
}

impl Whence {
    /// What limits are counted under.
    pub(super) const fn network(&self) -> IpAddr {
        self.network
    }

    /// As use cases take it.
    pub(super) fn from(&self) -> From<'_> {
        From {
            ip: &self.ip,
            network: self.network,
            country: &self.country,
            user_agent: &self.user_agent,
            origin: self.origin.as_deref(),
        }
    }
}

impl FromRequestParts<App> for Whence {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> std::result::Result<Self, std::convert::Infallible> {
        let client = Client::of(&parts.extensions);
        Ok(Self {
            ip: client.to_string(),
            network: client.network(),
            country: country(&parts.headers, app),
            user_agent: text(&parts.headers, &header::USER_AGENT).unwrap_or_default(),
            origin: text(&parts.headers, &header::ORIGIN).filter(|_| !auth::is_own_origin(parts, app)),
        })
    }
}

/// The visitor whose token the request carries, and the token.
pub(super) struct Visiting(pub Guest, pub String);

impl FromRequestParts<App> for Visiting {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Ok(whence) = Whence::from_request_parts(parts, app).await;
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .ok_or_else(|| {
                ApiProblem::unauthenticated(
                    "visitor_unknown",
                    "send the token of a visitor as \"Authorization: Bearer …\"",
                )
            })
            .and_then(auth::bearer)?;
        let token = token.to_owned();
        let guest = app.chat.authenticate(&token, &whence.from()).await?;
        Ok(Self(guest, token))
    }
}

fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The country that a proxy in front of us tells; nobody else is believed.
fn country(headers: &HeaderMap, app: &App) -> String {
    let options = &app.core().options;
    let name = options
        .country_header
        .as_ref()
        .filter(|_| options.trusted_proxies);
    let told = name
        .and_then(|name| headers.get(name.as_str()))
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .trim();
    let is_country = told.len() == 2 && told.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_country {
        told.to_ascii_uppercase()
    } else {
        String::new()
    }
}
