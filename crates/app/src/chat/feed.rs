//! What one socket of a visitor is told, in order and without holes.
//!
//! The feed holds, for each chat that it follows, up to where the client was told. What hints mark is read from the database from there
//! on; a page at a time, so that a client that was away for long costs no more memory than one that was not.

use std::sync::Arc;
use std::time::Duration;

use domain::{AgentId, ConversationId};
use realtime::{ChatPosition, News, Touched, VisitorConnection};
use store::chat::OwnChat;
use tokio::time::Instant;

use super::read::{self, Entries, Window};
use super::visible::{VisibleEntry, public_name};
use super::{Guest, ShownChat, VisitorChat};
use crate::core::{Error, Result};

/// Entries of one frame.
const PAGE: u32 = 50;

/// What a client is told.
#[derive(Debug, Clone)]
pub enum Frame {
    /// Entries of a chat: all that a visitor may see after one and up to another.
    Entries {
        /// Token of the conversation.
        conversation: Arc<str>,
        /// After this entry.
        after_seq: i64,
        /// Ascending.
        entries: Vec<VisibleEntry>,
        /// Up to this entry.
        last_seq: i64,
    },
    /// A chat as it is now.
    Chat(Box<ShownChat>),
    /// An agent writes, or does so no longer.
    Typing {
        /// Token of the conversation.
        conversation: Arc<str>,
        /// Who.
        agent: String,
        /// Began, or ceased.
        active: bool,
    },
    /// Up to where an agent has seen it.
    Receipts {
        /// Token of the conversation.
        conversation: Arc<str>,
        /// Entry.
        agent_seen_seq: i64,
    },
    /// An agent began this chat.
    Invited(Box<ShownChat>),
    /// The site opened or closed.
    Site {
        /// Which.
        open: bool,
    },
    /// The node ends: connect again.
    Closed,
}

/// A chat that is followed.
#[derive(Debug)]
struct Follow {
    id: ConversationId,
    token: Arc<str>,
    /// Up to where the client was told.
    told: i64,
    /// Up to where was read: beyond `told` when nothing there was the visitor's to see.
    read: i64,
    agent: Option<AgentId>,
    /// Its place in the queue that the client was told; 0 when it does not wait.
    place: u32,
}

/// One socket's view of its visitor's chats.
pub struct Feed {
    chat: VisitorChat,
    guest: Arc<Guest>,
    connection: VisitorConnection,
    follows: Vec<Follow>,
}

impl VisitorChat {
    /// Entries of an own chat; while there are none it waits for some, up to `wait`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wait_for_entries(
        &self,
        guest: &Guest,
        own: &OwnChat,
        window: Window,
        wait: Duration,
    ) -> Result<Entries> {
        let until = Instant::now() + wait;
        let id = own.conversation_id;
        let found = self.entries(&guest.site, id, window).await?;
        if !found.entries.is_empty() || wait.is_zero() {
            return Ok(found);
        }
        self.watch();
        let mut connection = self
            .core
            .hub
            .connect_visitor(guest.visitor.id, guest.visitor.inbox_id);
        connection.follow(id);
        connection.read(id, |read| read.last_seq = window.after);
        loop {
            // After following, so that nothing falls between.
            let found = self.entries(&guest.site, id, window).await?;
            if !found.entries.is_empty() || tokio::time::timeout_at(until, connection.next()).await.is_err() {
                return Ok(found);
            }
        }
    }

    /// Opens a feed; the visitor counts as here until [`Feed::leave`].
    #[must_use]
    pub fn feed(&self, guest: Guest) -> Feed {
        self.watch();
        let connection = self
            .core
            .hub
            .connect_visitor(guest.visitor.id, guest.visitor.inbox_id);
        self.shared.watch.note(guest.visitor.id, true);
        self.visitors_changed(guest.visitor.inbox_id);
        Feed {
            chat: self.clone(),
            guest: Arc::new(guest),
            connection,
            follows: Vec::new(),
        }
    }
}

impl Feed {
    /// Whose it is.
    #[must_use]
    pub fn guest(&self) -> &Guest {
        &self.guest
    }

    /// The use cases, for what the visitor does.
    #[must_use]
    pub const fn chat(&self) -> &VisitorChat {
        &self.chat
    }

    /// What there is to look at; waits for it. Dropping the future loses nothing.
    pub async fn next(&self) -> News {
        self.connection.next().await
    }

    /// Up to where the client was told of each chat, by the token of its conversation.
    pub fn positions(&self) -> impl Iterator<Item = (&str, i64)> {
        self.follows.iter().map(|follow| (&*follow.token, follow.told))
    }

    /// Follows an own chat, of which the client holds everything up to `held`: tells how it is, and what the client misses.
    ///
    /// # Errors
    /// `conversation_not_found`, `too_many_chats`.
    pub async fn follow(&mut self, token: &str, held: i64) -> Result<Vec<Frame>> {
        let own = self.chat.own(&self.guest, token).await?;
        let id = own.conversation_id;
        if !self.connection.follow(id) {
            return Err(Error::conflict(
                "too_many_chats",
                "one connection follows too many chats",
            ));
        }
        // Read again, now that nothing can fall between.
        let own = self.chat.own(&self.guest, token).await?;
        let held = held.clamp(0, own.last_seq);
        match self.follows.iter_mut().find(|follow| follow.id == id) {
            Some(follow) => (follow.told, follow.read) = (held, held),
            None => self.follows.push(Follow {
                id,
                token: token.into(),
                told: held,
                read: held,
                agent: own.agent_id,
                place: 0,
            }),
        }
        self.connection.read(id, |read| {
            *read = ChatPosition {
                last_seq: held,
                ..position(&own)
            };
        });
        let newest = own.last_seq;
        let mut frames = vec![self.chat_frame(own).await?];
        if newest > held {
            frames.extend(self.entries(id, newest).await?);
        }
        Ok(frames)
    }

    /// What the client is to be told of the news.
    ///
    /// # Errors
    /// When the database fails; then the marks are lost, and the socket is better closed.
    pub async fn frames(&mut self, news: News) -> Result<Vec<Frame>> {
        if news.closed {
            return Ok(vec![Frame::Closed]);
        }
        let mut frames = Vec::new();
        for (id, touched) in news.chats {
            self.of_chat(id, touched, &mut frames).await?;
        }
        for id in news.invited {
            let own =
                store::chat::chats::list_own(self.chat.core().reader(), self.guest.visitor.id, None, 50)
                    .await?;
            if let Some(own) = own.into_iter().find(|own| own.conversation_id == id) {
                frames.push(Frame::Invited(Box::new(self.chat.shown(own).await?)));
            }
        }
        if news.queue {
            self.moved_up(&mut frames).await?;
        }
        if news.site {
            let state = self.chat.state(Arc::clone(&self.guest.site)).await?;
            frames.push(Frame::Site { open: state.open });
        }
        Ok(frames)
    }

    async fn of_chat(&mut self, id: ConversationId, touched: Touched, frames: &mut Vec<Frame>) -> Result<()> {
        if let Some(newest) = touched.entries {
            frames.extend(self.entries(id, newest).await?);
        }
        if touched.chat
            && let Some(own) = self.still_own(id).await?
        {
            self.connection.read(id, |read| {
                (read.assignee_id, read.changed_at) = (own.agent_id, own.updated_at.micros());
            });
            frames.push(self.chat_frame(own).await?);
        }
        let Some(follow) = self.follows.iter().find(|follow| follow.id == id) else {
            return Ok(());
        };
        if let Some(agent_seen_seq) = touched.agent_seen_seq {
            self.connection
                .read(id, |read| read.agent_seen_seq = agent_seen_seq);
            frames.push(Frame::Receipts {
                conversation: Arc::clone(&follow.token),
                agent_seen_seq,
            });
        }
        if let Some(typing) = touched.typing
            && self.is_known(follow, typing.agent_id).await?
        {
            frames.push(Frame::Typing {
                conversation: Arc::clone(&follow.token),
                agent: public_name(&typing.agent_name, &self.guest.site.row.brand_name),
                active: typing.active,
            });
        }
        Ok(())
    }

    /// A followed chat as it is now; none when it is not the visitor's any more.
    async fn still_own(&self, id: ConversationId) -> Result<Option<OwnChat>> {
        let Some(follow) = self.follows.iter().find(|follow| follow.id == id) else {
            return Ok(None);
        };
        match self.chat.own(&self.guest, &follow.token).await {
            Ok(own) => Ok(Some(own)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the visitor knows of an agent: whose chat it is, or who has joined. Colleagues who look on are not there for the visitor.
    async fn is_known(&self, follow: &Follow, agent: AgentId) -> Result<bool> {
        if follow.agent == Some(agent) {
            return Ok(true);
        }
        let there = store::chat::participants::list(self.chat.core().reader(), follow.id).await?;
        Ok(there.iter().any(|one| one.agent_id == agent && one.visible))
    }

    /// The frame of a chat as it is now; from now on the client knows its place.
    async fn chat_frame(&mut self, own: OwnChat) -> Result<Frame> {
        let id = own.conversation_id;
        let shown = self.chat.shown(own).await?;
        let place = shown.queue.map_or(0, |queue| queue.position);
        if let Some(follow) = self.follows.iter_mut().find(|follow| follow.id == id) {
            follow.place = place;
            follow.agent = shown.own.agent_id;
        }
        self.connection
            .wait_in_queue(self.follows.iter().any(|follow| follow.place > 0));
        Ok(Frame::Chat(Box::new(shown)))
    }

    /// Chats of the site were taken or given up: tells of those of one's own that have another place now.
    async fn moved_up(&mut self, frames: &mut Vec<Frame>) -> Result<()> {
        let places = self.follows.iter().map(|follow| (follow.id, follow.place));
        let waiting: Vec<(ConversationId, u32)> = places.filter(|(_, place)| *place > 0).collect();
        for (id, place) in waiting {
            let Some(own) = self.still_own(id).await? else {
                continue;
            };
            let frame = self.chat_frame(own).await?;
            let now = self.follows.iter().find(|follow| follow.id == id);
            if now.is_some_and(|follow| follow.place != place) {
                frames.push(frame);
            }
        }
        Ok(())
    }

    /// The next page of what the client misses, of a timeline that has grown at least up to `newest`; what is beyond the page comes
    /// with the next news.
    async fn entries(&mut self, id: ConversationId, newest: i64) -> Result<Option<Frame>> {
        let Some(follow) = self.follows.iter_mut().find(|follow| follow.id == id) else {
            return Ok(None);
        };
        let window = Window {
            after: follow.read,
            before: i64::MAX,
            latest: false,
            limit: PAGE,
        };
        let brand = &self.guest.site.row.brand_name;
        let found = read::read(self.chat.core().reader(), brand, id, window).await?;
        let last = found.last_seq.unwrap_or(follow.read);
        // What lies between is not the visitor's to see, and need not be looked for again.
        follow.read = if found.more {
            last
        } else {
            last.max(newest).max(follow.read)
        };
        let now_read = follow.read;
        self.connection.read(id, |read| read.last_seq = now_read);
        if found.more {
            self.connection.again(id, last + 1);
        }
        let (Some(last), after_seq) = (found.entries.last(), follow.told) else {
            return Ok(None);
        };
        follow.told = last.seq;
        Ok(Some(Frame::Entries {
            conversation: Arc::clone(&follow.token),
            after_seq,
            last_seq: follow.told,
            entries: found.entries,
        }))
    }

    /// The connection ended. Whether the visitor left shows a little later: whoever goes to another page is back at once.
    pub fn leave(self, after: Duration) {
        let (visitor, inbox) = (self.guest.visitor.id, self.guest.visitor.inbox_id);
        let chat = self.chat;
        drop(self.connection);
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            if chat.core().hub.visitors().is_here(visitor) {
                return;
            }
            chat.shared.watch.note(visitor, false);
            chat.visitors_changed(inbox);
        });
    }
}

fn position(own: &OwnChat) -> ChatPosition {
    ChatPosition::new(own.last_seq, own.agent_id, own.agent_seen_seq, own.updated_at)
}
