//! How much of the server one client can take: requests, bytes, time.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use app::App;
use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures::StreamExt as _;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

use super::client::Client;
use super::extract::is_json;
use super::problem::ApiProblem;

/// A burst may be this many times what is allowed each second.
const BURST: u32 = 10;
/// Sign-ins from one address in a burst; then one a second. Beside the counting of failures in the database, which cannot protect the
/// processor from the hashing itself.
const SIGN_INS: u32 = 30;
/// Plans of one address that is not signed in, in a burst; then one every other second. Each takes a processor for some milliseconds.
const PUBLIC_PLANS: u32 = 40;
/// How often counters that are full again are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);
/// How long a request may work.
const WORK: Duration = Duration::from_secs(60);
/// How long one may work that brings a file, over a slow line.
const UPLOAD: Duration = Duration::from_secs(15 * 60);
/// How much of a refused request is still read.
const MOST_HEARD_OUT: usize = 64 * 1024 * 1024;
/// How long that may take,
const HEARD_OUT: Duration = Duration::from_secs(10);
/// and how long nothing may come meanwhile.
const SILENCE: Duration = Duration::from_secs(1);

type NoHeaders = governor::middleware::NoOpMiddleware<governor::clock::QuantaInstant>;

/// Counts under the client's network.
#[derive(Clone, Debug)]
pub(crate) struct ByNetwork;

impl KeyExtractor for ByNetwork {
    type Key = IpAddr;

    fn extract<T>(&self, request: &axum::http::Request<T>) -> Result<IpAddr, GovernorError> {
        Ok(Client::of(request.extensions()).network())
    }
}

/// The layer of a limit per client.
pub(crate) type Limit = GovernorLayer<ByNetwork, NoHeaders, Body>;

/// The limit of all requests, none when it is switched off.
pub(super) fn of_requests(app: &App) -> Option<Limit> {
    let per_second = NonZeroU32::new(app.core().options.requests_per_second)?;
    let every = Duration::from_secs(1) / per_second.get();
    limit(every, per_second.get().saturating_mul(BURST))
}

/// The limit of sign-ins.
pub(crate) fn of_sign_ins() -> Option<Limit> {
    limit(Duration::from_secs(1), SIGN_INS)
}

/// The limit of plans without sign-in.
pub(crate) fn of_public_plans() -> Option<Limit> {
    limit(Duration::from_secs(2), PUBLIC_PLANS)
}

fn limit(every: Duration, burst: u32) -> Option<Limit> {
    let config: Arc<GovernorConfig<ByNetwork, NoHeaders>> = Arc::new(
        GovernorConfigBuilder::default()
            .period(every)
            .burst_size(burst)
            .key_extractor(ByNetwork)
            .finish()?,
    );
    forget_quiet_clients(&config);
    Some(GovernorLayer::new(config).error_handler(refused))
}

/// Without this the table of clients would grow for ever. Ends with the layer.
fn forget_quiet_clients(config: &Arc<GovernorConfig<ByNetwork, NoHeaders>>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    let limiter = Arc::downgrade(config.limiter());
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            match limiter.upgrade() {
                Some(limiter) => limiter.retain_recent(),
                None => return,
            }
        }
    });
}

fn refused(error: GovernorError) -> Response {
    let wait = match error {
        // Rounded up: what is told must be enough.
        GovernorError::TooManyRequests { wait_time, .. } => wait_time + 1,
        GovernorError::UnableToExtractKey | GovernorError::Other { .. } => 1,
    };
    ApiProblem::too_many(
        "too_many_requests",
        format!("too many requests from your address: try again in {wait} s"),
        wait,
    )
    .into_response()
}

/// The most bytes that any request may bring: a mail with the largest files that we take, which base64 makes a third larger.
pub(super) fn largest_body(app: &App) -> usize {
    let upload = usize::try_from(app.core().options.max_upload_bytes).unwrap_or(usize::MAX);
    upload.saturating_mul(2).max(64 * 1024 * 1024)
}

/// Ends requests that work too long. Their transactions roll back.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    let brings_file = !matches!(*request.method(), Method::GET | Method::HEAD) && !is_json(request.headers());
    let limit = if brings_file { UPLOAD } else { WORK };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiProblem::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timed_out",
            "The request took too long",
            format!(
                "the request was given up after {} s; look whether it was done before you repeat it",
                limit.as_secs()
            ),
        )
        .into_response(),
    }
}

/// Reads on when a request was refused before its body was read. A connection that is closed while the client still sends is reset, and
/// the client then sees a broken connection where it should see why it was refused.
pub(super) async fn hear_out(request: Request, next: Next) -> Response {
    let method = request.method();
    // Who asks before sending will not send when it is refused.
    let waits = request.headers().contains_key(header::EXPECT);
    if waits || matches!(*method, Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let rest = Rest(Arc::new(Mutex::new(body.into_data_stream())));
    let lent = rest.clone();
    let body = Body::from_stream(futures::stream::poll_fn(move |context| lent.poll(context)));
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status().is_client_error() {
        let _ = tokio::time::timeout(HEARD_OUT, rest.drain()).await;
    }
    response
}

/// A body, shared by who reads it and who reads what is left.
#[derive(Clone)]
struct Rest(Arc<Mutex<BodyDataStream>>);

impl Rest {
    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .poll_next_unpin(context)
    }

    /// Until the end, or until it is too much or nothing comes.
    async fn drain(&self) {
        let mut bytes = 0;
        while bytes < MOST_HEARD_OUT {
            let next = std::future::poll_fn(|context| self.poll(context));
            match tokio::time::timeout(SILENCE, next).await {
                Ok(Some(Ok(chunk))) => bytes += chunk.len(),
                _ => return,
            }
        }
    }
}
