//! Which conversation a mail belongs to.
//!
//! A mail offers several keys; [`ThreadKeys::of`] lists them in the order in which they are to be tried, most certain
//! first: the signed reply address, `In-Reply-To`, `References` in any order (Apple Mail and Outlook reorder them), the
//! hidden marker in the quoted body, the number in the subject. The first two carry a signature or an id that only
//! participants know; the number in the subject is public, so whoever uses it must also check that the sender takes
//! part in that conversation.

pub mod marker;
pub mod reply_address;
pub mod subject;

use crate::message::Mail;

/// The keys of one mail, in the order in which they are tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThreadKeys {
    /// Conversation tokens of valid signed reply addresses among the recipients.
    pub reply_tokens: Vec<String>,
    /// Ids of `In-Reply-To`.
    pub in_reply_to: Vec<String>,
    /// Ids of `References`, newest first, without those of `in_reply_to`.
    pub references: Vec<String>,
    /// Conversation tokens of valid hidden markers in the body, topmost first.
    pub marker_tokens: Vec<String>,
    /// The conversation number in the subject.
    pub subject_number: Option<u64>,
}

/// Header fields that hold the address a mail was delivered to, beside `To` and `Cc`.
const DELIVERY_FIELDS: [&str; 7] = [
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "X-Forwarded-To",
    "X-Forwarded-For",
];

impl ThreadKeys {
    /// The keys of `mail`; signatures are checked with `key`.
    #[must_use]
    pub fn of(mail: &Mail, key: &[u8]) -> Self {
        let delivered = DELIVERY_FIELDS.iter().flat_map(|name| mail.header_all(name));
        let listed = mail
            .to
            .iter()
            .chain(&mail.cc)
            .chain(&mail.bcc)
            .map(|m| m.address.as_str());
        let mut reply_tokens: Vec<String> = Vec::new();
        for token in listed
            .chain(delivered)
            .filter_map(|address| reply_address::verify(address, key))
        {
            if !reply_tokens.contains(&token) {
                reply_tokens.push(token);
            }
        }
        let mut marker_tokens: Vec<String> = Vec::new();
        for token in mail
            .body_markers
            .iter()
            .flat_map(|found| marker::find(found, key))
        {
            if !marker_tokens.contains(&token) {
                marker_tokens.push(token);
            }
        }
        Self {
            reply_tokens,
            in_reply_to: mail.in_reply_to.clone(),
            references: mail
                .references
                .iter()
                .rev()
                .filter(|id| !mail.in_reply_to.contains(id))
                .cloned()
                .collect(),
            marker_tokens,
            subject_number: subject::number(&mail.subject),
        }
    }

    /// Nothing points to a conversation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
