//! Chats in which somebody waits for too long, or nobody is any more.

use std::time::Duration;

use domain::chat::{ChatState, EndedBy};
use domain::notifications::NotificationKind;
use domain::routing::AGAIN_AFTER_MISSED;
use domain::{AgentId, ConversationId};
use serde::{Deserialize, Serialize};

use crate::core::{Actorly, Core, Result};
use crate::routing::{self, Ending};

/// Chats that are looked at in one run.
const MOST: u32 = 500;
/// A chat ends by itself when its visitor has been away, and nobody has said anything, for so long. What is said later opens it again.
const ABANDONED_AFTER: Duration = Duration::from_secs(30 * 60);

/// Looks at chats in which a visitor waits for the agent who has them, and at those that were left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchChats {}

/// One look.
///
/// # Errors
/// When the database fails; what was done stays done.
pub(crate) async fn watch(core: &Core) -> Result<()> {
    let now = core.clock.now();
    for id in store::chat::desk::idle(core.reader(), now, MOST).await? {
        warn(core, id).await?;
    }
    let before = now.minus(ABANDONED_AFTER);
    for id in store::chat::desk::abandoned(core.reader(), before, MOST).await? {
        let mut work = core.begin().await?;
        let Some((mut conversation, mut chat)) = routing::lock(&work, id).await? else {
            continue;
        };
        if chat.state == ChatState::Ended || conversation.last_activity_at > before {
            continue;
        }
        let ending = Ending {
            by: EndedBy::System,
            who: &Actorly::system(),
        };
        routing::end(&mut work, &mut conversation, &mut chat, &ending).await?;
        work.save(&conversation).await?;
        work.commit().await?;
    }
    Ok(())
}

/// Calls the agent who has the chat; one who is not there loses it to whoever can take it.
async fn warn(core: &Core, id: ConversationId) -> Result<()> {
    let mut work = core.begin().await?;
    let Some((mut conversation, mut chat)) = routing::lock(&work, id).await? else {
        return Ok(());
    };
    let waits = chat.state == ChatState::Active
        && chat.idle_warned_at.is_none()
        && conversation.waiting_since.is_some();
    let Some(agent) = conversation.assignee_id.filter(|_| waits) else {
        return Ok(());
    };
    if core.hub.presence().is_online(agent) {
        chat.idle_warned_at = Some(work.now);
        store::chat::chats::update(&work.tx, &chat, work.now).await?;
        routing::tell(&mut work, &conversation, agent, NotificationKind::ChatIdle).await?;
        work.chat_changed(&conversation, chat.state);
        return work.commit().await;
    }
    if !somebody_else(core, &conversation, agent).await? {
        // It stays with whoever knows it: nobody else could do anything.
        return Ok(());
    }
    if let Some(change) = conversation.assign(None) {
        work.append_change(&mut conversation, &Actorly::system(), &change)
            .await?;
    }
    routing::to_the_front(&work, &mut chat).await?;
    let passed = Some((agent, work.now.plus(AGAIN_AFTER_MISSED)));
    routing::wait(&mut work, &conversation, &mut chat, passed).await?;
    work.save(&conversation).await?;
    work.commit().await
}

async fn somebody_else(
    core: &Core,
    conversation: &domain::conversations::Conversation,
    agent: AgentId,
) -> Result<bool> {
    let online = core.hub.presence().online();
    let others: Vec<AgentId> = online
        .into_iter()
        .map(|other| other.agent_id)
        .filter(|other| *other != agent)
        .collect();
    let (inbox, team) = (conversation.inbox_id, conversation.team_id);
    let found = store::chat::queue::candidates(core.reader(), inbox, team, &others).await?;
    Ok(found.iter().any(|one| one.load < one.chat_limit))
}
