//! Days on which agents would like to be away.

use db::{DbResult, Executor, FromRow, args};
use domain::rosters::LeaveState;
use domain::{AgentId, LeaveId, Timestamp};

/// A request for leave. Its days are whole days of the organisation's calendar, as `2026-03-02`: texts of one form, which compare as their days do
/// in every collation.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Leave {
    /// Key.
    pub id: LeaveId,
    /// Whose.
    pub agent_id: AgentId,
    /// Their name.
    pub agent_name: String,
    /// The first day.
    pub from_day: String,
    /// The last day.
    pub to_day: String,
    /// Why, in the agent's words; may be empty.
    pub reason: String,
    /// How far it is.
    #[row(try_from = "String")]
    pub state: LeaveState,
    /// Name of who decided.
    pub decided_by: Option<String>,
    /// When that was.
    pub decided_at: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

const SELECT: &str = "SELECT l.id, l.agent_id, a.name AS agent_name, l.from_day, l.to_day, l.reason, l.state,
                d.name AS decided_by, l.decided_at, l.created_at
           FROM leave_request l
           JOIN agent a ON a.id = l.agent_id
           LEFT JOIN agent d ON d.id = l.decided_by";

/// One request.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: LeaveId) -> DbResult<Option<Leave>> {
    db.opt(&format!("{SELECT} WHERE l.id = $1"), args![id]).await
}

/// Leave that was granted and reaches into some days, by its first day.
///
/// # Errors
/// When the database fails.
pub async fn granted(db: &impl Executor, from: &str, to: &str) -> DbResult<Vec<Leave>> {
    let sql = format!(
        "{SELECT} WHERE l.state = 'granted' AND l.from_day <= $2 AND l.to_day >= $1 ORDER BY l.from_day, l.id"
    );
    db.all(&sql, args![from, to]).await
}

/// An agent's requests that are not over on a day, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn of_agent(db: &impl Executor, agent: AgentId, day: &str) -> DbResult<Vec<Leave>> {
    let sql = format!("{SELECT} WHERE l.agent_id = $1 AND l.to_day >= $2 ORDER BY l.from_day, l.id");
    db.all(&sql, args![agent, day]).await
}

/// Requests that nobody decided yet, the earliest days first.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &impl Executor) -> DbResult<Vec<Leave>> {
    let sql = format!("{SELECT} WHERE l.state = 'asked' ORDER BY l.from_day, l.id");
    db.all(&sql, args![]).await
}

/// Whether the agent has asked for or been granted one of these days.
///
/// # Errors
/// When the database fails.
pub async fn is_asked(db: &impl Executor, agent: AgentId, from: &str, to: &str) -> DbResult<bool> {
    let sql = "SELECT count(*) FROM leave_request
                WHERE agent_id = $1 AND state IN ('asked', 'granted') AND from_day <= $3 AND to_day >= $2";
    let found: i64 = db.one(sql, args![agent, from, to]).await?;
    Ok(found > 0)
}

/// Asks for leave.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &impl Executor,
    agent: AgentId,
    days: (&str, &str),
    reason: &str,
    now: Timestamp,
) -> DbResult<LeaveId> {
    tx.one(
        "INSERT INTO leave_request (agent_id, from_day, to_day, reason, state, created_at)
         VALUES ($1, $2, $3, $4, 'asked', $5) RETURNING id",
        args![agent, days.0, days.1, reason, now],
    )
    .await
}

/// Decides on a request that is still in the state `from`; false when it is not, so that of two who decide one does.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    tx: &impl Executor,
    id: LeaveId,
    (from, to): (LeaveState, LeaveState),
    by: Option<AgentId>,
    now: Timestamp,
) -> DbResult<bool> {
    let sql =
        "UPDATE leave_request SET state = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND state = $2";
    let args = args![id, from.as_str(), to.as_str(), by, now];
    Ok(tx.exec(sql, args).await? > 0)
}
