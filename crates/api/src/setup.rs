//! The first start.

use api_types::{CreateOwnerRequest, SessionView, SetupStatusView};
use app::App;
use app::setup::NewOwner;
use axum::Json;
use axum::extract::State;
use axum::response::AppendHeaders;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::SameOrigin;
use crate::http::client::Visit;
use crate::http::{ApiJson, ClientProblem, Result};
use crate::sessions::{NewCookie, new_session, session_view};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_setup))
        .routes(routes!(create_owner))
}

/// How far the installation is.
#[utoipa::path(get, path = "/setup", tag = "setup", security(()),
    responses((status = 200, body = SetupStatusView), ClientProblem))]
async fn get_setup(State(app): State<App>) -> Result<Json<SetupStatusView>> {
    let status = app.setup.status().await?;
    Ok(Json(SetupStatusView {
        needs_owner: status.needs_owner,
        demo: status.demo,
        organisation: status.organisation,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}

/// Create the organisation and its owner, and sign the owner in. Works once.
#[utoipa::path(post, path = "/setup/owner", tag = "setup", security(()), request_body = CreateOwnerRequest,
    responses((status = 200, body = SessionView), ClientProblem))]
async fn create_owner(
    State(app): State<App>,
    _: SameOrigin,
    visit: Visit,
    ApiJson(body): ApiJson<CreateOwnerRequest>,
) -> Result<(AppendHeaders<NewCookie>, Json<SessionView>)> {
    let new = NewOwner {
        organisation: &body.organisation,
        name: &body.name,
        email: &body.email,
        password: &body.password,
        locale: body.locale.as_deref(),
        time_zone: body.time_zone.as_deref(),
    };
    let signed_in = app.setup.create_owner(&new, &visit.visitor()).await?;
    let cookie = new_session(&app, &signed_in)?;
    let view = session_view(&app, &signed_in.actor, Some(&signed_in.session)).await?;
    Ok((cookie, Json(view)))
}
