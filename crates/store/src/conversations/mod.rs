//! Conversations: rows, lists, counts, read marks and the running number.

mod list;

use db::{DbResult, Executor, FromRow, args};
use domain::conversations::{Conversation, Priority, Status};
use domain::{AgentId, ContactId, ConversationId, InboxId, Scope, TeamId, Timestamp};

pub use list::*;

use crate::access;
use crate::filter::Filter;

/// The columns that rules need.
#[derive(FromRow)]
struct RuleRow {
    id: ConversationId,
    inbox_id: InboxId,
    contact_id: ContactId,
    #[row(try_from = "String")]
    status: Status,
    #[row(try_from = "String")]
    priority: Priority,
    assignee_id: Option<AgentId>,
    team_id: Option<TeamId>,
    last_seq: i64,
    last_customer_seq: i64,
    last_reply_seq: i64,
    waiting_since: Option<Timestamp>,
    first_reply_at: Option<Timestamp>,
    solved_at: Option<Timestamp>,
    message_count: i64,
    last_activity_at: Timestamp,
}

impl From<RuleRow> for Conversation {
    fn from(row: RuleRow) -> Self {
        Self {
            id: row.id,
            inbox_id: row.inbox_id,
            contact_id: row.contact_id,
            status: row.status,
            priority: row.priority,
            assignee_id: row.assignee_id,
            team_id: row.team_id,
            last_seq: row.last_seq,
            last_customer_seq: row.last_customer_seq,
            last_reply_seq: row.last_reply_seq,
            waiting_since: row.waiting_since,
            first_reply_at: row.first_reply_at,
            solved_at: row.solved_at,
            message_count: row.message_count,
            last_activity_at: row.last_activity_at,
        }
    }
}

/// The conversation for a change, locked until the transaction ends so that its `last_seq` stays contiguous.
///
/// # Errors
/// When the database fails.
pub async fn find_for_update(
    tx: &impl Executor,
    scope: Scope,
    id: ConversationId,
) -> DbResult<Option<Conversation>> {
    let mut filter = Filter::default();
    filter.and("c.id = ?", args![id]);
    access::limit(&mut filter, scope, "c.inbox_id");
    let sql = format!(
        "SELECT c.id, c.inbox_id, c.contact_id, c.status, c.priority, c.assignee_id, c.team_id, c.last_seq,
                c.last_customer_seq, c.last_reply_seq, c.waiting_since, c.first_reply_at, c.solved_at, c.message_count,
                c.last_activity_at
           FROM conversation c{} {}",
        filter.clause(),
        tx.dialect().for_update()
    );
    Ok(tx
        .opt::<RuleRow>(&sql, filter.into_args())
        .await?
        .map(Conversation::from))
}

/// Writes back what rules changed.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, c: &Conversation, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE conversation
            SET status = $2, is_active = $3, priority = $4, assignee_id = $5, team_id = $6, last_seq = $7,
                last_customer_seq = $8, last_reply_seq = $9, waiting_since = $10, first_reply_at = $11, solved_at = $12,
                message_count = $13, last_activity_at = $14, updated_at = $15
          WHERE id = $1",
        args![
            c.id,
            c.status.as_str(),
            c.status.is_active(),
            c.priority.as_str(),
            c.assignee_id,
            c.team_id,
            c.last_seq,
            c.last_customer_seq,
            c.last_reply_seq,
            c.waiting_since,
            c.first_reply_at,
            c.solved_at,
            c.message_count,
            c.last_activity_at,
            now,
        ],
    )
    .await?;
    Ok(())
}

/// What a message does to the row beside what rules decide.
#[derive(Debug, Clone, Default)]
pub struct Touch<'a> {
    /// First words of the message, for lists.
    pub preview: &'a str,
    /// The message has a file.
    pub has_attachments: bool,
    /// Language of the customer's words; `None` leaves what is known.
    pub language: Option<&'a str>,
}

/// Writes what a message does to the row beside what rules decide.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &impl Executor, id: ConversationId, touch: &Touch<'_>) -> DbResult<()> {
    tx.exec(
        "UPDATE conversation
            SET preview = $2, has_attachments = (has_attachments OR $3), language = COALESCE($4, language)
          WHERE id = $1",
        args![id, touch.preview, touch.has_attachments, touch.language],
    )
    .await?;
    Ok(())
}

/// A conversation about to be.
#[derive(Debug, Clone)]
pub struct NewConversation<'a> {
    /// Unguessable token.
    pub token: &'a str,
    /// Inbox.
    pub inbox_id: InboxId,
    /// Customer.
    pub contact_id: ContactId,
    /// `email`, …
    pub channel: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// First words.
    pub preview: &'a str,
    /// Status to begin with.
    pub status: Status,
    /// Team to begin with.
    pub team_id: Option<TeamId>,
    /// Assignee to begin with.
    pub assignee_id: Option<AgentId>,
    /// Language of the customer's words.
    pub language: Option<&'a str>,
    /// When it begins.
    pub at: Timestamp,
}

/// Makes a conversation with the next running number and an empty timeline.
///
/// # Errors
/// `ForeignKeyViolation` when inbox or contact do not exist.
pub async fn insert(tx: &impl Executor, new: &NewConversation<'_>) -> DbResult<(Conversation, i64)> {
    let number: i64 = tx
        .one(
            "UPDATE conversation_number SET last = last + 1 WHERE id = 1 RETURNING last",
            args![],
        )
        .await?;
    let id: ConversationId = tx
        .one(
            "INSERT INTO conversation (number, token, inbox_id, contact_id, channel, subject, preview, status, is_active,
                    priority, assignee_id, team_id, language, has_attachments, message_count, last_seq,
                    last_customer_seq, last_reply_seq, created_at, updated_at, last_activity_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'normal', $10, $11, $12, FALSE, 0, 0, 0, 0, $13, $13, $13)
             RETURNING id",
            args![
                number,
                new.token,
                new.inbox_id,
                new.contact_id,
                new.channel,
                new.subject,
                new.preview,
                new.status.as_str(),
                new.status.is_active(),
                new.assignee_id,
                new.team_id,
                new.language,
                new.at,
            ],
        )
        .await?;
    let conversation = Conversation {
        id,
        inbox_id: new.inbox_id,
        contact_id: new.contact_id,
        status: new.status,
        priority: Priority::Normal,
        assignee_id: new.assignee_id,
        team_id: new.team_id,
        last_seq: 0,
        last_customer_seq: 0,
        last_reply_seq: 0,
        waiting_since: None,
        first_reply_at: None,
        solved_at: None,
        message_count: 0,
        last_activity_at: new.at,
    };
    Ok((conversation, number))
}

/// A row of a list.
#[derive(Debug, Clone, FromRow)]
pub struct Summary {
    /// Key.
    pub id: ConversationId,
    /// Public running number.
    pub number: i64,
    /// Subject.
    pub subject: String,
    /// First words of the last message.
    pub preview: String,
    /// Where it stands.
    #[row(try_from = "String")]
    pub status: Status,
    /// How urgent it is.
    #[row(try_from = "String")]
    pub priority: Priority,
    /// Channel.
    pub channel: String,
    /// Inbox.
    pub inbox_id: InboxId,
    /// Customer.
    pub contact_id: ContactId,
    /// Name of the customer.
    pub contact_name: String,
    /// Main mail address of the customer.
    pub contact_email: Option<String>,
    /// Assignee.
    pub assignee_id: Option<AgentId>,
    /// Team.
    pub team_id: Option<TeamId>,
    /// Messages in and out.
    pub message_count: i64,
    /// Whether a message has a file.
    pub has_attachments: bool,
    /// Last entry that the reader has seen, 0 for none.
    pub read_seq: i64,
    /// Whether the reader has words here that were not sent yet.
    pub has_draft: bool,
    /// Since when the customer waits.
    pub waiting_since: Option<Timestamp>,
    /// Last entry.
    pub last_seq: i64,
    /// Language of the customer's words.
    pub language: Option<String>,
    /// First human answer.
    pub first_reply_at: Option<Timestamp>,
    /// When it was last solved.
    pub solved_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// What list order follows.
    pub last_activity_at: Timestamp,
}

/// `$1` is the reading agent (null for the system).
const SUMMARY: &str = "SELECT c.id, c.number, c.subject, c.preview, c.status, c.priority, c.channel, c.inbox_id, c.contact_id,
        p.name AS contact_name,
        (SELECT a.value FROM contact_address a WHERE a.contact_id = c.contact_id AND a.kind = 'email'
          ORDER BY a.is_primary DESC, a.id LIMIT 1) AS contact_email,
        c.assignee_id, c.team_id, c.message_count, c.has_attachments, COALESCE(r.seq, 0) AS read_seq,
        (SELECT d.id FROM draft d WHERE d.agent_id = $1 AND d.conversation_id = c.id LIMIT 1) IS NOT NULL AS has_draft,
        c.waiting_since, c.last_seq, c.language, c.first_reply_at, c.solved_at, c.created_at, c.last_activity_at
   FROM conversation c
   JOIN contact p ON p.id = c.contact_id
   LEFT JOIN conversation_read r ON r.conversation_id = c.id AND r.agent_id = $1";

/// One conversation as a row of a list.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Executor,
    scope: Scope,
    reader: Option<AgentId>,
    id: ConversationId,
) -> DbResult<Option<Summary>> {
    let mut filter = Filter::after(args![reader]);
    filter.and("c.id = ?", args![id]);
    access::limit(&mut filter, scope, "c.inbox_id");
    db.opt(&format!("{SUMMARY}{}", filter.clause()), filter.into_args())
        .await
}

/// Remembers how far an agent has read. The caller has checked that the agent may see the conversation.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(db: &impl Executor, agent: AgentId, id: ConversationId, seq: i64) -> DbResult<()> {
    db.exec(
        "INSERT INTO conversation_read (agent_id, conversation_id, seq) VALUES ($1, $2, $3)
         ON CONFLICT (agent_id, conversation_id) DO UPDATE SET seq = excluded.seq",
        args![agent, id, seq],
    )
    .await?;
    Ok(())
}

/// What outgoing mail needs to know of a conversation.
#[derive(Debug, Clone, FromRow)]
pub struct MailContext {
    /// Unguessable token, for the signed reply address.
    pub token: String,
    /// Public running number.
    pub number: i64,
    /// Subject.
    pub subject: String,
    /// Language of the customer's words.
    pub language: Option<String>,
}

/// What outgoing mail needs to know of a conversation.
///
/// # Errors
/// When the database fails.
pub async fn mail_context(db: &impl Executor, id: ConversationId) -> DbResult<Option<MailContext>> {
    db.opt(
        "SELECT token, number, subject, language FROM conversation WHERE id = $1",
        args![id],
    )
    .await
}

/// Finds a conversation by its unguessable token; threading of mail, not a person, asks.
///
/// # Errors
/// When the database fails.
pub async fn find_by_token(db: &impl Executor, token: &str) -> DbResult<Option<ConversationId>> {
    db.opt("SELECT id FROM conversation WHERE token = $1", args![token])
        .await
}

/// Finds a conversation of an inbox by its public number; threading of mail, not a person, asks.
///
/// # Errors
/// When the database fails.
pub async fn find_by_number(
    db: &impl Executor,
    inbox: InboxId,
    number: i64,
) -> DbResult<Option<ConversationId>> {
    db.opt(
        "SELECT id FROM conversation WHERE number = $1 AND inbox_id = $2",
        args![number, inbox],
    )
    .await
}

/// The inbox and the last entry of a conversation.
///
/// # Errors
/// When the database fails.
pub async fn whereabouts(
    db: &impl Executor,
    scope: Scope,
    id: ConversationId,
) -> DbResult<Option<(InboxId, i64)>> {
    let mut filter = Filter::default();
    filter.and("c.id = ?", args![id]);
    access::limit(&mut filter, scope, "c.inbox_id");
    db.opt(
        &format!(
            "SELECT c.inbox_id, c.last_seq FROM conversation c{}",
            filter.clause()
        ),
        filter.into_args(),
    )
    .await
}
