//! What a parsed mail consists of.

use std::borrow::Cow;
use std::ops::Range;

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarInvite;
use crate::forward::Forwarded;
use crate::header::auth::Verdicts;
use crate::mime::transfer::{self, TransferEncoding};

/// A person or role behind an address. Both parts may be empty: real mail leaves out either.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mailbox {
    /// The display name, decoded, without quotes.
    pub name: String,
    /// `local@domain` as the sender wrote it (case kept); may be malformed, see [`Mailbox::is_valid`].
    pub address: String,
}

impl Mailbox {
    /// From its two parts.
    #[must_use]
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            address: address.into(),
        }
    }

    /// Whether an answer could be addressed to it: one `@`, something on both sides, no white space or controls.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        crate::header::address::is_plausible(&self.address)
    }

    /// The address in the form to compare with: lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.address.to_lowercase()
    }
}

/// What kind of mail this is; decides whether a conversation is opened and who may answer it automatically.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// Written by a person, or at least meant to be read like that.
    #[default]
    Normal,
    /// Vacation notes and other automatic answers.
    AutoReply,
    /// Something could not be delivered, or is late (RFC 3464 and the many free forms).
    Bounce,
    /// A complaint in abuse reporting format (RFC 5965).
    AbuseReport,
    /// A read or delivery receipt (RFC 8098, or a delivery status without a failure).
    DeliveryReceipt,
    /// A calendar invitation, its update, its cancellation or an answer to one.
    Calendar,
}

/// Where the bytes of an attachment are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentData {
    /// In the raw mail, still encoded.
    Encoded {
        /// The byte range in the raw mail that was parsed.
        range: Range<usize>,
        /// How those bytes are encoded.
        encoding: TransferEncoding,
    },
    /// Taken out of a container (winmail.dat, uuencoded text): decoded already.
    Owned(Vec<u8>),
}

/// A file that came with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// A file name safe to save under; never empty, never a path.
    pub name: String,
    /// Lower-case media type without parameters, for instance `image/png`.
    pub content_type: String,
    /// Bytes after decoding.
    pub size: u64,
    /// Lower-case hex SHA-256 of the decoded bytes.
    pub sha256: String,
    /// Shown inside the body rather than listed below it.
    pub inline: bool,
    /// `Content-ID` without angle brackets, what `cid:` links refer to.
    pub content_id: Option<String>,
    /// Where the bytes are.
    pub data: AttachmentData,
}

impl Attachment {
    /// The decoded bytes; `raw` must be the mail that was parsed. Borrowed when nothing had to be decoded.
    #[must_use]
    pub fn bytes<'a>(&'a self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        match &self.data {
            AttachmentData::Owned(bytes) => Cow::Borrowed(bytes),
            AttachmentData::Encoded { range, encoding } => {
                transfer::decode(*encoding, raw.get(range.clone()).unwrap_or_default())
            }
        }
    }

    /// Hands the decoded bytes out in pieces of at most 64 KiB, without holding the whole attachment in memory.
    pub fn for_each_chunk(&self, raw: &[u8], mut sink: impl FnMut(&[u8])) {
        match &self.data {
            AttachmentData::Owned(bytes) => bytes.chunks(transfer::CHUNK).for_each(sink),
            AttachmentData::Encoded { range, encoding } => {
                transfer::decode_chunks(*encoding, raw.get(range.clone()).unwrap_or_default(), &mut sink);
            }
        }
    }
}

/// A mail, read and cleaned. Texts are NFC, without NUL, lines end with `\n`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mail {
    /// The author; both parts are empty when the mail names none at all.
    pub from: Mailbox,
    /// Every author that `From` lists.
    pub from_all: Vec<Mailbox>,
    /// `Sender`, when it is there.
    pub sender: Option<Mailbox>,
    /// `To`, groups flattened.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`, which only drafts and own copies carry.
    pub bcc: Vec<Mailbox>,
    /// `Reply-To`, only addresses that can be written to.
    pub reply_to: Vec<Mailbox>,
    /// The subject, decoded and unfolded; empty when there is none.
    pub subject: String,
    /// `Date`; `None` when missing or impossible.
    pub date: Option<Timestamp>,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// Ids of `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Ids of `References`, without angle brackets, in their order.
    pub references: Vec<String>,
    /// The whole body as plain text, quotes included.
    pub text: String,
    /// The body as sanitised HTML, when the mail has HTML; see [`crate::sanitize`].
    pub html: Option<String>,
    /// The part of `html` that the author wrote this time, when the HTML tells it from the quotes.
    pub reply_html: Option<String>,
    /// How many remote images the HTML holds back.
    pub html_remote_images: usize,
    /// What the author wrote this time: without quotes and signature.
    pub reply_text: String,
    /// The rest: quotes and signature.
    pub quoted_text: String,
    /// Files, also those shown inside the body.
    pub attachments: Vec<Attachment>,
    /// What kind of mail this is.
    pub kind: MailKind,
    /// Whether an automatic answer may be sent to it.
    pub may_auto_respond: bool,
    /// Whether it came through a mailing list.
    pub is_list: bool,
    /// What could not be delivered, for [`MailKind::Bounce`].
    pub bounce: Option<crate::bounce::Bounce>,
    /// The original that was forwarded, when this mail forwards one.
    pub forwarded: Option<Forwarded>,
    /// The event, for [`MailKind::Calendar`].
    pub calendar: Option<CalendarInvite>,
    /// ISO 639-1 code of the language of the reply text, only when it is certain.
    pub language: Option<String>,
    /// What the receiving server found of SPF, DKIM and DMARC.
    pub authentication: Verdicts,
    /// Every header field in order: name as written, value unfolded and decoded.
    pub headers: Vec<(String, String)>,
    /// The `X-Rapport-*` fields: marks that this product put on a mail it sent.
    pub own_markers: Vec<(String, String)>,
    /// Hidden markers found in the body, not yet verified; see [`crate::threading::marker`]. The texts of the mail do
    /// not show them.
    pub body_markers: Vec<String>,
    /// What was wrong with the mail and how it was understood.
    pub warnings: Vec<String>,
}

impl Mail {
    /// The first value of the header field `name`, any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// All values of the header field `name`, any case.
    pub fn header_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// Where an answer goes: `Reply-To` when it can be used, else the author.
    #[must_use]
    pub fn answer_to(&self) -> &Mailbox {
        self.reply_to.first().unwrap_or(&self.from)
    }
}
