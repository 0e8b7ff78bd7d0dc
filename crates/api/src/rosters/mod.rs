//! Rosters of real people: weeks and shifts; leave and swaps are beside it.

mod day;
mod meetings;
mod requests;
mod view;

use api_types::{
    MadeRosterView, MakeRosterRequest, NewShiftRequest, RosterWeekView, ShiftChangeRequest, ShiftChangedView,
};
use app::App;
use app::rosters::{Hours, MakeRoster, ShiftFields};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, ShiftId, TeamId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_roster_week, make_roster_week))
        .routes(routes!(publish_roster_week))
        .routes(routes!(add_shift))
        .routes(routes!(change_shift, remove_shift))
        .merge(requests::routes())
        .merge(day::routes())
        .merge(meetings::routes())
}

/// A week: who works when, who is away, how many are needed. Drafts are shown to those who may make rosters.
#[utoipa::path(get, path = "/workforce/rosters/{week}", tag = "workforce",
    params(("week" = String, Path, description = "Its Monday, as 2026-03-02")),
    responses((status = 200, body = RosterWeekView), ClientProblem))]
async fn get_roster_week(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(week): ApiPath<String>,
) -> Result<Json<RosterWeekView>> {
    Ok(Json(view::week(app.rosters.week(&actor, &week).await?)))
}

/// Make the draft of a week anew from what it needs; needs `rosters.manage`. Published shifts are replaced only when asked to.
#[utoipa::path(post, path = "/workforce/rosters/{week}", tag = "workforce",
    params(("week" = String, Path, description = "Its Monday, as 2026-03-02")), request_body = MakeRosterRequest,
    responses((status = 200, body = MadeRosterView), ClientProblem))]
async fn make_roster_week(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(week): ApiPath<String>,
    ApiJson(body): ApiJson<MakeRosterRequest>,
) -> Result<Json<MadeRosterView>> {
    let people = body.people.into_iter().map(|one| Hours {
        agent: AgentId(one.agent_id),
        hours_per_week: one.hours_per_week,
    });
    let asked = MakeRoster {
        agents: body.agents,
        people: people.collect(),
        team: body.team_id.map(TeamId),
        replace_published: body.replace_published,
    };
    Ok(Json(view::made(app.rosters.make(&actor, &week, &asked).await?)))
}

/// Publish the drafts of a week: everybody sees them from then on. Needs `rosters.manage`.
#[utoipa::path(post, path = "/workforce/rosters/{week}/publish", tag = "workforce",
    params(("week" = String, Path, description = "Its Monday, as 2026-03-02")),
    responses((status = 200, body = RosterWeekView), ClientProblem))]
async fn publish_roster_week(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(week): ApiPath<String>,
) -> Result<Json<RosterWeekView>> {
    Ok(Json(view::week(app.rosters.publish(&actor, &week).await?)))
}

/// Add a shift to a draft; needs `rosters.manage`. Nobody works two shifts at once (`shift_overlaps`) or on leave (`on_leave`).
#[utoipa::path(post, path = "/workforce/shifts", tag = "workforce", request_body = NewShiftRequest,
    responses((status = 201, body = ShiftChangedView), ClientProblem))]
async fn add_shift(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<NewShiftRequest>,
) -> Result<(StatusCode, Json<ShiftChangedView>)> {
    let fields = ShiftFields {
        agent: Some(AgentId(body.agent_id)),
        start: Some(&body.start),
        end: Some(&body.end),
        pause_minutes: body.pause_minutes,
        pause_paid: body.pause_paid,
    };
    let changed = app.rosters.add_shift(&actor, &fields).await?;
    Ok((StatusCode::CREATED, Json(view::changed(changed))))
}

/// Move a shift, make it longer or shorter, or give it to another agent; needs `rosters.manage`. Offers of it end.
#[utoipa::path(patch, path = "/workforce/shifts/{id}", tag = "workforce", params(("id" = i64, Path)),
    request_body = ShiftChangeRequest, responses((status = 200, body = ShiftChangedView), ClientProblem))]
async fn change_shift(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ShiftId>,
    ApiJson(body): ApiJson<ShiftChangeRequest>,
) -> Result<Json<ShiftChangedView>> {
    let fields = ShiftFields {
        agent: body.agent_id.map(AgentId),
        start: body.start.as_deref(),
        end: body.end.as_deref(),
        pause_minutes: body.pause_minutes,
        pause_paid: body.pause_paid,
    };
    let changed = app.rosters.change_shift(&actor, id, &fields).await?;
    Ok(Json(view::changed(changed)))
}

/// Take a shift off; needs `rosters.manage`.
#[utoipa::path(delete, path = "/workforce/shifts/{id}", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn remove_shift(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ShiftId>,
) -> Result<StatusCode> {
    app.rosters.remove_shift(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
