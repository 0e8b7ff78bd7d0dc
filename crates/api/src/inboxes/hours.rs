//! When somebody is there.

use api_types::{BusinessHoursRequest, BusinessHoursView, HoursSpan};
use app::App;
use app::business_hours::{Hours, HoursInput};
use axum::Json;
use axum::extract::State;
use domain::business_hours::shown;
use domain::{InboxId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_business_hours, set_business_hours))
}

/// When somebody is there for an inbox.
#[utoipa::path(get, path = "/inboxes/{id}/business-hours", tag = "inboxes", params(("id" = i64, Path)),
    responses((status = 200, body = BusinessHoursView), ClientProblem))]
async fn get_business_hours(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
) -> Result<Json<BusinessHoursView>> {
    Ok(Json(hours_view(app.business_hours.get(&actor, id).await?)))
}

/// Replace when somebody is there for an inbox.
#[utoipa::path(put, path = "/inboxes/{id}/business-hours", tag = "inboxes", params(("id" = i64, Path)),
    request_body = BusinessHoursRequest, responses((status = 200, body = BusinessHoursView), ClientProblem))]
async fn set_business_hours(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
    ApiJson(body): ApiJson<BusinessHoursRequest>,
) -> Result<Json<BusinessHoursView>> {
    let hours = body.hours.into_iter().map(|span| (span.day, span.from, span.to));
    let input = HoursInput {
        always: body.always,
        time_zone: body.time_zone,
        hours: hours.collect(),
    };
    Ok(Json(hours_view(
        app.business_hours.set(&actor, id, &input).await?,
    )))
}

fn hours_view(hours: Hours) -> BusinessHoursView {
    let spans = hours.hours.iter().flat_map(|hours| &hours.spans);
    BusinessHoursView {
        always: hours.hours.is_none(),
        hours: spans
            .map(|span| HoursSpan {
                day: span.day.to_string(),
                from: shown(span.from_minute),
                to: shown(span.to_minute),
            })
            .collect(),
        time_zone: hours.hours.map(|hours| hours.time_zone).unwrap_or_default(),
        open: hours.open,
        next_opening: hours.next_opening.map(Timestamp::to_rfc3339),
    }
}
