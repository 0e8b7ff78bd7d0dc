//! Invitations and forgotten passwords.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A colleague who was asked to come and has not come yet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    /// Key of the invitation.
    pub id: i64,
    /// Name of the colleague.
    pub name: String,
    /// Mail address of the colleague.
    pub email: String,
    /// Role that waits.
    pub role_id: i64,
    /// Name of the role.
    pub role: String,
    /// Language of the letter.
    pub locale: String,
    /// Teams to join.
    pub team_ids: Vec<i64>,
    /// Inboxes to open.
    pub inbox_ids: Vec<i64>,
    /// `invited` or `expired`.
    pub state: String,
    /// What became of the letter: `by_hand` when there is none, `queued`, `sent`, `failed`.
    pub delivery: String,
    /// Why the letter could not be delivered.
    pub delivery_error: Option<String>,
    /// Name of who invited.
    pub invited_by: String,
    /// When.
    pub created_at: String,
    /// When the link stops working.
    pub expires_at: String,
}

/// Invites a colleague.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InviteRequest {
    /// 1 to 200 characters.
    pub name: String,
    /// Mail address, not used by an agent and not invited.
    pub email: String,
    /// Role of the agent to be.
    pub role_id: i64,
    /// `en`, `vi` or `ro`: language of the letter; the organisation's when absent.
    pub locale: Option<String>,
    /// Teams to join.
    #[serde(default)]
    pub team_ids: Vec<i64>,
    /// Inboxes to open when the role does not see all.
    #[serde(default)]
    pub inbox_ids: Vec<i64>,
    /// Whether a letter is sent; otherwise the answer has the link.
    #[serde(default = "yes")]
    pub by_mail: bool,
}

/// Sends an invitation again, with a new link.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ResendInvitationRequest {
    /// Whether a letter is sent; otherwise the answer has the link.
    #[serde(default = "yes")]
    pub by_mail: bool,
}

/// An invitation that was just made or renewed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitedView {
    /// The invitation.
    pub invitation: InvitationView,
    /// The link to hand over, when no letter brings it: none was wanted, or nothing can send mail yet. It cannot be had again.
    pub link: Option<String>,
}

/// The end of the link in a letter.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LinkTokenRequest {
    /// What stands behind the last slash of the link.
    pub token: String,
}

/// What an invitation offers to the one who was invited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationOfferView {
    /// Name of the organisation.
    pub organisation: String,
    /// Who invited.
    pub invited_by: String,
    /// The name that the inviter wrote.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// Language of the letter.
    pub locale: String,
    /// The organisation's time zone.
    pub time_zone: String,
    /// When the link stops working.
    pub expires_at: String,
}

/// Accepts an invitation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AcceptInvitationRequest {
    /// What stands behind the last slash of the link.
    pub token: String,
    /// 1 to 200 characters.
    pub name: String,
    /// 10 to 1,000 characters.
    pub password: String,
    /// `en`, `vi` or `ro`; that of the letter when absent.
    pub locale: Option<String>,
    /// IANA time zone; the organisation's when absent.
    pub time_zone: Option<String>,
}

/// Asks for a link to set a forgotten password anew.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskPasswordResetRequest {
    /// Mail address of the account.
    pub email: String,
}

/// The account that a link opens.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PasswordResetView {
    /// Its mail address.
    pub email: String,
}

/// Sets a forgotten password anew.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UsePasswordResetRequest {
    /// What stands behind the last slash of the link.
    pub token: String,
    /// 10 to 1,000 characters.
    pub password: String,
}

const fn yes() -> bool {
    true
}
