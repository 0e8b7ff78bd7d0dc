//! The first start.

use api_types::{CreateOwnerRequest, FirstStepsRequest, FirstStepsView, SessionView, SetupStatusView};
use app::App;
use app::first_steps::FirstSteps;
use app::setup::NewOwner;
use axum::Json;
use axum::extract::State;
use axum::response::AppendHeaders;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::brands::brand_view;
use crate::http::auth::{SameOrigin, Signed};
use crate::http::client::Visit;
use crate::http::{ApiJson, ClientProblem, Result};
use crate::sessions::{NewCookie, new_session, session_view};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_setup))
        .routes(routes!(create_owner))
        .routes(routes!(get_first_steps, set_first_steps))
}

/// How far the installation is.
#[utoipa::path(get, path = "/setup", tag = "setup", security(()),
    responses((status = 200, body = SetupStatusView), ClientProblem))]
async fn get_setup(State(app): State<App>) -> Result<Json<SetupStatusView>> {
    let status = app.setup.status().await?;
    let brand = app.brands.default().await?;
    Ok(Json(SetupStatusView {
        needs_owner: status.needs_owner,
        demo: status.demo,
        organisation: status.organisation,
        brand: brand.map(brand_view),
        can_send_mail: status.can_send_mail,
        planner_public: status.planner_public,
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

/// What there is to do on the first day, and what of it is done.
#[utoipa::path(get, path = "/first-steps", tag = "setup", responses((status = 200, body = FirstStepsView), ClientProblem))]
async fn get_first_steps(State(app): State<App>, Signed(actor): Signed) -> Result<Json<FirstStepsView>> {
    Ok(Json(steps_view(app.first_day.get(&actor).await?)))
}

/// Put the list of first steps away, for everybody, or show it again.
#[utoipa::path(put, path = "/first-steps", tag = "setup", request_body = FirstStepsRequest,
    responses((status = 200, body = FirstStepsView), ClientProblem))]
async fn set_first_steps(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<FirstStepsRequest>,
) -> Result<Json<FirstStepsView>> {
    let steps = app.first_day.set_dismissed(&actor, body.dismissed).await?;
    Ok(Json(steps_view(steps)))
}

const fn steps_view(steps: FirstSteps) -> FirstStepsView {
    FirstStepsView {
        inbox: steps.inbox,
        answer: steps.answer,
        colleague: steps.colleague,
        team: steps.team,
        saved_reply: steps.saved_reply,
        settings: steps.settings,
        notifications: steps.notifications,
        dismissed: steps.dismissed_at.is_some(),
    }
}
