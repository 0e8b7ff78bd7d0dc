//! The way between nodes.
//!
//! Publishing never waits and never fails for the caller: a hint that cannot be sent is counted, and because its number
//! was used up, the other nodes see the hole and resync. So the bus may lose messages, but never silently.

mod nats;
mod options;

use std::sync::Mutex;

use bytes::Bytes;
use tokio::sync::mpsc;

pub use options::{BusError, BusOptions};

use crate::sync::lock;
use crate::{Body, Envelope, NodeId};
use nats::NatsBus;

/// The way between nodes. Made by [`Bus::connect`], given to [`crate::Hub::start`].
#[derive(Debug)]
pub enum Bus {
    /// There is one node, and nobody to tell.
    Local(NodeId),
    /// Several nodes around a NATS server.
    Nats(Box<Remote>),
}

/// A bus with others on it.
#[derive(Debug)]
pub struct Remote {
    node: NodeId,
    /// Held while a message is queued, so that numbers leave in order.
    said: Mutex<Said>,
    nats: NatsBus,
    signals: Mutex<Option<mpsc::Receiver<Signal>>>,
}

#[derive(Debug, Default)]
struct Said {
    /// The number of the last message.
    sequence: u64,
    /// After the goodbye nothing may follow: it would bring this node back to life for the others.
    goodbye: bool,
}

/// What the bus tells the hub.
#[derive(Debug)]
pub(crate) enum Signal {
    /// Another node says something.
    Message(Envelope),
    /// From now on the others are heard again; what they said before may be lost.
    Up,
    /// The others are heard no more.
    Down,
}

impl Bus {
    /// A bus for one node alone.
    #[must_use]
    pub fn local() -> Self {
        Self::Local(NodeId::random())
    }

    /// Connects as the options say. A NATS server that is merely not there yet is waited for in the background, so
    /// that a machine can start its services in any order; until then the hub counts the bus as down.
    ///
    /// # Errors
    /// When the options cannot work: a bad URL or prefix, unreadable credentials, a refused login, a TLS failure.
    pub async fn connect(options: BusOptions) -> Result<Self, BusError> {
        let Some(url) = options.url.clone() else {
            return Ok(Self::local());
        };
        let node = NodeId::random();
        let (sender, signals) = mpsc::channel(options.queue);
        let nats = NatsBus::connect(node, &url, &options, sender).await?;
        let signals = Mutex::new(Some(signals));
        Ok(Self::Nats(Box::new(Remote {
            node,
            said: Mutex::default(),
            nats,
            signals,
        })))
    }

    /// This node.
    #[must_use]
    pub fn node(&self) -> NodeId {
        match self {
            Self::Local(node) => *node,
            Self::Nats(remote) => remote.node,
        }
    }

    /// Whether the other nodes can be heard now; true when there are none.
    #[must_use]
    pub fn is_up(&self) -> bool {
        match self {
            Self::Local(_) => true,
            Self::Nats(remote) => remote.nats.is_up(),
        }
    }

    /// Messages that could not be sent.
    pub(crate) fn dropped(&self) -> u64 {
        match self {
            Self::Local(_) => 0,
            Self::Nats(remote) => remote.nats.dropped(),
        }
    }

    /// Tells the other nodes; never waits. The body is only made when there is somebody to tell.
    pub(crate) fn publish(&self, body: impl FnOnce() -> Body) {
        match self {
            Self::Local(_) => {}
            Self::Nats(remote) => remote.publish(body()),
        }
    }

    /// What comes in; none the second time, and none without a bus.
    pub(crate) fn take_signals(&self) -> Option<mpsc::Receiver<Signal>> {
        match self {
            Self::Local(_) => None,
            Self::Nats(remote) => lock(&remote.signals).take(),
        }
    }

    /// Sends what is queued, waiting for it no longer than a moment, and lets go of the server.
    pub(crate) async fn close(&self) {
        match self {
            Self::Local(_) => {}
            Self::Nats(remote) => remote.nats.close().await,
        }
    }
}

impl Remote {
    fn publish(&self, body: Body) {
        let mut said = lock(&self.said);
        if said.goodbye {
            return;
        }
        said.sequence += 1;
        said.goodbye = body == Body::Goodbye;
        let envelope = Envelope {
            node: self.node,
            sequence: said.sequence,
            body,
        };
        match serde_json::to_vec(&envelope) {
            Ok(payload) => self.nats.send(Bytes::from(payload)),
            Err(error) => self.nats.lost(&error),
        }
    }
}
