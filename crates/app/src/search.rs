//! Full-text search over messages, subjects and contacts, narrowed by operators.

mod resolve;

use std::collections::HashMap;
use std::sync::Arc;

use domain::search::operators::{Given, Operator, split};
use domain::search::{Query, Term, snippet};
use domain::validate::Checks;
use domain::{Actor, ContactId, ConversationId, Mask, Permission, Timestamp};
use store::search::{Condition, Hit};

use crate::core::{Core, Result};
use resolve::Resolved;

pub use domain::search::Piece;
pub use store::search::{Kind, Place};

/// Characters of a title that are shown.
const TITLE: usize = 160;
/// Characters around a hit that are shown.
const SNIPPET: usize = 240;

/// A hit as it is shown.
#[derive(Debug, Clone)]
pub struct Found {
    /// Place in the list: hand it back to go on behind it.
    pub place: Place,
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
    pub next: Option<Place>,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Words and operators, as they were typed.
    pub text: String,
    /// Operators that were given apart from the text.
    pub given: Vec<Given>,
    /// Only this kind; all that the actor may read when none is named.
    pub kind: Option<Kind>,
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

    /// Up to `limit` hits behind `after`, newest first. Operators without words list messages, or the conversations themselves when
    /// nothing is asked of single messages.
    ///
    /// # Errors
    /// When the query is too long, an operator is refused, or the actor may not read what it asks for.
    pub async fn find(
        &self,
        actor: &Actor,
        ask: &Ask,
        after: Option<Place>,
        limit: u32,
    ) -> Result<FoundPage> {
        let mut kinds = readable(actor, ask.kind)?;
        let mut checks = Checks::new();
        // Not trimmed: a space at the end tells that the last word is complete.
        if ask.text.chars().count() > 500 {
            checks.refuse("q", "too_long", "may have at most 500 characters");
        }
        checks.finish()?;
        let mut parts = split(&ask.text);
        parts.given.extend(ask.given.iter().cloned());
        // All others look at conversations, and must not tell of them by what they refuse.
        if parts.given.iter().any(|given| given.operator != Operator::In) {
            actor.require(Permission::ConversationsRead)?;
        }
        let query = Query::parse(&parts.words);
        let mask = Mask::of(actor);
        let resolved = resolve::resolve(self.core.reader(), actor, &parts.given).await?;
        if let Some(kind) = resolved.kind {
            kinds = readable(actor, Some(kind))?;
        }
        let mut hits = self
            .hits(actor, &query, &resolved, (&kinds, after, limit.saturating_add(1)))
            .await?;
        let more = hits.len() > limit as usize;
        hits.truncate(limit as usize);
        let next = hits.last().filter(|_| more).map(place);
        let addresses = self.addresses(&hits).await?;
        let sought = Sought::new(query, resolved.subjects);
        let hits = hits
            .into_iter()
            .filter_map(|hit| show(hit, &sought, mask, &addresses))
            .collect();
        Ok(FoundPage { hits, next })
    }

    /// What the database finds.
    async fn hits(
        &self,
        actor: &Actor,
        query: &Query,
        resolved: &Resolved,
        (kinds, after, limit): (&[Kind], Option<Place>, u32),
    ) -> Result<Vec<Hit>> {
        let (db, scope, narrow) = (self.core.reader(), actor.scope(), &resolved.narrow);
        let hides = Mask::of(actor).hides();
        if !query.is_empty() {
            // Negations are judged by what is shown where something is masked.
            let affirmed = query.affirmed();
            let query = if hides { &affirmed } else { query };
            return Ok(store::search::find(db, scope, query, narrow, kinds, after, limit).await?);
        }
        let kind = match kinds {
            [kind] => *kind,
            _ if narrow.is_about_messages() => Kind::Message,
            _ => Kind::Conversation,
        };
        let mut narrow = narrow.clone();
        if !narrow.is_empty() && !hides {
            let unwanted = query.terms.iter().map(|term| Query {
                terms: vec![Term {
                    negated: false,
                    ..term.clone()
                }],
            });
            narrow
                .0
                .extend(unwanted.map(|words| (Condition::Words(words), true)));
        }
        Ok(store::search::list(db, scope, &narrow, kind, after, limit).await?)
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

const fn place(hit: &Hit) -> Place {
    Place {
        at: hit.at,
        id: hit.id,
    }
}

/// By what hits are judged and marked.
struct Sought {
    /// Words of the hit.
    query: Query,
    /// Words of its subject, each with whether they must be missing.
    subjects: Vec<(Query, bool)>,
    /// What is marked in a title.
    title: Query,
}

impl Sought {
    fn new(query: Query, subjects: Vec<(Query, bool)>) -> Self {
        let mut title = query.clone();
        let wanted = subjects.iter().filter(|(_, negated)| !negated);
        title
            .terms
            .extend(wanted.flat_map(|(words, _)| words.terms.iter().cloned()));
        Self {
            query,
            subjects,
            title,
        }
    }

    /// Whether it is found in what is shown.
    fn is_in(&self, title: &str, text: &str) -> bool {
        self.query.matches(text)
            && self
                .subjects
                .iter()
                .all(|(words, negated)| words.matches(title) != *negated)
    }
}

/// A hit with its hits marked. None when all that was found is masked: who may not see an address must not find it out by searching.
fn show(
    hit: Hit,
    sought: &Sought,
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
        let number = number.unwrap_or_default();
        if !sought.is_in(&format!("{number} {title}"), &format!("{number} {title} {text}")) {
            return None;
        }
    }
    Some(Found {
        place: place(&hit),
        kind: hit.kind,
        conversation_id: hit.conversation_id,
        number: hit.number,
        seq: hit.seq,
        contact_id: hit.contact_id,
        contact_name,
        title: snippet(&title, &sought.title, TITLE),
        snippet: snippet(&text, &sought.query, SNIPPET),
        at: hit.at,
    })
}
