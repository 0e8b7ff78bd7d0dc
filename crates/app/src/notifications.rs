//! What agents are told of: conversations given to them, notes that name them, customers who wrote again, answers that failed, and
//! their shifts.
//!
//! A notification commits with what it tells of, and the jobs that push it with both ([`tell`]). The live hint is only a nudge to read
//! again, so that a notification is neither lost with a closed browser nor shown twice by two of them. By which ways an agent is
//! told, and when not, is the agent's own choice ([`settings`]).

pub mod settings;
mod tell;

use std::sync::Arc;
use std::time::Duration;

pub use domain::notifications::NotificationKind;
use domain::{Actor, Mask, NotificationId, Permission, Timestamp};
pub use store::notifications::Notification;

use crate::core::{Core, Result};

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
        for one in &mut found {
            masked(one, Mask::of(actor));
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

/// Hides what the reader may not know. Every way by which a notification leaves passes through here.
pub(crate) fn masked(one: &mut Notification, mask: Mask) {
    if mask.hides() {
        one.subject = mask.text(&one.subject);
        one.contact_name = mask.name(&one.contact_name);
        one.actor_name = mask.name(&one.actor_name);
    }
}
