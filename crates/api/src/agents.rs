//! Agents.

use api_types::{AgentView, CreateAgentRequest, Page, PageQuery, UpdateAgentRequest};
use app::App;
use app::agents::{AgentDetails, Changes, NewAgent};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, InboxId, TeamId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result, paging};

/// Rows of a page at most.
const MAX_PAGE: u32 = 200;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_agents, create_agent))
        .routes(routes!(get_agent, update_agent))
}

/// An agent as the API shows it.
pub(crate) fn agent_view(details: AgentDetails) -> AgentView {
    let agent = details.agent;
    AgentView {
        id: agent.id.get(),
        name: agent.name,
        email: agent.email,
        role_id: agent.role_id.get(),
        role: details.role,
        locale: agent.locale.to_string(),
        theme: agent.theme.to_string(),
        time_zone: agent.time_zone,
        signature: agent.signature,
        active: agent.active,
        team_ids: details.teams.into_iter().map(TeamId::get).collect(),
        inbox_ids: details.inboxes.into_iter().map(InboxId::get).collect(),
        all_inboxes: details.all_inboxes,
        created_at: agent.created_at.to_rfc3339(),
        last_seen_at: agent.last_seen_at.map(Timestamp::to_rfc3339),
    }
}

/// All agents, the oldest first.
#[utoipa::path(get, path = "/agents", tag = "agents", params(PageQuery),
    responses((status = 200, body = Page<AgentView>), ClientProblem))]
async fn list_agents(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<AgentView>>> {
    let limit = paging::limit(query.limit, MAX_PAGE)?;
    let after = paging::decode::<1>(query.cursor.as_deref())?.map(|[id]| AgentId(id));
    let agents = app.agents.list(&actor, after, limit + 1).await?;
    let position = |details: &AgentDetails| vec![details.agent.id.get()];
    Ok(Json(paging::page(agents, limit, position, agent_view)))
}

/// Make an agent.
#[utoipa::path(post, path = "/agents", tag = "agents", request_body = CreateAgentRequest,
    responses((status = 201, body = AgentView), ClientProblem))]
async fn create_agent(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CreateAgentRequest>,
) -> Result<(StatusCode, Json<AgentView>)> {
    let new = NewAgent {
        name: &body.name,
        email: &body.email,
        password: &body.password,
        role_id: body.role_id,
        locale: body.locale.as_deref(),
        team_ids: &body.team_ids,
        inbox_ids: &body.inbox_ids,
    };
    let agent = app.agents.create(&actor, &new).await?;
    Ok((StatusCode::CREATED, Json(agent_view(agent))))
}

/// One agent.
#[utoipa::path(get, path = "/agents/{id}", tag = "agents", params(("id" = i64, Path)),
    responses((status = 200, body = AgentView), ClientProblem))]
async fn get_agent(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AgentId>,
) -> Result<Json<AgentView>> {
    Ok(Json(agent_view(app.agents.get(&actor, id).await?)))
}

/// Change an agent.
#[utoipa::path(patch, path = "/agents/{id}", tag = "agents", params(("id" = i64, Path)),
    request_body = UpdateAgentRequest, responses((status = 200, body = AgentView), ClientProblem))]
async fn update_agent(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AgentId>,
    ApiJson(body): ApiJson<UpdateAgentRequest>,
) -> Result<Json<AgentView>> {
    let changes = Changes {
        name: body.name.as_deref(),
        email: body.email.as_deref(),
        role_id: body.role_id,
        active: body.active,
        password: body.password.as_deref(),
        team_ids: body.team_ids.as_deref(),
        inbox_ids: body.inbox_ids.as_deref(),
    };
    Ok(Json(agent_view(app.agents.update(&actor, id, &changes).await?)))
}
