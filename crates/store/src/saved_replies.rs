//! Saved replies and how often each agent takes them.

use db::{DbResult, Executor, FromRow, args};
use domain::saved_replies::{Owner, OwnerKind};
use domain::{AgentId, SavedReplyId, TeamId, Timestamp};

use crate::filter::Filter;

/// A saved reply as one agent sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SavedReply {
    /// Key.
    pub id: SavedReplyId,
    /// Whose it is.
    #[row(try_from = "String")]
    pub owner: OwnerKind,
    /// Whose, of personal ones.
    pub agent_id: Option<AgentId>,
    /// Whose, of a team's.
    pub team_id: Option<TeamId>,
    /// Name.
    pub name: String,
    /// Path with slashes, empty for none.
    pub folder: String,
    /// Language tag.
    pub language: Option<String>,
    /// The text with its placeholders.
    pub body: String,
    /// How often the reader took it.
    pub uses: i64,
    /// When the reader last took it.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl SavedReply {
    /// Where it stands in a list, see [`list`].
    #[must_use]
    pub fn position(&self) -> Position {
        Position {
            uses: self.uses,
            last_used_at: self.last_used_at.map_or(0, Timestamp::micros),
            id: self.id,
        }
    }
}

/// The content of a saved reply.
#[derive(Debug, Clone)]
pub struct Content<'a> {
    /// Whose it is.
    pub owner: Owner,
    /// Name.
    pub name: &'a str,
    /// Name, folded.
    pub name_folded: &'a str,
    /// Path with slashes, empty for none.
    pub folder: &'a str,
    /// Language tag.
    pub language: Option<&'a str>,
    /// The text with its placeholders.
    pub body: &'a str,
    /// What searches look at, folded.
    pub search_folded: &'a str,
}

/// Which saved replies are in a list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only with all of these in name, folder or body; folded.
    pub words: Vec<String>,
    /// Only in this language.
    pub language: Option<String>,
}

/// A place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// How often the reader took it.
    pub uses: i64,
    /// When the reader last took it, 0 for never.
    pub last_used_at: i64,
    /// Which one.
    pub id: SavedReplyId,
}

/// `$1` is the reader (null for the system).
const SELECT: &str = "SELECT r.id, r.owner, r.agent_id, r.team_id, r.name, r.folder, r.language, r.body,
        COALESCE(u.uses, 0) AS uses, u.last_used_at, r.created_at, r.updated_at
   FROM saved_reply r
   LEFT JOIN saved_reply_use u ON u.saved_reply_id = r.id AND u.agent_id = $1";

/// What [`Owner::is_seen_by`] says, as SQL.
fn limit_to_seen(filter: &mut Filter, reader: Option<AgentId>) {
    filter.and(
        "(r.owner = 'everyone' OR r.agent_id = ?
          OR r.team_id IN (SELECT m.team_id FROM team_member m WHERE m.agent_id = ?))",
        args![reader, reader],
    );
}

/// One that the reader sees.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Executor,
    reader: Option<AgentId>,
    id: SavedReplyId,
) -> DbResult<Option<SavedReply>> {
    let mut filter = Filter::after(args![reader]);
    filter.and("r.id = ?", args![id]);
    limit_to_seen(&mut filter, reader);
    db.opt(&format!("{SELECT}{}", filter.clause()), filter.into_args())
        .await
}

/// Up to `limit` that the reader sees, after a position: what the reader takes most often first, of those the last taken first,
/// then by name.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    reader: Option<AgentId>,
    query: &Query,
    after: Option<Position>,
    limit: u32,
) -> DbResult<Vec<SavedReply>> {
    let mut filter = Filter::after(args![reader]);
    limit_to_seen(&mut filter, reader);
    for word in &query.words {
        filter.and("r.search_folded LIKE ? ESCAPE '!'", args![pattern(word)]);
    }
    if let Some(language) = &query.language {
        filter.and("r.language = ?", args![language]);
    }
    if let Some(Position {
        uses,
        last_used_at,
        id,
    }) = after
    {
        // Should the last row of the page before be gone, rows of its rank come again rather than never.
        filter.and(
            "(COALESCE(u.uses, 0) < ? OR (COALESCE(u.uses, 0) = ? AND (COALESCE(u.last_used_at, 0) < ?
              OR (COALESCE(u.last_used_at, 0) = ?
                  AND (r.name_folded, r.id) > (COALESCE((SELECT l.name_folded FROM saved_reply l WHERE l.id = ?), ''), ?)))))",
            args![uses, uses, last_used_at, last_used_at, id, id],
        );
    }
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "{SELECT}{clause}
          ORDER BY COALESCE(u.uses, 0) DESC, COALESCE(u.last_used_at, 0) DESC, r.name_folded, r.id LIMIT {limit}"
    );
    db.all(&sql, filter.into_args()).await
}

/// Everything that holds the word; the signs of `LIKE` in it are letters like any other.
fn pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Locks one until the transaction ends, so that its owner is still the same when it is written; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &impl Executor, id: SavedReplyId) -> DbResult<bool> {
    let sql = format!(
        "SELECT r.id FROM saved_reply r WHERE r.id = $1 {}",
        tx.dialect().for_update()
    );
    Ok(tx.opt::<SavedReplyId>(&sql, args![id]).await?.is_some())
}

/// Makes one.
///
/// # Errors
/// `ForeignKeyViolation` when the team does not exist.
pub async fn insert(tx: &impl Executor, new: &Content<'_>, now: Timestamp) -> DbResult<SavedReplyId> {
    tx.one(
        "INSERT INTO saved_reply (owner, agent_id, team_id, name, name_folded, folder, language, body, search_folded,
                created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING id",
        args![
            new.owner.kind().as_str(),
            new.owner.agent(),
            new.owner.team(),
            new.name,
            new.name_folded,
            new.folder,
            new.language,
            new.body,
            new.search_folded,
            now,
        ],
    )
    .await
}

/// Replaces the content of one.
///
/// # Errors
/// `ForeignKeyViolation` when the team does not exist.
pub async fn update(
    tx: &impl Executor,
    id: SavedReplyId,
    content: &Content<'_>,
    now: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "UPDATE saved_reply
            SET owner = $2, agent_id = $3, team_id = $4, name = $5, name_folded = $6, folder = $7, language = $8, body = $9,
                search_folded = $10, updated_at = $11
          WHERE id = $1",
        args![
            id,
            content.owner.kind().as_str(),
            content.owner.agent(),
            content.owner.team(),
            content.name,
            content.name_folded,
            content.folder,
            content.language,
            content.body,
            content.search_folded,
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Deletes one.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: SavedReplyId) -> DbResult<()> {
    tx.exec("DELETE FROM saved_reply WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// Remembers that an agent took one.
///
/// # Errors
/// `ForeignKeyViolation` when it was deleted meanwhile.
pub async fn count_use(tx: &impl Executor, agent: AgentId, id: SavedReplyId, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO saved_reply_use (agent_id, saved_reply_id, uses, last_used_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (agent_id, saved_reply_id)
         DO UPDATE SET uses = saved_reply_use.uses + 1, last_used_at = excluded.last_used_at",
        args![agent, id, now],
    )
    .await?;
    Ok(())
}

/// Makes those of a team personal ones of an agent; returns how many.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(tx: &impl Executor, team: TeamId, agent: AgentId, now: Timestamp) -> DbResult<u64> {
    tx.exec(
        "UPDATE saved_reply SET owner = 'personal', agent_id = $2, team_id = NULL, updated_at = $3 WHERE team_id = $1",
        args![team, agent, now],
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_like_are_letters() {
        assert_eq!(pattern("100%_!"), "%100!%!_!!%");
    }
}
