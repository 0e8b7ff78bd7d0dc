//! The timeline as visitors read it: the first of the two walls around what is said among colleagues. The second is in the use case,
//! which decides on every row anew.

use db::{DbResult, Executor, FromRow, args};
use domain::conversations::{Delivery, Direction, EntryKind};
use domain::{ActorKind, ConversationId, MessageId, Timestamp};

/// An entry with its message.
#[derive(Debug, Clone, FromRow)]
pub struct EntryRow {
    /// Place in the conversation.
    pub seq: i64,
    /// What it tells.
    #[row(try_from = "String")]
    pub kind: EntryKind,
    /// Kind of actor.
    #[row(try_from = "String")]
    pub actor_kind: ActorKind,
    /// Name of the actor at that time.
    pub actor_name: String,
    /// Where the photo of the agent who did it is kept.
    pub photo_key: Option<String>,
    /// State before.
    pub from_value: Option<String>,
    /// State after.
    pub to_value: Option<String>,
    /// When it happened.
    pub created_at: Timestamp,
    /// Its message.
    pub message_id: Option<MessageId>,
    /// Which way the message went.
    #[row(try_from = "String")]
    pub direction: Option<Direction>,
    /// `normal`, or what else the message is.
    pub message_kind: Option<String>,
    /// Where the message is on its way.
    #[row(try_from = "String")]
    pub delivery: Option<Delivery>,
    /// The words.
    pub text: Option<String>,
    /// Sanitised HTML.
    pub html: Option<String>,
    /// [`domain::chat::Content`] as JSON.
    pub content: Option<String>,
    /// Files of the message.
    pub files: i64,
    /// What the visitor's client called it.
    pub key: Option<String>,
}

/// Kinds of entries that can concern a visitor, and of messages only what was said between the two.
const VISIBLE: &str = "e.kind IN ('message', 'assigned', 'team_changed', 'agent_joined', 'agent_left', 'chat_ended', 'chat_reopened',
            'chat_mailed', 'chat_rated')
        AND (e.kind <> 'message' OR (m.direction = 'in' AND m.kind = 'normal')
             OR (m.direction = 'out' AND m.kind = 'normal' AND m.delivery IN ('sent', 'bounced')))";

/// Up to `limit` entries with `after < seq < before`, ascending: the earliest of them, or the latest when `latest`. The caller has found
/// the conversation by its visitor.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &impl Executor,
    conversation: ConversationId,
    after: i64,
    before: i64,
    latest: bool,
    limit: u32,
) -> DbResult<Vec<EntryRow>> {
    let order = if latest { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT e.seq, e.kind, e.actor_kind, e.actor_name, p.photo_key, e.from_value, e.to_value, e.created_at, m.id AS message_id,
                m.direction, m.kind AS message_kind, m.delivery, m.text, m.html, t.body AS content,
                (SELECT count(*) FROM attachment f WHERE f.message_id = m.id) AS files, k.key
           FROM entry e
           LEFT JOIN message m ON m.id = e.message_id
           LEFT JOIN message_content t ON t.message_id = e.message_id
           LEFT JOIN chat_key k ON k.message_id = e.message_id
           LEFT JOIN agent_capacity p ON p.agent_id = e.actor_id AND e.actor_kind IN ('agent', 'api_token')
          WHERE e.conversation_id = $1 AND e.seq > $2 AND e.seq < $3 AND {VISIBLE}
          ORDER BY e.seq {order} LIMIT $4"
    );
    let mut rows: Vec<EntryRow> = db.all(&sql, args![conversation, after, before, limit]).await?;
    if latest {
        rows.reverse();
    }
    Ok(rows)
}

/// Keeps what a message is beside its text; replaces what was kept.
///
/// # Errors
/// When the database fails.
pub async fn put_content(tx: &impl Executor, message: MessageId, kind: &str, body: &str) -> DbResult<()> {
    tx.exec(
        "INSERT INTO message_content (message_id, kind, body) VALUES ($1, $2, $3)
         ON CONFLICT (message_id) DO UPDATE SET kind = excluded.kind, body = excluded.body",
        args![message, kind, body],
    )
    .await?;
    Ok(())
}

/// What a message of a conversation is beside its text, as JSON.
///
/// # Errors
/// When the database fails.
pub async fn find_content(
    db: &impl Executor,
    conversation: ConversationId,
    message: MessageId,
) -> DbResult<Option<String>> {
    db.opt(
        "SELECT t.body FROM message_content t JOIN message m ON m.id = t.message_id
          WHERE t.message_id = $1 AND m.conversation_id = $2 AND m.direction = 'out'",
        args![message, conversation],
    )
    .await
}
