//! Saved views.

use api_types::{
    FieldError, Page, ViewCondition, ViewCountView, ViewOrderRequest, ViewQuery, ViewRequest, ViewView,
};
use app::App;
use app::views::{Condition, Detail, ViewInput};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{SavedViewId, TeamId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiProblem, ApiQuery, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_views, create_view))
        .routes(routes!(count_views))
        .routes(routes!(order_views))
        .routes(routes!(get_view, update_view, delete_view))
}

/// The saved views of the reader, of their teams and of everyone.
#[utoipa::path(get, path = "/views", tag = "views", params(ViewQuery),
    responses((status = 200, body = Page<ViewView>), ClientProblem))]
async fn list_views(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<ViewQuery>,
) -> Result<Json<Page<ViewView>>> {
    let views = app.views.list(&actor, query.shared.unwrap_or(false)).await?;
    let items: Result<Vec<ViewView>> = views.into_iter().map(view).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor: None,
    }))
}

/// Make a saved view.
#[utoipa::path(post, path = "/views", tag = "views", request_body = ViewRequest,
    responses((status = 201, body = ViewView), ClientProblem))]
async fn create_view(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<ViewRequest>,
) -> Result<(StatusCode, Json<ViewView>)> {
    let made = app.views.create(&actor, &input(body)?).await?;
    Ok((StatusCode::CREATED, Json(view(made)?)))
}

/// Count the conversations of every view that the reader sees. Ask again when `counts_stale` is heard, never by the clock.
#[utoipa::path(get, path = "/views/counts", tag = "views",
    responses((status = 200, body = Page<ViewCountView>), ClientProblem))]
async fn count_views(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<ViewCountView>>> {
    let counts = app.views.counts(&actor).await?;
    let items = counts.into_iter().map(|count| ViewCountView {
        id: count.id.get(),
        count: count.count,
        more: count.more,
    });
    Ok(Json(Page {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// Put the views of one owner in another order.
#[utoipa::path(put, path = "/views/order", tag = "views", request_body = ViewOrderRequest,
    responses((status = 204), ClientProblem))]
async fn order_views(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<ViewOrderRequest>,
) -> Result<StatusCode> {
    let ids: Vec<SavedViewId> = body.ids.into_iter().map(SavedViewId).collect();
    app.views.reorder(&actor, &ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read a saved view.
#[utoipa::path(get, path = "/views/{id}", tag = "views", params(("id" = i64, Path)),
    responses((status = 200, body = ViewView), ClientProblem))]
async fn get_view(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedViewId>,
) -> Result<Json<ViewView>> {
    Ok(Json(view(app.views.get(&actor, id).await?)?))
}

/// Replace a saved view.
#[utoipa::path(put, path = "/views/{id}", tag = "views", params(("id" = i64, Path)), request_body = ViewRequest,
    responses((status = 200, body = ViewView), ClientProblem))]
async fn update_view(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedViewId>,
    ApiJson(body): ApiJson<ViewRequest>,
) -> Result<Json<ViewView>> {
    Ok(Json(view(app.views.update(&actor, id, &input(body)?).await?)?))
}

/// Delete a saved view.
#[utoipa::path(delete, path = "/views/{id}", tag = "views", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_view(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedViewId>,
) -> Result<StatusCode> {
    app.views.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn input(body: ViewRequest) -> Result<ViewInput> {
    let conditions = body.conditions.iter().enumerate().map(|(index, condition)| {
        meant(condition).map_err(|error| {
            ApiProblem::fields(vec![FieldError {
                field: format!("conditions[{index}]"),
                code: "unknown_value".to_owned(),
                detail: error.to_string(),
            }])
        })
    });
    Ok(ViewInput {
        conditions: conditions.collect::<Result<Vec<Condition>>>()?,
        name: body.name,
        owner: body.owner,
        team: body.team_id.map(TeamId),
        columns: body.columns,
        sort: body.sort,
    })
}

/// The condition in the domain's types, which have the same form in JSON.
fn meant(condition: &ViewCondition) -> serde_json::Result<Condition> {
    serde_json::from_value(serde_json::to_value(condition)?)
}

fn view(detail: Detail) -> Result<ViewView> {
    let view = detail.view;
    let conditions = serde_json::to_value(&view.conditions.0).and_then(serde_json::from_value);
    Ok(ViewView {
        id: view.id.get(),
        name: view.name,
        owner: view.owner_kind.to_string(),
        team_id: view.team_id.map(TeamId::get),
        conditions: conditions.map_err(|error| app::Error::Internal(error.to_string()))?,
        columns: view.columns.0.iter().map(ToString::to_string).collect(),
        sort: view.sort.to_string(),
        position: view.position,
        can_manage: detail.can_manage,
    })
}
