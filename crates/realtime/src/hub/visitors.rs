//! Sockets of visitors: thousands of them, each of which follows a chat or two.
//!
//! They have no queue of messages. A hint only marks what a socket has to look at again, and marks merge: so a slow client costs no
//! memory and loses nothing, it only hears of more at once. What is said is read from the database by whoever holds the socket.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use domain::conversations::EntryKind;
use domain::{AgentId, ConversationId, InboxId, Timestamp, VisitorId};
use tokio::sync::Notify;

use super::inner::Inner;
use super::socket::ConnectionId;
use crate::Event;
use crate::sync::lock;

/// Chats that one socket can follow: more than anybody has open.
const MOST_FOLLOWED: usize = 50;

/// What a visitor's socket has to look at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Chats that it follows.
    pub chats: Vec<(ConversationId, Touched)>,
    /// Chats that agents began with this visitor.
    pub invited: Vec<ConversationId>,
    /// The site opened, closed or looks different.
    pub site: bool,
    /// The queue of the site moved, and a chat of this visitor waits in it.
    pub queue: bool,
    /// The node ends: the client connects again, to another one.
    pub closed: bool,
}

/// What there is to look at in a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// The timeline has grown, at least up to this entry. Entries are written one after the other, so that whoever reads now has
    /// everything up to there.
    pub entries: Option<i64>,
    /// Its state or its agent changed.
    pub chat: bool,
    /// Agents have seen it up to this entry.
    pub agent_seen_seq: Option<i64>,
    /// An agent began or ceased to write.
    pub typing: Option<AgentTyping>,
}

impl Touched {
    fn grew(&mut self, seq: i64) {
        self.entries = self.entries.max(Some(seq));
    }
}

/// An agent who writes, or does so no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentTyping {
    /// Who.
    pub agent_id: AgentId,
    /// By which name colleagues know them.
    pub agent_name: String,
    /// Began, or ceased.
    pub active: bool,
}

/// Where a chat stands, as far as a socket has read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChatPosition {
    /// Newest entry.
    pub last_seq: i64,
    /// Whose it is.
    pub assignee_id: Option<AgentId>,
    /// Up to which entry an agent has seen it.
    pub agent_seen_seq: i64,
    /// When its state last changed, in microseconds.
    pub changed_at: i64,
}

impl ChatPosition {
    /// From what the database says.
    #[must_use]
    pub const fn new(
        last_seq: i64,
        assignee_id: Option<AgentId>,
        agent_seen_seq: i64,
        at: Timestamp,
    ) -> Self {
        Self {
            last_seq,
            assignee_id,
            agent_seen_seq,
            changed_at: at.micros(),
        }
    }
}

fn see(read: ChatPosition, touched: &mut Touched, seen: i64) {
    if seen > read.agent_seen_seq {
        touched.agent_seen_seq = touched.agent_seen_seq.max(Some(seen));
    }
}

/// One socket.
#[derive(Debug)]
struct VisitorSocket {
    id: ConnectionId,
    visitor: VisitorId,
    inbox: InboxId,
    news: Mutex<News>,
    wake: Notify,
    /// Whether a chat of it waits, so that moves of the queue concern it.
    waits: AtomicBool,
}

impl VisitorSocket {
    fn mark(&self, change: impl FnOnce(&mut News)) {
        change(&mut lock(&self.news));
        self.wake.notify_one();
    }

    fn touch(&self, conversation: ConversationId, change: impl FnOnce(&mut Touched)) {
        self.mark(
            |news| match news.chats.iter_mut().find(|(id, _)| *id == conversation) {
                Some((_, touched)) => change(touched),
                None => {
                    let mut touched = Touched::default();
                    change(&mut touched);
                    news.chats.push((conversation, touched));
                }
            },
        );
    }
}

/// A socket that follows a chat.
#[derive(Debug)]
struct Follower {
    socket: Arc<VisitorSocket>,
    /// Up to where it has read. Marks are judged by this and not by which hints came: those of two nodes may overtake each other.
    read: ChatPosition,
}

/// All visitors' sockets of this node.
#[derive(Debug, Default)]
pub(super) struct Visitors {
    crowd: Mutex<Crowd>,
}

/// A kind that only newer nodes know may concern them.
fn concerns_visitors(kind: &str) -> bool {
    kind.parse::<EntryKind>()
        .map_or(true, EntryKind::concerns_visitors)
}

#[derive(Debug, Default)]
struct Crowd {
    sockets: HashMap<ConnectionId, Arc<VisitorSocket>>,
    followed: HashMap<ConversationId, Vec<Follower>>,
    /// Sockets of each visitor.
    by_visitor: HashMap<VisitorId, u32>,
}

impl Visitors {
    /// Marks what a hint is about at the sockets that follow it.
    pub(super) fn hear(&self, event: &Event) {
        match event {
            Event::EntryAppended {
                conversation_id,
                seq,
                kind,
                ..
            } if concerns_visitors(kind) => self.grew(*conversation_id, *seq),
            Event::ConversationChanged {
                conversation_id,
                assignee_id,
                ..
            } => self.each(*conversation_id, |read, touched| {
                touched.chat |= read.assignee_id != *assignee_id;
            }),
            Event::ChatChanged { conversation_id, .. } => {
                self.each(*conversation_id, |_, touched| touched.chat = true);
            }
            Event::ChatReceipts {
                conversation_id,
                agent_seen_seq: Some(seen),
                ..
            } => self.each(*conversation_id, |read, touched| see(*read, touched, *seen)),
            Event::Typing {
                conversation_id,
                agent_id,
                agent_name,
                active,
            } => self.each(*conversation_id, |_, touched| {
                touched.typing = Some(AgentTyping {
                    agent_id: *agent_id,
                    agent_name: agent_name.clone(),
                    active: *active,
                });
            }),
            Event::VisitorInvited {
                visitor_id,
                conversation_id,
                ..
            } => self.all(
                |socket| socket.visitor == *visitor_id,
                |news| news.invited.push(*conversation_id),
            ),
            Event::SiteChanged { inbox_id } => {
                self.all(|socket| socket.inbox == *inbox_id, |news| news.site = true);
            }
            _ => {}
        }
    }

    fn grew(&self, conversation: ConversationId, seq: i64) {
        self.each(conversation, |read, touched| {
            if seq > read.last_seq {
                touched.grew(seq);
            }
        });
    }

    /// What the database says of a chat: marks what went unnoticed.
    fn located(&self, conversation: ConversationId, now: ChatPosition) {
        self.each(conversation, |read, touched| {
            if now.last_seq > read.last_seq {
                touched.grew(now.last_seq);
            }
            touched.chat |= now.assignee_id != read.assignee_id || now.changed_at > read.changed_at;
            see(*read, touched, now.agent_seen_seq);
        });
    }

    /// Marks a chat at each of its sockets; what is left unmarked wakes nobody.
    fn each(&self, conversation: ConversationId, mark: impl Fn(&ChatPosition, &mut Touched)) {
        let crowd = lock(&self.crowd);
        for follower in crowd.followed.get(&conversation).into_iter().flatten() {
            let mut touched = Touched::default();
            mark(&follower.read, &mut touched);
            if touched != Touched::default() {
                follower
                    .socket
                    .touch(conversation, |known| mark(&follower.read, known));
            }
        }
    }

    fn all(&self, which: impl Fn(&VisitorSocket) -> bool, change: impl Fn(&mut News)) {
        for socket in lock(&self.crowd).sockets.values().filter(|s| which(s)) {
            socket.mark(&change);
        }
    }

    /// Tells every socket that the node ends.
    pub(super) fn close_all(&self) {
        self.all(|_| true, |news| news.closed = true);
    }
}

impl Inner {
    pub(super) fn connect_visitor(self: &Arc<Self>, visitor: VisitorId, inbox: InboxId) -> VisitorConnection {
        let socket = Arc::new(VisitorSocket {
            id: self.count_connection(),
            visitor,
            inbox,
            news: Mutex::default(),
            wake: Notify::new(),
            waits: AtomicBool::new(false),
        });
        let mut crowd = lock(&self.visitors.crowd);
        crowd.sockets.insert(socket.id, Arc::clone(&socket));
        *crowd.by_visitor.entry(visitor).or_default() += 1;
        drop(crowd);
        metrics::gauge!("rapport_chat_sockets").increment(1.0);
        VisitorConnection {
            inner: Arc::clone(self),
            socket,
            followed: Vec::new(),
        }
    }
}

/// A visitor's own handle to the hub; the socket is forgotten when it is dropped.
#[derive(Debug)]
pub struct VisitorConnection {
    inner: Arc<Inner>,
    socket: Arc<VisitorSocket>,
    followed: Vec<ConversationId>,
}

impl VisitorConnection {
    /// Whose it is.
    #[must_use]
    pub fn visitor(&self) -> VisitorId {
        self.socket.visitor
    }

    /// Follows a chat from now on; false when there are too many. Follow first, then read: then nothing falls between.
    pub fn follow(&mut self, conversation: ConversationId) -> bool {
        if self.followed.contains(&conversation) {
            return true;
        }
        if self.followed.len() >= MOST_FOLLOWED {
            return false;
        }
        self.followed.push(conversation);
        let follower = Follower {
            socket: Arc::clone(&self.socket),
            read: ChatPosition::default(),
        };
        let mut crowd = lock(&self.inner.visitors.crowd);
        crowd.followed.entry(conversation).or_default().push(follower);
        true
    }

    /// Says up to where a followed chat has been read.
    pub fn read(&self, conversation: ConversationId, change: impl FnOnce(&mut ChatPosition)) {
        let mut crowd = lock(&self.inner.visitors.crowd);
        let followers = crowd.followed.get_mut(&conversation);
        let mut followers = followers.into_iter().flatten();
        if let Some(own) = followers.find(|follower| follower.socket.id == self.socket.id) {
            change(&mut own.read);
        }
    }

    /// Says whether a chat of this visitor waits in the queue of its site.
    pub fn wait_in_queue(&self, waits: bool) {
        self.socket.waits.store(waits, Ordering::Relaxed);
    }

    /// There is more to look at in a chat than was taken at once.
    pub fn again(&self, conversation: ConversationId, seq: i64) {
        self.socket.touch(conversation, |touched| touched.grew(seq));
    }

    /// What there is to look at; waits for it. Dropping the future loses nothing. One task at a time.
    pub async fn next(&self) -> News {
        loop {
            if let Some(news) = self.try_next() {
                return news;
            }
            self.socket.wake.notified().await;
        }
    }

    /// What there is to look at, if there is anything.
    #[must_use]
    pub fn try_next(&self) -> Option<News> {
        let mut news = lock(&self.socket.news);
        if *news == News::default() {
            return None;
        }
        Some(std::mem::take(&mut *news))
    }

    /// Whether the visitor has no other socket at this node.
    #[must_use]
    pub fn is_only_one(&self) -> bool {
        lock(&self.inner.visitors.crowd)
            .by_visitor
            .get(&self.socket.visitor)
            == Some(&1)
    }
}

impl Drop for VisitorConnection {
    fn drop(&mut self) {
        let mut crowd = lock(&self.inner.visitors.crowd);
        crowd.sockets.remove(&self.socket.id);
        for conversation in &self.followed {
            if let Some(followers) = crowd.followed.get_mut(conversation) {
                followers.retain(|follower| follower.socket.id != self.socket.id);
                if followers.is_empty() {
                    crowd.followed.remove(conversation);
                }
            }
        }
        if let Some(sockets) = crowd.by_visitor.get_mut(&self.socket.visitor) {
            *sockets -= 1;
            if *sockets == 0 {
                crowd.by_visitor.remove(&self.socket.visitor);
            }
        }
        drop(crowd);
        metrics::gauge!("rapport_chat_sockets").decrement(1.0);
    }
}

/// All visitors' sockets of this node, for whoever looks after them.
#[derive(Debug, Clone, Copy)]
pub struct VisitorCrowd<'a> {
    pub(super) visitors: &'a Visitors,
}

impl VisitorCrowd<'_> {
    /// Open sockets.
    #[must_use]
    pub fn sockets(&self) -> usize {
        lock(&self.visitors.crowd).sockets.len()
    }

    /// Visitors who are here.
    #[must_use]
    pub fn visitors(&self) -> Vec<VisitorId> {
        lock(&self.visitors.crowd).by_visitor.keys().copied().collect()
    }

    /// Whether a visitor is here.
    #[must_use]
    pub fn is_here(&self, visitor: VisitorId) -> bool {
        lock(&self.visitors.crowd).by_visitor.contains_key(&visitor)
    }

    /// Chats that are followed.
    #[must_use]
    pub fn followed(&self) -> Vec<ConversationId> {
        lock(&self.visitors.crowd).followed.keys().copied().collect()
    }

    /// How many sockets of a site have a chat in its queue.
    #[must_use]
    pub fn in_queue(&self, inbox: InboxId) -> usize {
        let crowd = lock(&self.visitors.crowd);
        let waits =
            |socket: &&Arc<VisitorSocket>| socket.inbox == inbox && socket.waits.load(Ordering::Relaxed);
        crowd.sockets.values().filter(waits).count()
    }

    /// The queue of a site moved.
    pub fn queue_moved(&self, inbox: InboxId) {
        self.visitors.all(
            |socket| socket.inbox == inbox && socket.waits.load(Ordering::Relaxed),
            |news| news.queue = true,
        );
    }

    /// What the database says of a chat: whoever follows it looks at what went unnoticed.
    pub fn located(&self, conversation: ConversationId, position: ChatPosition) {
        self.visitors.located(conversation, position);
    }
}
