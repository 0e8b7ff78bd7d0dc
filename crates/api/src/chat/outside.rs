//! What needs no visitor: a page that was opened before there is one, and the form while nobody is there.

use api_types::{OfflineRequest, PageRequest, VisitorInvitedView};
use app::App;
use app::chat::{Beacon, FromAddress, OfflineForm};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::guest::Whence;
use super::visitors::{campaign, page, proof};
use crate::http::{ApiJson, ApiPath, ApiProblem, ClientProblem, Result};

/// Longest beacon, in bytes.
const MOST_BEACON: usize = 16 * 1024;

/// Tell that a page was opened, before any chat: JSON as `text/plain`, so that browsers send it without asking first. Answers 200 when an
/// agent has begun a chat with this browser.
#[utoipa::path(post, path = "/chat/sites/{site_key}/pages", tag = "chat", security(()),
    params(("site_key" = String, Path)), request_body(content = PageRequest, content_type = "text/plain"),
    responses((status = 200, body = VisitorInvitedView), (status = 204), ClientProblem))]
pub(super) async fn tell_page(
    State(app): State<App>,
    whence: Whence,
    ApiPath(site_key): ApiPath<String>,
    request: Request,
) -> Result<Response> {
    app.chat.limit_address(FromAddress::Beacon, &whence.from())?;
    let site = app.chat.site(&site_key, &whence.from()).await?;
    let origin = request.headers().get(header::ORIGIN).cloned();
    let body = axum::body::to_bytes(request.into_body(), MOST_BEACON)
        .await
        .map_err(|_| ApiProblem::bad_request("invalid_json", "a beacon has at most 16 KiB"))?;
    let body: PageRequest = serde_json::from_slice(&body)
        .map_err(|error| ApiProblem::bad_request("invalid_json", format!("the body is not JSON: {error}")))?;
    let utm = body.utm.clone().unwrap_or_default();
    let beacon = Beacon {
        browser: &body.browser,
        locale: &body.locale,
        page: page(&body),
        utm: &campaign(&utm),
    };
    let invited = app.chat.tell_page(&site, &beacon, &whence.from()).await?;
    let mut response = if invited {
        Json(VisitorInvitedView { invited }).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    // The page of the shop reads the answer; this is the one route that pages of others ask.
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    Ok(response)
}

/// Leave the form while nobody is there: it becomes a mail conversation.
#[utoipa::path(post, path = "/chat/sites/{site_key}/offline", tag = "chat", security(()),
    params(("site_key" = String, Path)), request_body = OfflineRequest,
    responses((status = 202), ClientProblem))]
pub(super) async fn leave_form(
    State(app): State<App>,
    whence: Whence,
    ApiPath(site_key): ApiPath<String>,
    ApiJson(body): ApiJson<OfflineRequest>,
) -> Result<StatusCode> {
    let site = app.chat.site(&site_key, &whence.from()).await?;
    app.chat.limit_address(FromAddress::Form, &whence.from())?;
    app.chat.prove(&site, body.proof.as_ref().map(proof))?;
    let form = OfflineForm {
        name: body.name,
        email: body.email,
        text: body.text,
        topic: body.topic,
        fields: body.fields,
        page_url: body.page.url,
        locale: body.locale,
    };
    app.chat.leave_form(&site, &form).await?;
    Ok(StatusCode::ACCEPTED)
}
