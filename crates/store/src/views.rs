//! Saved views: rows, their conditions as SQL, and how many conversations they hold.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::conversations::Status;
use domain::views::{Column, Condition, OwnerKind};
use domain::{AgentId, InboxId, SavedViewId, Scope, TagId, TeamId, Timestamp};

use crate::access;
use crate::conversations::Sort;
use crate::filter::Filter;

const MINUTE: i64 = 60 * 1_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Conditions as they stand in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions(pub Vec<Condition>);

impl TryFrom<String> for Conditions {
    type Error = serde_json::Error;
    fn try_from(json: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&json).map(Self)
    }
}

/// Columns as they stand in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(pub Vec<Column>);

impl TryFrom<String> for Columns {
    type Error = domain::UnknownName;
    fn try_from(names: String) -> Result<Self, Self::Error> {
        let columns: Result<_, _> = names.split_whitespace().map(str::parse).collect();
        columns.map(Self)
    }
}

/// A saved view.
#[derive(Debug, Clone, FromRow)]
pub struct SavedView {
    /// Key.
    pub id: SavedViewId,
    /// Whose it is.
    #[row(try_from = "String")]
    pub owner_kind: OwnerKind,
    /// The agent, of a personal one.
    pub agent_id: Option<AgentId>,
    /// The team, of a team's.
    pub team_id: Option<TeamId>,
    /// Name.
    pub name: String,
    /// What is in it.
    #[row(try_from = "String")]
    pub conditions: Conditions,
    /// What is shown.
    #[row(try_from = "String")]
    pub columns: Columns,
    /// Order.
    #[row(try_from = "String")]
    pub sort: Sort,
    /// Place among those of the same owner.
    pub position: i64,
}

/// A saved view about to be written.
#[derive(Debug, Clone)]
pub struct NewView<'a> {
    /// Whose it is.
    pub owner_kind: OwnerKind,
    /// The agent, of a personal one.
    pub agent_id: Option<AgentId>,
    /// The team, of a team's.
    pub team_id: Option<TeamId>,
    /// Name.
    pub name: &'a str,
    /// What is in it.
    pub conditions: &'a [Condition],
    /// What is shown.
    pub columns: &'a [Column],
    /// Order.
    pub sort: Sort,
}

impl NewView<'_> {
    fn conditions(&self) -> String {
        serde_json::to_string(self.conditions).unwrap_or_else(|_| "[]".to_owned())
    }

    fn columns(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.as_str()).collect();
        names.join(" ")
    }
}

const VIEW: &str =
    "SELECT v.id, v.owner_kind, v.agent_id, v.team_id, v.name, v.conditions, v.columns, v.sort, v.position
   FROM saved_view v";

/// Which views are listed.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// Those that an agent sees: the own, their teams', everyone's.
    Agent(AgentId),
    /// All that are shared, with whomever.
    Shared,
}

impl Of {
    fn limit(self, filter: &mut Filter) {
        match self {
            Self::Agent(agent) => filter.and(
                "(v.agent_id = ? OR v.owner_kind = 'everyone'
                  OR v.team_id IN (SELECT t.team_id FROM team_member t WHERE t.agent_id = ?))",
                args![agent, agent],
            ),
            Self::Shared => filter.and("v.owner_kind <> 'personal'", []),
        }
    }
}

/// The views, those of one owner together in their order.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, of: Of) -> DbResult<Vec<SavedView>> {
    let mut filter = Filter::default();
    of.limit(&mut filter);
    let sql = format!(
        "{VIEW}{} ORDER BY v.owner_kind, v.team_id, v.position, v.id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// One of the views.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, of: Of, id: SavedViewId) -> DbResult<Option<SavedView>> {
    let mut filter = Filter::default();
    filter.and("v.id = ?", args![id]);
    of.limit(&mut filter);
    db.opt(&format!("{VIEW}{}", filter.clause()), filter.into_args())
        .await
}

/// Makes a view, behind the others of its owner.
///
/// # Errors
/// `ForeignKeyViolation` when the team does not exist.
pub async fn insert(tx: &impl Executor, new: &NewView<'_>, now: Timestamp) -> DbResult<SavedViewId> {
    tx.one(
        "INSERT INTO saved_view (owner_kind, agent_id, team_id, name, conditions, columns, sort, position, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7,
                 (SELECT COALESCE(MAX(v.position), 0) + 1 FROM saved_view v
                   WHERE v.owner_kind = $1 AND COALESCE(v.agent_id, v.team_id, 0) = $8), $9, $9)
         RETURNING id",
        args![
            new.owner_kind.as_str(),
            new.agent_id,
            new.team_id,
            new.name,
            new.conditions(),
            new.columns(),
            new.sort.as_str(),
            owner_key(new.agent_id, new.team_id),
            now
        ],
    )
    .await
}

/// Changes a view; tells whether it exists.
///
/// # Errors
/// `ForeignKeyViolation` when the team does not exist.
pub async fn update(
    tx: &impl Executor,
    id: SavedViewId,
    new: &NewView<'_>,
    now: Timestamp,
) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE saved_view SET owner_kind = $2, agent_id = $3, team_id = $4, name = $5, conditions = $6, columns = $7,
                    sort = $8, updated_at = $9
              WHERE id = $1",
            args![
                id,
                new.owner_kind.as_str(),
                new.agent_id,
                new.team_id,
                new.name,
                new.conditions(),
                new.columns(),
                new.sort.as_str(),
                now
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// Moves a view within its owner's.
///
/// # Errors
/// When the database fails.
pub async fn set_position(tx: &impl Executor, id: SavedViewId, position: i64) -> DbResult<()> {
    tx.exec(
        "UPDATE saved_view SET position = $2 WHERE id = $1",
        args![id, position],
    )
    .await?;
    Ok(())
}

/// Deletes a view.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: SavedViewId) -> DbResult<bool> {
    let deleted = tx.exec("DELETE FROM saved_view WHERE id = $1", args![id]).await?;
    Ok(deleted > 0)
}

/// How many views an owner has.
///
/// # Errors
/// When the database fails.
pub async fn count_of_owner(
    tx: &impl Executor,
    kind: OwnerKind,
    agent: Option<AgentId>,
    team: Option<TeamId>,
) -> DbResult<i64> {
    tx.one(
        "SELECT count(*) FROM saved_view v WHERE v.owner_kind = $1 AND COALESCE(v.agent_id, v.team_id, 0) = $2",
        args![kind.as_str(), owner_key(agent, team)],
    )
    .await
}

fn owner_key(agent: Option<AgentId>, team: Option<TeamId>) -> i64 {
    agent.map(AgentId::get).or(team.map(TeamId::get)).unwrap_or(0)
}

/// What a view means for a reader, without the time: readers for whom it means the same share one of these, and thereby its count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Meaning {
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// The reader, where it matters who that is.
    pub reader: Option<AgentId>,
    /// The reader's teams, where it matters which they are.
    pub teams: Vec<TeamId>,
    /// Only where a customer waits, as the order asks.
    pub waiting: bool,
}

impl Meaning {
    /// What conditions mean for an agent (none for the system) of some teams.
    #[must_use]
    pub fn new(conditions: &[Condition], sort: Sort, reader: Option<AgentId>, teams: &[TeamId]) -> Self {
        let of_reader = conditions.iter().any(Condition::needs_reader);
        let of_teams = conditions.iter().any(Condition::needs_teams);
        Self {
            conditions: conditions.to_vec(),
            // The system has no conversations of its own: -1 is nobody's key.
            reader: of_reader.then(|| reader.unwrap_or(AgentId(-1))),
            teams: if of_teams { teams.to_vec() } else { Vec::new() },
            waiting: sort == Sort::Waiting,
        }
    }

    /// Whether what fits changes while nothing happens.
    #[must_use]
    pub fn needs_time(&self) -> bool {
        self.conditions.iter().any(Condition::needs_time)
    }

    /// The tag, of a list of all active conversations with one tag: those are counted together, see [`count_by_tag`].
    #[must_use]
    pub fn of_tag(&self) -> Option<TagId> {
        match self.conditions.as_slice() {
            [Condition::Status { any_of }, Condition::Tag { any_of: tags }] if !self.waiting => {
                let active = Status::ALL
                    .iter()
                    .all(|status| any_of.contains(status) == status.is_active());
                tags.first().copied().filter(|_| active && tags.len() == 1)
            }
            _ => None,
        }
    }

    /// Adds the conditions on the conversation `c` at an instant.
    pub(crate) fn narrow(&self, filter: &mut Filter, now: Timestamp) {
        if self.waiting {
            filter.and("c.waiting_since IS NOT NULL", []);
        }
        for condition in &self.conditions {
            self.add(filter, condition, now.micros());
        }
    }

    fn add(&self, filter: &mut Filter, condition: &Condition, now: i64) {
        let reader = self.reader.map_or(-1, AgentId::get);
        match condition {
            Condition::Inbox { any_of } => filter.is_in("c.inbox_id", keys(any_of)),
            Condition::Team { any_of, mine } => {
                let mine = if *mine { self.teams.as_slice() } else { &[] };
                filter.is_in("c.team_id", keys(any_of).chain(keys(mine)));
            }
            Condition::Assignee { any_of, me, nobody } => {
                let me = me.then_some(Value::I64(reader));
                assigned(filter, keys(any_of).chain(me).collect(), *nobody);
            }
            Condition::Status { any_of } => {
                // Lets lists of active conversations use the indexes that are made for them.
                if any_of.iter().all(|status| status.is_active()) {
                    filter.and("c.is_active = TRUE", []);
                }
                let all_active = Status::ALL
                    .iter()
                    .filter(|s| s.is_active())
                    .all(|s| any_of.contains(s));
                if !all_active || any_of.iter().any(|status| !status.is_active()) {
                    filter.is_in("c.status", any_of.iter().map(|s| text(s.as_str())));
                }
            }
            Condition::Priority { any_of } => {
                filter.is_in("c.priority", any_of.iter().map(|p| text(p.as_str())))
            }
            Condition::Tag { any_of } => tagged(filter, "", keys(any_of).collect()),
            Condition::WithoutTag { none_of } => tagged(filter, "NOT ", keys(none_of).collect()),
            Condition::Channel { any_of } => filter.is_in("c.channel", any_of.iter().map(|c| text(c))),
            Condition::Language { any_of } => filter.is_in("c.language", any_of.iter().map(|l| text(l))),
            Condition::Contact { any_of } => filter.is_in("c.contact_id", keys(any_of)),
            Condition::Waiting { minutes } => {
                filter.and(
                    "c.waiting_since < ?",
                    args![now.saturating_sub(minutes.saturating_mul(MINUTE))],
                );
            }
            Condition::OlderThan { days } => {
                filter.and(
                    "c.created_at < ?",
                    args![now.saturating_sub(days.saturating_mul(DAY))],
                );
            }
            Condition::NewerThan { days } => {
                filter.and(
                    "c.created_at >= ?",
                    args![now.saturating_sub(days.saturating_mul(DAY))],
                );
            }
            Condition::HasAttachment { is } => filter.and("c.has_attachments = ?", args![*is]),
            Condition::Unread { is } => {
                let comparison = if *is { ">" } else { "<=" };
                filter.and(
                    &format!(
                        "c.last_seq {comparison} COALESCE((SELECT r.seq FROM conversation_read r
                            WHERE r.agent_id = ? AND r.conversation_id = c.id), 0)"
                    ),
                    args![reader],
                );
            }
        }
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn keys<T: Copy + Into<i64>>(ids: &[T]) -> impl Iterator<Item = Value> {
    ids.iter().map(|id| Value::I64((*id).into()))
}

fn assigned(filter: &mut Filter, agents: Vec<Value>, nobody: bool) {
    match (agents.is_empty(), nobody) {
        (_, false) => filter.is_in("c.assignee_id", agents),
        (true, true) => filter.and("c.assignee_id IS NULL", []),
        (false, true) => {
            let places = vec!["?"; agents.len()].join(", ");
            filter.and(
                &format!("(c.assignee_id IN ({places}) OR c.assignee_id IS NULL)"),
                agents,
            );
        }
    }
}

fn tagged(filter: &mut Filter, not: &str, tags: Vec<Value>) {
    let places = vec!["?"; tags.len()].join(", ");
    filter.and(
        &format!(
            "{not}EXISTS (SELECT 1 FROM conversation_tag t WHERE t.conversation_id = c.id AND t.tag_id IN ({places}))"
        ),
        tags,
    );
}

/// A list to be counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// What is in it.
    pub meaning: Meaning,
    /// Count no further than this, in each inbox.
    pub at_most: Option<u32>,
}

/// How many conversations each list holds in each inbox, as (place in `lists`, inbox, count); all in one statement. Inboxes of which a
/// list holds nothing may be left out.
///
/// # Errors
/// When the database fails.
pub async fn count(
    db: &impl Executor,
    scope: Scope,
    lists: &[Counted],
    now: Timestamp,
) -> DbResult<Vec<(i64, InboxId, i64)>> {
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = Vec::with_capacity(lists.len());
    let mut args = Vec::new();
    for (place, list) in lists.iter().enumerate() {
        let mut filter = Filter::after(std::mem::take(&mut args));
        let of_inboxes = inboxes(&mut filter, scope, &list.meaning);
        filter.clear();
        filter.and("c.inbox_id = i.id", []);
        list.meaning.narrow(&mut filter, now);
        let clause = filter.clause();
        let counting = match list.at_most {
            Some(most) => {
                format!("SELECT count(*) FROM (SELECT 1 FROM conversation c{clause} LIMIT {most}) few")
            }
            None => format!("SELECT count(*) FROM conversation c{clause}"),
        };
        parts.push(format!(
            "SELECT {place}, i.id, ({counting}) FROM inbox i{of_inboxes}"
        ));
        args = filter.into_args();
    }
    db.all(&parts.join(" UNION ALL "), args).await
}

/// Active conversations with each of some tags in each inbox. One walk over what is active: asked tag by tag, every tag would take one.
///
/// # Errors
/// When the database fails.
pub async fn count_by_tag(
    db: &impl Executor,
    scope: Scope,
    tags: &[TagId],
) -> DbResult<Vec<(TagId, InboxId, i64)>> {
    let mut filter = Filter::default();
    filter.and("c.is_active = TRUE", []);
    filter.and("t.conversation_id = c.id", []);
    filter.is_in("t.tag_id", keys(tags));
    access::limit(&mut filter, scope, "c.inbox_id");
    // `CROSS JOIN` holds SQLite to this order: a tag may be on a hundred thousand closed conversations.
    let sql = format!(
        "SELECT t.tag_id, c.inbox_id, count(*) FROM conversation c CROSS JOIN conversation_tag t{}
          GROUP BY t.tag_id, c.inbox_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// The clause for the inboxes that a list can hold something of.
fn inboxes(filter: &mut Filter, scope: Scope, meaning: &Meaning) -> String {
    access::limit(filter, scope, "i.id");
    for condition in &meaning.conditions {
        if let Condition::Inbox { any_of } = condition {
            filter.is_in("i.id", keys(any_of));
        }
    }
    filter.clause()
}
