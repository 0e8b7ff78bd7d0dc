//! What agents are told of: conversations given to them, notes that name them, customers who wrote again, answers that failed.
//!
//! A notification commits with what it tells of. The live hint is only a nudge to read again, so that a notification is neither
//! lost with a closed browser nor shown twice by two of them.

use std::sync::Arc;
use std::time::Duration;

use domain::conversations::Conversation;
pub use domain::notifications::NotificationKind;
use domain::{Actor, AgentId, ConversationId, InboxId, Mask, NotificationId, Permission, Timestamp};
use realtime::{Event, Topic};
use store::notifications::NewNotification;
pub use store::notifications::Notification;

use crate::core::{Actorly, Core, Result, Work};

/// How long notifications are kept.
pub(crate) const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// Unread notifications are counted up to here.
const COUNTED: u32 = 100;
/// Keys that can be marked as read at once.
const MOST_AT_ONCE: usize = 500;

/// Use cases of notifications.
#[derive(Clone)]
pub struct Notifications {
    core: Arc<Core>,
}

/// Which notifications to mark as read.
#[derive(Debug, Clone)]
pub enum Which {
    /// These.
    These(Vec<NotificationId>),
    /// All that came until an instant, so that one that arrives meanwhile is not missed.
    Until(Timestamp),
}

impl Notifications {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The actor's own notifications, the newest first.
    ///
    /// # Errors
    /// When the actor may not read conversations or the database fails.
    pub async fn list(
        &self,
        actor: &Actor,
        unread_only: bool,
        before: Option<(Timestamp, NotificationId)>,
        limit: u32,
    ) -> Result<Vec<Notification>> {
        actor.require(Permission::ConversationsRead)?;
        let Some(agent) = actor.agent_id() else {
            return Ok(Vec::new());
        };
        let db = self.core.reader();
        let mut found =
            store::notifications::list(db, actor.scope(), agent, unread_only, before, limit).await?;
        let mask = Mask::of(actor);
        if mask.hides() {
            for one in &mut found {
                one.subject = mask.text(&one.subject);
                one.contact_name = mask.name(&one.contact_name);
                one.actor_name = mask.name(&one.actor_name);
            }
        }
        Ok(found)
    }

    /// How many the actor has not read, counted up to 100.
    ///
    /// # Errors
    /// When the actor may not read conversations or the database fails.
    pub async fn count_unread(&self, actor: &Actor) -> Result<i64> {
        actor.require(Permission::ConversationsRead)?;
        match actor.agent_id() {
            Some(agent) => {
                let db = self.core.reader();
                Ok(store::notifications::count_unread(db, actor.scope(), agent, COUNTED).await?)
            }
            None => Ok(0),
        }
    }

    /// Marks own notifications as read; those of others are left alone.
    ///
    /// # Errors
    /// When too many are named or the database fails.
    pub async fn mark_read(&self, actor: &Actor, which: &Which) -> Result<()> {
        actor.require(Permission::ConversationsRead)?;
        let Some(agent) = actor.agent_id() else {
            return Ok(());
        };
        let mut work = self.core.begin().await?;
        let now = work.now;
        let read = match which {
            Which::These(ids) if ids.len() > MOST_AT_ONCE => {
                let detail = format!("names {} notifications, may name {MOST_AT_ONCE}", ids.len());
                return Err(crate::Error::field("ids", "too_many", detail));
            }
            Which::These(ids) => store::notifications::mark_read(&work.tx, agent, ids, now).await?,
            Which::Until(until) => store::notifications::mark_all_read(&work.tx, agent, *until, now).await?,
        };
        if read > 0 {
            work.notifications_read(agent);
        }
        work.commit().await
    }
}

impl Work<'_> {
    /// Notifies an agent, unless it was the agent's own doing.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn notify(
        &mut self,
        agent: AgentId,
        kind: NotificationKind,
        conversation: &Conversation,
        seq: i64,
        actor: &Actorly,
    ) -> Result<()> {
        if actor.kind == domain::ActorKind::Agent && actor.id == Some(agent.get()) {
            return Ok(());
        }
        let new = NewNotification {
            agent_id: agent,
            kind,
            conversation_id: conversation.id,
            seq,
            actor_name: &actor.name,
            at: self.now,
        };
        store::notifications::put(&self.tx, &new).await?;
        let event = Event::Notification {
            agent_id: agent,
            reason: kind.as_str().to_owned(),
            conversation_id: Some(conversation.id),
            inbox_id: Some(conversation.inbox_id),
            actor_name: Some(actor.name.clone()),
        };
        self.hint(Topic::Agent(agent), event);
        Ok(())
    }

    /// Remembers how far an agent has read a conversation; what was seen needs no notification any more.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn seen(
        &mut self,
        agent: AgentId,
        conversation: ConversationId,
        inbox: InboxId,
        seq: i64,
    ) -> Result<()> {
        store::conversations::mark_read(&self.tx, agent, conversation, seq).await?;
        let read = Event::ConversationRead {
            conversation_id: conversation,
            inbox_id: inbox,
            agent_id: agent,
        };
        self.hint(Topic::Agent(agent), read);
        let now = self.now;
        if store::notifications::mark_conversation_read(&self.tx, agent, conversation, seq, now).await? > 0 {
            self.notifications_read(agent);
        }
        Ok(())
    }

    /// Lets the agent's other windows know that the count went down.
    fn notifications_read(&mut self, agent: AgentId) {
        let event = Event::Notification {
            agent_id: agent,
            reason: "read".to_owned(),
            conversation_id: None,
            inbox_id: None,
            actor_name: None,
        };
        self.hint(Topic::Agent(agent), event);
    }
}
