//! Working off the ledger of an inbox, oldest mail first.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::inboxes::LedgerState;
use domain::{Actor, InboxId};
use futures::StreamExt as _;
use mail::{Mail, MailKind};
use serde::{Deserialize, Serialize};
use store::mail_ledger::{Line, Verdict};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::decide::{self, Author, Ours};
use super::read::{self, ReadMail, Unreadable};
use super::verdict::Outcome;
use super::write;
use crate::core::{Core, Error, Result, Work};

/// Lines taken up at a time.
const BATCH: u32 = 200;
/// Mails read at the same time.
const READ_AHEAD: usize = 4;
/// Kibibytes of mail that may be in memory, read and not yet written; a single larger mail has it to itself.
const AHEAD_KIB: u32 = 32 * 1024;
/// Most mails of one transaction. A commit costs about as much as a mail, most of it the segment of the search index.
const TOGETHER: usize = 64;
/// A transaction that took this long takes up no further mail, because with SQLite the answers of agents wait for it.
const LONGEST: Duration = Duration::from_millis(40);
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
        let (give, take) = mpsc::channel(TOGETHER);
        let reader = tokio::spawn(read_ahead(Arc::clone(core), lines, give));
        // When the writer fails, `take` is gone with it and the reader stops by itself.
        write_down(core, &ours, take, &mut total).await?;
        reader
            .await
            .map_err(|ended| Error::Internal(ended.to_string()))??;
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

/// A mail that was read, or why it could not be, with its share of the memory for reading ahead.
struct Loaded {
    line: Line,
    read: std::result::Result<ReadMail, String>,
    _room: OwnedSemaphorePermit,
}

async fn read_ahead(core: Arc<Core>, lines: Vec<Line>, give: mpsc::Sender<Loaded>) -> Result<()> {
    let room = Arc::new(Semaphore::new(AHEAD_KIB as usize));
    let ready = futures::stream::iter(lines)
        // Room is given in the order of the mails: the one that is written next never waits for those behind it.
        .then(|line| {
            let room = Arc::clone(&room);
            async move {
                let needed = u32::try_from(line.size / 1024 + 1).unwrap_or(AHEAD_KIB);
                (line, room.acquire_many_owned(needed.min(AHEAD_KIB)).await)
            }
        })
        .map(|(line, room)| {
            let core = Arc::clone(&core);
            async move {
                let room = room.map_err(|closed| Error::Internal(closed.to_string()))?;
                Ok::<_, Error>(Loaded {
                    read: load(&core, &line).await?,
                    line,
                    _room: room,
                })
            }
        })
        .buffered(READ_AHEAD);
    let mut ready = std::pin::pin!(ready);
    while let Some(loaded) = ready.next().await {
        if give.send(loaded?).await.is_err() {
            // The writer gave up, and says why.
            break;
        }
    }
    Ok(())
}

async fn load(core: &Core, line: &Line) -> Result<std::result::Result<ReadMail, String>> {
    let Some(raw) = line.raw_mail_id else {
        return Ok(Err("the bytes of this mail were never fetched".to_owned()));
    };
    let raw: Bytes = core.raw_mail(raw).await?;
    match read::read(core, raw).await {
        Ok(read) => Ok(Ok(read)),
        Err(Unreadable::Mail(reason)) => Ok(Err(reason)),
        Err(Unreadable::Ours(error)) => Err(error),
    }
}

async fn write_down(
    core: &Core,
    ours: &Ours,
    mut take: mpsc::Receiver<Loaded>,
    total: &mut Imported,
) -> Result<()> {
    let mut mails = Vec::with_capacity(TOGETHER);
    while take.recv_many(&mut mails, TOGETHER).await > 0 {
        let mut rest = mails.as_slice();
        while !rest.is_empty() {
            let states = written(core, ours, rest).await?;
            for state in &states {
                if *state == LedgerState::Imported {
                    total.imported += 1;
                } else {
                    total.others += 1;
                }
            }
            rest = rest.get(states.len()..).unwrap_or_default();
        }
        mails.clear();
    }
    Ok(())
}

/// Writes mails down, at least the first of them: in one transaction where that goes well. When it does not, each gets a
/// transaction of its own, so that the one with the fault spoils nothing for its neighbours.
async fn written(core: &Core, ours: &Ours, mails: &[Loaded]) -> Result<Vec<LedgerState>> {
    if mails.len() > 1 {
        match together(core, ours, mails).await {
            Ok(states) => return Ok(states),
            Err(error) => tracing::debug!(%error, mails = mails.len(), "mails are written one by one"),
        }
    }
    let mut states = Vec::with_capacity(mails.len());
    for mail in mails {
        states.push(alone(core, ours, mail).await?);
    }
    Ok(states)
}

/// One transaction for as many mails as fit into its time.
async fn together(core: &Core, ours: &Ours, mails: &[Loaded]) -> Result<Vec<LedgerState>> {
    let begin = Instant::now();
    let mut work = core.begin().await?;
    let mut states = Vec::with_capacity(mails.len());
    for mail in mails {
        if !states.is_empty() && begin.elapsed() > LONGEST {
            break;
        }
        work.now = core.clock.now();
        states.push(one(core, &mut work, ours, mail).await?);
    }
    work.commit().await?;
    Ok(states)
}

/// Writes one mail down, or why not. A refusal by the database that is due to this mail quarantines it; trouble of the database
/// itself is passed on.
async fn alone(core: &Core, ours: &Ours, mail: &Loaded) -> Result<LedgerState> {
    match together(core, ours, std::slice::from_ref(mail)).await {
        Ok(states) => Ok(states.first().copied().unwrap_or(LedgerState::Duplicate)),
        Err(Error::Db(error)) if error.is_retryable() => Err(error.into()),
        Err(error) => {
            let mut work = core.begin().await?;
            let state = quarantine(&mut work, mail, error.to_string()).await?;
            work.commit().await?;
            Ok(state)
        }
    }
}

async fn one(core: &Core, work: &mut Work<'_>, ours: &Ours, mail: &Loaded) -> Result<LedgerState> {
    match store::mail_ledger::lock_line(&work.tx, mail.line.id).await? {
        Some(now) if now.state == LedgerState::Waiting => {}
        // Another node was faster.
        _ => return Ok(LedgerState::Duplicate),
    }
    match &mail.read {
        Ok(read) => {
            let outcome = judge(core, work, ours, &mail.line, read).await?;
            decided(work, &mail.line, Some(&read.mail), &outcome).await?;
            Ok(outcome.state)
        }
        Err(reason) => quarantine(work, mail, reason.clone()).await,
    }
}

async fn quarantine(work: &mut Work<'_>, mail: &Loaded, reason: String) -> Result<LedgerState> {
    let line = &mail.line;
    tracing::warn!(inbox = %line.inbox_id, ledger = %line.id, reason, "a mail was quarantined");
    let outcome = Outcome::not_taken(LedgerState::Quarantined, reason);
    let read = mail.read.as_ref().ok().map(|read| &read.mail);
    decided(work, line, read, &outcome).await?;
    let inbox_id = line.inbox_id;
    work.hint(
        realtime::Topic::Inbox(inbox_id),
        realtime::Event::InboxHealth { inbox_id },
    );
    Ok(LedgerState::Quarantined)
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
