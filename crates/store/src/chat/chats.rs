//! Chats: what a conversation of channel `chat` has beside its row.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::chat::{ChatState, EndedBy};
use domain::{AgentId, ConversationId, InboxId, Timestamp, VisitorId};

use crate::filter::Filter;

/// A chat.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Chat {
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Site.
    pub inbox_id: InboxId,
    /// With whom; none when the visitor was deleted.
    pub visitor_id: Option<VisitorId>,
    /// Where it stands.
    #[row(try_from = "String")]
    pub state: ChatState,
    /// Key of its topic, empty for none.
    pub topic: String,
    /// Whose turn it is to take it.
    pub offered_to: Option<AgentId>,
    /// Since when.
    pub offered_at: Option<Timestamp>,
    /// Since when it waits.
    pub queued_at: Timestamp,
    /// When it was taken.
    pub accepted_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who ended it.
    #[row(try_from = "String")]
    pub ended_by: Option<EndedBy>,
    /// Up to which entry the visitor's client has it.
    pub visitor_delivered_seq: i64,
    /// Up to which entry the visitor has seen it.
    pub visitor_seen_seq: i64,
    /// Up to which entry an agent has seen it.
    pub agent_seen_seq: i64,
    /// Since when the visitor is away.
    pub visitor_left_at: Option<Timestamp>,
    /// Up to which entry answers went by mail.
    pub mailed_seq: i64,
    /// When the agent was last called idle.
    pub idle_warned_at: Option<Timestamp>,
    /// 1 to 5.
    pub rating: Option<i64>,
    /// What was said with it.
    pub rating_comment: String,
    /// When.
    pub rated_at: Option<Timestamp>,
    /// When anything of it changed.
    pub updated_at: Timestamp,
}

pub(super) const CHAT: &str = "SELECT h.conversation_id, h.inbox_id, h.visitor_id, h.state, h.topic, h.offered_to, h.offered_at, h.queued_at,
        h.accepted_at, h.ended_at, h.ended_by, h.visitor_delivered_seq, h.visitor_seen_seq, h.agent_seen_seq, h.visitor_left_at,
        h.mailed_seq, h.idle_warned_at, h.rating, h.rating_comment, h.rated_at, h.updated_at
   FROM chat h";

/// A chat about to be.
#[derive(Debug, Clone, Copy)]
pub struct NewChat<'a> {
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Site.
    pub inbox_id: InboxId,
    /// With whom.
    pub visitor_id: VisitorId,
    /// Where it stands at first.
    pub state: ChatState,
    /// Key of its topic, empty for none.
    pub topic: &'a str,
}

/// Makes the chat of a conversation.
///
/// # Errors
/// `UniqueViolation` when the conversation has one.
pub async fn insert(tx: &impl Executor, new: &NewChat<'_>, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO chat (conversation_id, inbox_id, visitor_id, state, topic, queued_at, visitor_delivered_seq, visitor_seen_seq,
                agent_seen_seq, mailed_seq, rating_comment, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, '', $6)",
        args![
            new.conversation_id,
            new.inbox_id,
            new.visitor_id,
            new.state.as_str(),
            new.topic,
            at
        ],
    )
    .await?;
    Ok(())
}

/// The chat of a conversation, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, conversation: ConversationId) -> DbResult<Option<Chat>> {
    db.opt(
        &format!("{CHAT} WHERE h.conversation_id = $1"),
        args![conversation],
    )
    .await
}

/// Writes a chat back. The conversation's row is locked meanwhile, and stands for the chat's own lock.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, h: &Chat, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE chat
            SET state = $2, topic = $3, offered_to = $4, offered_at = $5, queued_at = $6, accepted_at = $7, ended_at = $8,
                ended_by = $9, visitor_left_at = $10, mailed_seq = $11, idle_warned_at = $12, rating = $13,
                rating_comment = $14, rated_at = $15, updated_at = $16
          WHERE conversation_id = $1",
        args![
            h.conversation_id,
            h.state.as_str(),
            &h.topic,
            h.offered_to,
            h.offered_at,
            h.queued_at,
            h.accepted_at,
            h.ended_at,
            h.ended_by.map(EndedBy::as_str),
            h.visitor_left_at,
            h.mailed_seq,
            h.idle_warned_at,
            h.rating,
            &h.rating_comment,
            h.rated_at,
            at,
        ],
    )
    .await?;
    Ok(())
}

/// A chat as its visitor sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct OwnChat {
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Site.
    pub inbox_id: InboxId,
    /// Token of the conversation, by which visitors name it.
    pub token: String,
    /// Public running number.
    pub number: i64,
    /// Where it stands.
    #[row(try_from = "String")]
    pub state: ChatState,
    /// Key of its topic, empty for none.
    pub topic: String,
    /// Since when it waits.
    pub queued_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Newest entry of the timeline, seen by visitors or not.
    pub last_seq: i64,
    /// Up to which entry the visitor has seen it.
    pub visitor_seen_seq: i64,
    /// Up to which entry an agent has seen it.
    pub agent_seen_seq: i64,
    /// Answers that the visitor has not seen.
    pub unread: i64,
    /// Whose it is.
    pub agent_id: Option<AgentId>,
    /// Name of that agent.
    pub agent_name: Option<String>,
    /// Where that agent's photo is kept.
    pub photo_key: Option<String>,
    /// 1 to 5.
    pub rating: Option<i64>,
    /// When it began.
    pub created_at: Timestamp,
    /// When anything of it changed.
    pub updated_at: Timestamp,
}

/// `$1` is the visitor: its own chats, and those of the same customer on other devices where the company vouches for both.
const OWN: &str = "SELECT h.conversation_id, h.inbox_id, c.token, c.number, h.state, h.topic, h.queued_at, h.ended_at, c.last_seq,
        h.visitor_seen_seq, h.agent_seen_seq,
        (SELECT count(*) FROM entry e JOIN message m ON m.id = e.message_id
          WHERE e.conversation_id = c.id AND e.seq > h.visitor_seen_seq AND e.kind = 'message' AND m.direction = 'out'
            AND m.kind = 'normal' AND m.delivery IN ('sent', 'bounced')) AS unread,
        c.assignee_id AS agent_id, a.name AS agent_name, p.photo_key, h.rating, c.created_at, h.updated_at
   FROM chat h
   JOIN conversation c ON c.id = h.conversation_id
   LEFT JOIN agent a ON a.id = c.assignee_id
   LEFT JOIN agent_capacity p ON p.agent_id = c.assignee_id
  WHERE h.visitor_id IN (SELECT CAST($1 AS BIGINT) UNION ALL
                         SELECT v.id FROM chat_visitor me
                           JOIN chat_visitor v ON v.inbox_id = me.inbox_id AND v.external_id = me.external_id
                          WHERE me.id = $1 AND me.verified = TRUE AND v.verified = TRUE)";

/// A visitor's own chat, by the token of its conversation.
///
/// # Errors
/// When the database fails.
pub async fn find_own(db: &impl Executor, visitor: VisitorId, token: &str) -> DbResult<Option<OwnChat>> {
    db.opt(&format!("{OWN} AND c.token = $2"), args![visitor, token])
        .await
}

/// A visitor's own chats before `before`, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_own(
    db: &impl Executor,
    visitor: VisitorId,
    before: Option<ConversationId>,
    limit: u32,
) -> DbResult<Vec<OwnChat>> {
    let before = before.map_or(i64::MAX, ConversationId::get);
    let sql = format!("{OWN} AND h.conversation_id < $2 ORDER BY h.conversation_id DESC LIMIT $3");
    db.all(&sql, args![visitor, before, limit]).await
}

/// Notes how far the visitor's client and the visitor have it. What is already further stays. True when something moved.
///
/// # Errors
/// When the database fails.
pub async fn visitor_receipts(
    tx: &impl Executor,
    id: ConversationId,
    delivered: i64,
    seen: i64,
) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE chat
                SET visitor_delivered_seq = CASE WHEN $2 > visitor_delivered_seq THEN $2 ELSE visitor_delivered_seq END,
                    visitor_seen_seq = CASE WHEN $3 > visitor_seen_seq THEN $3 ELSE visitor_seen_seq END
              WHERE conversation_id = $1 AND ($2 > visitor_delivered_seq OR $3 > visitor_seen_seq)",
            args![id, delivered, seen],
        )
        .await?;
    Ok(changed > 0)
}

/// Notes how far agents have it. True when that moved.
///
/// # Errors
/// When the database fails.
pub async fn agent_seen(tx: &impl Executor, id: ConversationId, seq: i64) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE chat SET agent_seen_seq = $2 WHERE conversation_id = $1 AND agent_seen_seq < $2",
            args![id, seq],
        )
        .await?;
    Ok(changed > 0)
}

/// Visitors are here: their chats are not waiting for them.
///
/// # Errors
/// When the database fails.
pub async fn visitors_here(tx: &impl Executor, visitors: &[VisitorId]) -> DbResult<u64> {
    let mut filter = Filter::default();
    filter.and("visitor_left_at IS NOT NULL", []);
    filter.is_in("visitor_id", visitors.iter().map(|id| Value::I64(id.get())));
    let sql = format!("UPDATE chat SET visitor_left_at = NULL{}", filter.clause());
    tx.exec(&sql, filter.into_args()).await
}

/// Visitors went away. Returns how many of their chats were under way.
///
/// # Errors
/// When the database fails.
pub async fn visitors_left(tx: &impl Executor, visitors: &[VisitorId], at: Timestamp) -> DbResult<u64> {
    let mut filter = Filter::after(args![at]);
    filter.and("visitor_left_at IS NULL AND state <> 'ended'", []);
    filter.is_in("visitor_id", visitors.iter().map(|id| Value::I64(id.get())));
    let sql = format!("UPDATE chat SET visitor_left_at = $1{}", filter.clause());
    tx.exec(&sql, filter.into_args()).await
}

/// Notes the absence of visitors who were last seen before `before` and whose going nobody saw: their node died.
///
/// # Errors
/// When the database fails.
pub async fn left_unseen(tx: &impl Executor, before: Timestamp, at: Timestamp) -> DbResult<u64> {
    tx.exec(
        "UPDATE chat SET visitor_left_at = $2
          WHERE state IN ('waiting', 'ringing', 'active') AND visitor_left_at IS NULL
            AND EXISTS (SELECT 1 FROM chat_visitor v WHERE v.id = chat.visitor_id AND v.last_seen_at < $1)",
        args![before, at],
    )
    .await
}

/// How many chats of a visitor have not ended.
///
/// # Errors
/// When the database fails.
pub async fn count_under_way(db: &impl Executor, visitor: VisitorId) -> DbResult<i64> {
    db.one(
        "SELECT count(*) FROM chat WHERE visitor_id = $1 AND state <> 'ended'",
        args![visitor],
    )
    .await
}

/// Where many conversations stand: newest entry, assignee, when their chats last changed. For those who follow them and may have missed
/// a hint.
///
/// # Errors
/// When the database fails.
pub async fn positions(db: &impl Executor, ids: &[ConversationId]) -> DbResult<Vec<Position>> {
    let mut filter = Filter::default();
    filter.is_in("c.id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT c.id, c.last_seq, c.assignee_id, h.agent_seen_seq, h.updated_at
           FROM conversation c JOIN chat h ON h.conversation_id = c.id{}",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Position {
    /// Which one.
    pub id: ConversationId,
    /// Newest entry.
    pub last_seq: i64,
    /// Whose it is.
    pub assignee_id: Option<AgentId>,
    /// Up to which entry an agent has seen it.
    pub agent_seen_seq: i64,
    /// When its chat last changed.
    pub updated_at: Timestamp,
}
