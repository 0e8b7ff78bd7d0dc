//! Own chats: read, begun, gone on with.

use std::time::Duration;

use api_types::{
    BeginChatRequest, ChatDetailView, ChatEntriesQuery, ChatEntriesView, ChatEntryView, ChatReceiptsRequest,
    ChatView, Page, PageQuery, RatingRequest, SayRequest, TranscriptRequest, TypingRequest,
};
use app::App;
use app::chat::{Answer, Begin, ByVisitor, FromAddress, Guest, OwnChat, Say, Window};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::{AttachmentId, ConversationId, MessageId};

use super::guest::{Visiting, Whence};
use super::to_its_end;
use super::views::{chat_view, entry_view};
use crate::http::{ApiJson, ApiPath, ApiProblem, ApiQuery, ClientProblem, Result, paging};

/// Most entries or chats of one answer.
const MOST: u32 = 200;
/// Longest that a request is held.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// List the visitor's chats, the newest first.
#[utoipa::path(get, path = "/chat/conversations", tag = "chat", security(("visitor" = [])), params(PageQuery),
    responses((status = 200, body = Page<ChatView>), ClientProblem))]
pub(super) async fn list_chats(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<ChatView>>> {
    let limit = paging::limit(query.limit, MOST)?;
    let before = paging::decode::<1>(query.cursor.as_deref())?.map(|[id]| ConversationId(id));
    let rows = app.chat.list(&guest, before, limit + 1).await?;
    let page = paging::page(rows, limit, |row| vec![row.own.conversation_id.get()], |row| row);
    let mut items = Vec::with_capacity(page.items.len());
    for shown in page.items {
        let newest = newest(&app, &guest, &shown.own).await?;
        let mut view = chat_view(shown, &guest.site.row.brand_name);
        view.last_entry = newest;
        items.push(view);
    }
    Ok(Json(Page {
        items,
        next_cursor: page.next_cursor,
    }))
}

async fn newest(app: &App, guest: &Guest, own: &OwnChat) -> Result<Option<ChatEntryView>> {
    let window = Window {
        after: 0,
        before: i64::MAX,
        latest: true,
        limit: 1,
    };
    let found = app.chat.entries(&guest.site, own.conversation_id, window).await?;
    Ok(found
        .entries
        .into_iter()
        .last()
        .map(|entry| entry_view(app, entry)))
}

/// Begin a chat. The header `Idempotency-Key` makes it one chat, however often it is sent.
#[utoipa::path(post, path = "/chat/conversations", tag = "chat", security(("visitor" = [])),
    params(("Idempotency-Key" = String, Header)), request_body = BeginChatRequest,
    responses((status = 200, body = ChatDetailView), ClientProblem))]
pub(super) async fn begin_chat(
    State(app): State<App>,
    whence: Whence,
    Visiting(guest, _): Visiting,
    headers: HeaderMap,
    ApiJson(body): ApiJson<BeginChatRequest>,
) -> Result<Json<ChatDetailView>> {
    let key = key(&headers);
    let begin = Begin {
        text: body.text.unwrap_or_default(),
        topic: body.topic,
        fields: body.fields,
        attachments: files(body.attachment_ids),
        invitation: body.invitation,
    };
    app.chat.limit_address(FromAddress::Chat, &whence.from())?;
    let (chat, beginner) = (app.chat.clone(), guest.clone());
    let token = to_its_end(async move { chat.begin(&beginner, &begin, &key).await }).await?;
    detail(&app, &guest, &token).await
}

/// Read a chat with its newest entries.
#[utoipa::path(get, path = "/chat/conversations/{token}", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path)), responses((status = 200, body = ChatDetailView), ClientProblem))]
pub(super) async fn get_chat(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
) -> Result<Json<ChatDetailView>> {
    detail(&app, &guest, &token).await
}

async fn detail(app: &App, guest: &Guest, token: &str) -> Result<Json<ChatDetailView>> {
    let detail = app.chat.open(guest, token).await?;
    let agent_seen_seq = detail.chat.own.agent_seen_seq;
    Ok(Json(ChatDetailView {
        chat: chat_view(detail.chat, &guest.site.row.brand_name),
        has_earlier: detail.newest.more,
        entries: detail
            .newest
            .entries
            .into_iter()
            .map(|entry| entry_view(app, entry))
            .collect(),
        agent_seen_seq,
    }))
}

/// Read entries of a chat; with `wait` as soon as there is one.
#[utoipa::path(get, path = "/chat/conversations/{token}/entries", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path), ChatEntriesQuery),
    responses((status = 200, body = ChatEntriesView), ClientProblem))]
pub(super) async fn list_chat_entries(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
    ApiQuery(query): ApiQuery<ChatEntriesQuery>,
) -> Result<Json<ChatEntriesView>> {
    let limit = paging::limit(query.limit, MOST)?;
    let own = app.chat.own(&guest, &token).await?;
    let window = Window {
        after: query.after.unwrap_or(0),
        before: query.before.unwrap_or(i64::MAX),
        latest: query.after.is_none(),
        limit,
    };
    let wait = Duration::from_secs(query.wait.unwrap_or(0).into()).min(LONGEST_WAIT);
    let found = app.chat.wait_for_entries(&guest, &own, window, wait).await?;
    let newest = found
        .entries
        .last()
        .map_or(own.last_seq, |entry| entry.seq.max(own.last_seq));
    Ok(Json(ChatEntriesView {
        has_more: found.more,
        entries: found
            .entries
            .into_iter()
            .map(|entry| entry_view(&app, entry))
            .collect(),
        last_seq: newest,
    }))
}

/// Say something. The header `Idempotency-Key` makes it one message, however often it is sent.
#[utoipa::path(post, path = "/chat/conversations/{token}/messages", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path), ("Idempotency-Key" = String, Header)), request_body = SayRequest,
    responses((status = 200, body = ChatEntryView), ClientProblem))]
pub(super) async fn say(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<SayRequest>,
) -> Result<Json<ChatEntryView>> {
    let key = key(&headers);
    app.chat.limit_visitor(ByVisitor::Message, guest.visitor.id)?;
    let own = app.chat.own(&guest, &token).await?;
    let (chat, site) = (app.chat.clone(), guest.site.clone());
    let said = to_its_end(async move { chat.say(&guest, &own, &say_of(body), &key).await }).await?;
    let window = Window {
        after: said.seq - 1,
        before: said.seq + 1,
        latest: false,
        limit: 1,
    };
    let found = app.chat.entries(&site, said.conversation_id, window).await?;
    let entry = found
        .entries
        .into_iter()
        .next()
        .ok_or_else(|| ApiProblem::internal(&"a message that was said is not there"))?;
    Ok(Json(entry_view(&app, entry)))
}

/// What is said, as the use case takes it.
pub(super) fn say_of(body: SayRequest) -> Say {
    Say {
        text: body.text,
        attachments: files(body.attachment_ids),
        answer: body.answer.map(|answer| Answer {
            message_id: MessageId(answer.message_id),
            value: answer.value,
            values: answer.values,
        }),
    }
}

/// Show that the visitor is writing; again every three seconds while it lasts.
#[utoipa::path(post, path = "/chat/conversations/{token}/typing", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path)), request_body = TypingRequest,
    responses((status = 204), ClientProblem))]
pub(super) async fn show_typing(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
    ApiJson(body): ApiJson<TypingRequest>,
) -> Result<StatusCode> {
    let own = app.chat.own(&guest, &token).await?;
    app.chat.typing(&guest, &own, body.active, body.text.as_deref());
    Ok(StatusCode::NO_CONTENT)
}

/// Say up to where entries have arrived and were seen.
#[utoipa::path(put, path = "/chat/conversations/{token}/receipts", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path)), request_body = ChatReceiptsRequest,
    responses((status = 204), ClientProblem))]
pub(super) async fn put_receipts(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
    ApiJson(body): ApiJson<ChatReceiptsRequest>,
) -> Result<StatusCode> {
    let own = app.chat.own(&guest, &token).await?;
    let chat = app.chat.clone();
    to_its_end(async move { chat.received(&own, body.delivered_seq, body.seen_seq).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a chat.
#[utoipa::path(post, path = "/chat/conversations/{token}/end", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path)), responses((status = 200, body = ChatView), ClientProblem))]
pub(super) async fn end_chat(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
) -> Result<Json<ChatView>> {
    let (chat, brand) = (app.chat.clone(), guest.site.row.brand_name.clone());
    let own = to_its_end(async move { chat.end(&guest, &token).await }).await?;
    Ok(Json(chat_view(own, &brand)))
}

/// Say how a chat was.
#[utoipa::path(put, path = "/chat/conversations/{token}/rating", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path)), request_body = RatingRequest,
    responses((status = 200, body = ChatView), ClientProblem))]
pub(super) async fn rate_chat(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
    ApiJson(body): ApiJson<RatingRequest>,
) -> Result<Json<ChatView>> {
    let (chat, brand) = (app.chat.clone(), guest.site.row.brand_name.clone());
    let rating = async move { chat.rate(&guest, &token, body.rating, &body.comment).await };
    Ok(Json(chat_view(to_its_end(rating).await?, &brand)))
}

/// Have a chat mailed.
#[utoipa::path(post, path = "/chat/conversations/{token}/transcript", tag = "chat", security(("visitor" = [])),
    params(("token" = String, Path)), request_body = TranscriptRequest,
    responses((status = 202), ClientProblem))]
pub(super) async fn mail_transcript(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiPath(token): ApiPath<String>,
    ApiJson(body): ApiJson<TranscriptRequest>,
) -> Result<StatusCode> {
    app.chat.limit_visitor(ByVisitor::Transcript, guest.visitor.id)?;
    let chat = app.chat.clone();
    to_its_end(async move { chat.mail_transcript(&guest, &token, body.email.as_deref()).await }).await?;
    Ok(StatusCode::ACCEPTED)
}

fn key(headers: &HeaderMap) -> String {
    let key = headers.get("idempotency-key");
    // What is not text is refused by the use case, as other keys that cannot be one.
    key.map_or(String::new(), |key| key.to_str().unwrap_or(" ").to_owned())
}

fn files(ids: Vec<i64>) -> Vec<AttachmentId> {
    ids.into_iter().map(AttachmentId).collect()
}
