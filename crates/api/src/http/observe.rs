//! A name for each request, in the log, in the answer and in its problem; and the counting of requests.

use std::time::Instant;

use api_types::Problem;
use app::core::Token;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tracing::Instrument as _;

use super::problem::{ApiProblem, PROBLEM_JSON};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest problem holds what another device sent in a JSON body; a longer body of this type is not ours.
const MAX_PROBLEM: usize = super::extract::MAX_JSON + 1024 * 1024;

/// Pages of the user interface that links in letters lead to.
const PAGES_WITH_TOKENS: [&str; 2] = ["/invitation/", "/reset-password/"];

/// Names, logs, counts and times a request; makes a problem of every error below `/api`.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str)
        .to_owned();
    let shown = loggable(&route, &path);
    let span = tracing::info_span!("request", id, %method, path = shown, actor = tracing::field::Empty);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    count(&method, &route, status, started.elapsed());
    span.in_scope(|| {
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), ms, "request answered");
        } else {
            tracing::debug!(status = status.as_u16(), ms, "request answered");
        }
    });
    let is_api = path == "/api" || path.starts_with("/api/");
    if is_api && (status.is_client_error() || status.is_server_error()) {
        response = named_problem(response, &id).await;
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A path as the log may know it: a token in it is a secret.
fn loggable(route: &str, path: &str) -> String {
    if route.contains("{token}") {
        return route.to_owned();
    }
    match PAGES_WITH_TOKENS.iter().find(|page| path.starts_with(**page)) {
        Some(page) => format!("{page}{{token}}"),
        None => path.to_owned(),
    }
}

/// The id that a proxy gave, so that its log and ours meet; else a new one.
fn request_id(headers: &HeaderMap) -> String {
    headers
        .get(&REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()))
        .filter(|id| {
            id.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        })
        .map_or_else(|| Token::random(20), str::to_owned)
}

fn count(method: &Method, route: &str, status: StatusCode, took: std::time::Duration) {
    // Routes, not paths: a label with an id in it would make a time series for every conversation.
    let labels = [
        ("method", method.as_str().to_owned()),
        ("route", route.to_owned()),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("rapport_http_requests_total", &labels).increment(1);
    metrics::histogram!("rapport_http_request_seconds", "route" => route.to_owned())
        .record(took.as_secs_f64());
}

/// A page is meant for a person, whom a problem would tell nothing.
fn is_page(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// Writes the request's name into the problem. Errors that a library answered (no such route, wrong method, body cut off) become
/// problems here.
async fn named_problem(response: Response, id: &str) -> Response {
    if is_page(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let is_problem = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes() == PROBLEM_JSON.as_bytes());
    let problem = if is_problem {
        match to_bytes(body, MAX_PROBLEM).await {
            Ok(body) => serde_json::from_slice::<Problem>(&body).ok(),
            Err(_) => None,
        }
    } else {
        None
    };
    let mut problem = problem.unwrap_or_else(|| of_status(parts.status).into_problem());
    problem.request_id = Some(id.to_owned());
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    match serde_json::to_vec(&problem) {
        Ok(body) => Response::from_parts(parts, Body::from(body)),
        Err(error) => ApiProblem::internal(&error).into_response(),
    }
}

fn of_status(status: StatusCode) -> ApiProblem {
    let (code, title, detail) = match status {
        StatusCode::NOT_FOUND => (
            "not_found",
            "It does not exist",
            "there is no such route; GET /api/v1/openapi.json lists all",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "The method does not fit",
            "this route exists, but not with this method; the header Allow names those that it has",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "body_too_large",
            "The body is too large",
            "the body is larger than anything that the server takes",
        ),
        status if status.is_server_error() => (
            "internal",
            "The server failed",
            "the request id finds the cause in the server's log",
        ),
        _ => (
            "bad_request",
            "The request cannot be read",
            "the request does not follow the protocol",
        ),
    };
    ApiProblem::new(status, code, title, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_request_id_is_kept_when_it_is_harmless() {
        let with = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, id.parse().unwrap());
            request_id(&headers)
        };
        assert_eq!(with("4bf92f35-77b3"), "4bf92f35-77b3");
        assert_ne!(with("a b"), "a b");
        assert_eq!(with(&"x".repeat(65)).len(), 20);
        assert_eq!(request_id(&HeaderMap::new()).len(), 20);
    }

    #[test]
    fn the_log_learns_no_token() {
        assert_eq!(
            loggable("/api/v1/inbound/{token}", "/api/v1/inbound/abc"),
            "/api/v1/inbound/{token}"
        );
        assert_eq!(loggable("", "/invitation/abc"), "/invitation/{token}");
        assert_eq!(loggable("", "/reset-password/abc"), "/reset-password/{token}");
        assert_eq!(loggable("", "/settings/agents"), "/settings/agents");
    }
}
