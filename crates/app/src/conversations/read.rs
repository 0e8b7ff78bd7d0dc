//! Reading: lists, one conversation, its timeline.

use std::collections::HashMap;

use channels::Capabilities;
use domain::attributes::AttributeSubject;
use domain::chat::Content;
use domain::conversations::{Direction, Priority};
use domain::search::Query as Words;
use domain::{
    Actor, AgentId, CompanyId, ContactId, ConversationId, InboxId, Mask, MessageId, Permission, SavedViewId,
    TagId, TeamId,
};
use store::attachments::Attachment;
use store::conversations::{Query, Sort, StatusFilter, Summary};
use store::timeline::Entry;

use super::recipients::ProposedRecipients;
use super::scheduled::Scheduled;
use super::{Conversations, masking};
use crate::core::{Error, Result};
use crate::outbox::signature_text;

pub use store::messages::Message;

/// Most conversations that a list narrowed by words looks at: the newest ones.
const MOST_FOUND: u32 = 500;

domain::named! {
    /// Whose conversations are in a list.
    pub enum View("view") {
        /// Assigned to the reader.
        Mine = "mine",
        /// Assigned to nobody.
        Unassigned = "unassigned",
        /// With one of the reader's teams.
        Team = "team",
        /// Everyone's.
        All = "all",
    }
}

/// Which list is read.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Whose.
    pub view: View,
    /// In which status; active ones when none is named, those of the view in a saved view.
    pub status: Option<StatusFilter>,
    /// Only this inbox.
    pub inbox: Option<InboxId>,
    /// Only this team.
    pub team: Option<TeamId>,
    /// Only this assignee.
    pub assignee: Option<AgentId>,
    /// Only this contact.
    pub contact: Option<ContactId>,
    /// Only contacts of this company.
    pub company: Option<CompanyId>,
    /// Only with this tag.
    pub tag: Option<TagId>,
    /// Only with this value of an attribute, as `key:value`.
    pub attribute: Option<String>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only with these words.
    pub words: Option<String>,
    /// Order; newest first when none is named, that of the view in a saved view.
    pub sort: Option<Sort>,
    /// Only what is in this saved view.
    pub saved_view: Option<SavedViewId>,
}

/// Where to go on in a list, and how many rows to read.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Position of the last row of the page before, see [`Sort::position`].
    pub after: Option<(i64, i64)>,
    /// Rows.
    pub limit: u32,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The rows, with one more than asked for when there is a next page.
    pub rows: Vec<Summary>,
    /// The tags of all rows.
    pub tags: HashMap<ConversationId, Vec<TagId>>,
    /// The order.
    pub sort: Sort,
}

/// One conversation as a whole, without its timeline.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The row as in lists.
    pub summary: Summary,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// Whom a reply goes to.
    pub proposed: ProposedRecipients,
    /// Answers that wait for their time, or were held back.
    pub scheduled: Vec<Scheduled>,
    /// What stands below the reader's words when they answer; empty for nothing.
    pub signature: String,
    /// What can be done in it.
    pub capabilities: Capabilities,
}

/// Which part of a timeline is read.
#[derive(Debug, Clone, Copy)]
pub enum TimelinePart {
    /// The newest entries.
    Newest,
    /// The latest entries before a sequence number.
    Before(i64),
    /// The earliest entries after a sequence number.
    After(i64),
}

/// An entry with the message that it brings.
#[derive(Debug, Clone)]
pub struct EntryWithMessage {
    /// The entry.
    pub entry: Entry,
    /// The message and its files, for messages and notes.
    pub message: Option<(Message, Vec<Attachment>)>,
    /// What the message is beside its words.
    pub content: Option<Content>,
}

/// A part of a timeline.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Ascending, without gaps.
    pub entries: Vec<EntryWithMessage>,
    /// Whether there are earlier entries.
    pub has_before: bool,
    /// Whether there are later entries.
    pub has_after: bool,
}

impl Conversations {
    /// A page of a list.
    ///
    /// # Errors
    /// `view_not_found`, when the actor may not read conversations, or the database fails.
    pub async fn list(&self, actor: &Actor, listing: &Listing, page: Page) -> Result<Listed> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let (view, usual) = match listing.saved_view {
            Some(id) => {
                let (meaning, sort) = crate::views::meaning(db, actor, id).await?;
                (Some((meaning, self.core.clock.now())), sort)
            }
            None => (None, Sort::Newest),
        };
        let sort = listing.sort.unwrap_or(usual);
        // A view says itself which statuses it holds.
        let status = match (listing.status, &view) {
            (Some(status), _) => status,
            (None, Some(_)) => StatusFilter::Any,
            (None, None) => StatusFilter::Active,
        };
        let attribute = match &listing.attribute {
            Some(condition) => {
                Some(crate::attributes::wanted(db, AttributeSubject::Conversation, condition).await?)
            }
            None => None,
        };
        let mut query = Query {
            view,
            status,
            assignee: listing.assignee,
            inbox: listing.inbox,
            team: listing.team,
            contact: listing.contact,
            company: listing.company,
            tag: listing.tag,
            attribute,
            priority: listing.priority,
            ..Query::default()
        };
        view_of(&mut query, listing.view, actor.agent_id());
        if let Some(words) = listing
            .words
            .as_deref()
            .map(Words::parse)
            .filter(|words| !words.is_empty())
        {
            query.ids = Some(store::search::conversations(db, actor.scope(), &words, MOST_FOUND).await?);
        }
        let limit = page.limit + 1;
        let mut rows = store::conversations::list(
            db,
            actor.scope(),
            actor.agent_id(),
            &query,
            sort,
            page.after,
            limit,
        )
        .await?;
        rows.iter_mut()
            .for_each(|row| masking::summary(Mask::of(actor), row));
        let ids: Vec<ConversationId> = rows.iter().map(|row| row.id).collect();
        let mut tags: HashMap<ConversationId, Vec<TagId>> = HashMap::new();
        for (conversation, tag) in store::tags::of_conversations(db, &ids).await? {
            tags.entry(conversation).or_default().push(tag);
        }
        Ok(Listed { rows, tags, sort })
    }

    /// One conversation.
    ///
    /// # Errors
    /// `conversation_not_found` when it does not exist or may not be seen.
    pub async fn get(&self, actor: &Actor, id: ConversationId) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let summary = store::conversations::find(db, actor.scope(), actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let tags = store::tags::of_conversations(db, &[id])
            .await?
            .into_iter()
            .map(|(_, tag)| tag)
            .collect();
        let proposed = ProposedRecipients::find(db, &summary).await?;
        let capabilities = channels::registry::of(&summary.channel).capabilities;
        let signature = match store::inboxes::find_email(db, summary.inbox_id).await? {
            Some(email) if capabilities.signature => {
                signature_text(&self.core, &email, actor.agent_id()).await?
            }
            Some(_) | None => String::new(),
        };
        let mut detail = Detail {
            summary,
            tags,
            proposed,
            scheduled: self.scheduled(actor, id).await?,
            signature,
            capabilities,
        };
        masking::detail(Mask::of(actor), &mut detail);
        Ok(detail)
    }

    /// A part of the timeline, at most `limit` entries.
    ///
    /// # Errors
    /// `conversation_not_found` when it does not exist or may not be seen.
    pub async fn timeline(
        &self,
        actor: &Actor,
        id: ConversationId,
        part: TimelinePart,
        limit: u32,
    ) -> Result<Timeline> {
        let summary = self.visible(actor, id).await?;
        let db = self.core.reader();
        let (after, before, latest) = match part {
            TimelinePart::Newest => (0, i64::MAX, true),
            TimelinePart::Before(seq) => (0, seq, true),
            TimelinePart::After(seq) => (seq, i64::MAX, false),
        };
        let entries = store::timeline::page(db, id, after, before, latest, limit).await?;
        let (Some(first), Some(last)) = (entries.first().map(|e| e.seq), entries.last().map(|e| e.seq))
        else {
            return Ok(Timeline {
                entries: Vec::new(),
                has_before: false,
                has_after: false,
            });
        };
        let mut entries = self.with_messages(id, first, last, entries).await?;
        entries
            .iter_mut()
            .for_each(|entry| masking::entry(Mask::of(actor), entry));
        // `summary` was read first: entries that came in between are seen as "after", never missed.
        Ok(Timeline {
            entries,
            has_before: first > 1,
            has_after: last < summary.last_seq,
        })
    }

    /// One entry of the timeline, for the answer to a request that made it.
    pub(super) async fn entry(
        &self,
        actor: &Actor,
        id: ConversationId,
        seq: i64,
    ) -> Result<EntryWithMessage> {
        let entries = store::timeline::page(self.core.reader(), id, seq - 1, seq + 1, false, 1).await?;
        let mut entries = self.with_messages(id, seq, seq, entries).await?;
        let mut entry = entries
            .pop()
            .ok_or_else(|| Error::Internal(format!("entry {seq} of conversation {id} is not there")))?;
        masking::entry(Mask::of(actor), &mut entry);
        Ok(entry)
    }

    async fn with_messages(
        &self,
        id: ConversationId,
        first: i64,
        last: i64,
        entries: Vec<Entry>,
    ) -> Result<Vec<EntryWithMessage>> {
        let db = self.core.reader();
        let messages = store::messages::of_entries(db, id, first, last).await?;
        let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
        for file in store::attachments::of_entries(db, id, first, last).await? {
            if let Some(message) = file.message_id {
                files.entry(message).or_default().push(file);
            }
        }
        let mut messages: HashMap<MessageId, Message> = messages.into_iter().map(|m| (m.id, m)).collect();
        let mut contents: HashMap<MessageId, Content> = HashMap::new();
        for (message, json) in store::chat::desk::contents(db, id, first, last).await? {
            // What a newer version wrote is left out: the words are there.
            contents.extend(serde_json::from_str(&json).ok().map(|content| (message, content)));
        }
        let with = entries.into_iter().map(|entry| {
            let brings = matches!(
                entry.kind,
                domain::conversations::EntryKind::Message | domain::conversations::EntryKind::Note
            );
            let message = entry
                .message_id
                .filter(|_| brings)
                .and_then(|id| messages.remove(&id))
                .map(|message| {
                    let files = files.remove(&message.id).unwrap_or_default();
                    (message, files)
                });
            let content = entry.message_id.and_then(|id| contents.remove(&id));
            EntryWithMessage {
                entry,
                message,
                content,
            }
        });
        Ok(with.collect())
    }

    /// The row of a conversation that the actor may see.
    pub(super) async fn visible(&self, actor: &Actor, id: ConversationId) -> Result<Summary> {
        actor.require(Permission::ConversationsRead)?;
        store::conversations::find(self.core.reader(), actor.scope(), actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))
    }

    /// One message with its files.
    ///
    /// # Errors
    /// `message_not_found` when it does not exist or may not be seen.
    pub async fn message(&self, actor: &Actor, id: MessageId) -> Result<(Message, Vec<Attachment>)> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let mut message = store::messages::find(db, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("message", id))?;
        masking::message(Mask::of(actor), &mut message);
        let files = store::attachments::of_message(db, id).await?;
        Ok((message, files))
    }

    /// The raw bytes of a message that came in by mail.
    ///
    /// # Errors
    /// `message_not_found` when it does not exist or may not be seen, `raw_mail_not_found` when it has none,
    /// `personal_data_masked`.
    pub async fn raw(&self, actor: &Actor, id: MessageId) -> Result<bytes::Bytes> {
        actor.require(Permission::ConversationsRaw)?;
        masking::refuse_raw(actor)?;
        let (message, _) = self.message(actor, id).await?;
        let raw = message
            .raw_mail_id
            .filter(|_| message.direction == Direction::In)
            .ok_or_else(|| Error::not_found("raw_mail", id))?;
        self.core.raw_mail(raw).await
    }

    /// The headers of the raw mail of a message, in order.
    ///
    /// # Errors
    /// As [`Conversations::raw`].
    pub async fn headers(&self, actor: &Actor, id: MessageId) -> Result<Vec<(String, String)>> {
        let raw = self.raw(actor, id).await?;
        let mail =
            mail::parse(&raw, &mail::ParseOptions::default()).map_err(|e| Error::Internal(e.to_string()))?;
        Ok(mail.headers)
    }

    /// Remembers how far the reader has read; 0 marks everything as unseen.
    ///
    /// # Errors
    /// `conversation_not_found`, or a refusal of `seq`.
    pub async fn mark_read(&self, actor: &Actor, id: ConversationId, seq: i64) -> Result<()> {
        let summary = self.visible(actor, id).await?;
        if !(0..=summary.last_seq).contains(&seq) {
            let detail = format!("is {seq}, must be 0 to {}", summary.last_seq);
            return Err(Error::field("seq", "out_of_range", detail));
        }
        let Some(agent) = actor.agent_id() else {
            return Ok(());
        };
        let mut work = self.core.begin().await?;
        work.seen(agent, id, summary.inbox_id, seq).await?;
        work.commit().await
    }

    /// Marks a whole timeline as seen or unseen.
    ///
    /// # Errors
    /// `conversation_not_found`.
    pub(super) async fn mark_all_read(&self, actor: &Actor, id: ConversationId, seen: bool) -> Result<()> {
        let summary = self.visible(actor, id).await?;
        let seq = if seen { summary.last_seq } else { 0 };
        if summary.read_seq == seq {
            return Ok(());
        }
        self.mark_read(actor, id, seq).await
    }
}

fn view_of(query: &mut Query, view: View, reader: Option<AgentId>) {
    match view {
        // The system has no conversations of its own: -1 is nobody's key.
        View::Mine => query.assignee = Some(reader.unwrap_or(AgentId(-1))),
        View::Unassigned => query.unassigned = true,
        View::Team => query.teams_of = Some(reader.unwrap_or(AgentId(-1))),
        View::All => {}
    }
}

/// The statement of the most common list with its arguments, for a bench on the bare driver.
#[doc(hidden)]
#[must_use]
pub fn bench_list_statement(limit: u32) -> (String, Vec<db::Value>) {
    let scope = Actor::system().scope();
    store::conversations::list_statement(scope, None, &Query::default(), Sort::Newest, None, limit)
}
