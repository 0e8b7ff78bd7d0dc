//! Notifications.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which notifications to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    /// Only those that were not read.
    pub unread: Option<bool>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 100, 50 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// What an agent is told of.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotificationView {
    /// Key.
    pub id: i64,
    /// `assigned`, `mentioned`, `replied`, `failed`, `arrived`, `chat_offered`, `chat_idle`, `shifts_changed`, `roster_asked` or
    /// `roster_decided`; the last three are about rosters, all others about a conversation.
    pub kind: String,
    /// About which conversation; null when it is about rosters.
    pub conversation_id: Option<i64>,
    /// Its running number; 0 without one.
    pub conversation_number: i64,
    /// Its subject; empty without one.
    pub subject: String,
    /// Its customer; empty without one.
    pub contact_name: String,
    /// The entry of its timeline; 0 without one.
    pub seq: i64,
    /// What happened to rosters: `published`, `changed`, `leave_asked`, `swap_offered`, `swap_taken`, `leave_granted`, `leave_refused`,
    /// `swap_approved` or `swap_refused`; null when it is about a conversation.
    pub topic: Option<String>,
    /// The first day of what that is about, as `2026-03-02`: of a week its Monday.
    pub day: Option<String>,
    /// Who caused it, last.
    pub actor_name: String,
    /// How often it happened before it was read.
    pub times: i64,
    /// When it happened last.
    pub created_at: String,
    /// When it was read.
    pub read_at: Option<String>,
}

/// How many notifications wait.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct NotificationCountView {
    /// Not read; counted up to 100.
    pub unread: i64,
}

/// Exactly one of both.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct MarkNotificationsReadRequest {
    /// These, at most 500.
    pub ids: Option<Vec<i64>>,
    /// All that came until this instant.
    pub until: Option<String>,
}

/// By which ways an agent is told of one kind of event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationWaysView {
    /// The kind of event, as in a notification; `arrived` is a new conversation that nobody has yet.
    pub kind: String,
    /// In the notification centre, and as a short message in the window that is in use.
    pub in_app: bool,
    /// As a push to the browsers that are subscribed.
    pub push: bool,
    /// By a sound in one window.
    pub sound: bool,
}

/// Hours in which neither push nor sound comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuietWindowBody {
    /// The days on which they begin: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    pub days: Vec<String>,
    /// When they begin, as `22:00`.
    pub from: String,
    /// When they end; on the day after when that is not later than `from`. The same time is a whole day.
    pub to: String,
}

/// Quiet hours; the centre still fills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuietHoursBody {
    /// IANA name of the time zone of the agent's clock.
    pub time_zone: String,
    /// Up to seven windows; none means never.
    pub windows: Vec<QuietWindowBody>,
}

/// How the agent is told of what.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NotificationSettingsView {
    /// Every kind of event.
    pub events: Vec<NotificationWaysView>,
    /// When not to be disturbed.
    pub quiet_hours: QuietHoursBody,
}

/// Another choice for a kind of event; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct NotificationWaysChange {
    /// The kind of event.
    pub kind: String,
    /// In the centre.
    pub in_app: Option<bool>,
    /// By push.
    pub push: Option<bool>,
    /// By sound.
    pub sound: Option<bool>,
}

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateNotificationSettingsRequest {
    /// Some kinds of events.
    #[serde(default)]
    pub events: Vec<NotificationWaysChange>,
    /// All quiet hours.
    pub quiet_hours: Option<QuietHoursBody>,
}

/// What a browser needs to subscribe to pushes, and which ones have.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PushView {
    /// The application server key, base64url. A browser that subscribed with another one must subscribe anew.
    pub public_key: String,
    /// Own subscribed browsers, the newest first.
    pub subscriptions: Vec<PushSubscriptionView>,
}

/// A browser that is subscribed to pushes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PushSubscriptionView {
    /// Key.
    pub id: i64,
    /// Whether the session that asks subscribed it.
    pub current: bool,
    /// Its address at its push service, by which a browser knows itself.
    pub endpoint: String,
    /// How it introduced itself.
    pub user_agent: String,
    /// When it was subscribed.
    pub created_at: String,
    /// When its push service last took a message.
    pub last_success_at: Option<String>,
    /// Why it did not since.
    pub last_error: Option<String>,
    /// When it last did not.
    pub last_error_at: Option<String>,
}

/// A browser's subscription, as `PushSubscription.toJSON()` gives it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SubscribePushRequest {
    /// Its address at its push service: https, public.
    pub endpoint: String,
    /// Its public key, base64url.
    pub p256dh: String,
    /// Its authentication secret, base64url.
    pub auth: String,
}
