//! Answers that leave at a time of their own.
//!
//! Until its time such an answer is a row of its own and no message: nothing that counts, quotes or finds messages knows of it. The job
//! [`SendScheduled`] makes it a message in one transaction, from where the outbox takes it. Whoever writes meanwhile keeps it back
//! (unless its author asked otherwise): an answer that no longer fits must not reach anybody.

use domain::conversations::{Conversation, EntryKind, Status};
use domain::notifications::NotificationKind;
use domain::scheduled::{BadTime, HeldReason, check_time, held_by_status};
use domain::{Actor, ActorKind, AgentId, ConversationId, Mask, Permission, ScheduledId, Timestamp};
use serde::{Deserialize, Serialize};
use store::attachments::Attachment;
use store::scheduled::{NewScheduled, Scheduled as Row};

use super::letter::{self, Author};
use super::read::EntryWithMessage;
use super::reply::Content;
use super::{Conversations, masking};
use crate::core::{Actorly, Core, Error, Result, What, Work};
use crate::outbox::Sender;

/// When an answer leaves.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The time.
    pub at: Timestamp,
    /// Whether it stays when the customer writes or a colleague answers before that.
    pub cancel_if_replied: bool,
}

/// A schedule with what happens beside it.
pub(super) struct Plan<'a> {
    pub schedule: &'a Schedule,
    pub status: Option<Status>,
}

/// A scheduled answer with its files.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The row.
    pub row: Row,
    /// Uploads that leave with it.
    pub files: Vec<Attachment>,
}

/// Makes a scheduled answer a message when its time has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendScheduled {
    /// The answer.
    pub scheduled_id: ScheduledId,
}

impl Conversations {
    /// Makes a scheduled answer leave now, as its author's.
    ///
    /// # Errors
    /// `scheduled_not_found` when it left, was taken back, or may not be seen; `inbox_cannot_send`.
    pub async fn send_scheduled_now(&self, actor: &Actor, id: ScheduledId) -> Result<EntryWithMessage> {
        actor.require(Permission::ConversationsReply)?;
        let mut work = self.core.begin().await?;
        let (mut conversation, row) = self.take(&work, actor, id).await?;
        let sender = Sender::find(&self.core, &work.tx, conversation.inbox_id).await?;
        let seq = leave(&self.core, &mut work, &mut conversation, &sender, &row, true).await?;
        let conversation_id = conversation.id;
        self.finish(actor, work, &conversation).await?;
        self.entry(actor, conversation_id, seq).await
    }

    /// Takes a scheduled answer back and returns what it said, so that it can be written on. Its files are the actor's from then on.
    ///
    /// # Errors
    /// `scheduled_not_found` when it left, was taken back, or may not be seen.
    pub async fn cancel_scheduled(&self, actor: &Actor, id: ScheduledId) -> Result<Scheduled> {
        actor.require(Permission::ConversationsReply)?;
        let mut work = self.core.begin().await?;
        let (mut conversation, row) = self.take(&work, actor, id).await?;
        if let Some(agent) = actor.agent_id().filter(|agent| row.agent_id != Some(*agent)) {
            store::scheduled::hand_over_files(&work.tx, id, agent).await?;
        }
        let files = store::scheduled::files(&work.tx, id).await?;
        store::scheduled::delete(&work.tx, id).await?;
        let at = row.send_at.to_rfc3339();
        let what = What {
            kind: EntryKind::ScheduleCancelled,
            message: None,
            from: None,
            to: Some(&at),
        };
        work.append(&mut conversation, &Actorly::from(actor), what)
            .await?;
        self.finish(actor, work, &conversation).await?;
        let mut taken = Scheduled { row, files };
        mask(actor, &mut taken);
        Ok(taken)
    }

    /// What waits in a conversation that the actor may see, or was held back.
    pub(super) async fn scheduled(&self, actor: &Actor, id: ConversationId) -> Result<Vec<Scheduled>> {
        let db = self.core.reader();
        let mut all = Vec::new();
        for row in store::scheduled::of_conversation(db, id).await? {
            let files = store::scheduled::files(db, row.id).await?;
            let mut one = Scheduled { row, files };
            mask(actor, &mut one);
            all.push(one);
        }
        Ok(all)
    }

    /// A scheduled answer of a conversation that the actor may see, both locked: the conversation first, as everywhere.
    async fn take(&self, work: &Work<'_>, actor: &Actor, id: ScheduledId) -> Result<(Conversation, Row)> {
        let missing = || Error::not_found("scheduled", id);
        let row = store::scheduled::find(&work.tx, id).await?.ok_or_else(missing)?;
        let conversation =
            store::conversations::find_for_update(&work.tx, actor.scope(), row.conversation_id)
                .await?
                .ok_or_else(missing)?;
        let row = store::scheduled::lock(&work.tx, id).await?.ok_or_else(missing)?;
        Ok((conversation, row))
    }
}

/// One's own words need no mask; those of colleagues may name the customer.
fn mask(actor: &Actor, scheduled: &mut Scheduled) {
    let mask = Mask::of(actor);
    if mask.hides() {
        masking::recipients(mask, &mut scheduled.row.recipients);
        if scheduled.row.agent_id != actor.agent_id() {
            scheduled.row.text = mask.text(&scheduled.row.text);
            scheduled.row.html = None;
        }
    }
}

/// Keeps an answer until its time; returns the entry that tells of it.
pub(super) async fn keep(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    author: &Author,
    content: &Content,
    plan: Plan<'_>,
) -> Result<i64> {
    let Plan { schedule, status } = plan;
    check_time(schedule.at, work.now).map_err(|bad| match bad {
        BadTime::Past => Error::field("send_at", "in_the_past", "this time is over; choose a later one"),
        BadTime::TooFar => Error::field("send_at", "too_late", "choose a time within a year"),
    })?;
    let new = NewScheduled {
        conversation_id: conversation.id,
        agent_id: author.agent,
        agent_name: &author.who.name,
        send_at: schedule.at,
        cancel_if_replied: schedule.cancel_if_replied,
        status: status.map(Status::as_str),
        recipients: &content.recipients,
        text: &content.text,
        html: content.html.as_deref(),
        at: work.now,
    };
    let id = store::scheduled::insert(&work.tx, &new).await?;
    let mut files = content.attachments.clone();
    files.sort_unstable();
    files.dedup();
    if store::attachments::find_unsent(&work.tx, author.agent, &files)
        .await?
        .len()
        != files.len()
    {
        return Err(letter::not_yours());
    }
    for file in files {
        store::scheduled::add_file(&work.tx, id, file).await?;
    }
    let at = schedule.at.to_rfc3339();
    let what = What {
        kind: EntryKind::Scheduled,
        message: None,
        from: None,
        to: Some(&at),
    };
    let seq = work.append(conversation, &author.who, what).await?;
    work.enqueue(&SendScheduled { scheduled_id: id }, Some(schedule.at))
        .await?;
    Ok(seq)
}

/// One attempt of the job: the time to come again when it came too early.
///
/// # Errors
/// When the database fails; then the attempt is made again.
pub(crate) async fn attempt(core: &Core, id: ScheduledId) -> Result<Option<Timestamp>> {
    let mut work = core.begin().await?;
    let Some(found) = store::scheduled::find(&work.tx, id).await? else {
        return Ok(None);
    };
    let scope = Actor::system().scope();
    let Some(mut conversation) =
        store::conversations::find_for_update(&work.tx, scope, found.conversation_id).await?
    else {
        return Ok(None);
    };
    let Some(row) = store::scheduled::lock(&work.tx, id)
        .await?
        .filter(|row| row.held_reason.is_none())
    else {
        return Ok(None);
    };
    if row.send_at > work.now {
        return Ok(Some(row.send_at));
    }
    let system = Actorly {
        kind: ActorKind::System,
        id: None,
        name: Actor::system().name,
    };
    let sender = match held_by_status(conversation.status) {
        Some(reason) => Err(reason),
        None => match Sender::find(core, &work.tx, conversation.inbox_id).await {
            Ok(sender) => Ok(sender),
            Err(Error::Conflict { .. }) => Err(HeldReason::CannotSend),
            Err(error) => return Err(error),
        },
    };
    match sender {
        Ok(sender) => {
            leave(core, &mut work, &mut conversation, &sender, &row, false).await?;
        }
        Err(reason) => hold(&mut work, &mut conversation, &row, reason, &system).await?,
    }
    work.save(&conversation).await?;
    work.commit().await?;
    Ok(None)
}

/// Makes a scheduled answer a message, with all that an answer brings along.
async fn leave(
    core: &Core,
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    sender: &Sender,
    row: &Row,
    undo: bool,
) -> Result<i64> {
    let author = Author {
        agent: row.agent_id,
        who: Actorly {
            kind: row.agent_id.map_or(ActorKind::System, |_| ActorKind::Agent),
            id: row.agent_id.map(AgentId::get),
            name: row.agent_name.clone(),
        },
    };
    let files = store::scheduled::files(&work.tx, row.id).await?;
    let content = Content {
        text: row.text.clone(),
        html: row.html.clone(),
        recipients: row.recipients.clone(),
        attachments: files.iter().map(|file| file.id).collect(),
        beside: None,
    };
    // Before it is sent: an upload belongs to a message or to what waits, never to both.
    store::scheduled::delete(&work.tx, row.id).await?;
    let context =
        store::conversations::find(&work.tx, Actor::system().scope(), None, conversation.id).await?;
    let subject = context.map(|summary| summary.subject).unwrap_or_default();
    let (seq, _) = letter::answer(
        core,
        work,
        conversation,
        &author,
        sender,
        &content,
        (&subject, undo),
    )
    .await?;
    hold_for_answer(work, conversation, &author).await?;
    let status: Option<Status> = row.status.as_deref().and_then(|status| status.parse().ok());
    let now = work.now;
    if let Some(change) = status.and_then(|status| conversation.set_status(status, now)) {
        work.append_change(conversation, &author.who, &change).await?;
    }
    Ok(seq)
}

/// An answer was given: what colleagues have waiting stays. One's own does not: who schedules the next word and answers before it knows
/// what they do.
pub(super) async fn hold_for_answer(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    by: &Author,
) -> Result<()> {
    for row in store::scheduled::of_conversation(&work.tx, conversation.id).await? {
        if row.cancel_if_replied && row.agent_id != by.agent && row.held_reason.is_none() {
            hold(work, conversation, &row, HeldReason::ColleagueAnswered, &by.who).await?;
        }
    }
    Ok(())
}

/// The customer wrote: what waits stays.
pub(crate) async fn hold_for_customer(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    by: &Actorly,
) -> Result<()> {
    for row in store::scheduled::of_conversation(&work.tx, conversation.id).await? {
        if row.cancel_if_replied && row.held_reason.is_none() {
            hold(work, conversation, &row, HeldReason::CustomerWrote, by).await?;
        }
    }
    Ok(())
}

async fn hold(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    row: &Row,
    reason: HeldReason,
    by: &Actorly,
) -> Result<()> {
    let name = (by.kind != ActorKind::System).then_some(by.name.as_str());
    store::scheduled::hold(&work.tx, row.id, reason, name).await?;
    let at = row.send_at.to_rfc3339();
    let what = What {
        kind: EntryKind::ScheduleHeld,
        message: None,
        from: Some(reason.as_str()),
        to: Some(&at),
    };
    let seq = work.append(conversation, by, what).await?;
    let kind = match reason {
        HeldReason::CustomerWrote => NotificationKind::Replied,
        HeldReason::ColleagueAnswered | HeldReason::Spam | HeldReason::CannotSend => NotificationKind::Failed,
    };
    // Whoever has the conversation is told of the customer's message anyway.
    if let Some(agent) = row.agent_id
        && (kind != NotificationKind::Replied || conversation.assignee_id != Some(agent))
    {
        work.notify(agent, kind, conversation, seq, by).await?;
    }
    Ok(())
}
