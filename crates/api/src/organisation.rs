//! Settings of the organisation.

use api_types::{OrganisationView, UpdateOrganisationRequest};
use app::App;
use app::organisation::{Changes, Organisation};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_organisation, update_organisation))
}

fn view(settings: Organisation) -> OrganisationView {
    OrganisationView {
        name: settings.name,
        locale: settings.locale.to_string(),
        time_zone: settings.time_zone,
        undo_send_seconds: settings.undo_send_seconds,
    }
}

/// The settings.
#[utoipa::path(get, path = "/organisation", tag = "organisation",
    responses((status = 200, body = OrganisationView), ClientProblem))]
async fn get_organisation(State(app): State<App>, Signed(actor): Signed) -> Result<Json<OrganisationView>> {
    Ok(Json(view(app.organisation.get(&actor).await?)))
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
    };
    Ok(Json(view(app.organisation.update(&actor, &changes).await?)))
}
