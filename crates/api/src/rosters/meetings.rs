//! Meetings and trainings.

use api_types::{MeetingChangedView, MeetingRequest};
use app::App;
use app::rosters::MeetingFields;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, MeetingId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_meeting))
        .routes(routes!(change_meeting, remove_meeting))
}

/// Plan a meeting or training; needs `rosters.manage`. One that is over says afterwards why somebody was not there for customers.
#[utoipa::path(post, path = "/workforce/meetings", tag = "workforce", request_body = MeetingRequest,
    responses((status = 201, body = MeetingChangedView), ClientProblem))]
async fn add_meeting(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<MeetingRequest>,
) -> Result<(StatusCode, Json<MeetingChangedView>)> {
    let agents = agents(&body);
    let changed = app
        .rosters
        .add_meeting(&actor, &fields(&body, agents.as_deref()))
        .await?;
    Ok((StatusCode::CREATED, Json(view::meeting_changed(changed))))
}

/// Change a meeting; needs `rosters.manage`.
#[utoipa::path(patch, path = "/workforce/meetings/{id}", tag = "workforce", params(("id" = i64, Path)),
    request_body = MeetingRequest, responses((status = 200, body = MeetingChangedView), ClientProblem))]
async fn change_meeting(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<MeetingId>,
    ApiJson(body): ApiJson<MeetingRequest>,
) -> Result<Json<MeetingChangedView>> {
    let agents = agents(&body);
    let changed = app
        .rosters
        .change_meeting(&actor, id, &fields(&body, agents.as_deref()))
        .await?;
    Ok(Json(view::meeting_changed(changed)))
}

/// Take a meeting off; needs `rosters.manage`.
#[utoipa::path(delete, path = "/workforce/meetings/{id}", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn remove_meeting(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<MeetingId>,
) -> Result<StatusCode> {
    app.rosters.remove_meeting(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn agents(body: &MeetingRequest) -> Option<Vec<AgentId>> {
    let agents = body.agents.as_ref()?;
    Some(agents.iter().copied().map(AgentId).collect())
}

fn fields<'a>(body: &'a MeetingRequest, agents: Option<&'a [AgentId]>) -> MeetingFields<'a> {
    MeetingFields {
        kind: body.kind.as_deref(),
        title: body.title.as_deref(),
        start: body.start.as_deref(),
        end: body.end.as_deref(),
        agents,
    }
}
