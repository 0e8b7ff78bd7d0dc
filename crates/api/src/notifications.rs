//! Notifications of the agent who asks.

use api_types::{
    MarkNotificationsReadRequest, NotificationCountView, NotificationQuery, NotificationView, Page,
};
use app::App;
use app::notifications::{Notification, Which};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{ConversationId, NotificationId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::problem::ApiProblem;
use crate::http::{ApiJson, ApiQuery, ClientProblem, Result, paging};

/// Rows of a page at most.
const MAX_PAGE: u32 = 100;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(count_notifications))
        .routes(routes!(mark_notifications_read))
}

fn view(one: Notification) -> NotificationView {
    NotificationView {
        id: one.id.get(),
        kind: one.kind.to_string(),
        conversation_id: one.conversation_id.map(ConversationId::get),
        conversation_number: one.number,
        subject: one.subject,
        contact_name: one.contact_name,
        seq: one.seq,
        topic: one.topic,
        day: one.day,
        actor_name: one.actor_name,
        times: one.times,
        created_at: one.created_at.to_rfc3339(),
        read_at: one.read_at.map(Timestamp::to_rfc3339),
    }
}

/// Own notifications, the newest first.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(NotificationQuery),
    responses((status = 200, body = Page<NotificationView>), ClientProblem))]
async fn list_notifications(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<NotificationQuery>,
) -> Result<Json<Page<NotificationView>>> {
    let limit = paging::limit(query.limit, MAX_PAGE)?;
    let before =
        paging::decode::<2>(query.cursor.as_deref())?.map(|[at, id]| (Timestamp(at), NotificationId(id)));
    let unread_only = query.unread.unwrap_or(false);
    let found = app
        .notifications
        .list(&actor, unread_only, before, limit + 1)
        .await?;
    Ok(Json(paging::page(
        found,
        limit,
        |one| vec![one.created_at.micros(), one.id.get()],
        view,
    )))
}

/// How many own notifications are unread, counted up to 100.
#[utoipa::path(get, path = "/notifications/count", tag = "notifications",
    responses((status = 200, body = NotificationCountView), ClientProblem))]
async fn count_notifications(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<Json<NotificationCountView>> {
    let unread = app.notifications.count_unread(&actor).await?;
    Ok(Json(NotificationCountView { unread }))
}

/// Mark own notifications as read: some, or all up to an instant.
#[utoipa::path(post, path = "/notifications/read", tag = "notifications", request_body = MarkNotificationsReadRequest,
    responses((status = 204), ClientProblem))]
async fn mark_notifications_read(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<MarkNotificationsReadRequest>,
) -> Result<StatusCode> {
    let which = match (body.ids, body.until) {
        (Some(ids), None) => Which::These(ids.into_iter().map(NotificationId).collect()),
        (None, Some(until)) => Which::Until(
            Timestamp::parse_rfc3339(&until).map_err(|error| refused("until", &error.to_string()))?,
        ),
        _ => return Err(refused("ids", "name either ids or until")),
    };
    app.notifications.mark_read(&actor, &which).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refused(field: &str, detail: &str) -> ApiProblem {
    ApiProblem::fields(vec![api_types::FieldError {
        field: field.to_owned(),
        code: "invalid".to_owned(),
        detail: detail.to_owned(),
    }])
}
