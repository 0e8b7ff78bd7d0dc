//! The first start.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::BrandView;

/// How far the installation is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupStatusView {
    /// True until the first owner exists; then `POST /setup/owner` is closed for good.
    pub needs_owner: bool,
    /// Whether the "write as a customer" page is there.
    pub demo: bool,
    /// The organisation's name once it is set.
    pub organisation: Option<String>,
    /// The brand that the sign-in page wears.
    pub brand: Option<BrandView>,
    /// Whether the organisation can send letters, for instance to set a forgotten password anew.
    pub can_send_mail: bool,
    /// Whether the calculators of the planner work without sign-in, at `/planner`.
    pub planner_public: bool,
    /// Version of the server.
    pub version: String,
}

/// Creates the organisation and its owner; works once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateOwnerRequest {
    /// Name of the organisation, 1 to 200 characters.
    pub organisation: String,
    /// The owner's name, 1 to 200 characters.
    pub name: String,
    /// The owner's mail address, with which they sign in.
    pub email: String,
    /// 10 to 1,000 characters.
    pub password: String,
    /// `en`, `vi` or `ro`; `en` by default.
    pub locale: Option<String>,
    /// IANA name, for instance `Asia/Ho_Chi_Minh`; `UTC` by default.
    pub time_zone: Option<String>,
}

/// What there is to do on the first day; each is read from what is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a step of its own")]
pub struct FirstStepsView {
    /// An inbox is connected.
    pub inbox: bool,
    /// A conversation was answered.
    pub answer: bool,
    /// A colleague is there or invited.
    pub colleague: bool,
    /// There is a team.
    pub team: bool,
    /// There is a saved reply.
    pub saved_reply: bool,
    /// Language, time zone or the looks of the brand were chosen.
    pub settings: bool,
    /// The asking agent chose how to be told of news.
    pub notifications: bool,
    /// Somebody put the list away.
    pub dismissed: bool,
}

/// Puts the list of first steps away, for everybody, or shows it again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FirstStepsRequest {
    /// Whether it is put away.
    pub dismissed: bool,
}
