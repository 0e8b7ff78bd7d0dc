//! What may happen to a chat in the queue, each inside of a transaction that has locked its conversation.

use domain::chat::{ChatState, EndedBy};
use domain::conversations::{Conversation, EntryKind};
use domain::notifications::NotificationKind;
use domain::{Actor, AgentId, Timestamp};
use store::chat::Chat;

use super::{tell, wake};
use crate::core::{Actorly, Result, What, Work};
use crate::sla::{Stopped, Wait};

/// An agent has the chat from now on. The caller saves the conversation.
pub(crate) async fn take(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    chat: &mut Chat,
    (agent, who): (AgentId, &Actorly),
) -> Result<()> {
    if let Some(change) = conversation.assign(Some(agent)) {
        work.append_change(conversation, who, &change).await?;
    }
    settle(work, conversation, chat).await?;
    store::chat::participants::remove(&work.tx, conversation.id, agent).await?;
    // Everybody behind it moved up.
    wake(work).await
}

/// The chat is somebody's: it is in the queue no longer.
async fn settle(work: &mut Work<'_>, conversation: &Conversation, chat: &mut Chat) -> Result<()> {
    if matches!(chat.state, ChatState::Waiting | ChatState::Ringing) {
        work.clock_stopped(Stopped {
            inbox: conversation.inbox_id,
            wait: Wait::Accept,
            since: chat.queued_at,
            at: work.now,
        });
    }
    chat.state = ChatState::Active;
    chat.accepted_at = Some(work.now);
    (chat.offered_to, chat.offered_at) = (None, None);
    (chat.ended_at, chat.ended_by, chat.idle_warned_at) = (None, None, None);
    store::chat::chats::update(&work.tx, chat, work.now).await?;
    store::chat::queue::forget_passes(&work.tx, conversation.id).await?;
    work.over(conversation.id, NotificationKind::ChatOffered).await?;
    work.chat_changed(conversation, chat.state);
    Ok(())
}

/// It is an agent's turn to take the chat.
pub(crate) async fn ring(
    work: &mut Work<'_>,
    conversation: &Conversation,
    chat: &mut Chat,
    agent: AgentId,
) -> Result<()> {
    chat.state = ChatState::Ringing;
    (chat.offered_to, chat.offered_at) = (Some(agent), Some(work.now));
    (chat.accepted_at, chat.ended_at, chat.ended_by) = (None, None, None);
    store::chat::chats::update(&work.tx, chat, work.now).await?;
    tell(work, conversation, agent, NotificationKind::ChatOffered).await?;
    work.chat_changed(conversation, chat.state);
    Ok(())
}

/// Nobody has the chat; `passed` let it go by and is not asked again before an instant.
pub(crate) async fn wait(
    work: &mut Work<'_>,
    conversation: &Conversation,
    chat: &mut Chat,
    passed: Option<(AgentId, Timestamp)>,
) -> Result<()> {
    chat.state = ChatState::Waiting;
    (chat.offered_to, chat.offered_at) = (None, None);
    (chat.accepted_at, chat.ended_at, chat.ended_by) = (None, None, None);
    store::chat::chats::update(&work.tx, chat, work.now).await?;
    if let Some((agent, until)) = passed {
        store::chat::queue::pass(&work.tx, conversation.id, agent, until).await?;
    }
    work.over(conversation.id, NotificationKind::ChatOffered).await?;
    work.chat_changed(conversation, chat.state);
    wake(work).await
}

/// Puts the chat before everything that waits at its site: whoever has been spoken to must not begin at the end again.
pub(crate) async fn to_the_front(work: &Work<'_>, chat: &mut Chat) -> Result<()> {
    let front = store::chat::queue::front(&work.tx, chat.inbox_id).await?;
    chat.queued_at = front.map_or(work.now, |front| work.now.min(Timestamp(front.micros() - 1)));
    Ok(())
}

/// How a chat ends.
pub(crate) struct Ending<'a> {
    pub by: EndedBy,
    pub who: &'a Actorly,
}

/// The chat is over. The caller saves the conversation.
pub(crate) async fn end(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    chat: &mut Chat,
    ending: &Ending<'_>,
) -> Result<()> {
    chat.state = ChatState::Ended;
    (chat.offered_to, chat.offered_at) = (None, None);
    (chat.ended_at, chat.ended_by) = (Some(work.now), Some(ending.by));
    store::chat::chats::update(&work.tx, chat, work.now).await?;
    store::chat::participants::clear(&work.tx, conversation.id).await?;
    store::chat::queue::forget_passes(&work.tx, conversation.id).await?;
    work.append(conversation, ending.who, What::bare(EntryKind::ChatEnded))
        .await?;
    for kind in [NotificationKind::ChatOffered, NotificationKind::ChatIdle] {
        work.over(conversation.id, kind).await?;
    }
    work.chat_changed(conversation, chat.state);
    wake(work).await
}

/// An agent is about to answer in a conversation that is a chat: who answers takes what nobody has, opens what had ended, and is no
/// stranger to the visitor where a colleague has it.
pub(crate) async fn answers(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    actor: &Actor,
) -> Result<()> {
    let Some(mut chat) = store::chat::chats::find(&work.tx, conversation.id).await? else {
        return Ok(());
    };
    let who = Actorly::from(actor);
    let Some(agent) = actor.agent_id() else {
        return Ok(());
    };
    match chat.state {
        ChatState::Waiting | ChatState::Ringing => {
            take(work, conversation, &mut chat, (agent, &who)).await?;
        }
        ChatState::Ended => {
            work.append(conversation, &who, What::bare(EntryKind::ChatReopened))
                .await?;
            take(work, conversation, &mut chat, (agent, &who)).await?;
        }
        ChatState::Active => {
            if chat.idle_warned_at.take().is_some() {
                store::chat::chats::update(&work.tx, &chat, work.now).await?;
                work.over(conversation.id, NotificationKind::ChatIdle).await?;
            }
            if conversation.assignee_id != Some(agent) {
                show(work, conversation, agent, &who).await?;
            }
        }
    }
    Ok(())
}

/// The visitor knows of the agent from now on. Tells whether that is news.
pub(crate) async fn show(
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    agent: AgentId,
    who: &Actorly,
) -> Result<()> {
    let there = store::chat::participants::list(&work.tx, conversation.id).await?;
    if there.iter().any(|one| one.agent_id == agent && one.visible) {
        return Ok(());
    }
    store::chat::participants::put(&work.tx, conversation.id, agent, true, work.now).await?;
    work.append(conversation, who, What::bare(EntryKind::AgentJoined))
        .await?;
    Ok(())
}

/// A conversation was given to somebody, to nobody, or done with, by other ways than those of chats: its chat follows.
pub(crate) async fn assigned(
    work: &mut Work<'_>,
    before: &Conversation,
    conversation: &mut Conversation,
    who: &Actorly,
) -> Result<()> {
    let given = before.assignee_id != conversation.assignee_id || before.team_id != conversation.team_id;
    let done = before.status.is_active() && !conversation.status.is_active();
    if !given && !done {
        return Ok(());
    }
    let Some(mut chat) = store::chat::chats::find(&work.tx, conversation.id).await? else {
        return Ok(());
    };
    match (chat.state, conversation.assignee_id) {
        (ChatState::Ended, _) => {}
        _ if done => {
            let ending = Ending {
                by: EndedBy::Agent,
                who,
            };
            end(work, conversation, &mut chat, &ending).await?;
        }
        (ChatState::Waiting | ChatState::Ringing, Some(_)) => {
            settle(work, conversation, &mut chat).await?;
            wake(work).await?;
        }
        (ChatState::Active, None) => {
            to_the_front(work, &mut chat).await?;
            wait(work, conversation, &mut chat, None).await?;
        }
        // Another team may take it, or another agent has it.
        (ChatState::Waiting | ChatState::Ringing, None) => wake(work).await?,
        (ChatState::Active, Some(_)) => work.chat_changed(conversation, chat.state),
    }
    Ok(())
}
