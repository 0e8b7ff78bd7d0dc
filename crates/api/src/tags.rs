//! Tags.

use api_types::{Page, TagRequest, TagView};
use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::TagId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_tags, create_tag))
        .routes(routes!(update_tag, delete_tag))
}

fn view(tag: app::tags::Tag) -> TagView {
    TagView {
        id: tag.id.get(),
        name: tag.name,
        color: tag.color,
    }
}

/// All tags by name.
#[utoipa::path(get, path = "/tags", tag = "tags", responses((status = 200, body = Page<TagView>), ClientProblem))]
async fn list_tags(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<TagView>>> {
    let tags = app.tags.list(&actor).await?;
    Ok(Json(Page {
        items: tags.into_iter().map(view).collect(),
        next_cursor: None,
    }))
}

/// Make a tag.
#[utoipa::path(post, path = "/tags", tag = "tags", request_body = TagRequest,
    responses((status = 201, body = TagView), ClientProblem))]
async fn create_tag(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<TagRequest>,
) -> Result<(StatusCode, Json<TagView>)> {
    let tag = app.tags.create(&actor, &body.name, body.color.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(view(tag))))
}

/// Rename or recolour a tag.
#[utoipa::path(put, path = "/tags/{id}", tag = "tags", params(("id" = i64, Path)), request_body = TagRequest,
    responses((status = 200, body = TagView), ClientProblem))]
async fn update_tag(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<TagId>,
    ApiJson(body): ApiJson<TagRequest>,
) -> Result<Json<TagView>> {
    Ok(Json(view(
        app.tags
            .update(&actor, id, &body.name, body.color.as_deref())
            .await?,
    )))
}

/// Delete a tag and take it off every conversation.
#[utoipa::path(delete, path = "/tags/{id}", tag = "tags", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_tag(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<TagId>,
) -> Result<StatusCode> {
    app.tags.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
