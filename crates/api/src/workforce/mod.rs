//! Planning of the department.

mod budgets;
mod counted;
mod rosters;
mod special_days;
mod texts;
mod view;

use api_types::{
    PlanRequest, PlanView, RosterRequest, RosterView, WorkforceHistoryQuery, WorkforceHistoryView,
    WorkforceTodayQuery, WorkforceTodayView,
};
use app::App;
use app::workforce::HistoryQuery;
use axum::Json;
use axum::extract::State;
use domain::InboxId;
use serde_json::Value;
use tower::util::option_layer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use rosters::blocker;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiProblem, ApiQuery, ClientProblem, Result, limits};

pub(crate) fn routes() -> OpenApiRouter<App> {
    // A layer stands around the routes that were added before it.
    OpenApiRouter::new()
        .routes(routes!(plan_in_public))
        .layer(option_layer(limits::of_public_plans()))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(plan_workforce))
                .routes(routes!(make_roster))
                .routes(routes!(get_workforce_history))
                .routes(routes!(get_workforce_today))
                .merge(budgets::routes())
                .merge(special_days::routes()),
        )
}

/// Plan a department: agents by the hour, people on the payroll, cost in-house and outsourced, and what to do. Keeps nothing.
#[utoipa::path(post, path = "/workforce/plan", tag = "workforce", request_body = PlanRequest,
    responses((status = 200, body = PlanView), ClientProblem))]
async fn plan_workforce(
    State(app): State<App>,
    _: Signed,
    ApiJson(body): ApiJson<PlanRequest>,
) -> Result<Json<PlanView>> {
    plan(&app, body).await
}

/// The same without sign-in, where the organisation made its planner public. An address may ask 40 times at once and then every other
/// second.
#[utoipa::path(post, path = "/workforce/public-plan", tag = "workforce", security(()), request_body = PlanRequest,
    responses((status = 200, body = PlanView), ClientProblem))]
async fn plan_in_public(
    State(app): State<App>,
    ApiJson(body): ApiJson<PlanRequest>,
) -> Result<Json<PlanView>> {
    if !app.workforce.is_public().await? {
        return Err(ApiProblem::unauthenticated(
            "not_signed_in",
            "the planner of this organisation is not public: sign in",
        ));
    }
    plan(&app, body).await
}

async fn plan(app: &App, body: PlanRequest) -> Result<Json<PlanView>> {
    let mut given = serde_json::to_value(body).map_err(|error| ApiProblem::internal(&error))?;
    let scenarios = given
        .as_object_mut()
        .and_then(|fields| fields.remove("scenarios"))
        .filter(|scenarios| !scenarios.is_null())
        .unwrap_or(Value::Array(Vec::new()));
    let planned = app.workforce.plan(given, scenarios).await?;
    Ok(Json(view::plan(planned)))
}

/// Make a roster for a week from the agents that it needs. Keeps nothing.
#[utoipa::path(post, path = "/workforce/roster", tag = "workforce", request_body = RosterRequest,
    responses((status = 200, body = RosterView), ClientProblem))]
async fn make_roster(
    State(app): State<App>,
    _: Signed,
    ApiJson(body): ApiJson<RosterRequest>,
) -> Result<Json<RosterView>> {
    let names = body.people.clone();
    let made = app.workforce.roster(rosters::query(body)?).await?;
    Ok(Json(rosters::view(made, names)))
}

/// Contacts as they were counted here, by day, hour of the week and channel, and a forecast with its error. Counts what one may see.
#[utoipa::path(get, path = "/workforce/history", tag = "workforce", params(WorkforceHistoryQuery),
    responses((status = 200, body = WorkforceHistoryView), ClientProblem))]
async fn get_workforce_history(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<WorkforceHistoryQuery>,
) -> Result<Json<WorkforceHistoryView>> {
    let asked = HistoryQuery {
        inbox: query.inbox_id.map(InboxId),
        weeks: query.weeks,
        days: query.days,
        time_zone: query.time_zone,
        channel: query.channel,
        until: query.until,
    };
    let history = app.workforce.history(&actor, &asked).await?;
    Ok(Json(counted::history(history)))
}

/// Whether the team has too much to do: backlog, late and missing answers, and whether to hire.
#[utoipa::path(get, path = "/workforce/today", tag = "workforce", params(WorkforceTodayQuery),
    responses((status = 200, body = WorkforceTodayView), ClientProblem))]
async fn get_workforce_today(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<WorkforceTodayQuery>,
) -> Result<Json<WorkforceTodayView>> {
    let today = app.workforce.today(&actor, query.inbox_id.map(InboxId)).await?;
    Ok(Json(counted::today(today)))
}
