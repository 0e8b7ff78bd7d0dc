//! Reading chats: one with its visitor, lists, places in the queue.

use std::collections::HashMap;
use std::time::Duration;

use db::Executor;
use domain::chat::{Widget, in_language};
use domain::routing::{self, ACCEPT_WITHIN};
use domain::{Actor, ConversationId, InboxId, Mask, Permission, TagId, Timestamp};
use store::chat::queue::ChatQuery;
use store::chat::{Chat, Participant, Visitor};
use store::conversations::{Query, Sort, StatusFilter, Summary};

use super::{ChatDesk, no_chat};
use crate::conversations::mask_summary;
use crate::core::{Error, Result};

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 1 for who is next.
    pub position: u32,
    /// How long it will last, when that can be said.
    pub estimated_wait: Option<Duration>,
}

/// A chat with all that an agent sees beside its timeline.
#[derive(Debug, Clone)]
pub struct ChatDetail {
    /// The chat.
    pub chat: Chat,
    /// What it is about, in words; empty for nothing in particular.
    pub topic: String,
    /// With whom, as far as the reader may know.
    pub visitor: Option<Visitor>,
    /// Until when it is being offered.
    pub offered_until: Option<Timestamp>,
    /// Its place, while nobody has it.
    pub place: Option<Place>,
    /// Agents in it beside the one who has it.
    pub participants: Vec<Participant>,
    /// Whether what the visitor types is shown.
    pub typing_shown: bool,
}

/// A chat in a list.
#[derive(Debug, Clone)]
pub struct ChatRow {
    /// The conversation.
    pub summary: Summary,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// The chat.
    pub chat: Chat,
}

/// A page of chats.
#[derive(Debug, Clone)]
pub struct Chats {
    /// The chats, the oldest first.
    pub rows: Vec<ChatRow>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<(Timestamp, ConversationId)>,
}

impl ChatDesk {
    /// A chat.
    ///
    /// # Errors
    /// `conversation_not_found` when it does not exist or may not be seen, `unsupported_by_channel` when it is no chat.
    pub async fn get(&self, actor: &Actor, id: ConversationId) -> Result<ChatDetail> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        store::conversations::whereabouts(db, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let chat = store::chat::chats::find(db, id).await?.ok_or_else(no_chat)?;
        let site = store::chat::sites::find_settings(db, chat.inbox_id).await?;
        let mut visitor = match chat.visitor_id {
            Some(visitor) => store::chat::visitors::find(db, visitor).await?,
            None => None,
        };
        if let Some(visitor) = &mut visitor {
            mask_visitor(Mask::of(actor), visitor);
        }
        let widget = site.as_ref().map(|site| Widget::from_json(&site.widget));
        let place = match chat.state.is_queued() {
            true => Some(place(db, self.core.clock.now(), &chat).await?),
            false => None,
        };
        Ok(ChatDetail {
            topic: widget.map_or_else(String::new, |widget| topic(&widget, &chat.topic)),
            offered_until: chat.offered_at.map(|at| at.plus(ACCEPT_WITHIN)),
            participants: store::chat::participants::list(db, id).await?,
            typing_shown: site.is_some_and(|site| site.typing_shown),
            visitor,
            place,
            chat,
        })
    }

    /// A page of chats that the actor may see, the oldest first.
    ///
    /// # Errors
    /// When the actor may not read conversations, or the database fails.
    pub async fn list(&self, actor: &Actor, query: &ChatQuery, limit: u32) -> Result<Chats> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let mut found = store::chat::queue::list(db, actor.scope(), query, limit + 1).await?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|(id, at)| (*at, *id));
        let ids: Vec<ConversationId> = found.iter().map(|(id, _)| *id).collect();
        let these = Query {
            ids: Some(ids.clone()),
            status: StatusFilter::Any,
            ..Query::default()
        };
        let (scope, reader) = (actor.scope(), actor.agent_id());
        let summaries =
            store::conversations::list(db, scope, reader, &these, Sort::Oldest, None, limit + 1).await?;
        let mut summaries: HashMap<ConversationId, Summary> =
            summaries.into_iter().map(|row| (row.id, row)).collect();
        let chats = store::chat::queue::chats_of(db, &ids).await?;
        let mut chats: HashMap<ConversationId, Chat> = chats
            .into_iter()
            .map(|chat| (chat.conversation_id, chat))
            .collect();
        let mut tags: HashMap<ConversationId, Vec<TagId>> = HashMap::new();
        for (conversation, tag) in store::tags::of_conversations(db, &ids).await? {
            tags.entry(conversation).or_default().push(tag);
        }
        let row = |id: &ConversationId| {
            let mut summary = summaries.remove(id)?;
            mask_summary(Mask::of(actor), &mut summary);
            Some(ChatRow {
                summary,
                tags: tags.remove(id).unwrap_or_default(),
                chat: chats.remove(id)?,
            })
        };
        Ok(Chats {
            rows: ids.iter().filter_map(row).collect(),
            next,
        })
    }
}

/// What a topic is called, for agents: in whatever language there is first.
fn topic(widget: &Widget, key: &str) -> String {
    let found = widget.topics.iter().find(|topic| topic.key == key);
    let first = widget.locales.first().map_or("en", String::as_str);
    found
        .and_then(|topic| in_language(&topic.label, first, &widget.locales))
        .map_or(key, String::as_str)
        .to_owned()
}

/// Hides what the reader may not know of a visitor.
pub(super) fn mask_visitor(mask: Mask, visitor: &mut Visitor) {
    if mask.hides() {
        visitor.name = mask.name(&visitor.name);
        visitor.email = mask.email(&visitor.email);
        visitor.external_id = None;
        visitor.ip = String::new();
        visitor.page_url = mask.text(&visitor.page_url);
        visitor.page_title = mask.text(&visitor.page_title);
        visitor.referrer = mask.text(&visitor.referrer);
    }
}

/// The place of a chat that nobody has, and how long it will wait there.
pub(crate) async fn place(db: &impl Executor, now: Timestamp, chat: &Chat) -> Result<Place> {
    let position = store::chat::queue::place(db, chat.inbox_id, chat.queued_at, chat.conversation_id).await?;
    Ok(Place {
        position,
        estimated_wait: estimate(db, chat.inbox_id, position, now).await?,
    })
}

/// How long whoever is at this place of a site's queue will wait, when that can be said.
pub(crate) async fn estimate(
    db: &impl Executor,
    inbox: InboxId,
    position: u32,
    now: Timestamp,
) -> Result<Option<Duration>> {
    let since = now.minus(routing::ESTIMATED_WITHIN);
    let accepted = store::chat::queue::accepted_since(db, inbox, since, routing::ESTIMATED_FROM).await?;
    Ok(routing::estimate(&accepted, position))
}
