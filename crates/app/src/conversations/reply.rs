//! Answers and notes.

use std::collections::BTreeSet;

use domain::conversations::{Delivery, Direction, EntryKind, Status};
use domain::drafts::DraftKind;
use domain::notifications::NotificationKind;
use domain::text::{clean, excerpt};
use domain::validate::Checks;
use domain::{Actor, AgentId, AttachmentId, ConversationId, InboxId, Mask, MessageId, Permission};
use store::messages::{Mailbox, NewMessage, Recipients};

use super::read::EntryWithMessage;
use super::recipients::{self, MOST_RECIPIENTS, ProposedRecipients};
use super::{Conversations, masking};
use crate::core::{Actorly, Error, Result, What, Work};
use crate::drafts;
use crate::outbox::{self, Sender};

/// Most characters of an answer or note.
pub(crate) const MOST_TEXT: usize = 500_000;
/// Most files of an answer or note.
const MOST_FILES: usize = 50;
/// Most colleagues named in a note.
const MOST_MENTIONS: usize = 50;
/// Characters of the preview in lists.
pub(crate) const PREVIEW: usize = 140;

/// An answer to the customer.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// Plain text.
    pub text: String,
    /// HTML; made from the text when absent.
    pub html: Option<String>,
    /// Recipients; the proposal when absent.
    pub to: Option<Vec<Mailbox>>,
    /// Copies; none when absent.
    pub cc: Option<Vec<Mailbox>>,
    /// Blind copies.
    pub bcc: Vec<Mailbox>,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// Status to set along with it.
    pub status: Option<Status>,
    /// Last entry that the agent saw when writing.
    pub seen_seq: Option<i64>,
    /// Send although a colleague answered meanwhile.
    pub force: bool,
}

/// A note among colleagues.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// Plain text.
    pub text: String,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// Colleagues who are named in it, and told of it.
    pub mentions: Vec<AgentId>,
}

/// The checked content of an answer.
pub(super) struct Content {
    pub text: String,
    pub html: Option<String>,
    pub recipients: Recipients,
    pub attachments: Vec<AttachmentId>,
}

impl Conversations {
    /// Answers the customer: the message, its timeline entry and its place in the outbox are stored together; it leaves when the
    /// time to take it back is over.
    ///
    /// # Errors
    /// `answered_meanwhile` when a colleague answered after `seen_seq`, `inbox_cannot_send`, refused fields, or as
    /// [`Conversations::get`].
    pub async fn reply(&self, actor: &Actor, id: ConversationId, reply: Reply) -> Result<EntryWithMessage> {
        actor.require(Permission::ConversationsReply)?;
        let summary = self.visible(actor, id).await?;
        let proposed = ProposedRecipients::find(self.core.reader(), &summary).await?;
        let meant = |given: Vec<Mailbox>| masking::unmasked(Mask::of(actor), given, &proposed);
        let reply = Reply {
            cc: reply.cc.map(meant),
            bcc: meant(reply.bcc),
            to: reply.to.map(meant),
            ..reply
        };
        let content = Content::check(&reply, reply.to.clone().unwrap_or(proposed.to))?;

        let mut work = self.core.begin().await?;
        let mut conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        if !reply.force
            && reply
                .seen_seq
                .is_some_and(|seen| conversation.answered_since(seen))
        {
            return Err(Error::conflict(
                "answered_meanwhile",
                "a colleague answered since you began to write; read that answer, then send yours if it is still needed",
            ));
        }
        let sender = Sender::find(&self.core, &work.tx, conversation.inbox_id).await?;
        let who = Actorly::from(actor);
        let (seq, _) = store_answer(
            &self.core,
            &mut work,
            actor,
            &mut conversation,
            &sender,
            &content,
            &summary.subject,
        )
        .await?;
        let now = work.now;
        if conversation.assignee_id.is_none()
            && actor.permissions.has(Permission::ConversationsAssign)
            && let Some(change) = conversation.assign(actor.agent_id())
        {
            // Who answers takes it: otherwise the customer's next message has no owner.
            work.append_change(&mut conversation, &who, &change).await?;
        }
        if let Some(change) = reply
            .status
            .and_then(|status| conversation.set_status(status, now))
        {
            work.append_change(&mut conversation, &who, &change).await?;
        }
        self.finish(actor, work, &conversation).await?;
        self.entry(actor, id, seq).await
    }

    /// Writes a note that customers never see.
    ///
    /// # Errors
    /// Refused fields, or as [`Conversations::get`].
    pub async fn note(&self, actor: &Actor, id: ConversationId, note: Note) -> Result<EntryWithMessage> {
        actor.require(Permission::ConversationsNote)?;
        let mut checks = Checks::new();
        let text = checks.text("text", &note.text, 1, MOST_TEXT);
        check_files(&mut checks, &note.attachments);
        checks.finish()?;

        let mut work = self.core.begin().await?;
        let mut conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let mentioned = check_mentions(&work, &note.mentions, conversation.inbox_id).await?;
        let recipients = Recipients::default();
        let new = NewMessage {
            conversation_id: id,
            inbox_id: conversation.inbox_id,
            direction: Direction::Note,
            kind: "normal",
            agent_id: actor.agent_id(),
            contact_id: None,
            from: Mailbox {
                name: actor.name.clone(),
                address: String::new(),
            },
            recipients: &recipients,
            subject: "",
            text: &text,
            quoted_text: "",
            html: None,
            html_reply: None,
            remote_images: 0,
            language: None,
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
        take_along(
            &mut work,
            actor,
            &conversation,
            DraftKind::Note,
            message,
            &note.attachments,
        )
        .await?;
        let who = Actorly::from(actor);
        let seq = work
            .append(&mut conversation, &who, What::message(EntryKind::Note, message))
            .await?;
        for agent in mentioned {
            work.notify(agent, NotificationKind::Mentioned, &conversation, seq, &who)
                .await?;
        }
        store::search::put_message(&work.tx, message, id, conversation.inbox_id, seq, work.now, &text)
            .await?;
        self.finish(actor, work, &conversation).await?;
        self.entry(actor, id, seq).await
    }

    /// Writes the conversation back; who changed it has seen it up to here.
    pub(super) async fn finish(
        &self,
        actor: &Actor,
        mut work: Work<'_>,
        conversation: &domain::conversations::Conversation,
    ) -> Result<()> {
        work.save(conversation).await?;
        if let Some(agent) = actor.agent_id() {
            work.seen(
                agent,
                conversation.id,
                conversation.inbox_id,
                conversation.last_seq,
            )
            .await?;
        }
        work.commit().await
    }
}

impl Content {
    pub(super) fn check(reply: &Reply, to: Vec<Mailbox>) -> Result<Self> {
        let mut checks = Checks::new();
        let text = checks.text("text", &reply.text, 1, MOST_TEXT);
        let to = recipients::check(&mut checks, "to", &to);
        let cc = recipients::check(&mut checks, "cc", reply.cc.as_deref().unwrap_or_default());
        let bcc = recipients::check(&mut checks, "bcc", &reply.bcc);
        if to.is_empty() {
            checks.refuse("to", "required", "name at least one recipient");
        }
        if to.len() + cc.len() + bcc.len() > MOST_RECIPIENTS {
            checks.refuse(
                "to",
                "too_many",
                format!("an answer may have at most {MOST_RECIPIENTS} recipients"),
            );
        }
        check_files(&mut checks, &reply.attachments);
        checks.finish()?;
        let html = reply
            .html
            .as_deref()
            .map(|html| mail::sanitize::sanitize_html(&clean(html)).html);
        let recipients = Recipients {
            to,
            cc,
            bcc,
            reply_to: Vec::new(),
        };
        Ok(Self {
            text,
            html,
            recipients,
            attachments: reply.attachments.clone(),
        })
    }
}

/// Stores an answer with its timeline entry, its search document and its place in the outbox.
pub(super) async fn store_answer(
    core: &crate::Core,
    work: &mut Work<'_>,
    actor: &Actor,
    conversation: &mut domain::conversations::Conversation,
    sender: &Sender,
    content: &Content,
    subject: &str,
) -> Result<(i64, MessageId)> {
    let answered = store::messages::last(&work.tx, conversation.id, Direction::In).await?;
    let in_reply_to = answered.as_ref().and_then(|message| message.message_id.clone());
    let subject = outbox::reply_subject(answered.as_ref().map_or(subject, |m| m.subject.as_str()), subject);
    let undo = store::organisation::undo_send_seconds(&work.tx).await?;
    let send_after = work.now.plus(std::time::Duration::from_secs(undo.into()));
    let message_id = sender.new_message_id();
    let new = NewMessage {
        conversation_id: conversation.id,
        inbox_id: conversation.inbox_id,
        direction: Direction::Out,
        kind: "normal",
        agent_id: actor.agent_id(),
        contact_id: None,
        from: sender.from(&actor.name),
        recipients: &content.recipients,
        subject: &subject,
        text: &content.text,
        quoted_text: "",
        html: content.html.as_deref(),
        html_reply: None,
        remote_images: 0,
        language: None,
        message_id: Some(&message_id),
        in_reply_to: in_reply_to.as_deref(),
        content_hash: None,
        raw_mail_id: None,
        verdicts: [None; 3],
        delivery: Delivery::Queued,
        send_after: Some(send_after),
        at: work.now,
    };
    let message = store::messages::insert(&work.tx, &new).await?;
    take_along(
        work,
        actor,
        conversation,
        DraftKind::Reply,
        message,
        &content.attachments,
    )
    .await?;
    let seq = work
        .append(
            conversation,
            &Actorly::from(actor),
            What::message(EntryKind::Message, message),
        )
        .await?;
    conversation.agent_replied(seq, work.now);
    let preview = excerpt(&content.text, PREVIEW);
    let touch = store::conversations::Touch {
        preview: &preview,
        has_attachments: !content.attachments.is_empty(),
        language: None,
    };
    store::conversations::touch(&work.tx, conversation.id, &touch).await?;
    store::search::put_message(
        &work.tx,
        message,
        conversation.id,
        conversation.inbox_id,
        seq,
        work.now,
        &content.text,
    )
    .await?;
    outbox::enqueue(core, work, message, conversation.inbox_id, send_after).await?;
    Ok((seq, message))
}

/// Refuses too many files.
/// Who is named must be able to read the note.
async fn check_mentions(work: &Work<'_>, named: &[AgentId], inbox: InboxId) -> Result<BTreeSet<AgentId>> {
    let mut checks = Checks::new();
    if named.len() > MOST_MENTIONS {
        let detail = format!("names {} colleagues, may name {MOST_MENTIONS}", named.len());
        return Err(Error::field("mention_ids", "too_many", detail));
    }
    let mentioned: BTreeSet<AgentId> = named.iter().copied().collect();
    for agent in &mentioned {
        if !store::agents::can_see_inbox(&work.tx, *agent, inbox).await? {
            let name = store::agents::name(&work.tx, *agent).await?;
            let name = name.unwrap_or_else(|| format!("agent {agent}"));
            let detail = format!("{name} cannot see this conversation");
            checks.refuse("mention_ids", "cannot_see", detail);
        }
    }
    checks.finish()?;
    Ok(mentioned)
}

pub(crate) fn check_files(checks: &mut Checks, files: &[AttachmentId]) {
    if files.len() > MOST_FILES {
        checks.refuse(
            "attachment_ids",
            "too_many",
            format!("at most {MOST_FILES} files"),
        );
    }
}

/// What a message takes along: uploads become its files, and the draft that it was written as is gone.
async fn take_along(
    work: &mut Work<'_>,
    actor: &Actor,
    conversation: &domain::conversations::Conversation,
    kind: DraftKind,
    message: MessageId,
    files: &[AttachmentId],
) -> Result<()> {
    attach(work, actor, message, conversation.inbox_id, files).await?;
    drafts::sent(work, actor, conversation, kind).await
}

/// Gives uploads to a message; refuses when one of them is not an own, unsent upload.
async fn attach(
    work: &Work<'_>,
    actor: &Actor,
    message: MessageId,
    inbox: InboxId,
    files: &[AttachmentId],
) -> Result<()> {
    let mut distinct = files.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.is_empty() {
        return Ok(());
    }
    let attached = store::attachments::attach(&work.tx, actor.agent_id(), message, inbox, &distinct).await?;
    if usize::try_from(attached).ok() != Some(distinct.len()) {
        return Err(Error::field(
            "attachment_ids",
            "attachment_not_found",
            "one of the files does not exist, is not yours, or was sent already",
        ));
    }
    // Another draft may have named them too, which they are no longer there for.
    store::drafts::release_files(&work.tx, &distinct).await?;
    Ok(())
}
