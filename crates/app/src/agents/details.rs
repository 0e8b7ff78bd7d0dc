//! Agents with their roles, teams and inboxes.

use std::collections::HashMap;

use db::Executor;
use domain::{AgentId, InboxId, RoleId, TeamId};
use store::agents::Agent;
use store::roles::Role;

use crate::core::{Error, Result, Work};

/// An agent with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentDetails {
    /// The agent.
    pub agent: Agent,
    /// Name of its role.
    pub role: String,
    /// Whether the role sees every inbox.
    pub all_inboxes: bool,
    /// Teams it is in.
    pub teams: Vec<TeamId>,
    /// Inboxes opened to it.
    pub inboxes: Vec<InboxId>,
}

/// One agent with what belongs to it, as it is in this transaction.
pub(super) async fn found(work: &Work<'_>, id: AgentId) -> Result<AgentDetails> {
    let agent = store::agents::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::not_found("agent", id))?;
    details(&work.tx, agent).await
}

/// One agent with what belongs to it.
pub(crate) async fn details(db: &impl Executor, agent: Agent) -> Result<AgentDetails> {
    let id = agent.id;
    all_details(db, vec![agent])
        .await?
        .pop()
        .ok_or_else(|| Error::not_found("agent", id))
}

/// Agents with what belongs to them: four statements, however many they are.
pub(super) async fn all_details(db: &impl Executor, agents: Vec<Agent>) -> Result<Vec<AgentDetails>> {
    let ids: Vec<AgentId> = agents.iter().map(|agent| agent.id).collect();
    let roles: HashMap<RoleId, Role> = store::roles::list(db)
        .await?
        .into_iter()
        .map(|r| (r.id, r))
        .collect();
    let mut teams: HashMap<AgentId, Vec<TeamId>> = HashMap::new();
    for (agent, team) in store::agents::teams_of(db, &ids).await? {
        teams.entry(agent).or_default().push(team);
    }
    let mut inboxes: HashMap<AgentId, Vec<InboxId>> = HashMap::new();
    for (agent, inbox) in store::agents::inboxes_of(db, &ids).await? {
        inboxes.entry(agent).or_default().push(inbox);
    }
    let with = |agent: Agent| AgentDetails {
        role: roles
            .get(&agent.role_id)
            .map(|role| role.name.clone())
            .unwrap_or_default(),
        all_inboxes: roles.get(&agent.role_id).is_some_and(|role| role.all_inboxes),
        teams: teams.remove(&agent.id).unwrap_or_default(),
        inboxes: inboxes.remove(&agent.id).unwrap_or_default(),
        agent,
    };
    Ok(agents.into_iter().map(with).collect())
}
