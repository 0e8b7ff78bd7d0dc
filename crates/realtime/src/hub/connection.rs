//! A socket's own handle to the hub.

use std::sync::Arc;
use std::time::Duration;

use domain::{AgentId, ConversationId, InboxId};

use super::index::{Confirmed, Subscribed};
use super::inner::Inner;
use super::socket::{ConnectionId, Delivery, Socket, Ticket};
use crate::access::{Access, Ask, Identity};
use crate::presence::Viewer;
use crate::sync::{lock, read, write};
use crate::{AgentBrief, NodeId, Topic};

/// A socket's own handle to the hub; the socket is forgotten when it is dropped.
///
/// [`crate::ClientSession`] wraps it for the browser protocol. Used bare, it is the receiving half for programs.
#[derive(Debug)]
pub struct Connection {
    inner: Arc<Inner>,
    socket: Arc<Socket>,
}

/// Why a wish was not granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not exist, or may not be heard; which of the two is not said.
    #[error("there is no such topic for you")]
    NotFound,
    /// The conversation is not subscribed to, or not confirmed yet.
    #[error("the conversation is not subscribed to")]
    NotSubscribed,
    /// One socket listens to so much already.
    #[error("this socket listens to too many topics")]
    TooManyTopics,
}

impl Connection {
    pub(super) fn new(inner: Arc<Inner>, socket: Arc<Socket>) -> Self {
        Self { inner, socket }
    }

    /// This socket.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.socket.id
    }

    /// The node that serves it.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.inner.bus.node()
    }

    /// Who is at the other end.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.socket.identity
    }

    /// What has to be done next; waits for it. Dropping the future loses nothing. One task at a time.
    pub async fn next(&self) -> Delivery {
        self.socket.next().await
    }

    /// What has to be done next, if there is anything: to write several frames before one flush.
    #[must_use]
    pub fn try_next(&self) -> Option<Delivery> {
        self.socket.try_next()
    }

    /// Listens to a topic whose access the filter can judge alone, that is any but a conversation.
    ///
    /// # Errors
    /// When the topic is another agent's, the filter refuses it, or there are too many.
    pub fn subscribe(&self, topic: Topic) -> Result<(), Refused> {
        let allowed = match topic {
            // Judged by its inbox, which only the database knows.
            Topic::Conversation(_) => false,
            Topic::Agent(agent) => agent == self.agent(),
            Topic::Inbox(inbox) => self.may_listen(&topic, Some(inbox)),
            Topic::Organisation => self.may_listen(&topic, None),
        };
        if !allowed {
            return Err(Refused::NotFound);
        }
        self.add(topic, false)
    }

    /// Begins to listen to a conversation. Nothing is delivered until [`Connection::confirm`], but nothing that happens
    /// from now on is lost: so subscribe first, then read the database.
    ///
    /// # Errors
    /// When there are too many topics.
    pub fn subscribe_pending(&self, conversation: ConversationId) -> Result<(), Refused> {
        self.add(Topic::Conversation(conversation), true)
    }

    /// The database allowed the conversation. False when it changed after it was read, so that it must be read again.
    ///
    /// # Errors
    /// When the conversation lies out of reach, or is not wanted any more.
    pub fn confirm(
        &self,
        conversation: ConversationId,
        inbox: InboxId,
        last_seq: i64,
    ) -> Result<bool, Refused> {
        let topic = Topic::Conversation(conversation);
        if !self.may_listen(&topic, Some(inbox)) {
            self.unsubscribe(topic);
            return Err(Refused::NotFound);
        }
        match write(&self.inner.index).confirm(self.id(), topic, inbox, last_seq) {
            Confirmed::Done => Ok(true),
            Confirmed::Stale => Ok(false),
            Confirmed::Gone => Err(Refused::NotSubscribed),
        }
    }

    /// Listens no longer, and leaves the conversation if it is one.
    pub fn unsubscribe(&self, topic: Topic) {
        write(&self.inner.index).unsubscribe(self.id(), topic);
        if let Topic::Conversation(conversation) = topic {
            self.inner.put_down(&self.socket, conversation);
        }
    }

    /// Opens the socket after [`Delivery::Reauthorise`]: drops the subscriptions that the new access does not cover,
    /// and tells the client to resync. False when the ticket is void; another one is on its way then.
    pub fn admit(&self, ticket: Ticket, access: Access) -> bool {
        let Some(resync) = self.socket.admit(ticket, access) else {
            return false;
        };
        let revoked: Vec<Topic> = {
            let index = read(&self.inner.index);
            index
                .topics_of(self.id())
                .filter(|topic| {
                    let inbox = index
                        .listeners(*topic)
                        .and_then(|listeners| listeners.inbox(*topic));
                    let own = matches!(topic, Topic::Agent(_));
                    let pending = matches!(topic, Topic::Conversation(_)) && !index.hears(self.id(), *topic);
                    !own && !pending && !self.may_listen(topic, inbox)
                })
                .collect()
        };
        if let Some(reason) = resync {
            self.socket.resync(reason);
        }
        for topic in revoked {
            self.inner.revoke(self.id(), topic);
        }
        true
    }

    /// The conversation on screen, or none.
    ///
    /// # Errors
    /// When it is not subscribed to.
    pub fn set_viewing(&self, viewing: Option<ConversationId>) -> Result<(), Refused> {
        if let Some(conversation) = viewing {
            self.require(conversation)?;
        }
        self.inner.attend(self.agent(), |desk, _| {
            desk.view(self.agent(), self.id(), viewing);
            false
        });
        Ok(())
    }

    /// Whether the agent sits in front of this socket's window.
    pub fn set_attentive(&self, attentive: bool) {
        self.inner.attend(self.agent(), |desk, _| {
            desk.attend(self.agent(), self.id(), attentive);
            false
        });
    }

    /// The agent writes, or ceased to. Ends by itself unless it is said again.
    ///
    /// # Errors
    /// When the conversation is not subscribed to.
    pub fn set_typing(&self, conversation: ConversationId, active: bool) -> Result<(), Refused> {
        if active {
            self.require(conversation)?;
        }
        let lasts: Option<Duration> = active.then_some(self.inner.options.typing_lasts);
        self.inner.attend(self.agent(), |desk, now| {
            desk.typing(self.agent(), self.id(), conversation, lasts, now)
        });
        Ok(())
    }

    /// Who looks at a conversation that this socket hears.
    ///
    /// # Errors
    /// When the conversation is not subscribed to.
    pub fn viewers(&self, conversation: ConversationId) -> Result<Vec<Viewer>, Refused> {
        self.require(conversation)?;
        Ok(lock(&self.inner.attendance).roster.viewers(conversation))
    }

    /// Who is online.
    #[must_use]
    pub fn online(&self) -> Vec<AgentBrief> {
        lock(&self.inner.attendance).roster.online()
    }

    fn agent(&self) -> AgentId {
        self.socket.identity.agent_id
    }

    fn require(&self, conversation: ConversationId) -> Result<(), Refused> {
        let heard = read(&self.inner.index).hears(self.id(), Topic::Conversation(conversation));
        if heard {
            Ok(())
        } else {
            Err(Refused::NotSubscribed)
        }
    }

    /// While the access is being read anew the wish is taken down and judged afterwards: nothing is delivered before.
    fn may_listen(&self, topic: &Topic, inbox_id: Option<InboxId>) -> bool {
        self.socket.allows(
            &Ask {
                topic,
                inbox_id,
                event: None,
            },
            true,
        )
    }

    fn add(&self, topic: Topic, pending: bool) -> Result<(), Refused> {
        let limit = self.inner.options.topics_per_socket;
        match write(&self.inner.index).subscribe(self.id(), topic, pending, limit) {
            Subscribed::Done => Ok(()),
            Subscribed::TooMany => Err(Refused::TooManyTopics),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.inner.disconnect(&self.socket);
    }
}
