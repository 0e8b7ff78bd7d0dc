//! Taking a chat, letting it pass, ending it, being in it beside a colleague.

use domain::chat::{ChatState, EndedBy};
use domain::conversations::{EntryKind, Status};
use domain::routing::AGAIN_AFTER_DECLINED;
use domain::{Actor, ConversationId, Permission};

use super::{ChatDesk, ended};
use crate::core::{Actorly, Error, Result, What};
use crate::routing;

impl ChatDesk {
    /// Takes a chat that nobody has, whose turn it may be. Taking it twice is taking it once.
    ///
    /// # Errors
    /// `chat_taken` when a colleague has it, `chat_ended`, `conversation_not_found`, `unsupported_by_channel`.
    pub async fn accept(&self, actor: &Actor, id: ConversationId) -> Result<()> {
        actor.require(Permission::ConversationsReply)?;
        let mut open = self.open(actor, id).await?;
        match open.chat.state {
            ChatState::Waiting | ChatState::Ringing => {}
            ChatState::Active if open.conversation.assignee_id == Some(open.agent) => return Ok(()),
            ChatState::Active => {
                let name = match open.conversation.assignee_id {
                    Some(agent) => store::agents::name(&open.work.tx, agent).await?,
                    None => None,
                };
                let name = name.unwrap_or_else(|| "a colleague".to_owned());
                return Err(Error::conflict(
                    "chat_taken",
                    format!("{name} has this chat already"),
                ));
            }
            ChatState::Ended => return Err(ended()),
        }
        let (who, agent) = (Actorly::from(actor), open.agent);
        routing::take(
            &mut open.work,
            &mut open.conversation,
            &mut open.chat,
            (agent, &who),
        )
        .await?;
        open.commit().await
    }

    /// Lets a chat pass that is being offered to the actor: it goes to the next one.
    ///
    /// # Errors
    /// `not_offered` when it is not (any more), or as [`ChatDesk::accept`].
    pub async fn decline(&self, actor: &Actor, id: ConversationId) -> Result<()> {
        actor.require(Permission::ConversationsReply)?;
        let mut open = self.open(actor, id).await?;
        if open.chat.state != ChatState::Ringing || open.chat.offered_to != Some(open.agent) {
            return Err(Error::conflict(
                "not_offered",
                "this chat is not being offered to you any more",
            ));
        }
        let again = open.work.now.plus(AGAIN_AFTER_DECLINED);
        let passed = Some((open.agent, again));
        routing::wait(&mut open.work, &open.conversation, &mut open.chat, passed).await?;
        open.work.commit().await
    }

    /// Ends a chat, and sets the conversation's status along with it. Ending it twice is ending it once.
    ///
    /// # Errors
    /// `conversation_not_found`, `unsupported_by_channel`.
    pub async fn end(&self, actor: &Actor, id: ConversationId, status: Option<Status>) -> Result<()> {
        actor.require(Permission::ConversationsReply)?;
        if status.is_some() {
            actor.require(Permission::ConversationsUpdate)?;
        }
        let mut open = self.open(actor, id).await?;
        let who = Actorly::from(actor);
        if open.chat.state != ChatState::Ended {
            let ending = routing::Ending {
                by: EndedBy::Agent,
                who: &who,
            };
            routing::end(&mut open.work, &mut open.conversation, &mut open.chat, &ending).await?;
        }
        let now = open.work.now;
        if let Some(change) = status.and_then(|status| open.conversation.set_status(status, now)) {
            open.work
                .append_change(&mut open.conversation, &who, &change)
                .await?;
        }
        open.commit().await
    }

    /// Comes into a chat beside whoever has it: so that the visitor knows, or to read along and whisper by notes.
    ///
    /// # Errors
    /// `chat_ended`, `conversation_not_found`, `unsupported_by_channel`.
    pub async fn join(&self, actor: &Actor, id: ConversationId, visible: bool) -> Result<()> {
        actor.require(if visible {
            Permission::ConversationsReply
        } else {
            Permission::ConversationsNote
        })?;
        let mut open = self.open(actor, id).await?;
        if open.chat.state == ChatState::Ended {
            return Err(ended());
        }
        if open.conversation.assignee_id == Some(open.agent) {
            return Ok(());
        }
        let (who, agent) = (Actorly::from(actor), open.agent);
        if visible {
            routing::show(&mut open.work, &mut open.conversation, agent, &who).await?;
        } else {
            let was = store::chat::participants::remove(&open.work.tx, id, agent).await?;
            if was == Some(true) {
                open.work
                    .append(&mut open.conversation, &who, What::bare(EntryKind::AgentLeft))
                    .await?;
            }
            store::chat::participants::put(&open.work.tx, id, agent, false, open.work.now).await?;
        }
        open.work.chat_changed(&open.conversation, open.chat.state);
        open.commit().await
    }

    /// Leaves a chat that the actor had come into.
    ///
    /// # Errors
    /// `chat_is_yours` when the actor is the one who has it, `conversation_not_found`, `unsupported_by_channel`.
    pub async fn leave(&self, actor: &Actor, id: ConversationId) -> Result<()> {
        let mut open = self.open(actor, id).await?;
        let was = store::chat::participants::remove(&open.work.tx, id, open.agent).await?;
        match was {
            Some(true) => {
                let who = Actorly::from(actor);
                open.work
                    .append(&mut open.conversation, &who, What::bare(EntryKind::AgentLeft))
                    .await?;
            }
            Some(false) => {}
            None if open.conversation.assignee_id == Some(open.agent) => {
                return Err(Error::conflict(
                    "chat_is_yours",
                    "this chat is yours; transfer it or end it",
                ));
            }
            None => return Ok(()),
        }
        open.work.chat_changed(&open.conversation, open.chat.state);
        open.commit().await
    }
}
