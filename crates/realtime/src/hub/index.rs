//! Which sockets listen to what.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::InboxId;

use super::socket::{ConnectionId, Socket};
use crate::Topic;

/// Both directions of the subscriptions. Delivery walks it under a read lock; only coming, going and subscribing write.
#[derive(Debug, Default)]
pub(crate) struct Index {
    topics: HashMap<Topic, Listeners>,
    sockets: HashMap<ConnectionId, Entry>,
}

#[derive(Debug)]
struct Entry {
    socket: Arc<Socket>,
    topics: HashSet<Topic>,
}

/// The sockets of one topic.
#[derive(Debug)]
pub(crate) struct Listeners {
    /// Where the conversation lies, by the newest that was heard of it; 0 when that is not known.
    inbox: AtomicI64,
    pub(crate) members: HashMap<ConnectionId, Member>,
}

/// One socket at one topic.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) socket: Arc<Socket>,
    /// A conversation that is still being looked up: nothing is delivered, but the highest number that passes is kept,
    /// so that what falls between the look-up and its answer is not lost.
    pub(crate) pending: Option<AtomicI64>,
}

/// The answer to a wish to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subscribed {
    Done,
    TooMany,
}

/// What became of a pending subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmed {
    Done,
    /// Look it up again.
    Stale,
    /// The socket does not want it any more.
    Gone,
}

impl Listeners {
    /// The inbox by which access is judged.
    pub(crate) fn inbox(&self, topic: Topic) -> Option<InboxId> {
        match topic {
            Topic::Inbox(inbox) => Some(inbox),
            Topic::Conversation(_) => Some(self.inbox.load(Ordering::Relaxed))
                .filter(|inbox| *inbox != 0)
                .map(InboxId),
            Topic::Agent(_) | Topic::Organisation => None,
        }
    }

    pub(crate) fn place(&self, inbox: InboxId) {
        self.inbox.store(inbox.0, Ordering::Relaxed);
    }
}

impl Index {
    pub(crate) fn add(&mut self, socket: Arc<Socket>) {
        self.sockets.insert(
            socket.id,
            Entry {
                socket,
                topics: HashSet::new(),
            },
        );
    }

    pub(crate) fn remove(&mut self, id: ConnectionId) -> Option<Arc<Socket>> {
        let entry = self.sockets.remove(&id)?;
        for topic in &entry.topics {
            self.detach(id, *topic);
        }
        Some(entry.socket)
    }

    /// Listens to a topic. `pending` holds delivery back until [`Index::confirm`]; a subscription that is confirmed
    /// already stays so.
    pub(crate) fn subscribe(
        &mut self,
        id: ConnectionId,
        topic: Topic,
        pending: bool,
        limit: usize,
    ) -> Subscribed {
        let Some(entry) = self.sockets.get_mut(&id) else {
            return Subscribed::TooMany;
        };
        if entry.topics.contains(&topic) {
            return Subscribed::Done;
        }
        if entry.topics.len() >= limit {
            return Subscribed::TooMany;
        }
        entry.topics.insert(topic);
        let member = Member {
            socket: entry.socket.clone(),
            pending: pending.then(|| AtomicI64::new(0)),
        };
        self.topics
            .entry(topic)
            .or_insert_with(|| Listeners {
                inbox: AtomicI64::new(0),
                members: HashMap::new(),
            })
            .members
            .insert(id, member);
        Subscribed::Done
    }

    /// The look-up found the conversation in `inbox`, at entry `last_seq`: delivers from now on. But when something
    /// newer passed meanwhile, the look-up has to be done again: the conversation may have moved out of reach.
    pub(crate) fn confirm(
        &mut self,
        id: ConnectionId,
        topic: Topic,
        inbox: InboxId,
        last_seq: i64,
    ) -> Confirmed {
        let Some(listeners) = self.topics.get_mut(&topic) else {
            return Confirmed::Gone;
        };
        let Some(member) = listeners.members.get_mut(&id) else {
            return Confirmed::Gone;
        };
        if let Some(passed) = &mut member.pending {
            if *passed.get_mut() > last_seq {
                return Confirmed::Stale;
            }
            member.pending = None;
            listeners.place(inbox);
        }
        Confirmed::Done
    }

    pub(crate) fn unsubscribe(&mut self, id: ConnectionId, topic: Topic) -> bool {
        let Some(entry) = self.sockets.get_mut(&id) else {
            return false;
        };
        let was = entry.topics.remove(&topic);
        if was {
            self.detach(id, topic);
        }
        was
    }

    fn detach(&mut self, id: ConnectionId, topic: Topic) {
        if let Some(listeners) = self.topics.get_mut(&topic) {
            listeners.members.remove(&id);
            if listeners.members.is_empty() {
                self.topics.remove(&topic);
            }
        }
    }

    pub(crate) fn listeners(&self, topic: Topic) -> Option<&Listeners> {
        self.topics.get(&topic)
    }

    /// Whether the socket hears the topic now.
    pub(crate) fn hears(&self, id: ConnectionId, topic: Topic) -> bool {
        self.topics
            .get(&topic)
            .and_then(|l| l.members.get(&id))
            .is_some_and(|member| member.pending.is_none())
    }

    pub(crate) fn socket(&self, id: ConnectionId) -> Option<&Arc<Socket>> {
        self.sockets.get(&id).map(|entry| &entry.socket)
    }

    pub(crate) fn topics_of(&self, id: ConnectionId) -> impl Iterator<Item = Topic> + '_ {
        self.sockets
            .get(&id)
            .into_iter()
            .flat_map(|entry| entry.topics.iter().copied())
    }

    pub(crate) fn sockets(&self) -> impl Iterator<Item = &Arc<Socket>> {
        self.sockets.values().map(|entry| &entry.socket)
    }
}
