//! Teams and their members.

use db::{DbResult, Executor, FromRow, args};
use domain::{AgentId, TeamId, Timestamp};

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Team {
    /// Key.
    pub id: TeamId,
    /// Name.
    pub name: String,
}

/// All teams by name.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Team>> {
    db.all("SELECT id, name FROM team ORDER BY name_folded", args![])
        .await
}

/// The members of all teams.
///
/// # Errors
/// When the database fails.
pub async fn members(db: &impl Executor) -> DbResult<Vec<(TeamId, AgentId)>> {
    db.all(
        "SELECT team_id, agent_id FROM team_member ORDER BY team_id, agent_id",
        args![],
    )
    .await
}

/// The team's name.
///
/// # Errors
/// When the database fails.
pub async fn name(db: &impl Executor, id: TeamId) -> DbResult<Option<String>> {
    db.opt("SELECT name FROM team WHERE id = $1", args![id]).await
}

/// Makes a team.
///
/// # Errors
/// `UniqueViolation` when the name is taken.
pub async fn insert(tx: &impl Executor, name: &str, folded: &str, now: Timestamp) -> DbResult<TeamId> {
    tx.one(
        "INSERT INTO team (name, name_folded, created_at) VALUES ($1, $2, $3) RETURNING id",
        args![name, folded, now],
    )
    .await
}

/// Renames a team; false when there is none.
///
/// # Errors
/// `UniqueViolation` when the name is taken.
pub async fn update(tx: &impl Executor, id: TeamId, name: &str, folded: &str) -> DbResult<bool> {
    let sql = "UPDATE team SET name = $2, name_folded = $3 WHERE id = $1";
    Ok(tx.exec(sql, args![id, name, folded]).await? > 0)
}

/// Deletes a team; its conversations and inboxes are then without one. False when there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: TeamId) -> DbResult<bool> {
    Ok(tx.exec("DELETE FROM team WHERE id = $1", args![id]).await? > 0)
}

/// Takes everybody out of the team.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &impl Executor, id: TeamId) -> DbResult<()> {
    tx.exec("DELETE FROM team_member WHERE team_id = $1", args![id])
        .await?;
    Ok(())
}
