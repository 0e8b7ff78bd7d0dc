//! The import ledger of an inbox.

use api_types::{
    AlarmView, FieldError, LedgerEntryView, LedgerFolderView, LedgerSummaryView, Page, PageQuery,
};
use app::App;
use app::inboxes::{LedgerLine, Summary};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::inboxes::LedgerState;
use domain::{ConversationId, InboxId, LedgerId, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiPath, ApiProblem, ApiQuery, ClientProblem, Result, paging};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_ledger))
        .routes(routes!(list_ledger_entries))
        .routes(routes!(retry_ledger_entry))
        .routes(routes!(get_raw_ledger_entry))
}

/// Which mails to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LedgerQuery {
    /// `waiting`, `imported`, `duplicate`, `quarantined` or `ignored`; all when absent.
    state: Option<String>,
}

/// Read the import ledger of an inbox at a glance.
#[utoipa::path(get, path = "/inboxes/{id}/ledger", tag = "inboxes", params(("id" = i64, Path)),
    responses((status = 200, body = LedgerSummaryView), ClientProblem))]
async fn get_ledger(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
) -> Result<Json<LedgerSummaryView>> {
    Ok(Json(summary_view(app.inboxes.ledger(&actor, id).await?)))
}

/// List the mails of an inbox and what became of them, newest first.
#[utoipa::path(get, path = "/inboxes/{id}/ledger/entries", tag = "inboxes",
    params(("id" = i64, Path), LedgerQuery, PageQuery),
    responses((status = 200, body = Page<LedgerEntryView>), ClientProblem))]
async fn list_ledger_entries(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InboxId>,
    ApiQuery(query): ApiQuery<LedgerQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Json<Page<LedgerEntryView>>> {
    let state: Option<LedgerState> = match query.state.as_deref() {
        None => None,
        Some(state) => Some(state.parse().map_err(|error: domain::UnknownName| {
            ApiProblem::fields(vec![FieldError {
                field: "state".to_owned(),
                code: "unknown_value".to_owned(),
                detail: error.to_string(),
            }])
        })?),
    };
    let limit = paging::limit(page.limit, 200)?;
    let before = paging::decode::<1>(page.cursor.as_deref())?.map(|[id]| LedgerId(id));
    let lines = app
        .inboxes
        .ledger_entries(&actor, id, state, before, limit + 1)
        .await?;
    Ok(Json(paging::page(
        lines,
        limit,
        |line| vec![line.id.get()],
        entry_view,
    )))
}

/// Try a quarantined mail again.
#[utoipa::path(post, path = "/inboxes/{id}/ledger/entries/{entry}/retry", tag = "inboxes",
    params(("id" = i64, Path), ("entry" = i64, Path)),
    responses((status = 200, body = LedgerEntryView), ClientProblem))]
async fn retry_ledger_entry(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath((id, entry)): ApiPath<(InboxId, LedgerId)>,
) -> Result<Json<LedgerEntryView>> {
    Ok(Json(entry_view(app.inboxes.retry(&actor, id, entry).await?)))
}

/// Read a mail as it came.
#[utoipa::path(get, path = "/inboxes/{id}/ledger/entries/{entry}/raw", tag = "inboxes",
    params(("id" = i64, Path), ("entry" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "message/rfc822"), ClientProblem))]
async fn get_raw_ledger_entry(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath((id, entry)): ApiPath<(InboxId, LedgerId)>,
) -> Result<impl IntoResponse> {
    let raw = app.inboxes.raw(&actor, id, entry).await?;
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"mail-{entry}.eml\""),
        ),
    ];
    Ok((headers, raw))
}

fn summary_view(summary: Summary) -> LedgerSummaryView {
    LedgerSummaryView {
        imported: summary.count(LedgerState::Imported),
        duplicates: summary.count(LedgerState::Duplicate),
        quarantined: summary.count(LedgerState::Quarantined),
        ignored: summary.count(LedgerState::Ignored),
        waiting: summary.count(LedgerState::Waiting),
        last_mail_at: summary.last_mail_at.map(Timestamp::to_rfc3339),
        folders: summary
            .folders
            .into_iter()
            .map(|folder| LedgerFolderView {
                folder: folder.folder,
                on_server: folder.on_server,
                last_uid: i64::from(folder.last_uid),
                uid_validity: i64::from(folder.uid_validity),
                checked_at: folder.checked_at.map(Timestamp::to_rfc3339),
            })
            .collect(),
        alarms: summary
            .alarms
            .into_iter()
            .map(|alarm| AlarmView {
                code: alarm.kind.to_string(),
                detail: alarm.detail,
            })
            .collect(),
    }
}

fn entry_view(line: LedgerLine) -> LedgerEntryView {
    LedgerEntryView {
        id: line.id.get(),
        source: line.source.to_string(),
        folder: line.folder,
        uid: line.uid,
        state: line.state.to_string(),
        reason: line.reason,
        from: line.sender,
        subject: line.subject,
        size: line.size,
        conversation_id: line.conversation_id.map(ConversationId::get),
        received_at: line.received_at.to_rfc3339(),
    }
}
