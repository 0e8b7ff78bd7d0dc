//! What came in by mail: raw bytes, how far each folder is read, and what became of every mail that was seen.

use bytes::Bytes;
use db::{DbResult, Executor, FromRow, args};
use domain::inboxes::{LedgerState, MailSource};
use domain::{ConversationId, InboxId, LedgerId, MessageId, RawMailId, Timestamp};

use crate::filter::Filter;

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct NewRawMail<'a> {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Where it came from.
    pub source: MailSource,
    /// SHA-256 of the bytes in hex.
    pub sha256: &'a str,
    /// The bytes; none when they are in the blob store.
    pub body: Option<Bytes>,
    /// Where they are in the blob store.
    pub blob_key: Option<&'a str>,
    /// Bytes.
    pub size: i64,
    /// When it came.
    pub at: Timestamp,
}

/// Stores raw bytes.
///
/// # Errors
/// When the database fails.
pub async fn insert_raw(tx: &impl Executor, new: &NewRawMail<'_>) -> DbResult<RawMailId> {
    tx.one(
        "INSERT INTO raw_mail (inbox_id, source, sha256, size, body, blob_key, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![
            new.inbox_id,
            new.source.as_str(),
            new.sha256,
            new.size,
            new.body.clone(),
            new.blob_key,
            new.at
        ],
    )
    .await
}

/// Where raw bytes are.
#[derive(Debug, Clone, FromRow)]
pub struct RawMail {
    /// Inbox.
    pub inbox_id: InboxId,
    /// The bytes, unless they are in the blob store.
    pub body: Option<Bytes>,
    /// Where they are in the blob store.
    pub blob_key: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
}

/// Raw bytes, by a caller that has checked who asks.
///
/// # Errors
/// When the database fails.
pub async fn find_raw(db: &impl Executor, id: RawMailId) -> DbResult<Option<RawMail>> {
    db.opt(
        "SELECT inbox_id, body, blob_key, received_at FROM raw_mail WHERE id = $1",
        args![id],
    )
    .await
}

/// Where a fetched mail stood on the server.
#[derive(Debug, Clone, Copy)]
pub struct OnServer<'a> {
    /// Folder.
    pub folder: &'a str,
    /// UIDVALIDITY of the folder.
    pub uid_validity: u32,
    /// UID of the mail.
    pub uid: u32,
}

/// A line of the ledger about to be.
#[derive(Debug, Clone)]
pub struct NewLine<'a> {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Where it came from.
    pub source: MailSource,
    /// Where it stood, for fetched mail.
    pub on_server: Option<OnServer<'a>>,
    /// Raw bytes; none when they were never fetched.
    pub raw_mail_id: Option<RawMailId>,
    /// What became of it so far.
    pub state: LedgerState,
    /// Why.
    pub reason: Option<&'a str>,
    /// Bytes.
    pub size: i64,
    /// When it came.
    pub at: Timestamp,
}

/// Adds a line; none when this mail of the server is in the ledger already.
///
/// # Errors
/// When the database fails.
pub async fn insert_line(tx: &impl Executor, new: &NewLine<'_>) -> DbResult<Option<LedgerId>> {
    tx.opt(
        "INSERT INTO mail_ledger (inbox_id, source, folder, uid_validity, uid, raw_mail_id, state, reason, attempts, sender,
                subject, size, received_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', '', $9, $10, $10)
         ON CONFLICT (inbox_id, folder, uid_validity, uid) DO NOTHING
         RETURNING id",
        args![
            new.inbox_id,
            new.source.as_str(),
            new.on_server.map(|s| s.folder.to_owned()),
            new.on_server.map(|s| s.uid_validity),
            new.on_server.map(|s| s.uid),
            new.raw_mail_id,
            new.state.as_str(),
            new.reason,
            new.size,
            new.at,
        ],
    )
    .await
}

/// Whether this mail of the server is in the ledger already.
///
/// # Errors
/// When the database fails.
pub async fn is_known(db: &impl Executor, inbox: InboxId, at: OnServer<'_>) -> DbResult<bool> {
    let known: Option<LedgerId> = db
        .opt(
            "SELECT id FROM mail_ledger WHERE inbox_id = $1 AND folder = $2 AND uid_validity = $3 AND uid = $4",
            args![inbox, at.folder, at.uid_validity, at.uid],
        )
        .await?;
    Ok(known.is_some())
}

/// A line of the ledger.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    /// Key.
    pub id: LedgerId,
    /// Inbox.
    pub inbox_id: InboxId,
    /// Where it came from.
    #[row(try_from = "String")]
    pub source: MailSource,
    /// Folder, for fetched mail.
    pub folder: Option<String>,
    /// UID, for fetched mail.
    pub uid: Option<i64>,
    /// Raw bytes.
    pub raw_mail_id: Option<RawMailId>,
    /// What became of it.
    #[row(try_from = "String")]
    pub state: LedgerState,
    /// Why.
    pub reason: Option<String>,
    /// How often reading it was tried.
    pub attempts: i64,
    /// Conversation that it went to.
    pub conversation_id: Option<ConversationId>,
    /// Sender as far as it could be read.
    pub sender: String,
    /// Subject as far as it could be read.
    pub subject: String,
    /// Bytes.
    pub size: i64,
    /// When it came.
    pub received_at: Timestamp,
}

const LINE: &str = "SELECT l.id, l.inbox_id, l.source, l.folder, l.uid, l.raw_mail_id, l.state, l.reason, l.attempts, l.conversation_id,
        l.sender, l.subject, l.size, l.received_at
   FROM mail_ledger l";

/// One line, by a caller that has checked who asks.
///
/// # Errors
/// When the database fails.
pub async fn find_line(db: &impl Executor, id: LedgerId) -> DbResult<Option<Line>> {
    db.opt(&format!("{LINE} WHERE l.id = $1"), args![id]).await
}

/// One line, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_line(tx: &impl Executor, id: LedgerId) -> DbResult<Option<Line>> {
    tx.opt(
        &format!("{LINE} WHERE l.id = $1 {}", tx.dialect().for_update()),
        args![id],
    )
    .await
}

/// The oldest lines that wait to be worked on.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl Executor, inbox: InboxId, limit: u32) -> DbResult<Vec<Line>> {
    db.all(
        &format!("{LINE} WHERE l.inbox_id = $1 AND l.state = 'waiting' ORDER BY l.id LIMIT $2"),
        args![inbox, limit],
    )
    .await
}

/// Up to `limit` lines before the line `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    inbox: InboxId,
    state: Option<LedgerState>,
    before: Option<LedgerId>,
    limit: u32,
) -> DbResult<Vec<Line>> {
    let mut filter = Filter::default();
    filter.and("l.inbox_id = ?", args![inbox]);
    if let Some(state) = state {
        filter.and("l.state = ?", args![state.as_str()]);
    }
    if let Some(before) = before {
        filter.and("l.id < ?", args![before]);
    }
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    db.all(
        &format!("{LINE}{clause} ORDER BY l.id DESC LIMIT {limit}"),
        filter.into_args(),
    )
    .await
}

/// What became of a mail.
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    /// What became of it.
    pub state: LedgerState,
    /// Why.
    pub reason: Option<&'a str>,
    /// Sender as far as it could be read.
    pub sender: &'a str,
    /// Subject as far as it could be read.
    pub subject: &'a str,
    /// Message that it became.
    pub message_id: Option<MessageId>,
    /// Conversation that it went to.
    pub conversation_id: Option<ConversationId>,
    /// When that was decided.
    pub at: Timestamp,
}

/// Writes what became of a mail.
///
/// # Errors
/// When the database fails.
pub async fn set_verdict(tx: &impl Executor, id: LedgerId, verdict: &Verdict<'_>) -> DbResult<()> {
    tx.exec(
        "UPDATE mail_ledger
            SET state = $2, reason = $3, sender = $4, subject = $5, message_id = $6, conversation_id = $7, updated_at = $8,
                attempts = attempts + 1
          WHERE id = $1",
        args![
            id,
            verdict.state.as_str(),
            verdict.reason,
            verdict.sender,
            verdict.subject,
            verdict.message_id,
            verdict.conversation_id,
            verdict.at,
        ],
    )
    .await?;
    Ok(())
}

/// Puts a quarantined mail back into the queue; false when it is not quarantined.
///
/// # Errors
/// When the database fails.
pub async fn requeue(tx: &impl Executor, id: LedgerId, at: Timestamp) -> DbResult<bool> {
    let sql = "UPDATE mail_ledger SET state = 'waiting', reason = NULL, updated_at = $2
                WHERE id = $1 AND state = 'quarantined' AND raw_mail_id IS NOT NULL";
    Ok(tx.exec(sql, args![id, at]).await? > 0)
}

/// How many mails are in each state.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &impl Executor, inbox: InboxId) -> DbResult<Vec<(String, i64)>> {
    db.all(
        "SELECT state, count(*) FROM mail_ledger WHERE inbox_id = $1 GROUP BY state",
        args![inbox],
    )
    .await
}

/// How far a folder is read.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Cursor {
    /// Folder.
    pub folder: String,
    /// UIDVALIDITY that `last_uid` belongs to; 0 until the folder was opened, as no folder has that one.
    pub uid_validity: u32,
    /// Highest UID that is stored.
    pub last_uid: u32,
    /// Messages on the server.
    pub on_server: i64,
    /// When the server was last asked.
    pub checked_at: Option<Timestamp>,
    /// Mail that the server received before is not for us; `None` when all is.
    pub since: Option<Timestamp>,
}

impl Cursor {
    /// Whether the folder was ever opened.
    #[must_use]
    pub const fn was_opened(&self) -> bool {
        self.uid_validity != 0
    }
}

/// How far a folder is read.
///
/// # Errors
/// When the database fails.
pub async fn cursor(db: &impl Executor, inbox: InboxId, folder: &str) -> DbResult<Option<Cursor>> {
    db.opt(
        "SELECT folder, uid_validity, last_uid, on_server, checked_at, since FROM mail_cursor
          WHERE inbox_id = $1 AND folder = $2",
        args![inbox, folder],
    )
    .await
}

/// How far all folders of an inbox are read that were opened.
///
/// # Errors
/// When the database fails.
pub async fn cursors(db: &impl Executor, inbox: InboxId) -> DbResult<Vec<Cursor>> {
    db.all(
        "SELECT folder, uid_validity, last_uid, on_server, checked_at, since FROM mail_cursor
          WHERE inbox_id = $1 AND uid_validity <> 0 ORDER BY folder",
        args![inbox],
    )
    .await
}

/// Notes that a folder is to be read, from `since` on or from its oldest mail. What is known of one that was opened stays. One that was not
/// is read as was said last, and from the first moment on at which somebody asked for new mail.
///
/// # Errors
/// When the database fails.
pub async fn begin_folder(
    tx: &impl Executor,
    inbox: InboxId,
    folder: &str,
    since: Option<Timestamp>,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO mail_cursor (inbox_id, folder, uid_validity, last_uid, on_server, since) VALUES ($1, $2, 0, 0, 0, $3)
         ON CONFLICT (inbox_id, folder) DO UPDATE SET
            since = CASE WHEN excluded.since IS NULL THEN NULL ELSE COALESCE(mail_cursor.since, excluded.since) END
          WHERE mail_cursor.uid_validity = 0",
        args![inbox, folder, since],
    )
    .await?;
    Ok(())
}

/// Sets how far a folder is read. Within one UIDVALIDITY the cursor only goes forward.
///
/// # Errors
/// When the database fails.
pub async fn set_cursor(
    tx: &impl Executor,
    inbox: InboxId,
    folder: &str,
    uid_validity: u32,
    last_uid: u32,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO mail_cursor (inbox_id, folder, uid_validity, last_uid, on_server) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (inbox_id, folder) DO UPDATE SET
            last_uid = CASE WHEN mail_cursor.uid_validity = excluded.uid_validity AND mail_cursor.last_uid > excluded.last_uid
                            THEN mail_cursor.last_uid ELSE excluded.last_uid END,
            uid_validity = excluded.uid_validity",
        args![inbox, folder, uid_validity, last_uid],
    )
    .await?;
    Ok(())
}

/// Notes how many messages a folder holds on the server.
///
/// # Errors
/// When the database fails.
pub async fn set_on_server(
    tx: &impl Executor,
    inbox: InboxId,
    folder: &str,
    count: i64,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "UPDATE mail_cursor SET on_server = $3, checked_at = $4 WHERE inbox_id = $1 AND folder = $2",
        args![inbox, folder, count, at],
    )
    .await?;
    Ok(())
}

/// Counts a mail of a sender within a window that began at or after `since`; returns the count. An older window begins anew.
///
/// # Errors
/// When the database fails.
pub async fn count_sender(
    tx: &impl Executor,
    inbox: InboxId,
    folded: &str,
    since: Timestamp,
    now: Timestamp,
) -> DbResult<i64> {
    tx.one(
        "INSERT INTO mail_rate (inbox_id, address_folded, window_start, count) VALUES ($1, $2, $4, 1)
         ON CONFLICT (inbox_id, address_folded) DO UPDATE SET
            count = CASE WHEN mail_rate.window_start >= $3 THEN mail_rate.count + 1 ELSE 1 END,
            window_start = CASE WHEN mail_rate.window_start >= $3 THEN mail_rate.window_start ELSE $4 END
         RETURNING count",
        args![inbox, folded, since, now],
    )
    .await
}

/// Begins a folder anew at a place, a UIDVALIDITY and the last UID that is read. When the UIDVALIDITY that is the old one, because the server was restored from a copy, its numbers will be
/// given to other mails: lines of the ledger that hold them give them up.
///
/// # Errors
/// When the database fails.
pub async fn restart_cursor(
    tx: &impl Executor,
    inbox: InboxId,
    folder: &str,
    (uid_validity, last_uid): (u32, u32),
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "UPDATE mail_ledger SET uid = NULL, updated_at = $4 WHERE inbox_id = $1 AND folder = $2 AND uid_validity = $3",
        args![inbox, folder, uid_validity, at],
    )
    .await?;
    tx.exec(
        "INSERT INTO mail_cursor (inbox_id, folder, uid_validity, last_uid, on_server) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (inbox_id, folder) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid",
        args![inbox, folder, uid_validity, last_uid],
    )
    .await?;
    Ok(())
}

/// Inboxes with mail that has been waiting since before `before`.
///
/// # Errors
/// When the database fails.
pub async fn inboxes_waiting_since(db: &impl Executor, before: Timestamp) -> DbResult<Vec<InboxId>> {
    db.all(
        "SELECT i.id FROM inbox i WHERE EXISTS (
            SELECT 1 FROM mail_ledger l WHERE l.inbox_id = i.id AND l.state = 'waiting' AND l.updated_at < $1)",
        args![before],
    )
    .await
}

/// Forgets where fetched mail stood, because the inbox fetches from another mailbox now: its numbers mean other mails. The lines
/// themselves stay.
///
/// # Errors
/// When the database fails.
pub async fn forget_places(tx: &impl Executor, inbox: InboxId, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE mail_ledger SET uid = NULL, updated_at = $2 WHERE inbox_id = $1 AND uid IS NOT NULL",
        args![inbox, at],
    )
    .await?;
    tx.exec("DELETE FROM mail_cursor WHERE inbox_id = $1", args![inbox])
        .await?;
    Ok(())
}
