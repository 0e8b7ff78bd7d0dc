//! Settings of the whole organisation, brands and the audit log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Settings of the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OrganisationView {
    /// Name of the organisation.
    pub name: String,
    /// Language for what the product itself writes to customers: `en`, `vi` or `ro`.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Seconds within which an answer can be taken back, 0 to 120.
    pub undo_send_seconds: u32,
    /// Inbox through which invitations and other letters of the organisation leave; null for the first that can send.
    pub system_inbox_id: Option<i64>,
    /// The address that those letters come from; null while nothing can send.
    pub system_sender: Option<String>,
    /// Whether the calculators of the planner work without sign-in.
    pub planner_public: bool,
}

/// Changes settings of the organisation; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateOrganisationRequest {
    /// 1 to 200 characters.
    pub name: Option<String>,
    /// `en`, `vi` or `ro`.
    pub locale: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// 0 to 120.
    pub undo_send_seconds: Option<u32>,
    /// An inbox that can send; absent leaves it, null takes the first that can.
    #[serde(
        default,
        deserialize_with = "crate::conversations::present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<i64>)]
    pub system_inbox_id: Option<Option<i64>>,
    /// Whether the calculators of the planner work without sign-in, at `/planner`. What was counted here is never shown there.
    pub planner_public: Option<bool>,
}

/// A brand.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BrandView {
    /// Key of the brand.
    pub id: i64,
    /// Name of the brand.
    pub name: String,
    /// Accent colour as `#rrggbb`.
    pub color: String,
    /// Where the logo is; null without one. Changes with the picture.
    pub logo_url: Option<String>,
}

/// Creates or changes a brand.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BrandRequest {
    /// 1 to 100 characters.
    pub name: String,
    /// `#rrggbb`; white text on it must have a contrast of 4.5:1.
    pub color: String,
}

/// One line of the audit log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AuditEntryView {
    /// Key of the line.
    pub id: i64,
    /// When it happened.
    pub at: String,
    /// `agent`, `api_token`, `contact` or `system`.
    pub actor_kind: String,
    /// Key of the actor, null for the system.
    pub actor_id: Option<i64>,
    /// Name of the actor at that time.
    pub actor_name: String,
    /// What was done, for instance `agent.created`.
    pub action: String,
    /// What it was done to, for instance `agent`.
    pub subject_kind: String,
    /// Key of what it was done to.
    pub subject_id: Option<i64>,
    /// More in words.
    pub detail: String,
    /// Address the actor came from.
    pub ip: String,
}
