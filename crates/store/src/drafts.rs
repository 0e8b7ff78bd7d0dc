//! Drafts: rows. They are private to their agent; callers have checked that the agent may see the conversation, or give a scope.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::drafts::DraftKind;
use domain::{AgentId, AttachmentId, ConversationId, DraftId, Scope, Timestamp};
use serde::{Deserialize, Serialize};

use crate::access;
use crate::filter::Filter;
use crate::messages::Mailbox;

/// Recipients as they were typed, which may not be addresses yet. Stored as one JSON text: it is only ever read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRecipients {
    /// To; none while the proposal of the conversation stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<Mailbox>>,
    /// Copies; none while the proposal stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cc: Option<Vec<Mailbox>>,
    /// Blind copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<Mailbox>,
}

impl TryFrom<String> for DraftRecipients {
    type Error = serde_json::Error;
    fn try_from(json: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&json)
    }
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Draft {
    /// Key.
    pub id: DraftId,
    /// Where it is going to be sent.
    pub conversation_id: ConversationId,
    /// What it is going to be.
    #[row(try_from = "String")]
    pub kind: DraftKind,
    /// Told by who writes over it.
    pub version: i64,
    /// Plain text.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<String>,
    /// Recipients as they were typed.
    #[row(try_from = "String")]
    pub recipients: DraftRecipients,
    /// The last entry that was on screen when it was begun.
    pub expected_seq: Option<i64>,
    /// When it was last written.
    pub updated_at: Timestamp,
}

const COLUMNS: &str =
    "d.id, d.conversation_id, d.kind, d.version, d.text, d.html, d.recipients, d.expected_seq, d.updated_at";

/// What is written into a draft.
#[derive(Debug, Clone)]
pub struct Content<'a> {
    /// The new version.
    pub version: i64,
    /// Plain text.
    pub text: &'a str,
    /// Sanitised HTML.
    pub html: Option<&'a str>,
    /// Recipients as they were typed, as JSON.
    pub recipients: &'a str,
    /// The last entry that was on screen when it was begun.
    pub expected_seq: Option<i64>,
    /// When it is written.
    pub at: Timestamp,
}

/// The agent's draft of a kind in a conversation; of any kind the one that was written last.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Executor,
    agent: AgentId,
    conversation: ConversationId,
    kind: Option<DraftKind>,
) -> DbResult<Option<Draft>> {
    let filter = of(agent, conversation, kind);
    let sql = format!(
        "SELECT {COLUMNS} FROM draft d{} ORDER BY d.updated_at DESC, d.id DESC LIMIT 1",
        filter.clause()
    );
    db.opt(&sql, filter.into_args()).await
}

/// The same for a change, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn find_for_update(
    tx: &impl Executor,
    agent: AgentId,
    conversation: ConversationId,
    kind: DraftKind,
) -> DbResult<Option<Draft>> {
    let filter = of(agent, conversation, Some(kind));
    let sql = format!(
        "SELECT {COLUMNS} FROM draft d{} {}",
        filter.clause(),
        tx.dialect().for_update()
    );
    tx.opt(&sql, filter.into_args()).await
}

fn of(agent: AgentId, conversation: ConversationId, kind: Option<DraftKind>) -> Filter {
    let mut filter = Filter::default();
    filter.and("d.agent_id = ?", args![agent]);
    filter.and("d.conversation_id = ?", args![conversation]);
    if let Some(kind) = kind {
        filter.and("d.kind = ?", args![kind.as_str()]);
    }
    filter
}

/// Begins a draft; none when another device did so at the same moment.
///
/// # Errors
/// `ForeignKeyViolation` when agent or conversation do not exist.
pub async fn insert(
    tx: &impl Executor,
    agent: AgentId,
    conversation: ConversationId,
    kind: DraftKind,
    content: &Content<'_>,
) -> DbResult<Option<DraftId>> {
    tx.opt(
        "INSERT INTO draft (agent_id, conversation_id, kind, version, text, html, recipients, expected_seq, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (agent_id, conversation_id, kind) DO NOTHING RETURNING id",
        args![
            agent,
            conversation,
            kind.as_str(),
            content.version,
            content.text,
            content.html,
            content.recipients,
            content.expected_seq,
            content.at,
        ],
    )
    .await
}

/// Writes over a draft.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, id: DraftId, content: &Content<'_>) -> DbResult<()> {
    tx.exec(
        "UPDATE draft SET version = $2, text = $3, html = $4, recipients = $5, expected_seq = $6, updated_at = $7
          WHERE id = $1",
        args![
            id,
            content.version,
            content.text,
            content.html,
            content.recipients,
            content.expected_seq,
            content.at,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces the uploads that a draft names.
///
/// # Errors
/// `ForeignKeyViolation` when one of them does not exist.
pub async fn set_files(tx: &impl Executor, id: DraftId, files: &[AttachmentId]) -> DbResult<()> {
    tx.exec("DELETE FROM draft_attachment WHERE draft_id = $1", args![id])
        .await?;
    for file in files {
        tx.exec(
            "INSERT INTO draft_attachment (draft_id, attachment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![id, *file],
        )
        .await?;
    }
    Ok(())
}

/// Makes all drafts forget uploads, which have become files of a message.
///
/// # Errors
/// When the database fails.
pub async fn release_files(tx: &impl Executor, files: &[AttachmentId]) -> DbResult<()> {
    let mut filter = Filter::default();
    filter.is_in("attachment_id", files.iter().map(|id| Value::I64(id.get())));
    tx.exec(
        &format!("DELETE FROM draft_attachment{}", filter.clause()),
        filter.into_args(),
    )
    .await?;
    Ok(())
}

/// Deletes the agent's draft of a kind, or of both, in a conversation; returns which there were.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    tx: &impl Executor,
    agent: AgentId,
    conversation: ConversationId,
    kind: Option<DraftKind>,
) -> DbResult<Vec<DraftKind>> {
    let mut filter = Filter::default();
    filter.and("agent_id = ?", args![agent]);
    filter.and("conversation_id = ?", args![conversation]);
    if let Some(kind) = kind {
        filter.and("kind = ?", args![kind.as_str()]);
    }
    let sql = format!("DELETE FROM draft{} RETURNING kind", filter.clause());
    let gone: Vec<Gone> = tx.all(&sql, filter.into_args()).await?;
    Ok(gone.into_iter().map(|gone| gone.kind).collect())
}

#[derive(FromRow)]
struct Gone {
    #[row(try_from = "String")]
    kind: DraftKind,
}

/// A draft as a row of the agent's list.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DraftSummary {
    /// Key.
    pub id: DraftId,
    /// Where it is going to be sent.
    pub conversation_id: ConversationId,
    /// Public running number of the conversation.
    pub number: i64,
    /// Subject of the conversation.
    pub subject: String,
    /// What it is going to be.
    #[row(try_from = "String")]
    pub kind: DraftKind,
    /// Its beginning.
    pub beginning: String,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// The agent's drafts in conversations that may be seen, last written first; those after the position `after`, which is
/// (`updated_at`, `id`) of the last row of the page before.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    scope: Scope,
    agent: AgentId,
    after: Option<(i64, i64)>,
    limit: u32,
) -> DbResult<Vec<DraftSummary>> {
    let mut filter = Filter::default();
    filter.and("d.agent_id = ?", args![agent]);
    if let Some((at, id)) = after {
        filter.and("(d.updated_at, d.id) < (?, ?)", args![at, id]);
    }
    access::limit(&mut filter, scope, "c.inbox_id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "SELECT d.id, d.conversation_id, c.number, c.subject, d.kind, SUBSTR(d.text, 1, 1000) AS beginning, d.updated_at
           FROM draft d JOIN conversation c ON c.id = d.conversation_id{clause}
          ORDER BY d.updated_at DESC, d.id DESC LIMIT {limit}"
    );
    db.all(&sql, filter.into_args()).await
}
