//! Where received mails go, and what is told about the inbox on the way.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::Timestamp;
use serde::Serialize;

use crate::email::Failure;

/// Any error of whoever stores the mails.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// A place in a folder: everything up to `last_uid` has been taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct FolderCursor {
    /// The folder's UIDVALIDITY when the cursor was made.
    pub uid_validity: u32,
    /// The highest UID that was delivered or skipped; 0 before the first.
    pub last_uid: u32,
}

/// What is known of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FolderPlace {
    /// Where to go on; `None` when it was never fetched.
    pub cursor: Option<FolderCursor>,
    /// Mail that came before is old and is not fetched, also when the folder has to be read again; `None` when nobody said since when.
    pub since: Option<Timestamp>,
}

/// A mail as it lies on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedMail {
    /// Its number in the folder.
    pub uid: u32,
    /// The mail itself.
    pub raw: Bytes,
    /// When the server received it.
    pub internal_date: Option<Timestamp>,
    /// `\Seen`, `\Answered`, keywords.
    pub flags: Vec<String>,
}

/// Why a mail was left on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum SkipReason {
    /// Larger than [`super::Limits::max_mail_bytes`].
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// The server lists it but does not give it out, after several attempts.
    Unfetchable {
        /// What the server said or did.
        detail: String,
    },
}

/// Why a folder is read again from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// The server gave the folder a new UIDVALIDITY: all its UIDs are new.
    UidValidityChanged,
    /// The UIDVALIDITY is the old one, but the server's next UID lies below ours: the folder was restored from an older
    /// copy, and new mails will get numbers that old ones had.
    UidsWentBack,
}

/// What the server says about a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OnServer {
    /// How many mails are in it.
    pub exists: u32,
    /// The UID that the next mail will get.
    pub uid_next: Option<u32>,
    /// Its UIDVALIDITY.
    pub uid_validity: u32,
}

/// What a folder's connection is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ConnectionState {
    /// Connecting and signing in.
    Connecting,
    /// Fetching; so many mails were found and are not delivered yet.
    Fetching {
        /// How many.
        waiting: u32,
    },
    /// Everything is fetched; new mail is awaited.
    Watching {
        /// By IDLE; otherwise by looking every [`super::Timing::poll`].
        push: bool,
    },
    /// Something failed; it is tried again by itself.
    Failed {
        /// What.
        failure: Failure,
        /// How often in a row.
        attempt: u32,
        /// The pause until the next attempt.
        retry_in: Duration,
    },
    /// Receiving was ended.
    Stopped,
}

/// News about one folder of an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InboxStatus {
    /// The folder, as it is called in the settings.
    pub folder: String,
    /// What its connection does.
    pub connection: ConnectionState,
    /// What was last seen on the server.
    pub on_server: Option<OnServer>,
}

/// Takes what is received. Every method that returns `Ok` has stored durably what it was told; an error ends the
/// connection, and everything not stored is fetched again after a pause.
#[async_trait]
pub trait MailSink: Send + Sync {
    /// The place in a folder.
    async fn place(&self, folder: &str) -> Result<FolderPlace, SinkError>;

    /// A folder is fetched for the first time and begins after this cursor: store it.
    async fn started(&self, folder: &str, cursor: FolderCursor) -> Result<(), SinkError>;

    /// Mails in ascending order of UID. Store them and the new cursor (the last mail's UID) in one transaction. The same
    /// mail may come twice when the answer to an earlier delivery was lost.
    async fn deliver(
        &self,
        folder: &str,
        uid_validity: u32,
        mails: Vec<FetchedMail>,
    ) -> Result<(), SinkError>;

    /// A mail stays on the server: note it in the ledger and move the cursor past it, in one transaction.
    async fn skipped(
        &self,
        folder: &str,
        uid_validity: u32,
        uid: u32,
        reason: SkipReason,
    ) -> Result<(), SinkError>;

    /// The folder is fetched again from its beginning, or from [`FolderPlace::since`]: store the cursor `new`. Mails that come now
    /// were delivered before under other UIDs, as a rule: know them by their content.
    async fn reset(
        &self,
        folder: &str,
        old: FolderCursor,
        new: FolderCursor,
        reason: ResetReason,
    ) -> Result<(), SinkError>;

    /// News for the ledger and for whoever looks at the inbox. Comes often; must not wait.
    async fn status(&self, status: InboxStatus);
}
