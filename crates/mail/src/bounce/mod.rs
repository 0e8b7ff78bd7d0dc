//! Bounces: which recipients could not be reached, and why.

use crate::Mail;

/// What a bounce says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The recipients that failed.
    pub recipients: Vec<BounceRecipient>,
    /// The id of the mail that failed.
    pub original_message_id: Option<String>,
    /// Its subject.
    pub original_subject: Option<String>,
}

/// One recipient that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceRecipient {
    /// The address.
    pub address: String,
    /// Enhanced status code.
    pub status: Option<String>,
    /// SMTP reply code.
    pub smtp_code: Option<String>,
    /// Why.
    pub reason: BounceReason,
    /// Whether trying again is pointless.
    pub permanent: bool,
    /// What the server said.
    pub diagnostic: Option<String>,
}

/// Why a mail could not be delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BounceReason {
    /// Not known.
    #[default]
    Unknown,
}

/// Finds out whether `mail` reports a failed delivery.
#[must_use]
pub fn detect(_mail: &Mail, _raw: &[u8]) -> Option<Bounce> {
    None
}
