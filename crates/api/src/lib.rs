//! The HTTP API: routers, extractors, WebSocket, OpenAPI.
//!
//! A handler extracts, calls one use case and shapes the answer. It holds no SQL and no rule, and never looks at an error: the
//! mapping to problems is in [`http::problem`], once.

pub mod http;

mod agents;
mod api_tokens;
mod attachments;
mod attributes;
mod audit;
mod brands;
mod capacity;
mod channels;
mod chat;
mod chats;
mod contacts;
mod conversations;
mod demo;
mod drafts;
mod inbound;
mod inboxes;
mod invitations;
mod live;
mod me;
mod messages;
mod notifications;
mod organisation;
mod password_resets;
mod push;
mod roles;
mod rosters;
mod saved_replies;
mod search;
mod sessions;
mod setup;
mod tags;
mod teams;
mod uploads;
mod views;
mod visitors;
mod workforce;

use app::App;
use axum::Router;

pub use chat::pages::{WidgetPages, widget_pages};

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

/// What the document says about itself.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rapport",
        description = "Customer service: conversations, contacts, inboxes. See docs/API-DESIGN.md for conventions.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    components(schemas(api_types::Problem, api_types::FieldError)),
    modifiers(&SignIn),
    security(("api_token" = []), ("session" = []))
)]
struct Document;

/// The ways to sign in.
struct SignIn;

impl Modify for SignIn {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API token, made in one's own settings"))
            .build();
        components.add_security_scheme("api_token", SecurityScheme::Http(token));
        let visitor = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "The token of a visitor of a chat; see docs/CHAT-PROTOCOL.md",
            ))
            .build();
        components.add_security_scheme("visitor", SecurityScheme::Http(visitor));
        let description = "The cookie that POST /api/v1/session sets; everything but GET needs the header X-CSRF-Token as well";
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description("rapport_session", description));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

/// Every route below `/api/v1`, with its part of the document.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(agents::routes())
            .merge(api_tokens::routes())
            .merge(attachments::routes())
            .merge(attributes::routes())
            .merge(audit::routes())
            .merge(brands::routes())
            .merge(capacity::routes())
            .merge(channels::routes())
            .merge(chat::routes())
            .merge(chats::routes())
            .merge(contacts::routes())
            .merge(conversations::routes())
            .merge(demo::routes())
            .merge(drafts::routes())
            .merge(inbound::routes())
            .merge(inboxes::routes())
            .merge(invitations::routes())
            .merge(live::routes())
            .merge(me::routes())
            .merge(messages::routes())
            .merge(notifications::routes())
            .merge(organisation::routes())
            .merge(password_resets::routes())
            .merge(push::routes())
            .merge(roles::routes())
            .merge(rosters::routes())
            .merge(saved_replies::routes())
            .merge(search::routes())
            .merge(sessions::routes())
            .merge(setup::routes())
            .merge(tags::routes())
            .merge(teams::routes())
            .merge(uploads::routes())
            .merge(views::routes())
            .merge(visitors::routes())
            .merge(workforce::routes()),
    )
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().split_for_parts().1
}

/// The API as a router, ready to be served with connection information, with the pages of the user interface beside it, so that the
/// security headers, limits and compression of [`http`] stand around those too. `pages` may have a fallback; what is below `/api`
/// never reaches it.
pub fn router(app: App, pages: Router) -> Router {
    let (router, document) = routes().split_for_parts();
    http::layers(router, document, pages.with_state(()), &app).with_state(app)
}

/// Only what machines ask (`/healthz`, `/readyz`, `/metrics`), for a node that serves no people.
pub fn machine_router(app: App) -> Router {
    http::machine_routes(&app).with_state(app)
}
