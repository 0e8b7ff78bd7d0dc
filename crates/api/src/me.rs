//! One's own account.

use api_types::{AgentView, ChangePasswordRequest, UpdateProfileRequest};
use app::App;
use app::agents::Profile;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::agents::agent_view;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(update_me))
        .routes(routes!(change_my_password))
}

/// Change own settings.
#[utoipa::path(patch, path = "/me", tag = "me", request_body = UpdateProfileRequest,
    responses((status = 200, body = AgentView), ClientProblem))]
async fn update_me(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<UpdateProfileRequest>,
) -> Result<Json<AgentView>> {
    let profile = Profile {
        name: body.name.as_deref(),
        locale: body.locale.as_deref(),
        theme: body.theme.as_deref(),
        time_zone: body.time_zone.as_deref(),
        signature: body.signature.as_deref(),
    };
    Ok(Json(agent_view(
        app.agents.update_profile(&actor, &profile).await?,
    )))
}

/// Change the own password; ends all other sessions.
#[utoipa::path(post, path = "/me/password", tag = "me", request_body = ChangePasswordRequest,
    responses((status = 204), ClientProblem))]
async fn change_my_password(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<ChangePasswordRequest>,
) -> Result<StatusCode> {
    app.agents
        .change_password(&actor, &body.current_password, &body.new_password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
