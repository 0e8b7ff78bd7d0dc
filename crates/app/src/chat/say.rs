//! Saying something: once for each key, however often and by whichever way it is asked.
//!
//! The key is a row of the same transaction as the message, and the conversation is locked meanwhile: so a retry finds either both or
//! neither, whichever node it reaches, and never has to wait for an outcome that nobody knows.

use std::time::Duration;

use domain::chat::{ChatState, Content};
use domain::conversations::{Conversation, Delivery, Direction, EntryKind, Status};
use domain::notifications::NotificationKind;
use domain::text::excerpt;
use domain::validate::Checks;
use domain::{Actor, AttachmentId, ConversationId, MessageId};
use store::chat::keys::Done;
use store::chat::{Chat, OwnChat, Visitor};
use store::conversations::Touch;
use store::messages::{Mailbox, NewMessage, Recipients};

pub use super::answer::Answer;
use super::{Guest, VisitorChat, answer, check, contact};
use crate::conversations::PREVIEW;
use crate::conversations::scheduled::hold_for_customer;
use crate::core::{Actorly, Error, Result, What, Work};

/// How long a chat that ended is opened again by writing in it.
const REOPENED_WITHIN: Duration = Duration::from_secs(24 * 3600);

/// What a visitor says.
#[derive(Debug, Clone, Default)]
pub struct Say {
    /// The words.
    pub text: String,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// The answer to what was asked by buttons or a form.
    pub answer: Option<Answer>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Conversation.
    pub conversation_id: ConversationId,
    /// The entry that it became.
    pub seq: i64,
}

/// Checked words.
pub(super) struct Words {
    pub text: String,
    pub content: Option<Content>,
    pub attachments: Vec<AttachmentId>,
}

impl Words {
    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.content.is_none() && self.attachments.is_empty()
    }
}

impl VisitorChat {
    /// Says something in an own chat.
    ///
    /// # Errors
    /// `conversation_not_found`; refused fields; `chat_ended` when it ended long ago; `idempotency_key_reused`.
    pub async fn say(&self, guest: &Guest, own: &OwnChat, say: &Say, key: &str) -> Result<Said> {
        let key = check::key(key)?;
        let hash = say.hash(&own.token);
        let mut work = self.core.begin().await?;
        let id = own.conversation_id;
        let mut conversation = store::conversations::find_for_update(&work.tx, Actor::system().scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let visitor = &guest.visitor;
        if let Some(done) = store::chat::keys::find(&work.tx, visitor.id, key).await? {
            if done.request_hash != hash || done.conversation_id != id {
                return Err(check::reused());
            }
            // What is seen here may be of a commit that is still on its way to the disk: it is told when it is there.
            work.commit().await?;
            return Ok(Said {
                conversation_id: id,
                seq: done.seq,
            });
        }
        let words = checked(&work, id, say).await?;
        let contact = contact::of_conversation(&work, conversation.contact_id).await?;
        let who = Actorly::contact(contact.id, &contact.name);
        reopen(&mut work, &mut conversation, &who).await?;
        let (seq, message) = write(&mut work, &mut conversation, visitor, &who, &words).await?;
        let done = Done {
            request_hash: hash,
            conversation_id: id,
            message_id: Some(message),
            seq,
        };
        store::chat::keys::insert(&work.tx, visitor.id, key, &done, work.now).await?;
        tell(&mut work, &mut conversation, seq, &who).await?;
        work.save(&conversation).await?;
        work.commit().await?;
        Ok(Said {
            conversation_id: id,
            seq,
        })
    }
}

impl Say {
    fn hash(&self, conversation: &str) -> String {
        let files: Vec<String> = self.attachments.iter().map(ToString::to_string).collect();
        let answer = self
            .answer
            .as_ref()
            .map(|answer| format!("{answer:?}"))
            .unwrap_or_default();
        let mut parts = vec!["say", conversation, self.text.as_str(), answer.as_str()];
        parts.extend(files.iter().map(String::as_str));
        check::hash(&parts)
    }
}

async fn checked(work: &Work<'_>, id: ConversationId, say: &Say) -> Result<Words> {
    let mut checks = Checks::new();
    check::files(&mut checks, &say.attachments);
    if let Some(given) = &say.answer {
        checks.finish()?;
        let json = store::chat::entries::find_content(&work.tx, id, given.message_id).await?;
        let asked = json.and_then(|json| serde_json::from_str::<Content>(&json).ok());
        let (text, content) = answer::read(asked.as_ref(), given)?;
        return Ok(Words {
            text,
            content,
            attachments: say.attachments.clone(),
        });
    }
    let least = usize::from(say.attachments.is_empty());
    let text = checks.text("text", &say.text, least, check::MOST_TEXT);
    checks.finish()?;
    Ok(Words {
        text,
        content: None,
        attachments: say.attachments.clone(),
    })
}

/// Opens a chat again that ended a short while ago.
async fn reopen(work: &mut Work<'_>, conversation: &mut Conversation, who: &Actorly) -> Result<()> {
    let mut chat = store::chat::chats::find(&work.tx, conversation.id)
        .await?
        .ok_or_else(|| Error::not_found("conversation", conversation.id))?;
    if chat.state != ChatState::Ended {
        return Ok(());
    }
    if chat
        .ended_at
        .is_none_or(|ended| work.now.since(ended) > REOPENED_WITHIN)
    {
        return Err(Error::conflict(
            "chat_ended",
            "this chat ended a while ago: begin a new one",
        ));
    }
    back_to_queue(&mut chat, work);
    store::chat::chats::update(&work.tx, &chat, work.now).await?;
    let reopened = What {
        kind: EntryKind::ChatReopened,
        message: None,
        from: None,
        to: None,
    };
    work.append(conversation, who, reopened).await?;
    work.chat_changed(conversation, chat.state);
    crate::routing::wake(work).await
}

fn back_to_queue(chat: &mut Chat, work: &Work<'_>) {
    chat.state = ChatState::Waiting;
    chat.queued_at = work.now;
    (chat.offered_to, chat.offered_at) = (None, None);
    (chat.accepted_at, chat.ended_at, chat.ended_by) = (None, None, None);
}

/// Writes words of a visitor down: message, files, entry, search document. The caller saves the conversation.
pub(super) async fn write(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    visitor: &Visitor,
    who: &Actorly,
    words: &Words,
) -> Result<(i64, MessageId)> {
    let recipients = Recipients::default();
    let new = NewMessage {
        conversation_id: conversation.id,
        inbox_id: conversation.inbox_id,
        direction: Direction::In,
        kind: "normal",
        agent_id: None,
        contact_id: Some(conversation.contact_id),
        from: Mailbox {
            name: who.name.clone(),
            // What is only claimed is no address to answer to.
            address: if visitor.verified {
                visitor.email.clone()
            } else {
                String::new()
            },
        },
        recipients: &recipients,
        subject: "",
        text: &words.text,
        quoted_text: "",
        html: None,
        html_reply: None,
        remote_images: 0,
        language: contact::language(visitor),
        message_id: None,
        in_reply_to: None,
        content_hash: None,
        raw_mail_id: None,
        verdicts: [None; 3],
        delivery: Delivery::Received,
        send_after: None,
        at: work.now,
    };
    let message = store::messages::insert(&work.tx, &new).await?;
    if let Some(content) = &words.content {
        let json = serde_json::to_string(content).map_err(|error| Error::Internal(error.to_string()))?;
        store::chat::entries::put_content(&work.tx, message, content.kind(), &json).await?;
    }
    let names = attach(work, visitor, message, conversation, &words.attachments).await?;
    let seq = work
        .append(conversation, who, What::message(EntryKind::Message, message))
        .await?;
    let now = work.now;
    if let Some(change) = conversation.customer_wrote(seq, now, false) {
        work.append_change(conversation, who, &change).await?;
    }
    let preview = match excerpt(&words.text, PREVIEW) {
        words if words.is_empty() => names.first().cloned().unwrap_or_default(),
        words => words,
    };
    let touch = Touch {
        preview: &preview,
        has_attachments: !names.is_empty(),
        language: None,
    };
    store::conversations::touch(&work.tx, conversation.id, &touch).await?;
    let findable = format!("{} {}", words.text, names.join(" "));
    let (id, inbox) = (conversation.id, conversation.inbox_id);
    store::search::put_message(&work.tx, message, id, inbox, seq, now, &findable).await?;
    Ok((seq, message))
}

/// Gives uploads of the visitor to a message; returns their names.
async fn attach(
    work: &Work<'_>,
    visitor: &Visitor,
    message: MessageId,
    conversation: &Conversation,
    files: &[AttachmentId],
) -> Result<Vec<String>> {
    let mut distinct = files.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.is_empty() {
        return Ok(Vec::new());
    }
    let (tx, inbox) = (&work.tx, conversation.inbox_id);
    let attached = store::attachments::attach_of_visitor(tx, visitor.id, message, inbox, &distinct).await?;
    if attached.len() != distinct.len() {
        return Err(Error::field(
            "attachment_ids",
            "attachment_not_found",
            "one of the files does not exist, is not yours, or was sent already",
        ));
    }
    Ok(attached)
}

/// Tells whoever has the chat, or those who wait for chats that nobody has.
async fn tell(work: &mut Work<'_>, conversation: &mut Conversation, seq: i64, who: &Actorly) -> Result<()> {
    hold_for_customer(work, conversation, who).await?;
    if conversation.status == Status::Spam {
        return Ok(());
    }
    if let Some(agent) = conversation.assignee_id {
        work.notify(agent, NotificationKind::Replied, conversation, seq, who)
            .await?;
    }
    Ok(())
}
