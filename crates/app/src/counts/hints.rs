//! From changes to counts that are no longer right, and the hint of it: at most one a second for each inbox, however much happens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use domain::InboxId;
use realtime::{Event, Heard, Hub, Topic};
use tokio::time::Instant;

use super::Shared;

/// The least time between two hints of one topic.
const LEAST: Duration = Duration::from_secs(1);
/// How long changes are gathered before the first hint: one mail is several of them.
const GATHER: Duration = Duration::from_millis(50);
/// Areas of settings that decide what is in lists.
const AREAS: [&str; 3] = ["inboxes", "tags", "teams"];

/// Gives hints that counts are old.
pub(super) struct Hints {
    hub: Hub,
    topics: Mutex<HashMap<Topic, Told>>,
}

/// When a topic was last told.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// A hint is on its way.
    Soon,
    /// Not before this.
    Not(Instant),
}

impl Hints {
    pub(super) fn new(hub: Hub) -> Self {
        Self {
            hub,
            topics: Mutex::default(),
        }
    }

    /// When a hint to a topic is to be given; none when one is on its way.
    fn next(&self, topic: Topic, now: Instant) -> Option<Instant> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let gathered = now + GATHER;
        let at = match topics.insert(topic, Told::Soon) {
            Some(Told::Soon) => return None,
            Some(Told::Not(until)) => gathered.max(until),
            None => gathered,
        };
        Some(at)
    }

    fn tell(&self, topic: Topic, event: &Event) {
        let until = Told::Not(Instant::now() + LEAST);
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        topics.insert(topic, until);
        drop(topics);
        self.hub.publish_here(topic, event);
    }
}

/// Follows the hub's hints from here on.
pub(super) fn listen(hub: &Hub, shared: &Arc<Shared>) {
    let shared = Arc::downgrade(shared);
    hub.observe(Arc::new(move |heard| on(&shared, heard)));
}

fn on(weak: &Weak<Shared>, heard: &Heard<'_>) {
    let Some(shared) = weak.upgrade() else { return };
    let (topic, inbox_id) = match heard {
        Heard::Event(
            Event::ConversationChanged { inbox_id, .. }
            | Event::ConversationLeft { inbox_id, .. }
            | Event::EntryAppended { inbox_id, .. },
        ) => {
            shared.cache().changed(*inbox_id);
            (Topic::Inbox(*inbox_id), Some(*inbox_id))
        }
        Heard::Event(Event::ConversationRead {
            agent_id, inbox_id, ..
        }) => {
            shared.cache().read_by(*agent_id);
            (Topic::Agent(*agent_id), Some(*inbox_id))
        }
        Heard::Event(Event::SettingsChanged { area }) if AREAS.contains(&area.as_str()) => {
            shared.cache().all_changed();
            (Topic::Organisation, None)
        }
        Heard::Unsure => {
            // Clients are told to read everything again anyhow.
            shared.cache().all_changed();
            return;
        }
        Heard::Event(_) => return,
    };
    soon(weak, &shared, topic, inbox_id);
}

/// Gives the hint from a task of its own: whoever publishes must not wait, and the hub is at work.
fn soon(weak: &Weak<Shared>, shared: &Shared, topic: Topic, inbox_id: Option<InboxId>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    let Some(at) = shared.hints.next(topic, Instant::now()) else {
        return;
    };
    let weak = Weak::clone(weak);
    runtime.spawn(async move {
        tokio::time::sleep_until(at).await;
        if let Some(shared) = weak.upgrade() {
            shared.hints.tell(topic, &Event::CountsStale { inbox_id });
        }
    });
}
