//! Agents: rows, what they may do when they act, and what is opened to them.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::agents::{Locale, Theme};
use domain::{AgentId, BuiltInRole, InboxId, Permission, Permissions, RoleId, TeamId, Timestamp};

use crate::filter::Filter;
use crate::roles::read_permissions;

/// An agent. The password's hash is not part of it, so that it can never be shown by accident: see [`credentials`].
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Agent {
    /// Key.
    pub id: AgentId,
    /// Role.
    pub role_id: RoleId,
    /// Name as colleagues and customers see it.
    pub name: String,
    /// Mail address for sign-in.
    pub email: String,
    /// Language of the user interface.
    #[row(try_from = "String")]
    pub locale: Locale,
    /// Colours of the user interface.
    #[row(try_from = "String")]
    pub theme: Theme,
    /// IANA time zone; the organisation's when absent.
    pub time_zone: Option<String>,
    /// Signature in plain text.
    pub signature: String,
    /// May sign in.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last seen.
    pub last_seen_at: Option<Timestamp>,
}

/// An agent about to be.
#[derive(Debug, Clone)]
pub struct NewAgent<'a> {
    /// Role.
    pub role_id: RoleId,
    /// Name.
    pub name: &'a str,
    /// Mail address.
    pub email: &'a str,
    /// Mail address as it is compared.
    pub email_folded: &'a str,
    /// Hash of the password; none for an agent who cannot sign in by password.
    pub password_hash: Option<&'a str>,
    /// Language.
    pub locale: Locale,
}

/// What a sign-in is checked against.
#[derive(Clone, FromRow)]
pub struct Credentials {
    /// Key of the agent.
    pub id: AgentId,
    /// Hash of the password.
    pub password_hash: Option<String>,
    /// May sign in.
    pub active: bool,
}

/// The agent behind a session or an API token, with its role as it is now: a changed role counts from the next request on.
#[derive(Debug, Clone, FromRow)]
pub struct Acting {
    /// Key of the agent.
    #[row(rename = "acting_id")]
    pub agent_id: AgentId,
    /// Name of the agent.
    pub agent_name: String,
    /// May sign in.
    pub active: bool,
    /// Whether the role sees every inbox.
    pub all_inboxes: bool,
    /// Whether personal data of customers is masked for the role.
    pub mask_personal_data: bool,
    permissions: Option<String>,
}

impl Acting {
    /// What the role may do.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        read_permissions(self.permissions.as_deref())
    }
}

/// The columns of [`Acting`] from `agent a JOIN role r`.
pub(crate) const ACTING: &str =
    "a.id AS acting_id, a.name AS agent_name, a.active, r.all_inboxes, r.mask_personal_data,
    (SELECT string_agg(p.permission, ' ') FROM role_permission p WHERE p.role_id = r.id) AS permissions";

/// Up to `limit` agents after the agent `after`, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, after: Option<AgentId>, limit: u32) -> DbResult<Vec<Agent>> {
    db.all(
        "SELECT id, role_id, name, email, locale, theme, time_zone, signature, active, created_at,
                last_seen_at
           FROM agent WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.map_or(0, AgentId::get), limit],
    )
    .await
}

/// One agent.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: AgentId) -> DbResult<Option<Agent>> {
    db.opt(
        "SELECT id, role_id, name, email, locale, theme, time_zone, signature, active, created_at,
                last_seen_at
           FROM agent WHERE id = $1",
        args![id],
    )
    .await
}

/// One agent for a change, locked until the transaction ends. Who holds another agent may still tell this one of it: a notification
/// refers to the agent, and must not wait for whoever waits for its writer.
///
/// # Errors
/// When the database fails.
pub async fn find_for_update(tx: &impl Executor, id: AgentId) -> DbResult<Option<Agent>> {
    let sql = format!(
        "SELECT id, role_id, name, email, locale, theme, time_zone, signature, active, created_at,
                last_seen_at
           FROM agent WHERE id = $1 {}",
        tx.dialect().for_no_key_update()
    );
    tx.opt(&sql, args![id]).await
}

/// The agent's name.
///
/// # Errors
/// When the database fails.
pub async fn name(db: &impl Executor, id: AgentId) -> DbResult<Option<String>> {
    db.opt("SELECT name FROM agent WHERE id = $1", args![id]).await
}

/// What a sign-in with this address is checked against.
///
/// # Errors
/// When the database fails.
pub async fn credentials(db: &impl Executor, email_folded: &str) -> DbResult<Option<Credentials>> {
    db.opt(
        "SELECT id, password_hash, active FROM agent WHERE email_folded = $1",
        args![email_folded],
    )
    .await
}

/// The hash of the agent's password.
///
/// # Errors
/// When the database fails.
pub async fn password_hash(db: &impl Executor, id: AgentId) -> DbResult<Option<String>> {
    let hash: Option<Option<String>> = db
        .opt("SELECT password_hash FROM agent WHERE id = $1", args![id])
        .await?;
    Ok(hash.flatten())
}

/// Makes an active agent.
///
/// # Errors
/// `UniqueViolation` when the address is taken.
pub async fn insert(tx: &impl Executor, new: &NewAgent<'_>, now: Timestamp) -> DbResult<AgentId> {
    tx.one(
        "INSERT INTO agent (role_id, name, email, email_folded, password_hash, locale, theme, signature, active,
                            created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', TRUE, $8, $8) RETURNING id",
        args![
            new.role_id,
            new.name,
            new.email,
            new.email_folded,
            new.password_hash,
            new.locale.as_str(),
            Theme::System.as_str(),
            now,
        ],
    )
    .await
}

/// Writes back everything that settings can change.
///
/// # Errors
/// `UniqueViolation` when the address is taken.
pub async fn update(tx: &impl Executor, agent: &Agent, email_folded: &str, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE agent SET role_id = $2, name = $3, email = $4, email_folded = $5, locale = $6, theme = $7, signature = $8,
                          active = $9, updated_at = $10, time_zone = $11
          WHERE id = $1",
        args![
            agent.id,
            agent.role_id,
            &agent.name,
            &agent.email,
            email_folded,
            agent.locale.as_str(),
            agent.theme.as_str(),
            &agent.signature,
            agent.active,
            now,
            agent.time_zone.as_deref(),
        ],
    )
    .await?;
    Ok(())
}

/// Sets the password.
///
/// # Errors
/// When the database fails.
pub async fn set_password(tx: &impl Executor, id: AgentId, hash: &str, now: Timestamp) -> DbResult<()> {
    let sql = "UPDATE agent SET password_hash = $2, updated_at = $3 WHERE id = $1";
    tx.exec(sql, args![id, hash, now]).await?;
    Ok(())
}

/// Remembers when the agent was last seen.
///
/// # Errors
/// When the database fails.
pub async fn touch(db: &impl Executor, id: AgentId, now: Timestamp) -> DbResult<()> {
    db.exec("UPDATE agent SET last_seen_at = $2 WHERE id = $1", args![id, now])
        .await?;
    Ok(())
}

/// How many active owners there are beside `id`. Only to be relied on after [`crate::roles::lock_owners`].
///
/// # Errors
/// When the database fails.
pub async fn count_other_owners(tx: &impl Executor, id: AgentId) -> DbResult<i64> {
    tx.one(
        "SELECT COUNT(*) FROM agent a JOIN role r ON r.id = a.role_id WHERE r.key = $1 AND a.active AND a.id <> $2",
        args![BuiltInRole::Owner.as_str(), id],
    )
    .await
}

/// The teams of some agents.
///
/// # Errors
/// When the database fails.
pub async fn teams_of(db: &impl Executor, agents: &[AgentId]) -> DbResult<Vec<(AgentId, TeamId)>> {
    let mut filter = Filter::default();
    filter.is_in("agent_id", agents.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT agent_id, team_id FROM team_member{} ORDER BY agent_id, team_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// The inboxes opened to some agents.
///
/// # Errors
/// When the database fails.
pub async fn inboxes_of(db: &impl Executor, agents: &[AgentId]) -> DbResult<Vec<(AgentId, InboxId)>> {
    let mut filter = Filter::default();
    filter.is_in("agent_id", agents.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT agent_id, inbox_id FROM inbox_access{} ORDER BY agent_id, inbox_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Puts the agent into a team.
///
/// # Errors
/// `ForeignKeyViolation` when either does not exist.
pub async fn join_team(tx: &impl Executor, agent: AgentId, team: TeamId) -> DbResult<()> {
    let sql = "INSERT INTO team_member (team_id, agent_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.exec(sql, args![team, agent]).await?;
    Ok(())
}

/// Takes the agent out of all teams.
///
/// # Errors
/// When the database fails.
pub async fn leave_teams(tx: &impl Executor, agent: AgentId) -> DbResult<()> {
    tx.exec("DELETE FROM team_member WHERE agent_id = $1", args![agent])
        .await?;
    Ok(())
}

/// Opens an inbox to the agent.
///
/// # Errors
/// `ForeignKeyViolation` when either does not exist.
pub async fn open_inbox(tx: &impl Executor, agent: AgentId, inbox: InboxId) -> DbResult<()> {
    let sql = "INSERT INTO inbox_access (inbox_id, agent_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.exec(sql, args![inbox, agent]).await?;
    Ok(())
}

/// Closes all inboxes to the agent.
///
/// # Errors
/// When the database fails.
pub async fn close_inboxes(tx: &impl Executor, agent: AgentId) -> DbResult<()> {
    tx.exec("DELETE FROM inbox_access WHERE agent_id = $1", args![agent])
        .await?;
    Ok(())
}

/// The signature of an agent.
///
/// # Errors
/// When the database fails.
pub async fn signature(db: &impl Executor, id: AgentId) -> DbResult<Option<String>> {
    db.opt("SELECT signature FROM agent WHERE id = $1", args![id])
        .await
}

/// The mail addresses of all agents, folded: mail from them may be forwarded on behalf of a customer.
///
/// # Errors
/// When the database fails.
pub async fn emails(db: &impl Executor) -> DbResult<Vec<String>> {
    db.all("SELECT email_folded FROM agent WHERE active = TRUE", args![])
        .await
}

/// Key, name and mail address of every agent, past ones included: for finding one by name.
///
/// # Errors
/// When the database fails.
pub async fn names(db: &impl Executor) -> DbResult<Vec<(AgentId, String, String)>> {
    db.all("SELECT id, name, email FROM agent ORDER BY id", args![])
        .await
}

/// Whether an agent exists, may sign in, and may see an inbox.
///
/// # Errors
/// When the database fails.
pub async fn can_see_inbox(db: &impl Executor, id: AgentId, inbox: InboxId) -> DbResult<bool> {
    let found: Option<AgentId> = db
        .opt(
            "SELECT g.id FROM agent g JOIN role r ON r.id = g.role_id
              WHERE g.id = $1 AND g.active = TRUE
                AND (r.all_inboxes = TRUE
                     OR EXISTS (SELECT 1 FROM inbox_access a WHERE a.agent_id = g.id AND a.inbox_id = $2))",
            args![id, inbox],
        )
        .await?;
    Ok(found.is_some())
}

/// Active agents whose role holds a permission.
///
/// # Errors
/// When the database fails.
pub async fn holding(db: &impl Executor, permission: Permission) -> DbResult<Vec<AgentId>> {
    db.all(
        "SELECT a.id FROM agent a JOIN role_permission p ON p.role_id = a.role_id
          WHERE a.active = TRUE AND p.permission = $1 ORDER BY a.id",
        args![permission.as_str()],
    )
    .await
}

/// Those of some agents who are active, by their keys.
///
/// # Errors
/// When the database fails.
pub async fn active_of(db: &impl Executor, agents: &[AgentId]) -> DbResult<Vec<AgentId>> {
    let mut filter = Filter::default();
    filter.is_in("id", agents.iter().map(|id| Value::I64(id.get())));
    filter.and("active = TRUE", []);
    let sql = format!("SELECT id FROM agent{} ORDER BY id", filter.clause());
    db.all(&sql, filter.into_args()).await
}
