//! Saved replies: texts that are written once and sent often.

mod check;
mod render;

use std::sync::Arc;

use domain::saved_replies::Owner;
use domain::text::fold;
use domain::{Actor, AgentId, Permission, SavedReplyId, TeamId};

pub use domain::placeholders::{Filled, Missing};
pub use store::saved_replies::{Position, SavedReply};

use self::check::Checked;
use crate::core::{Core, Error, Result, Work};

/// Most words that a list is narrowed by; more do not make it narrower.
const MOST_WORDS: usize = 10;

/// A saved reply as somebody wants it.
#[derive(Debug, Clone, Default)]
pub struct SavedReplyInput {
    /// Name.
    pub name: String,
    /// Path with slashes; none when absent.
    pub folder: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// The text with its placeholders.
    pub body: String,
    /// `personal` (when absent), `team` or `everyone`.
    pub owner: Option<String>,
    /// Which team, of a team's.
    pub team: Option<TeamId>,
}

/// A saved reply and what its reader may do with it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The reply.
    pub reply: SavedReply,
    /// Whether the reader may change it.
    pub can_manage: bool,
}

/// Use cases of saved replies.
#[derive(Clone)]
pub struct SavedReplies {
    core: Arc<Core>,
}

impl SavedReplies {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// A page of those that the actor sees, what they take most often first; one more than `limit` when there is a next page.
    ///
    /// # Errors
    /// When the actor may not read conversations.
    pub async fn list(
        &self,
        actor: &Actor,
        words: Option<&str>,
        language: Option<&str>,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Vec<Detail>> {
        actor.require(Permission::ConversationsRead)?;
        let folded = fold(words.unwrap_or_default());
        let query = store::saved_replies::Query {
            words: folded
                .split_whitespace()
                .take(MOST_WORDS)
                .map(str::to_owned)
                .collect(),
            language: language.map(str::to_owned),
        };
        let (db, reader) = (self.core.reader(), actor.agent_id());
        let rows = store::saved_replies::list(db, reader, &query, after, limit.saturating_add(1)).await?;
        Ok(rows.into_iter().map(|reply| detail(actor, reply)).collect())
    }

    /// One that the actor sees.
    ///
    /// # Errors
    /// `saved_reply_not_found`, or when the actor may not read conversations.
    pub async fn get(&self, actor: &Actor, id: SavedReplyId) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        let found = store::saved_replies::find(self.core.reader(), actor.agent_id(), id).await?;
        let reply = found.ok_or_else(|| Error::not_found("saved_reply", id))?;
        Ok(detail(actor, reply))
    }

    /// Makes one.
    ///
    /// # Errors
    /// When a field is refused, or the actor may not make one of this kind.
    pub async fn create(&self, actor: &Actor, input: &SavedReplyInput) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        let work = self.core.begin().await?;
        let checked = check_for(&work, actor, input).await?;
        let id = store::saved_replies::insert(&work.tx, &checked.content(), work.now).await?;
        self.finish(work, actor, "saved_reply.created", id, &checked)
            .await?;
        self.get(actor, id).await
    }

    /// Replaces one; it can change hands by that.
    ///
    /// # Errors
    /// `saved_reply_not_found`, when a field is refused, or when the actor may not change the one or make the other.
    pub async fn update(&self, actor: &Actor, id: SavedReplyId, input: &SavedReplyInput) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        let mut work = self.core.begin().await?;
        changeable(&mut work, actor, id).await?;
        let checked = check_for(&work, actor, input).await?;
        store::saved_replies::update(&work.tx, id, &checked.content(), work.now).await?;
        self.finish(work, actor, "saved_reply.updated", id, &checked)
            .await?;
        self.get(actor, id).await
    }

    /// Deletes one.
    ///
    /// # Errors
    /// `saved_reply_not_found`, or when the actor may not change it.
    pub async fn delete(&self, actor: &Actor, id: SavedReplyId) -> Result<()> {
        actor.require(Permission::ConversationsRead)?;
        let mut work = self.core.begin().await?;
        let reply = changeable(&mut work, actor, id).await?;
        store::saved_replies::delete(&work.tx, id).await?;
        let subject = ("saved_reply", Some(id.get()));
        let told = format!("{} ({})", reply.name, reply.owner);
        work.audit(actor, "saved_reply.deleted", subject, &told).await?;
        work.settings_changed("saved_replies");
        work.commit().await
    }

    async fn finish(
        &self,
        mut work: Work<'_>,
        actor: &Actor,
        action: &str,
        id: SavedReplyId,
        checked: &Checked,
    ) -> Result<()> {
        let told = format!("{} ({})", checked.name, checked.owner.kind());
        work.audit(actor, action, ("saved_reply", Some(id.get())), &told)
            .await?;
        work.settings_changed("saved_replies");
        work.commit().await
    }
}

/// A team is about to be deleted: what it wrote becomes the own of who does that, so that nothing is lost.
pub(crate) async fn hand_over(work: &Work<'_>, actor: &Actor, team: TeamId) -> Result<u64> {
    match actor.agent_id() {
        Some(agent) => Ok(store::saved_replies::hand_over(&work.tx, team, agent, work.now).await?),
        None => Ok(0),
    }
}

/// Checks what is wanted, and that the actor may make it.
async fn check_for(work: &Work<'_>, actor: &Actor, input: &SavedReplyInput) -> Result<Checked> {
    let teams = own_teams(work, actor.agent_id()).await?;
    let checked = check::check(actor, &teams, input)?;
    checked.owner.require(actor)?;
    Ok(checked)
}

/// The reply, locked, when the actor sees it and may change it.
async fn changeable(work: &mut Work<'_>, actor: &Actor, id: SavedReplyId) -> Result<SavedReply> {
    store::saved_replies::lock(&work.tx, id).await?;
    let found = store::saved_replies::find(&work.tx, actor.agent_id(), id).await?;
    let reply = found.ok_or_else(|| Error::not_found("saved_reply", id))?;
    owner(&reply)?.require(actor)?;
    Ok(reply)
}

async fn own_teams(work: &Work<'_>, agent: Option<AgentId>) -> Result<Vec<TeamId>> {
    let Some(agent) = agent else { return Ok(Vec::new()) };
    let teams = store::agents::teams_of(&work.tx, &[agent]).await?;
    Ok(teams.into_iter().map(|(_, team)| team).collect())
}

fn owner(reply: &SavedReply) -> Result<Owner> {
    Owner::from_parts(reply.owner, reply.agent_id, reply.team_id)
        .ok_or_else(|| Error::Internal(format!("saved reply {} has no clear owner", reply.id)))
}

/// Whoever sees a reply is in its team, so only the permission is left to ask for.
fn detail(actor: &Actor, reply: SavedReply) -> Detail {
    let can_manage = owner(&reply).is_ok_and(|owner| owner.require(actor).is_ok());
    Detail { reply, can_manage }
}
