//! What agents do with conversations.

use api_types::{
    AddressView, AssignRequest, BulkFailureView, BulkRequest, BulkResultView, ConversationView,
    CreateConversationRequest, EntryView, ForwardRequest, NoteRequest, PriorityRequest, ReadRequest,
    ReplyRequest, ScheduledView, StatusRequest, TagsRequest,
};
use app::App;
use app::conversations::{
    Assignment, BulkChange, Forward, Mailbox, NewConversation, Note, Reply, Schedule, TagChange,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::validate::Checks;
use domain::{
    Actor, AgentId, AttachmentId, ConversationId, InboxId, MessageId, ScheduledId, TagId, TeamId, Timestamp,
};

use super::view::{detail_view, entry_view, scheduled_view};
use crate::chat::content::content_input;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiProblem, ClientProblem, Result};

pub(crate) fn mailboxes(addresses: Vec<AddressView>) -> Vec<Mailbox> {
    addresses
        .into_iter()
        .map(|a| Mailbox {
            name: a.name,
            address: a.address,
        })
        .collect()
}

fn name<T: std::str::FromStr<Err = domain::UnknownName>>(
    field: &str,
    value: Option<&str>,
) -> Result<Option<T>> {
    let Some(value) = value else { return Ok(None) };
    let mut checks = Checks::new();
    let parsed = checks.name(field, value);
    checks.finish().map_err(app::Error::from)?;
    Ok(parsed)
}

fn attachments(ids: Vec<i64>) -> Vec<AttachmentId> {
    ids.into_iter().map(AttachmentId).collect()
}

fn assignment(body: &AssignRequest) -> Assignment {
    Assignment {
        agent: body.agent_id.map(AgentId),
        team: body.team_id.map(|team| team.map(TeamId)),
    }
}

fn tag_change(body: TagsRequest) -> TagChange {
    let tags = |ids: Vec<i64>| ids.into_iter().map(TagId).collect();
    TagChange {
        add: tags(body.add),
        remove: tags(body.remove),
    }
}

async fn change(
    app: &App,
    actor: &Actor,
    id: ConversationId,
    change: BulkChange,
) -> Result<Json<ConversationView>> {
    app.conversations.change(actor, id, &change).await?;
    Ok(Json(detail_view(app.conversations.get(actor, id).await?)))
}

fn schedule(at: Option<&str>, cancel_if_replied: Option<bool>) -> Result<Option<Schedule>> {
    let Some(text) = at else { return Ok(None) };
    let at = Timestamp::parse_rfc3339(text).map_err(|bad| {
        let detail = bad.to_string();
        app::Error::field("send_at", "invalid_time", detail)
    })?;
    Ok(Some(Schedule {
        at,
        cancel_if_replied: cancel_if_replied.unwrap_or(true),
    }))
}

/// Answer the customer.
#[utoipa::path(post, path = "/conversations/{id}/replies", tag = "conversations", params(("id" = i64, Path)),
    request_body = ReplyRequest, responses((status = 201, body = EntryView), ClientProblem))]
pub(super) async fn reply_to_conversation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<ReplyRequest>,
) -> Result<(StatusCode, Json<EntryView>)> {
    let reply = Reply {
        schedule: schedule(body.send_at.as_deref(), body.cancel_if_replied)?,
        status: name("status", body.status.as_deref())?,
        text: body.text,
        html: body.html,
        to: body.to.map(mailboxes),
        cc: body.cc.map(mailboxes),
        bcc: mailboxes(body.bcc),
        attachments: attachments(body.attachment_ids),
        seen_seq: body.seen_seq,
        force: body.force,
        content: body.content.map(content_input).transpose()?,
    };
    let entry = app.conversations.reply(&actor, id, reply).await?;
    Ok((StatusCode::CREATED, Json(entry_view(entry))))
}

/// Forward a message, or the whole conversation, to somebody else.
#[utoipa::path(post, path = "/conversations/{id}/forwards", tag = "conversations", params(("id" = i64, Path)),
    request_body = ForwardRequest, responses((status = 201, body = EntryView), ClientProblem))]
pub(super) async fn forward_conversation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<ForwardRequest>,
) -> Result<(StatusCode, Json<EntryView>)> {
    let forward = Forward {
        message: body.message_id.map(MessageId),
        letter: Reply {
            text: body.text,
            html: body.html,
            to: Some(mailboxes(body.to)),
            cc: Some(mailboxes(body.cc)),
            bcc: mailboxes(body.bcc),
            attachments: attachments(body.attachment_ids),
            ..Reply::default()
        },
        files: attachments(body.file_ids),
    };
    let entry = app.conversations.forward(&actor, id, forward).await?;
    Ok((StatusCode::CREATED, Json(entry_view(entry))))
}

/// Send a scheduled answer now.
#[utoipa::path(post, path = "/scheduled-replies/{id}/send", tag = "conversations", params(("id" = i64, Path)),
    responses((status = 200, body = EntryView), ClientProblem))]
pub(super) async fn send_scheduled_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ScheduledId>,
) -> Result<Json<EntryView>> {
    let entry = app.conversations.send_scheduled_now(&actor, id).await?;
    Ok(Json(entry_view(entry)))
}

/// Take a scheduled answer back. The answer holds what it said, to be written on.
#[utoipa::path(post, path = "/scheduled-replies/{id}/cancel", tag = "conversations", params(("id" = i64, Path)),
    responses((status = 200, body = ScheduledView), ClientProblem))]
pub(super) async fn cancel_scheduled_reply(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ScheduledId>,
) -> Result<Json<ScheduledView>> {
    let taken = app.conversations.cancel_scheduled(&actor, id).await?;
    Ok(Json(scheduled_view(taken)))
}

/// Write a note that customers never see.
#[utoipa::path(post, path = "/conversations/{id}/notes", tag = "conversations", params(("id" = i64, Path)),
    request_body = NoteRequest, responses((status = 201, body = EntryView), ClientProblem))]
pub(super) async fn add_note(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NoteRequest>,
) -> Result<(StatusCode, Json<EntryView>)> {
    let note = Note {
        mentions: body.mention_ids.iter().copied().map(AgentId).collect(),
        text: body.text,
        attachments: attachments(body.attachment_ids),
    };
    let entry = app.conversations.note(&actor, id, note).await?;
    Ok((StatusCode::CREATED, Json(entry_view(entry))))
}

/// Write to a customer first.
#[utoipa::path(post, path = "/conversations", tag = "conversations", request_body = CreateConversationRequest,
    responses((status = 201, body = ConversationView), ClientProblem))]
pub(super) async fn create_conversation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CreateConversationRequest>,
) -> Result<(StatusCode, Json<ConversationView>)> {
    let message = Reply {
        text: body.message.text,
        html: body.message.html,
        cc: Some(mailboxes(body.message.cc)),
        bcc: mailboxes(body.message.bcc),
        attachments: attachments(body.message.attachment_ids),
        ..Reply::default()
    };
    let new = NewConversation {
        inbox: InboxId(body.inbox_id),
        to: mailboxes(body.to),
        subject: body.subject,
        message,
    };
    let id = app.conversations.create(&actor, new).await?;
    Ok((
        StatusCode::CREATED,
        Json(detail_view(app.conversations.get(&actor, id).await?)),
    ))
}

/// Give a conversation to an agent, a team, both or nobody.
#[utoipa::path(put, path = "/conversations/{id}/assignee", tag = "conversations", params(("id" = i64, Path)),
    request_body = AssignRequest, responses((status = 200, body = ConversationView), ClientProblem))]
pub(super) async fn assign_conversation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<AssignRequest>,
) -> Result<Json<ConversationView>> {
    change(
        &app,
        &actor,
        id,
        BulkChange {
            assign: Some(assignment(&body)),
            ..BulkChange::default()
        },
    )
    .await
}

/// Set the status.
#[utoipa::path(put, path = "/conversations/{id}/status", tag = "conversations", params(("id" = i64, Path)),
    request_body = StatusRequest, responses((status = 200, body = ConversationView), ClientProblem))]
pub(super) async fn set_status(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<StatusRequest>,
) -> Result<Json<ConversationView>> {
    let status = name("status", Some(&body.status))?;
    change(
        &app,
        &actor,
        id,
        BulkChange {
            status,
            ..BulkChange::default()
        },
    )
    .await
}

/// Set the priority.
#[utoipa::path(put, path = "/conversations/{id}/priority", tag = "conversations", params(("id" = i64, Path)),
    request_body = PriorityRequest, responses((status = 200, body = ConversationView), ClientProblem))]
pub(super) async fn set_priority(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<PriorityRequest>,
) -> Result<Json<ConversationView>> {
    let priority = name("priority", Some(&body.priority))?;
    change(
        &app,
        &actor,
        id,
        BulkChange {
            priority,
            ..BulkChange::default()
        },
    )
    .await
}

/// Add and remove tags.
#[utoipa::path(post, path = "/conversations/{id}/tags", tag = "conversations", params(("id" = i64, Path)),
    request_body = TagsRequest, responses((status = 200, body = ConversationView), ClientProblem))]
pub(super) async fn change_tags(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<TagsRequest>,
) -> Result<Json<ConversationView>> {
    change(
        &app,
        &actor,
        id,
        BulkChange {
            tags: Some(tag_change(body)),
            ..BulkChange::default()
        },
    )
    .await
}

/// Mark the timeline as seen.
#[utoipa::path(put, path = "/conversations/{id}/read", tag = "conversations", params(("id" = i64, Path)),
    request_body = ReadRequest, responses((status = 204), ClientProblem))]
pub(super) async fn mark_read(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<ReadRequest>,
) -> Result<StatusCode> {
    app.conversations.mark_read(&actor, id, body.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make one change to many conversations.
#[utoipa::path(post, path = "/conversations/bulk", tag = "conversations", request_body = BulkRequest,
    responses((status = 200, body = BulkResultView), ClientProblem))]
pub(super) async fn change_conversations(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<BulkRequest>,
) -> Result<Json<BulkResultView>> {
    let change = BulkChange {
        status: name("status", body.status.as_deref())?,
        priority: name("priority", body.priority.as_deref())?,
        assign: body.assign.as_ref().map(assignment),
        team: body.team_id.map(|team| team.map(TeamId)),
        tags: body.tags.map(tag_change),
    };
    let ids: Vec<ConversationId> = body.ids.into_iter().map(ConversationId).collect();
    let outcome = app
        .conversations
        .change_many(&actor, &ids, &change, body.read)
        .await?;
    let failed = outcome.failed.into_iter().map(|(id, error)| {
        let problem = ApiProblem::from(error);
        BulkFailureView {
            id: id.get(),
            code: problem.code().to_owned(),
            detail: problem.detail().to_owned(),
        }
    });
    Ok(Json(BulkResultView {
        done: outcome.done.into_iter().map(ConversationId::get).collect(),
        failed: failed.collect(),
    }))
}
