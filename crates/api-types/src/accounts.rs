//! Agents, sign-in, roles, teams and API tokens.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::BrandView;

/// Signs in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LoginRequest {
    /// Mail address of the agent.
    pub email: String,
    /// Password of the agent.
    pub password: String,
}

/// The signed-in agent and what they may do. The cookie is `HttpOnly`; `csrf_token` goes into the header
/// `X-CSRF-Token` of every request that changes something.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Who is signed in.
    pub agent: AgentView,
    /// Names of all permissions of the agent's role.
    pub permissions: Vec<String>,
    /// Send it as `X-CSRF-Token`.
    pub csrf_token: String,
    /// Name of the organisation.
    pub organisation: String,
    /// The brand that the workspace wears: the first one.
    pub brand: Option<BrandView>,
    /// IANA time zone that times are shown in: the agent's own, else the organisation's.
    pub time_zone: String,
    /// Seconds within which an answer can be taken back.
    pub undo_send_seconds: u32,
    /// Whether the installation runs with demo data.
    pub demo: bool,
}

/// One place where the agent is signed in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignedInView {
    /// Key of the session.
    pub id: i64,
    /// True for the session that asks.
    pub current: bool,
    /// Browser as it introduced itself.
    pub user_agent: String,
    /// Address it came from.
    pub ip: String,
    /// When it signed in.
    pub created_at: String,
    /// When it was last used, to the minute.
    pub last_seen_at: String,
}

/// An agent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AgentView {
    /// Key of the agent.
    pub id: i64,
    /// Name as colleagues and customers see it.
    pub name: String,
    /// Mail address for sign-in.
    pub email: String,
    /// Role of the agent.
    pub role_id: i64,
    /// Name of the role.
    pub role: String,
    /// `en`, `vi` or `ro`.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// IANA time zone; null for the organisation's.
    pub time_zone: Option<String>,
    /// Signature in plain text, under every answer.
    pub signature: String,
    /// False when the agent may not sign in any more.
    pub active: bool,
    /// Teams of the agent.
    pub team_ids: Vec<i64>,
    /// Inboxes the agent may see; empty together with `all_inboxes` means all.
    pub inbox_ids: Vec<i64>,
    /// Whether the role sees every inbox.
    pub all_inboxes: bool,
    /// When the agent was created.
    pub created_at: String,
    /// When the agent was last seen.
    pub last_seen_at: Option<String>,
}

/// Creates an agent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateAgentRequest {
    /// 1 to 200 characters.
    pub name: String,
    /// Mail address, not used by another agent.
    pub email: String,
    /// 10 to 1,000 characters.
    pub password: String,
    /// Role of the agent.
    pub role_id: i64,
    /// `en`, `vi` or `ro`.
    pub locale: Option<String>,
    /// Teams to join.
    #[serde(default)]
    pub team_ids: Vec<i64>,
    /// Inboxes to open when the role does not see all.
    #[serde(default)]
    pub inbox_ids: Vec<i64>,
}

/// Changes an agent; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateAgentRequest {
    /// New name.
    pub name: Option<String>,
    /// New mail address.
    pub email: Option<String>,
    /// New role.
    pub role_id: Option<i64>,
    /// Sign-in allowed.
    pub active: Option<bool>,
    /// New password, set by an administrator; ends the agent's sessions.
    pub password: Option<String>,
    /// Replaces the teams.
    pub team_ids: Option<Vec<i64>>,
    /// Replaces the inboxes.
    pub inbox_ids: Option<Vec<i64>>,
}

/// Changes the signed-in agent's own settings; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateProfileRequest {
    /// New name.
    pub name: Option<String>,
    /// `en`, `vi` or `ro`.
    pub locale: Option<String>,
    /// `system`, `light` or `dark`.
    pub theme: Option<String>,
    /// IANA time zone; empty for the organisation's.
    pub time_zone: Option<String>,
    /// Signature in plain text, at most 5,000 characters.
    pub signature: Option<String>,
}

/// Changes the own password; ends all other sessions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChangePasswordRequest {
    /// The present password.
    pub current_password: String,
    /// 10 to 1,000 characters.
    pub new_password: String,
}

/// A role: a named set of permissions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoleView {
    /// Key of the role.
    pub id: i64,
    /// Name of the role.
    pub name: String,
    /// `owner`, `admin`, `supervisor`, `agent`, `read_only` for the five that come with the product; null for own ones.
    pub key: Option<String>,
    /// What the role may do.
    pub permissions: Vec<String>,
    /// Whether it sees every inbox.
    pub all_inboxes: bool,
    /// Whether personal data of customers is shown masked.
    pub mask_personal_data: bool,
}

/// Creates or replaces an own role.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoleRequest {
    /// 1 to 100 characters.
    pub name: String,
    /// Names of permissions.
    pub permissions: Vec<String>,
    /// Whether it sees every inbox.
    #[serde(default)]
    pub all_inboxes: bool,
    /// Whether personal data of customers is shown masked.
    #[serde(default)]
    pub mask_personal_data: bool,
}

/// A team.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TeamView {
    /// Key of the team.
    pub id: i64,
    /// Name of the team.
    pub name: String,
    /// Members.
    pub agent_ids: Vec<i64>,
}

/// Creates or changes a team.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TeamRequest {
    /// 1 to 100 characters, not used by another team.
    pub name: String,
    /// Members; replaces them.
    #[serde(default)]
    pub agent_ids: Vec<i64>,
}

/// A key for programs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApiTokenView {
    /// Key of the token's row.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// First characters of the token, to recognise it.
    pub prefix: String,
    /// Permissions that it may use, at most those of its agent.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was last used, to the minute.
    pub last_used_at: Option<String>,
    /// When it stops working.
    pub expires_at: Option<String>,
}

/// Makes a key for programs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateApiTokenRequest {
    /// 1 to 100 characters.
    pub name: String,
    /// Permissions that it may use.
    pub scopes: Vec<String>,
    /// When it stops working; never when absent.
    pub expires_at: Option<String>,
}

/// A new key; the only time that its secret is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreatedApiTokenView {
    /// The secret, sent as `Authorization: Bearer …`.
    pub token: String,
    /// What is kept of it.
    #[serde(flatten)]
    pub details: ApiTokenView,
}
