//! Files of chats.

use api_types::ChatFileView;
use app::App;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::AttachmentId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::guest::Visiting;
use super::views::file_view;
use crate::attachments::{received, serve};
use crate::http::{ApiPath, ApiQuery, ClientProblem, Result};

/// The name of an upload.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileQuery {
    /// File name, at most 255 characters.
    name: String,
}

/// What opens a file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OpenQuery {
    /// The token of the file's `url`.
    token: String,
}

/// Upload a file for a message. What it is, is found in its bytes.
#[utoipa::path(post, path = "/chat/attachments", tag = "chat", security(("visitor" = [])), params(FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = ChatFileView), ClientProblem))]
pub(super) async fn upload_chat_file(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiQuery(query): ApiQuery<FileQuery>,
    request: Request,
) -> Result<(StatusCode, Json<ChatFileView>)> {
    app.chat
        .limit_visitor(app::chat::ByVisitor::Upload, guest.visitor.id)?;
    let most = u64::try_from(app.chat.most_upload(&guest.site)).unwrap_or_default();
    let body = received(request, most).await?;
    let file = app.chat.upload(&guest, &query.name, body).await?;
    Ok((StatusCode::CREATED, Json(file_view(&app, &file))))
}

/// Download a file that was shown to a visitor, or a part of it (`Range`).
#[utoipa::path(get, path = "/chat/attachments/{id}", tag = "chat", security(()), params(("id" = i64, Path), OpenQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), ClientProblem))]
pub(super) async fn get_chat_file(
    State(app): State<App>,
    ApiPath(id): ApiPath<AttachmentId>,
    ApiQuery(query): ApiQuery<OpenQuery>,
    asked: HeaderMap,
) -> Result<Response> {
    let file = app.chat.file(id, &query.token).await?;
    // Pictures stand in the chat; everything else is downloaded.
    let shown = file.content_type.starts_with("image/");
    serve(&app, &file, shown, &asked).await
}
