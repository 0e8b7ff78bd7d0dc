//! Full-text search.

use api_types::{FieldError, Page, SearchHitView, SearchQuery, SnippetPart};
use app::App;
use app::search::{Ask, Found, Kind, Piece, Place};
use axum::Json;
use axum::extract::State;
use domain::search::operators::{Given, Operator};
use domain::{ContactId, ConversationId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiProblem, ApiQuery, ClientProblem, Result, paging};

/// Rows of a page when the client names no number: what fits on a screen.
const DEFAULT_LIMIT: u32 = 20;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

/// Look for words in messages, subjects and contacts, newest first; or list what fits some filters.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = Page<SearchHitView>), ClientProblem))]
async fn search(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<SearchQuery>,
) -> Result<Json<Page<SearchHitView>>> {
    let kind: Option<Kind> = match query.kind.as_deref() {
        None => None,
        Some(kind) => Some(kind.parse().map_err(|error: domain::UnknownName| {
            ApiProblem::fields(vec![FieldError {
                field: "kind".to_owned(),
                code: "unknown_value".to_owned(),
                detail: error.to_string(),
            }])
        })?),
    };
    let limit = paging::limit(query.limit.or(Some(DEFAULT_LIMIT)), 100)?;
    let after = paging::decode::<2>(query.cursor.as_deref())?.map(|[at, id]| Place {
        at: Timestamp(at),
        id,
    });
    let ask = Ask {
        given: given(&query),
        text: query.q,
        kind,
    };
    let page = app.search.find(&actor, &ask, after, limit).await?;
    Ok(Json(Page {
        items: page.hits.into_iter().map(view).collect(),
        next_cursor: page
            .next
            .map(|place| paging::encode(&[place.at.micros(), place.id])),
    }))
}

/// The filters that are parameters of their own, as operators.
fn given(query: &SearchQuery) -> Vec<Given> {
    let filters = [
        (
            Operator::Inbox,
            "inbox_id",
            query.inbox_id.map(|id| id.to_string()),
            false,
        ),
        (Operator::Status, "status", query.status.clone(), false),
        (Operator::Tag, "tag", query.tag.clone(), false),
        (Operator::Assignee, "assignee", query.assignee.clone(), false),
        (Operator::After, "after", query.after.clone(), false),
        (Operator::Before, "before", query.before.clone(), false),
        (
            Operator::Has,
            "has_attachment",
            query.has_attachment.map(|_| "attachment".to_owned()),
            query.has_attachment == Some(false),
        ),
    ];
    let given = filters
        .into_iter()
        .filter_map(|(operator, field, value, negated)| {
            Some(Given {
                operator,
                value: value?,
                negated,
                field,
            })
        });
    given.collect()
}

fn view(hit: Found) -> SearchHitView {
    SearchHitView {
        kind: hit.kind.to_string(),
        conversation_id: hit.conversation_id.map(ConversationId::get),
        conversation_number: hit.number,
        seq: hit.seq,
        contact_id: hit.contact_id.map(ContactId::get),
        contact_name: hit.contact_name,
        title: parts(hit.title),
        snippet: parts(hit.snippet),
        at: hit.at.to_rfc3339(),
    }
}

fn parts(pieces: Vec<Piece>) -> Vec<SnippetPart> {
    pieces
        .into_iter()
        .map(|piece| SnippetPart {
            text: piece.text,
            hit: piece.hit,
        })
        .collect()
}
