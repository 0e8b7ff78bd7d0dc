//! Drafts of the signed-in agent.

use api_types::{DraftQuery, DraftRequest, DraftSummaryView, DraftView, Page, PageQuery};
use app::App;
use app::drafts::{Draft, DraftInput, Listed, Written};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::drafts::DraftKind;
use domain::validate::Checks;
use domain::{AttachmentId, ConversationId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::conversations::{addresses, attachment_view, mailboxes};
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiProblem, ApiQuery, ClientProblem, Result, paging};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_draft, put_draft, delete_draft))
        .routes(routes!(list_drafts))
}

fn view(draft: Draft) -> DraftView {
    let row = draft.row;
    DraftView {
        conversation_id: row.conversation_id.get(),
        kind: row.kind.to_string(),
        version: row.version,
        text: row.text,
        html: row.html,
        to: row.recipients.to.map(addresses),
        cc: row.recipients.cc.map(addresses),
        bcc: addresses(row.recipients.bcc),
        attachments: draft.files.into_iter().map(attachment_view).collect(),
        expected_seq: row.expected_seq,
        updated_at: row.updated_at.to_rfc3339(),
    }
}

fn kind(text: Option<&str>) -> Result<Option<DraftKind>> {
    let Some(text) = text else { return Ok(None) };
    let mut checks = Checks::new();
    let kind = checks.name("kind", text);
    checks.finish().map_err(app::Error::from)?;
    Ok(kind)
}

/// Read the own draft in a conversation.
#[utoipa::path(get, path = "/conversations/{id}/draft", tag = "drafts", params(("id" = i64, Path), DraftQuery),
    responses((status = 200, body = DraftView), ClientProblem))]
async fn get_draft(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiQuery(query): ApiQuery<DraftQuery>,
) -> Result<Json<DraftView>> {
    let kind = kind(query.kind.as_deref())?;
    Ok(Json(view(app.drafts.get(&actor, id, kind).await?)))
}

/// Write the own draft in a conversation.
#[utoipa::path(put, path = "/conversations/{id}/draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = DraftRequest, responses((status = 200, body = DraftView), ClientProblem))]
async fn put_draft(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<DraftRequest>,
) -> Result<Json<DraftView>> {
    let mut checks = Checks::new();
    let kind = checks.name("kind", &body.kind);
    checks.finish().map_err(app::Error::from)?;
    let input = DraftInput {
        kind: kind.unwrap_or(DraftKind::Note),
        text: body.text,
        html: body.html,
        to: body.to.map(mailboxes),
        cc: body.cc.map(mailboxes),
        bcc: mailboxes(body.bcc),
        attachments: body.attachment_ids.into_iter().map(AttachmentId).collect(),
        expected_seq: body.expected_seq,
        version: body.version,
    };
    match app.drafts.put(&actor, id, input).await? {
        Written::Kept(draft) => Ok(Json(view(draft))),
        Written::Meanwhile(current) => Err(changed(current)),
    }
}

/// The refusal of a device that knows an older draft, with what there is now.
fn changed(current: Option<Draft>) -> ApiProblem {
    let detail = match current {
        Some(_) => "another device wrote this draft meanwhile; `current` is what it is now",
        None => "the draft was sent or deleted meanwhile",
    };
    ApiProblem::new(
        StatusCode::CONFLICT,
        "draft_changed",
        "It does not fit the present state",
        detail,
    )
    .with_current(current.map(view))
}

/// Delete the own draft in a conversation.
#[utoipa::path(delete, path = "/conversations/{id}/draft", tag = "drafts", params(("id" = i64, Path), DraftQuery),
    responses((status = 204), ClientProblem))]
async fn delete_draft(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiQuery(query): ApiQuery<DraftQuery>,
) -> Result<StatusCode> {
    let kind = kind(query.kind.as_deref())?;
    app.drafts.delete(&actor, id, kind).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the own drafts, last written first.
#[utoipa::path(get, path = "/drafts", tag = "drafts", params(PageQuery),
    responses((status = 200, body = Page<DraftSummaryView>), ClientProblem))]
async fn list_drafts(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<DraftSummaryView>>> {
    let limit = paging::limit(query.limit, 200)?;
    let after = paging::decode::<2>(query.cursor.as_deref())?.map(|[at, id]| (at, id));
    let rows = app.drafts.list(&actor, after, limit).await?;
    let position = |row: &Listed| vec![row.updated_at.micros(), row.id.get()];
    let summary = |row: Listed| DraftSummaryView {
        conversation_id: row.conversation_id.get(),
        number: row.number,
        subject: row.subject,
        kind: row.kind.to_string(),
        excerpt: row.beginning,
        updated_at: row.updated_at.to_rfc3339(),
    };
    Ok(Json(paging::page(rows, limit, position, summary)))
}
