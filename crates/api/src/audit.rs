//! The audit log.

use api_types::{AuditEntryView, Page, PageQuery};
use app::App;
use app::audit::AuditEntry;
use axum::Json;
use axum::extract::State;
use domain::{AgentId, AuditId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiQuery, ClientProblem, Result, paging};

/// Rows of a page at most.
const MAX_PAGE: u32 = 200;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_audit_entries))
}

fn view(entry: AuditEntry) -> AuditEntryView {
    AuditEntryView {
        id: entry.id.get(),
        at: entry.at.to_rfc3339(),
        actor_kind: entry.actor_kind.to_string(),
        actor_id: entry.actor_id.map(AgentId::get),
        actor_name: entry.actor_name,
        action: entry.action,
        subject_kind: entry.subject_kind,
        subject_id: entry.subject_id,
        detail: entry.detail,
        ip: entry.ip,
    }
}

/// The log, the newest line first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(PageQuery),
    responses((status = 200, body = Page<AuditEntryView>), ClientProblem))]
async fn list_audit_entries(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<AuditEntryView>>> {
    let limit = paging::limit(query.limit, MAX_PAGE)?;
    let before = paging::decode::<1>(query.cursor.as_deref())?.map(|[id]| AuditId(id));
    let entries = app.audit.list(&actor, before, limit + 1).await?;
    Ok(Json(paging::page(
        entries,
        limit,
        |entry| vec![entry.id.get()],
        view,
    )))
}
