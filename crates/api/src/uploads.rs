//! Uploads that arrive piece by piece, for large files and bad connections.

use api_types::{UploadRequest, UploadView};
use app::App;
use app::attachments::{NewFile, Progress};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use domain::UploadId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::attachments::received;
use crate::conversations::attachment_view;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result};

/// Most bytes of one piece.
const MOST_PIECE: u64 = 8 * 1024 * 1024;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(begin_upload)).routes(routes!(
        get_upload,
        append_to_upload,
        abandon_upload
    ))
}

/// Where a piece belongs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PieceQuery {
    /// Bytes before it.
    offset: i64,
}

fn view(progress: Progress) -> UploadView {
    UploadView {
        id: progress.id.get(),
        received: progress.received,
        size: progress.size,
        attachment: progress.file.map(attachment_view),
    }
}

/// Begin to upload a file piece by piece, so that it can go on after a pause or a lost connection.
#[utoipa::path(post, path = "/uploads", tag = "attachments", request_body = UploadRequest,
    responses((status = 201, body = UploadView), ClientProblem))]
async fn begin_upload(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<UploadRequest>,
) -> Result<(StatusCode, Json<UploadView>)> {
    let new = NewFile {
        name: &body.name,
        content_type: &body.content_type,
        inline: body.inline,
    };
    let progress = app.attachments.begin(&actor, &new, body.size).await?;
    Ok((StatusCode::CREATED, Json(view(progress))))
}

/// Read how far an upload is.
#[utoipa::path(get, path = "/uploads/{id}", tag = "attachments", params(("id" = i64, Path)),
    responses((status = 200, body = UploadView), ClientProblem))]
async fn get_upload(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<UploadId>,
) -> Result<Json<UploadView>> {
    Ok(Json(view(app.attachments.progress(&actor, id).await?)))
}

/// Append the next piece, at most 8 MiB. With the last one the upload becomes a file.
#[utoipa::path(patch, path = "/uploads/{id}", tag = "attachments", params(("id" = i64, Path), PieceQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = UploadView), ClientProblem))]
async fn append_to_upload(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<UploadId>,
    ApiQuery(query): ApiQuery<PieceQuery>,
    request: Request,
) -> Result<Json<UploadView>> {
    let piece = received(request, MOST_PIECE).await?;
    Ok(Json(view(
        app.attachments.append(&actor, id, query.offset, piece).await?,
    )))
}

/// End an upload that is not wanted any more.
#[utoipa::path(delete, path = "/uploads/{id}", tag = "attachments", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn abandon_upload(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<UploadId>,
) -> Result<StatusCode> {
    app.attachments.abandon(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
