//! Teams.

use api_types::{Page, TeamRequest, TeamView};
use app::App;
use app::teams::Team;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, TeamId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(update_team, delete_team))
}

fn view(team: Team) -> TeamView {
    TeamView {
        id: team.id.get(),
        name: team.name,
        agent_ids: team.agents.into_iter().map(AgentId::get).collect(),
    }
}

/// All teams by name.
#[utoipa::path(get, path = "/teams", tag = "teams", responses((status = 200, body = Page<TeamView>), ClientProblem))]
async fn list_teams(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<TeamView>>> {
    let teams = app.teams.list(&actor).await?;
    Ok(Json(Page {
        items: teams.into_iter().map(view).collect(),
        next_cursor: None,
    }))
}

/// Make a team.
#[utoipa::path(post, path = "/teams", tag = "teams", request_body = TeamRequest,
    responses((status = 201, body = TeamView), ClientProblem))]
async fn create_team(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<TeamRequest>,
) -> Result<(StatusCode, Json<TeamView>)> {
    let team = app.teams.create(&actor, &body.name, &body.agent_ids).await?;
    Ok((StatusCode::CREATED, Json(view(team))))
}

/// Rename a team and replace its members.
#[utoipa::path(put, path = "/teams/{id}", tag = "teams", params(("id" = i64, Path)), request_body = TeamRequest,
    responses((status = 200, body = TeamView), ClientProblem))]
async fn update_team(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<TeamId>,
    ApiJson(body): ApiJson<TeamRequest>,
) -> Result<Json<TeamView>> {
    let team = app.teams.update(&actor, id, &body.name, &body.agent_ids).await?;
    Ok(Json(view(team)))
}

/// Delete a team; its conversations and inboxes are then without one.
#[utoipa::path(delete, path = "/teams/{id}", tag = "teams", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_team(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<TeamId>,
) -> Result<StatusCode> {
    app.teams.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
