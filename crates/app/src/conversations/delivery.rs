//! Taking back an answer that has not left, and sending one again that failed.

use domain::conversations::{Delivery, EntryKind};
use domain::inboxes::OutboxState;
use domain::{Actor, MessageId, Permission};
use realtime::{Event, Topic};
use store::attachments::Attachment;
use store::messages::Message;

use super::Conversations;
use crate::core::{Actorly, Error, Result, What, Work};
use crate::outbox::SendMessage;

impl Conversations {
    /// Takes an answer back while it has not left.
    ///
    /// # Errors
    /// `message_not_found`; `already_sent` when it has left or is leaving.
    pub async fn cancel_message(&self, actor: &Actor, id: MessageId) -> Result<(Message, Vec<Attachment>)> {
        actor.require(Permission::ConversationsReply)?;
        let (message, _) = self.message(actor, id).await?;
        let mut work = self.core.begin().await?;
        let outgoing = match store::outbox::lock(&work.tx, id).await? {
            Some(outgoing) => outgoing,
            // Where storing is delivering there is nothing to catch up with.
            None if message.delivery == Delivery::Sent => return Err(already_sent()),
            None => return Err(Error::not_found("outgoing_message", id)),
        };
        match outgoing.state {
            OutboxState::Queued => {}
            OutboxState::Cancelled => return self.message(actor, id).await,
            OutboxState::Sending | OutboxState::Sent | OutboxState::Failed => {
                return Err(already_sent());
            }
        }
        let now = work.now;
        store::outbox::set_state(
            &work.tx,
            outgoing.id,
            OutboxState::Cancelled,
            outgoing.attempts,
            now,
            (None, None),
            now,
        )
        .await?;
        store::messages::set_delivery(&work.tx, id, Delivery::Cancelled, None, None).await?;
        store::attachments::take_back(&work.tx, id).await?;
        let mut conversation =
            store::conversations::find_for_update(&work.tx, actor.scope(), message.conversation_id)
                .await?
                .ok_or_else(|| Error::not_found("conversation", message.conversation_id))?;
        work.append(
            &mut conversation,
            &Actorly::from(actor),
            What::message(EntryKind::Cancelled, id),
        )
        .await?;
        let last_customer = store::timeline::waiting_since(&work.tx, conversation.id).await?;
        conversation.reply_cancelled(last_customer);
        tell(&mut work, &message, Delivery::Cancelled);
        self.finish(actor, work, &conversation).await?;
        self.message(actor, id).await
    }

    /// Sends an answer again that failed.
    ///
    /// # Errors
    /// `message_not_found`; `not_failed` when it did not fail.
    pub async fn retry_message(&self, actor: &Actor, id: MessageId) -> Result<(Message, Vec<Attachment>)> {
        actor.require(Permission::ConversationsReply)?;
        let (message, _) = self.message(actor, id).await?;
        let mut work = self.core.begin().await?;
        let outgoing = store::outbox::lock(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("outgoing_message", id))?;
        if !matches!(outgoing.state, OutboxState::Failed) {
            return Err(Error::conflict(
                "not_failed",
                "only an answer that failed can be sent again",
            ));
        }
        let now = work.now;
        store::outbox::set_state(
            &work.tx,
            outgoing.id,
            OutboxState::Queued,
            0,
            now,
            (None, None),
            now,
        )
        .await?;
        store::messages::requeue(&work.tx, id, now).await?;
        work.enqueue(&SendMessage { message_id: id }, None).await?;
        tell(&mut work, &message, Delivery::Queued);
        work.commit().await?;
        self.message(actor, id).await
    }
}

fn already_sent() -> Error {
    Error::conflict("already_sent", "this answer has left and cannot be taken back")
}

fn tell(work: &mut Work<'_>, message: &Message, state: Delivery) {
    let event = Event::OutboxChanged {
        conversation_id: message.conversation_id,
        message_id: message.id,
        state: state.as_str().to_owned(),
    };
    work.hint(Topic::Conversation(message.conversation_id), event);
}
