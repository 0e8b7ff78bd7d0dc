//! Signing in at a mail provider.

use api_types::{StartOauthRequest, StartOauthView};
use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiProblem, ApiQuery, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start_oauth))
        .routes(routes!(finish_oauth))
}

/// What the provider sends the browser back with.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CallbackQuery {
    /// The `grant` of the sign-in.
    state: Option<String>,
    /// The code, when all went well.
    code: Option<String>,
    /// The error, when not.
    error: Option<String>,
    /// The error in words.
    error_description: Option<String>,
}

/// Start an OAuth sign-in at a mail provider.
#[utoipa::path(post, path = "/inboxes/oauth", tag = "inboxes", request_body = StartOauthRequest,
    responses((status = 201, body = StartOauthView), ClientProblem))]
async fn start_oauth(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<StartOauthRequest>,
) -> Result<(StatusCode, Json<StartOauthView>)> {
    let started = app
        .inboxes
        .start_oauth(&actor, &body.provider, &body.address)
        .await?;
    let view = StartOauthView {
        authorize_url: started.authorize_url,
        grant: started.grant,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Where the provider sends the browser back to. Goes on to the settings, or shows what went wrong: nobody but a person reads this.
#[utoipa::path(get, path = "/oauth/callback", tag = "inboxes", params(CallbackQuery),
    responses(
        (status = 303, description = "On to the settings"),
        (status = 400, description = "What went wrong, as a page", content_type = "text/html"),
        ClientProblem
    ))]
async fn finish_oauth(
    State(app): State<App>,
    signed: Result<Signed>,
    ApiQuery(query): ApiQuery<CallbackQuery>,
) -> Response {
    match finish(&app, signed, &query).await {
        Ok(grant) => to_settings(&grant),
        Err(problem) => page(&problem),
    }
}

async fn finish(app: &App, signed: Result<Signed>, query: &CallbackQuery) -> Result<String> {
    let Signed(actor) = signed?;
    if let Some(error) = &query.error {
        let words = query.error_description.as_deref().unwrap_or(error);
        return Err(ApiProblem::bad_request("oauth_refused", words));
    }
    let (Some(state), Some(code)) = (&query.state, &query.code) else {
        let detail = "the provider sent neither a code nor an error";
        return Err(ApiProblem::bad_request("oauth_incomplete", detail));
    };
    app.inboxes.finish_oauth(&actor, state, code).await?;
    Ok(state.clone())
}

fn to_settings(grant: &str) -> Response {
    let query: String = url::form_urlencoded::byte_serialize(grant.as_bytes()).collect();
    let place = HeaderValue::try_from(format!("/settings/inboxes/new?grant={query}"));
    match place {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(error) => ApiProblem::internal(&error).into_response(),
    }
}

/// A page without script or style, which the strictest content policy lets through.
fn page(problem: &ApiProblem) -> Response {
    let (code, detail) = (escape(problem.code()), escape(problem.detail()));
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign-in failed</title>\
         <h1>The sign-in did not work</h1><p>{detail}</p><p><code>{code}</code></p>\
         <p>Close this window and try again, or <a href=\"/settings/inboxes/new\">go back to the settings</a>.</p></html>"
    );
    (StatusCode::BAD_REQUEST, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
