//! Who acts, what they may do, and which part of the data they may see.

use std::fmt;

use crate::{AgentId, ApiTokenId, SessionId, named};

named! {
    /// One thing that a role may or may not do.
    pub enum Permission("permission") {
        /// See conversations of the inboxes one has access to.
        ConversationsRead = "conversations.read",
        /// Answer customers, begin conversations.
        ConversationsReply = "conversations.reply",
        /// Write notes.
        ConversationsNote = "conversations.note",
        /// Give conversations to agents and teams.
        ConversationsAssign = "conversations.assign",
        /// Set status, priority and tags.
        ConversationsUpdate = "conversations.update",
        /// Read raw mails and their headers.
        ConversationsRaw = "conversations.raw",
        /// See contacts.
        ContactsRead = "contacts.read",
        /// Create and change contacts.
        ContactsWrite = "contacts.write",
        /// Create, rename and delete tags.
        TagsManage = "tags.manage",
        /// Create and change saved replies of one's teams and of everyone.
        SavedRepliesManage = "saved_replies.manage",
        /// Set up inboxes.
        InboxesManage = "inboxes.manage",
        /// Create and change agents.
        AgentsManage = "agents.manage",
        /// Create and change roles.
        RolesManage = "roles.manage",
        /// Create and change teams.
        TeamsManage = "teams.manage",
        /// Change settings of the organisation and brands.
        OrganisationManage = "organisation.manage",
        /// Read the audit log.
        AuditRead = "audit.read",
        /// Make API tokens for oneself.
        ApiTokensManage = "api_tokens.manage",
        /// Make views for teams and for everyone.
        ViewsManage = "views.manage",
        /// Make rosters, decide on leave and on shifts that change hands.
        RostersManage = "rosters.manage",
    }
}

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u32);

impl Permissions {
    /// No permission.
    pub const NONE: Self = Self(0);

    /// Every permission.
    #[must_use]
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// Whether `permission` is in the set.
    #[must_use]
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// Whether every permission of `other` is in the set.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The permissions in the set, in their order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |p| self.has(*p))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |bits, p| bits | 1 << p as u32))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(Permission::as_str))
            .finish()
    }
}

named! {
    /// The roles that come with the product. They can neither be deleted nor changed; own roles are made beside them.
    pub enum BuiltInRole("role") {
        /// Everything; at least one agent always has it.
        Owner = "owner",
        /// Everything but changing owners.
        Admin = "admin",
        /// Sees every inbox, leads agents, no technical settings.
        Supervisor = "supervisor",
        /// Answers customers in the inboxes opened to them.
        Agent = "agent",
        /// Reads and does not write.
        ReadOnly = "read_only",
    }
}

impl BuiltInRole {
    /// What the role may do.
    #[must_use]
    pub fn permissions(self) -> Permissions {
        use Permission as P;
        match self {
            Self::Owner | Self::Admin => Permissions::all(),
            Self::Supervisor => [
                P::ConversationsRead,
                P::ConversationsReply,
                P::ConversationsNote,
                P::ConversationsAssign,
                P::ConversationsUpdate,
                P::ConversationsRaw,
                P::ContactsRead,
                P::ContactsWrite,
                P::TagsManage,
                P::SavedRepliesManage,
                P::TeamsManage,
                P::AuditRead,
                P::ApiTokensManage,
                P::ViewsManage,
                P::RostersManage,
            ]
            .into_iter()
            .collect(),
            Self::Agent => [
                P::ConversationsRead,
                P::ConversationsReply,
                P::ConversationsNote,
                P::ConversationsAssign,
                P::ConversationsUpdate,
                P::ContactsRead,
                P::ContactsWrite,
                P::ApiTokensManage,
            ]
            .into_iter()
            .collect(),
            Self::ReadOnly => [P::ConversationsRead, P::ContactsRead].into_iter().collect(),
        }
    }

    /// Whether the role sees every inbox.
    #[must_use]
    pub const fn all_inboxes(self) -> bool {
        matches!(self, Self::Owner | Self::Admin | Self::Supervisor)
    }

    /// English name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Supervisor => "Supervisor",
            Self::Agent => "Agent",
            Self::ReadOnly => "Read-only",
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// A signed-in agent.
    Agent(AgentId, SessionId),
    /// A program, on behalf of an agent.
    ApiToken(AgentId, ApiTokenId),
    /// The product itself: imports, schedules, the command line.
    System,
}

named! {
    /// What kind of actor did something, as it stands in timelines and the audit log.
    pub enum ActorKind("kind of actor") {
        /// A person in the browser.
        Agent = "agent",
        /// A customer.
        Contact = "contact",
        /// A program, on behalf of an agent.
        ApiToken = "api_token",
        /// The product itself.
        System = "system",
    }
}

/// The authenticated actor that every use case is called with.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who it is.
    pub identity: Identity,
    /// Name, for timelines and the audit log.
    pub name: String,
    /// What it may do.
    pub permissions: Permissions,
    /// Whether it sees every inbox.
    pub all_inboxes: bool,
    /// Whether personal data of customers is masked for it.
    pub mask_personal_data: bool,
    /// Address it came from; empty for the system.
    pub ip: String,
}

impl Actor {
    /// The product itself: may do and see everything.
    #[must_use]
    pub fn system() -> Self {
        Self {
            identity: Identity::System,
            name: "Rapport".to_owned(),
            permissions: Permissions::all(),
            all_inboxes: true,
            mask_personal_data: false,
            ip: String::new(),
        }
    }

    /// The agent behind the actor, none for the system.
    #[must_use]
    pub const fn agent_id(&self) -> Option<AgentId> {
        match self.identity {
            Identity::Agent(agent, _) | Identity::ApiToken(agent, _) => Some(agent),
            Identity::System => None,
        }
    }

    /// The kind of the actor.
    #[must_use]
    pub const fn kind(&self) -> ActorKind {
        match self.identity {
            Identity::Agent(..) => ActorKind::Agent,
            Identity::ApiToken(..) => ActorKind::ApiToken,
            Identity::System => ActorKind::System,
        }
    }

    /// What the actor may see.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match (self.all_inboxes, self.agent_id()) {
            (false, Some(agent)) => Scope(Visible::InboxesOf(agent)),
            (true, _) | (false, None) => Scope(Visible::Everything),
        }
    }

    /// Refuses what the actor may not do.
    ///
    /// # Errors
    /// [`Denied`] naming the missing permission.
    pub fn require(&self, permission: Permission) -> Result<(), Denied> {
        if self.permissions.has(permission) {
            Ok(())
        } else {
            Err(Denied(permission))
        }
    }
}

/// The actor lacks a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs the permission {0}")]
pub struct Denied(pub Permission);

/// Which customer data may be seen. Only [`Actor::scope`] makes one, and every query that returns customer data asks for one, so
/// a query without a check cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope(Visible);

/// What a [`Scope`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    /// Every inbox.
    Everything,
    /// The inboxes that are open to this agent.
    InboxesOf(AgentId),
}

impl Scope {
    /// What may be seen.
    #[must_use]
    pub const fn visible(self) -> Visible {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_see_only_their_inboxes_and_supervisors_all() {
        let mut actor = Actor {
            identity: Identity::Agent(AgentId(7), SessionId(1)),
            ..Actor::system()
        };
        assert_eq!(actor.scope().visible(), Visible::Everything);
        actor.all_inboxes = false;
        assert_eq!(actor.scope().visible(), Visible::InboxesOf(AgentId(7)));
    }

    #[test]
    fn read_only_may_not_write() {
        let permissions = BuiltInRole::ReadOnly.permissions();
        assert!(permissions.has(Permission::ConversationsRead));
        assert!(!permissions.has(Permission::ConversationsReply));
        assert!(Permissions::all().covers(permissions));
        assert!(!permissions.covers(Permissions::all()));
        assert_eq!(permissions.iter().count(), 2);
    }
}
