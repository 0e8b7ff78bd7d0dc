//! Reading own chats.

use std::collections::HashMap;

use db::Executor;
use domain::{ConversationId, MessageId};
use store::attachments::Attachment;

use super::visible::{self, VisibleEntry};
use super::{Guest, ShownChat, Site, VisitorChat};
use crate::core::Result;

/// Entries that a chat is opened with.
const NEWEST: u32 = 50;

/// Which entries to read.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Only after this one.
    pub after: i64,
    /// Only before this one.
    pub before: i64,
    /// The latest of them instead of the earliest.
    pub latest: bool,
    /// At most so many.
    pub limit: u32,
}

/// Entries, and the part of the timeline that they are all of.
#[derive(Debug, Clone)]
pub struct Entries {
    /// Ascending.
    pub entries: Vec<VisibleEntry>,
    /// Whether there are more beyond: before the first, or after the last, by which end was asked for.
    pub more: bool,
    /// The last entry that was looked at, shown or not.
    pub(super) last_seq: Option<i64>,
}

/// A chat with its newest entries.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The chat.
    pub chat: ShownChat,
    /// Its newest entries.
    pub newest: Entries,
}

impl VisitorChat {
    /// A visitor's own chats before one, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        guest: &Guest,
        before: Option<ConversationId>,
        limit: u32,
    ) -> Result<Vec<ShownChat>> {
        let all = store::chat::chats::list_own(self.core.reader(), guest.visitor.id, before, limit).await?;
        self.all_shown(all).await
    }

    /// An own chat with its newest entries.
    ///
    /// # Errors
    /// `conversation_not_found`.
    pub async fn open(&self, guest: &Guest, token: &str) -> Result<Detail> {
        let chat = self.own(guest, token).await?;
        let newest = Window {
            after: 0,
            // What comes between the two statements is told as what comes next.
            before: chat.last_seq + 1,
            latest: true,
            limit: NEWEST,
        };
        let newest = self.entries(&guest.site, chat.conversation_id, newest).await?;
        let chat = self.shown(chat).await?;
        Ok(Detail { chat, newest })
    }

    /// Entries of an own chat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn entries(&self, site: &Site, id: ConversationId, window: Window) -> Result<Entries> {
        read(self.core.reader(), &site.row.brand_name, id, window).await
    }
}

/// Entries of a chat whose visitor asks.
pub(super) async fn read(
    db: &impl Executor,
    brand: &str,
    id: ConversationId,
    window: Window,
) -> Result<Entries> {
    let Window {
        after,
        before,
        latest,
        limit,
    } = window;
    let mut rows = store::chat::entries::page(db, id, after, before, latest, limit + 1).await?;
    let more = rows.len() > limit as usize;
    if more && latest {
        rows.remove(0);
    } else {
        rows.truncate(limit as usize);
    }
    let with_files = rows.iter().filter(|row| row.files > 0);
    let messages: Vec<MessageId> = with_files.filter_map(|row| row.message_id).collect();
    let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    if !messages.is_empty() {
        for file in store::attachments::of_messages(db, &messages).await? {
            if let Some(message) = file.message_id {
                files.entry(message).or_default().push(file);
            }
        }
    }
    let judge = |row: store::chat::EntryRow| {
        let files = row
            .message_id
            .and_then(|id| files.remove(&id))
            .unwrap_or_default();
        visible::entry(row, files, brand)
    };
    let last_seq = rows.last().map(|row| row.seq);
    Ok(Entries {
        last_seq,
        entries: rows.into_iter().filter_map(judge).collect(),
        more,
    })
}
