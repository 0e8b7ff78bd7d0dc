//! Full-text search over messages, subjects and contacts.

use std::collections::HashMap;
use std::sync::Arc;

use domain::search::{Query, snippet};
use domain::validate::Checks;
use domain::{Actor, ContactId, ConversationId, Mask, Permission, Timestamp};
use store::search::Hit;

use crate::core::{Core, Result};

pub use domain::search::Piece;
pub use store::search::Kind;

/// Characters of a title that are shown.
const TITLE: usize = 160;
/// Characters around a hit that are shown.
const SNIPPET: usize = 240;

/// A hit as it is shown.
#[derive(Debug, Clone)]
pub struct Found {
    /// Place in the list: hand it back to go on behind it.
    pub position: i64,
    /// What it is.
    pub kind: Kind,
    /// Conversation, for messages and subjects.
    pub conversation_id: Option<ConversationId>,
    /// Its public number.
    pub number: Option<i64>,
    /// Place of the message in it.
    pub seq: Option<i64>,
    /// Contact.
    pub contact_id: Option<ContactId>,
    /// Name of the contact.
    pub contact_name: String,
    /// Subject or name, with the hits marked.
    pub title: Vec<Piece>,
    /// The words around the first hit.
    pub snippet: Vec<Piece>,
    /// When it was written.
    pub at: Timestamp,
}

/// One page of hits.
#[derive(Debug, Clone, Default)]
pub struct FoundPage {
    /// Hits, newest first. May be fewer than asked for though there are more.
    pub hits: Vec<Found>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// Use cases of search.
#[derive(Clone)]
pub struct Search {
    core: Arc<Core>,
}

impl Search {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// How many documents can be found: for measuring.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_documents(&self) -> Result<i64> {
        Ok(store::search::count(self.core.reader()).await?)
    }

    /// Up to `limit` hits before the position `before`, newest first; of one kind, or of all that the actor may read.
    ///
    /// # Errors
    /// When the query is too long, or the actor may not read what it asks for.
    pub async fn find(
        &self,
        actor: &Actor,
        text: &str,
        kind: Option<Kind>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<FoundPage> {
        let kinds = readable(actor, kind)?;
        let mut checks = Checks::new();
        // Not trimmed: a space at the end tells that the last word is complete.
        if text.chars().count() > 500 {
            checks.refuse("q", "too_long", "may have at most 500 characters");
        }
        checks.finish()?;
        let query = Query::parse(text);
        let db = self.core.reader();
        let mut hits =
            store::search::find(db, actor.scope(), &query, &kinds, before, limit.saturating_add(1)).await?;
        let more = hits.len() > limit as usize;
        hits.truncate(limit as usize);
        let next = hits.last().filter(|_| more).map(|hit| hit.id);
        let addresses = self.addresses(&hits).await?;
        let mask = Mask::of(actor);
        let hits = hits
            .into_iter()
            .filter_map(|hit| show(hit, &query, mask, &addresses))
            .collect();
        Ok(FoundPage { hits, next })
    }

    /// All addresses of the contacts among the hits: any of them may have been what was found.
    async fn addresses(&self, hits: &[Hit]) -> Result<HashMap<ContactId, Vec<(String, String)>>> {
        let contacts: Vec<ContactId> = hits
            .iter()
            .filter(|hit| hit.kind == Kind::Contact)
            .filter_map(|hit| hit.contact_id)
            .collect();
        let mut addresses: HashMap<ContactId, Vec<(String, String)>> = HashMap::new();
        if !contacts.is_empty() {
            for address in store::contacts::addresses(self.core.reader(), &contacts).await? {
                let of_contact = addresses.entry(address.contact_id).or_default();
                of_contact.push((address.kind, address.value));
            }
        }
        Ok(addresses)
    }
}

/// The kinds that the actor may read; empty for all.
fn readable(actor: &Actor, wanted: Option<Kind>) -> Result<Vec<Kind>> {
    let permission = |kind: Kind| match kind {
        Kind::Message | Kind::Conversation => Permission::ConversationsRead,
        Kind::Contact => Permission::ContactsRead,
    };
    if let Some(kind) = wanted {
        actor.require(permission(kind))?;
        return Ok(vec![kind]);
    }
    let kinds: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| actor.permissions.has(permission(*kind)))
        .collect();
    if kinds.is_empty() {
        actor.require(Permission::ConversationsRead)?;
    }
    Ok(if kinds.len() == Kind::ALL.len() {
        Vec::new()
    } else {
        kinds
    })
}

/// A hit with its hits marked. None when all that was found is masked: who may not see an address must not find it out by searching.
fn show(
    hit: Hit,
    query: &Query,
    mask: Mask,
    addresses: &HashMap<ContactId, Vec<(String, String)>>,
) -> Option<Found> {
    let contact_name = mask.name(hit.contact_name.as_deref().unwrap_or_default());
    let (title, text) = match hit.kind {
        Kind::Contact => {
            let known = hit.contact_id.and_then(|id| addresses.get(&id));
            let values = known
                .into_iter()
                .flatten()
                .map(|(kind, value)| mask.address(kind, value));
            (contact_name.clone(), values.collect::<Vec<_>>().join(", "))
        }
        Kind::Message | Kind::Conversation => (
            mask.text(hit.subject.as_deref().unwrap_or_default()),
            mask.text(hit.text.as_deref().unwrap_or_default()),
        ),
    };
    if mask.hides() {
        let number = hit
            .number
            .filter(|_| hit.kind == Kind::Conversation)
            .map(|number| number.to_string());
        let shown = format!("{} {title} {text}", number.unwrap_or_default());
        if !query.matches(&shown) {
            return None;
        }
    }
    Some(Found {
        position: hit.id,
        kind: hit.kind,
        conversation_id: hit.conversation_id,
        number: hit.number,
        seq: hit.seq,
        contact_id: hit.contact_id,
        contact_name,
        title: snippet(&title, query, TITLE),
        snippet: snippet(&text, query, SNIPPET),
        at: hit.at,
    })
}
