//! Working off the ledger of an inbox, oldest mail first.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::inboxes::LedgerState;
use domain::{Actor, InboxId, LedgerId};
use futures::StreamExt as _;
use mail::{Mail, MailKind};
use serde::{Deserialize, Serialize};
use store::mail_ledger::{Line, Verdict};

use super::decide::{self, Author, Ours};
use super::read::{self, ReadMail, Unreadable};
use super::verdict::Outcome;
use super::write;
use crate::core::{Core, Error, Result, Work};

/// Lines taken up at a time.
const BATCH: u32 = 200;
/// Mails read ahead of the one that is being written.
const READ_AHEAD: usize = 4;
/// Automatic mails of one sender within [`RATE_WINDOW`] before they are taken for a loop.
const MOST_AUTOMATIC: i64 = 30;
/// The window in which automatic mails are counted.
const RATE_WINDOW: Duration = Duration::from_secs(3600);

/// Works off what waits in the ledger of an inbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportMail {
    /// The inbox.
    pub inbox_id: InboxId,
}

/// How many mails were worked off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Became messages.
    pub imported: usize,
    /// Were known, left out or quarantined.
    pub others: usize,
}

/// Works off everything that waits in an inbox.
///
/// # Errors
/// When the database or the blob store fails; what is done stays done.
pub(crate) async fn drain(core: &Arc<Core>, inbox: InboxId) -> Result<Imported> {
    let mut total = Imported::default();
    loop {
        let lines = store::mail_ledger::waiting(core.reader(), inbox, BATCH).await?;
        if lines.is_empty() {
            return Ok(total);
        }
        let ours = ours(core).await?;
        // Reading runs ahead on other cores; writing keeps the order, so that an answer never comes before its question.
        let mut ready = futures::stream::iter(lines)
            .map(|id| load(core, id))
            .buffered(READ_AHEAD);
        while let Some(loaded) = ready.next().await {
            let Some((line, read)) = loaded? else { continue };
            let outcome = import(core, &ours, &line, read).await?;
            if outcome == LedgerState::Imported {
                total.imported += 1;
            } else {
                total.others += 1;
            }
        }
    }
}

async fn ours(core: &Core) -> Result<Ours> {
    Ok(Ours {
        addresses: store::inboxes::own_addresses(core.reader()).await?,
        agents: store::agents::emails(core.reader()).await?,
        loop_token: hex::encode(core.keys.derive("mail loop v1"))
            .chars()
            .take(16)
            .collect(),
    })
}

type Loaded = (Line, std::result::Result<ReadMail, String>);

async fn load(core: &Core, id: LedgerId) -> Result<Option<Loaded>> {
    let Some(line) = store::mail_ledger::find_line(core.reader(), id).await? else {
        return Ok(None);
    };
    if line.state != LedgerState::Waiting {
        return Ok(None);
    }
    let raw: Bytes = match line.raw_mail_id {
        Some(raw) => core.raw_mail(raw).await?,
        None => {
            return Ok(Some((
                line,
                Err("the bytes of this mail were never fetched".to_owned()),
            )));
        }
    };
    match read::read(core, raw).await {
        Ok(read) => Ok(Some((line, Ok(read)))),
        Err(Unreadable::Mail(reason)) => Ok(Some((line, Err(reason)))),
        Err(Unreadable::Ours(error)) => Err(error),
    }
}

/// Writes one mail down, or why not. A refusal by the database that is due to this mail quarantines it; trouble of the database
/// itself is passed on.
async fn import(
    core: &Core,
    ours: &Ours,
    line: &Line,
    read: std::result::Result<ReadMail, String>,
) -> Result<LedgerState> {
    let reason = match &read {
        Ok(read) => match attempt(core, ours, line, read).await {
            Ok(state) => return Ok(state),
            Err(Error::Db(error)) if error.is_retryable() => return Err(error.into()),
            Err(error) => error.to_string(),
        },
        Err(reason) => reason.clone(),
    };
    tracing::warn!(inbox = %line.inbox_id, ledger = %line.id, reason, "a mail was quarantined");
    let mut work = core.begin().await?;
    let outcome = Outcome::not_taken(LedgerState::Quarantined, reason);
    decided(
        &mut work,
        line,
        read.as_ref().ok().map(|read| &read.mail),
        &outcome,
    )
    .await?;
    work.hint(
        realtime::Topic::Inbox(line.inbox_id),
        realtime::Event::InboxHealth {
            inbox_id: line.inbox_id,
        },
    );
    work.commit().await?;
    Ok(LedgerState::Quarantined)
}

async fn attempt(core: &Core, ours: &Ours, line: &Line, read: &ReadMail) -> Result<LedgerState> {
    let mut work = core.begin().await?;
    match store::mail_ledger::lock_line(&work.tx, line.id).await? {
        Some(now) if now.state == LedgerState::Waiting => {}
        // Another node was faster.
        _ => return Ok(LedgerState::Duplicate),
    }
    let outcome = judge(core, &mut work, ours, line, read).await?;
    decided(&mut work, line, Some(&read.mail), &outcome).await?;
    work.commit().await?;
    Ok(outcome.state)
}

async fn judge(
    core: &Core,
    work: &mut Work<'_>,
    ours: &Ours,
    line: &Line,
    read: &ReadMail,
) -> Result<Outcome> {
    let mail = &read.mail;
    let known = store::threading::same_mail(
        &work.tx,
        line.inbox_id,
        mail.message_id.as_deref(),
        &read.content_hash,
    )
    .await?;
    if let Some((message, conversation)) = known {
        return Ok(Outcome::duplicate(message, conversation));
    }
    if mail.kind == MailKind::Bounce
        && let Some(outcome) = write::bounce(core, work, line, read).await?
    {
        return Ok(outcome);
    }
    let author = match decide::author(mail, ours) {
        Author::Nobody(reason) => return Ok(Outcome::not_taken(LedgerState::Ignored, reason)),
        Author::Customer(author) | Author::Forwarded(author) => author,
    };
    if !mail.may_auto_respond && looks_like_a_loop(work, line, mail, &author.address).await? {
        let reason = format!(
            "more than {MOST_AUTOMATIC} automatic mails from {} within an hour",
            author.address
        );
        return Ok(Outcome::not_taken(LedgerState::Quarantined, reason));
    }
    write::message(core, work, line, read, &author).await
}

/// Counts automatic mail, as the last guard against two programs that answer each other for ever. Mailing lists and bounces come in
/// numbers without being a loop.
async fn looks_like_a_loop(work: &Work<'_>, line: &Line, mail: &Mail, address: &str) -> Result<bool> {
    if mail.kind != MailKind::AutoReply || mail.is_list || line.attempts > 0 {
        return Ok(false);
    }
    let folded = domain::validate::fold_email(address);
    let since = work.now.minus(RATE_WINDOW);
    let count = store::mail_ledger::count_sender(&work.tx, line.inbox_id, &folded, since, work.now).await?;
    Ok(count > MOST_AUTOMATIC)
}

async fn decided(work: &mut Work<'_>, line: &Line, mail: Option<&Mail>, outcome: &Outcome) -> Result<()> {
    let sender = mail.map_or("", |mail| mail.from.address.as_str());
    let subject = mail.map_or("", |mail| mail.subject.as_str());
    let verdict = Verdict {
        state: outcome.state,
        reason: outcome.reason.as_deref(),
        sender: &domain::text::excerpt(sender, 320),
        subject: &domain::text::excerpt(subject, 500),
        message_id: outcome.message,
        conversation_id: outcome.conversation,
        at: work.now,
    };
    Ok(store::mail_ledger::set_verdict(&work.tx, line.id, &verdict).await?)
}

/// Who imports: nobody in particular.
pub(super) fn system() -> Actor {
    Actor::system()
}
