//! One browser's side of the protocol, without a socket.
//!
//! The server's WebSocket task owns a [`ClientSession`] and does three things: it gives every text frame to
//! [`ClientSession::handle_text`], does the [`Action`]s that come back, and sends what [`ClientSession::next`] yields.
//! The only thing that the session cannot do is read the database; it asks for it by [`Action::LookUp`] and by
//! [`Delivery::Reauthorise`]. Both are to be answered with what the database says at that moment, never from a cache
//! that is older than the question.
//!
//! ```text
//! let mut session = ClientSession::open(&hub, identity);
//! loop {
//!     let actions = select! {
//!         frame = socket.recv() => session.handle_text(frame),
//!         delivery = session.next() => match delivery {
//!             Delivery::Send(json)          => { socket.send(json); continue }
//!             Delivery::Reauthorise(ticket) => session.reauthorised(ticket, read_access()?),
//!             Delivery::Close(reason)       => break,
//!         },
//!     };
//!     // A queue, because the answer to a look-up is again a list of actions.
//!     while let Some(action) = actions.next() {
//!         Action::Send(message) => socket.send(json(message)),
//!         Action::LookUp(id)    => actions.extend(session.looked_up(id, look_up(id))),
//!     }
//! }
//! ```

use std::collections::HashMap;

use domain::{ConversationId, InboxId};
use tokio::time::Instant;

use crate::access::Access;
use crate::hub::{Connection, Delivery, Refused, Ticket};
use crate::protocol::{ClientMessage, ErrorCode, PROTOCOL, ResyncReason, ServerMessage};
use crate::{Hub, Identity, Topic};

/// The longest text frame that is read. A subscription to all that a socket can have fits several times.
const LONGEST_MESSAGE: usize = 64 * 1024;
/// How many messages may come at once, and how many a second after that: several times what a person causes.
const BURST: f64 = 100.0;
const MESSAGES_PER_SECOND: f64 = 20.0;
/// How often a conversation is looked up for one subscription. It changes only while somebody writes to it in that very
/// moment, so more than a few times means that the database is not telling the newest.
const LOOK_UPS: u32 = 5;

/// What the server has to do for the client.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send this.
    Send(ServerMessage),
    /// Look the conversation up with the actor's scope and give the answer to [`ClientSession::looked_up`].
    LookUp(ConversationId),
}

/// What the database says of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUp {
    /// The actor may see it.
    Found {
        /// Where it lies.
        inbox_id: InboxId,
        /// The newest entry of its timeline.
        last_seq: i64,
    },
    /// It does not exist, or the actor may not see it.
    NotFound,
    /// The database did not answer.
    Failed,
}

/// One browser's side of the protocol.
#[derive(Debug)]
pub struct ClientSession {
    connection: Connection,
    pending: HashMap<ConversationId, Pending>,
    allowance: Allowance,
    welcomed: bool,
}

/// A conversation that is being looked up.
#[derive(Debug, Default)]
struct Pending {
    /// What the client holds, when it said so.
    held: Option<i64>,
    /// The client said in the meantime that it is on screen.
    viewing: bool,
    look_ups: u32,
}

impl ClientSession {
    /// Registers a browser at the hub. It is welcomed when its access has been read: see [`Delivery::Reauthorise`],
    /// which is what [`ClientSession::next`] yields first.
    #[must_use]
    pub fn open(hub: &Hub, identity: Identity) -> Self {
        Self {
            connection: hub.connect_closed(identity),
            pending: HashMap::new(),
            allowance: Allowance::new(Instant::now()),
            welcomed: false,
        }
    }

    /// The handle to the hub.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What the hub has for this socket; waits for it. Dropping the future loses nothing.
    pub async fn next(&self) -> Delivery {
        self.connection.next().await
    }

    /// What the hub has for this socket, if anything.
    #[must_use]
    pub fn try_next(&self) -> Option<Delivery> {
        self.connection.try_next()
    }

    /// The access was read again, after [`Delivery::Reauthorise`]. The first time this welcomes the client.
    pub fn reauthorised(&mut self, ticket: Ticket, access: Access) -> Vec<Action> {
        if !self.connection.admit(ticket, access) || std::mem::replace(&mut self.welcomed, true) {
            return Vec::new();
        }
        vec![Action::Send(ServerMessage::Welcome {
            connection_id: self.connection.id(),
            node: self.connection.node(),
            protocol: PROTOCOL,
        })]
    }

    /// A text frame came. Whatever it holds, the session goes on.
    pub fn handle_text(&mut self, text: &str) -> Vec<Action> {
        if text.len() > LONGEST_MESSAGE {
            let detail = format!("a message can have {LONGEST_MESSAGE} bytes");
            return vec![error(ErrorCode::MessageTooLarge, detail, None)];
        }
        match serde_json::from_str(text) {
            Ok(message) => self.handle(message),
            Err(why) => vec![error(ErrorCode::BadMessage, why.to_string(), None)],
        }
    }

    /// A message came.
    pub fn handle(&mut self, message: ClientMessage) -> Vec<Action> {
        if !self.allowance.take(Instant::now()) {
            let detail = format!("at most {MESSAGES_PER_SECOND} messages a second");
            return vec![error(ErrorCode::TooManyMessages, detail, None)];
        }
        match message {
            ClientMessage::Subscribe { topics, conversation } => {
                let mut actions: Vec<Action> = topics
                    .iter()
                    .flat_map(|topic| self.subscribe_text(topic))
                    .collect();
                if let Some(position) = conversation {
                    actions.extend(self.subscribe_conversation(position.id, Some(position.last_seq)));
                }
                actions
            }
            ClientMessage::Unsubscribe { topics } => {
                // A topic that is not known was never listened to.
                for topic in topics.iter().filter_map(|text| text.parse().ok()) {
                    self.unsubscribe(topic);
                }
                Vec::new()
            }
            ClientMessage::Viewing { conversation_id } => self.viewing(conversation_id),
            ClientMessage::Attentive { active } => {
                self.connection.set_attentive(active);
                Vec::new()
            }
            ClientMessage::Typing {
                conversation_id,
                active,
            } => {
                // One that is still being looked up: typing is said again in three seconds.
                if self.pending.contains_key(&conversation_id) {
                    return Vec::new();
                }
                refusal(
                    self.connection.set_typing(conversation_id, active),
                    Topic::Conversation(conversation_id),
                )
            }
            ClientMessage::Ping => vec![Action::Send(ServerMessage::Pong)],
        }
    }

    fn subscribe_text(&mut self, text: &str) -> Vec<Action> {
        match text.parse() {
            Ok(Topic::Conversation(id)) => self.subscribe_conversation(id, None),
            Ok(topic) => self.subscribe(topic),
            Err(unknown) => {
                let named = Some(unknown.0.clone());
                vec![error(ErrorCode::UnknownTopic, unknown.to_string(), named)]
            }
        }
    }

    fn subscribe(&self, topic: Topic) -> Vec<Action> {
        if let Err(why) = self.connection.subscribe(topic) {
            return refusal(Err(why), topic);
        }
        let mut actions = vec![Action::Send(ServerMessage::Subscribed {
            topic,
            last_seq: None,
        })];
        if topic == Topic::Organisation {
            actions.push(Action::Send(ServerMessage::Online {
                agents: self.connection.online(),
            }));
        }
        actions
    }

    /// Listens first, looks up afterwards: in the other order an entry could fall between the two.
    fn subscribe_conversation(&mut self, id: ConversationId, held: Option<i64>) -> Vec<Action> {
        if let Err(why) = self.connection.subscribe_pending(id) {
            return refusal(Err(why), Topic::Conversation(id));
        }
        let waiting = self.pending.contains_key(&id);
        let pending = self.pending.entry(id).or_default();
        // `topics` and `conversation` may name the same one.
        pending.held = held.or(pending.held);
        if waiting {
            Vec::new()
        } else {
            vec![Action::LookUp(id)]
        }
    }

    fn unsubscribe(&mut self, topic: Topic) {
        if let Topic::Conversation(id) = topic {
            self.pending.remove(&id);
        }
        self.connection.unsubscribe(topic);
    }

    fn viewing(&mut self, conversation: Option<ConversationId>) -> Vec<Action> {
        for pending in self.pending.values_mut() {
            pending.viewing = false;
        }
        let Some(id) = conversation else {
            return refusal(self.connection.set_viewing(None), Topic::Organisation);
        };
        if let Some(pending) = self.pending.get_mut(&id) {
            pending.viewing = true;
            return Vec::new();
        }
        refusal(self.connection.set_viewing(Some(id)), Topic::Conversation(id))
    }

    /// The answer to [`Action::LookUp`]. An answer that nobody waits for any more is ignored.
    pub fn looked_up(&mut self, id: ConversationId, answer: LookUp) -> Vec<Action> {
        let Some(pending) = self.pending.get_mut(&id) else {
            return Vec::new();
        };
        let topic = Topic::Conversation(id);
        let (inbox_id, last_seq) = match answer {
            LookUp::Found { inbox_id, last_seq } => (inbox_id, last_seq),
            LookUp::NotFound => {
                self.unsubscribe(topic);
                return refusal(Err(Refused::NotFound), topic);
            }
            LookUp::Failed => return self.give_up(id),
        };
        match self.connection.confirm(id, inbox_id, last_seq) {
            Ok(true) => self.confirmed(id, last_seq),
            Ok(false) if pending.look_ups < LOOK_UPS => {
                pending.look_ups += 1;
                vec![Action::LookUp(id)]
            }
            Ok(false) => self.give_up(id),
            Err(why) => {
                self.pending.remove(&id);
                refusal(Err(why), topic)
            }
        }
    }

    fn give_up(&mut self, id: ConversationId) -> Vec<Action> {
        let topic = Topic::Conversation(id);
        self.unsubscribe(topic);
        let detail = "the conversation could not be looked up, subscribe again later".to_owned();
        vec![error(ErrorCode::Unavailable, detail, Some(topic.to_string()))]
    }

    fn confirmed(&mut self, id: ConversationId, last_seq: i64) -> Vec<Action> {
        let pending = self.pending.remove(&id).unwrap_or_default();
        let topic = Topic::Conversation(id);
        let mut actions = vec![Action::Send(ServerMessage::Subscribed {
            topic,
            last_seq: Some(last_seq),
        })];
        match pending.held {
            Some(held) if held < last_seq => actions.push(Action::Send(ServerMessage::Gap {
                conversation_id: id,
                from_seq: held.max(0).saturating_add(1),
                to_seq: last_seq,
            })),
            Some(held) if held > last_seq => actions.push(Action::Send(ResyncReason::Ahead.message())),
            Some(_) | None => {}
        }
        if pending.viewing {
            actions.extend(refusal(self.connection.set_viewing(Some(id)), topic));
        }
        if let Ok(viewers) = self.connection.viewers(id) {
            actions.push(Action::Send(ServerMessage::Presence {
                conversation_id: id,
                viewers,
            }));
        }
        actions
    }
}

fn refusal(result: Result<(), Refused>, topic: Topic) -> Vec<Action> {
    let Err(why) = result else { return Vec::new() };
    let code = match why {
        Refused::NotFound => ErrorCode::NotFound,
        Refused::NotSubscribed => ErrorCode::NotSubscribed,
        Refused::TooManyTopics => ErrorCode::TooManyTopics,
    };
    vec![error(code, why.to_string(), Some(topic.to_string()))]
}

fn error(code: ErrorCode, detail: String, topic: Option<String>) -> Action {
    Action::Send(ServerMessage::Error { code, detail, topic })
}

/// How many more messages the client may send now.
#[derive(Debug)]
struct Allowance {
    left: f64,
    at: Instant,
}

impl Allowance {
    fn new(now: Instant) -> Self {
        Self { left: BURST, at: now }
    }

    fn take(&mut self, now: Instant) -> bool {
        let gained = now.duration_since(self.at).as_secs_f64() * MESSAGES_PER_SECOND;
        self.at = now;
        self.left = (self.left + gained).min(BURST);
        let allowed = self.left >= 1.0;
        if allowed {
            self.left -= 1.0;
        }
        allowed
    }
}
