//! What agents take, and their photos.

use db::{DbResult, Executor, FromRow, args};
use domain::attendance::Activity;
use domain::capacity::Capacity;
use domain::{AgentId, Timestamp};

/// What an agent takes, and the photo that visitors see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentCapacity {
    /// What is taken.
    pub capacity: Capacity,
    /// Where the photo is kept.
    pub photo_key: Option<String>,
    /// Its media type.
    pub photo_type: Option<String>,
}

#[derive(FromRow)]
struct Row {
    takes_chats: bool,
    chat_limit: u32,
    auto_accept: bool,
    #[row(try_from = "String")]
    activity: Activity,
    photo_key: Option<String>,
    photo_type: Option<String>,
}

/// What an agent takes; the usual for those of whom nothing was said.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, agent: AgentId) -> DbResult<AgentCapacity> {
    let row: Option<Row> = db
        .opt(
            "SELECT takes_chats, chat_limit, auto_accept, activity, photo_key, photo_type FROM agent_capacity WHERE agent_id = $1",
            args![agent],
        )
        .await?;
    Ok(row.map_or_else(AgentCapacity::default, |row| AgentCapacity {
        capacity: Capacity {
            takes_chats: row.takes_chats,
            chat_limit: row.chat_limit,
            auto_accept: row.auto_accept,
            activity: row.activity,
        },
        photo_key: row.photo_key,
        photo_type: row.photo_type,
    }))
}

/// Stores what an agent takes.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such agent.
pub async fn put(tx: &impl Executor, agent: AgentId, c: &AgentCapacity, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO agent_capacity (agent_id, takes_chats, chat_limit, auto_accept, activity, photo_key, photo_type, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (agent_id) DO UPDATE SET
                takes_chats = excluded.takes_chats, chat_limit = excluded.chat_limit, auto_accept = excluded.auto_accept,
                activity = excluded.activity, photo_key = excluded.photo_key, photo_type = excluded.photo_type, updated_at = excluded.updated_at",
        args![
            agent,
            c.capacity.takes_chats,
            c.capacity.chat_limit,
            c.capacity.auto_accept,
            c.capacity.activity.as_str(),
            &c.photo_key,
            &c.photo_type,
            at
        ],
    )
    .await?;
    Ok(())
}

/// The media type of a photo, if it is some agent's.
///
/// # Errors
/// When the database fails.
pub async fn photo_type(db: &impl Executor, photo_key: &str) -> DbResult<Option<String>> {
    db.opt(
        "SELECT photo_type FROM agent_capacity WHERE photo_key = $1 AND photo_type IS NOT NULL LIMIT 1",
        args![photo_key],
    )
    .await
}
