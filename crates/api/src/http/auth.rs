//! From a request to the actor behind it.
//!
//! Browsers sign in with a cookie, programs with `Authorization: Bearer`. A cookie is sent by the browser whoever caused the request,
//! so with a cookie every request that changes something must also prove that a page of ours made it: by the CSRF token, and by
//! `Origin` and `Sec-Fetch-Site` where the browser sends them. Bearer tokens need none of that.

use app::App;
use app::sessions::Session;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use domain::{Actor, Identity};
use subtle::ConstantTimeEq as _;

use super::client::Client;
use super::problem::{ApiProblem, Result};

/// Name of the cookie.
const COOKIE: &str = "rapport_session";
/// The longest that browsers keep a cookie. When the session ends is decided by the server alone.
const COOKIE_SECONDS: u32 = 400 * 24 * 3600;

/// The signed-in actor; handlers that take it are closed to everybody else.
pub struct Signed(pub Actor);

/// The signed-in actor with its browser session, none for an API token.
#[derive(Clone)]
pub struct SignedIn {
    /// Who it is.
    pub actor: Actor,
    /// The session.
    pub session: Option<Session>,
}

impl FromRequestParts<App> for Signed {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Ok(Self(authenticate(parts, app).await?.actor))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        authenticate(parts, app).await
    }
}

/// Refuses requests that a page of somebody else made. For routes without sign-in that set the cookie: a stranger's page must not sign
/// its visitors in to an account of the stranger's.
pub struct SameOrigin;

impl FromRequestParts<App> for SameOrigin {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        check_site(&parts.headers)?;
        check_origin(parts, app)?;
        Ok(Self)
    }
}

/// Who is behind the request. Found out once per request, however many ask.
pub(super) async fn authenticate(parts: &mut Parts, app: &App) -> Result<SignedIn> {
    if let Some(known) = parts.extensions.get::<SignedIn>() {
        return Ok(known.clone());
    }
    let ip = Client::of(&parts.extensions).to_string();
    let signed_in = if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        SignedIn {
            actor: app.sessions.authenticate_bearer(bearer(value)?, &ip).await?,
            session: None,
        }
    } else {
        let token = cookie(&parts.headers).ok_or_else(not_signed_in)?;
        let (actor, session) = app.sessions.authenticate_cookie(token, &ip).await?;
        check_forgery(parts, app, &session)?;
        SignedIn {
            actor,
            session: Some(session),
        }
    };
    tracing::Span::current().record("actor", name_for_log(&signed_in.actor));
    parts.extensions.insert(signed_in.clone());
    Ok(signed_in)
}

/// The token of a header `Authorization`.
pub(crate) fn bearer(value: &HeaderValue) -> Result<&str> {
    value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            ApiProblem::unauthenticated(
                "not_signed_in",
                "the header Authorization must be \"Bearer\" and an API token",
            )
        })
}

/// The session token of the request's cookies.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, value)| value)
}

fn check_forgery(parts: &Parts, app: &App, session: &Session) -> Result<()> {
    if is_websocket(&parts.headers) {
        // The one request with effects that a stranger's page can make without our token. Browsers always send its Origin.
        return check_origin(parts, app);
    }
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    check_site(&parts.headers)?;
    check_origin(parts, app)?;
    let given = parts
        .headers
        .get("x-csrf-token")
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    if given.ct_eq(session.csrf_token.as_bytes()).into() {
        return Ok(());
    }
    Err(forged(
        "csrf_token_wrong",
        "the header X-CSRF-Token must hold the csrf_token of GET /api/v1/session",
    ))
}

fn is_websocket(headers: &HeaderMap) -> bool {
    headers
        .get(header::UPGRADE)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// `Sec-Fetch-Site` is written by the browser and cannot be forged by a page.
fn check_site(headers: &HeaderMap) -> Result<()> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(other_site()),
    }
}

/// `Origin` must be the public URL or the host that the request was sent to (which a proxy may have kept, and which is how the program
/// is reached before its public URL is set).
fn check_origin(parts: &Parts, app: &App) -> Result<()> {
    if is_own_origin(parts, app) {
        Ok(())
    } else {
        Err(other_site())
    }
}

/// Whether the request was made by a page of ours, or by no page.
pub(crate) fn is_own_origin(parts: &Parts, app: &App) -> bool {
    let Some(origin) = parts.headers.get(header::ORIGIN) else {
        return true;
    };
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| url::Url::parse(origin).ok());
    let public = url::Url::parse(&app.core().options.public_url).ok();
    origin.is_some_and(|origin| {
        public.is_some_and(|public| public.origin() == origin.origin())
            || request_host(parts).is_some_and(|host| host_of(&origin).eq_ignore_ascii_case(host))
    })
}

fn request_host(parts: &Parts) -> Option<&str> {
    parts
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str))
}

/// Host and port as they stand in `Host`: the port only where it is not the scheme's own.
fn host_of(origin: &url::Url) -> String {
    let host = origin.host_str().unwrap_or_default();
    origin
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn not_signed_in() -> ApiProblem {
    ApiProblem::unauthenticated(
        "not_signed_in",
        "sign in with POST /api/v1/session, or send an API token as \"Authorization: Bearer …\"",
    )
}

fn other_site() -> ApiProblem {
    forged("origin_wrong", "the request was made by a page of another site")
}

fn forged(code: &'static str, detail: &'static str) -> ApiProblem {
    ApiProblem::new(
        StatusCode::FORBIDDEN,
        code,
        "The request was not made here",
        detail,
    )
}

fn name_for_log(actor: &Actor) -> String {
    match actor.identity {
        Identity::Agent(agent, _) => format!("agent {agent}"),
        Identity::ApiToken(agent, token) => format!("agent {agent} by API token {token}"),
        Identity::System => "system".to_owned(),
    }
}

/// The cookie of a new session.
pub(crate) fn session_cookie(app: &App, token: &str) -> Result<HeaderValue> {
    write_cookie(app, token, COOKIE_SECONDS)
}

/// What makes the browser forget the cookie.
pub(crate) fn no_cookie(app: &App) -> Result<HeaderValue> {
    write_cookie(app, "", 0)
}

fn write_cookie(app: &App, token: &str, seconds: u32) -> Result<HeaderValue> {
    // Over plain HTTP a Secure cookie would never come back: a local installation could not be signed in to.
    let secure = if app.core().options.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    cookie.parse().map_err(|error| ApiProblem::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(cookie(&headers), None);
        headers.append(header::COOKIE, "theme=dark; x".parse().unwrap());
        assert_eq!(cookie(&headers), None);
        headers.append(
            header::COOKIE,
            "rapport_session_old=1; rapport_session=abc23 ;y=z"
                .parse()
                .unwrap(),
        );
        assert_eq!(cookie(&headers), Some("abc23"));
    }

    #[test]
    fn only_bearer_is_understood() {
        assert_eq!(bearer(&"bearer  rpt_x ".parse().unwrap()).unwrap(), "rpt_x");
        assert!(bearer(&"Basic dTpw".parse().unwrap()).is_err());
        assert!(bearer(&"rpt_x".parse().unwrap()).is_err());
    }

    #[test]
    fn other_sites_are_known_by_what_the_browser_says() {
        let site = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("sec-fetch-site", value.parse().unwrap());
            check_site(&headers).is_ok()
        };
        assert!(site("same-origin") && site("none") && check_site(&HeaderMap::new()).is_ok());
        assert!(!site("cross-site") && !site("same-site"));
    }
}
