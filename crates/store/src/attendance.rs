//! Who was at work when: spans that are made longer as long as they go on.
//!
//! Nothing here tells anybody of customers, so no statement asks for a scope.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::attendance::{Activity, Attended};
use domain::rosters::Span;
use domain::{AgentId, ConversationId, Timestamp};

use crate::filter::Filter;

/// A time in which an agent did one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Attendance {
    /// Who.
    pub agent_id: AgentId,
    /// What.
    #[row(try_from = "String")]
    pub state: Attended,
    /// Since when.
    pub start_at: Timestamp,
    /// When it was last seen.
    pub end_at: Timestamp,
    /// Whether it may still go on.
    pub going_on: bool,
}

/// What an agent says of the moment, and when they were last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Said {
    /// Who.
    pub agent_id: AgentId,
    /// What they say.
    #[row(try_from = "String")]
    pub activity: Activity,
    /// End of the last span.
    pub last_seen: Option<Timestamp>,
}

/// How long agents were in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Spent {
    /// State.
    #[row(try_from = "String")]
    pub state: Attended,
    /// Microseconds, all agents together.
    pub micros: i64,
}

fn ids(agents: &[AgentId]) -> impl Iterator<Item = Value> + '_ {
    agents.iter().map(|id| Value::I64(id.get()))
}

/// What agents say of the moment; those of whom nothing is known are available.
///
/// # Errors
/// When the database fails.
pub async fn said(db: &impl Executor, agents: &[AgentId]) -> DbResult<Vec<Said>> {
    let mut filter = Filter::default();
    filter.is_in("a.id", ids(agents));
    filter.and("a.active = TRUE", []);
    let sql = format!(
        "SELECT a.id AS agent_id, COALESCE(p.activity, 'available') AS activity,
                (SELECT max(t.end_at) FROM attendance t WHERE t.agent_id = a.id) AS last_seen
           FROM agent a LEFT JOIN agent_capacity p ON p.agent_id = a.id{}
          ORDER BY a.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Says for agents that they are available again.
///
/// # Errors
/// When the database fails.
pub async fn say_available(tx: &impl Executor, agents: &[AgentId], now: Timestamp) -> DbResult<()> {
    let mut filter = Filter::default();
    let at = filter.arg(now);
    filter.is_in("agent_id", ids(agents));
    let sql = format!(
        "UPDATE agent_capacity SET activity = 'available', updated_at = {at}{}",
        filter.clause()
    );
    tx.exec(&sql, filter.into_args()).await?;
    Ok(())
}

/// Ends what was not seen since an instant: it ended when it was last seen.
///
/// # Errors
/// When the database fails.
pub async fn end_unseen(tx: &impl Executor, before: Timestamp) -> DbResult<()> {
    let sql = "UPDATE attendance SET going_on = FALSE WHERE going_on = TRUE AND end_at < $1";
    tx.exec(sql, args![before]).await?;
    Ok(())
}

/// Writes down that agents are in a state now, and of which channel what they handle is: what goes on is made longer, anything else
/// ends, and whoever was not there begins. Of two that do this at once for an agent the second makes longer what the first began.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such agent.
pub async fn record(
    tx: &impl Executor,
    agents: &[AgentId],
    (state, channel): (Attended, Option<&str>),
    now: Timestamp,
) -> DbResult<()> {
    if agents.is_empty() {
        return Ok(());
    }
    let mut filter = Filter::default();
    let channel = channel.unwrap_or_default();
    let (at, name, of) = (filter.arg(now), filter.arg(state.as_str()), filter.arg(channel));
    filter.is_in("agent_id", ids(agents));
    filter.and("going_on = TRUE", []);
    // Clocks of two nodes differ a little: nothing becomes shorter.
    let sql = format!(
        "UPDATE attendance SET end_at = CASE WHEN end_at < {at} THEN {at} ELSE end_at END,
                               going_on = CASE WHEN state = {name} AND COALESCE(channel, '') = {of} THEN TRUE ELSE FALSE END{}",
        filter.clause()
    );
    tx.exec(&sql, filter.into_args()).await?;
    let mut filter = Filter::default();
    let (at, name, of) = (filter.arg(now), filter.arg(state.as_str()), filter.arg(channel));
    filter.is_in("a.id", ids(agents));
    filter.and(
        "NOT EXISTS (SELECT 1 FROM attendance t WHERE t.agent_id = a.id AND t.going_on = TRUE)",
        [],
    );
    let sql = format!(
        "INSERT INTO attendance (agent_id, state, channel, start_at, end_at, going_on)
         SELECT a.id, CAST({name} AS TEXT), NULLIF(CAST({of} AS TEXT), ''), CAST({at} AS BIGINT), CAST({at} AS BIGINT), TRUE FROM agent a{}
             ON CONFLICT DO NOTHING",
        filter.clause()
    );
    tx.exec(&sql, filter.into_args()).await?;
    Ok(())
}

/// The channels of conversations that agents have before them.
///
/// # Errors
/// When the database fails.
pub async fn channels(
    db: &impl Executor,
    conversations: &[ConversationId],
) -> DbResult<Vec<(ConversationId, String)>> {
    let mut filter = Filter::default();
    filter.is_in("c.id", conversations.iter().map(|id| Value::I64(id.get())));
    let sql = format!("SELECT c.id, c.channel FROM conversation c{}", filter.clause());
    db.all(&sql, filter.into_args()).await
}

/// Whether anything goes on for an agent.
///
/// # Errors
/// When the database fails.
pub async fn is_there(db: &impl Executor, agent: AgentId) -> DbResult<bool> {
    let sql = "SELECT count(*) FROM attendance WHERE agent_id = $1 AND going_on = TRUE";
    let spans: i64 = db.one(sql, args![agent]).await?;
    Ok(spans > 0)
}

/// What was written down of a time, of everybody or of one agent; the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn between(db: &impl Executor, time: Span, agent: Option<AgentId>) -> DbResult<Vec<Attendance>> {
    let mut filter = Filter::default();
    filter.and(
        // What has only begun has no length yet.
        "t.end_at >= ? AND (t.end_at > ? OR t.start_at = t.end_at) AND t.start_at < ?",
        args![time.start, time.start, time.end],
    );
    if let Some(agent) = agent {
        filter.and("t.agent_id = ?", args![agent]);
    }
    let sql = format!(
        "SELECT t.agent_id, t.state, t.start_at, t.end_at, t.going_on FROM attendance t{} ORDER BY t.start_at, t.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Whether anything goes on for anybody.
///
/// # Errors
/// When the database fails.
pub async fn is_anybody_there(db: &impl Executor) -> DbResult<bool> {
    let first: Option<i64> = db
        .opt("SELECT id FROM attendance WHERE going_on = TRUE LIMIT 1", args![])
        .await?;
    Ok(first.is_some())
}

/// How long agents were in each state, in spans that ended in a time.
///
/// # Errors
/// When the database fails.
pub async fn spent(db: &impl Executor, time: Span) -> DbResult<Vec<Spent>> {
    let sql = "SELECT t.state, CAST(sum(t.end_at - t.start_at) AS BIGINT) AS micros FROM attendance t
                WHERE t.end_at > $1 AND t.end_at <= $2 GROUP BY t.state";
    db.all(sql, args![time.start, time.end]).await
}

/// How long what was handled in a channel took agents.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Tracked {
    /// Channel.
    pub channel: String,
    /// Microseconds with such a conversation before them, all agents together.
    pub micros: i64,
    /// When the first of it was written down.
    pub since: Timestamp,
}

/// How long agents had conversations of each channel before them, in spans that ended in a time.
///
/// # Errors
/// When the database fails.
pub async fn tracked(db: &impl Executor, time: Span) -> DbResult<Vec<Tracked>> {
    let sql =
        "SELECT t.channel, CAST(sum(t.end_at - t.start_at) AS BIGINT) AS micros, min(t.start_at) AS since
                 FROM attendance t
                WHERE t.end_at > $1 AND t.end_at <= $2 AND t.state = 'handling' AND t.channel IS NOT NULL
                GROUP BY t.channel";
    db.all(sql, args![time.start, time.end]).await
}

/// Forgets what ended before an instant.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &impl Executor, before: Timestamp) -> DbResult<()> {
    tx.exec(
        "DELETE FROM attendance WHERE end_at < $1 AND going_on = FALSE",
        args![before],
    )
    .await?;
    Ok(())
}
