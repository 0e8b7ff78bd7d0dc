//! The HTTP API: routers, extractors, WebSocket, OpenAPI.
//!
//! A handler extracts, calls one use case and shapes the answer. It holds no SQL and no rule, and never looks at an error: the
//! mapping to problems is in [`http::problem`], once.

pub mod http;

mod agents;
mod api_tokens;
mod attachments;
mod audit;
mod brands;
mod conversations;
mod live;
mod me;
mod messages;
mod organisation;
mod roles;
mod sessions;
mod setup;
mod tags;
mod teams;

use app::App;
use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What the document says about itself.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rapport",
        description = "Customer service: conversations, contacts, inboxes. See docs/API-DESIGN.md for conventions.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    components(schemas(api_types::Problem, api_types::FieldError))
)]
struct Document;

/// Every route below `/api/v1`, with its part of the document.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(agents::routes())
            .merge(api_tokens::routes())
            .merge(attachments::routes())
            .merge(audit::routes())
            .merge(brands::routes())
            .merge(conversations::routes())
            .merge(live::routes())
            .merge(me::routes())
            .merge(messages::routes())
            .merge(organisation::routes())
            .merge(roles::routes())
            .merge(sessions::routes())
            .merge(setup::routes())
            .merge(tags::routes())
            .merge(teams::routes()),
    )
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().split_for_parts().1
}

/// The API as a router, ready to be served.
#[must_use]
pub fn router(app: App) -> Router {
    router_with_pages(app, Router::new())
}

/// The API with the pages of the user interface beside it, so that the security headers, limits and compression of [`http`] stand
/// around those too. `pages` may have a fallback; what is below `/api` never reaches it.
#[must_use]
pub fn router_with_pages(app: App, pages: Router) -> Router {
    let (router, document) = routes().split_for_parts();
    let pages = pages.with_state(());
    http::layers(router, document, pages, &app).with_state(app)
}
