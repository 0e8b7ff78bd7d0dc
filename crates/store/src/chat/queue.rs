//! The queue of chats: what waits, who could take it, who was asked already.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::capacity::USUAL_CHATS;
use domain::chat::ChatState;
use domain::{AgentId, ConversationId, InboxId, Permission, Scope, TeamId, Timestamp};

use super::chats::{CHAT, Chat};
use crate::access;
use crate::filter::Filter;

/// A chat that nobody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Queued {
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Its site.
    pub inbox_id: InboxId,
    /// Team that has it.
    pub team_id: Option<TeamId>,
    /// Whose it was before.
    pub assignee_id: Option<AgentId>,
    /// Whose turn it is to take it.
    pub offered_to: Option<AgentId>,
    /// Since when it is their turn.
    pub offered_at: Option<Timestamp>,
}

/// Up to `limit` chats that nobody has and that are not spam, of all sites, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn queued(db: &impl Executor, limit: u32) -> DbResult<Vec<Queued>> {
    db.all(
        "SELECT h.conversation_id, h.inbox_id, c.team_id, c.assignee_id, h.offered_to, h.offered_at
           FROM chat h JOIN conversation c ON c.id = h.conversation_id
          WHERE h.state IN ('waiting', 'ringing') AND c.is_active = TRUE
          ORDER BY h.queued_at, h.conversation_id LIMIT $1",
        args![limit],
    )
    .await
}

/// An agent who could be offered a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Candidate {
    /// Who.
    pub agent_id: AgentId,
    /// Chats at the same time.
    pub chat_limit: u32,
    /// Whether they need not accept.
    pub auto_accept: bool,
    /// Chats that they have, and that are being offered to them.
    pub load: u32,
    /// When they last took one.
    pub last_taken: Option<Timestamp>,
}

/// Chats that an agent has or is being offered, as a subquery; `a.id` is the agent.
const LOAD: &str = "(SELECT count(*) FROM conversation w JOIN chat h ON h.conversation_id = w.id
          WHERE w.assignee_id = a.id AND w.is_active = TRUE AND h.state = 'active')
      + (SELECT count(*) FROM chat o WHERE o.offered_to = a.id AND o.state = 'ringing')";

/// Which of `online` could take chats of a site and a team: who may answer in its inbox, is in the team if there is one, and takes chats
/// at all.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    db: &impl Executor,
    inbox: InboxId,
    team: Option<TeamId>,
    online: &[AgentId],
) -> DbResult<Vec<Candidate>> {
    let mut filter = Filter::default();
    filter.is_in("a.id", online.iter().map(|id| Value::I64(id.get())));
    filter.and("a.active = TRUE AND COALESCE(p.takes_chats, TRUE) = TRUE", []);
    // Who is on a break or in a meeting comes back.
    filter.and("COALESCE(p.activity, 'available') = 'available'", []);
    filter.and(
        "EXISTS (SELECT 1 FROM role_permission q WHERE q.role_id = a.role_id AND q.permission = ?)",
        args![Permission::ConversationsReply.as_str()],
    );
    filter.and(
        "(r.all_inboxes = TRUE OR EXISTS (SELECT 1 FROM inbox_access i WHERE i.agent_id = a.id AND i.inbox_id = ?))",
        args![inbox],
    );
    if let Some(team) = team {
        filter.and(
            "EXISTS (SELECT 1 FROM team_member m WHERE m.agent_id = a.id AND m.team_id = ?)",
            args![team],
        );
    }
    let sql = format!(
        "SELECT a.id AS agent_id, COALESCE(p.chat_limit, {USUAL_CHATS}) AS chat_limit,
                COALESCE(p.auto_accept, FALSE) AS auto_accept, {LOAD} AS load,
                (SELECT max(t.accepted_at) FROM conversation k JOIN chat t ON t.conversation_id = k.id
                  WHERE k.assignee_id = a.id AND k.is_active = TRUE) AS last_taken
           FROM agent a JOIN role r ON r.id = a.role_id LEFT JOIN agent_capacity p ON p.agent_id = a.id{}
          ORDER BY a.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Which of `online` have a chat that goes on.
///
/// # Errors
/// When the database fails.
pub async fn busy(db: &impl Executor, online: &[AgentId]) -> DbResult<Vec<AgentId>> {
    let mut filter = Filter::default();
    filter.is_in("w.assignee_id", online.iter().map(|id| Value::I64(id.get())));
    filter.and("w.is_active = TRUE AND h.state = 'active'", []);
    let sql = format!(
        "SELECT DISTINCT w.assignee_id FROM conversation w JOIN chat h ON h.conversation_id = w.id{}",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// How many chats an agent has or is being offered, with the agent's row locked: two chats that are offered at once must not both
/// find the last free place.
///
/// # Errors
/// When the database fails.
pub async fn lock_load(tx: &impl Executor, agent: AgentId) -> DbResult<u32> {
    let lock = tx.dialect().for_update();
    let sql = format!("SELECT id FROM agent WHERE id = $1 {lock}");
    let _locked: Option<AgentId> = tx.opt(&sql, args![agent]).await?;
    // A statement of its own: one that waited for the lock would count what there was before.
    tx.one(
        &format!("SELECT {LOAD} FROM agent a WHERE a.id = $1"),
        args![agent],
    )
    .await
}

/// Notes that an agent let a chat pass, and until when it is not offered to them again.
///
/// # Errors
/// When the database fails.
pub async fn pass(
    tx: &impl Executor,
    conversation: ConversationId,
    agent: AgentId,
    until: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO chat_pass (conversation_id, agent_id, until) VALUES ($1, $2, $3)
         ON CONFLICT (conversation_id, agent_id) DO UPDATE SET until = excluded.until",
        args![conversation, agent, until],
    )
    .await?;
    Ok(())
}

/// Who let which waiting chats pass a moment ago.
///
/// # Errors
/// When the database fails.
pub async fn passes(
    db: &impl Executor,
    now: Timestamp,
) -> DbResult<Vec<(ConversationId, AgentId, Timestamp)>> {
    db.all(
        "SELECT s.conversation_id, s.agent_id, s.until FROM chat_pass s JOIN chat h ON h.conversation_id = s.conversation_id
          WHERE s.until > $1 AND h.state IN ('waiting', 'ringing')",
        args![now],
    )
    .await
}

/// Forgets who let a chat pass.
///
/// # Errors
/// When the database fails.
pub async fn forget_passes(tx: &impl Executor, conversation: ConversationId) -> DbResult<()> {
    tx.exec(
        "DELETE FROM chat_pass WHERE conversation_id = $1",
        args![conversation],
    )
    .await?;
    Ok(())
}

/// How many chats of a site nobody has.
///
/// # Errors
/// When the database fails.
pub async fn count_waiting(db: &impl Executor, inbox: InboxId) -> DbResult<i64> {
    db.one(
        "SELECT count(*) FROM chat WHERE inbox_id = $1 AND state IN ('waiting', 'ringing')",
        args![inbox],
    )
    .await
}

/// The place of a waiting chat among those of its site, 1 for the next.
///
/// # Errors
/// When the database fails.
pub async fn place(
    db: &impl Executor,
    inbox: InboxId,
    queued_at: Timestamp,
    conversation: ConversationId,
) -> DbResult<u32> {
    let before: u32 = db
        .one(
            "SELECT count(*) FROM chat
              WHERE inbox_id = $1 AND state IN ('waiting', 'ringing') AND (queued_at, conversation_id) < ($2, $3)",
            args![inbox, queued_at, conversation],
        )
        .await?;
    Ok(before + 1)
}

/// Since when the oldest waiting chat of a site waits.
///
/// # Errors
/// When the database fails.
pub async fn front(db: &impl Executor, inbox: InboxId) -> DbResult<Option<Timestamp>> {
    db.one(
        "SELECT min(queued_at) FROM chat WHERE inbox_id = $1 AND state IN ('waiting', 'ringing')",
        args![inbox],
    )
    .await
}

/// When the last `limit` chats of a site were taken, of those since `since`.
///
/// # Errors
/// When the database fails.
pub async fn accepted_since(
    db: &impl Executor,
    inbox: InboxId,
    since: Timestamp,
    limit: u32,
) -> DbResult<Vec<Timestamp>> {
    db.all(
        "SELECT accepted_at FROM chat WHERE inbox_id = $1 AND accepted_at > $2 ORDER BY accepted_at DESC LIMIT $3",
        args![inbox, since, limit],
    )
    .await
}

/// Notes how far agents have seen a chat, when this is an agent whom its visitor knows of: whose chat it is, or who has joined. True
/// when that moved.
///
/// # Errors
/// When the database fails.
pub async fn seen_by(
    tx: &impl Executor,
    conversation: ConversationId,
    agent: AgentId,
    seq: i64,
) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE chat SET agent_seen_seq = $3
              WHERE conversation_id = $1 AND agent_seen_seq < $3
                AND ($2 IN (SELECT c.assignee_id FROM conversation c WHERE c.id = $1)
                     OR $2 IN (SELECT p.agent_id FROM chat_participant p WHERE p.conversation_id = $1 AND p.visible = TRUE))",
            args![conversation, agent, seq],
        )
        .await?;
    Ok(changed > 0)
}

/// Which chats are in a list.
#[derive(Debug, Clone, Default)]
pub struct ChatQuery {
    /// Only in one of these states; in any when empty.
    pub states: Vec<ChatState>,
    /// Only of this site.
    pub inbox: Option<InboxId>,
    /// Only of this agent: whose they are, or to whom they are being offered.
    pub agent: Option<AgentId>,
    /// Only after this position: since when it waits, and its conversation.
    pub after: Option<(Timestamp, ConversationId)>,
}

/// A page of chats, the oldest first: conversation and since when it waits or waited.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    scope: Scope,
    query: &ChatQuery,
    limit: u32,
) -> DbResult<Vec<(ConversationId, Timestamp)>> {
    let mut filter = Filter::default();
    if !query.states.is_empty() {
        let states = query.states.iter().map(|state| Value::from(state.as_str()));
        filter.is_in("h.state", states);
    }
    if let Some(inbox) = query.inbox {
        filter.and("h.inbox_id = ?", args![inbox]);
    }
    if let Some(agent) = query.agent {
        filter.and(
            "(h.offered_to = ? OR (h.state = 'active' AND h.conversation_id IN
               (SELECT c.id FROM conversation c WHERE c.assignee_id = ? AND c.is_active = TRUE)))",
            args![agent, agent],
        );
    }
    if let Some((at, id)) = query.after {
        filter.and("(h.queued_at, h.conversation_id) > (?, ?)", args![at, id]);
    }
    access::limit(&mut filter, scope, "h.inbox_id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "SELECT h.conversation_id, h.queued_at FROM chat h{clause} ORDER BY h.queued_at, h.conversation_id LIMIT {limit}"
    );
    db.all(&sql, filter.into_args()).await
}

/// Chats of several conversations, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn chats_of(db: &impl Executor, conversations: &[ConversationId]) -> DbResult<Vec<Chat>> {
    let mut filter = Filter::default();
    filter.is_in(
        "h.conversation_id",
        conversations.iter().map(|id| Value::I64(id.get())),
    );
    db.all(&format!("{CHAT}{}", filter.clause()), filter.into_args())
        .await
}
