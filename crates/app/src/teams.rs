//! Teams.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use db::DbError;
use domain::text::fold;
use domain::validate::Checks;
use domain::{Actor, AgentId, Permission, TeamId};

use crate::core::{Core, Error, Result, Work};

/// A team and who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Key.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// Members.
    pub agents: Vec<AgentId>,
}

/// Use cases of teams.
#[derive(Clone)]
pub struct Teams {
    core: Arc<Core>,
}

impl Teams {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// All teams by name. Every agent may read them: conversations are given to teams.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, _: &Actor) -> Result<Vec<Team>> {
        let db = self.core.reader();
        let teams = store::teams::list(db).await?;
        let mut members: HashMap<TeamId, Vec<AgentId>> = HashMap::new();
        for (team, agent) in store::teams::members(db).await? {
            members.entry(team).or_default().push(agent);
        }
        let with_members = |team: store::teams::Team| Team {
            agents: members.remove(&team.id).unwrap_or_default(),
            id: team.id,
            name: team.name,
        };
        Ok(teams.into_iter().map(with_members).collect())
    }

    /// Makes a team.
    ///
    /// # Errors
    /// When the name is refused or taken, a member does not exist, or the actor may not manage teams.
    pub async fn create(&self, actor: &Actor, name: &str, agents: &[i64]) -> Result<Team> {
        actor.require(Permission::TeamsManage)?;
        let name = check(name)?;
        let mut work = self.core.begin().await?;
        let id = store::teams::insert(&work.tx, &name, &fold(&name), work.now)
            .await
            .map_err(|error| taken(error, &name))?;
        let agents = set_members(&work, id, agents).await?;
        work.audit(actor, "team.created", ("team", Some(id.get())), &name)
            .await?;
        work.settings_changed("teams");
        work.commit().await?;
        Ok(Team { id, name, agents })
    }

    /// Renames a team and replaces its members.
    ///
    /// # Errors
    /// When there is no such team, the name is refused or taken, a member does not exist, or the actor may not manage teams.
    pub async fn update(&self, actor: &Actor, id: TeamId, name: &str, agents: &[i64]) -> Result<Team> {
        actor.require(Permission::TeamsManage)?;
        let name = check(name)?;
        let mut work = self.core.begin().await?;
        let found = store::teams::update(&work.tx, id, &name, &fold(&name))
            .await
            .map_err(|error| taken(error, &name))?;
        if !found {
            return Err(Error::not_found("team", id));
        }
        store::teams::clear(&work.tx, id).await?;
        let agents = set_members(&work, id, agents).await?;
        let detail = format!("{name} ({} members)", agents.len());
        work.audit(actor, "team.updated", ("team", Some(id.get())), &detail)
            .await?;
        work.settings_changed("teams");
        work.commit().await?;
        Ok(Team { id, name, agents })
    }

    /// Deletes a team; its conversations and inboxes are then without one, and its saved replies are the actor's own.
    ///
    /// # Errors
    /// When there is no such team or the actor may not manage teams.
    pub async fn delete(&self, actor: &Actor, id: TeamId) -> Result<()> {
        actor.require(Permission::TeamsManage)?;
        let mut work = self.core.begin().await?;
        let name = store::teams::name(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("team", id))?;
        let replies = crate::saved_replies::hand_over(&work, actor, id).await?;
        store::teams::delete(&work.tx, id).await?;
        let detail = match replies {
            0 => name,
            replies => format!("{name} (saved replies taken over: {replies})"),
        };
        work.audit(actor, "team.deleted", ("team", Some(id.get())), &detail)
            .await?;
        work.settings_changed("teams");
        if replies > 0 {
            work.settings_changed("saved_replies");
        }
        work.commit().await
    }
}

async fn set_members(work: &Work<'_>, team: TeamId, agents: &[i64]) -> Result<Vec<AgentId>> {
    let agents: BTreeSet<AgentId> = agents.iter().copied().map(AgentId).collect();
    for agent in &agents {
        store::agents::join_team(&work.tx, *agent, team)
            .await
            .map_err(|error| no_such("agent_ids", "agent", agent.get(), error))?;
    }
    Ok(agents.into_iter().collect())
}

/// A broken reference as the refusal of the field that made it.
pub(crate) fn no_such(field: &str, what: &str, id: i64, error: DbError) -> Error {
    match error {
        DbError::ForeignKeyViolation { .. } => {
            Error::field(field, "does_not_exist", format!("{what} {id} does not exist"))
        }
        other => other.into(),
    }
}

fn check(name: &str) -> Result<String> {
    let mut checks = Checks::new();
    let name = checks.line("name", name, 1, 100);
    checks.finish()?;
    Ok(name)
}

fn taken(error: DbError, name: &str) -> Error {
    match error {
        DbError::UniqueViolation { .. } => {
            Error::conflict("team_exists", format!("there is already a team \"{name}\""))
        }
        other => other.into(),
    }
}
