//! Meetings and trainings that are planned.

use db::{DbResult, Executor, FromRow, args};
use domain::rosters::{LONGEST_MEETING, MeetingKind, Span};
use domain::{AgentId, MeetingId, Timestamp};

use crate::filter::Filter;

/// A meeting with those who take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Key.
    pub id: MeetingId,
    /// What it is.
    pub kind: MeetingKind,
    /// What it is called.
    pub title: String,
    /// From when to when.
    pub span: Span,
    /// Who takes part, by their keys.
    pub agents: Vec<AgentId>,
}

/// A meeting about to be, or as it is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMeeting {
    /// What it is.
    pub kind: MeetingKind,
    /// What it is called.
    pub title: String,
    /// From when to when.
    pub span: Span,
    /// Who takes part, each once.
    pub agents: Vec<AgentId>,
}

#[derive(FromRow)]
struct Row {
    id: MeetingId,
    #[row(try_from = "String")]
    kind: MeetingKind,
    title: String,
    start_at: Timestamp,
    end_at: Timestamp,
    agent_id: Option<AgentId>,
}

/// A row for each who takes part; one whose last agent is gone has a row of its own.
const SELECT: &str = "SELECT m.id, m.kind, m.title, m.start_at, m.end_at, p.agent_id
           FROM roster_meeting m LEFT JOIN roster_meeting_agent p ON p.meeting_id = m.id";
const ORDER: &str = "ORDER BY m.start_at, m.id, p.agent_id";

fn gather(rows: Vec<Row>) -> Vec<Meeting> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for row in rows {
        match meetings.last_mut() {
            Some(last) if last.id == row.id => last.agents.extend(row.agent_id),
            _ => meetings.push(Meeting {
                id: row.id,
                kind: row.kind,
                title: row.title,
                span: Span {
                    start: row.start_at,
                    end: row.end_at,
                },
                agents: row.agent_id.into_iter().collect(),
            }),
        }
    }
    meetings
}

/// Meetings that reach into a time, the earliest first: all, or those in which an agent takes part.
///
/// # Errors
/// When the database fails.
pub async fn between(db: &impl Executor, time: Span, agent: Option<AgentId>) -> DbResult<Vec<Meeting>> {
    // One that reaches into the time began no longer than this before it: so its index is of use.
    let longest = std::time::Duration::from_secs(u64::from(LONGEST_MEETING) * 60);
    let mut filter = Filter::default();
    filter.and(
        "m.start_at >= ? AND m.start_at < ? AND m.end_at > ?",
        args![time.start.minus(longest), time.end, time.start],
    );
    if let Some(agent) = agent {
        filter.and(
            "EXISTS (SELECT 1 FROM roster_meeting_agent own WHERE own.meeting_id = m.id AND own.agent_id = ?)",
            args![agent],
        );
    }
    let sql = format!("{SELECT}{} {ORDER}", filter.clause());
    Ok(gather(db.all(&sql, filter.into_args()).await?))
}

/// One meeting.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: MeetingId) -> DbResult<Option<Meeting>> {
    let rows = db
        .all(&format!("{SELECT} WHERE m.id = $1 {ORDER}"), args![id])
        .await?;
    Ok(gather(rows).into_iter().next())
}

/// Makes a meeting.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such agent.
pub async fn insert(tx: &impl Executor, new: &NewMeeting, now: Timestamp) -> DbResult<MeetingId> {
    let id = tx
        .one(
            "INSERT INTO roster_meeting (kind, title, start_at, end_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $5) RETURNING id",
            args![new.kind.as_str(), &new.title, new.span.start, new.span.end, now],
        )
        .await?;
    invite(tx, id, &new.agents).await?;
    Ok(id)
}

/// Makes another one of a meeting; false when there is none.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such agent.
pub async fn update(tx: &impl Executor, id: MeetingId, to: &NewMeeting, now: Timestamp) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE roster_meeting SET kind = $2, title = $3, start_at = $4, end_at = $5, updated_at = $6 WHERE id = $1",
            args![id, to.kind.as_str(), &to.title, to.span.start, to.span.end, now],
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.exec(
        "DELETE FROM roster_meeting_agent WHERE meeting_id = $1",
        args![id],
    )
    .await?;
    invite(tx, id, &to.agents).await?;
    Ok(true)
}

async fn invite(tx: &impl Executor, id: MeetingId, agents: &[AgentId]) -> DbResult<()> {
    for agent in agents {
        tx.exec(
            "INSERT INTO roster_meeting_agent (meeting_id, agent_id) VALUES ($1, $2)",
            args![id, *agent],
        )
        .await?;
    }
    Ok(())
}

/// Takes a meeting off; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: MeetingId) -> DbResult<bool> {
    Ok(tx
        .exec("DELETE FROM roster_meeting WHERE id = $1", args![id])
        .await?
        > 0)
}
