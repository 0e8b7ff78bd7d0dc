//! The query of a list, read into what the use case takes.

use api_types::ConversationQuery;
use app::conversations::{Listing, Sort, StatusFilter, View};
use domain::validate::Checks;
use domain::{AgentId, CompanyId, ContactId, InboxId, SavedViewId, TagId, TeamId};

use crate::http::Result;

/// Reads the conditions of a list.
pub(super) fn listing(query: &ConversationQuery) -> Result<Listing> {
    let mut checks = Checks::new();
    let view = match query.view.as_deref() {
        None => Some(View::All),
        Some(view) => checks.name("view", view),
    };
    let status = match query.status.as_deref() {
        None => None,
        Some("active") => Some(StatusFilter::Active),
        Some("any") => Some(StatusFilter::Any),
        Some(status) => checks.name("status", status).map(StatusFilter::Only),
    };
    let priority = query
        .priority
        .as_deref()
        .and_then(|priority| checks.name("priority", priority));
    let sort: Option<Sort> = query.sort.as_deref().and_then(|sort| checks.name("sort", sort));
    if query.q.as_ref().is_some_and(|q| q.chars().count() > 500) {
        checks.refuse("q", "too_long", "may have at most 500 characters");
    }
    checks.finish().map_err(app::Error::from)?;
    Ok(Listing {
        view: view.unwrap_or(View::All),
        status,
        inbox: query.inbox_id.map(InboxId),
        team: query.team_id.map(TeamId),
        assignee: query.assignee_id.map(AgentId),
        contact: query.contact_id.map(ContactId),
        company: query.company_id.map(CompanyId),
        tag: query.tag_id.map(TagId),
        attribute: query.attribute.clone(),
        priority,
        words: query.q.clone(),
        sort,
        saved_view: query.saved_view.map(SavedViewId),
    })
}
