//! Mail: receiving by IMAP, sending by SMTP, signing in by password or OAuth, and testing all of it.

mod auth;
mod failure;
pub mod imap;
mod net;
pub mod oauth;
pub mod presets;
pub mod probe;
pub mod smtp;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

pub use auth::{MailAuth, TokenProvider};
pub use failure::{Failure, FailureCode};
pub use net::Security;

use crate::driver::{Capabilities, ChannelDriver, Delivering, Receipt, SendError, SetUp};
use crate::registry::Channel;
use imap::{ImapReceiver, ImapSettings, MailSink};
use smtp::{SmtpClient, SmtpSettings};

/// Most characters of one answer: far beyond what anybody writes, and far below what mail servers refuse.
pub const MOST_TEXT: usize = 500_000;

/// Mail as a channel.
pub static CHANNEL: Channel = Channel {
    name: "email",
    capabilities: Capabilities {
        subject: true,
        html: true,
        recipients: true,
        starts: true,
        undo: true,
        schedule: true,
        forward: true,
        signature: true,
        receipts: false,
        typing: false,
        live: false,
        content: false,
        mail_intake: true,
        max_text: MOST_TEXT,
    },
    delivering: Delivering::Outbox,
    set_up: SetUp::Mail,
};

/// A mail as it leaves: its bytes and its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawMail {
    /// `MAIL FROM`; empty for the null return path.
    pub envelope_from: String,
    /// `RCPT TO`.
    pub envelope_to: Vec<String>,
    /// The mail.
    pub raw: Bytes,
}

impl From<mail::compose::ComposedMail> for RawMail {
    fn from(composed: mail::compose::ComposedMail) -> Self {
        Self {
            envelope_from: composed.envelope_from,
            envelope_to: composed.envelope_to,
            raw: Bytes::from(composed.raw),
        }
    }
}

/// A mailbox as a channel. Either half may be missing: mail can also come in by a pipe, or go out by another inbox.
#[derive(Debug, Clone)]
pub struct EmailDriver {
    receiver: Option<(ImapReceiver, ImapSettings)>,
    sender: Option<SmtpClient>,
}

impl EmailDriver {
    /// A driver for an inbox.
    #[must_use]
    pub fn new(imap: Option<ImapSettings>, smtp: Option<SmtpSettings>) -> Self {
        Self {
            receiver: imap.map(|settings| (ImapReceiver::new(settings.clone()), settings)),
            sender: smtp.map(SmtpClient::new),
        }
    }
}

#[async_trait]
impl ChannelDriver for EmailDriver {
    type Sink = dyn MailSink;
    type Outgoing = RawMail;
    type Report = probe::ProbeReport;

    fn receives(&self) -> bool {
        self.receiver.is_some()
    }

    fn sends(&self) -> bool {
        self.sender.is_some()
    }

    async fn run(&self, sink: Arc<dyn MailSink>, cancel: CancellationToken) {
        if let Some((receiver, _)) = &self.receiver {
            receiver.run(sink, cancel).await;
        }
    }

    async fn send(&self, outgoing: &RawMail) -> Result<Receipt, SendError> {
        match &self.sender {
            Some(sender) => sender.send_raw(outgoing).await,
            None => Err(SendError {
                permanent: true,
                inbox_problem: None,
                uncertain: false,
                smtp_code: None,
                enhanced: None,
                message: "this inbox does not send".to_owned(),
                rejected_recipients: Vec::new(),
            }),
        }
    }

    async fn test(&self) -> probe::ProbeReport {
        let imap = self.receiver.as_ref().map(|(_, settings)| settings);
        let smtp = self.sender.as_ref().map(SmtpClient::settings);
        probe::probe(imap, smtp).await
    }
}
