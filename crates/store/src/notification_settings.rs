//! By which ways agents want to be told, and when not to be disturbed.

use db::{DbResult, Executor, FromRow, args};
use domain::notifications::{Days, NotificationKind, Preferences, QuietHours, QuietWindow, TimeOfDay, Ways};
use domain::{AgentId, InboxId, Permission};

#[derive(FromRow)]
struct ChoiceRow {
    #[row(try_from = "String")]
    kind: NotificationKind,
    in_app: bool,
    push: bool,
    sound: bool,
}

#[derive(FromRow)]
struct WantingRow {
    agent_id: AgentId,
    in_app: bool,
    push: bool,
    sound: bool,
}

/// What the agent chose.
///
/// # Errors
/// When the database fails.
pub async fn preferences(db: &impl Executor, agent: AgentId) -> DbResult<Preferences> {
    let sql = "SELECT kind, in_app, push, sound FROM notification_choice WHERE agent_id = $1";
    let rows: Vec<ChoiceRow> = db.all(sql, args![agent]).await?;
    let ways = |row: &ChoiceRow| Ways {
        in_app: row.in_app,
        push: row.push,
        sound: row.sound,
    };
    Ok(rows.iter().map(|row| (row.kind, ways(row))).collect())
}

/// Remembers how the agent wants to be told of a kind of event.
///
/// # Errors
/// When the database fails.
pub async fn choose(tx: &impl Executor, agent: AgentId, kind: NotificationKind, ways: Ways) -> DbResult<()> {
    tx.exec(
        "INSERT INTO notification_choice (agent_id, kind, in_app, push, sound) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (agent_id, kind)
         DO UPDATE SET in_app = excluded.in_app, push = excluded.push, sound = excluded.sound",
        args![agent, kind.as_str(), ways.in_app, ways.push, ways.sound],
    )
    .await?;
    Ok(())
}

/// Who asked to be told of a kind of event that is off unless it is asked for, and may read conversations of the inbox.
///
/// # Errors
/// When the database fails.
pub async fn wanting(
    db: &impl Executor,
    kind: NotificationKind,
    inbox: InboxId,
) -> DbResult<Vec<(AgentId, Ways)>> {
    let rows: Vec<WantingRow> = db
        .all(
            "SELECT c.agent_id, c.in_app, c.push, c.sound
               FROM notification_choice c
               JOIN agent a ON a.id = c.agent_id
               JOIN role r ON r.id = a.role_id
              WHERE c.kind = $1 AND (c.in_app OR c.push OR c.sound) AND a.active
                AND EXISTS (SELECT 1 FROM role_permission p WHERE p.role_id = r.id AND p.permission = $3)
                AND (r.all_inboxes
                     OR EXISTS (SELECT 1 FROM inbox_access i WHERE i.agent_id = a.id AND i.inbox_id = $2))
              ORDER BY c.agent_id",
            args![kind.as_str(), inbox, Permission::ConversationsRead.as_str()],
        )
        .await?;
    let ways = |row: &WantingRow| Ways {
        in_app: row.in_app,
        push: row.push,
        sound: row.sound,
    };
    Ok(rows.iter().map(|row| (row.agent_id, ways(row))).collect())
}

/// The agent's quiet hours; none when it never set any.
///
/// # Errors
/// When the database fails.
pub async fn quiet_hours(db: &impl Executor, agent: AgentId) -> DbResult<Option<QuietHours>> {
    let zone: Option<String> = db
        .opt(
            "SELECT time_zone FROM quiet_hours WHERE agent_id = $1",
            args![agent],
        )
        .await?;
    let Some(time_zone) = zone else {
        return Ok(None);
    };
    let rows: Vec<(i64, i64, i64)> = db
        .all(
            "SELECT days, from_minute, to_minute FROM quiet_window WHERE agent_id = $1 ORDER BY position",
            args![agent],
        )
        .await?;
    let window = |(days, from, to): (i64, i64, i64)| {
        Some(QuietWindow {
            days: Days::from_bits(days),
            from: TimeOfDay::from_minutes(from)?,
            to: TimeOfDay::from_minutes(to)?,
        })
    };
    Ok(Some(QuietHours {
        time_zone,
        windows: rows.into_iter().filter_map(window).collect(),
    }))
}

/// Replaces the agent's quiet hours.
///
/// # Errors
/// When the database fails.
pub async fn set_quiet_hours(tx: &impl Executor, agent: AgentId, hours: &QuietHours) -> DbResult<()> {
    tx.exec(
        "INSERT INTO quiet_hours (agent_id, time_zone) VALUES ($1, $2)
         ON CONFLICT (agent_id) DO UPDATE SET time_zone = excluded.time_zone",
        args![agent, &hours.time_zone],
    )
    .await?;
    tx.exec("DELETE FROM quiet_window WHERE agent_id = $1", args![agent])
        .await?;
    for (position, window) in (0_i64..).zip(&hours.windows) {
        tx.exec(
            "INSERT INTO quiet_window (agent_id, position, days, from_minute, to_minute) VALUES ($1, $2, $3, $4, $5)",
            args![
                agent,
                position,
                window.days.bits(),
                window.from.minutes(),
                window.to.minutes()
            ],
        )
        .await?;
    }
    Ok(())
}
