//! Changes by agents: assignment, status, priority, tags; one conversation or many.

use domain::conversations::{Conversation, EntryKind, Priority, Status};
use domain::{Actor, AgentId, ConversationId, Permission, TagId, TeamId};

use super::Conversations;
use crate::core::{Actorly, Error, Result, What, Work};
use crate::routing;

/// Most conversations of one bulk change.
const MOST_AT_ONCE: usize = 500;

/// Who gets a conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Assignment {
    /// The agent, or nobody.
    pub agent: Option<AgentId>,
    /// The team, or none; absent leaves it.
    pub team: Option<Option<TeamId>>,
}

/// Tags to add and remove.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    /// To add.
    pub add: Vec<TagId>,
    /// To remove.
    pub remove: Vec<TagId>,
}

/// One change to a conversation; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct BulkChange {
    /// New status.
    pub status: Option<Status>,
    /// New priority.
    pub priority: Option<Priority>,
    /// New assignee and team.
    pub assign: Option<Assignment>,
    /// New team, or none; the assignee stays.
    pub team: Option<Option<TeamId>>,
    /// Tags.
    pub tags: Option<TagChange>,
}

/// What became of each conversation of a bulk change.
#[derive(Debug, Default)]
pub struct BulkOutcome {
    /// Changed, or already so.
    pub done: Vec<ConversationId>,
    /// Not changed, and why.
    pub failed: Vec<(ConversationId, Error)>,
}

impl BulkChange {
    fn require(&self, actor: &Actor) -> Result<()> {
        if self.assign.is_some() || self.team.is_some() {
            actor.require(Permission::ConversationsAssign)?;
        }
        if self.status.is_some() || self.priority.is_some() || self.tags.is_some() {
            actor.require(Permission::ConversationsUpdate)?;
        }
        Ok(())
    }

    const fn is_nothing(&self) -> bool {
        self.status.is_none()
            && self.priority.is_none()
            && self.assign.is_none()
            && self.team.is_none()
            && self.tags.is_none()
    }
}

impl Conversations {
    /// Changes one conversation. What is already so makes no entry in the timeline.
    ///
    /// # Errors
    /// As [`super::Conversations::get`]; `agent_not_in_inbox`, refused teams and tags.
    pub async fn change(&self, actor: &Actor, id: ConversationId, change: &BulkChange) -> Result<()> {
        change.require(actor)?;
        let mut work = self.core.begin().await?;
        let conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let mut changed = conversation.clone();
        apply(&mut work, actor, &mut changed, change).await?;
        if changed == conversation {
            return Ok(());
        }
        routing::assigned(&mut work, &conversation, &mut changed, &Actorly::from(actor)).await?;
        self.finish(actor, work, &changed).await
    }

    /// Changes many conversations, each in a transaction of its own: one that cannot be changed does not hold up the others. With `read`
    /// they are marked as seen, or unseen, by the actor.
    ///
    /// # Errors
    /// When the request as a whole is refused.
    pub async fn change_many(
        &self,
        actor: &Actor,
        ids: &[ConversationId],
        change: &BulkChange,
        read: Option<bool>,
    ) -> Result<BulkOutcome> {
        change.require(actor)?;
        if ids.is_empty() || ids.len() > MOST_AT_ONCE {
            let detail = format!("has {} conversations, must have 1 to {MOST_AT_ONCE}", ids.len());
            return Err(Error::field("ids", "out_of_range", detail));
        }
        let mut outcome = BulkOutcome::default();
        for id in ids {
            match self.change_one(actor, *id, change, read).await {
                Ok(()) => outcome.done.push(*id),
                // The database is in trouble: going on would only repeat it.
                Err(error @ (Error::Db(_) | Error::Internal(_))) => return Err(error),
                Err(error) => outcome.failed.push((*id, error)),
            }
        }
        Ok(outcome)
    }

    async fn change_one(
        &self,
        actor: &Actor,
        id: ConversationId,
        change: &BulkChange,
        read: Option<bool>,
    ) -> Result<()> {
        // A request that changes nothing still says which conversations are not there.
        if read.is_none() || !change.is_nothing() {
            self.change(actor, id, change).await?;
        }
        match read {
            Some(seen) => self.mark_all_read(actor, id, seen).await,
            None => Ok(()),
        }
    }
}

async fn apply(work: &mut Work<'_>, actor: &Actor, c: &mut Conversation, change: &BulkChange) -> Result<()> {
    let who = Actorly::from(actor);
    if let Some(assignment) = change.assign {
        assign(work, &who, c, assignment).await?;
    }
    if let Some(team) = change.team {
        move_to_team(work, &who, c, team).await?;
    }
    if let Some(change) = change.priority.and_then(|priority| c.set_priority(priority)) {
        work.append_change(c, &who, &change).await?;
    }
    if let Some(tags) = &change.tags {
        change_tags(work, &who, c, tags).await?;
    }
    let now = work.now;
    if let Some(change) = change.status.and_then(|status| c.set_status(status, now)) {
        work.append_change(c, &who, &change).await?;
    }
    Ok(())
}

async fn assign(
    work: &mut Work<'_>,
    who: &Actorly,
    c: &mut Conversation,
    assignment: Assignment,
) -> Result<()> {
    if let Some(agent) = assignment.agent.filter(|agent| c.assignee_id != Some(*agent))
        && !store::agents::can_see_inbox(&work.tx, agent, c.inbox_id).await?
    {
        return Err(Error::field(
            "agent_id",
            "agent_not_in_inbox",
            format!("agent {agent} does not exist, is not active, or may not see this inbox"),
        ));
    }
    if let Some(change) = c.assign(assignment.agent) {
        work.append_change(c, who, &change).await?;
    }
    match assignment.team {
        Some(team) => move_to_team(work, who, c, team).await,
        None => Ok(()),
    }
}

async fn move_to_team(
    work: &mut Work<'_>,
    who: &Actorly,
    c: &mut Conversation,
    team: Option<TeamId>,
) -> Result<()> {
    if let Some(team) = team
        && store::teams::name(&work.tx, team).await?.is_none()
    {
        return Err(Error::field(
            "team_id",
            "team_not_found",
            format!("team {team} does not exist"),
        ));
    }
    if let Some(change) = c.move_to_team(team) {
        work.append_change(c, who, &change).await?;
    }
    Ok(())
}

async fn change_tags(
    work: &mut Work<'_>,
    who: &Actorly,
    c: &mut Conversation,
    tags: &TagChange,
) -> Result<()> {
    let changes = tags
        .add
        .iter()
        .map(|tag| (*tag, true))
        .chain(tags.remove.iter().map(|tag| (*tag, false)));
    for (id, add) in changes {
        let field = if add { "add" } else { "remove" };
        let tag = store::tags::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::field(field, "tag_not_found", format!("tag {id} does not exist")))?;
        let (changed, kind, from, to) = if add {
            (
                store::tags::attach(&work.tx, c.id, id).await?,
                EntryKind::TagAdded,
                None,
                Some(tag.name.as_str()),
            )
        } else {
            (
                store::tags::detach(&work.tx, c.id, id).await?,
                EntryKind::TagRemoved,
                Some(tag.name.as_str()),
                None,
            )
        };
        if changed {
            work.append(
                c,
                who,
                What {
                    kind,
                    message: None,
                    from,
                    to,
                },
            )
            .await?;
        }
    }
    Ok(())
}
