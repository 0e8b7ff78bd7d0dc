//! Passing a chat on.

use domain::chat::ChatState;
use domain::routing::AGAIN_AFTER_DECLINED;
use domain::validate::Checks;
use domain::{Actor, AgentId, ConversationId, Permission, TeamId};

use super::{ChatDesk, Open, ended};
use crate::conversations::{MOST_TEXT, write_note};
use crate::core::{Actorly, Error, Result};
use crate::routing;

/// Who gets a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// This colleague, who is asked at once.
    Agent(AgentId),
    /// Whoever of this team can take it, before everybody else who waits.
    Team(TeamId),
}

/// A chat that is passed on.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// To whom.
    pub to: Receiver,
    /// What the receiver should know; empty for nothing. The visitor never sees it.
    pub note: String,
}

impl ChatDesk {
    /// Passes a chat on. The one who had it has it no more; a colleague who does not take it lets it go on to whoever can, before
    /// everybody else who waits.
    ///
    /// # Errors
    /// `agent_offline` when the colleague is not there, refused fields, `chat_ended`, `conversation_not_found`,
    /// `unsupported_by_channel`.
    pub async fn transfer(&self, actor: &Actor, id: ConversationId, transfer: &Transfer) -> Result<()> {
        actor.require(Permission::ConversationsAssign)?;
        let mut checks = Checks::new();
        let note = checks.text("note", &transfer.note, 0, MOST_TEXT);
        checks.finish()?;
        if !note.is_empty() {
            actor.require(Permission::ConversationsNote)?;
        }
        let mut open = self.open(actor, id).await?;
        if open.chat.state == ChatState::Ended {
            return Err(ended());
        }
        self.check(&open, transfer.to).await?;
        if !note.is_empty() {
            write_note(&mut open.work, &mut open.conversation, actor, &note, &[]).await?;
        }
        let who = Actorly::from(actor);
        let had = open.conversation.assignee_id;
        if let Some(change) = open.conversation.assign(None) {
            open.work
                .append_change(&mut open.conversation, &who, &change)
                .await?;
        }
        routing::to_the_front(&open.work, &mut open.chat).await?;
        store::chat::queue::forget_passes(&open.work.tx, id).await?;
        let again = open.work.now.plus(AGAIN_AFTER_DECLINED);
        for agent in had.into_iter().chain([open.agent]) {
            // It was passed on: it should not come back at once.
            store::chat::queue::pass(&open.work.tx, id, agent, again).await?;
        }
        match transfer.to {
            Receiver::Agent(agent) => {
                open.work
                    .over(id, domain::notifications::NotificationKind::ChatOffered)
                    .await?;
                routing::ring(&mut open.work, &open.conversation, &mut open.chat, agent).await?;
                // The job knows when the offer runs out.
                routing::wake(&mut open.work).await?;
            }
            Receiver::Team(team) => {
                if let Some(change) = open.conversation.move_to_team(Some(team)) {
                    open.work
                        .append_change(&mut open.conversation, &who, &change)
                        .await?;
                }
                routing::wait(&mut open.work, &open.conversation, &mut open.chat, None).await?;
            }
        }
        open.commit().await
    }

    async fn check(&self, open: &Open<'_>, to: Receiver) -> Result<()> {
        let tx = &open.work.tx;
        match to {
            Receiver::Agent(agent) if open.conversation.assignee_id == Some(agent) => Err(Error::field(
                "agent_id",
                "has_it_already",
                "this colleague has the chat already",
            )),
            Receiver::Agent(agent) => {
                if !store::agents::can_see_inbox(tx, agent, open.conversation.inbox_id).await? {
                    let detail =
                        format!("agent {agent} does not exist, is not active, or may not see this inbox");
                    return Err(Error::field("agent_id", "agent_not_in_inbox", detail));
                }
                if !self.core.hub.presence().is_online(agent) {
                    let name = store::agents::name(tx, agent).await?.unwrap_or_default();
                    let detail = format!("{name} is not there at the moment; choose somebody else or a team");
                    return Err(Error::conflict("agent_offline", detail));
                }
                Ok(())
            }
            Receiver::Team(team) => {
                if store::teams::name(tx, team).await?.is_none() {
                    let detail = format!("team {team} does not exist");
                    return Err(Error::field("team_id", "team_not_found", detail));
                }
                let members = store::teams::members(tx).await?;
                if !members.iter().any(|(of, _)| *of == team) {
                    let detail = "nobody is in this team";
                    return Err(Error::field("team_id", "team_empty", detail));
                }
                Ok(())
            }
        }
    }
}
