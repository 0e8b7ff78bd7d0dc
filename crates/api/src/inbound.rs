//! Raw mails that providers push and mail servers pipe in.

use api_types::PushedMailView;
use app::App;
use app::inboxes::MAX_RAW_MAIL;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use domain::inboxes::MailSource;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{ApiPath, ApiProblem, ClientProblem, Result};

/// What cannot be a raw mail: a provider is set up to send something else.
const OTHER_FORMATS: [&str; 3] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(push_mail))
}

/// Take in a raw mail. It is safe once this has answered.
#[utoipa::path(post, path = "/inbound/{token}", tag = "inboxes", security(()), params(("token" = String, Path)),
    request_body(content = Vec<u8>, content_type = "message/rfc822"),
    responses((status = 202, body = PushedMailView), ClientProblem))]
async fn push_mail(
    State(app): State<App>,
    ApiPath(token): ApiPath<String>,
    request: Request,
) -> Result<(StatusCode, Json<PushedMailView>)> {
    // The token first: strangers must not make us read megabytes.
    let inbox = app.inboxes.by_push_token(&token).await?;
    check_format(request.headers())?;
    let raw = axum::body::to_bytes(request.into_body(), MAX_RAW_MAIL)
        .await
        .map_err(|_| {
            ApiProblem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The mail is too large",
                format!("a mail may have at most {MAX_RAW_MAIL} bytes"),
            )
        })?;
    let id = app.inboxes.accept_raw(inbox, MailSource::Push, raw).await?;
    let view = PushedMailView {
        raw_mail_id: id.get(),
    };
    Ok((StatusCode::ACCEPTED, Json(view)))
}

fn check_format(headers: &HeaderMap) -> Result<()> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if OTHER_FORMATS.contains(&media_type.as_str()) {
        return Err(ApiProblem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "raw_mail_expected",
            "A raw mail is expected",
            format!(
                "send the whole mail as it is (Content-Type: message/rfc822), not {media_type}; \
                 many providers call this \"raw MIME\""
            ),
        ));
    }
    Ok(())
}
