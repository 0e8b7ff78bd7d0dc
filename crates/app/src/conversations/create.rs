//! Writing to a customer first.

use domain::conversations::{EntryKind, Status};
use domain::text::excerpt;
use domain::validate::Checks;
use domain::{Actor, ConversationId, InboxId, Permission};
use store::messages::Mailbox;

use super::Conversations;
use super::letter::{self, Author};
use super::reply::{Content, PREVIEW, Reply, UNSUPPORTED};
use crate::core::{Actorly, Error, Result, Token, What};
use crate::outbox::Sender;

/// Characters of a conversation's token: 100 random bits.
pub(crate) const TOKEN: usize = 20;

/// A conversation that we begin.
#[derive(Debug, Clone)]
pub struct NewConversation {
    /// Inbox to write from.
    pub inbox: InboxId,
    /// Recipients; the first one is the contact.
    pub to: Vec<Mailbox>,
    /// Subject.
    pub subject: String,
    /// The message.
    pub message: Reply,
}

impl Conversations {
    /// Begins a conversation with a message to a customer.
    ///
    /// # Errors
    /// `inbox_not_found`, `inbox_cannot_send`, refused fields (also the inbox, when one cannot write first by its channel).
    pub async fn create(&self, actor: &Actor, new: NewConversation) -> Result<ConversationId> {
        actor.require(Permission::ConversationsReply)?;
        let mut checks = Checks::new();
        let subject = checks.line("subject", &new.subject, 1, 500);
        checks.finish()?;
        let inbox = store::inboxes::find(self.core.reader(), actor.scope(), new.inbox)
            .await?
            .ok_or_else(|| Error::not_found("inbox", new.inbox))?;
        let can = &channels::registry::of(&inbox.channel).capabilities;
        if !can.starts {
            let detail = "nobody can be written to first by this channel; choose an inbox with an address";
            return Err(Error::field("inbox_id", UNSUPPORTED, detail));
        }
        let content = Content::check(can, &new.message, new.to)?;
        let first = content.recipients.to.first().cloned().unwrap_or_default();

        let mut work = self.core.begin().await?;
        let sender = Sender::find(&self.core, &work.tx, inbox.id).await?;
        let contact =
            crate::contacts::find_or_create(&work.tx, &first.name, &first.address, None, work.now).await?;
        let preview = excerpt(&content.text, PREVIEW);
        let row = store::conversations::NewConversation {
            token: &Token::random(TOKEN),
            inbox_id: inbox.id,
            contact_id: contact.id,
            channel: &inbox.channel,
            subject: &subject,
            preview: &preview,
            // We wait for the customer.
            status: Status::Pending,
            team_id: inbox.team_id,
            assignee_id: actor.agent_id(),
            language: None,
            at: work.now,
        };
        let (mut conversation, number) = store::conversations::insert(&work.tx, &row).await?;
        store::search::put_conversation(&work.tx, conversation.id, inbox.id, number, &subject, work.now)
            .await?;
        let created = What {
            kind: EntryKind::Created,
            message: None,
            from: None,
            to: None,
        };
        work.append(&mut conversation, &Actorly::from(actor), created)
            .await?;
        letter::answer(
            &self.core,
            &mut work,
            &mut conversation,
            &Author::from(actor),
            &sender,
            &content,
            (&subject, true),
        )
        .await?;
        let id = conversation.id;
        self.finish(actor, work, &conversation).await?;
        Ok(id)
    }
}
