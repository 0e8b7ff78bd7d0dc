//! When agents work, and what their weeks need.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::rosters::{LONGEST, Pause, ShiftState, Span};
use domain::{AgentId, Permission, ShiftId, Timestamp};

use crate::filter::Filter;

/// A time at which an agent works.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Shift {
    /// Key.
    pub id: ShiftId,
    /// Who.
    pub agent_id: AgentId,
    /// Their name.
    pub agent_name: String,
    /// Beginning.
    pub start_at: Timestamp,
    /// End.
    pub end_at: Timestamp,
    /// Minutes from the beginning to the break.
    pub pause_after: u32,
    /// Minutes of the break, 0 for none.
    pub pause_minutes: u32,
    /// Whether the break is paid.
    pub pause_paid: bool,
    /// Who may see it.
    #[row(try_from = "String")]
    pub state: ShiftState,
}

impl Shift {
    /// From when to when.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span {
            start: self.start_at,
            end: self.end_at,
        }
    }

    /// The break.
    #[must_use]
    pub const fn pause(&self) -> Pause {
        Pause {
            after: self.pause_after,
            minutes: self.pause_minutes,
            paid: self.pause_paid,
        }
    }
}

/// A shift about to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewShift {
    /// Who.
    pub agent_id: AgentId,
    /// From when to when.
    pub span: Span,
    /// The break.
    pub pause: Pause,
    /// Who may see it.
    pub state: ShiftState,
}

/// Somebody who can be planned.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Person {
    /// Key.
    pub id: AgentId,
    /// Name.
    pub name: String,
    /// Paid minutes a week; none for full time.
    pub contract_minutes: Option<u32>,
}

/// What a week needs.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Week {
    /// Agents in each half hour from Monday 00:00 by the clock, separated by spaces.
    pub required: String,
    /// When its roster was last published.
    pub published_at: Option<Timestamp>,
}

const SELECT: &str =
    "SELECT s.id, s.agent_id, a.name AS agent_name, s.start_at, s.end_at, s.pause_after, s.pause_minutes, s.pause_paid,
                s.state
           FROM shift s JOIN agent a ON a.id = s.agent_id";

/// A shift that reaches into a time began no longer than this before it: so its index is of use.
const fn earliest(from: Timestamp) -> Timestamp {
    Timestamp(from.0.saturating_sub(LONGEST as i64 * 60_000_000))
}

/// Everybody's shifts that reach into a time, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn between(db: &impl Executor, time: Span) -> DbResult<Vec<Shift>> {
    let sql = format!(
        "{SELECT} WHERE s.start_at >= $1 AND s.start_at < $2 AND s.end_at > $3 ORDER BY s.start_at, s.id"
    );
    db.all(&sql, args![earliest(time.start), time.end, time.start])
        .await
}

/// An agent's shifts that reach into a time, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn of_agent(db: &impl Executor, agent: AgentId, time: Span) -> DbResult<Vec<Shift>> {
    let sql = format!(
        "{SELECT} WHERE s.agent_id = $4 AND s.start_at >= $1 AND s.start_at < $2 AND s.end_at > $3 ORDER BY s.start_at, s.id"
    );
    db.all(&sql, args![earliest(time.start), time.end, time.start, agent])
        .await
}

/// One shift.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: ShiftId) -> DbResult<Option<Shift>> {
    db.opt(&format!("{SELECT} WHERE s.id = $1"), args![id]).await
}

/// Makes a shift.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such agent.
pub async fn insert(tx: &impl Executor, new: &NewShift, now: Timestamp) -> DbResult<ShiftId> {
    tx.one(
        "INSERT INTO shift (agent_id, start_at, end_at, pause_after, pause_minutes, pause_paid, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING id",
        args![
            new.agent_id,
            new.span.start,
            new.span.end,
            new.pause.after,
            new.pause.minutes,
            new.pause.paid,
            new.state.as_str(),
            now
        ],
    )
    .await
}

/// Changes whose shift it is and when; false when there is none.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such agent.
pub async fn update(tx: &impl Executor, id: ShiftId, to: &NewShift, now: Timestamp) -> DbResult<bool> {
    let sql = "UPDATE shift SET agent_id = $2, start_at = $3, end_at = $4, pause_after = $5, pause_minutes = $6, pause_paid = $7,
                                state = $8, updated_at = $9
                WHERE id = $1";
    let args = args![
        id,
        to.agent_id,
        to.span.start,
        to.span.end,
        to.pause.after,
        to.pause.minutes,
        to.pause.paid,
        to.state.as_str(),
        now
    ];
    Ok(tx.exec(sql, args).await? > 0)
}

/// Takes a shift off; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: ShiftId) -> DbResult<bool> {
    Ok(tx.exec("DELETE FROM shift WHERE id = $1", args![id]).await? > 0)
}

/// Takes everybody's shifts off that begin in a time: drafts alone, or published ones as well. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn delete_between(tx: &impl Executor, time: Span, published: bool) -> DbResult<u64> {
    let sql = "DELETE FROM shift WHERE start_at >= $1 AND start_at < $2 AND (state = 'draft' OR $3)";
    tx.exec(sql, args![time.start, time.end, published]).await
}

/// How many shifts that begin in a time are published.
///
/// # Errors
/// When the database fails.
pub async fn count_published(db: &impl Executor, time: Span) -> DbResult<i64> {
    let sql = "SELECT count(*) FROM shift WHERE start_at >= $1 AND start_at < $2 AND state = 'published'";
    db.one(sql, args![time.start, time.end]).await
}

/// Publishes the drafts that begin in a time. Returns whose they were, an agent for each shift.
///
/// # Errors
/// When the database fails.
pub async fn publish(tx: &impl Executor, time: Span, now: Timestamp) -> DbResult<Vec<AgentId>> {
    let sql = "UPDATE shift SET state = 'published', updated_at = $3
                WHERE start_at >= $1 AND start_at < $2 AND state = 'draft' RETURNING agent_id";
    tx.all(sql, args![time.start, time.end, now]).await
}

/// What a week needs; none before its first roster.
///
/// # Errors
/// When the database fails.
pub async fn week(db: &impl Executor, monday: &str) -> DbResult<Option<Week>> {
    let sql = "SELECT required, published_at FROM roster_week WHERE monday = $1";
    db.opt(sql, args![monday]).await
}

/// The latest week up to this one that something is known of.
///
/// # Errors
/// When the database fails.
pub async fn last_week(db: &impl Executor, monday: &str) -> DbResult<Option<Week>> {
    let sql =
        "SELECT required, published_at FROM roster_week WHERE monday <= $1 ORDER BY monday DESC LIMIT 1";
    db.opt(sql, args![monday]).await
}

/// Writes down what a week needs. Of two that do this at once the second waits for the first.
///
/// # Errors
/// When the database fails.
pub async fn put_week(tx: &impl Executor, monday: &str, required: &str, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO roster_week (monday, required, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (monday) DO UPDATE SET required = excluded.required, updated_at = excluded.updated_at",
        args![monday, required, now],
    )
    .await?;
    Ok(())
}

/// Writes down that a week was published, also where it needs nobody in particular.
///
/// # Errors
/// When the database fails.
pub async fn set_published(tx: &impl Executor, monday: &str, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO roster_week (monday, required, published_at, updated_at) VALUES ($1, '', $2, $2)
         ON CONFLICT (monday) DO UPDATE SET published_at = excluded.published_at, updated_at = excluded.updated_at",
        args![monday, now],
    )
    .await?;
    Ok(())
}

/// Agents by their keys, by name; also those who are not active any more.
///
/// # Errors
/// When the database fails.
pub async fn named(db: &impl Executor, agents: &[AgentId]) -> DbResult<Vec<Person>> {
    let mut filter = Filter::default();
    filter.is_in("a.id", agents.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT a.id, a.name, a.contract_minutes FROM agent a{} ORDER BY a.name, a.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Writes down for how many paid minutes a week an agent is employed.
///
/// # Errors
/// When the database fails.
pub async fn set_contract(tx: &impl Executor, agent: AgentId, minutes: u32) -> DbResult<()> {
    let sql = "UPDATE agent SET contract_minutes = $2 WHERE id = $1";
    tx.exec(sql, args![agent, minutes]).await?;
    Ok(())
}

/// Who can be planned: active agents who may answer customers, by name.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &impl Executor) -> DbResult<Vec<Person>> {
    db.all(
        "SELECT a.id, a.name, a.contract_minutes FROM agent a
           JOIN role_permission p ON p.role_id = a.role_id AND p.permission = $1
          WHERE a.active = TRUE ORDER BY a.name, a.id",
        args![Permission::ConversationsReply.as_str()],
    )
    .await
}
