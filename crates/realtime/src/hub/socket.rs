//! One socket as the hub sees it: who it is, what it may hear, and its bounded queue.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, RwLock};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::access::{Access, Ask, Identity};
use crate::protocol::{ResyncReason, ServerMessage};
use crate::sync::{lock, read, write};

/// One socket; unique at its node, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub u64);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the task that holds the WebSocket has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Send this text frame: JSON of a [`ServerMessage`], shared with the other sockets that get the same.
    Send(Bytes),
    /// Read from the database what the agent may see now, and give it to [`crate::ClientSession::reauthorised`];
    /// close the socket when the session has ended or the database does not answer. Until then nothing is delivered,
    /// afterwards the client is told to resync.
    Reauthorise(Ticket),
    /// Close the socket.
    Close(CloseReason),
}

/// Belongs to one [`Delivery::Reauthorise`]. An answer to an older one is void: it was read before the last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// Why the server closes a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// The session was ended, or the agent removed.
    SignedOut,
    /// The node shuts down; the client connects again, to another one.
    Shutdown,
}

/// The JSON text of a message to a client.
pub(crate) fn frame(message: &impl Serialize) -> Option<Bytes> {
    match serde_json::to_vec(message) {
        Ok(json) => Some(Bytes::from(json)),
        Err(error) => {
            tracing::error!(%error, "a message to the clients cannot be written as JSON");
            None
        }
    }
}

#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) id: ConnectionId,
    pub(crate) identity: Identity,
    admission: RwLock<Admission>,
    queue: Mutex<Queue>,
    wake: Notify,
    capacity: usize,
}

struct Admission {
    /// None while the access is being read anew: nothing passes.
    access: Option<Access>,
    epoch: u64,
    /// What to tell the client once the access is there.
    resync: Option<ResyncReason>,
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission")
            .field("open", &self.access.is_some())
            .field("epoch", &self.epoch)
            .finish()
    }
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Bytes>,
    reauthorise: Option<Ticket>,
    closed: Option<CloseReason>,
}

impl Socket {
    /// Without `access` the socket begins by asking for it.
    pub(crate) fn new(id: ConnectionId, identity: Identity, access: Option<Access>, capacity: usize) -> Self {
        let reauthorise = access.is_none().then_some(Ticket(0));
        Self {
            id,
            identity,
            admission: RwLock::new(Admission {
                access,
                epoch: 0,
                resync: None,
            }),
            queue: Mutex::new(Queue {
                reauthorise,
                ..Queue::default()
            }),
            wake: Notify::new(),
            capacity: capacity.max(2),
        }
    }

    /// Whether the access filter lets it pass. `while_waiting` is the answer when the access is being read anew.
    pub(crate) fn allows(&self, ask: &Ask<'_>, while_waiting: bool) -> bool {
        read(&self.admission)
            .access
            .as_ref()
            .map_or(while_waiting, |access| access(ask))
    }

    /// Whether the access is being read anew.
    pub(crate) fn is_waiting(&self) -> bool {
        read(&self.admission).access.is_none()
    }

    /// Appends a message. A full queue is thrown away for one resync, and later messages follow that: the client may
    /// lose hints, but always knows. Says whether that happened.
    pub(crate) fn push(&self, message: Bytes) -> bool {
        let overflowed = {
            let mut queue = lock(&self.queue);
            if queue.closed.is_some() {
                return false;
            }
            let full = queue.items.len() >= self.capacity;
            if full {
                queue.replace_by_resync(ResyncReason::SlowSocket);
            } else {
                queue.items.push_back(message);
            }
            full
        };
        self.wake.notify_one();
        overflowed
    }

    /// What waits in the queue is older than the resync, hence not needed any more.
    pub(crate) fn resync(&self, reason: ResyncReason) {
        lock(&self.queue).replace_by_resync(reason);
        self.wake.notify_one();
    }

    /// Lets nothing pass until the access has been read anew, then resyncs: for when a change of access may have been
    /// missed together with the hints.
    pub(crate) fn reauthorise(&self, reason: ResyncReason) {
        let ticket = {
            let mut admission = write(&self.admission);
            admission.access = None;
            admission.epoch += 1;
            admission.resync = Some(reason);
            Ticket(admission.epoch)
        };
        let mut queue = lock(&self.queue);
        queue.items.clear();
        queue.reauthorise = Some(ticket);
        drop(queue);
        self.wake.notify_one();
    }

    /// Opens the socket again. `None` when the ticket is void; otherwise what the client has to be told.
    pub(crate) fn admit(&self, ticket: Ticket, access: Access) -> Option<Option<ResyncReason>> {
        let mut admission = write(&self.admission);
        if admission.epoch != ticket.0 {
            return None;
        }
        admission.access = Some(access);
        Some(admission.resync.take())
    }

    pub(crate) fn close(&self, reason: CloseReason) {
        let mut queue = lock(&self.queue);
        queue.items.clear();
        queue.closed.get_or_insert(reason);
        drop(queue);
        self.wake.notify_one();
    }

    pub(crate) fn try_next(&self) -> Option<Delivery> {
        let mut queue = lock(&self.queue);
        if let Some(reason) = queue.closed {
            return Some(Delivery::Close(reason));
        }
        if let Some(ticket) = queue.reauthorise.take() {
            return Some(Delivery::Reauthorise(ticket));
        }
        let next = queue.items.pop_front().map(Delivery::Send);
        // Ten thousand idle sockets must not each keep the memory of their busiest moment.
        if queue.items.is_empty() && queue.items.capacity() > 32 {
            queue.items.shrink_to(4);
        }
        next
    }

    /// One reader only: a wake-up goes to one.
    pub(crate) async fn next(&self) -> Delivery {
        loop {
            if let Some(delivery) = self.try_next() {
                return delivery;
            }
            self.wake.notified().await;
        }
    }

    pub(crate) fn send(&self, message: &ServerMessage) -> bool {
        frame(message).is_some_and(|bytes| self.push(bytes))
    }
}

impl Queue {
    fn replace_by_resync(&mut self, reason: ResyncReason) {
        self.items.clear();
        self.items.extend(frame(&reason.message()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access;
    use domain::AgentId;

    fn socket(access: Option<Access>) -> Socket {
        let identity = Identity {
            agent_id: AgentId(1),
            name: "Ana".into(),
            session_id: None,
        };
        Socket::new(ConnectionId(1), identity, access, 3)
    }

    fn text(delivery: Option<Delivery>) -> String {
        match delivery {
            Some(Delivery::Send(bytes)) => String::from_utf8(bytes.to_vec()).unwrap(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_full_queue_becomes_one_resync_and_goes_on() {
        let socket = socket(Some(access::everything()));
        for n in 0..3 {
            assert!(!socket.push(Bytes::from(format!("{n}"))));
        }
        assert!(socket.push(Bytes::from_static(b"3")));
        assert!(!socket.push(Bytes::from_static(b"4")));
        assert_eq!(
            text(socket.try_next()),
            r#"{"type":"resync","reason":"slow_socket","spread_ms":0}"#
        );
        assert_eq!(text(socket.try_next()), "4");
        assert_eq!(socket.try_next(), None);
    }

    #[test]
    fn closing_comes_first_and_stays() {
        let socket = socket(Some(access::everything()));
        socket.push(Bytes::from_static(b"1"));
        socket.close(CloseReason::SignedOut);
        socket.close(CloseReason::Shutdown);
        socket.push(Bytes::from_static(b"2"));
        for _ in 0..2 {
            assert_eq!(socket.try_next(), Some(Delivery::Close(CloseReason::SignedOut)));
        }
    }

    #[test]
    fn an_answer_that_was_read_before_the_last_change_is_void() {
        let socket = socket(None);
        let ask = Ask {
            topic: &crate::Topic::Organisation,
            inbox_id: None,
            event: None,
        };
        assert!(!socket.allows(&ask, false));
        assert_eq!(socket.try_next(), Some(Delivery::Reauthorise(Ticket(0))));
        socket.reauthorise(ResyncReason::AccessChanged);
        assert_eq!(socket.admit(Ticket(0), access::everything()), None);
        assert!(!socket.allows(&ask, false));
        assert_eq!(socket.try_next(), Some(Delivery::Reauthorise(Ticket(1))));
        assert_eq!(
            socket.admit(Ticket(1), access::everything()),
            Some(Some(ResyncReason::AccessChanged))
        );
        assert!(socket.allows(&ask, false));
    }
}
