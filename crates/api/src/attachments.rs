//! Files: uploads and downloads.

use api_types::AttachmentView;
use app::App;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::AttachmentId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::conversations::attachment_view;
use crate::http::auth::Signed;
use crate::http::{ApiPath, ApiProblem, ApiQuery, ClientProblem, Result};

/// What browsers may show inside a page: pictures that hold no script, sound, films, PDF and plain text.
const SHOWN: [&str; 14] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "application/pdf",
    "text/plain",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "video/mp4",
    "video/webm",
    "audio/mp4",
];

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload_attachment))
        .routes(routes!(get_attachment))
}

/// The name of an upload.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UploadQuery {
    /// File name, at most 255 characters.
    name: String,
}

/// How to download.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DownloadQuery {
    /// 1 to show it in the browser where that is safe.
    inline: Option<u8>,
}

/// Upload a file for an answer or a note.
#[utoipa::path(post, path = "/attachments", tag = "attachments", params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = AttachmentView), ClientProblem))]
async fn upload_attachment(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, Json<AttachmentView>)> {
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("application/octet-stream")
        .to_owned();
    let most = app.core().options.max_upload_bytes;
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let body = axum::body::to_bytes(request.into_body(), limit)
        .await
        .map_err(|_| {
            ApiProblem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The file is too large",
                format!("a file may have at most {most} bytes"),
            )
        })?;
    let file = app
        .attachments
        .upload(&actor, &query.name, &content_type, body)
        .await?;
    Ok((StatusCode::CREATED, Json(attachment_view(file))))
}

/// Download a file.
#[utoipa::path(get, path = "/attachments/{id}", tag = "attachments", params(("id" = i64, Path), DownloadQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), ClientProblem))]
async fn get_attachment(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AttachmentId>,
    ApiQuery(query): ApiQuery<DownloadQuery>,
) -> Result<Response> {
    let (file, bytes) = app.attachments.download(&actor, id).await?;
    let shown = query.inline == Some(1) && SHOWN.contains(&file.content_type.as_str());
    // What is not shown is handed out as bytes: a customer's HTML must never run at our address.
    let content_type = if shown {
        file.content_type.as_str()
    } else {
        "application/octet-stream"
    };
    let kind = if shown { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{kind}; filename*=UTF-8''{name}"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; style-src 'unsafe-inline'".to_owned(),
        ),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable".to_owned(),
        ),
    ];
    let mut response = bytes.into_response();
    for (name, value) in headers {
        let value = HeaderValue::from_str(&value)
            .map_err(|_| ApiProblem::bad_request("invalid_file", "the file has no usable name"))?;
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
