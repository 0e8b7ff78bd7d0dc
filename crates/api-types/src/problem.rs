//! Errors as RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong, for programs (`code`) and for people (`title`, `detail`).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:rapport:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence that is the same for every occurrence of `code`.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable, snake_case, for instance `conversation_not_found`; programs and translations rely on it.
    pub code: String,
    /// What happened this time, with the input it was about.
    pub detail: String,
    /// Which fields of the request were refused and why; empty when the request as a whole was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What there is now, of what somebody else changed meanwhile; for `draft_changed` the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<serde_json::Value>,
    /// Of `proof_required`: zero bits that the hash must begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<u32>,
    /// Of `proof_required`: what to work on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// Names the request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One refused field.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Path of the field in the request, for instance `imap.port`.
    pub field: String,
    /// Stable code of the reason, for instance `required`, `too_long`, `invalid_email`.
    pub code: String,
    /// The reason in words.
    pub detail: String,
}
