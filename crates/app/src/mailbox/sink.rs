//! Where the mailbox driver puts what it fetches.

use std::sync::Arc;

use async_trait::async_trait;
use channels::email::imap::{
    ConnectionState, FetchedMail, FolderCursor, FolderPlace, InboxStatus, MailSink, ResetReason, SinkError,
    SkipReason,
};
use domain::InboxId;
use domain::inboxes::{Health, LedgerState, MailSource};
use realtime::{Event, Topic};
use store::mail_ledger::{self, NewLine, OnServer};

use crate::core::{Core, Result};
use crate::inbound;

type SinkResult<T> = std::result::Result<T, SinkError>;

/// The sink of one inbox.
pub(crate) struct InboxSink {
    core: Arc<Core>,
    inbox: InboxId,
}

impl InboxSink {
    pub(crate) const fn new(core: Arc<Core>, inbox: InboxId) -> Self {
        Self { core, inbox }
    }

    /// Raw bytes, ledger lines, cursor and the job that reads them: one transaction.
    async fn store(&self, folder: &str, uid_validity: u32, mails: Vec<FetchedMail>) -> Result<()> {
        let Some(last_uid) = mails.last().map(|mail| mail.uid) else {
            return Ok(());
        };
        let mut arrived = Vec::with_capacity(mails.len());
        for mail in mails {
            arrived.push((mail.uid, self.core.arrive(mail.raw).await?));
        }
        let mut work = self.core.begin().await?;
        for (uid, mail) in arrived {
            let place = OnServer {
                folder,
                uid_validity,
                uid,
            };
            inbound::take_in(&mut work, self.inbox, MailSource::Imap, Some(place), mail).await?;
        }
        mail_ledger::set_cursor(&work.tx, self.inbox, folder, uid_validity, last_uid).await?;
        work.commit().await
    }

    async fn note_skipped(
        &self,
        folder: &str,
        uid_validity: u32,
        uid: u32,
        reason: &SkipReason,
    ) -> Result<()> {
        let (why, size) = match reason {
            SkipReason::TooLarge { bytes } => {
                let size = i64::try_from(*bytes).unwrap_or(i64::MAX);
                (
                    format!("too large to fetch: {bytes} bytes; it is still on the server"),
                    size,
                )
            }
            SkipReason::Unfetchable { detail } => (format!("the server does not give it out: {detail}"), 0),
        };
        let mut work = self.core.begin().await?;
        let line = NewLine {
            inbox_id: self.inbox,
            source: MailSource::Imap,
            on_server: Some(OnServer {
                folder,
                uid_validity,
                uid,
            }),
            raw_mail_id: None,
            state: LedgerState::Quarantined,
            reason: Some(&why),
            size,
            at: work.now,
        };
        mail_ledger::insert_line(&work.tx, &line).await?;
        mail_ledger::set_cursor(&work.tx, self.inbox, folder, uid_validity, uid).await?;
        work.hint(
            Topic::Inbox(self.inbox),
            Event::InboxHealth { inbox_id: self.inbox },
        );
        work.commit().await
    }

    async fn note_status(&self, status: &InboxStatus) -> Result<()> {
        let mut work = self.core.begin().await?;
        if let Some(on_server) = status.on_server {
            let count = i64::from(on_server.exists);
            mail_ledger::set_on_server(&work.tx, self.inbox, &status.folder, count, work.now).await?;
        }
        let detail;
        let (health, code, detail) = match &status.connection {
            // A retry under way does not make an error go away before it has succeeded.
            ConnectionState::Connecting => return work.commit().await,
            ConnectionState::Fetching { .. } | ConnectionState::Watching { .. } => (Health::Ok, None, None),
            ConnectionState::Failed { failure, .. } => {
                detail = format!("{}: {}", status.folder, failure.detail);
                (Health::Error, Some(failure.code.as_str()), Some(detail.as_str()))
            }
            ConnectionState::Stopped => (Health::Off, None, None),
        };
        if store::inboxes::set_health(&work.tx, self.inbox, health, code, detail, work.now).await? {
            work.hint(
                Topic::Inbox(self.inbox),
                Event::InboxHealth { inbox_id: self.inbox },
            );
        }
        work.commit().await
    }
}

#[async_trait]
impl MailSink for InboxSink {
    async fn place(&self, folder: &str) -> SinkResult<FolderPlace> {
        let known = mail_ledger::cursor(self.core.reader(), self.inbox, folder).await?;
        Ok(known.map_or_else(FolderPlace::default, |known| FolderPlace {
            cursor: known.was_opened().then_some(FolderCursor {
                uid_validity: known.uid_validity,
                last_uid: known.last_uid,
            }),
            since: known.since,
        }))
    }

    async fn started(&self, folder: &str, cursor: FolderCursor) -> SinkResult<()> {
        mail_ledger::set_cursor(
            self.core.reader(),
            self.inbox,
            folder,
            cursor.uid_validity,
            cursor.last_uid,
        )
        .await?;
        Ok(())
    }

    async fn deliver(&self, folder: &str, uid_validity: u32, mails: Vec<FetchedMail>) -> SinkResult<()> {
        Ok(self.store(folder, uid_validity, mails).await?)
    }

    async fn skipped(&self, folder: &str, uid_validity: u32, uid: u32, reason: SkipReason) -> SinkResult<()> {
        Ok(self.note_skipped(folder, uid_validity, uid, &reason).await?)
    }

    async fn reset(
        &self,
        folder: &str,
        old: FolderCursor,
        new: FolderCursor,
        reason: ResetReason,
    ) -> SinkResult<()> {
        tracing::warn!(
            inbox = %self.inbox, folder, old = old.uid_validity, new = new.uid_validity, ?reason,
            "a folder is fetched again from its beginning; known mails are recognised by their content"
        );
        let work = self.core.begin().await?;
        let place = (new.uid_validity, new.last_uid);
        mail_ledger::restart_cursor(&work.tx, self.inbox, folder, place, work.now).await?;
        work.commit().await?;
        Ok(())
    }

    async fn status(&self, status: InboxStatus) {
        if let Err(error) = self.note_status(&status).await {
            tracing::warn!(inbox = %self.inbox, %error, "the state of a mailbox could not be noted");
        }
    }
}
