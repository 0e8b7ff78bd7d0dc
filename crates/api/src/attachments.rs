//! Files: uploads and downloads.

use api_types::AttachmentView;
use app::App;
use app::attachments::NewFile;
use app::conversations::Attachment;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::AttachmentId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::conversations::attachment_view;
use crate::http::auth::Signed;
use crate::http::range::{self, Wanted};
use crate::http::{ApiPath, ApiProblem, ApiQuery, ClientProblem, Result};

/// What browsers may show inside a page: pictures that hold no script, sound, films, PDF and plain text.
const SHOWN: [&str; 19] = [
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
    "audio/aac",
    "audio/flac",
    "audio/x-wav",
    "audio/webm",
    "video/quicktime",
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
    /// 1 for a picture that stands in the text; it then gets a `content_id` to name it by.
    inline: Option<u8>,
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
    let body = received(request, app.core().options.max_upload_bytes).await?;
    let new = NewFile {
        name: &query.name,
        content_type: &content_type,
        inline: query.inline == Some(1),
    };
    let file = app.attachments.upload(&actor, &new, body).await?;
    Ok((StatusCode::CREATED, Json(attachment_view(file))))
}

/// The body, unless it is larger than `most`.
pub(crate) async fn received(request: Request, most: u64) -> Result<Bytes> {
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    axum::body::to_bytes(request.into_body(), limit)
        .await
        .map_err(|_| {
            ApiProblem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The file is too large",
                format!("a file may have at most {most} bytes"),
            )
        })
}

/// Download a file, or a part of it (`Range`).
#[utoipa::path(get, path = "/attachments/{id}", tag = "attachments", params(("id" = i64, Path), DownloadQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The part that was asked for", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The file is the one that the client has"),
        (status = 416, description = "There is no such part"), ClientProblem))]
async fn get_attachment(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AttachmentId>,
    ApiQuery(query): ApiQuery<DownloadQuery>,
    asked: HeaderMap,
) -> Result<Response> {
    let file = app.attachments.find(&actor, id).await?;
    serve(&app, &file, query.inline == Some(1), &asked).await
}

/// Hands a file out that the caller may have: the whole, a part, or the word that the client has it.
pub(crate) async fn serve(app: &App, file: &Attachment, inline: bool, asked: &HeaderMap) -> Result<Response> {
    let size = u64::try_from(file.size).unwrap_or_default();
    // The key is made of the hash of the content.
    let tag = format!("\"{}\"", file.blob_key.rsplit('/').next().unwrap_or_default());
    let mut headers = download_headers(file, inline, &tag)?;
    if asked
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| {
            known
                .split(',')
                .any(|each| each.trim().trim_start_matches("W/") == tag)
        })
    {
        headers.remove(header::CONTENT_DISPOSITION);
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (status, part) = match range::wanted(asked, size, &tag) {
        Wanted::Whole => (StatusCode::OK, None),
        Wanted::Part(part) => {
            let shown = format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
            headers.insert(header::CONTENT_RANGE, value(&shown)?);
            (StatusCode::PARTIAL_CONTENT, Some(part))
        }
        Wanted::Outside => {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_RANGE, value(&format!("bytes */{size}"))?);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        }
    };
    let bytes = app.attachments.bytes(file, part).await?;
    let mut response = (status, bytes).into_response();
    response.headers_mut().extend(headers);
    Ok(response)
}

/// What is said about a file. What is not shown is handed out as bytes: a customer's HTML must never run at our address. And what is
/// shown lies in a sandbox, whatever it turns out to be.
fn download_headers(file: &Attachment, inline: bool, tag: &str) -> Result<HeaderMap> {
    let shown = SHOWN.iter().find(|known| inline && **known == file.content_type);
    let kind = if shown.is_some() { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
    let all: [(HeaderName, &str); 6] = [
        (
            header::CONTENT_TYPE,
            shown.copied().unwrap_or("application/octet-stream"),
        ),
        (
            header::CONTENT_DISPOSITION,
            &format!("{kind}; filename*=UTF-8''{name}"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        ),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::ETAG, tag),
    ];
    let mut headers = HeaderMap::new();
    for (name, text) in all {
        headers.insert(name, value(text)?);
    }
    Ok(headers)
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text)
        .map_err(|_| ApiProblem::bad_request("invalid_file", "the file has no usable name"))
}
