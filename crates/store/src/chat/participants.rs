//! Agents in a chat beside the one whose it is.

use db::{DbResult, Executor, FromRow, args};
use domain::{AgentId, ConversationId, Timestamp};

/// An agent in a chat.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Participant {
    /// Who.
    pub agent_id: AgentId,
    /// Their name.
    pub name: String,
    /// Whether the visitor knows of them; otherwise they read and whisper.
    pub visible: bool,
    /// Since when.
    pub joined_at: Timestamp,
}

/// The agents in a chat, which the caller has read under a scope, in the order in which they came.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, conversation: ConversationId) -> DbResult<Vec<Participant>> {
    db.all(
        "SELECT p.agent_id, a.name, p.visible, p.joined_at
           FROM chat_participant p JOIN agent a ON a.id = p.agent_id
          WHERE p.conversation_id = $1 ORDER BY p.joined_at, p.agent_id",
        args![conversation],
    )
    .await
}

/// Puts an agent into a chat, or changes whether the visitor knows of them.
///
/// # Errors
/// `ForeignKeyViolation` when it is no chat.
pub async fn put(
    tx: &impl Executor,
    conversation: ConversationId,
    agent: AgentId,
    visible: bool,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO chat_participant (conversation_id, agent_id, joined_at, visible) VALUES ($1, $2, $3, $4)
         ON CONFLICT (conversation_id, agent_id) DO UPDATE SET visible = excluded.visible",
        args![conversation, agent, at, visible],
    )
    .await?;
    Ok(())
}

/// Takes an agent out of a chat; tells whether the visitor knew of them, none when they were not in it.
///
/// # Errors
/// When the database fails.
pub async fn remove(
    tx: &impl Executor,
    conversation: ConversationId,
    agent: AgentId,
) -> DbResult<Option<bool>> {
    tx.opt(
        "DELETE FROM chat_participant WHERE conversation_id = $1 AND agent_id = $2 RETURNING visible",
        args![conversation, agent],
    )
    .await
}

/// Takes everybody out of a chat.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &impl Executor, conversation: ConversationId) -> DbResult<()> {
    tx.exec(
        "DELETE FROM chat_participant WHERE conversation_id = $1",
        args![conversation],
    )
    .await?;
    Ok(())
}
