//! Mail on its way out: who sends it, when, and what to do when it cannot be sent.
//!
//! An answer is a row of the outbox before anything else. The job [`SendMessage`] claims the row, composes the mail, hands it
//! over and writes down what came of it, each in a transaction of its own: nothing is sent from inside one. A node that dies
//! between the hand-over and the note of it sends again; the Message-ID is the same, so mail programs show one copy.

mod compose;
mod retry;
mod send;
mod sender;
mod transports;

use domain::{InboxId, MessageId, Timestamp};

use crate::core::{Core, Result, Work};

pub(crate) use compose::{finish, loop_token, signature_text};
pub(crate) use retry::{GIVE_UP_AFTER, pause};
pub use send::SendMessage;
pub(crate) use send::{Attempt, attempt, note_failure};
pub(crate) use sender::{Sender, message_id};
pub use transports::Transports;

/// Puts a stored message into the outbox; it leaves at `due`.
pub(crate) async fn enqueue(
    _core: &Core,
    work: &mut Work<'_>,
    message: MessageId,
    inbox: InboxId,
    due: Timestamp,
) -> Result<()> {
    store::outbox::insert(&work.tx, message, inbox, due, work.now).await?;
    work.enqueue(&SendMessage { message_id: message }, Some(due))
        .await
}

/// A stored message as the mail that is handed over, for tests that look at the other end.
///
/// # Errors
/// When it is not there or cannot be put together.
#[doc(hidden)]
pub async fn preview(core: &Core, message: MessageId) -> Result<bytes::Bytes> {
    let message = store::messages::find(core.reader(), domain::Actor::system().scope(), message)
        .await?
        .ok_or_else(|| crate::Error::not_found("message", message))?;
    let inbox = store::outbox::inbox(core.reader(), message.id)
        .await?
        .unwrap_or(message.inbox_id);
    let email = store::inboxes::find_email(core.reader(), inbox)
        .await?
        .ok_or_else(|| crate::Error::not_found("inbox", inbox))?;
    Ok(compose::compose(core, &email, &message).await?.raw)
}

/// The subject of an answer: that of the mail that is answered, so that mail programs keep the thread together, with one "Re:".
pub(crate) fn reply_subject(answered: &str, conversation: &str) -> String {
    let base = if answered.trim().is_empty() {
        conversation
    } else {
        answered
    };
    if mail::threading::subject::is_reply(base) || base.trim().is_empty() {
        base.trim().to_owned()
    } else {
        format!("Re: {}", base.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_say_re_once() {
        assert_eq!(reply_subject("Đơn hàng 12", "x"), "Re: Đơn hàng 12");
        assert_eq!(reply_subject("Re: Order", "x"), "Re: Order");
        assert_eq!(reply_subject("", "Order"), "Re: Order");
    }
}
