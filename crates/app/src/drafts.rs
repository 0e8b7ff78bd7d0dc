//! Drafts: words that were not sent yet, kept for their agent on all devices. They are nobody else's business, so they are neither
//! in the timeline nor in the audit log, and hints of them go to the agent alone.

use std::sync::Arc;

use db::Executor;
use domain::conversations::Conversation;
use domain::drafts::{ChangedMeanwhile, DraftKind, next_version};
use domain::text::excerpt;
use domain::validate::Checks;
use domain::{Actor, AgentId, AttachmentId, ConversationId, InboxId, Mask, Permission};
use realtime::{Event, Topic};
use store::attachments::Attachment;
use store::drafts::{Content, DraftRecipients, DraftSummary};
use store::messages::Mailbox;

pub use store::drafts::Draft as Row;

use crate::conversations::{MOST_RECIPIENTS, MOST_TEXT, PREVIEW, check_files};
use crate::core::{Core, Error, Result, Work};

/// Most bytes of a draft's HTML.
const MOST_HTML: usize = 2_000_000;

/// A draft as a device writes it.
#[derive(Debug, Clone)]
pub struct DraftInput {
    /// What it is going to be.
    pub kind: DraftKind,
    /// Plain text, kept to the last blank.
    pub text: String,
    /// HTML.
    pub html: Option<String>,
    /// Recipients as they were typed; none while the proposal stands.
    pub to: Option<Vec<Mailbox>>,
    /// Copies; none while the proposal stands.
    pub cc: Option<Vec<Mailbox>>,
    /// Blind copies.
    pub bcc: Vec<Mailbox>,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// The last entry that was on screen when it was begun.
    pub expected_seq: Option<i64>,
    /// The version that the device knows, 0 for none; absent to write over whatever there is.
    pub version: Option<i64>,
}

/// A draft with its files.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The row.
    pub row: Row,
    /// Uploads that it names.
    pub files: Vec<Attachment>,
}

/// What became of a write.
#[derive(Debug, Clone)]
pub enum Written {
    /// It is kept.
    Kept(Draft),
    /// It is not: another device wrote meanwhile. This is what there is now; none when it was deleted or sent.
    Meanwhile(Option<Draft>),
}

/// A row of the agent's list.
pub type Listed = DraftSummary;

/// Use cases of drafts.
#[derive(Clone)]
pub struct Drafts {
    core: Arc<Core>,
}

impl Drafts {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The actor's draft of a kind in a conversation; of any kind the one that was written last.
    ///
    /// # Errors
    /// `draft_not_found`, or `conversation_not_found` when it does not exist or may not be seen any more.
    pub async fn get(&self, actor: &Actor, id: ConversationId, kind: Option<DraftKind>) -> Result<Draft> {
        let (agent, _, _) = self.place(actor, id).await?;
        find(self.core.reader(), agent, id, kind)
            .await?
            .ok_or_else(|| Error::not_found("draft", id))
    }

    /// Writes a draft. The last one wins, unless the device says which version it knows and that is no longer there.
    ///
    /// # Errors
    /// When a field is refused, the actor may not write what it is going to be, or as [`Drafts::get`].
    pub async fn put(&self, actor: &Actor, id: ConversationId, input: DraftInput) -> Result<Written> {
        actor.require(match input.kind {
            DraftKind::Reply => Permission::ConversationsReply,
            DraftKind::Note => Permission::ConversationsNote,
        })?;
        let (agent, inbox, last_seq) = self.place(actor, id).await?;
        let kind = input.kind;
        let checked = Checked::check(input, last_seq)?;
        let mut work = self.core.begin().await?;
        checked.own_files(&work, agent).await?;
        let current = store::drafts::find_for_update(&work.tx, agent, id, kind).await?;
        let version = match next_version(current.as_ref().map(|d| d.version), checked.version, work.now) {
            Ok(version) => version,
            Err(ChangedMeanwhile) => {
                // In the transaction: what another device wrote may not be on disk yet.
                return Ok(Written::Meanwhile(find(&work.tx, agent, id, Some(kind)).await?));
            }
        };
        let content = checked.content(version, work.now);
        let draft = match current {
            Some(current) => {
                store::drafts::update(&work.tx, current.id, &content).await?;
                Some(current.id)
            }
            None => store::drafts::insert(&work.tx, agent, id, kind, &content).await?,
        };
        let Some(draft) = draft else {
            // Two devices began one at the same moment.
            return Ok(Written::Meanwhile(find(&work.tx, agent, id, Some(kind)).await?));
        };
        store::drafts::set_files(&work.tx, draft, &checked.attachments).await?;
        tell(&mut work, agent, (id, inbox), kind, Some(version));
        // Read before others can write: the device must not take their version for its own.
        let kept = find(&work.tx, agent, id, Some(kind)).await?;
        let kept = kept.ok_or_else(|| Error::Internal("a draft vanished while it was written".to_owned()))?;
        work.commit().await?;
        Ok(Written::Kept(kept))
    }

    /// Deletes the actor's draft of a kind, or of both. Does nothing when there is none.
    ///
    /// # Errors
    /// `conversation_not_found` when it does not exist or may not be seen any more.
    pub async fn delete(&self, actor: &Actor, id: ConversationId, kind: Option<DraftKind>) -> Result<()> {
        let (agent, inbox, _) = self.place(actor, id).await?;
        let mut work = self.core.begin().await?;
        for kind in store::drafts::delete(&work.tx, agent, id, kind).await? {
            tell(&mut work, agent, (id, inbox), kind, None);
        }
        work.commit().await
    }

    /// A page of the actor's drafts, last written first; one more than `limit` when there is a next page. `beginning` is an excerpt.
    ///
    /// # Errors
    /// When the actor may not read conversations.
    pub async fn list(&self, actor: &Actor, after: Option<(i64, i64)>, limit: u32) -> Result<Vec<Listed>> {
        actor.require(Permission::ConversationsRead)?;
        let (db, agent) = (self.core.reader(), writer(actor)?);
        let mut rows = store::drafts::list(db, actor.scope(), agent, after, limit.saturating_add(1)).await?;
        for row in &mut rows {
            // The draft is the reader's own words; the subject is not.
            row.subject = Mask::of(actor).text(&row.subject);
            row.beginning = excerpt(&row.beginning, PREVIEW);
        }
        Ok(rows)
    }

    /// Who writes, and inbox and last entry of the conversation, when it may be seen.
    async fn place(&self, actor: &Actor, id: ConversationId) -> Result<(AgentId, InboxId, i64)> {
        actor.require(Permission::ConversationsRead)?;
        let agent = writer(actor)?;
        let (inbox, last_seq) = store::conversations::whereabouts(self.core.reader(), actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        Ok((agent, inbox, last_seq))
    }
}

async fn find(
    db: &impl Executor,
    agent: AgentId,
    id: ConversationId,
    kind: Option<DraftKind>,
) -> Result<Option<Draft>> {
    let Some(row) = store::drafts::find(db, agent, id, kind).await? else {
        return Ok(None);
    };
    let files = store::attachments::of_draft(db, row.id).await?;
    Ok(Some(Draft { row, files }))
}

/// What was written as a draft has become a message: the draft goes in the same transaction, on all devices.
pub(crate) async fn sent(
    work: &mut Work<'_>,
    actor: &Actor,
    conversation: &Conversation,
    kind: DraftKind,
) -> Result<()> {
    let Some(agent) = actor.agent_id() else {
        return Ok(());
    };
    let gone = store::drafts::delete(&work.tx, agent, conversation.id, Some(kind)).await?;
    for kind in gone {
        tell(work, agent, (conversation.id, conversation.inbox_id), kind, None);
    }
    Ok(())
}

/// Gives the agent's other devices the hint of a draft; without a version when it is gone.
fn tell(
    work: &mut Work<'_>,
    agent: AgentId,
    (conversation_id, inbox_id): (ConversationId, InboxId),
    kind: DraftKind,
    version: Option<i64>,
) {
    let changed = Event::DraftChanged {
        conversation_id,
        inbox_id,
        kind: kind.as_str().to_owned(),
        version,
    };
    work.hint(Topic::Agent(agent), changed);
}

fn writer(actor: &Actor) -> Result<AgentId> {
    actor.agent_id().ok_or_else(|| Error::Forbidden {
        code: "agents_only",
        detail: "only agents have drafts".to_owned(),
    })
}

/// A [`DraftInput`] that passed its checks.
struct Checked {
    text: String,
    html: Option<String>,
    recipients: String,
    attachments: Vec<AttachmentId>,
    expected_seq: Option<i64>,
    version: Option<i64>,
}

impl Checked {
    /// Little is refused: half an address is what drafts are for.
    fn check(input: DraftInput, last_seq: i64) -> Result<Self> {
        let mut checks = Checks::new();
        // Not trimmed, not composed anew: the device goes on writing where the cursor stands.
        let text = input.text.replace('\0', "");
        let length = text.chars().count();
        if length > MOST_TEXT {
            let detail = format!("has {length} characters, may have at most {MOST_TEXT}");
            checks.refuse("text", "too_long", detail);
        }
        let html = input.html.map(|html| html.replace('\0', ""));
        if html.as_ref().is_some_and(|html| html.len() > MOST_HTML) {
            checks.refuse("html", "too_long", format!("may have at most {MOST_HTML} bytes"));
        }
        let has_html = html.as_ref().is_some_and(|html| !html.trim().is_empty());
        if text.trim().is_empty() && !has_html && input.attachments.is_empty() {
            checks.refuse(
                "text",
                "required",
                "there is nothing to keep; delete the draft instead",
            );
        }
        check_files(&mut checks, &input.attachments);
        if let Some(seq) = input.expected_seq {
            checks.range("expected_seq", seq, 0, last_seq);
        }
        let recipients = DraftRecipients {
            to: input.to.map(|to| typed(&mut checks, "to", to)),
            cc: input.cc.map(|cc| typed(&mut checks, "cc", cc)),
            bcc: typed(&mut checks, "bcc", input.bcc),
        };
        checks.finish()?;
        Ok(Self {
            text,
            html: html.map(|html| mail::sanitize::sanitize_html(&html).html),
            recipients: serde_json::to_string(&recipients).map_err(|e| Error::Internal(e.to_string()))?,
            attachments: input.attachments,
            expected_seq: input.expected_seq,
            version: input.version,
        })
    }

    /// Refuses files that are not the agent's or were sent already.
    async fn own_files(&self, work: &Work<'_>, agent: AgentId) -> Result<()> {
        let mut distinct = self.attachments.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let own = store::attachments::count_unsent(&work.tx, agent, &distinct).await?;
        if usize::try_from(own).ok() == Some(distinct.len()) {
            return Ok(());
        }
        Err(Error::field(
            "attachment_ids",
            "attachment_not_found",
            "one of the files does not exist, is not yours, or was sent already",
        ))
    }

    fn content(&self, version: i64, at: domain::Timestamp) -> Content<'_> {
        Content {
            version,
            text: &self.text,
            html: self.html.as_deref(),
            recipients: &self.recipients,
            expected_seq: self.expected_seq,
            at,
        }
    }
}

/// Recipients as they were typed: short enough and without NUL, nothing more.
fn typed(checks: &mut Checks, field: &str, list: Vec<Mailbox>) -> Vec<Mailbox> {
    if list.len() > MOST_RECIPIENTS {
        checks.refuse(field, "too_many", format!("at most {MOST_RECIPIENTS} recipients"));
    }
    let line = |checks: &mut Checks, what: &str, index: usize, value: &str| {
        checks.line(&format!("{field}[{index}].{what}"), value, 0, 300)
    };
    list.iter()
        .enumerate()
        .map(|(index, mailbox)| Mailbox {
            name: line(checks, "name", index, &mailbox.name),
            address: line(checks, "address", index, &mailbox.address),
        })
        .collect()
}
