//! One attempt to send, and what comes of it.

use std::sync::Arc;

use channels::{ChannelDriver as _, Receipt, SendError};
use domain::conversations::{Delivery, EntryKind, Status};
use domain::inboxes::{Health, OutboxState};
use domain::notifications::NotificationKind;
use domain::{Actor, ActorKind, MessageId, Timestamp};
use realtime::{Event, Topic};
use serde::{Deserialize, Serialize};
use store::messages::Message;
use store::outbox::Outgoing;

use super::retry;
use super::{Transports, compose};
use crate::core::{Actorly, Core, Error, Result, What, Work};

/// Sends one message of the outbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMessage {
    /// The message.
    pub message_id: MessageId,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// Sent, failed for good, taken back, or done before.
    Finished,
    /// Not due yet, or to be tried again at this time.
    Again(Timestamp),
}

/// Makes one attempt.
///
/// # Errors
/// When the database fails; then the attempt is made again.
pub(crate) async fn attempt(core: &Arc<Core>, transports: &Transports, id: MessageId) -> Result<Attempt> {
    let Some(outgoing) = claim(core, id).await? else {
        return Ok(Attempt::Finished);
    };
    if outgoing.next_attempt_at > core.clock.now() {
        return Ok(Attempt::Again(outgoing.next_attempt_at));
    }
    let Some(message) = store::messages::find(core.reader(), Actor::system().scope(), id).await? else {
        return Ok(Attempt::Finished);
    };
    let outcome = hand_over(core, transports, &outgoing, &message).await;
    match outcome {
        Ok(receipt) => sent(core, &outgoing, &message, &receipt)
            .await
            .map(|()| Attempt::Finished),
        Err(HandOver::Refused(error)) => refused(core, &outgoing, &message, &error).await,
        Err(HandOver::Ours(error)) => refused(core, &outgoing, &message, &ours(&error)).await,
    }
}

enum HandOver {
    Refused(SendError),
    Ours(Error),
}

async fn hand_over(
    core: &Arc<Core>,
    transports: &Transports,
    outgoing: &Outgoing,
    message: &Message,
) -> std::result::Result<Receipt, HandOver> {
    // Not the message's inbox: a chat goes on by another.
    let email = store::inboxes::find_email(core.reader(), outgoing.inbox_id)
        .await
        .map_err(|e| HandOver::Ours(e.into()))?
        .ok_or_else(|| HandOver::Ours(Error::not_found("inbox", outgoing.inbox_id)))?;
    let mail = compose::compose(core, &email, message)
        .await
        .map_err(HandOver::Ours)?;
    if email.smtp_host.is_none() && core.options.demo {
        // With demo data the customer's mailbox is a page of ours, which reads what was sent.
        return Ok(Receipt {
            response: "kept for the demo mailbox".to_owned(),
            rejected: Vec::new(),
        });
    }
    let driver = transports.driver(core, &email).await.map_err(HandOver::Ours)?;
    driver.send(&mail).await.map_err(HandOver::Refused)
}

/// A failure on our side: worth another attempt unless the mail itself cannot be put together.
fn ours(error: &Error) -> SendError {
    SendError {
        permanent: matches!(error, Error::NotFound { .. } | Error::Internal(_)),
        inbox_problem: None,
        uncertain: false,
        smtp_code: None,
        enhanced: None,
        message: error.to_string(),
        rejected_recipients: Vec::new(),
    }
}

/// Takes the message for this attempt; none when there is nothing to do.
async fn claim(core: &Core, id: MessageId) -> Result<Option<Outgoing>> {
    let mut work = core.begin().await?;
    let Some(outgoing) = store::outbox::lock(&work.tx, id).await? else {
        return Ok(None);
    };
    match outgoing.state {
        OutboxState::Sent | OutboxState::Failed | OutboxState::Cancelled => return Ok(None),
        // "Sending" is what a node leaves behind that died during an attempt.
        OutboxState::Queued | OutboxState::Sending => {}
    }
    if outgoing.next_attempt_at > work.now {
        return Ok(Some(outgoing));
    }
    set(
        &mut work,
        &outgoing,
        OutboxState::Sending,
        outgoing.attempts,
        outgoing.next_attempt_at,
        (None, None),
    )
    .await?;
    store::messages::set_delivery(&work.tx, id, Delivery::Sending, None, None).await?;
    work.commit().await?;
    Ok(Some(outgoing))
}

async fn set(
    work: &mut Work<'_>,
    outgoing: &Outgoing,
    state: OutboxState,
    attempts: u32,
    due: Timestamp,
    outcome: (Option<u16>, Option<&str>),
) -> Result<()> {
    Ok(store::outbox::set_state(&work.tx, outgoing.id, state, attempts, due, outcome, work.now).await?)
}

fn tell(work: &mut Work<'_>, message: &Message, state: Delivery) {
    let event = Event::OutboxChanged {
        conversation_id: message.conversation_id,
        message_id: message.id,
        state: state.as_str().to_owned(),
    };
    work.hint(Topic::Conversation(message.conversation_id), event);
}

async fn sent(core: &Core, outgoing: &Outgoing, message: &Message, receipt: &Receipt) -> Result<()> {
    let mut work = core.begin().await?;
    let now = work.now;
    set(
        &mut work,
        outgoing,
        OutboxState::Sent,
        outgoing.attempts + 1,
        now,
        (None, Some(&receipt.response)),
    )
    .await?;
    store::messages::set_delivery(&work.tx, message.id, Delivery::Sent, None, Some(now)).await?;
    tell(&mut work, message, Delivery::Sent);
    if !receipt.rejected.is_empty() {
        for rejected in receipt.rejected.iter().filter(|r| r.permanent) {
            let folded = domain::validate::fold_email(&rejected.address);
            store::contacts::set_bounce(&work.tx, &folded, Some(&rejected.message), now).await?;
        }
        let who: Vec<String> = receipt
            .rejected
            .iter()
            .map(|r| format!("{}: {}", r.address, r.message))
            .collect();
        note_failure(
            &mut work,
            message,
            EntryKind::DeliveryFailed,
            &who.join("\n"),
            false,
        )
        .await?;
    }
    work.commit().await
}

async fn refused(core: &Core, outgoing: &Outgoing, message: &Message, error: &SendError) -> Result<Attempt> {
    let mut work = core.begin().await?;
    let now = work.now;
    let attempts = outgoing.attempts + 1;
    let reason = error.message.as_str();
    let too_long = now.since(message.send_after.unwrap_or(message.created_at)) > retry::GIVE_UP_AFTER;
    if let Some(problem) = &error.inbox_problem {
        let (code, detail) = (problem.code.as_str(), problem.detail.as_str());
        let news = store::inboxes::set_health(
            &work.tx,
            outgoing.inbox_id,
            Health::Error,
            Some(code),
            Some(detail),
            now,
        )
        .await?;
        if news {
            work.hint(
                Topic::Inbox(outgoing.inbox_id),
                Event::InboxHealth {
                    inbox_id: outgoing.inbox_id,
                },
            );
        }
    }
    if !error.permanent && !too_long {
        let due = now.plus(retry::pause(attempts));
        set(
            &mut work,
            outgoing,
            OutboxState::Queued,
            attempts,
            due,
            (error.smtp_code, Some(reason)),
        )
        .await?;
        store::messages::set_delivery(&work.tx, message.id, Delivery::Queued, Some(reason), None).await?;
        tell(&mut work, message, Delivery::Queued);
        work.commit().await?;
        tracing::warn!(message = %message.id, attempts, error = reason, "an answer could not be sent yet");
        return Ok(Attempt::Again(due));
    }
    set(
        &mut work,
        outgoing,
        OutboxState::Failed,
        attempts,
        now,
        (error.smtp_code, Some(reason)),
    )
    .await?;
    store::messages::set_delivery(&work.tx, message.id, Delivery::Failed, Some(reason), None).await?;
    tell(&mut work, message, Delivery::Failed);
    for rejected in error.rejected_recipients.iter().filter(|r| r.permanent) {
        let folded = domain::validate::fold_email(&rejected.address);
        store::contacts::set_bounce(&work.tx, &folded, Some(&rejected.message), now).await?;
    }
    note_failure(&mut work, message, EntryKind::DeliveryFailed, reason, true).await?;
    work.commit().await?;
    Ok(Attempt::Finished)
}

/// Shows in the conversation that an answer did not arrive. The customer still waits, so it opens again.
pub(crate) async fn note_failure(
    work: &mut Work<'_>,
    message: &Message,
    kind: EntryKind,
    reason: &str,
    reopen: bool,
) -> Result<()> {
    let scope = Actor::system().scope();
    let Some(mut conversation) =
        store::conversations::find_for_update(&work.tx, scope, message.conversation_id).await?
    else {
        return Ok(());
    };
    let system = Actorly {
        kind: ActorKind::System,
        id: None,
        name: Actor::system().name,
    };
    let what = What {
        kind,
        message: Some(message.id),
        from: None,
        to: Some(reason),
    };
    let seq = work.append(&mut conversation, &system, what).await?;
    if let Some(author) = message.agent_id {
        work.notify(author, NotificationKind::Failed, &conversation, seq, &system)
            .await?;
    }
    let now = work.now;
    if reopen
        && !conversation.status.is_active()
        && let Some(change) = conversation.set_status(Status::Open, now)
    {
        work.append_change(&mut conversation, &system, &change).await?;
    }
    work.save(&conversation).await
}
