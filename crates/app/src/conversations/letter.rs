//! What every message to the outside has in common: its row, its timeline entry, its search document, and its place in the outbox where
//! the channel has one. They are stored together or not at all.

use channels::Delivering;
use domain::conversations::{Conversation, Delivery, Direction, EntryKind, THIRD_PARTY};
use domain::text::excerpt;
use domain::validate::fold_email;
use domain::{Actor, AgentId, AttachmentId, InboxId, MessageId};
use store::messages::NewMessage;

use super::PREVIEW;
use super::reply::Content;
use crate::continuity;
use crate::core::{Actorly, Core, Error, Result, What, Work};
use crate::outbox::{self, Sender};
use crate::sla;

/// Who signs a message: whose signature, files and drafts belong to it, and whom the timeline names.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub agent: Option<AgentId>,
    pub who: Actorly,
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        Self {
            agent: actor.agent_id(),
            who: Actorly::from(actor),
        }
    }
}

/// A message to the outside.
pub(super) struct Letter<'a> {
    pub author: &'a Author,
    pub sender: &'a Sender,
    pub content: &'a Content,
    /// `normal`, or what else it is.
    pub kind: &'static str,
    pub subject: &'a str,
    /// Message-ID that it answers.
    pub in_reply_to: Option<&'a str>,
    /// What stands below the author's words: text and HTML.
    pub below: Option<(&'a str, &'a str)>,
    /// Whether it waits for a moment in which it can be taken back.
    pub undo: bool,
}

/// Stores a message; the caller says what it means for the conversation.
pub(super) async fn post(
    core: &Core,
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    letter: &Letter<'_>,
) -> Result<(i64, MessageId)> {
    let content = letter.content;
    let can = letter.sender.can();
    let by_outbox = letter.sender.delivering() == Delivering::Outbox;
    let mut send_after = work.now;
    if letter.undo && can.undo {
        let undo = store::organisation::undo_send_seconds(&work.tx).await?;
        send_after = send_after.plus(std::time::Duration::from_secs(undo.into()));
    }
    let message_id = letter.sender.new_message_id();
    let whole = letter
        .below
        .map(|(_, below)| format!("{}{below}", content.html.as_deref().unwrap_or_default()));
    let new = NewMessage {
        conversation_id: conversation.id,
        inbox_id: conversation.inbox_id,
        direction: Direction::Out,
        kind: letter.kind,
        agent_id: letter.author.agent,
        contact_id: None,
        from: letter.sender.from(&letter.author.who.name),
        recipients: &content.recipients,
        subject: if can.subject { letter.subject } else { "" },
        text: &content.text,
        quoted_text: letter.below.map_or("", |(text, _)| text),
        html: whole.as_deref().or(content.html.as_deref()),
        // Of what has something below, this is the part that the author wrote.
        html_reply: content.html.as_deref().filter(|_| whole.is_some()),
        remote_images: 0,
        language: None,
        message_id: message_id.as_deref(),
        in_reply_to: letter.in_reply_to,
        content_hash: None,
        raw_mail_id: None,
        verdicts: [None; 3],
        delivery: if by_outbox {
            Delivery::Queued
        } else {
            Delivery::Sent
        },
        send_after: by_outbox.then_some(send_after),
        at: work.now,
    };
    let message = store::messages::insert(&work.tx, &new).await?;
    if let Some(beside) = &content.beside {
        let json = serde_json::to_string(beside).map_err(|error| Error::Internal(error.to_string()))?;
        store::chat::entries::put_content(&work.tx, message, beside.kind(), &json).await?;
    }
    let inbox = conversation.inbox_id;
    let has_files = attach(work, letter.author.agent, message, inbox, &content.attachments).await?;
    let seq = work
        .append(
            conversation,
            &letter.author.who,
            What::message(EntryKind::Message, message),
        )
        .await?;
    let preview = excerpt(&content.text, PREVIEW);
    let touch = store::conversations::Touch {
        preview: &preview,
        has_attachments: has_files,
        language: None,
    };
    store::conversations::touch(&work.tx, conversation.id, &touch).await?;
    store::search::put_message(
        &work.tx,
        message,
        conversation.id,
        inbox,
        seq,
        work.now,
        &content.text,
    )
    .await?;
    if by_outbox {
        outbox::enqueue(core, work, message, inbox, send_after).await?;
    } else if can.live {
        continuity::answered(work, conversation).await?;
    }
    Ok((seq, message))
}

/// Stores an answer. What goes only to people whom the conversation was forwarded to is no answer to the customer, who waits on.
pub(super) async fn answer(
    core: &Core,
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    author: &Author,
    sender: &Sender,
    content: &Content,
    (subject, undo): (&str, bool),
) -> Result<(i64, MessageId)> {
    let aside = is_aside(work, conversation, content).await?;
    let answered = if aside {
        store::messages::last_aside(&work.tx, conversation.id).await?
    } else {
        store::messages::last(&work.tx, conversation.id, Direction::In).await?
    };
    let subject = outbox::reply_subject(answered.as_ref().map_or(subject, |m| m.subject.as_str()), subject);
    let letter = Letter {
        author,
        sender,
        content,
        kind: if aside { THIRD_PARTY } else { "normal" },
        subject: &subject,
        in_reply_to: answered.as_ref().and_then(|m| m.message_id.as_deref()),
        below: None,
        undo,
    };
    let (seq, message) = post(core, work, conversation, &letter).await?;
    if aside {
        conversation.spoke_aside(work.now);
    } else {
        if let Some(stopped) = sla::answered(conversation, work.now) {
            work.clock_stopped(stopped);
        }
        conversation.agent_replied(seq, work.now);
    }
    Ok((seq, message))
}

async fn is_aside(work: &Work<'_>, conversation: &Conversation, content: &Content) -> Result<bool> {
    let others = store::threading::third_parties(&work.tx, conversation.id).await?;
    let all = &content.recipients;
    let mut everyone = all.to.iter().chain(&all.cc).chain(&all.bcc).peekable();
    // Without recipients it is for the customer.
    Ok(everyone.peek().is_some() && everyone.all(|mailbox| others.contains(&fold_email(&mailbox.address))))
}

/// Gives uploads to a message; refuses when one of them is not an own, unsent upload. Tells whether there are files beside pictures that
/// stand in the text.
pub(super) async fn attach(
    work: &Work<'_>,
    agent: Option<AgentId>,
    message: MessageId,
    inbox: InboxId,
    files: &[AttachmentId],
) -> Result<bool> {
    let mut distinct = files.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.is_empty() {
        return Ok(false);
    }
    let uploads = store::attachments::find_unsent(&work.tx, agent, &distinct).await?;
    let attached = store::attachments::attach(&work.tx, agent, message, inbox, &distinct).await?;
    if usize::try_from(attached).ok() != Some(distinct.len()) {
        return Err(not_yours());
    }
    // Another draft may have named them too, which they are no longer there for.
    store::drafts::release_files(&work.tx, &distinct).await?;
    Ok(uploads.iter().any(|file| !file.is_inline))
}

pub(super) fn not_yours() -> Error {
    Error::field(
        "attachment_ids",
        "attachment_not_found",
        "one of the files does not exist, is not yours, or was sent already",
    )
}
