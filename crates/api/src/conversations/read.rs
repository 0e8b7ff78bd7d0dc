//! Reading conversations.

use api_types::{
    ConversationCountsView, ConversationQuery, ConversationSummary, ConversationView, CountView, Page,
    TimelineQuery, TimelineView,
};
use app::App;
use app::conversations::{self, Listed, TimelinePart};
use axum::Json;
use axum::extract::State;
use domain::ConversationId;

use super::query::listing;
use super::view::{detail_view, entry_view, summary_view};
use crate::http::auth::Signed;
use crate::http::{ApiPath, ApiProblem, ApiQuery, ClientProblem, Result, paging};

/// List conversations.
#[utoipa::path(get, path = "/conversations", tag = "conversations", params(ConversationQuery),
    responses((status = 200, body = Page<ConversationSummary>), ClientProblem))]
pub(super) async fn list_conversations(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<ConversationQuery>,
) -> Result<Json<Page<ConversationSummary>>> {
    let listing = listing(&query)?;
    let limit = paging::limit(query.limit, 200)?;
    let after = paging::decode::<2>(query.cursor.as_deref())?.map(|[at, id]| (at, id));
    let page = conversations::Page { after, limit };
    let Listed { rows, mut tags, sort } = app.conversations.list(&actor, &listing, page).await?;
    let position = |row: &conversations::Summary| {
        let (at, id) = sort.position(row);
        vec![at, id]
    };
    let page = paging::page(rows, limit, position, |row| row);
    let items = page.items.into_iter().map(|row| {
        let tags = tags.remove(&row.id).unwrap_or_default();
        summary_view(row, tags)
    });
    Ok(Json(Page {
        items: items.collect(),
        next_cursor: page.next_cursor,
    }))
}

/// Count the conversations of each view.
#[utoipa::path(get, path = "/conversations/counts", tag = "conversations",
    responses((status = 200, body = ConversationCountsView), ClientProblem))]
pub(super) async fn count_conversations(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<Json<ConversationCountsView>> {
    let counts = app.conversations.counts(&actor).await?;
    let view = |id: i64, count: i64| CountView { id, count };
    let inboxes = counts
        .inboxes
        .into_iter()
        .map(|(inbox, count)| view(inbox.get(), count));
    let teams = counts
        .teams
        .into_iter()
        .map(|(team, count)| view(team.get(), count));
    let tags = counts.tags.into_iter().map(|(tag, count)| view(tag.get(), count));
    Ok(Json(ConversationCountsView {
        mine: counts.mine,
        unassigned: counts.unassigned,
        team: counts.team,
        all: counts.all,
        inboxes: inboxes.collect(),
        teams: teams.collect(),
        tags: tags.collect(),
    }))
}

/// Read one conversation.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", params(("id" = i64, Path)),
    responses((status = 200, body = ConversationView), ClientProblem))]
pub(super) async fn get_conversation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
) -> Result<Json<ConversationView>> {
    Ok(Json(detail_view(app.conversations.get(&actor, id).await?)))
}

/// Read a part of the timeline.
#[utoipa::path(get, path = "/conversations/{id}/timeline", tag = "conversations", params(("id" = i64, Path), TimelineQuery),
    responses((status = 200, body = TimelineView), ClientProblem))]
pub(super) async fn get_timeline(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiQuery(query): ApiQuery<TimelineQuery>,
) -> Result<Json<TimelineView>> {
    let part = match (query.before_seq, query.after_seq) {
        (None, None) => TimelinePart::Newest,
        (Some(seq), None) => TimelinePart::Before(seq),
        (None, Some(seq)) => TimelinePart::After(seq),
        (Some(_), Some(_)) => {
            let detail = "give before_seq or after_seq, not both";
            return Err(ApiProblem::bad_request("invalid_query", detail));
        }
    };
    let limit = paging::limit(query.limit, 200)?;
    let timeline = app.conversations.timeline(&actor, id, part, limit).await?;
    Ok(Json(TimelineView {
        entries: timeline.entries.into_iter().map(entry_view).collect(),
        has_before: timeline.has_before,
        has_after: timeline.has_after,
    }))
}
