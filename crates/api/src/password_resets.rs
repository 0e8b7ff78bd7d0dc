//! Forgotten passwords. Tokens travel in bodies, never in addresses of the API: addresses end up in logs.

use api_types::{
    AskPasswordResetRequest, LinkTokenRequest, PasswordResetView, SessionView, UsePasswordResetRequest,
};
use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::AppendHeaders;
use tower::util::option_layer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::SameOrigin;
use crate::http::client::Visit;
use crate::http::limits;
use crate::http::{ApiJson, ClientProblem, Result};
use crate::sessions::{NewCookie, new_session, session_view};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask_password_reset))
        .routes(routes!(open_password_reset))
        .routes(routes!(use_password_reset))
        .layer(option_layer(limits::of_sign_ins()))
}

/// Ask for a link to set a forgotten password anew. The answer is the same whether an account has the address or not.
#[utoipa::path(post, path = "/password-resets", tag = "sessions", security(()), request_body = AskPasswordResetRequest,
    responses((status = 202), ClientProblem))]
async fn ask_password_reset(
    State(app): State<App>,
    _: SameOrigin,
    visit: Visit,
    ApiJson(body): ApiJson<AskPasswordResetRequest>,
) -> Result<StatusCode> {
    app.password_resets.ask(&body.email, &visit.visitor()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The account that a link opens. 404 when it was used, has expired or never was.
#[utoipa::path(post, path = "/password-resets/open", tag = "sessions", security(()), request_body = LinkTokenRequest,
    responses((status = 200, body = PasswordResetView), ClientProblem))]
async fn open_password_reset(
    State(app): State<App>,
    _: SameOrigin,
    ApiJson(body): ApiJson<LinkTokenRequest>,
) -> Result<Json<PasswordResetView>> {
    let email = app.password_resets.open(&body.token).await?;
    Ok(Json(PasswordResetView { email }))
}

/// Set a forgotten password anew: ends all sessions of the agent and signs it in here.
#[utoipa::path(post, path = "/password-resets/use", tag = "sessions", security(()),
    request_body = UsePasswordResetRequest, responses((status = 200, body = SessionView), ClientProblem))]
async fn use_password_reset(
    State(app): State<App>,
    _: SameOrigin,
    visit: Visit,
    ApiJson(body): ApiJson<UsePasswordResetRequest>,
) -> Result<(AppendHeaders<NewCookie>, Json<SessionView>)> {
    let signed_in = app
        .password_resets
        .redeem(&body.token, &body.password, &visit.visitor())
        .await?;
    let cookie = new_session(&app, &signed_in)?;
    let view = session_view(&app, &signed_in.actor, Some(&signed_in.session)).await?;
    Ok((cookie, Json(view)))
}
