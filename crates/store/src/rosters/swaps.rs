//! Shifts that their owners offer to colleagues.

use db::{DbResult, Executor, FromRow, args};
use domain::rosters::{Span, SwapState};
use domain::{AgentId, ShiftId, SwapId, Timestamp};

/// An offer, with the shift that it is about.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Swap {
    /// Key.
    pub id: SwapId,
    /// The shift.
    pub shift_id: ShiftId,
    /// When the shift begins.
    pub start_at: Timestamp,
    /// When the shift ends.
    pub end_at: Timestamp,
    /// Who offers it.
    pub owner_id: AgentId,
    /// Their name.
    pub owner_name: String,
    /// To whom; none for everybody.
    pub to_agent_id: Option<AgentId>,
    /// Who would take it.
    pub taker_id: Option<AgentId>,
    /// Their name.
    pub taker_name: Option<String>,
    /// How far it is.
    #[row(try_from = "String")]
    pub state: SwapState,
}

const SELECT: &str =
    "SELECT w.id, w.shift_id, s.start_at, s.end_at, w.owner_id, o.name AS owner_name, w.to_agent_id,
                w.taker_id, t.name AS taker_name, w.state
           FROM shift_swap w
           JOIN shift s ON s.id = w.shift_id
           JOIN agent o ON o.id = w.owner_id
           LEFT JOIN agent t ON t.id = w.taker_id";

/// One offer.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: SwapId) -> DbResult<Option<Swap>> {
    db.opt(&format!("{SELECT} WHERE w.id = $1"), args![id]).await
}

/// Shifts yet to come that an agent could take, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn offered_to(db: &impl Executor, agent: AgentId, now: Timestamp) -> DbResult<Vec<Swap>> {
    let sql = format!(
        "{SELECT} WHERE w.state = 'asked' AND w.owner_id <> $1 AND (w.to_agent_id IS NULL OR w.to_agent_id = $1)
            AND s.start_at > $2
          ORDER BY s.start_at, w.id"
    );
    db.all(&sql, args![agent, now]).await
}

/// Offers that an agent made or took, of shifts that are not over, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn of_agent(db: &impl Executor, agent: AgentId, now: Timestamp) -> DbResult<Vec<Swap>> {
    let sql = format!(
        "{SELECT} WHERE (w.owner_id = $1 OR w.taker_id = $1) AND s.end_at > $2 ORDER BY s.start_at, w.id"
    );
    db.all(&sql, args![agent, now]).await
}

/// Offers that were taken and wait for a decision, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn accepted(db: &impl Executor) -> DbResult<Vec<Swap>> {
    let sql = format!("{SELECT} WHERE w.state = 'accepted' ORDER BY s.start_at, w.id");
    db.all(&sql, args![]).await
}

/// Offers a shift.
///
/// # Errors
/// `UniqueViolation` when it is on offer already.
pub async fn insert(
    tx: &impl Executor,
    shift: ShiftId,
    owner: AgentId,
    to: Option<AgentId>,
    now: Timestamp,
) -> DbResult<SwapId> {
    tx.one(
        "INSERT INTO shift_swap (shift_id, owner_id, to_agent_id, state, created_at)
         VALUES ($1, $2, $3, 'asked', $4) RETURNING id",
        args![shift, owner, to, now],
    )
    .await
}

/// Takes an offer that nobody has taken; false when somebody has, so that of many one does.
///
/// # Errors
/// When the database fails.
pub async fn take(tx: &impl Executor, id: SwapId, taker: AgentId, now: Timestamp) -> DbResult<bool> {
    let sql = "UPDATE shift_swap SET state = 'accepted', taker_id = $2, taken_at = $3
                WHERE id = $1 AND state = 'asked'";
    Ok(tx.exec(sql, args![id, taker, now]).await? > 0)
}

/// Ends an offer that is still in the state `from`; false when it is not.
///
/// # Errors
/// When the database fails.
pub async fn end(
    tx: &impl Executor,
    id: SwapId,
    (from, to): (SwapState, SwapState),
    by: Option<AgentId>,
    now: Timestamp,
) -> DbResult<bool> {
    let sql =
        "UPDATE shift_swap SET state = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND state = $2";
    let args = args![id, from.as_str(), to.as_str(), by, now];
    Ok(tx.exec(sql, args).await? > 0)
}

/// The shifts that begin in a time are about to go: what was offered of them is not there any more.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_between(tx: &impl Executor, time: Span, now: Timestamp) -> DbResult<()> {
    let sql = "UPDATE shift_swap SET state = 'withdrawn', decided_at = $3
                WHERE state IN ('asked', 'accepted')
                  AND shift_id IN (SELECT s.id FROM shift s WHERE s.start_at >= $1 AND s.start_at < $2)";
    tx.exec(sql, args![time.start, time.end, now]).await?;
    Ok(())
}

/// The shift became another one: what was offered is not there any more.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_of(tx: &impl Executor, shift: ShiftId, now: Timestamp) -> DbResult<()> {
    let sql = "UPDATE shift_swap SET state = 'withdrawn', decided_at = $2
                WHERE shift_id = $1 AND state IN ('asked', 'accepted')";
    tx.exec(sql, args![shift, now]).await?;
    Ok(())
}
