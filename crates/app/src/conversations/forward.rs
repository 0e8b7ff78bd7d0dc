//! Showing a conversation to somebody else: a message of it, or all of it, with the agent's words above.
//!
//! A forward leaves the conversation as it is: the customer waits as before, and nobody is answered. What the other side writes back
//! finds the same conversation by the signed reply address.

use domain::conversations::{Conversation, FORWARD};
use domain::validate::Checks;
use domain::{Actor, AttachmentId, ConversationId, Mask, MessageId, Permission};
use mail::compose::{ForwardedMail, QuoteLanguage, forwarded};
use store::messages::{Mailbox, Message};

use super::Conversations;
use super::letter::{Author, Letter, post};
use super::read::EntryWithMessage;
use super::reply::{Content, Reply, UNSUPPORTED};
use crate::core::{Error, Result, Work};
use crate::outbox::Sender;

/// Most messages of a conversation that go along, the last ones.
const MOST_MESSAGES: u32 = 100;
/// Most bytes of their HTML; what is longer goes as text.
const MOST_HTML: usize = 2_000_000;

/// A conversation, or one message of it, for somebody else.
#[derive(Debug, Clone, Default)]
pub struct Forward {
    /// The message; the whole conversation when absent.
    pub message: Option<MessageId>,
    /// What the agent says to it, recipients and uploads. The words may be missing.
    pub letter: Reply,
    /// Files of the forwarded messages that go along.
    pub files: Vec<AttachmentId>,
}

impl Conversations {
    /// Forwards a message or a conversation.
    ///
    /// # Errors
    /// `message_not_found` when the message is not of this conversation, `personal_data_masked`, refused fields,
    /// `unsupported_by_channel`, `inbox_cannot_send`, or as [`Conversations::get`].
    pub async fn forward(
        &self,
        actor: &Actor,
        id: ConversationId,
        forward: Forward,
    ) -> Result<EntryWithMessage> {
        actor.require(Permission::ConversationsReply)?;
        let summary = self.visible(actor, id).await?;
        if Mask::of(actor).hides() {
            // What they may not read they could send to themselves.
            return Err(Error::Forbidden {
                code: "personal_data_masked",
                detail: "forwarded messages hold personal data, which is masked for your role".to_owned(),
            });
        }
        let can = &channels::registry::of(&summary.channel).capabilities;
        if !can.forward {
            return Err(Error::conflict(
                UNSUPPORTED,
                "conversations of this channel cannot be forwarded; copy what matters into a mail",
            ));
        }
        let to = forward.letter.to.clone().unwrap_or_default();
        let mut content = Content::check_words(can, &forward.letter, to, 0)?;

        let mut work = self.core.begin().await?;
        let mut conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let messages = chosen(&work, &conversation, forward.message).await?;
        let below = below(&work, &messages).await?;
        content.html = Some(
            content
                .html
                .unwrap_or_else(|| mail::compose::text_as_html(&content.text)),
        );
        let sender = Sender::find(&self.core, &work.tx, conversation.inbox_id).await?;
        let author = Author::from(actor);
        let letter = Letter {
            author: &author,
            sender: &sender,
            content: &content,
            kind: FORWARD,
            subject: &subject(&messages, &summary.subject),
            in_reply_to: None,
            below: Some((&below.text, &below.html)),
            undo: true,
        };
        let (seq, message) = post(&self.core, &mut work, &mut conversation, &letter).await?;
        let files = files(&work, &messages, &forward.files, &below.html).await?;
        store::attachments::copy(&work.tx, message, conversation.inbox_id, &files, work.now).await?;
        conversation.spoke_aside(work.now);
        self.finish(actor, work, &conversation).await?;
        self.entry(actor, id, seq).await
    }
}

async fn chosen(
    work: &Work<'_>,
    conversation: &Conversation,
    message: Option<MessageId>,
) -> Result<Vec<Message>> {
    let mut all = store::messages::exchanged(&work.tx, conversation.id, MOST_MESSAGES).await?;
    let Some(id) = message else {
        return Ok(all);
    };
    if !all.iter().any(|message| message.id == id) {
        // Further back than the last ones.
        let one = store::messages::find(&work.tx, Actor::system().scope(), id).await?;
        all.extend(one.filter(|message| message.conversation_id == conversation.id));
    }
    all.retain(|message| message.id == id && message.direction != domain::conversations::Direction::Note);
    if all.is_empty() {
        return Err(Error::not_found("message", id));
    }
    Ok(all)
}

async fn below(work: &Work<'_>, messages: &[Message]) -> Result<mail::compose::Below> {
    let settings = store::organisation::find(&work.tx).await?;
    let language = settings
        .as_ref()
        .map(|s| QuoteLanguage::from_code(s.locale.as_str()))
        .unwrap_or_default();
    let mut room = MOST_HTML;
    let mails: Vec<ForwardedMail> = messages
        .iter()
        .map(|message| {
            // In a thread only the new words: the older messages are there themselves.
            let html = if messages.len() == 1 {
                message.html.as_ref()
            } else {
                message.html_reply.as_ref().or(message.html.as_ref())
            };
            let html = html.filter(|html| html.len() <= room);
            room -= html.map_or(0, |html| html.len());
            let quoted = message.quoted_text.trim();
            let text = if messages.len() == 1 && !quoted.is_empty() {
                format!("{}\n\n{quoted}", message.text)
            } else {
                message.text.clone()
            };
            let people = |list: &[Mailbox]| {
                list.iter()
                    .map(|m| mail::Mailbox::new(&m.name, &m.address))
                    .collect()
            };
            ForwardedMail {
                from: mail::Mailbox::new(&message.from_name, &message.from_address),
                date: message.created_at,
                subject: message.subject.clone(),
                to: people(&message.recipients.to),
                cc: people(&message.recipients.cc),
                text,
                html: html.cloned(),
            }
        })
        .collect();
    Ok(forwarded(
        &mails,
        language,
        settings.as_ref().map(|s| s.time_zone.as_str()),
    ))
}

fn subject(messages: &[Message], conversation: &str) -> String {
    let base = match messages {
        [one] if !one.subject.trim().is_empty() => one.subject.trim(),
        _ => conversation.trim(),
    };
    let lower = base.to_lowercase();
    if lower.starts_with("fwd:") || lower.starts_with("fw:") {
        base.to_owned()
    } else {
        format!("Fwd: {base}")
    }
}

/// The files that go along: those that were chosen, and the pictures that stand in the text.
async fn files(
    work: &Work<'_>,
    messages: &[Message],
    chosen: &[AttachmentId],
    html: &str,
) -> Result<Vec<AttachmentId>> {
    let mut found = Vec::new();
    let mut known = Vec::new();
    for message in messages {
        for file in store::attachments::of_message(&work.tx, message.id).await? {
            known.push(file.id);
            let shown = file.is_inline
                && file
                    .content_id
                    .as_ref()
                    .is_some_and(|cid| html.contains(&format!("cid:{cid}")));
            if shown || chosen.contains(&file.id) {
                found.push(file.id);
            }
        }
    }
    let mut checks = Checks::new();
    if chosen.iter().any(|id| !known.contains(id)) {
        checks.refuse(
            "file_ids",
            "attachment_not_found",
            "one of the files is not of a forwarded message",
        );
    }
    checks.finish()?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_say_fwd_once() {
        assert_eq!(subject(&[], "Đơn hàng 12"), "Fwd: Đơn hàng 12");
        assert_eq!(subject(&[], "Fw: Order"), "Fw: Order");
    }
}
