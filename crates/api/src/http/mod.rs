//! What all handlers share: extractors, problems, paging, and the layers around them.

pub mod auth;
pub mod client;
pub mod extract;
mod headers;
mod health;
mod idempotency;
pub(crate) mod limits;
mod observe;
pub mod paging;
pub mod problem;
pub(crate) mod range;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub(crate) use headers::socket_of;

pub use extract::{ApiJson, ApiPath, ApiQuery};
pub use problem::{ApiProblem, ClientProblem, Result};

/// Where the OpenAPI document is.
const DOCUMENT: &str = "/api/v1/openapi.json";

/// Puts the document, its page, the routes of machines and `pages` beside the routes of the API, and the common layers around all of
/// them: what is said to browsers in headers matters most for pages.
pub(crate) fn layers(router: Router<App>, document: OpenApi, pages: Router<App>, app: &App) -> Router<App> {
    let page = SwaggerUi::new("/api/docs").config(Config::from(DOCUMENT));
    let router = router
        .layer(from_fn_with_state(app.clone(), idempotency::remember))
        .route(
            DOCUMENT,
            get(move || std::future::ready(axum::Json(document.clone()))),
        )
        .merge(Router::from(page))
        // Else the pages' fallback would answer what is no route of ours with HTML.
        .route("/api", any(no_such_route))
        .route("/api/{*rest}", any(no_such_route))
        .merge(health::routes())
        .merge(pages);
    guarded(router, app)
}

/// The routes of machines alone, behind the same layers.
pub(crate) fn machine_routes(app: &App) -> Router<App> {
    guarded(health::routes(), app)
}

/// The layers, the innermost first.
fn guarded(router: Router<App>, app: &App) -> Router<App> {
    let security = headers::SecurityHeaders::new(app);
    router
        .layer(from_fn(limits::in_time))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(limits::largest_body(app)))
        .layer(from_fn(limits::hear_out))
        .layer(option_layer(limits::of_requests(app)))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(observe::observe))
        .layer(from_fn_with_state(security, headers::secure))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(from_fn_with_state(app.clone(), client::find_client))
}

async fn no_such_route() -> StatusCode {
    StatusCode::NOT_FOUND
}

#[expect(clippy::needless_pass_by_value, reason = "the signature is the layer's")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    ApiProblem::internal(&format!("panic: {message}")).into_response()
}

/// What is small or compressed already only costs time.
fn worth_compressing() -> impl tower_http::compression::Predicate {
    SizeAbove::new(512)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/gzip"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats"))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("font/woff"))
}
