//! Visitors as agents see them: who is on the sites, where they are and were.

use db::{DbResult, Executor, FromRow, args};
use domain::chat::ChatState;
use domain::{AgentId, ConversationId, InboxId, MessageId, Scope, Timestamp, VisitorId};

use super::Visitor;
use super::visitors::VISITOR;
use crate::access;
use crate::filter::Filter;

/// Visitors who were last here at `since` or later, of sites that may be seen, who came last first. `before` is the last one of the page
/// before.
///
/// # Errors
/// When the database fails.
pub async fn here(
    db: &impl Executor,
    scope: Scope,
    inbox: Option<InboxId>,
    since: Timestamp,
    before: Option<(Timestamp, VisitorId)>,
    limit: u32,
) -> DbResult<Vec<Visitor>> {
    let mut filter = Filter::default();
    filter.and("v.last_seen_at >= ?", args![since]);
    if let Some(inbox) = inbox {
        filter.and("v.inbox_id = ?", args![inbox]);
    }
    if let Some((at, id)) = before {
        filter.and("(v.created_at, v.id) < (?, ?)", args![at, id]);
    }
    access::limit(&mut filter, scope, "v.inbox_id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!("{VISITOR}{clause} ORDER BY v.created_at DESC, v.id DESC LIMIT {limit}");
    db.all(&sql, filter.into_args()).await
}

/// One visitor of a site that may be seen.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, scope: Scope, id: VisitorId) -> DbResult<Option<Visitor>> {
    let mut filter = Filter::default();
    filter.and("v.id = ?", args![id]);
    access::limit(&mut filter, scope, "v.inbox_id");
    db.opt(&format!("{VISITOR}{}", filter.clause()), filter.into_args())
        .await
}

/// A chat of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct VisitorChat {
    /// Whose.
    pub visitor_id: VisitorId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Where it stands.
    #[row(try_from = "String")]
    pub state: ChatState,
    /// Who has it.
    pub assignee_id: Option<AgentId>,
    /// When it began.
    pub created_at: Timestamp,
}

/// The newest chats of visitors, which the caller has read under a scope, at most `limit`; those of one visitor newest first.
///
/// # Errors
/// When the database fails.
pub async fn chats_of(db: &impl Executor, visitors: &[VisitorId], limit: u32) -> DbResult<Vec<VisitorChat>> {
    let mut filter = Filter::default();
    filter.is_in("h.visitor_id", visitors.iter().map(|id| db::Value::I64(id.get())));
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "SELECT h.visitor_id, h.conversation_id, h.state, c.assignee_id, c.created_at
           FROM chat h JOIN conversation c ON c.id = h.conversation_id{clause}
          ORDER BY h.conversation_id DESC LIMIT {limit}"
    );
    db.all(&sql, filter.into_args()).await
}

/// A page that a visitor was on.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct VisitedPage {
    /// Address.
    pub url: String,
    /// Title.
    pub title: String,
    /// When it was opened.
    pub at: Timestamp,
}

/// The last `limit` pages of a visitor, whom the caller has read under a scope, newest first.
///
/// # Errors
/// When the database fails.
pub async fn pages(db: &impl Executor, visitor: VisitorId, limit: u32) -> DbResult<Vec<VisitedPage>> {
    db.all(
        "SELECT url, title, at FROM chat_page WHERE visitor_id = $1 ORDER BY id DESC LIMIT $2",
        args![visitor, limit],
    )
    .await
}

/// What the messages of the timeline entries `from..=to` are beside their text, as JSON. The caller has read the conversation under a
/// scope.
///
/// # Errors
/// When the database fails.
pub async fn contents(
    db: &impl Executor,
    conversation: ConversationId,
    from: i64,
    to: i64,
) -> DbResult<Vec<(MessageId, String)>> {
    db.all(
        "SELECT t.message_id, t.body FROM entry e JOIN message_content t ON t.message_id = e.message_id
          WHERE e.conversation_id = $1 AND e.seq >= $2 AND e.seq <= $3 AND e.kind IN ('message', 'note')",
        args![conversation, from, to],
    )
    .await
}

/// Up to `limit` chats whose visitor has waited for the agent who has it for as long as the site calls idle, and of which that was not
/// said yet.
///
/// # Errors
/// When the database fails.
pub async fn idle(db: &impl Executor, now: Timestamp, limit: u32) -> DbResult<Vec<ConversationId>> {
    db.all(
        "SELECT h.conversation_id FROM chat h
           JOIN conversation c ON c.id = h.conversation_id
           JOIN chat_inbox s ON s.inbox_id = h.inbox_id
          WHERE h.state = 'active' AND h.idle_warned_at IS NULL AND s.idle_warning_seconds > 0
            AND c.waiting_since <= $1 - s.idle_warning_seconds * 1000000
          ORDER BY h.queued_at, h.conversation_id LIMIT $2",
        args![now, limit],
    )
    .await
}

/// Up to `limit` chats that have not ended, whose visitor was last here before `before` and in which nothing was said since then.
///
/// # Errors
/// When the database fails.
pub async fn abandoned(db: &impl Executor, before: Timestamp, limit: u32) -> DbResult<Vec<ConversationId>> {
    db.all(
        "SELECT h.conversation_id FROM chat h
           JOIN conversation c ON c.id = h.conversation_id
           LEFT JOIN chat_visitor v ON v.id = h.visitor_id
          WHERE h.state IN ('waiting', 'ringing', 'active') AND c.last_activity_at <= $1
            AND COALESCE(h.visitor_left_at, v.last_seen_at, h.queued_at) <= $1
          ORDER BY h.queued_at, h.conversation_id LIMIT $2",
        args![before, limit],
    )
    .await
}

/// An answer that its visitor has not seen.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct UnseenAnswer {
    /// Its entry.
    pub seq: i64,
    /// The message.
    pub message_id: MessageId,
    /// Who wrote it.
    pub agent_id: Option<AgentId>,
    /// By which name.
    pub from_name: String,
    /// The words.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<String>,
}

/// Up to `limit` answers of a chat after an entry, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn answers_after(
    db: &impl Executor,
    conversation: ConversationId,
    seq: i64,
    limit: u32,
) -> DbResult<Vec<UnseenAnswer>> {
    db.all(
        "SELECT e.seq, m.id AS message_id, m.agent_id, m.from_name, m.text, m.html
           FROM entry e JOIN message m ON m.id = e.message_id
          WHERE e.conversation_id = $1 AND e.seq > $2 AND e.kind = 'message' AND m.direction = 'out' AND m.kind = 'normal'
            AND m.delivery = 'sent'
          ORDER BY e.seq LIMIT $3",
        args![conversation, seq, limit],
    )
    .await
}

/// Whether mail to an inbox may belong to conversations of another: to those of a site that goes on as mail by it.
///
/// # Errors
/// When the database fails.
pub async fn goes_on_by(db: &impl Executor, site: InboxId, mail_inbox: InboxId) -> DbResult<bool> {
    let found: Option<InboxId> = db
        .opt(
            "SELECT inbox_id FROM chat_inbox WHERE inbox_id = $1 AND mail_inbox_id = $2",
            args![site, mail_inbox],
        )
        .await?;
    Ok(found.is_some())
}
