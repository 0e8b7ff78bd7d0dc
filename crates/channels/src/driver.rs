//! What every channel has in common.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

/// A way for messages to come in and go out. One value stands for one inbox with its settings.
///
/// What comes in differs from channel to channel (raw mails with their place on the server, chat events), so each driver
/// names its own sink; the life cycle, sending and its errors are the same for all.
#[async_trait]
pub trait ChannelDriver: Send + Sync + 'static {
    /// Takes what arrives; implemented where there is a database.
    type Sink: ?Sized + Send + Sync;
    /// A message in the form that leaves.
    type Outgoing: ?Sized + Sync;
    /// What a connection test finds.
    type Report: Send;

    /// Whether [`run`](Self::run) waits for messages, as the inbox is set up.
    fn receives(&self) -> bool;

    /// Whether [`send`](Self::send) works, as the inbox is set up.
    fn sends(&self) -> bool;

    /// Receives until cancelled. Failures are told to the sink and retried here: it returns only when cancelled, or at
    /// once when the channel has nothing to wait for.
    async fn run(&self, sink: Arc<Self::Sink>, cancel: CancellationToken);

    /// Hands one message over; returns when the other side has taken responsibility for it, or says why not.
    async fn send(&self, outgoing: &Self::Outgoing) -> Result<Receipt, SendError>;

    /// Tries everything that [`run`](Self::run) and [`send`](Self::send) need, without receiving or sending anything.
    async fn test(&self) -> Self::Report;
}

/// What conversations and messages of a channel can be and do. The browser gets the same and follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// A message has a subject.
    pub subject: bool,
    /// A message may have HTML.
    pub html: bool,
    /// Whoever writes chooses recipients, openly or blind; otherwise an answer goes to the customer of the conversation.
    pub recipients: bool,
    /// We can write first, to an address.
    pub starts: bool,
    /// An answer waits for a moment in which it can be taken back.
    pub undo: bool,
    /// An answer can be given a time at which it leaves.
    pub schedule: bool,
    /// Messages can be shown to somebody else.
    pub forward: bool,
    /// A signature stands below answers.
    pub signature: bool,
    /// It is known what the customer has received and seen.
    pub receipts: bool,
    /// It is known that the customer is writing.
    pub typing: bool,
    /// The customer is there while we answer: conversations are offered, accepted and ended.
    pub live: bool,
    /// Messages may be quick replies, cards and forms.
    pub content: bool,
    /// Mails come in by it: it has a ledger, and takes pushed and piped mail.
    pub mail_intake: bool,
    /// Most characters of an answer.
    pub max_text: usize,
}

impl Capabilities {
    /// Nothing.
    pub const NONE: Self = Self {
        subject: false,
        html: false,
        recipients: false,
        starts: false,
        undo: false,
        schedule: false,
        forward: false,
        signature: false,
        receipts: false,
        typing: false,
        live: false,
        content: false,
        mail_intake: false,
        max_text: 0,
    };
}

/// How an answer reaches the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivering {
    /// By the outbox: a driver hands it to another server, again until that took it.
    Outbox,
    /// Storing is delivering: the customer's client reads it from us.
    Stored,
    /// Not at all.
    Never,
}

/// What an inbox of a channel is set up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUp {
    /// Mail servers.
    Mail,
    /// A widget.
    Chat,
    /// It cannot be set up.
    Nothing,
}

/// The other side took a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What it said, for the log (for mail often the queue id).
    pub response: String,
    /// Recipients that it did not take, while it took others.
    pub rejected: Vec<RejectedRecipient>,
}

/// A recipient that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRecipient {
    /// The address.
    pub address: String,
    /// Whether trying again is useless.
    pub permanent: bool,
    /// The reply code.
    pub smtp_code: Option<u16>,
    /// The enhanced status code, such as `5.1.1`.
    pub enhanced: Option<String>,
    /// The server's words.
    pub message: String,
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SendError {
    /// Trying again with the same message is useless. Never set for a trouble of the inbox (login, connection): once that
    /// is repaired the message can go.
    pub permanent: bool,
    /// The inbox itself does not work (login refused, certificate, host): show it to the administrator.
    pub inbox_problem: Option<crate::email::Failure>,
    /// The connection broke after the whole message was handed over and before the answer: the other side may have it.
    /// Sending again is right (a mail's Message-ID lets the receiver drop the second copy) and worth a note.
    pub uncertain: bool,
    /// The reply code.
    pub smtp_code: Option<u16>,
    /// The enhanced status code, such as `4.7.1`.
    pub enhanced: Option<String>,
    /// What happened, in words that can be shown.
    pub message: String,
    /// When recipients were refused and none was left: each with its reason.
    pub rejected_recipients: Vec<RejectedRecipient>,
}
