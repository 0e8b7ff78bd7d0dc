//! The first start.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far the installation is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetupStatusView {
    /// True until the first owner exists; then `POST /setup/owner` is closed for good.
    pub needs_owner: bool,
    /// Whether the "write as a customer" page is there.
    pub demo: bool,
    /// The organisation's name once it is set.
    pub organisation: Option<String>,
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
