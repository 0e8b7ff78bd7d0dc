//! Filling the placeholders of a saved reply with what is known of a conversation.

use db::Executor;
use domain::given_name::given_name;
use domain::placeholders::{self, Filled, Placeholder};
use domain::validate::is_email;
use domain::{Actor, ConversationId, Mask, Permission, SavedReplyId};
use store::conversations::Summary;

use super::SavedReplies;
use crate::core::{Error, Result};

/// What placeholders stand for, as the actor may know it.
struct Values {
    summary: Summary,
    inbox: Option<String>,
    organisation: Option<String>,
    agent: Option<String>,
    /// Language of the agent's own user interface.
    agent_language: Option<&'static str>,
}

impl SavedReplies {
    /// The text of a saved reply for a conversation, its placeholders filled; counts as a use of it by the actor.
    ///
    /// # Errors
    /// `saved_reply_not_found` or `conversation_not_found` when one of them does not exist or may not be seen.
    pub async fn render(
        &self,
        actor: &Actor,
        id: SavedReplyId,
        conversation: ConversationId,
    ) -> Result<Filled> {
        actor.require(Permission::ConversationsRead)?;
        let work = self.core.begin().await?;
        let reply = store::saved_replies::find(&work.tx, actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("saved_reply", id))?;
        let values = Values::find(&work.tx, actor, conversation).await?;
        if let Some(agent) = actor.agent_id() {
            store::saved_replies::count_use(&work.tx, agent, id, work.now).await?;
        }
        work.commit().await?;
        Ok(placeholders::fill(&reply.body, |placeholder| {
            values.of(placeholder)
        }))
    }
}

impl Values {
    async fn find(db: &impl Executor, actor: &Actor, conversation: ConversationId) -> Result<Self> {
        let mut summary = store::conversations::find(db, actor.scope(), actor.agent_id(), conversation)
            .await?
            .ok_or_else(|| Error::not_found("conversation", conversation))?;
        // A name that is only an address is no name: "Hello lan@example.com" is worse than the fallback.
        if is_email(summary.contact_name.trim()) {
            summary.contact_name = String::new();
        }
        let mask = Mask::of(actor);
        summary.contact_email = summary.contact_email.map(|email| mask.email(&email));
        summary.subject = mask.text(&summary.subject);
        let inbox = store::inboxes::find(db, actor.scope(), summary.inbox_id).await?;
        let organisation = store::organisation::find(db).await?;
        let agent = match actor.agent_id() {
            Some(agent) => store::agents::find(db, agent).await?,
            None => None,
        };
        Ok(Self {
            summary,
            inbox: inbox.map(|inbox| inbox.name),
            organisation: organisation.map(|organisation| organisation.name),
            agent_language: agent.as_ref().map(|agent| agent.locale.as_str()),
            agent: agent.map(|agent| agent.name),
        })
    }

    fn of(&self, placeholder: Placeholder) -> Option<String> {
        let contact = &self.summary;
        let value = match placeholder {
            Placeholder::ContactName => Some(contact.contact_name.as_str()),
            Placeholder::ContactFirstName => given_name(&contact.contact_name, contact.language.as_deref()),
            Placeholder::ContactEmail => contact.contact_email.as_deref(),
            Placeholder::AgentName => self.agent.as_deref(),
            Placeholder::AgentFirstName => given_name(self.agent.as_deref()?, self.agent_language),
            Placeholder::ConversationNumber => return Some(contact.number.to_string()),
            Placeholder::ConversationSubject => Some(contact.subject.as_str()),
            Placeholder::InboxName => self.inbox.as_deref(),
            Placeholder::OrganisationName => self.organisation.as_deref(),
        };
        // Names come from headers of mails: a line break in one must not tear the text apart.
        value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
