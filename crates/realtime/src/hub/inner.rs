//! Delivery: from a hint to the queues of the sockets that may have it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use domain::ConversationId;
use serde::Serialize;
use tokio::time::Instant;

use super::HubOptions;
use super::attendance::Attendance;
use super::index::{Index, Listeners};
use super::observe::{Heard, Observers};
use super::socket::{CloseReason, ConnectionId, Socket, frame};
use super::visitors::Visitors;
use crate::access::Ask;
use crate::bus::Bus;
use crate::meter::Meter;
use crate::protocol::{ResyncReason, ServerMessage};
use crate::sequence::Sequences;
use crate::sync::{lock, read, write};
use crate::{Event, Topic};

/// The state behind all handles.
///
/// Locks are taken in this order and never backwards: `attendance`, `index`, then one socket's own. `sequences` and
/// `storm` stand alone.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(super) bus: Bus,
    pub(super) options: HubOptions,
    pub(super) attendance: Mutex<Attendance>,
    pub(super) index: RwLock<Index>,
    pub(super) sequences: Mutex<Sequences>,
    pub(super) storm: Mutex<Storm>,
    pub(super) meter: Meter,
    pub(super) next_connection: AtomicU64,
    pub(super) observers: Observers,
    pub(super) visitors: Visitors,
}

/// Keeps a run of trouble on the bus from telling every socket to resync at every message.
#[derive(Debug, Default)]
pub(super) struct Storm {
    last: Option<Instant>,
    waiting: Option<ResyncReason>,
    /// Since when the bus has been down, moved on at each repeated resync.
    pub(super) down_since: Option<Instant>,
}

impl Storm {
    pub(super) fn starting(down_since: Option<Instant>) -> Self {
        Self {
            down_since,
            ..Self::default()
        }
    }
}

/// `ServerMessage::Event` without owning its parts.
#[derive(Serialize)]
#[serde(tag = "type", rename = "event")]
struct EventFrame<'a> {
    topic: Topic,
    event: &'a Event,
}

/// What one delivery did.
#[derive(Default)]
struct Outcome {
    deliveries: u64,
    overflows: u64,
    /// Sockets that may not see the conversation any more.
    revoked: Vec<(ConnectionId, ConversationId)>,
}

impl Inner {
    /// Puts a hint into the queues of all local sockets that listen to one of the topics and may have it, once each.
    pub(super) fn deliver(&self, topics: &[Topic], event: &Event, source: &'static str) {
        // First: whoever is told by a socket may ask at once, and must not be answered from before.
        self.observers.tell(&Heard::Event(event));
        self.visitors.hear(event);
        let mut outcome = Outcome::default();
        {
            let index = read(&self.index);
            let mut heard: Vec<(Topic, &Listeners)> = topics
                .iter()
                .filter_map(|topic| Some((*topic, index.listeners(*topic)?)))
                .collect();
            // The crowd last: then only the sockets of the small topics have to be remembered as served.
            heard.sort_by_key(|(_, listeners)| listeners.members.len());
            let mut served = HashSet::new();
            let last = heard.len().saturating_sub(1);
            for (position, (topic, listeners)) in heard.into_iter().enumerate() {
                if let (Topic::Conversation(_), Some(inbox)) = (topic, event.places_in()) {
                    listeners.place(inbox);
                }
                deliver_one(
                    topic,
                    listeners,
                    event,
                    (&mut served, position < last),
                    &mut outcome,
                );
            }
        }
        self.meter.event(source, outcome.deliveries);
        if outcome.overflows > 0 {
            self.meter.resyncs(ResyncReason::SlowSocket, outcome.overflows);
        }
        // Revoking takes the lock of the presence. Whoever delivers under that lock delivers presence, which places no
        // conversation and hence revokes nothing.
        for (connection, conversation) in outcome.revoked {
            self.revoke(connection, Topic::Conversation(conversation));
        }
    }

    /// Sends a message that is about presence to everybody who listens to a conversation.
    pub(super) fn tell_conversation(&self, conversation: ConversationId, message: &ServerMessage) {
        let topic = Topic::Conversation(conversation);
        let index = read(&self.index);
        let Some(listeners) = index.listeners(topic) else {
            return;
        };
        let Some(bytes) = frame(message) else { return };
        let Some(inbox) = listeners.inbox(topic) else {
            return;
        };
        let ask = Ask {
            topic: &topic,
            inbox_id: Some(inbox),
            event: None,
        };
        let mut overflows = 0;
        for member in listeners
            .members
            .values()
            .filter(|member| member.pending.is_none())
        {
            if member.socket.allows(&ask, false) && member.socket.push(bytes.clone()) {
                overflows += 1;
            }
        }
        if overflows > 0 {
            self.meter.resyncs(ResyncReason::SlowSocket, overflows);
        }
    }

    /// Ends one subscription against the client's wish, and says so.
    pub(super) fn revoke(&self, connection: ConnectionId, topic: Topic) {
        let socket = {
            let mut index = write(&self.index);
            if !index.unsubscribe(connection, topic) {
                return;
            }
            index.socket(connection).cloned()
        };
        let Some(socket) = socket else { return };
        socket.send(&ServerMessage::Revoked { topic });
        if let Topic::Conversation(conversation) = topic {
            self.put_down(&socket, conversation);
        }
    }

    /// All sockets must read their access and everything else anew, because hints of any kind may have been missed.
    /// At most once in a while: what comes sooner waits for [`Inner::settle_storm`].
    pub(super) fn resync_all(&self, reason: ResyncReason) {
        self.observers.tell(&Heard::Unsure);
        let now = Instant::now();
        let sockets: Vec<Arc<Socket>> = read(&self.index).sockets().cloned().collect();
        {
            let mut storm = lock(&self.storm);
            let soon = storm
                .last
                .is_some_and(|last| now.duration_since(last) < self.options.resync_pause);
            storm.waiting = soon.then_some(storm.waiting.unwrap_or(reason));
            if soon || sockets.is_empty() {
                return;
            }
            storm.last = Some(now);
        }
        for socket in &sockets {
            socket.reauthorise(reason);
        }
        tracing::info!(
            sockets = sockets.len(),
            reason = reason.as_str(),
            "all sockets resync"
        );
        self.meter.resyncs(reason, sockets.len() as u64);
    }

    /// Does the resync that had to wait, and repeats it while the bus is down: its hints are being missed, and reading
    /// again now and then is all that a client can do.
    pub(super) fn settle_storm(&self) {
        let now = Instant::now();
        let due = {
            let mut storm = lock(&self.storm);
            let outage = storm
                .down_since
                .is_some_and(|since| now.duration_since(since) >= self.options.outage_resync)
                .then_some(ResyncReason::BusDown);
            if outage.is_some() {
                storm.down_since = Some(now);
            }
            storm.waiting.or(outage)
        };
        if let Some(reason) = due {
            self.resync_all(reason);
        }
    }

    /// Acts on the sockets of which `which` is true.
    pub(super) fn each_socket(&self, which: impl Fn(&Socket) -> bool, act: impl Fn(&Socket)) -> u64 {
        let chosen: Vec<Arc<Socket>> = read(&self.index)
            .sockets()
            .filter(|socket| which(socket))
            .cloned()
            .collect();
        chosen.iter().for_each(|socket| act(socket));
        chosen.len() as u64
    }

    /// Forgets a socket.
    pub(super) fn disconnect(&self, socket: &Socket) {
        if write(&self.index).remove(socket.id).is_some() {
            self.meter.disconnected();
            self.attend(socket.identity.agent_id, |desk, _| {
                desk.leave(socket.identity.agent_id, socket.id);
                false
            });
        }
    }

    /// The socket has nothing to do with the conversation any more.
    pub(super) fn put_down(&self, socket: &Socket, conversation: ConversationId) {
        let agent = socket.identity.agent_id;
        self.attend(agent, |desk, _| {
            desk.put_down(agent, socket.id, conversation);
            false
        });
    }

    /// Closes every socket.
    pub(super) fn close_all(&self) {
        self.each_socket(|_| true, |socket| socket.close(CloseReason::Shutdown));
        self.visitors.close_all();
    }

    pub(super) fn count_connection(&self) -> ConnectionId {
        ConnectionId(self.next_connection.fetch_add(1, Ordering::Relaxed))
    }
}

fn deliver_one(
    topic: Topic,
    listeners: &Listeners,
    event: &Event,
    (served, remember): (&mut HashSet<ConnectionId>, bool),
    outcome: &mut Outcome,
) {
    // Written once for all sockets, and only when one of them may have it.
    let mut bytes = None;
    let inbox_id = event.inbox_id().or_else(|| listeners.inbox(topic));
    let ask = Ask {
        topic: &topic,
        inbox_id,
        event: Some(event),
    };
    // Nobody can be judged on a conversation that lies nowhere.
    let judgeable = inbox_id.is_some() || !matches!(topic, Topic::Conversation(_));
    for (id, member) in &listeners.members {
        if let Some(passed) = &member.pending {
            passed.fetch_max(event.seq().unwrap_or(0), Ordering::Relaxed);
            continue;
        }
        if !served.is_empty() && served.contains(id) {
            continue;
        }
        if !judgeable || !member.socket.allows(&ask, false) {
            if let (Topic::Conversation(conversation), Some(_)) = (topic, event.places_in())
                && !member.socket.is_waiting()
            {
                outcome.revoked.push((*id, conversation));
            }
            continue;
        }
        if bytes.is_none() {
            bytes = frame(&EventFrame { topic, event });
        }
        let Some(bytes) = &bytes else { return };
        outcome.deliveries += 1;
        outcome.overflows += u64::from(member.socket.push(bytes.clone()));
        if remember {
            served.insert(*id);
        }
    }
}
