//! Saved replies.

use api_types::{
    MissingValueView, Page, RenderSavedReplyRequest, RenderedReplyView, SavedReplyQuery, SavedReplyRequest,
    SavedReplyView,
};
use app::App;
use app::saved_replies::{Detail, Position, SavedReplyInput};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::validate::Checks;
use domain::{ConversationId, SavedReplyId, TeamId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result, paging};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_saved_replies, create_saved_reply))
        .routes(routes!(get_saved_reply, update_saved_reply, delete_saved_reply))
        .routes(routes!(render_saved_reply))
}

fn view(detail: Detail) -> SavedReplyView {
    let reply = detail.reply;
    SavedReplyView {
        id: reply.id.get(),
        name: reply.name,
        folder: reply.folder,
        body: reply.body,
        language: reply.language,
        owner: reply.owner.to_string(),
        team_id: reply.team_id.map(TeamId::get),
        can_manage: detail.can_manage,
        uses: reply.uses,
        last_used_at: reply.last_used_at.map(Timestamp::to_rfc3339),
        created_at: reply.created_at.to_rfc3339(),
        updated_at: reply.updated_at.to_rfc3339(),
    }
}

fn input(body: SavedReplyRequest) -> SavedReplyInput {
    SavedReplyInput {
        name: body.name,
        folder: body.folder,
        language: body.language,
        body: body.body,
        owner: body.owner,
        team: body.team_id.map(TeamId),
    }
}

/// List the saved replies that the reader sees: what they take most often first, of those the last taken first, then by name.
#[utoipa::path(get, path = "/saved-replies", tag = "saved replies", params(SavedReplyQuery),
    responses((status = 200, body = Page<SavedReplyView>), ClientProblem))]
async fn list_saved_replies(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<SavedReplyQuery>,
) -> Result<Json<Page<SavedReplyView>>> {
    let limit = paging::limit(query.limit, 200)?;
    let after = paging::decode::<3>(query.cursor.as_deref())?.map(|[uses, last_used_at, id]| Position {
        uses,
        last_used_at,
        id: SavedReplyId(id),
    });
    let mut checks = Checks::new();
    if query.q.as_ref().is_some_and(|q| q.chars().count() > 500) {
        checks.refuse("q", "too_long", "may have at most 500 characters");
    }
    checks.finish().map_err(app::Error::from)?;
    let (words, language) = (query.q.as_deref(), query.language.as_deref());
    let rows = app
        .saved_replies
        .list(&actor, words, language, after, limit)
        .await?;
    let position = |detail: &Detail| {
        let place = detail.reply.position();
        vec![place.uses, place.last_used_at, place.id.get()]
    };
    Ok(Json(paging::page(rows, limit, position, view)))
}

/// Make a saved reply.
#[utoipa::path(post, path = "/saved-replies", tag = "saved replies", request_body = SavedReplyRequest,
    responses((status = 201, body = SavedReplyView), ClientProblem))]
async fn create_saved_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<SavedReplyRequest>,
) -> Result<(StatusCode, Json<SavedReplyView>)> {
    let made = app.saved_replies.create(&actor, &input(body)).await?;
    Ok((StatusCode::CREATED, Json(view(made))))
}

/// Read a saved reply.
#[utoipa::path(get, path = "/saved-replies/{id}", tag = "saved replies", params(("id" = i64, Path)),
    responses((status = 200, body = SavedReplyView), ClientProblem))]
async fn get_saved_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedReplyId>,
) -> Result<Json<SavedReplyView>> {
    Ok(Json(view(app.saved_replies.get(&actor, id).await?)))
}

/// Replace a saved reply.
#[utoipa::path(put, path = "/saved-replies/{id}", tag = "saved replies", params(("id" = i64, Path)),
    request_body = SavedReplyRequest, responses((status = 200, body = SavedReplyView), ClientProblem))]
async fn update_saved_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedReplyId>,
    ApiJson(body): ApiJson<SavedReplyRequest>,
) -> Result<Json<SavedReplyView>> {
    Ok(Json(view(
        app.saved_replies.update(&actor, id, &input(body)).await?,
    )))
}

/// Delete a saved reply.
#[utoipa::path(delete, path = "/saved-replies/{id}", tag = "saved replies", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_saved_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedReplyId>,
) -> Result<StatusCode> {
    app.saved_replies.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a saved reply for a conversation: fills its placeholders and counts as a use.
#[utoipa::path(post, path = "/saved-replies/{id}/render", tag = "saved replies", params(("id" = i64, Path)),
    request_body = RenderSavedReplyRequest, responses((status = 200, body = RenderedReplyView), ClientProblem))]
async fn render_saved_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SavedReplyId>,
    ApiJson(body): ApiJson<RenderSavedReplyRequest>,
) -> Result<Json<RenderedReplyView>> {
    let conversation = ConversationId(body.conversation_id);
    let filled = app.saved_replies.render(&actor, id, conversation).await?;
    let missing = filled.missing.into_iter().map(|missing| MissingValueView {
        placeholder: missing.placeholder.to_string(),
        fallback: missing.fallback,
    });
    Ok(Json(RenderedReplyView {
        text: filled.text,
        missing: missing.collect(),
    }))
}
