//! Live chat as agents use it: taking, passing on and ending chats, being in one beside a colleague, and what is known of the visitor.
//!
//! What is said goes through [`crate::conversations`] as everywhere; who gets a chat that nobody has is decided in [`crate::routing`].

mod act;
mod read;
mod transfer;
mod visitors;
mod watch;

use std::sync::Arc;

pub(crate) use read::estimate;
pub use read::{ChatDetail, ChatRow, Chats, Place};
pub use store::chat::desk::VisitorChat;
pub use store::chat::queue::ChatQuery;
pub use store::chat::{Chat, Participant, Visitor};
pub use transfer::{Receiver, Transfer};
pub use visitors::{VisitorDetail, VisitorRow};
pub use watch::WatchChats;
pub(crate) use watch::watch;

use domain::conversations::Conversation;
use domain::{Actor, AgentId, ConversationId};

use crate::conversations::UNSUPPORTED;
use crate::core::{Core, Error, Result, Work};

/// Use cases of chats.
#[derive(Clone)]
pub struct ChatDesk {
    core: Arc<Core>,
}

/// A chat for a change: the conversation is locked, and stands for the chat's own lock.
struct Open<'a> {
    work: Work<'a>,
    conversation: Conversation,
    chat: Chat,
    agent: AgentId,
}

impl ChatDesk {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// A chat that the actor may see, locked.
    async fn open(&self, actor: &Actor, id: ConversationId) -> Result<Open<'_>> {
        let agent = own(actor)?;
        let work = self.core.begin().await?;
        let conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let chat = store::chat::chats::find(&work.tx, id)
            .await?
            .ok_or_else(no_chat)?;
        Ok(Open {
            work,
            conversation,
            chat,
            agent,
        })
    }
}

impl Open<'_> {
    async fn commit(mut self) -> Result<()> {
        self.work.save(&self.conversation).await?;
        self.work.commit().await
    }
}

/// The agent behind the actor.
fn own(actor: &Actor) -> Result<AgentId> {
    actor.agent_id().ok_or_else(|| Error::Forbidden {
        code: "agent_expected",
        detail: "only agents can do this".to_owned(),
    })
}

fn no_chat() -> Error {
    Error::conflict(UNSUPPORTED, "this conversation is no chat")
}

fn ended() -> Error {
    Error::conflict("chat_ended", "this chat has ended; answering opens it again")
}
