//! Who is on the sites, and speaking to them first.

use std::collections::HashMap;
use std::time::Duration;

use domain::chat::ChatState;
use domain::conversations::{EntryKind, Status};
use domain::text::excerpt;
use domain::{Actor, ConversationId, InboxId, Mask, Permission, Timestamp, VisitorId};
use realtime::{Event, Topic};
use store::chat::Visitor;
use store::chat::chats::NewChat;
use store::chat::desk::{VisitedPage, VisitorChat};
use store::conversations::NewConversation;

use super::ChatDesk;
use super::read::mask_visitor;
use crate::conversations::{PREVIEW, Reply, TOKEN, say_first};
use crate::core::{Actorly, Error, Result, Token, What};
use crate::routing;

/// A visitor who was heard of within this time is here: sockets are noted once a minute.
const HERE: Duration = Duration::from_secs(130);
/// Pages that are shown of a visitor.
const PAGES: u32 = 50;
/// Chats that are shown of a visitor.
const CHATS: u32 = 50;
/// Characters of a subject.
const SUBJECT: usize = 80;

/// A visitor in a list.
#[derive(Debug, Clone)]
pub struct VisitorRow {
    /// The visitor, as far as the reader may know.
    pub visitor: Visitor,
    /// The chat that is under way, if any.
    pub chat: Option<VisitorChat>,
}

/// A visitor with where they were.
#[derive(Debug, Clone)]
pub struct VisitorDetail {
    /// The visitor, as far as the reader may know.
    pub visitor: Visitor,
    /// Whether they are on the site now.
    pub is_here: bool,
    /// The last pages, newest first.
    pub pages: Vec<VisitedPage>,
    /// Their chats, newest first.
    pub chats: Vec<VisitorChat>,
}

impl ChatDesk {
    /// Visitors who are on the sites that the actor may see, who came last first; with one more than `limit` when there is a next page.
    ///
    /// # Errors
    /// When the actor may not read conversations, or the database fails.
    pub async fn visitors(
        &self,
        actor: &Actor,
        inbox: Option<InboxId>,
        before: Option<(Timestamp, VisitorId)>,
        limit: u32,
    ) -> Result<Vec<VisitorRow>> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let since = self.core.clock.now().minus(HERE);
        let found = store::chat::desk::here(db, actor.scope(), inbox, since, before, limit + 1).await?;
        let ids: Vec<VisitorId> = found.iter().map(|visitor| visitor.id).collect();
        let mut chats: HashMap<VisitorId, VisitorChat> = HashMap::new();
        if !ids.is_empty() {
            for chat in store::chat::desk::chats_of(db, &ids, 1_000).await? {
                if chat.state != ChatState::Ended {
                    chats.entry(chat.visitor_id).or_insert(chat);
                }
            }
        }
        let row = |mut visitor: Visitor| {
            mask_visitor(Mask::of(actor), &mut visitor);
            VisitorRow {
                chat: chats.remove(&visitor.id),
                visitor,
            }
        };
        Ok(found.into_iter().map(row).collect())
    }

    /// A visitor.
    ///
    /// # Errors
    /// `visitor_not_found` when there is none, or none of a site that the actor may see.
    pub async fn visitor(&self, actor: &Actor, id: VisitorId) -> Result<VisitorDetail> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let mut visitor = store::chat::desk::find(db, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("visitor", id))?;
        let mask = Mask::of(actor);
        mask_visitor(mask, &mut visitor);
        let mut pages = store::chat::desk::pages(db, id, PAGES).await?;
        if mask.hides() {
            for page in &mut pages {
                page.url = mask.text(&page.url);
                page.title = mask.text(&page.title);
            }
        }
        Ok(VisitorDetail {
            is_here: visitor.last_seen_at >= self.core.clock.now().minus(HERE),
            chats: store::chat::desk::chats_of(db, &[id], CHATS).await?,
            visitor,
            pages,
        })
    }

    /// Begins a chat with a visitor, which is the actor's.
    ///
    /// # Errors
    /// `visitor_not_found`; `chat_under_way` when they are in a chat already; `inbox_cannot_send`; refused fields.
    pub async fn start(&self, actor: &Actor, id: VisitorId, words: &Reply) -> Result<ConversationId> {
        actor.require(Permission::ConversationsReply)?;
        let agent = super::own(actor)?;
        let mut work = self.core.begin().await?;
        store::chat::desk::find(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("visitor", id))?;
        let visitor = store::chat::visitors::lock(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("visitor", id))?;
        if store::chat::chats::count_under_way(&work.tx, id).await? > 0 {
            return Err(Error::conflict(
                "chat_under_way",
                "this visitor is in a chat already; open that one",
            ));
        }
        let inbox = store::inboxes::find(&work.tx, actor.scope(), visitor.inbox_id)
            .await?
            .ok_or_else(|| Error::not_found("inbox", visitor.inbox_id))?;
        let contact = crate::chat::contact_of(&work, &visitor).await?;
        let subject = excerpt(&words.text, SUBJECT);
        let new = NewConversation {
            token: &Token::random(TOKEN),
            inbox_id: inbox.id,
            contact_id: contact.id,
            channel: &inbox.channel,
            subject: &subject,
            preview: &excerpt(&words.text, PREVIEW),
            status: Status::Open,
            team_id: inbox.team_id,
            assignee_id: Some(agent),
            language: Some(visitor.locale.as_str()).filter(|locale| !locale.is_empty()),
            at: work.now,
        };
        let (mut conversation, number) = store::conversations::insert(&work.tx, &new).await?;
        store::search::put_conversation(&work.tx, conversation.id, inbox.id, number, &subject, work.now)
            .await?;
        let fresh = NewChat {
            conversation_id: conversation.id,
            inbox_id: inbox.id,
            visitor_id: id,
            state: ChatState::Active,
            topic: "",
        };
        store::chat::chats::insert(&work.tx, &fresh, work.now).await?;
        let who = Actorly::from(actor);
        work.append(&mut conversation, &who, What::bare(EntryKind::Created))
            .await?;
        say_first(&self.core, &mut work, &mut conversation, actor, words).await?;
        let invited = Event::VisitorInvited {
            visitor_id: id,
            conversation_id: conversation.id,
            inbox_id: inbox.id,
        };
        work.hint(Topic::Inbox(inbox.id), invited);
        work.chat_changed(&conversation, ChatState::Active);
        work.seen(agent, conversation.id, inbox.id, conversation.last_seq)
            .await?;
        // The actor's place is taken: what was about to be offered to them goes elsewhere.
        routing::wake(&mut work).await?;
        work.save(&conversation).await?;
        work.commit().await?;
        Ok(conversation.id)
    }
}
