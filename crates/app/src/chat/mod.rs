//! Live chat as visitors use it: who they are, what they say, what they may see.
//!
//! A visitor is no [`domain::Actor`]: it has a token of its own, made by the server, and reaches the conversations that it began and
//! nothing else. What it may see of a conversation is decided in one place, [`visible`], by an allow-list. What it says is a message and
//! a timeline entry as any other, so lists, search, notifications and reports know of chats without knowing what a chat is.
//!
//! Storing is delivering: a message is there when its transaction has committed, and hints only make sockets look sooner
//! (`docs/CHAT-PROTOCOL.md`, `docs/adr/0016-visitor-sockets.md`).

mod answer;
mod begin;
mod check;
mod contact;
mod described;
mod end;
mod feed;
mod files;
mod identity;
mod limits;
mod offline;
mod proof;
mod read;
mod receipts;
mod say;
mod site;
mod transcript;
pub mod visible;
mod visitors;
mod watch;

use std::net::IpAddr;
use std::sync::Arc;

pub use begin::Begin;
pub(crate) use contact::{of as contact_of, prove_address};
pub use feed::{Feed, Frame};
pub use limits::{ByVisitor, FromAddress, Seat};
pub use offline::OfflineForm;
pub use proof::Proof;
pub use read::{Detail, Entries, Window};
pub use say::{Answer, Said, Say};
pub use site::{Site, SiteState};
pub use store::chat::{OwnChat, Visitor};
pub use visible::{PublicAgent, VisibleEntry, VisibleMessage};
pub use visitors::{Arrival, Beacon, Guest, Page, Session, VisitorChange};

use crate::chat_desk;
use crate::core::{Core, Error, Result};

/// Where a request of a visitor comes from.
#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// Address; empty when not known.
    pub ip: &'a str,
    /// What limits are counted under: the address, or its network.
    pub network: IpAddr,
    /// Two letters, by a proxy that we trust; empty when not known.
    pub country: &'a str,
    /// Browser as it introduces itself.
    pub user_agent: &'a str,
    /// Site whose page made the request, when that is not ours.
    pub origin: Option<&'a str>,
}

/// A visitor's chat with its place in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownChat {
    /// The chat.
    pub own: OwnChat,
    /// Its place, while it waits.
    pub queue: Option<QueuePlace>,
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePlace {
    /// 1 for who is next.
    pub position: u32,
    /// How long it will last, in seconds, when that is known.
    pub estimated_wait_s: Option<i64>,
}

/// Use cases of visitors. Cheap to clone.
#[derive(Clone)]
pub struct VisitorChat {
    core: Arc<Core>,
    shared: Arc<Shared>,
}

/// What all clones share.
#[derive(Default)]
struct Shared {
    sites: site::Sites,
    limits: limits::Limits,
    taken: proof::Taken,
    watch: watch::Watch,
}

impl VisitorChat {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        let shared = Arc::<Shared>::default();
        site::listen(&core.hub, &shared);
        Self { core, shared }
    }

    /// What the use cases stand on.
    pub(crate) const fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// A visitor's own chat.
    ///
    /// # Errors
    /// `conversation_not_found` when there is none of the visitor's by this token.
    pub async fn own(&self, guest: &Guest, token: &str) -> Result<OwnChat> {
        store::chat::chats::find_own(self.core.reader(), guest.visitor.id, token)
            .await?
            .ok_or_else(|| Error::not_found("conversation", "of this token"))
    }

    /// A chat with its place in the queue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shown(&self, own: OwnChat) -> Result<ShownChat> {
        if !own.state.is_queued() {
            return Ok(ShownChat { own, queue: None });
        }
        let db = self.core.reader();
        let id = own.conversation_id;
        let position = store::chat::queue::place(db, own.inbox_id, own.queued_at, id).await?;
        let estimate = chat_desk::estimate(db, own.inbox_id, position, self.core.clock.now()).await?;
        let queue = QueuePlace {
            position,
            estimated_wait_s: estimate.and_then(|wait| i64::try_from(wait.as_secs()).ok()),
        };
        Ok(ShownChat {
            own,
            queue: Some(queue),
        })
    }

    async fn all_shown(&self, all: Vec<OwnChat>) -> Result<Vec<ShownChat>> {
        let mut shown = Vec::with_capacity(all.len());
        for own in all {
            shown.push(self.shown(own).await?);
        }
        Ok(shown)
    }
}
