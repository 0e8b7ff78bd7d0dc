//! Inboxes: settings, connection test, OAuth sign-in, import ledger, sites.

mod chat;
mod hours;
mod ledger;
mod oauth;
mod views;
pub(crate) mod widget;

use api_types::{
    CreateInboxRequest, InboxView, MailPresetView, Page, PushTokenView, TestInboxRequest, TestInboxView,
    UpdateInboxRequest,
};
use app::App;
use app::inboxes::{InboxChange, NewInbox, Trial};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{BrandId, InboxId, TeamId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result};
use chat::chat_input;
use views::{email_input, inbox_view, preset_view, test_view};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_inboxes, create_inbox))
        .routes(routes!(get_inbox, update_inbox))
        .routes(routes!(test_inbox))
        .routes(routes!(get_preset))
        .routes(routes!(create_push_token))
        .merge(chat::routes())
        .merge(hours::routes())
        .merge(ledger::routes())
        .merge(oauth::routes())
}

/// Whose provider is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PresetQuery {
    /// A mail address.
    address: String,
}

/// The inboxes that one may see, by name.
#[utoipa::path(get, path = "/inboxes", tag = "inboxes",
    responses((status = 200, body = Page<InboxView>), ClientProblem))]
async fn list_inboxes(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<InboxView>>> {
    let inboxes = app.inboxes.list(&actor).await?;
    Ok(Json(Page {
        items: inboxes.into_iter().map(inbox_view).collect(),
        next_cursor: None,
    }))
}

/// Make an inbox; fetching begins at once.
#[utoipa::path(post, path = "/inboxes", tag = "inboxes", request_body = CreateInboxRequest,
    responses((status = 201, body = InboxView), ClientProblem))]
async fn create_inbox(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CreateInboxRequest>,
) -> Result<(StatusCode, Json<InboxView>)> {
    let new = NewInbox {
        channel: body.channel.unwrap_or_else(|| "email".to_owned()),
        name: body.name,
        address: body.address,
        brand_id: body.brand_id.map(BrandId),
        team_id: body.team_id.map(TeamId),
        email: body.email.map(email_input),
        chat: body.chat.map(chat_input).transpose()?,
    };
    let inbox = app.inboxes.create(&actor, new).await?;
    Ok((StatusCode::CREATED, Json(inbox_view(inbox))))
}

/// Read an inbox.
#[utoipa::path(get, path = "/inboxes/{id}", tag = "inboxes", params(("id" = i64, Path)),
    responses((status = 200, body = InboxView), ClientProblem))]
async fn get_inbox(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
) -> Result<Json<InboxView>> {
    Ok(Json(inbox_view(app.inboxes.get(&actor, id).await?)))
}

/// Change an inbox; what is absent stays.
#[utoipa::path(patch, path = "/inboxes/{id}", tag = "inboxes", params(("id" = i64, Path)),
    request_body = UpdateInboxRequest, responses((status = 200, body = InboxView), ClientProblem))]
async fn update_inbox(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
    ApiJson(body): ApiJson<UpdateInboxRequest>,
) -> Result<Json<InboxView>> {
    let change = InboxChange {
        name: body.name,
        brand_id: body.brand_id.map(BrandId),
        team_id: body.team_id.map(|team| (team != 0).then_some(TeamId(team))),
        enabled: body.enabled,
        email: body.email.map(email_input),
        chat: body.chat.map(chat_input).transpose()?,
    };
    Ok(Json(inbox_view(app.inboxes.update(&actor, id, change).await?)))
}

/// Connect with settings without storing them, fetching or sending anything.
#[utoipa::path(post, path = "/inboxes/test", tag = "inboxes", request_body = TestInboxRequest,
    responses((status = 200, body = TestInboxView), ClientProblem))]
async fn test_inbox(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<TestInboxRequest>,
) -> Result<Json<TestInboxView>> {
    let trial = Trial {
        address: body.address,
        inbox_id: body.inbox_id.map(InboxId),
        email: email_input(body.email),
    };
    Ok(Json(test_view(app.inboxes.test(&actor, &trial).await?)))
}

/// Read the settings known for the provider of an address.
#[utoipa::path(get, path = "/inboxes/preset", tag = "inboxes", params(PresetQuery),
    responses((status = 200, body = MailPresetView), ClientProblem))]
async fn get_preset(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<PresetQuery>,
) -> Result<Json<MailPresetView>> {
    Ok(Json(preset_view(app.inboxes.preset(&actor, &query.address)?)))
}

/// Make a new token for pushed and piped mail; the one before stops working.
#[utoipa::path(post, path = "/inboxes/{id}/push-token", tag = "inboxes", params(("id" = i64, Path)),
    responses((status = 201, body = PushTokenView), ClientProblem))]
async fn create_push_token(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
) -> Result<(StatusCode, Json<PushTokenView>)> {
    let token = app.inboxes.create_push_token(&actor, id).await?;
    let url = app.inboxes.push_url(&token);
    Ok((StatusCode::CREATED, Json(PushTokenView { token, url })))
}
