//! Single messages: the whole of one, its raw mail, taking back, sending again.

use api_types::{FullMessageView, HeaderView, MessageView};
use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::{Actor, MessageId, Permission};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::conversations::message_view;
use crate::http::auth::Signed;
use crate::http::{ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_message))
        .routes(routes!(get_raw_message))
        .routes(routes!(cancel_message))
        .routes(routes!(retry_message))
}

/// Raw mails and their headers hold personal data that cannot be masked.
fn may_read_raw(actor: &Actor) -> bool {
    actor.permissions.has(Permission::ConversationsRaw) && !actor.mask_personal_data
}

/// Read the whole of a message, with quotes, and with headers for those who may read raw mail.
#[utoipa::path(get, path = "/messages/{id}", tag = "messages", params(("id" = i64, Path)),
    responses((status = 200, body = FullMessageView), ClientProblem))]
async fn get_message(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<MessageId>,
) -> Result<Json<FullMessageView>> {
    let (message, files) = app.conversations.message(&actor, id).await?;
    let headers = if message.raw_mail_id.is_some() && may_read_raw(&actor) {
        app.conversations.headers(&actor, id).await?
    } else {
        Vec::new()
    };
    Ok(Json(FullMessageView {
        quoted_text: message.quoted_text.clone(),
        full_html: message.html.clone(),
        message_id: message.message_id.clone(),
        headers: headers
            .into_iter()
            .map(|(name, value)| HeaderView { name, value })
            .collect(),
        message: message_view(message, files),
    }))
}

/// Read the raw mail.
#[utoipa::path(get, path = "/messages/{id}/raw", tag = "messages", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "message/rfc822"), ClientProblem))]
async fn get_raw_message(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<MessageId>,
) -> Result<impl IntoResponse> {
    let raw = app.conversations.raw(&actor, id).await?;
    let disposition = format!("attachment; filename=\"message-{id}.eml\"");
    Ok((
        [
            (header::CONTENT_TYPE, "message/rfc822".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        raw,
    ))
}

/// Take back an answer that has not left.
#[utoipa::path(post, path = "/messages/{id}/cancel", tag = "messages", params(("id" = i64, Path)),
    responses((status = 200, body = MessageView), ClientProblem))]
async fn cancel_message(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<MessageId>,
) -> Result<Json<MessageView>> {
    let (message, files) = app.conversations.cancel_message(&actor, id).await?;
    Ok(Json(message_view(message, files)))
}

/// Send an answer again that failed.
#[utoipa::path(post, path = "/messages/{id}/retry", tag = "messages", params(("id" = i64, Path)),
    responses((status = 200, body = MessageView), ClientProblem))]
async fn retry_message(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<MessageId>,
) -> Result<Json<MessageView>> {
    let (message, files) = app.conversations.retry_message(&actor, id).await?;
    Ok(Json(message_view(message, files)))
}
