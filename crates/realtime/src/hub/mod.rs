//! The hub: every socket of this node, and the bus to the others.
//!
//! A hint goes `publish` -> local sockets -> bus -> the other nodes' sockets. It is written as JSON once per topic and
//! shared by all sockets; each socket has a bounded queue, and one that is too slow is told to resync.
//!
//! Nothing here is needed for correctness of data: a node may run without a hub, only later.

mod attendance;
mod cluster;
mod connection;
mod index;
mod inner;
mod observe;
mod socket;
mod visitors;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use domain::{AgentId, ConversationId, InboxId, SessionId, VisitorId};
use tokio_util::sync::{CancellationToken, DropGuard};

pub use connection::{Connection, Refused};
pub use observe::{Heard, Observer};
pub use socket::{CloseReason, ConnectionId, Delivery, Ticket};
pub use visitors::{AgentTyping, ChatPosition, News, Touched, VisitorConnection, VisitorCrowd};

use crate::access::{Access, Identity};
use crate::bus::Bus;
use crate::meter::{HubStats, Meter};
use crate::presence::{Posture, Viewer};
use crate::sequence::Sequences;
use crate::sync::{lock, write};
use crate::{AgentBrief, Body, Control, Event, NodeId, Topic};
use attendance::Attendance;
use index::Index;
use inner::{Inner, Storm};
use socket::Socket;

/// The limits and rhythms of a hub. The defaults are meant for production; tests shorten them.
#[derive(Debug, Clone)]
pub struct HubOptions {
    /// Messages that wait for one socket before it is told to resync.
    pub queue: usize,
    /// Topics that one socket can listen to.
    pub topics_per_socket: usize,
    /// How often what is due is looked for; also how long agents who come and go are collected.
    pub tick: Duration,
    /// How often the node shows that it lives, and thereby how soon a lost last message is noticed.
    pub heartbeat: Duration,
    /// After which silence another node counts as dead.
    pub silent_after: Duration,
    /// How long a typing sign holds.
    pub typing_lasts: Duration,
    /// The least time between two resyncs of all sockets.
    pub resync_pause: Duration,
    /// How often sockets are told to read again while the bus is down.
    pub outage_resync: Duration,
}

impl Default for HubOptions {
    fn default() -> Self {
        Self {
            queue: 256,
            topics_per_socket: 500,
            tick: Duration::from_millis(500),
            heartbeat: Duration::from_secs(5),
            silent_after: Duration::from_secs(16),
            typing_lasts: Duration::from_secs(6),
            resync_pause: Duration::from_secs(1),
            outage_resync: Duration::from_secs(30),
        }
    }
}

/// Every socket of this node. Clones are handles to the same hub; its tasks end with the last one.
#[derive(Debug, Clone)]
pub struct Hub {
    inner: Arc<Inner>,
    tasks: Arc<DropGuard>,
}

impl Hub {
    /// Starts a hub on a bus. Must be called inside a tokio runtime.
    #[must_use]
    pub fn start(bus: Bus, options: HubOptions) -> Self {
        let signals = bus.take_signals();
        // A bus that is not up yet counts as down from the beginning: its sockets miss hints.
        let down_since = (!bus.is_up()).then(tokio::time::Instant::now);
        let inner = Arc::new(Inner {
            bus,
            options,
            attendance: Mutex::new(Attendance::default()),
            index: RwLock::new(Index::default()),
            sequences: Mutex::new(Sequences::default()),
            storm: Mutex::new(Storm::starting(down_since)),
            meter: Meter::default(),
            next_connection: AtomicU64::new(1),
            observers: observe::Observers::default(),
            visitors: visitors::Visitors::default(),
        });
        let stop = CancellationToken::new();
        tokio::spawn(stop.clone().run_until_cancelled_owned(inner.clone().tick()));
        if let Some(mut signals) = signals {
            // What waits already, before there is a socket: a bus that is up needs no resync to say so.
            while let Ok(signal) = signals.try_recv() {
                inner.on(signal);
            }
            tokio::spawn(
                stop.clone()
                    .run_until_cancelled_owned(inner.clone().listen(signals)),
            );
        }
        Self {
            inner,
            tasks: Arc::new(stop.drop_guard()),
        }
    }

    /// A hub for one node alone, with the default options.
    #[must_use]
    pub fn local() -> Self {
        Self::start(Bus::local(), HubOptions::default())
    }

    /// This node.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.inner.bus.node()
    }

    /// Publishes a hint to one topic, here and at the other nodes. Never waits, never fails. Call it after the
    /// transaction that it speaks of is committed.
    pub fn publish(&self, topic: Topic, event: Event) {
        self.publish_to(&[topic], event);
    }

    /// Publishes a hint to several topics; a socket that listens to more than one of them gets it once. For instance a
    /// changed conversation to the conversation, its inbox and its assignee.
    pub fn publish_to(&self, topics: &[Topic], event: Event) {
        let Some((topic, also)) = topics.split_first() else {
            return;
        };
        self.inner.deliver(topics, &event, "local");
        self.inner.bus.publish(|| Body::Event {
            topic: *topic,
            also: also.to_vec(),
            event,
        });
    }

    /// Publishes a hint here only: every node gives hints of this kind by itself.
    pub fn publish_here(&self, topic: Topic, event: &Event) {
        self.inner.deliver(&[topic], event, "local");
    }

    /// Follows every hint that this node publishes or hears from others, before the sockets do.
    pub fn observe(&self, observer: Observer) {
        self.inner.observers.add(observer);
    }

    /// Registers a socket. `access` was read from the database before; what changed in between is missed, so a server
    /// that revokes access at run time uses [`Hub::connect_closed`].
    #[must_use]
    pub fn connect(&self, identity: Identity, access: Access) -> Connection {
        self.register(identity, Some(access))
    }

    /// Registers a socket that hears nothing yet; its first [`Delivery`] asks for its access. Because it is registered
    /// before the access is read, no change of access can fall between.
    #[must_use]
    pub fn connect_closed(&self, identity: Identity) -> Connection {
        self.register(identity, None)
    }

    fn register(&self, identity: Identity, access: Option<Access>) -> Connection {
        let id = self.inner.count_connection();
        let socket = Arc::new(Socket::new(id, identity, access, self.inner.options.queue));
        write(&self.inner.index).add(socket.clone());
        self.inner.meter.connected();
        let agent = socket.identity.agent_id;
        self.inner.attend(agent, |desk, _| {
            desk.arrive(agent, &socket.identity.name, id);
            false
        });
        Connection::new(self.inner.clone(), socket)
    }

    /// Registers a visitor's socket. Visitors are told what to look at again and nothing else, and are no part of presence.
    #[must_use]
    pub fn connect_visitor(&self, visitor: VisitorId, inbox: InboxId) -> VisitorConnection {
        self.inner.connect_visitor(visitor, inbox)
    }

    /// The visitors' sockets of this node.
    #[must_use]
    pub fn visitors(&self) -> VisitorCrowd<'_> {
        VisitorCrowd {
            visitors: &self.inner.visitors,
        }
    }

    /// Whether other nodes can be heard; always true without a bus.
    #[must_use]
    pub fn is_bus_up(&self) -> bool {
        self.inner.bus.is_up()
    }

    /// The access of these agents changed; of everybody when the list is empty. Their sockets on all nodes hear nothing
    /// until it has been read anew.
    pub fn access_changed(&self, agent_ids: &[AgentId]) {
        self.control(Control::AccessChanged {
            agent_ids: agent_ids.to_vec(),
        });
    }

    /// Closes the sockets of a browser session, on all nodes.
    pub fn end_session(&self, session_id: SessionId) {
        self.control(Control::SessionEnded { session_id });
    }

    /// Closes all sockets of an agent, on all nodes.
    pub fn end_agent(&self, agent_id: AgentId) {
        self.control(Control::AgentEnded { agent_id });
    }

    fn control(&self, control: Control) {
        self.inner.control(&control);
        self.inner.bus.publish(|| Body::Control(control));
    }

    /// Who is online and where, on all nodes.
    #[must_use]
    pub fn presence(&self) -> Presence<'_> {
        Presence { inner: &self.inner }
    }

    /// Counts, for the health page.
    #[must_use]
    pub fn stats(&self) -> HubStats {
        HubStats {
            bus_dropped: self.inner.bus.dropped(),
            bus_up: self.inner.bus.is_up(),
            nodes: lock(&self.inner.attendance).roster.others(self.node()) as u64,
            ..self.inner.meter.snapshot()
        }
    }

    /// Closes all sockets, says goodbye to the other nodes, and waits a moment for the bus to take it.
    pub async fn shutdown(self) {
        self.inner.close_all();
        self.inner.bus.publish(|| Body::Goodbye);
        self.inner.bus.close().await;
        drop(self.tasks);
    }
}

/// Who is online and where, on all nodes.
#[derive(Debug, Clone, Copy)]
pub struct Presence<'a> {
    inner: &'a Inner,
}

impl Presence<'_> {
    /// Everybody who is online, by id.
    #[must_use]
    pub fn online(&self) -> Vec<AgentBrief> {
        lock(&self.inner.attendance).roster.online()
    }

    /// Whether an agent is online.
    #[must_use]
    pub fn is_online(&self, agent: AgentId) -> bool {
        lock(&self.inner.attendance).roster.name(agent).is_some()
    }

    /// What everybody who is online does, by id.
    #[must_use]
    pub fn postures(&self) -> Vec<Posture> {
        lock(&self.inner.attendance).roster.postures()
    }

    /// Whether an agent sits in front of a window, so that what happens is seen there.
    #[must_use]
    pub fn is_attentive(&self, agent: AgentId) -> bool {
        lock(&self.inner.attendance).roster.is_attentive(agent)
    }

    /// Who looks at a conversation, and whether they are writing in it, by id. For callers that have checked the
    /// access to it.
    #[must_use]
    pub fn viewers(&self, conversation: ConversationId) -> Vec<Viewer> {
        lock(&self.inner.attendance).roster.viewers(conversation)
    }
}
