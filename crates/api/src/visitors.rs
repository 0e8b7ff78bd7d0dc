//! Visitors of sites as agents see them, who of them is not let in, and what stands behind links.

use api_types::{
    ChatBlockRequest, ChatBlockView, ChatContent, ConversationView, LinkPreviewRequest, Page,
    StartChatRequest, VisitedPageView, VisitorChatView, VisitorDetailView, VisitorRowView, VisitorsQuery,
};
use app::App;
use app::chat_blocks::{ChatBlock, NewBlock};
use app::chat_desk::VisitorChat;
use app::conversations::Reply;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AgentId, AttachmentId, ChatBlockId, InboxId, Timestamp, VisitorId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::chat::content::{content_input, content_view};
use crate::chats::visitor_view;
use crate::conversations::detail_view;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result, paging};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_visitors))
        .routes(routes!(get_desk_visitor))
        .routes(routes!(start_chat))
        .routes(routes!(list_chat_blocks, create_chat_block))
        .routes(routes!(delete_chat_block))
        .routes(routes!(preview_link))
}

/// List visitors who are on the sites now, who came last first.
#[utoipa::path(get, path = "/visitors", tag = "chats", params(VisitorsQuery),
    responses((status = 200, body = Page<VisitorRowView>), ClientProblem))]
async fn list_visitors(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<VisitorsQuery>,
) -> Result<Json<Page<VisitorRowView>>> {
    let limit = paging::limit(query.limit, 200)?;
    let before = paging::decode::<2>(query.cursor.as_deref())?;
    let before = before.map(|[at, id]| (Timestamp(at), VisitorId(id)));
    let inbox = query.inbox_id.map(InboxId);
    let rows = app.chats.visitors(&actor, inbox, before, limit).await?;
    Ok(Json(paging::page(
        rows,
        limit,
        |row| vec![row.visitor.created_at.micros(), row.visitor.id.get()],
        |row| VisitorRowView {
            visitor: visitor_view(row.visitor),
            chat: row.chat.map(visitor_chat_view),
        },
    )))
}

/// Read a visitor with where they were and what they said.
#[utoipa::path(get, path = "/visitors/{id}", tag = "chats", params(("id" = i64, Path)),
    responses((status = 200, body = VisitorDetailView), ClientProblem))]
async fn get_desk_visitor(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<VisitorId>,
) -> Result<Json<VisitorDetailView>> {
    let detail = app.chats.visitor(&actor, id).await?;
    let pages = detail.pages.into_iter().map(|page| VisitedPageView {
        url: page.url,
        title: page.title,
        at: page.at.to_rfc3339(),
    });
    Ok(Json(VisitorDetailView {
        visitor: visitor_view(detail.visitor),
        is_here: detail.is_here,
        pages: pages.collect(),
        chats: detail.chats.into_iter().map(visitor_chat_view).collect(),
    }))
}

/// Begin a chat with a visitor; `409 chat_under_way` when they are in one already.
#[utoipa::path(post, path = "/visitors/{id}/chats", tag = "chats", params(("id" = i64, Path)),
    request_body = StartChatRequest, responses((status = 201, body = ConversationView), ClientProblem))]
async fn start_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<VisitorId>,
    ApiJson(body): ApiJson<StartChatRequest>,
) -> Result<(StatusCode, Json<ConversationView>)> {
    let words = Reply {
        text: body.text,
        content: body.content.map(content_input).transpose()?,
        attachments: body.attachment_ids.into_iter().map(AttachmentId).collect(),
        ..Reply::default()
    };
    let conversation = app.chats.start(&actor, id, &words).await?;
    let detail = app.conversations.get(&actor, conversation).await?;
    Ok((StatusCode::CREATED, Json(detail_view(detail))))
}

/// List who is not let in to chat, newest first.
#[utoipa::path(get, path = "/chat-blocks", tag = "chats",
    responses((status = 200, body = Page<ChatBlockView>), ClientProblem))]
async fn list_chat_blocks(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<Json<Page<ChatBlockView>>> {
    let blocks = app.chat_blocks.list(&actor).await?;
    Ok(Json(Page {
        items: blocks.into_iter().map(block_view).collect(),
        next_cursor: None,
    }))
}

/// Keep an address, a range or a country out of chat; for who manages inboxes or teams.
#[utoipa::path(post, path = "/chat-blocks", tag = "chats", request_body = ChatBlockRequest,
    responses((status = 201, body = ChatBlockView), ClientProblem))]
async fn create_chat_block(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<ChatBlockRequest>,
) -> Result<(StatusCode, Json<ChatBlockView>)> {
    let expires_at = body
        .expires_at
        .as_deref()
        .map(Timestamp::parse_rfc3339)
        .transpose();
    let expires_at =
        expires_at.map_err(|bad| app::Error::field("expires_at", "invalid_time", bad.to_string()))?;
    let new = NewBlock {
        inbox_id: body.inbox_id.map(InboxId),
        kind: body.kind,
        value: body.value,
        reason: body.reason,
        expires_at,
    };
    let made = app.chat_blocks.create(&actor, &new).await?;
    Ok((StatusCode::CREATED, Json(block_view(made))))
}

/// Let somebody in again.
#[utoipa::path(delete, path = "/chat-blocks/{id}", tag = "chats", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_chat_block(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ChatBlockId>,
) -> Result<StatusCode> {
    app.chat_blocks.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Look at what stands behind a link, while the answer with it is being written. Only pages of the open internet are looked at.
#[utoipa::path(post, path = "/link-previews", tag = "chats", request_body = LinkPreviewRequest,
    responses((status = 200, body = ChatContent), ClientProblem))]
async fn preview_link(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<LinkPreviewRequest>,
) -> Result<Json<ChatContent>> {
    Ok(Json(content_view(app.previews.look(&actor, &body.url).await?)))
}

fn visitor_chat_view(chat: VisitorChat) -> VisitorChatView {
    VisitorChatView {
        conversation_id: chat.conversation_id.get(),
        state: chat.state.to_string(),
        assignee_id: chat.assignee_id.map(AgentId::get),
        created_at: chat.created_at.to_rfc3339(),
    }
}

fn block_view(block: ChatBlock) -> ChatBlockView {
    ChatBlockView {
        id: block.id.get(),
        inbox_id: block.inbox_id.map(InboxId::get),
        kind: block.kind,
        value: block.value,
        reason: block.reason,
        created_by: block.created_by,
        created_at: block.created_at.to_rfc3339(),
        expires_at: block.expires_at.map(Timestamp::to_rfc3339),
    }
}
