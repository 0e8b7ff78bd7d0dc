//! Files: their rows. The bytes are in the blob store under `blob_key`.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{
    AgentId, AttachmentId, ConversationId, DraftId, InboxId, MessageId, Scope, Timestamp, VisitorId,
};

use crate::access;
use crate::filter::Filter;

/// A file.
#[derive(Debug, Clone, FromRow)]
pub struct Attachment {
    /// Key.
    pub id: AttachmentId,
    /// Message that it belongs to; none between upload and sending.
    pub message_id: Option<MessageId>,
    /// Who uploaded it.
    pub agent_id: Option<AgentId>,
    /// File name.
    pub name: String,
    /// Media type.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// Whether it is shown inside the message.
    pub is_inline: bool,
    /// `cid:` without angle brackets.
    pub content_id: Option<String>,
    /// Where the bytes are.
    pub blob_key: String,
}

const COLUMNS: &str =
    "t.id, t.message_id, t.agent_id, t.name, t.content_type, t.size, t.is_inline, t.content_id, t.blob_key";

/// A file about to be.
#[derive(Debug, Clone)]
pub struct NewAttachment<'a> {
    /// Message, for what came in.
    pub message_id: Option<MessageId>,
    /// Inbox, for what came in.
    pub inbox_id: Option<InboxId>,
    /// Who uploads it.
    pub agent_id: Option<AgentId>,
    /// File name.
    pub name: &'a str,
    /// Media type.
    pub content_type: &'a str,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hex.
    pub sha256: &'a str,
    /// Whether it is shown inside the message.
    pub is_inline: bool,
    /// `cid:` without angle brackets.
    pub content_id: Option<&'a str>,
    /// Where the bytes are.
    pub blob_key: &'a str,
    /// When it was stored.
    pub at: Timestamp,
}

/// Stores the row of a file whose bytes are in the blob store already.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, new: &NewAttachment<'_>) -> DbResult<AttachmentId> {
    tx.one(
        "INSERT INTO attachment (message_id, inbox_id, agent_id, name, content_type, size, sha256, is_inline, content_id,
                blob_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        args![
            new.message_id,
            new.inbox_id,
            new.agent_id,
            new.name,
            new.content_type,
            new.size,
            new.sha256,
            new.is_inline,
            new.content_id,
            new.blob_key,
            new.at,
        ],
    )
    .await
}

/// The files of the messages that the timeline entries `from..=to` bring. The caller has read the conversation under a scope.
///
/// # Errors
/// When the database fails.
pub async fn of_entries(
    db: &impl Executor,
    conversation: ConversationId,
    from: i64,
    to: i64,
) -> DbResult<Vec<Attachment>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entry e JOIN attachment t ON t.message_id = e.message_id
          WHERE e.conversation_id = $1 AND e.seq >= $2 AND e.seq <= $3 AND e.kind IN ('message', 'note')
          ORDER BY t.id"
    );
    db.all(&sql, args![conversation, from, to]).await
}

/// The files of one message, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn of_message(db: &impl Executor, message: MessageId) -> DbResult<Vec<Attachment>> {
    db.all(
        &format!("SELECT {COLUMNS} FROM attachment t WHERE t.message_id = $1 ORDER BY t.id"),
        args![message],
    )
    .await
}

/// The files of several messages, which the caller may read.
///
/// # Errors
/// When the database fails.
pub async fn of_messages(db: &impl Executor, messages: &[MessageId]) -> DbResult<Vec<Attachment>> {
    let mut filter = Filter::default();
    filter.is_in("t.message_id", messages.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT {COLUMNS} FROM attachment t{} ORDER BY t.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// The uploads that a draft names, which the caller knows to be the reader's, but those that were sent meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn of_draft(db: &impl Executor, draft: DraftId) -> DbResult<Vec<Attachment>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM draft_attachment n JOIN attachment t ON t.id = n.attachment_id
          WHERE n.draft_id = $1 AND t.message_id IS NULL ORDER BY t.id"
    );
    db.all(&sql, args![draft]).await
}

/// How many of some files are uploads of an agent that were not sent yet.
///
/// # Errors
/// When the database fails.
pub async fn count_unsent(db: &impl Executor, agent: AgentId, ids: &[AttachmentId]) -> DbResult<i64> {
    let mut filter = Filter::default();
    filter.and("message_id IS NULL AND agent_id = ?", args![agent]);
    filter.is_in("id", ids.iter().map(|id| Value::I64(id.get())));
    db.one(
        &format!("SELECT count(*) FROM attachment{}", filter.clause()),
        filter.into_args(),
    )
    .await
}

/// One file: of a message that may be seen, or an own upload that is not sent yet.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Executor,
    scope: Scope,
    reader: Option<AgentId>,
    id: AttachmentId,
) -> DbResult<Option<Attachment>> {
    let mut sent = Filter::default();
    sent.and("t.id = ? AND t.message_id IS NOT NULL", args![id]);
    access::limit(&mut sent, scope, "t.inbox_id");
    let own = sent.arg(id);
    let agent = sent.arg(reader);
    let sql = format!(
        "SELECT {COLUMNS} FROM attachment t{} OR (t.id = {own} AND t.message_id IS NULL AND t.agent_id = {agent})",
        sent.clause()
    );
    db.opt(&sql, sent.into_args()).await
}

/// Gives own uploads to the message that they were made for; returns how many, which is fewer than asked when one is not there, not
/// the agent's or sent already.
///
/// # Errors
/// When the database fails.
pub async fn attach(
    tx: &impl Executor,
    agent: Option<AgentId>,
    message: MessageId,
    inbox: InboxId,
    ids: &[AttachmentId],
) -> DbResult<u64> {
    let mut filter = Filter::after(args![message, inbox]);
    filter.and("message_id IS NULL AND agent_id = ?", args![agent]);
    filter.is_in("id", ids.iter().map(|id| Value::I64(id.get())));
    tx.exec(
        &format!(
            "UPDATE attachment SET message_id = $1, inbox_id = $2{}",
            filter.clause()
        ),
        filter.into_args(),
    )
    .await
}

/// Stores the row of a visitor's upload, whose bytes are in the blob store already.
///
/// # Errors
/// When the database fails.
pub async fn insert_of_visitor(
    tx: &impl Executor,
    visitor: VisitorId,
    new: &NewAttachment<'_>,
) -> DbResult<AttachmentId> {
    tx.one(
        "INSERT INTO attachment (visitor_id, name, content_type, size, sha256, is_inline, blob_key, created_at)
         VALUES ($1, $2, $3, $4, $5, FALSE, $6, $7) RETURNING id",
        args![
            visitor,
            new.name,
            new.content_type,
            new.size,
            new.sha256,
            new.blob_key,
            new.at,
        ],
    )
    .await
}

/// How many uploads of a visitor were not sent yet.
///
/// # Errors
/// When the database fails.
pub async fn count_unsent_of_visitor(db: &impl Executor, visitor: VisitorId) -> DbResult<i64> {
    db.one(
        "SELECT count(*) FROM attachment WHERE visitor_id = $1 AND message_id IS NULL",
        args![visitor],
    )
    .await
}

/// A file that can have been shown to a visitor: its own upload, or what was said in a chat. The caller has checked that this one was.
///
/// # Errors
/// When the database fails.
pub async fn find_of_chat(db: &impl Executor, id: AttachmentId) -> DbResult<Option<Attachment>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attachment t LEFT JOIN message m ON m.id = t.message_id
          WHERE t.id = $1
            AND ((t.message_id IS NULL AND t.visitor_id IS NOT NULL)
                 OR (m.direction IN ('in', 'out') AND EXISTS (SELECT 1 FROM chat h WHERE h.conversation_id = m.conversation_id)))"
    );
    db.opt(&sql, args![id]).await
}

/// Gives uploads of a visitor to the message that they were made for; returns the names of those that were there to be given.
///
/// # Errors
/// When the database fails.
pub async fn attach_of_visitor(
    tx: &impl Executor,
    visitor: VisitorId,
    message: MessageId,
    inbox: InboxId,
    ids: &[AttachmentId],
) -> DbResult<Vec<String>> {
    let mut filter = Filter::after(args![message, inbox]);
    filter.and("message_id IS NULL AND visitor_id = ?", args![visitor]);
    filter.is_in("id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "UPDATE attachment SET message_id = $1, inbox_id = $2{} RETURNING name",
        filter.clause()
    );
    tx.all(&sql, filter.into_args()).await
}

/// Makes the uploads of an answer that was taken back unsent again, so that the same files can go with the next try. The answer keeps
/// copies of the rows; the bytes are there once.
///
/// # Errors
/// When the database fails.
pub async fn take_back(tx: &impl Executor, message: MessageId) -> DbResult<()> {
    let sql = "SELECT id FROM attachment WHERE message_id = $1 AND agent_id IS NOT NULL ORDER BY id";
    let uploads: Vec<AttachmentId> = tx.all(sql, args![message]).await?;
    if uploads.is_empty() {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO attachment (message_id, inbox_id, agent_id, name, content_type, size, sha256, is_inline, content_id, blob_key,
                created_at)
         SELECT message_id, inbox_id, agent_id, name, content_type, size, sha256, is_inline, content_id, blob_key, created_at
           FROM attachment WHERE message_id = $1 AND agent_id IS NOT NULL ORDER BY id",
        args![message],
    )
    .await?;
    let mut filter = Filter::default();
    filter.is_in("id", uploads.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "UPDATE attachment SET message_id = NULL, inbox_id = NULL{}",
        filter.clause()
    );
    tx.exec(&sql, filter.into_args()).await?;
    Ok(())
}

/// Uploads of an agent that were not sent yet, of some; in the order of their keys.
///
/// # Errors
/// When the database fails.
pub async fn find_unsent(
    db: &impl Executor,
    agent: Option<AgentId>,
    ids: &[AttachmentId],
) -> DbResult<Vec<Attachment>> {
    let mut filter = Filter::default();
    filter.and("t.message_id IS NULL AND t.agent_id = ?", args![agent]);
    filter.is_in("t.id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT {COLUMNS} FROM attachment t{} ORDER BY t.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Gives a message copies of files of other messages, which the caller has read under a scope; the bytes are there once. The copies are
/// nobody's uploads.
///
/// # Errors
/// When the database fails.
pub async fn copy(
    tx: &impl Executor,
    message: MessageId,
    inbox: InboxId,
    ids: &[AttachmentId],
    at: Timestamp,
) -> DbResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut filter = Filter::after(args![message, inbox, at]);
    filter.is_in("id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "INSERT INTO attachment (message_id, inbox_id, agent_id, name, content_type, size, sha256, is_inline, content_id, blob_key,
                created_at)
         SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), NULL, name, content_type, size, sha256, is_inline, content_id, blob_key,
                CAST($3 AS BIGINT)
           FROM attachment{} ORDER BY id",
        filter.clause()
    );
    tx.exec(&sql, filter.into_args()).await?;
    Ok(())
}

/// Deletes uploads from before `before` that nothing needs: no message, no draft, no scheduled answer. Returns where their bytes are,
/// which files of others may share.
///
/// # Errors
/// When the database fails.
pub async fn delete_unused(tx: &impl Executor, before: Timestamp) -> DbResult<Vec<String>> {
    tx.all(
        "DELETE FROM attachment
          WHERE message_id IS NULL AND created_at < $1
            AND NOT EXISTS (SELECT 1 FROM draft_attachment d WHERE d.attachment_id = attachment.id)
            AND NOT EXISTS (SELECT 1 FROM scheduled_attachment s WHERE s.attachment_id = attachment.id)
          RETURNING blob_key",
        args![before],
    )
    .await
}

/// Whether anything has its bytes there: a file, a raw mail, a brand's logo.
///
/// # Errors
/// When the database fails.
pub async fn is_blob_used(db: &impl Executor, blob_key: &str) -> DbResult<bool> {
    let found: Vec<i64> = db
        .all(
            "SELECT id FROM attachment WHERE blob_key = $1 UNION ALL SELECT id FROM raw_mail WHERE blob_key = $1
             UNION ALL SELECT id FROM brand WHERE logo_key = $1
             UNION ALL SELECT agent_id FROM agent_capacity WHERE photo_key = $1 LIMIT 1",
            args![blob_key],
        )
        .await?;
    Ok(!found.is_empty())
}
