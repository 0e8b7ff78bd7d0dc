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
    /// `assigned`, `mentioned`, `replied` or `failed`.
    pub kind: String,
    /// About which conversation.
    pub conversation_id: i64,
    /// Its running number.
    pub conversation_number: i64,
    /// Its subject.
    pub subject: String,
    /// Its customer.
    pub contact_name: String,
    /// The entry of its timeline.
    pub seq: i64,
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
