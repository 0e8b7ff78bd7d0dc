//! What was counted of the work itself: when customers came, how long they waited for an answer, how long the work took.
//!
//! A **contact** is a conversation that a customer began, or one that a customer opened again after it was solved or closed. An answer to
//! a question of ours (pending) goes on with what it belongs to. Spam, automatic mails and conversations that we began are no contacts.
//! Everything is counted by the quarter of an hour, so that it can be laid into the hours of any time zone.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{InboxId, Permission, Scope, Timestamp};

use crate::access;
use crate::filter::Filter;

/// Microseconds of a quarter of an hour.
pub const QUARTER: i64 = 15 * 60 * 1_000_000;
/// Microseconds of a minute.
const MINUTE: i64 = 60 * 1_000_000;
/// A chat that was open for longer was forgotten, not worked on.
const LONGEST_CHAT: i64 = 4 * 3600 * 1_000_000;
/// Who does nothing for longer does something else.
const LONGEST_PAUSE: i64 = 30 * 60 * 1_000_000;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// What the reader may see.
    pub scope: Scope,
    /// Only of this inbox.
    pub inbox: Option<InboxId>,
    /// From this instant on.
    pub from: Timestamp,
    /// Before this instant.
    pub until: Timestamp,
}

/// Limits a query to what the reader may see, and to one inbox where one is asked for.
fn visible(filter: &mut Filter, scope: Scope, inbox: Option<InboxId>, column: &str) {
    access::limit(filter, scope, column);
    if let Some(inbox) = inbox {
        filter.and(&format!("{column} = ?"), args![inbox]);
    }
}

impl Counted {
    fn visible(&self, filter: &mut Filter, column: &str) {
        visible(filter, self.scope, self.inbox, column);
    }

    fn within(&self, filter: &mut Filter, column: &str) {
        filter.and(
            &format!("{column} >= ? AND {column} < ?"),
            args![self.from, self.until],
        );
    }

    /// Conversations `c` that customers began. What we begin has its first answer in the same instant.
    fn begun(&self) -> Filter {
        let mut filter = Filter::default();
        filter.and("c.last_customer_seq > 0 AND c.status <> 'spam'", []);
        filter.and(
            "(c.first_reply_at IS NULL OR c.first_reply_at > c.created_at)",
            [],
        );
        self.within(&mut filter, "c.created_at");
        self.visible(&mut filter, "c.inbox_id");
        filter
    }
}

/// Contacts of a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Arrivals {
    /// Quarters since 1970.
    pub quarter: i64,
    /// Channel of the conversations.
    pub channel: String,
    /// How many.
    pub contacts: i64,
}

/// Conversations that customers began.
///
/// # Errors
/// When the database fails.
pub async fn begun(db: &impl Executor, counted: &Counted) -> DbResult<Vec<Arrivals>> {
    let filter = counted.begun();
    let sql = format!(
        "SELECT c.created_at / {QUARTER} AS quarter, c.channel, count(*) AS contacts FROM conversation c{}
          GROUP BY c.created_at / {QUARTER}, c.channel",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Conversations that customers opened again.
///
/// # Errors
/// When the database fails.
pub async fn reopened(db: &impl Executor, counted: &Counted) -> DbResult<Vec<Arrivals>> {
    let mut filter = Filter::default();
    filter.and("e.kind = 'status_changed' AND e.actor_kind = 'contact'", []);
    filter.and("e.from_value IN ('solved', 'closed') AND c.status <> 'spam'", []);
    counted.within(&mut filter, "e.created_at");
    counted.visible(&mut filter, "c.inbox_id");
    let sql = format!(
        "SELECT e.created_at / {QUARTER} AS quarter, c.channel, count(*) AS contacts
           FROM entry e JOIN conversation c ON c.id = e.conversation_id{}
          GROUP BY e.created_at / {QUARTER}, c.channel",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// How many conversations were first answered within how many minutes.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Answered {
    /// Channel.
    pub channel: String,
    /// Whole minutes from the customer's first words to our first answer.
    pub minutes: i64,
    /// How many.
    pub conversations: i64,
}

/// First answers to what customers began.
///
/// # Errors
/// When the database fails.
pub async fn first_answers(db: &impl Executor, counted: &Counted) -> DbResult<Vec<Answered>> {
    let mut filter = counted.begun();
    filter.and("c.first_reply_at IS NOT NULL", []);
    let minutes = format!("(c.first_reply_at - c.created_at) / {MINUTE}");
    let sql = format!(
        "SELECT c.channel, {minutes} AS minutes, count(*) AS conversations FROM conversation c{}
          GROUP BY c.channel, {minutes}",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Chats from the moment an agent took them to their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Handled {
    /// How many.
    pub chats: i64,
    /// Microseconds, all together.
    pub micros: i64,
    /// Microseconds in which an agent had at least one of them: chats beside each other count once.
    pub busy: i64,
}

/// How long chats took. Those that were left open for hours are not counted.
///
/// # Errors
/// When the database fails.
pub async fn chats_handled(db: &impl Executor, counted: &Counted) -> DbResult<Handled> {
    let mut filter = Filter::default();
    filter.and(
        "h.inbox_id IN (SELECT i.id FROM inbox i WHERE i.channel = 'chat')",
        [],
    );
    counted.within(&mut filter, "h.accepted_at");
    filter.and(
        "h.ended_at > h.accepted_at AND h.ended_at - h.accepted_at <= ?",
        args![LONGEST_CHAT],
    );
    counted.visible(&mut filter, "h.inbox_id");
    // `prior_end` is when the last of the earlier chats of the same agent ends: only what comes after it is time of its own.
    let sql = format!(
        "SELECT count(*) AS chats, CAST(COALESCE(sum(w.ended_at - w.accepted_at), 0) AS BIGINT) AS micros,
                CAST(COALESCE(sum(CASE WHEN w.prior_end IS NULL OR w.prior_end <= w.accepted_at THEN w.ended_at - w.accepted_at
                                       WHEN w.prior_end < w.ended_at THEN w.ended_at - w.prior_end
                                       ELSE 0 END), 0) AS BIGINT) AS busy
           FROM (SELECT h.accepted_at, h.ended_at,
                        max(h.ended_at) OVER (PARTITION BY c.assignee_id ORDER BY h.accepted_at, h.conversation_id
                                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS prior_end
                   FROM chat h JOIN conversation c ON c.id = h.conversation_id{}) AS w",
        filter.clause()
    );
    db.one(&sql, filter.into_args()).await
}

/// Chats that waited in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Queued {
    /// How many were taken, or left before anybody took them.
    pub chats: i64,
    /// Those that left.
    pub given_up: i64,
    /// Microseconds of waiting, all together.
    pub micros: i64,
}

/// How long chats waited, and how many of those who waited gave up.
///
/// # Errors
/// When the database fails.
pub async fn chats_queued(db: &impl Executor, counted: &Counted) -> DbResult<Queued> {
    let mut filter = Filter::default();
    counted.within(&mut filter, "h.queued_at");
    // Chats that we began waited for nobody, and what an agent ended unseen was not given up by the visitor.
    filter.and(
        "(h.accepted_at > h.queued_at OR (h.accepted_at IS NULL AND h.ended_by IN ('visitor', 'system')))",
        [],
    );
    counted.visible(&mut filter, "h.inbox_id");
    // Who closes the page has gone long before the chat ends by itself.
    let sql = format!(
        "SELECT count(*) AS chats,
                CAST(COALESCE(sum(CASE WHEN h.accepted_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS given_up,
                CAST(COALESCE(sum(CASE WHEN h.accepted_at IS NOT NULL THEN h.accepted_at
                                       WHEN h.visitor_left_at >= h.queued_at AND h.visitor_left_at < h.ended_at
                                           THEN h.visitor_left_at
                                       ELSE h.ended_at END - h.queued_at), 0) AS BIGINT) AS micros
           FROM chat h{}",
        filter.clause()
    );
    db.one(&sql, filter.into_args()).await
}

/// What agents did in conversations of a channel.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Worked {
    /// Channel.
    pub channel: String,
    /// Conversations in which anything was done.
    pub conversations: i64,
    /// Things done.
    pub acts: i64,
    /// Those of them that came within half an hour of the agent's last one.
    pub followed: i64,
    /// Microseconds between those and the last ones, all together.
    pub micros: i64,
}

/// How long it takes agents from one thing that they do to the next: what lies between is the work on the second.
///
/// # Errors
/// When the database fails.
pub async fn worked(db: &impl Executor, counted: &Counted) -> DbResult<Vec<Worked>> {
    let mut filter = Filter::default();
    filter.and("e.actor_kind = 'agent' AND e.actor_id IS NOT NULL", []);
    counted.within(&mut filter, "e.created_at");
    let done = filter.clause();
    // What one may not see was work of the same people: it is looked at for when it ended, and not counted.
    filter.clear();
    filter.and("c.channel <> 'chat' AND c.status <> 'spam'", []);
    counted.visible(&mut filter, "c.inbox_id");
    let sql = format!(
        "SELECT c.channel, count(DISTINCT a.conversation_id) AS conversations, count(*) AS acts,
                CAST(sum(CASE WHEN a.gap <= {LONGEST_PAUSE} THEN 1 ELSE 0 END) AS BIGINT) AS followed,
                CAST(sum(CASE WHEN a.gap <= {LONGEST_PAUSE} THEN a.gap ELSE 0 END) AS BIGINT) AS micros
           FROM (SELECT e.conversation_id, e.created_at - lag(e.created_at) OVER (
                            PARTITION BY e.actor_id ORDER BY e.created_at, e.id) AS gap
                   FROM entry e{done}) AS a
           JOIN conversation c ON c.id = a.conversation_id{}
          GROUP BY c.channel",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Customers who wait for an answer, since one quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Waiting {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Quarters since 1970 from which on they wait.
    pub quarter: i64,
    /// How many.
    pub conversations: i64,
}

/// Everybody who waits now.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl Executor, scope: Scope, inbox: Option<InboxId>) -> DbResult<Vec<Waiting>> {
    let mut filter = Filter::default();
    filter.and("c.is_active = TRUE AND c.waiting_since IS NOT NULL", []);
    visible(&mut filter, scope, inbox, "c.inbox_id");
    let sql = format!(
        "SELECT c.inbox_id, c.waiting_since / {QUARTER} AS quarter, count(*) AS conversations FROM conversation c{}
          GROUP BY c.inbox_id, c.waiting_since / {QUARTER}",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Conversations that were not answered at once: when they came, and when their wait ended.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Slow {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Quarters since 1970 when they came.
    pub came: i64,
    /// Quarters since 1970 when they were answered, or done with in another way; none while they wait.
    pub done: Option<i64>,
    /// Whether they were answered at all.
    pub answered: bool,
    /// How many.
    pub conversations: i64,
}

/// What customers began and what was not answered within `micros`.
///
/// # Errors
/// When the database fails.
pub async fn slow(db: &impl Executor, counted: &Counted, micros: i64) -> DbResult<Vec<Slow>> {
    let mut filter = counted.begun();
    filter.and(
        "(c.first_reply_at IS NULL OR c.first_reply_at - c.created_at > ?)",
        args![micros],
    );
    let done = format!(
        "COALESCE(c.first_reply_at, CASE WHEN c.is_active = FALSE THEN COALESCE(c.solved_at, c.last_activity_at) END) / {QUARTER}"
    );
    let sql = format!(
        "SELECT c.inbox_id, c.created_at / {QUARTER} AS came, {done} AS done, c.first_reply_at IS NOT NULL AS answered,
                count(*) AS conversations
           FROM conversation c{}
          GROUP BY c.inbox_id, c.created_at / {QUARTER}, {done}, c.first_reply_at IS NOT NULL",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// How many conversations were solved since an instant and are done with.
///
/// # Errors
/// When the database fails.
pub async fn solved(db: &impl Executor, counted: &Counted) -> DbResult<i64> {
    let mut filter = Filter::default();
    filter.and("c.is_active = FALSE AND c.status <> 'spam'", []);
    // What is solved was mostly spoken of shortly before: the list of what happened lately holds it.
    let lately = counted.from.minus(std::time::Duration::from_secs(30 * 24 * 3600));
    filter.and("c.last_activity_at >= ?", args![lately]);
    counted.within(&mut filter, "c.solved_at");
    counted.visible(&mut filter, "c.inbox_id");
    let sql = format!("SELECT count(*) FROM conversation c{}", filter.clause());
    db.one(&sql, filter.into_args()).await
}

/// When the oldest conversation began that the reader may see.
///
/// # Errors
/// When the database fails.
pub async fn first(db: &impl Executor, scope: Scope) -> DbResult<Option<Timestamp>> {
    let mut filter = Filter::default();
    access::limit(&mut filter, scope, "c.inbox_id");
    let sql = format!(
        "SELECT c.created_at FROM conversation c{} ORDER BY c.id LIMIT 1",
        filter.clause()
    );
    db.opt(&sql, filter.into_args()).await
}

/// Agents who may answer, in one inbox or in any.
///
/// # Errors
/// When the database fails.
pub async fn agents(db: &impl Executor, inbox: Option<InboxId>) -> DbResult<u32> {
    let mut values: Vec<Value> = args![Permission::ConversationsReply.as_str()];
    let mut sees = "";
    if let Some(inbox) = inbox {
        values.extend(args![inbox]);
        sees = " AND (r.all_inboxes = TRUE OR EXISTS (SELECT 1 FROM inbox_access x WHERE x.agent_id = a.id AND x.inbox_id = $2))";
    }
    let sql = format!(
        "SELECT count(*) FROM agent a JOIN role r ON r.id = a.role_id
           JOIN role_permission p ON p.role_id = r.id AND p.permission = $1
          WHERE a.active = TRUE{sees}"
    );
    db.one(&sql, values).await
}
