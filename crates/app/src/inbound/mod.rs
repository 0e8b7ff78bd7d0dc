//! Mail on its way in: from raw bytes to a message in a conversation.
//!
//! `take_in` stores the bytes and a line of the ledger in the caller's transaction, together with the cursor of the folder, and
//! leaves the rest to the job [`ImportMail`]. That job reads ahead on other cores and writes in order; each mail becomes a message
//! in the same transaction as its verdict in the ledger, and mails that wait together share one. A mail that cannot be read or
//! stored is quarantined and holds up nobody.

mod decide;
mod import;
mod read;
mod threading;
mod verdict;
mod write;

use bytes::Bytes;
use domain::inboxes::{LedgerState, MailSource};
use domain::{InboxId, RawMailId};
use sha2::{Digest, Sha256};
use store::mail_ledger::{NewLine, NewRawMail, OnServer};

use crate::core::{Core, Error, Result, Work};

pub(crate) use import::drain;
pub use import::{ImportMail, Imported};

/// Larger mails go to the blob store: a database is a poor place for films.
const IN_DATABASE: usize = 512 * 1024;

/// A mail as it arrived, with its bytes where they will stay.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    sha256: String,
    size: i64,
    body: Option<Bytes>,
    blob_key: Option<String>,
}

impl Core {
    /// Prepares raw bytes for storage. Large ones are written to the blob store now, because that must not happen inside a
    /// transaction; if that transaction never comes, an unused blob is all that is left.
    pub(crate) async fn arrive(&self, raw: Bytes) -> Result<Arrived> {
        let sha256 = hex::encode(Sha256::digest(&raw));
        let size = i64::try_from(raw.len()).unwrap_or(i64::MAX);
        if raw.len() <= IN_DATABASE {
            return Ok(Arrived {
                sha256,
                size,
                body: Some(raw),
                blob_key: None,
            });
        }
        let blob_key = self.blobs.put_hashed(&sha256, raw).await?;
        Ok(Arrived {
            sha256,
            size,
            body: None,
            blob_key: Some(blob_key),
        })
    }

    /// The raw bytes of a mail.
    pub(crate) async fn raw_mail(&self, id: RawMailId) -> Result<Bytes> {
        let row = store::mail_ledger::find_raw(self.reader(), id)
            .await?
            .ok_or_else(|| Error::not_found("raw_mail", id))?;
        match (row.body, row.blob_key) {
            (Some(body), _) => Ok(body),
            (None, Some(key)) => Ok(self.blobs.get(&key).await?),
            (None, None) => Err(Error::Internal(format!(
                "raw mail {id} has neither bytes nor a blob"
            ))),
        }
    }
}

/// Takes in a mail that was pushed, piped or written on the demo page.
///
/// # Errors
/// When the database or the blob store fails; then the mail must be offered again.
pub async fn accept(core: &Core, inbox: InboxId, source: MailSource, raw: Bytes) -> Result<RawMailId> {
    let arrived = core.arrive(raw).await?;
    let mut work = core.begin().await?;
    let taken = take_in(&mut work, inbox, source, None, arrived).await?;
    work.commit().await?;
    taken.ok_or_else(|| {
        Error::Internal("a mail without a place on a server was taken for a known one".to_owned())
    })
}

/// Stores a mail that arrived, with its line in the ledger; `None` when this mail of the server is there already.
pub(crate) async fn take_in(
    work: &mut Work<'_>,
    inbox: InboxId,
    source: MailSource,
    on_server: Option<OnServer<'_>>,
    arrived: Arrived,
) -> Result<Option<RawMailId>> {
    if let Some(place) = on_server
        && store::mail_ledger::is_known(&work.tx, inbox, place).await?
    {
        return Ok(None);
    }
    let raw = NewRawMail {
        inbox_id: inbox,
        source,
        sha256: &arrived.sha256,
        body: arrived.body,
        blob_key: arrived.blob_key.as_deref(),
        size: arrived.size,
        at: work.now,
    };
    let raw_mail_id = store::mail_ledger::insert_raw(&work.tx, &raw).await?;
    let line = NewLine {
        inbox_id: inbox,
        source,
        on_server,
        raw_mail_id: Some(raw_mail_id),
        state: LedgerState::Waiting,
        reason: None,
        size: arrived.size,
        at: work.now,
    };
    store::mail_ledger::insert_line(&work.tx, &line).await?;
    store::inboxes::set_last_mail(&work.tx, inbox, work.now).await?;
    work.enqueue(&ImportMail { inbox_id: inbox }, None).await?;
    Ok(Some(raw_mail_id))
}
