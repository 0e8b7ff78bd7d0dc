//! Live chat as agents use it.

use api_types::{
    ChatParticipantView, ChatsQuery, DeskChatRow, DeskChatSummary, DeskChatView, DeskPlaceView,
    DeskVisitorView, EndChatRequest, JoinChatRequest, Page, TransferChatRequest, UtmView,
};
use app::App;
use app::chat_desk::{Chat, ChatDetail, ChatQuery, Receiver, Transfer, Visitor};
use axum::Json;
use axum::extract::State;
use domain::chat::{ChatState, EndedBy};
use domain::conversations::Status;
use domain::routing::ACCEPT_WITHIN;
use domain::validate::Checks;
use domain::{Actor, AgentId, ContactId, ConversationId, InboxId, TeamId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::conversations::summary_view;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result, paging};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_desk_chats))
        .routes(routes!(get_desk_chat))
        .routes(routes!(accept_chat))
        .routes(routes!(decline_chat))
        .routes(routes!(end_desk_chat))
        .routes(routes!(transfer_chat))
        .routes(routes!(join_chat))
        .routes(routes!(leave_chat))
}

/// List chats that one may see, the longest waiting first.
#[utoipa::path(get, path = "/chats", tag = "chats", params(ChatsQuery),
    responses((status = 200, body = Page<DeskChatRow>), ClientProblem))]
async fn list_desk_chats(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<ChatsQuery>,
) -> Result<Json<Page<DeskChatRow>>> {
    let limit = paging::limit(query.limit, 200)?;
    let after = paging::decode::<2>(query.cursor.as_deref())?;
    let asked = ChatQuery {
        states: states(query.state.as_deref())?,
        inbox: query.inbox_id.map(InboxId),
        agent: query
            .mine
            .unwrap_or(false)
            // Who is no agent has no chats: -1 is nobody's key.
            .then(|| actor.agent_id().unwrap_or(AgentId(-1))),
        after: after.map(|[at, id]| (Timestamp(at), ConversationId(id))),
    };
    let page = app.chats.list(&actor, &asked, limit).await?;
    let items = page.rows.into_iter().map(|row| DeskChatRow {
        chat: chat_summary(&row.chat),
        conversation: summary_view(row.summary, row.tags),
    });
    Ok(Json(Page {
        items: items.collect(),
        next_cursor: page.next.map(|(at, id)| paging::encode(&[at.micros(), id.get()])),
    }))
}

fn states(text: Option<&str>) -> Result<Vec<ChatState>> {
    use ChatState::{Active, Ended, Ringing, Waiting};
    match text {
        None | Some("open") => Ok(vec![Waiting, Ringing, Active]),
        Some("waiting") => Ok(vec![Waiting, Ringing]),
        Some("active") => Ok(vec![Active]),
        Some("ended") => Ok(vec![Ended]),
        Some(other) => {
            let detail = format!("\"{other}\" is none of open, waiting, active, ended");
            Err(app::Error::field("state", "unknown_value", detail).into())
        }
    }
}

/// Read a chat: its state, its visitor, its place in the queue, who is in it.
#[utoipa::path(get, path = "/conversations/{id}/chat", tag = "chats", params(("id" = i64, Path)),
    responses((status = 200, body = DeskChatView), ClientProblem))]
async fn get_desk_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
) -> Result<Json<DeskChatView>> {
    shown(&app, &actor, id).await
}

/// Accept a chat that nobody has; `409 chat_taken` when a colleague was faster.
#[utoipa::path(post, path = "/conversations/{id}/chat/accept", tag = "chats", params(("id" = i64, Path)),
    responses((status = 200, body = DeskChatView), ClientProblem))]
async fn accept_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
) -> Result<Json<DeskChatView>> {
    app.chats.accept(&actor, id).await?;
    shown(&app, &actor, id).await
}

/// Let a chat pass that is being offered: it goes to the next one.
#[utoipa::path(post, path = "/conversations/{id}/chat/decline", tag = "chats", params(("id" = i64, Path)),
    responses((status = 200, body = DeskChatView), ClientProblem))]
async fn decline_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
) -> Result<Json<DeskChatView>> {
    app.chats.decline(&actor, id).await?;
    shown(&app, &actor, id).await
}

/// End a chat.
#[utoipa::path(post, path = "/conversations/{id}/chat/end", tag = "chats", params(("id" = i64, Path)),
    request_body = EndChatRequest, responses((status = 200, body = DeskChatView), ClientProblem))]
async fn end_desk_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<EndChatRequest>,
) -> Result<Json<DeskChatView>> {
    let mut checks = Checks::new();
    let status: Option<Status> = body
        .status
        .as_deref()
        .and_then(|status| checks.name("status", status));
    checks.finish().map_err(app::Error::from)?;
    app.chats.end(&actor, id, status).await?;
    shown(&app, &actor, id).await
}

/// Pass a chat on to a colleague who is there, or to a team.
#[utoipa::path(post, path = "/conversations/{id}/chat/transfer", tag = "chats", params(("id" = i64, Path)),
    request_body = TransferChatRequest, responses((status = 200, body = DeskChatView), ClientProblem))]
async fn transfer_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<TransferChatRequest>,
) -> Result<Json<DeskChatView>> {
    let to = match (body.agent_id, body.team_id) {
        (Some(agent), None) => Receiver::Agent(AgentId(agent)),
        (None, Some(team)) => Receiver::Team(TeamId(team)),
        (None, None) | (Some(_), Some(_)) => {
            let detail = "name either an agent or a team";
            return Err(app::Error::field("agent_id", "required", detail).into());
        }
    };
    let transfer = Transfer { to, note: body.note };
    app.chats.transfer(&actor, id, &transfer).await?;
    shown(&app, &actor, id).await
}

/// Come into a chat beside whoever has it: known to the visitor, or to read along and whisper by notes.
#[utoipa::path(post, path = "/conversations/{id}/chat/join", tag = "chats", params(("id" = i64, Path)),
    request_body = JoinChatRequest, responses((status = 200, body = DeskChatView), ClientProblem))]
async fn join_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<JoinChatRequest>,
) -> Result<Json<DeskChatView>> {
    app.chats.join(&actor, id, body.visible).await?;
    shown(&app, &actor, id).await
}

/// Leave a chat that one had come into.
#[utoipa::path(post, path = "/conversations/{id}/chat/leave", tag = "chats", params(("id" = i64, Path)),
    responses((status = 200, body = DeskChatView), ClientProblem))]
async fn leave_chat(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
) -> Result<Json<DeskChatView>> {
    app.chats.leave(&actor, id).await?;
    shown(&app, &actor, id).await
}

async fn shown(app: &App, actor: &Actor, id: ConversationId) -> Result<Json<DeskChatView>> {
    Ok(Json(chat_view(app.chats.get(actor, id).await?)))
}

fn chat_view(detail: ChatDetail) -> DeskChatView {
    DeskChatView {
        chat: chat_summary(&detail.chat),
        topic_label: detail.topic,
        visitor: detail.visitor.map(visitor_view),
        place: detail.place.map(|place| DeskPlaceView {
            position: place.position,
            estimated_wait_s: place.estimated_wait.map(|wait| wait.as_secs()),
        }),
        participants: detail
            .participants
            .into_iter()
            .map(|one| ChatParticipantView {
                agent_id: one.agent_id.get(),
                name: one.name,
                visible: one.visible,
                joined_at: one.joined_at.to_rfc3339(),
            })
            .collect(),
        typing_shown: detail.typing_shown,
    }
}

fn chat_summary(chat: &Chat) -> DeskChatSummary {
    let time = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
    DeskChatSummary {
        conversation_id: chat.conversation_id.get(),
        state: chat.state.to_string(),
        topic: chat.topic.clone(),
        offered_to: chat.offered_to.map(AgentId::get),
        offered_until: time(chat.offered_at.map(|at| at.plus(ACCEPT_WITHIN))),
        queued_at: chat.queued_at.to_rfc3339(),
        accepted_at: time(chat.accepted_at),
        ended_at: time(chat.ended_at),
        ended_by: chat.ended_by.map(EndedBy::as_str).map(str::to_owned),
        visitor_delivered_seq: chat.visitor_delivered_seq,
        visitor_seen_seq: chat.visitor_seen_seq,
        agent_seen_seq: chat.agent_seen_seq,
        visitor_left_at: time(chat.visitor_left_at),
        mailed_seq: chat.mailed_seq,
        rating: chat.rating,
        rating_comment: chat.rating_comment.clone(),
    }
}

pub(crate) fn visitor_view(visitor: Visitor) -> DeskVisitorView {
    let utm = visitor.utm.lines().filter_map(|line| line.split_once('='));
    DeskVisitorView {
        utm: utm
            .map(|(name, value)| UtmView {
                name: name.to_owned(),
                value: value.to_owned(),
            })
            .collect(),
        id: visitor.id.get(),
        inbox_id: visitor.inbox_id.get(),
        contact_id: visitor.contact_id.map(ContactId::get),
        verified: visitor.verified,
        external_id: visitor.external_id,
        name: visitor.name,
        email: visitor.email,
        locale: visitor.locale,
        country: visitor.country,
        ip: visitor.ip,
        user_agent: visitor.user_agent,
        referrer: visitor.referrer,
        page_url: visitor.page_url,
        page_title: visitor.page_title,
        visits: visitor.visits,
        created_at: visitor.created_at.to_rfc3339(),
        last_seen_at: visitor.last_seen_at.to_rfc3339(),
    }
}
