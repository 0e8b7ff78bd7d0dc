//! Receiving by IMAP: every mail of every chosen folder exactly once into the sink, by UID and UIDVALIDITY.
//!
//! A folder is watched over a connection of its own with IDLE; folders beyond [`Limits::connections`] share one and are
//! polled. The place in a folder is the sink's: it is stored in the same transaction as the mails, and asked for again
//! on every connection, so that neither a crash here nor one there loses or doubles anything. Folders are opened
//! read-only (EXAMINE) and mails fetched with `BODY.PEEK[]`: nothing changes on the server unless
//! [`AfterFetch::MarkSeen`] is set.
//!
//! Responses are parsed by `imap-proto`; the connection below it is our own, because it must check the
//! outcome of every command (a FETCH that fails half-way must not look like mails that do not exist), hand a 25 MB mail
//! through without copies, and survive a single response that makes no sense.

mod backoff;
mod client;
mod fetch;
mod folder;
mod frame;
mod receiver;
mod response;
mod sink;
pub(crate) mod utf7;

use std::time::Duration;

pub use receiver::{ImapReceiver, fetch_one};
pub use sink::{
    ConnectionState, FetchedMail, FolderCursor, FolderPlace, InboxStatus, MailSink, OnServer, ResetReason,
    SinkError, SkipReason,
};

pub(crate) use client::{Client, FolderInfo};

use super::auth::MailAuth;
use super::net::Security;
use crate::tls::TlsOptions;

/// A mailbox and how to receive from it.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// Server name or address.
    pub host: String,
    /// 993 for TLS, 143 for STARTTLS and plain.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// How the certificate is judged.
    pub tls: TlsOptions,
    /// The account, often the mail address.
    pub username: String,
    /// How to sign in.
    pub auth: MailAuth,
    /// Folders as people read them (`INBOX`, `Đã gửi`), separated as on the server.
    pub folders: Vec<String>,
    /// Where a folder begins that was never fetched before.
    pub start: StartAt,
    /// What happens on the server to a mail that was taken over.
    pub after_fetch: AfterFetch,
    /// How much at once.
    pub limits: Limits,
    /// How long and how often.
    pub timing: Timing,
}

impl ImapSettings {
    /// Settings for an account's INBOX with TLS; everything else at its default.
    #[must_use]
    pub fn new(host: &str, port: u16, username: &str, auth: MailAuth) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security: if port == 143 {
                Security::StartTls
            } else {
                Security::Tls
            },
            tls: TlsOptions::default(),
            username: username.to_owned(),
            auth,
            folders: vec!["INBOX".to_owned()],
            start: StartAt::default(),
            after_fetch: AfterFetch::default(),
            limits: Limits::default(),
            timing: Timing::default(),
        }
    }
}

/// Where a new folder begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartAt {
    /// With what arrives from [`FolderPlace::since`] on, or with the next mail when that is not known.
    #[default]
    FromNow,
    /// With the oldest mail that is there.
    All,
}

/// What happens on the server to a mail that was stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterFetch {
    /// Nothing.
    #[default]
    Leave,
    /// It is marked as read.
    MarkSeen,
}

/// How much at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A larger mail is skipped with a note in the ledger.
    pub max_mail_bytes: u64,
    /// Mails in one delivery.
    pub batch_mails: usize,
    /// Bytes in one delivery; a mail larger than this comes alone.
    pub batch_bytes: u64,
    /// Connections for one inbox. Providers allow between 5 and 15 for an account, its other programs included.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_mail_bytes: 60 << 20,
            batch_mails: 50,
            batch_bytes: 8 << 20,
            connections: 4,
        }
    }
}

/// How long and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// For DNS, TCP and TLS, each.
    pub connect: Duration,
    /// The longest silence while an answer is awaited.
    pub response: Duration,
    /// IDLE is ended and begun again after this long, and the folder looked at in between. The standard says 29 minutes
    /// at most; less finds a connection that died silently, and new mail that a server forgot to announce, sooner.
    pub idle_refresh: Duration,
    /// How often a folder is looked at that is not watched by IDLE.
    pub poll: Duration,
    /// The first pause after a failure; it doubles from there, with some chance in it.
    pub retry_min: Duration,
    /// The longest pause after a failure.
    pub retry_max: Duration,
    /// The first pause after a refused login: accounts are locked by many attempts.
    pub login_retry_min: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            response: Duration::from_secs(60),
            idle_refresh: Duration::from_secs(5 * 60),
            poll: Duration::from_secs(60),
            retry_min: Duration::from_secs(1),
            retry_max: Duration::from_secs(5 * 60),
            login_retry_min: Duration::from_secs(60),
        }
    }
}
