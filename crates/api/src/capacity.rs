//! What agents take, and their photos.

use api_types::{CapacityRequest, CapacityView};
use app::App;
use app::capacity::{AgentCapacity, CapacityChange, MOST_PHOTO_BYTES};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use domain::AgentId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiProblem, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_my_capacity, update_my_capacity))
        .routes(routes!(set_my_photo, remove_my_photo))
        .routes(routes!(get_capacity, update_capacity))
        .routes(routes!(get_photo))
}

/// What one takes oneself.
#[utoipa::path(get, path = "/me/capacity", tag = "me", responses((status = 200, body = CapacityView), ClientProblem))]
async fn get_my_capacity(State(app): State<App>, Signed(actor): Signed) -> Result<Json<CapacityView>> {
    Ok(Json(capacity_view(app.capacities.own(&actor).await?)))
}

/// Change what one takes.
#[utoipa::path(patch, path = "/me/capacity", tag = "me", request_body = CapacityRequest,
    responses((status = 200, body = CapacityView), ClientProblem))]
async fn update_my_capacity(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CapacityRequest>,
) -> Result<Json<CapacityView>> {
    let changed = app.capacities.change_own(&actor, change(&body)).await?;
    Ok(Json(capacity_view(changed)))
}

/// What a colleague takes.
#[utoipa::path(get, path = "/agents/{id}/capacity", tag = "agents", params(("id" = i64, Path)),
    responses((status = 200, body = CapacityView), ClientProblem))]
async fn get_capacity(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AgentId>,
) -> Result<Json<CapacityView>> {
    Ok(Json(capacity_view(app.capacities.get(&actor, id).await?)))
}

/// Change what a colleague takes; for who manages agents or teams.
#[utoipa::path(patch, path = "/agents/{id}/capacity", tag = "agents", params(("id" = i64, Path)),
    request_body = CapacityRequest, responses((status = 200, body = CapacityView), ClientProblem))]
async fn update_capacity(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AgentId>,
    ApiJson(body): ApiJson<CapacityRequest>,
) -> Result<Json<CapacityView>> {
    let changed = app.capacities.change(&actor, id, change(&body)).await?;
    Ok(Json(capacity_view(changed)))
}

/// Give oneself a photo that visitors see: a PNG, JPEG or WebP picture of at most 512 KiB.
#[utoipa::path(put, path = "/me/photo", tag = "me",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = CapacityView), ClientProblem))]
async fn set_my_photo(
    State(app): State<App>,
    Signed(actor): Signed,
    request: Request,
) -> Result<Json<CapacityView>> {
    let body = axum::body::to_bytes(request.into_body(), MOST_PHOTO_BYTES)
        .await
        .map_err(|_| {
            ApiProblem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The picture is too large",
                format!("a photo may have at most {MOST_PHOTO_BYTES} bytes"),
            )
        })?;
    Ok(Json(capacity_view(app.capacities.set_photo(&actor, body).await?)))
}

/// Take one's photo away.
#[utoipa::path(delete, path = "/me/photo", tag = "me", responses((status = 200, body = CapacityView), ClientProblem))]
async fn remove_my_photo(State(app): State<App>, Signed(actor): Signed) -> Result<Json<CapacityView>> {
    Ok(Json(capacity_view(app.capacities.remove_photo(&actor).await?)))
}

/// A photo of an agent, by the hash of its bytes. No sign-in: visitors see it.
#[utoipa::path(get, path = "/chat/photos/{hash}", tag = "chat", security(()), params(("hash" = String, Path)),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), ClientProblem))]
async fn get_photo(State(app): State<App>, ApiPath(hash): ApiPath<String>) -> Result<impl IntoResponse> {
    let photo = app.capacities.photo(&hash).await?;
    let kind = HeaderValue::try_from(photo.content_type)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    Ok((headers, photo.bytes))
}

fn change(body: &CapacityRequest) -> CapacityChange<'_> {
    CapacityChange {
        takes_chats: body.takes_chats,
        chat_limit: body.chat_limit,
        auto_accept: body.auto_accept,
        activity: body.activity.as_deref(),
    }
}

fn capacity_view(of: AgentCapacity) -> CapacityView {
    CapacityView {
        takes_chats: of.capacity.takes_chats,
        chat_limit: of.capacity.chat_limit,
        auto_accept: of.capacity.auto_accept,
        activity: of.capacity.activity.to_string(),
        photo_url: of.photo_key.as_deref().map(photo_url),
    }
}

/// The photo of an agent, by the hash of its bytes: nobody finds one that they were not given.
pub(crate) fn photo_url(key: &str) -> String {
    format!(
        "/api/v1/chat/photos/{}",
        key.rsplit('/').next().unwrap_or_default()
    )
}
