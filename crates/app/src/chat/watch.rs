//! Looking after visitors' sockets: what their hints may have missed, and that they are still here.
//!
//! Hints can be lost: the bus may be down, another node may die between commit and hint, a request may be cut off there. Sockets of
//! agents are then told to read again; there are too many of visitors for that. So the node asks the database itself, for all chats that
//! are followed at it, in a few statements: at once when hints may have been missed, every two seconds while the bus is down, and now
//! and then anyhow, so that nothing stays unnoticed for long whatever happened.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use domain::{InboxId, VisitorId};
use realtime::{ChatPosition, Event, Heard};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::Shared;
use super::VisitorChat;
use crate::core::{Core, Result};

/// How often it is looked while other nodes cannot be heard.
const WHILE_DOWN: Duration = Duration::from_secs(2);
/// How often it is looked anyhow.
const ANYHOW: Duration = Duration::from_secs(20);
/// How often it is noted who is here.
const STILL_HERE: Duration = Duration::from_secs(60);
/// A visitor who was not here for this long has left, though no socket of theirs was seen to close.
const LEFT_AFTER: Duration = Duration::from_secs(180);
/// Places that are told, on average, each time.
const PLACES_AT_ONCE: usize = 200;
/// Chats or visitors in one statement.
const AT_ONCE: usize = 500;

/// The state of the watch.
#[derive(Default)]
pub(super) struct Watch {
    running: AtomicBool,
    unsure: Arc<Notify>,
    hints: Mutex<HashMap<InboxId, Instant>>,
    /// Visitors who came or went since it was last written down; true for who is here. Together: when a thousand connections break at
    /// once, as happens, these must not be a thousand transactions before everything that people say.
    came_or_went: Mutex<HashMap<VisitorId, bool>>,
    /// Sites whose queue moved since it was last told, with how often telling it was put off.
    moved: Arc<Mutex<HashMap<InboxId, usize>>>,
}

impl Watch {
    /// How long to wait before the next hint about an inbox; none when one is on its way.
    pub(super) fn next_hint(&self, inbox: InboxId, least: Duration) -> Option<Duration> {
        let mut hints = self.hints.lock().unwrap_or_else(PoisonError::into_inner);
        if hints.contains_key(&inbox) {
            return None;
        }
        hints.insert(inbox, Instant::now());
        Some(least)
    }

    /// A visitor came, or went.
    pub(super) fn note(&self, visitor: VisitorId, here: bool) {
        let mut noted = self.came_or_went.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert(visitor, here);
    }

    fn take_notes(&self) -> (Vec<VisitorId>, Vec<VisitorId>) {
        let mut noted = self.came_or_went.lock().unwrap_or_else(PoisonError::into_inner);
        let (here, gone): (Vec<_>, Vec<_>) = noted.drain().partition(|(_, here)| *here);
        let ids = |all: Vec<(VisitorId, bool)>| all.into_iter().map(|(id, _)| id).collect();
        (ids(here), ids(gone))
    }

    pub(super) fn hinted(&self, inbox: InboxId) {
        let mut hints = self.hints.lock().unwrap_or_else(PoisonError::into_inner);
        hints.remove(&inbox);
    }
}

impl VisitorChat {
    /// Begins to look after sockets, with the first of them; ends with the last handle to the use cases.
    pub(super) fn watch(&self) {
        if self.shared.watch.running.swap(true, Ordering::Relaxed) {
            return;
        }
        let unsure = Arc::clone(&self.shared.watch.unsure);
        let moved = Arc::clone(&self.shared.watch.moved);
        self.core.hub.observe(Arc::new(move |heard| match heard {
            Heard::Unsure => unsure.notify_one(),
            Heard::Event(Event::ChatChanged { inbox_id, .. }) => {
                moved
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .entry(*inbox_id)
                    .or_default();
            }
            Heard::Event(_) => {}
        }));
        let unsure = Arc::clone(&self.shared.watch.unsure);
        tokio::spawn(run(
            Arc::downgrade(&self.core),
            Arc::downgrade(&self.shared),
            unsure,
        ));
    }

    /// Asks the database where every followed chat stands.
    async fn look(&self) -> Result<()> {
        let crowd = self.core.hub.visitors();
        for ids in crowd.followed().chunks(AT_ONCE) {
            for at in store::chat::chats::positions(self.core.reader(), ids).await? {
                let position =
                    ChatPosition::new(at.last_seq, at.assignee_id, at.agent_seen_seq, at.updated_at);
                crowd.located(at.id, position);
            }
        }
        Ok(())
    }

    /// Lets those who wait look at their places, where something moved: the more of them there are the less often, because each
    /// counts all before it.
    fn tell_queues(&self) {
        let mut moved = self
            .shared
            .watch
            .moved
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let crowd = self.core.hub.visitors();
        moved.retain(|inbox, put_off| {
            *put_off += 1;
            let due = *put_off * PLACES_AT_ONCE >= crowd.in_queue(*inbox);
            if due {
                crowd.queue_moved(*inbox);
            }
            !due
        });
    }

    /// Writes down who came and who went.
    async fn write_notes(&self) -> Result<()> {
        let (here, gone) = self.shared.watch.take_notes();
        for ids in here.chunks(AT_ONCE) {
            self.are_here(ids).await?;
        }
        for ids in gone.chunks(AT_ONCE) {
            let work = self.core.begin().await?;
            store::chat::chats::visitors_left(&work.tx, ids, work.now).await?;
            store::chat::visitors::touch(&work.tx, ids, work.now).await?;
            work.commit().await?;
        }
        Ok(())
    }

    async fn are_here(&self, ids: &[VisitorId]) -> Result<()> {
        let work = self.core.begin().await?;
        store::chat::visitors::touch(&work.tx, ids, work.now).await?;
        store::chat::chats::visitors_here(&work.tx, ids).await?;
        work.commit().await
    }

    async fn still_here(&self) -> Result<()> {
        for ids in self.core.hub.visitors().visitors().chunks(AT_ONCE) {
            self.are_here(ids).await?;
        }
        let work = self.core.begin().await?;
        let before = work.now.minus(LEFT_AFTER);
        store::chat::chats::left_unseen(&work.tx, before, work.now).await?;
        work.commit().await
    }
}

async fn run(core: Weak<Core>, shared: Weak<Shared>, unsure: Arc<Notify>) {
    let (mut looked, mut noted) = (Instant::now(), Instant::now());
    loop {
        let told = tokio::time::timeout(WHILE_DOWN, unsure.notified()).await.is_ok();
        let (Some(core), Some(shared)) = (core.upgrade(), shared.upgrade()) else {
            return;
        };
        let chat = VisitorChat { core, shared };
        chat.tell_queues();
        if let Err(error) = chat.write_notes().await {
            tracing::warn!(%error, "cannot note which visitors came and went");
        }
        let due = told || !chat.core.hub.is_bus_up() || looked.elapsed() >= ANYHOW;
        if due {
            looked = Instant::now();
            if let Err(error) = chat.look().await {
                tracing::warn!(%error, "cannot look where visitors' chats stand");
            }
        }
        if noted.elapsed() >= STILL_HERE {
            noted = Instant::now();
            chat.shared.limits.forget_quiet();
            if let Err(error) = chat.still_here().await {
                tracing::warn!(%error, "cannot note which visitors are here");
            }
        }
    }
}
