//! Raw RFC 5322 bytes to a message an agent can read: pure, no I/O, no waiting, never a panic on bad input.
//!
//! [`parse()`] runs in this order, and each step is tested on bytes alone: the MIME tree ([`mime`]), header fields
//! ([`header`]), choice of the body and its plain text ([`html`]), quotes ([`reply`]), what kind of mail it is
//! ([`autoreply`], [`bounce`]), forwarded originals ([`forward`]). Attachments stay byte ranges into the raw mail: a
//! 25 MB mail is hashed in pieces and never copied whole.
//!
//! What a sender got wrong is mended where the meaning is clear and listed in [`Mail::warnings`]; only input that is
//! no mail at all is an error. [`threading`] has the keys that join a mail to its conversation.

pub mod autoreply;
pub mod bounce;
pub mod compose;
pub mod dkim;
pub mod reply;

pub mod calendar;
pub mod charset;
pub mod content_hash;
pub mod forward;
pub mod header;
pub mod html;
pub mod inspect;
pub mod language;
mod message;
pub mod mime;
mod parse;
pub mod sanitize;
pub mod threading;
pub mod tnef;

pub use calendar::CalendarInvite;
pub use content_hash::content_hash;
pub use forward::{ForwardStyle, Forwarded};
pub use header::auth::{AuthResult, Verdicts};
pub use message::{Attachment, AttachmentData, Mail, MailKind, Mailbox};
pub use mime::transfer::TransferEncoding;
pub use parse::{ParseError, ParseOptions, parse};

/// HTML as plain text with the addresses of links, for the plain alternative of a mail that is written in HTML.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    html::to_text(html, html::Links::WithAddress)
}
