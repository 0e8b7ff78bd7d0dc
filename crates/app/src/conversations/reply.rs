//! Answers and notes.

use std::collections::BTreeSet;

use channels::Capabilities;
use domain::chat;
use domain::conversations::{Conversation, Delivery, Direction, EntryKind, Status};
use domain::drafts::DraftKind;
use domain::notifications::NotificationKind;
use domain::text::clean;
use domain::validate::Checks;
use domain::{Actor, AgentId, AttachmentId, ConversationId, InboxId, Mask, Permission};
use store::messages::{Mailbox, NewMessage, Recipients};

use super::letter::{self, Author};
use super::read::EntryWithMessage;
use super::recipients::{self, MOST_RECIPIENTS, ProposedRecipients};
use super::scheduled::{self, Plan, Schedule};
use super::{Conversations, masking};
use crate::core::{Actorly, Core, Error, Result, What, Work};
use crate::drafts;
use crate::outbox::Sender;
use crate::routing;

/// Most characters of an answer or note.
pub(crate) const MOST_TEXT: usize = 500_000;
/// Code of what a channel cannot do.
pub(crate) const UNSUPPORTED: &str = "unsupported_by_channel";
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
    /// When it leaves; at once when absent.
    pub schedule: Option<Schedule>,
    /// What it is beside its words: buttons, a card, a form.
    pub content: Option<chat::Content>,
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
    /// What it is beside its words.
    pub beside: Option<chat::Content>,
}

impl Conversations {
    /// Answers the customer: the message, its timeline entry and its place in the outbox are stored together; it leaves when the
    /// time to take it back is over, or is there at once where the channel hands nothing over. One with a time of its own waits for
    /// that; the entry then tells so.
    ///
    /// # Errors
    /// `answered_meanwhile` when a colleague answered after `seen_seq`, `inbox_cannot_send`, refused fields (also those that the channel
    /// of the conversation has no use for), or as [`Conversations::get`].
    pub async fn reply(&self, actor: &Actor, id: ConversationId, reply: Reply) -> Result<EntryWithMessage> {
        actor.require(Permission::ConversationsReply)?;
        let summary = self.visible(actor, id).await?;
        let can = &channels::registry::of(&summary.channel).capabilities;
        let proposed = ProposedRecipients::find(self.core.reader(), &summary).await?;
        let meant = |given: Vec<Mailbox>| masking::unmasked(Mask::of(actor), given, &proposed);
        let reply = Reply {
            cc: reply.cc.map(meant),
            bcc: meant(reply.bcc),
            to: reply.to.map(meant),
            ..reply
        };
        let mut content = Content::check(can, &reply, reply.to.clone().unwrap_or(proposed.to))?;
        if can.content && content.beside.is_none() {
            content.beside = self.previews.of_text(&content.text).await;
        }

        let mut work = self.core.begin().await?;
        let mut conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        refuse_unseen_answer(&reply, &conversation)?;
        let sender = Sender::find(&self.core, &work.tx, conversation.inbox_id).await?;
        let author = Author::from(actor);
        if can.live {
            routing::answers(&mut work, &mut conversation, actor).await?;
        }
        let before = conversation.clone();
        let seq = match &reply.schedule {
            Some(schedule) => {
                let plan = Plan {
                    schedule,
                    status: reply.status,
                };
                scheduled::keep(&mut work, &mut conversation, &author, &content, plan).await?
            }
            None => {
                let letter = (&sender, &content, summary.subject.as_str());
                answer_now(&self.core, &mut work, &mut conversation, &author, letter).await?
            }
        };
        drafts::sent(&mut work, actor, &conversation, DraftKind::Reply).await?;
        let who = author.who;
        let now = work.now;
        if conversation.assignee_id.is_none()
            && actor.permissions.has(Permission::ConversationsAssign)
            && let Some(change) = conversation.assign(actor.agent_id())
        {
            // Who answers takes it: otherwise the customer's next message has no owner.
            work.append_change(&mut conversation, &who, &change).await?;
        }
        // With a scheduled answer it is set when that leaves.
        if let Some(change) = reply
            .status
            .filter(|_| reply.schedule.is_none())
            .and_then(|status| conversation.set_status(status, now))
        {
            work.append_change(&mut conversation, &who, &change).await?;
        }
        if can.live {
            routing::assigned(&mut work, &before, &mut conversation, &who).await?;
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
        let seq = write_note(&mut work, &mut conversation, actor, &text, &note.attachments).await?;
        drafts::sent(&mut work, actor, &conversation, DraftKind::Note).await?;
        let who = Actorly::from(actor);
        for agent in mentioned {
            work.notify(agent, NotificationKind::Mentioned, &conversation, seq, &who)
                .await?;
        }
        self.finish(actor, work, &conversation).await?;
        self.entry(actor, id, seq).await
    }

    /// Writes the conversation back; who changed it has seen it up to here.
    pub(super) async fn finish(
        &self,
        actor: &Actor,
        mut work: Work<'_>,
        conversation: &Conversation,
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
    pub(super) fn check(can: &Capabilities, reply: &Reply, to: Vec<Mailbox>) -> Result<Self> {
        Self::check_words(can, reply, to, 1)
    }

    /// With a least number of characters; none for what brings words of others.
    pub(super) fn check_words(
        can: &Capabilities,
        reply: &Reply,
        to: Vec<Mailbox>,
        least: usize,
    ) -> Result<Self> {
        let mut checks = Checks::new();
        let beside = reply.content.clone().map(|content| {
            if !can.content {
                refuse(
                    &mut checks,
                    "content",
                    "messages are words and files here; leave it out",
                );
            }
            content.check(&mut checks, "content")
        });
        // Lists and notifications show words alone.
        let words = match &beside {
            Some(beside) if reply.text.trim().is_empty() => beside.words(),
            Some(_) | None => reply.text.clone(),
        };
        let text = checks.text("text", &words, least, can.max_text);
        if reply.schedule.is_some() && !can.schedule {
            refuse(
                &mut checks,
                "send_at",
                "answers leave at once here; leave the time out",
            );
        }
        if reply.html.is_some() && !can.html {
            refuse(
                &mut checks,
                "html",
                "messages are plain text here; leave the HTML out",
            );
        }
        let (to, cc, bcc) = if can.recipients {
            checked_recipients(&mut checks, reply, &to)
        } else {
            refuse_recipients(&mut checks, reply);
            Default::default()
        };
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
            beside,
        })
    }
}

fn checked_recipients(
    checks: &mut Checks,
    reply: &Reply,
    to: &[Mailbox],
) -> (Vec<Mailbox>, Vec<Mailbox>, Vec<Mailbox>) {
    let to = recipients::check(checks, "to", to);
    let cc = recipients::check(checks, "cc", reply.cc.as_deref().unwrap_or_default());
    let bcc = recipients::check(checks, "bcc", &reply.bcc);
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
    (to, cc, bcc)
}

/// Where an answer goes to the customer of the conversation and nobody else.
fn refuse_recipients(checks: &mut Checks, reply: &Reply) {
    let given = [
        ("to", reply.to.as_deref().unwrap_or_default()),
        ("cc", reply.cc.as_deref().unwrap_or_default()),
        ("bcc", &reply.bcc),
    ];
    for (field, _) in given.iter().filter(|(_, mailboxes)| !mailboxes.is_empty()) {
        refuse(checks, field, "an answer goes to the customer here; leave it out");
    }
}

fn refuse(checks: &mut Checks, field: &str, detail: &str) {
    checks.refuse(field, UNSUPPORTED, detail);
}

/// Stores the first words of a conversation that we begin; the caller has made it and saves it.
///
/// # Errors
/// Refused fields, `inbox_cannot_send`.
pub(crate) async fn say_first(
    core: &Core,
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    actor: &Actor,
    words: &Reply,
) -> Result<i64> {
    let sender = Sender::find(core, &work.tx, conversation.inbox_id).await?;
    let content = Content::check(sender.can(), words, words.to.clone().unwrap_or_default())?;
    let author = Author::from(actor);
    let (seq, _) = letter::answer(core, work, conversation, &author, &sender, &content, ("", true)).await?;
    Ok(seq)
}

/// Stores a note whose words were checked; returns its entry.
pub(crate) async fn write_note(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    actor: &Actor,
    text: &str,
    files: &[AttachmentId],
) -> Result<i64> {
    let recipients = Recipients::default();
    let (id, inbox) = (conversation.id, conversation.inbox_id);
    let new = NewMessage {
        conversation_id: id,
        inbox_id: inbox,
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
        text,
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
    letter::attach(work, actor.agent_id(), message, inbox, files).await?;
    let seq = work
        .append(
            conversation,
            &Actorly::from(actor),
            What::message(EntryKind::Note, message),
        )
        .await?;
    store::search::put_message(&work.tx, message, id, inbox, seq, work.now, text).await?;
    Ok(seq)
}

/// Stores an answer; what colleagues have waiting stays back.
async fn answer_now(
    core: &Core,
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    author: &Author,
    (sender, content, subject): (&Sender, &Content, &str),
) -> Result<i64> {
    let (seq, _) = letter::answer(core, work, conversation, author, sender, content, (subject, true)).await?;
    scheduled::hold_for_answer(work, conversation, author).await?;
    Ok(seq)
}

/// A colleague answered what the agent had not seen yet.
fn refuse_unseen_answer(reply: &Reply, conversation: &Conversation) -> Result<()> {
    let unseen = reply
        .seen_seq
        .is_some_and(|seen| conversation.answered_since(seen));
    if reply.force || !unseen {
        return Ok(());
    }
    Err(Error::conflict(
        "answered_meanwhile",
        "a colleague answered since you began to write; read that answer, then send yours if it is still needed",
    ))
}

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

/// Refuses too many files.
pub(crate) fn check_files(checks: &mut Checks, files: &[AttachmentId]) {
    if files.len() > MOST_FILES {
        checks.refuse(
            "attachment_ids",
            "too_many",
            format!("at most {MOST_FILES} files"),
        );
    }
}
