//! Days that are not like others.

use api_types::{SpecialDayRequest, SpecialDayView, SpecialDaysView};
use app::App;
use app::workforce::SpecialDay;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_special_days))
        .routes(routes!(put_special_day, remove_special_day))
}

/// Holidays, sales and campaigns, the earliest first.
#[utoipa::path(get, path = "/workforce/special-days", tag = "workforce",
    responses((status = 200, body = SpecialDaysView), ClientProblem))]
async fn list_special_days(State(app): State<App>, Signed(actor): Signed) -> Result<Json<SpecialDaysView>> {
    let days = app.workforce.special_days(&actor).await?;
    Ok(Json(SpecialDaysView {
        items: days.into_iter().map(view).collect(),
    }))
}

/// Say that a day is not like its weekday, in place of what was said before; needs `rosters.manage`. Forecasts know it from then on.
#[utoipa::path(put, path = "/workforce/special-days/{day}", tag = "workforce",
    params(("day" = String, Path, description = "As 2026-12-25")), request_body = SpecialDayRequest,
    responses((status = 200, body = SpecialDayView), ClientProblem))]
async fn put_special_day(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(day): ApiPath<String>,
    ApiJson(body): ApiJson<SpecialDayRequest>,
) -> Result<Json<SpecialDayView>> {
    let put = app
        .workforce
        .put_special_day(&actor, &day, &body.name, body.percent)
        .await?;
    Ok(Json(view(put)))
}

/// Make a day one like others again; needs `rosters.manage`.
#[utoipa::path(delete, path = "/workforce/special-days/{day}", tag = "workforce",
    params(("day" = String, Path, description = "As 2026-12-25")), responses((status = 204), ClientProblem))]
async fn remove_special_day(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(day): ApiPath<String>,
) -> Result<StatusCode> {
    app.workforce.remove_special_day(&actor, &day).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(day: SpecialDay) -> SpecialDayView {
    SpecialDayView {
        day: day.day,
        name: day.name,
        percent: day.percent,
    }
}
