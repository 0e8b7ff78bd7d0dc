//! `Idempotency-Key`: a request that carries one is done once, however often it is sent.
//!
//! PUT as well: setting the same value twice does no harm by itself, but the second time may come hours later, when a lost connection is
//! back, and then it would undo what somebody else has set meanwhile.
//!
//! For JSON only. An upload that is sent twice is one file anyway, kept under the hash of its bytes.

use app::App;
use app::idempotency::{Answer, Begun, Key};
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use super::auth;
use super::extract::{MAX_JSON, body_too_large, is_json};
use super::problem::{ApiProblem, Result};

/// Larger answers are not kept; none of ours to a POST is.
const MAX_ANSWER: u64 = 1024 * 1024;

/// Answers a request whose key is known from memory, and remembers the answer to one whose key is not.
pub(super) async fn remember(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get("idempotency-key").cloned() else {
        return next.run(request).await;
    };
    let has_body = !request.body().is_end_stream();
    let changes = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    // Visitors are no actors; what they ask for is done once in the transaction itself.
    let by_visitor = request.uri().path().starts_with(crate::chat::BELOW);
    if !changes || by_visitor || (has_body && !is_json(request.headers())) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    if auth::authenticate(&mut parts, &app).await.is_err() {
        // A route that is open to all, or one that says itself why not.
        return next.run(Request::from_parts(parts, body)).await;
    }
    once(app, key, parts, body, next)
        .await
        .unwrap_or_else(ApiProblem::into_response)
}

async fn once(
    app: App,
    key: HeaderValue,
    mut parts: axum::http::request::Parts,
    body: Body,
    next: Next,
) -> Result<Response> {
    let body = to_bytes(body, MAX_JSON).await.map_err(|_| body_too_large())?;
    let actor = auth::authenticate(&mut parts, &app).await?.actor;
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let hash = hash(&parts.method, path, &body);
    // What is not text is refused by the use case, as other keys that cannot be one.
    let key = key.to_str().unwrap_or(" ");
    let key = match app.idempotency.begin(&actor, key, &hash).await? {
        Begun::Answered(answer) => return replay(answer),
        Begun::Fresh(key) => key,
    };
    let request = Request::from_parts(parts, Body::from(body));
    // On its own: the work goes on, and its answer is kept, when the client hangs up. Weak networks are what the key is for.
    let for_panic = (app.clone(), key.clone());
    let work = async move { keep(&app, &key, next.run(request).await).await };
    match tokio::spawn(work.instrument(tracing::Span::current())).await {
        Ok(response) => Ok(response),
        Err(error) => {
            let (app, key) = for_panic;
            release(&app, &key).await;
            match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(error) => Err(ApiProblem::internal(&error)),
            }
        }
    }
}

fn hash(method: &Method, path: &str, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    // As it was when only POST was remembered, so that keys of before an update are known after it.
    if method != Method::POST {
        hash.update(method.as_str());
        hash.update([0]);
    }
    hash.update(path.as_bytes());
    hash.update([0]);
    hash.update(body);
    hex::encode(hash.finalize())
}

fn replay(answer: Answer) -> Result<Response> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).map_err(|e| ApiProblem::internal(&e))?;
    let headers = response.headers_mut();
    headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    if let Some(content_type) = answer.content_type {
        let content_type = HeaderValue::from_str(&content_type).map_err(|e| ApiProblem::internal(&e))?;
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    Ok(response)
}

/// Keeps the answer where the same request would always get the same. What may turn out otherwise next time gives the key free.
async fn keep(app: &App, key: &Key, response: Response) -> Response {
    let settled = response.status().is_success()
        || matches!(
            response.status(),
            StatusCode::BAD_REQUEST
                | StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::UNSUPPORTED_MEDIA_TYPE
                | StatusCode::UNPROCESSABLE_ENTITY
        );
    if !settled {
        release(app, key).await;
        return response;
    }
    let (parts, body) = response.into_parts();
    let small = body.size_hint().upper().is_some_and(|size| size <= MAX_ANSWER);
    if !small || parts.headers.contains_key(header::SET_COOKIE) {
        // Done, but it cannot be told again: the key stays taken, and a second request learns that the outcome is not known.
        return Response::from_parts(parts, body);
    }
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => return ApiProblem::internal(&error).into_response(),
    };
    let answer = Answer {
        status: parts.status.as_u16(),
        content_type: text(parts.headers.get(header::CONTENT_TYPE)),
        body: Bytes::clone(&body),
    };
    if let Err(error) = app.idempotency.finish(key, &answer).await {
        tracing::error!(%error, "cannot remember the answer to an Idempotency-Key");
    }
    Response::from_parts(parts, Body::from(body))
}

async fn release(app: &App, key: &Key) {
    if let Err(error) = app.idempotency.release(key).await {
        tracing::error!(%error, "cannot give an Idempotency-Key free");
    }
}

fn text(value: Option<&HeaderValue>) -> Option<String> {
    value.and_then(|value| value.to_str().ok()).map(str::to_owned)
}
