//! Saved replies: whose they are, and who may do what with them.

use crate::{Actor, AgentId, Denied, Permission, TeamId, named};

named! {
    /// Whose a saved reply is.
    pub enum OwnerKind("kind of owner") {
        /// One agent's.
        Personal = "personal",
        /// A team's.
        Team = "team",
        /// Everyone's.
        Everyone = "everyone",
    }
}

impl OwnerKind {
    /// The rule: what one needs to change replies of this kind, one of them, beside seeing them. Who only reads has none of these.
    #[must_use]
    pub const fn needs(self) -> &'static [Permission] {
        match self {
            Self::Personal => &[Permission::ConversationsReply, Permission::ConversationsNote],
            Self::Team | Self::Everyone => &[Permission::SavedRepliesManage],
        }
    }
}

/// Whose a saved reply is, with who that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This agent's: nobody else sees it.
    Agent(AgentId),
    /// This team's: its members see it.
    Team(TeamId),
    /// Everyone's.
    Everyone,
}

impl Owner {
    /// From the columns of a row; none when they contradict each other.
    #[must_use]
    pub const fn from_parts(kind: OwnerKind, agent: Option<AgentId>, team: Option<TeamId>) -> Option<Self> {
        match (kind, agent, team) {
            (OwnerKind::Personal, Some(agent), None) => Some(Self::Agent(agent)),
            (OwnerKind::Team, None, Some(team)) => Some(Self::Team(team)),
            (OwnerKind::Everyone, None, None) => Some(Self::Everyone),
            _ => None,
        }
    }

    /// Which kind of owner it is.
    #[must_use]
    pub const fn kind(self) -> OwnerKind {
        match self {
            Self::Agent(_) => OwnerKind::Personal,
            Self::Team(_) => OwnerKind::Team,
            Self::Everyone => OwnerKind::Everyone,
        }
    }

    /// The agent, of a personal one.
    #[must_use]
    pub const fn agent(self) -> Option<AgentId> {
        match self {
            Self::Agent(agent) => Some(agent),
            Self::Team(_) | Self::Everyone => None,
        }
    }

    /// The team, of a team's.
    #[must_use]
    pub const fn team(self) -> Option<TeamId> {
        match self {
            Self::Team(team) => Some(team),
            Self::Agent(_) | Self::Everyone => None,
        }
    }

    /// Whether it can be seen by an agent who is in these teams.
    #[must_use]
    pub fn is_seen_by(self, agent: Option<AgentId>, teams: &[TeamId]) -> bool {
        match self {
            Self::Agent(owner) => agent == Some(owner),
            Self::Team(team) => teams.contains(&team),
            Self::Everyone => true,
        }
    }

    /// Refuses who may not change it. Whether it is seen is another question, to be asked before.
    ///
    /// # Errors
    /// [`Denied`] naming the missing permission.
    pub fn require(self, actor: &Actor) -> Result<(), Denied> {
        let needs = self.kind().needs();
        if needs.iter().any(|permission| actor.permissions.has(*permission)) {
            return Ok(());
        }
        Err(Denied(
            needs.first().copied().unwrap_or(Permission::SavedRepliesManage),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BuiltInRole, Identity, SessionId};

    fn actor(role: BuiltInRole) -> Actor {
        Actor {
            identity: Identity::Agent(AgentId(7), SessionId(1)),
            permissions: role.permissions(),
            ..Actor::system()
        }
    }

    #[test]
    fn who_only_reads_changes_nothing_and_agents_change_their_own() {
        let all = [Owner::Agent(AgentId(7)), Owner::Team(TeamId(1)), Owner::Everyone];
        for (role, may) in [
            (BuiltInRole::ReadOnly, [false, false, false]),
            (BuiltInRole::Agent, [true, false, false]),
            (BuiltInRole::Supervisor, [true, true, true]),
            (BuiltInRole::Owner, [true, true, true]),
        ] {
            assert_eq!(
                all.map(|owner| owner.require(&actor(role)).is_ok()),
                may,
                "{role}"
            );
        }
    }

    #[test]
    fn personal_ones_are_seen_by_one_and_those_of_a_team_by_its_members() {
        let (me, teams) = (Some(AgentId(7)), [TeamId(1)]);
        assert!(Owner::Everyone.is_seen_by(None, &[]));
        assert!(Owner::Agent(AgentId(7)).is_seen_by(me, &[]));
        assert!(!Owner::Agent(AgentId(8)).is_seen_by(me, &teams));
        assert!(Owner::Team(TeamId(1)).is_seen_by(me, &teams));
        assert!(!Owner::Team(TeamId(2)).is_seen_by(me, &teams));
    }

    #[test]
    fn columns_that_contradict_each_other_are_no_owner() {
        for owner in [Owner::Agent(AgentId(7)), Owner::Team(TeamId(1)), Owner::Everyone] {
            assert_eq!(
                Owner::from_parts(owner.kind(), owner.agent(), owner.team()),
                Some(owner)
            );
        }
        assert_eq!(Owner::from_parts(OwnerKind::Team, Some(AgentId(7)), None), None);
    }
}
