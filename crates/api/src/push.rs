//! The signed-in agent's notification settings and the browsers that take pushes.

use api_types::{
    NotificationSettingsView, NotificationWaysView, PushSubscriptionView, PushView, QuietHoursBody,
    QuietWindowBody, SubscribePushRequest, UpdateNotificationSettingsRequest,
};
use app::App;
use app::notifications::settings::{Changes, QuietHoursChange, QuietWindowChange, Settings, WaysChange};
use app::push::{Browser, Subscription};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{PushSubscriptionId, SessionId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::{Signed, SignedIn};
use crate::http::client::Visit;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_notification_settings, update_notification_settings))
        .routes(routes!(get_push))
        .routes(routes!(subscribe_push))
        .routes(routes!(unsubscribe_push))
        .routes(routes!(test_push))
}

fn settings_view(settings: &Settings) -> NotificationSettingsView {
    let hours = &settings.quiet_hours;
    NotificationSettingsView {
        events: settings
            .preferences
            .iter()
            .map(|(kind, ways)| NotificationWaysView {
                kind: kind.to_string(),
                in_app: ways.in_app,
                push: ways.push,
                sound: ways.sound,
            })
            .collect(),
        quiet_hours: QuietHoursBody {
            time_zone: hours.time_zone.clone(),
            windows: hours
                .windows
                .iter()
                .map(|window| QuietWindowBody {
                    days: window.days.iter().map(|day| day.to_string()).collect(),
                    from: window.from.to_string(),
                    to: window.to.to_string(),
                })
                .collect(),
        },
    }
}

fn changes(body: UpdateNotificationSettingsRequest) -> Changes {
    let window = |window: QuietWindowBody| QuietWindowChange {
        days: window.days,
        from: window.from,
        to: window.to,
    };
    Changes {
        events: body
            .events
            .into_iter()
            .map(|event| WaysChange {
                kind: event.kind,
                in_app: event.in_app,
                push: event.push,
                sound: event.sound,
            })
            .collect(),
        quiet_hours: body.quiet_hours.map(|hours| QuietHoursChange {
            time_zone: hours.time_zone,
            windows: hours.windows.into_iter().map(window).collect(),
        }),
    }
}

fn subscription_view(one: Subscription, session: Option<SessionId>) -> PushSubscriptionView {
    PushSubscriptionView {
        id: one.id.get(),
        current: Some(one.session_id) == session,
        endpoint: one.endpoint,
        user_agent: one.user_agent,
        created_at: one.created_at.to_rfc3339(),
        last_success_at: one.last_success_at.map(Timestamp::to_rfc3339),
        last_error: one.last_error,
        last_error_at: one.last_error_at.map(Timestamp::to_rfc3339),
    }
}

/// By which ways one is told of what, and when not to be disturbed.
#[utoipa::path(get, path = "/me/notification-settings", tag = "me",
    responses((status = 200, body = NotificationSettingsView), ClientProblem))]
async fn get_notification_settings(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<Json<NotificationSettingsView>> {
    Ok(Json(settings_view(&app.notifications.settings(&actor).await?)))
}

/// Choose other ways, or other quiet hours.
#[utoipa::path(patch, path = "/me/notification-settings", tag = "me", request_body = UpdateNotificationSettingsRequest,
    responses((status = 200, body = NotificationSettingsView), ClientProblem))]
async fn update_notification_settings(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<UpdateNotificationSettingsRequest>,
) -> Result<Json<NotificationSettingsView>> {
    let settings = app.notifications.update_settings(&actor, &changes(body)).await?;
    Ok(Json(settings_view(&settings)))
}

/// What a browser needs to subscribe to pushes, and which of one's browsers have.
#[utoipa::path(get, path = "/me/push", tag = "me", responses((status = 200, body = PushView), ClientProblem))]
async fn get_push(State(app): State<App>, Signed(actor): Signed) -> Result<Json<PushView>> {
    let overview = app.push.overview(&actor).await?;
    Ok(Json(PushView {
        public_key: overview.public_key,
        subscriptions: overview
            .subscriptions
            .into_iter()
            .map(|one| subscription_view(one, Some(overview.session)))
            .collect(),
    }))
}

/// Subscribe this browser to pushes, for as long as it is signed in.
#[utoipa::path(post, path = "/me/push/subscriptions", tag = "me", request_body = SubscribePushRequest,
    responses((status = 201, body = PushSubscriptionView), ClientProblem))]
async fn subscribe_push(
    State(app): State<App>,
    SignedIn { actor, session }: SignedIn,
    visit: Visit,
    ApiJson(body): ApiJson<SubscribePushRequest>,
) -> Result<(StatusCode, Json<PushSubscriptionView>)> {
    let visitor = visit.visitor();
    let browser = Browser {
        endpoint: &body.endpoint,
        p256dh: &body.p256dh,
        auth: &body.auth,
        user_agent: visitor.user_agent,
    };
    let made = app.push.subscribe(&actor, &browser).await?;
    let view = subscription_view(made, session.map(|session| session.id));
    Ok((StatusCode::CREATED, Json(view)))
}

/// End the pushes to one of one's browsers.
#[utoipa::path(delete, path = "/me/push/subscriptions/{id}", tag = "me", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn unsubscribe_push(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<i64>,
) -> Result<StatusCode> {
    app.push.unsubscribe(&actor, PushSubscriptionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a test to one of one's browsers, by the same way as every push. What came of it is in `GET /me/push`.
#[utoipa::path(post, path = "/me/push/subscriptions/{id}/test", tag = "me", params(("id" = i64, Path)),
    responses((status = 202), ClientProblem))]
async fn test_push(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<i64>,
) -> Result<StatusCode> {
    app.push.send_test(&actor, PushSubscriptionId(id)).await?;
    Ok(StatusCode::ACCEPTED)
}
