//! Settings of the organisation.

use api_types::{OrganisationView, UpdateOrganisationRequest};
use app::App;
use app::organisation::{Changes, Organisation};
use axum::Json;
use axum::extract::State;
use domain::{Actor, InboxId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_organisation, update_organisation))
}

async fn view(app: &App, actor: &Actor, settings: Organisation) -> Result<OrganisationView> {
    let system_sender = app.organisation.system_sender(actor).await?;
    Ok(OrganisationView {
        name: settings.name,
        locale: settings.locale.to_string(),
        time_zone: settings.time_zone,
        undo_send_seconds: settings.undo_send_seconds,
        system_inbox_id: settings.system_inbox_id.map(InboxId::get),
        system_sender,
        planner_public: settings.planner_public,
    })
}

/// The settings.
#[utoipa::path(get, path = "/organisation", tag = "organisation",
    responses((status = 200, body = OrganisationView), ClientProblem))]
async fn get_organisation(State(app): State<App>, Signed(actor): Signed) -> Result<Json<OrganisationView>> {
    let settings = app.organisation.get(&actor).await?;
    Ok(Json(view(&app, &actor, settings).await?))
}

/// Change settings.
#[utoipa::path(patch, path = "/organisation", tag = "organisation", request_body = UpdateOrganisationRequest,
    responses((status = 200, body = OrganisationView), ClientProblem))]
async fn update_organisation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<UpdateOrganisationRequest>,
) -> Result<Json<OrganisationView>> {
    let changes = Changes {
        name: body.name.as_deref(),
        locale: body.locale.as_deref(),
        time_zone: body.time_zone.as_deref(),
        undo_send_seconds: body.undo_send_seconds,
        system_inbox_id: body.system_inbox_id,
        planner_public: body.planner_public,
    };
    let settings = app.organisation.update(&actor, &changes).await?;
    Ok(Json(view(&app, &actor, settings).await?))
}
