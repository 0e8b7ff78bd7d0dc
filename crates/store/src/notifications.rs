//! What agents are told of.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::notifications::{NotificationKind, RosterNews};
use domain::{AgentId, ConversationId, NotificationId, Scope, Timestamp};

use crate::access;
use crate::filter::Filter;

/// What a notification is about.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// An entry of a conversation.
    Entry {
        /// Which conversation.
        conversation_id: ConversationId,
        /// Which entry of it.
        seq: i64,
    },
    /// Rosters.
    Roster {
        /// What happened.
        news: RosterNews,
        /// To what: a week, a request, an offer.
        key: &'a str,
        /// The first day of that, as `2026-03-02`.
        day: &'a str,
    },
}

/// A notification about to be.
#[derive(Debug, Clone)]
pub struct NewNotification<'a> {
    /// For whom.
    pub agent_id: AgentId,
    /// Why.
    pub kind: NotificationKind,
    /// About what.
    pub about: About<'a>,
    /// Who caused it.
    pub actor_name: &'a str,
    /// When.
    pub at: Timestamp,
    /// Whether the centre shows it; otherwise it is only pushed.
    pub listed: bool,
}

/// Tells an agent; what happens again before it was read is counted on the same line. Returns its key and how often it happened.
///
/// # Errors
/// When the database fails.
pub async fn put(tx: &impl Executor, new: &NewNotification<'_>) -> DbResult<(NotificationId, i64)> {
    let (conversation, seq, topic) = match new.about {
        About::Entry { conversation_id, seq } => (Some(conversation_id), seq, None),
        About::Roster { news, key, day } => (None, 0, Some((news.as_str(), key, day))),
    };
    let once = if topic.is_some() {
        "(agent_id, topic, topic_key) WHERE read_at IS NULL AND topic IS NOT NULL"
    } else {
        "(agent_id, conversation_id, kind) WHERE read_at IS NULL"
    };
    let sql = format!(
        "INSERT INTO notification (agent_id, kind, conversation_id, seq, actor_name, times, created_at, listed, topic, topic_key,
                topic_day)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10)
         ON CONFLICT {once}
         DO UPDATE SET seq = excluded.seq, actor_name = excluded.actor_name, times = notification.times + 1,
                       created_at = excluded.created_at, listed = excluded.listed
         RETURNING id, times"
    );
    let args = args![
        new.agent_id,
        new.kind.as_str(),
        conversation,
        seq,
        new.actor_name,
        new.at,
        new.listed,
        topic.map(|(news, _, _)| news),
        topic.map(|(_, key, _)| key),
        topic.map(|(_, _, day)| day),
    ];
    tx.one(&sql, args).await
}

/// A notification with what it is about.
#[derive(Debug, Clone, FromRow)]
pub struct Notification {
    /// Key.
    pub id: NotificationId,
    /// Why.
    #[row(try_from = "String")]
    pub kind: NotificationKind,
    /// About which conversation; none when it is about rosters.
    pub conversation_id: Option<ConversationId>,
    /// Its number; 0 without one.
    pub number: i64,
    /// Its subject; empty without one.
    pub subject: String,
    /// Its customer; empty without one.
    pub contact_name: String,
    /// About which entry of it.
    pub seq: i64,
    /// What of rosters it tells, by its name.
    pub topic: Option<String>,
    /// The first day of that.
    pub day: Option<String>,
    /// Who caused it, last.
    pub actor_name: String,
    /// How often it happened.
    pub times: i64,
    /// When it happened last.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT n.id, n.kind, n.conversation_id, COALESCE(c.number, 0) AS number, COALESCE(c.subject, '') AS subject,
                COALESCE(p.name, '') AS contact_name, n.seq, n.topic, n.topic_day AS day, n.actor_name, n.times, n.created_at,
                n.read_at
           FROM notification n
           LEFT JOIN conversation c ON c.id = n.conversation_id
           LEFT JOIN contact p ON p.id = c.contact_id";

/// One notification of the agent, listed or not, if it may see the conversation.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Executor,
    scope: Scope,
    agent: AgentId,
    id: NotificationId,
) -> DbResult<Option<Notification>> {
    let mut filter = Filter::default();
    filter.and("n.id = ?", args![id]);
    filter.and("n.agent_id = ?", args![agent]);
    access::limit_or_none(&mut filter, scope, "c.inbox_id");
    db.opt(&format!("{SELECT}{}", filter.clause()), filter.into_args())
        .await
}

/// The agent's notifications, of conversations those that it may see, the newest first; `before` is the last one of the page before.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    scope: Scope,
    agent: AgentId,
    unread_only: bool,
    before: Option<(Timestamp, NotificationId)>,
    limit: u32,
) -> DbResult<Vec<Notification>> {
    let mut filter = Filter::default();
    filter.and("n.agent_id = ?", args![agent]);
    filter.and("n.listed", []);
    access::limit_or_none(&mut filter, scope, "c.inbox_id");
    if unread_only {
        filter.and("n.read_at IS NULL", []);
    }
    if let Some((at, id)) = before {
        filter.and("(n.created_at, n.id) < (?, ?)", args![at, id]);
    }
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "{SELECT}{} ORDER BY n.created_at DESC, n.id DESC LIMIT {limit}",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// How many the agent has not read, counted up to `most`.
///
/// # Errors
/// When the database fails.
pub async fn count_unread(db: &impl Executor, scope: Scope, agent: AgentId, most: u32) -> DbResult<i64> {
    let mut filter = Filter::default();
    filter.and("n.agent_id = ?", args![agent]);
    filter.and("n.read_at IS NULL AND n.listed", []);
    access::limit_or_none(&mut filter, scope, "c.inbox_id");
    let most = filter.arg(i64::from(most));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM notification n LEFT JOIN conversation c ON c.id = n.conversation_id{} LIMIT {most}) u",
        filter.clause()
    );
    db.one(&sql, filter.into_args()).await
}

/// Marks some of the agent's notifications as read; returns how many were not.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(
    db: &impl Executor,
    agent: AgentId,
    ids: &[NotificationId],
    now: Timestamp,
) -> DbResult<u64> {
    let mut filter = Filter::after(args![now]);
    filter.and("agent_id = ?", args![agent]);
    filter.and("read_at IS NULL", []);
    filter.is_in("id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!("UPDATE notification SET read_at = $1{}", filter.clause());
    db.exec(&sql, filter.into_args()).await
}

/// Marks all of the agent's notifications as read that came until `until`; returns how many were not.
///
/// # Errors
/// When the database fails.
pub async fn mark_all_read(
    db: &impl Executor,
    agent: AgentId,
    until: Timestamp,
    now: Timestamp,
) -> DbResult<u64> {
    db.exec(
        "UPDATE notification SET read_at = $3 WHERE agent_id = $1 AND read_at IS NULL AND created_at <= $2",
        args![agent, until, now],
    )
    .await
}

/// Marks what an agent has seen in a conversation, up to an entry; returns how many were not read.
///
/// # Errors
/// When the database fails.
pub async fn mark_conversation_read(
    db: &impl Executor,
    agent: AgentId,
    conversation: ConversationId,
    seq: i64,
    now: Timestamp,
) -> DbResult<u64> {
    db.exec(
        "UPDATE notification SET read_at = $4
          WHERE agent_id = $1 AND conversation_id = $2 AND read_at IS NULL AND seq <= $3",
        args![agent, conversation, seq, now],
    )
    .await
}

/// Marks everybody's notifications of a kind about a conversation as read, because what they told of is over; returns whose they were.
///
/// # Errors
/// When the database fails.
pub async fn mark_over(
    db: &impl Executor,
    conversation: ConversationId,
    kind: NotificationKind,
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    db.all(
        "UPDATE notification SET read_at = $3 WHERE conversation_id = $1 AND kind = $2 AND read_at IS NULL RETURNING agent_id",
        args![conversation, kind.as_str(), now],
    )
    .await
}

/// Marks everybody's notifications of something about rosters as read, because it is over; returns whose they were.
///
/// # Errors
/// When the database fails.
pub async fn mark_topic_over(
    db: &impl Executor,
    news: RosterNews,
    key: &str,
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    db.all(
        "UPDATE notification SET read_at = $3 WHERE topic = $1 AND topic_key = $2 AND read_at IS NULL RETURNING agent_id",
        args![news.as_str(), key, now],
    )
    .await
}

/// Forgets notifications from before `before`, read or not.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &impl Executor, before: Timestamp) -> DbResult<u64> {
    db.exec("DELETE FROM notification WHERE created_at < $1", args![before])
        .await
}
