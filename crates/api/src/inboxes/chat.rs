//! Sites: chat inboxes with their widget.

use api_types::{ChatInboxRequest, ChatInboxView, IdentitySecretView};
use app::App;
use app::inboxes::{ChatInput, ChatSettings};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::InboxId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::widget::{widget_input, widget_view};
use crate::http::auth::Signed;
use crate::http::{ApiPath, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create_identity_secret, delete_identity_secret))
}

/// Make a new secret by which the organisation's own server says who a visitor is; the one before stops working.
#[utoipa::path(post, path = "/inboxes/{id}/identity-secret", tag = "inboxes", params(("id" = i64, Path)),
    responses((status = 201, body = IdentitySecretView), ClientProblem))]
async fn create_identity_secret(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
) -> Result<(StatusCode, Json<IdentitySecretView>)> {
    let secret = app.inboxes.create_identity_secret(&actor, id).await?;
    Ok((StatusCode::CREATED, Json(IdentitySecretView { secret })))
}

/// Take the identity secret away: nobody can be identified any more, and nobody has to be.
#[utoipa::path(delete, path = "/inboxes/{id}/identity-secret", tag = "inboxes", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_identity_secret(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
) -> Result<StatusCode> {
    app.inboxes.delete_identity_secret(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn chat_input(body: ChatInboxRequest) -> Result<ChatInput> {
    Ok(ChatInput {
        identity_required: body.identity_required,
        mail_inbox_id: body.mail_inbox_id.map(|id| (id != 0).then_some(InboxId(id))),
        continue_after_seconds: body.continue_after_seconds,
        idle_warning_seconds: body.idle_warning_seconds,
        typing_shown: body.typing_shown,
        proof_bits: body.proof_bits,
        origins: body.origins,
        widget: body.widget.map(widget_input).transpose()?,
    })
}

pub(super) fn chat_view(settings: ChatSettings) -> ChatInboxView {
    ChatInboxView {
        widget: widget_view(settings.widget),
        site_key: settings.site_key,
        has_identity_secret: settings.has_identity_secret,
        identity_required: settings.identity_required,
        mail_inbox_id: settings.mail_inbox_id.map(InboxId::get),
        continue_after_seconds: settings.continue_after_seconds,
        idle_warning_seconds: settings.idle_warning_seconds,
        typing_shown: settings.typing_shown,
        proof_bits: settings.proof_bits,
        origins: settings.origins,
    }
}
