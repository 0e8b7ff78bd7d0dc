//! What live clients ask: may they still listen, and where does a conversation stand?

use std::sync::Arc;

use domain::{Actor, ConversationId, Identity, InboxId, Permission};

use crate::core::{Core, Error, Result};

/// Questions of live clients. Answers are read afresh each time: they decide what is heard.
#[derive(Clone)]
pub struct Live {
    core: Arc<Core>,
}

/// What a live client may hear of: every inbox, or these.
pub type Audible = Option<Vec<InboxId>>;

impl Live {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The actor as it is now, and the inboxes that it may hear of.
    ///
    /// # Errors
    /// `session_expired` when the session has ended or the agent may not sign in any more.
    pub async fn access(&self, actor: &Actor) -> Result<(Actor, Audible)> {
        let db = self.core.reader();
        let ended = || Error::Unauthenticated {
            code: "session_expired",
            detail: "the session has ended: sign in again".to_owned(),
        };
        let now = self.core.clock.now();
        let acting = match actor.identity {
            Identity::Agent(_, session) => store::sessions::acting(db, session, now).await?,
            Identity::ApiToken(agent, token) => store::api_tokens::acting(db, agent, token, now).await?,
            Identity::System => None,
        };
        let acting = acting.filter(|acting| acting.active).ok_or_else(ended)?;
        let mut permissions = acting.permissions();
        if matches!(actor.identity, Identity::ApiToken(..)) {
            permissions = permissions.and(actor.permissions);
        }
        let current = Actor {
            permissions,
            all_inboxes: acting.all_inboxes,
            mask_personal_data: acting.mask_personal_data,
            name: acting.agent_name,
            ..actor.clone()
        };
        if !permissions.has(Permission::ConversationsRead) {
            return Ok((current, Some(Vec::new())));
        }
        if current.all_inboxes {
            return Ok((current, None));
        }
        let inboxes = store::agents::inboxes_of(db, &[acting.agent_id]).await?;
        Ok((
            current,
            Some(inboxes.into_iter().map(|(_, inbox)| inbox).collect()),
        ))
    }

    /// The inbox and the last entry of a conversation.
    ///
    /// # Errors
    /// `conversation_not_found` when it does not exist or may not be seen.
    pub async fn whereabouts(&self, actor: &Actor, id: ConversationId) -> Result<(InboxId, i64)> {
        actor.require(Permission::ConversationsRead)?;
        store::conversations::whereabouts(self.core.reader(), actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))
    }
}
