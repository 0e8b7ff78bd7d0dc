//! Contacts: who writes to us.
//!
//! A contact is seen by those who see one of its conversations. An address belongs to one contact: mail from it must find the same
//! person every time.

mod addresses;
mod check;
mod from_mail;
mod merge;
mod tags;

use std::collections::HashMap;
use std::sync::Arc;

use db::Executor;
use domain::attributes::AttributeSubject;
use domain::search::Query;
use domain::text::fold;
use domain::validate::Checks;
use domain::{Actor, CompanyId, ContactId, Mask, Permission, TagId, Timestamp};
use store::contacts::{Address, Contact, Narrow};

use crate::attributes::{self, Known};
use crate::core::{Core, Error, Result, Work};

pub use addresses::AddressInput;
pub(crate) use from_mail::find_or_create;

/// Most contacts that a list narrowed by words looks at: those that changed last.
const MOST_FOUND: u32 = 500;

/// A contact with what belongs to it, as the reader may see it.
#[derive(Debug, Clone)]
pub struct ContactDetail {
    /// The contact.
    pub contact: Contact,
    /// Its addresses, main ones first.
    pub addresses: Vec<Address>,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// What else is known of it.
    pub attributes: Vec<Known>,
    /// Its conversations that the reader may see.
    pub conversation_count: i64,
}

/// Which contacts are in a list.
#[derive(Debug, Clone, Default)]
pub struct ContactListing {
    /// Only those found by these words.
    pub words: Option<String>,
    /// Only with this tag.
    pub tag: Option<TagId>,
    /// Only with this value of an attribute, as `key:value`.
    pub attribute: Option<String>,
}

/// One page of contacts.
#[derive(Debug, Clone, Default)]
pub struct ContactPage {
    /// Contacts, newest first. May be fewer than asked for though there are more.
    pub contacts: Vec<ContactDetail>,
    /// Where the next page begins.
    pub next: Option<ContactId>,
}

/// A contact about to be.
#[derive(Debug, Clone, Default)]
pub struct NewContact {
    /// Name; the first address when empty.
    pub name: String,
    /// Addresses, main ones first.
    pub addresses: Vec<AddressInput>,
    /// Name of the company.
    pub company: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// Notes.
    pub notes: Option<String>,
}

/// A change of a contact; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ContactChange {
    /// New name.
    pub name: Option<String>,
    /// Replaces the addresses, main ones first.
    pub addresses: Option<Vec<AddressInput>>,
    /// Name of the company; empty takes it away.
    pub company: Option<String>,
    /// Language; empty takes it away.
    pub locale: Option<String>,
    /// Time zone; empty takes it away.
    pub time_zone: Option<String>,
    /// New notes.
    pub notes: Option<String>,
    /// The notes that the new ones were made from: refused when they are otherwise by now.
    pub notes_before: Option<String>,
    /// Block or unblock.
    pub blocked: Option<bool>,
}

/// Use cases of contacts.
#[derive(Clone)]
pub struct Contacts {
    core: Arc<Core>,
}

impl Contacts {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Up to `limit` contacts before the contact `before`, newest first.
    ///
    /// # Errors
    /// When the actor may not read contacts, or there is no such attribute.
    pub async fn list(
        &self,
        actor: &Actor,
        listing: &ContactListing,
        before: Option<ContactId>,
        limit: u32,
    ) -> Result<ContactPage> {
        actor.require(Permission::ContactsRead)?;
        let (db, scope) = (self.core.reader(), actor.scope());
        let words = listing.words.as_deref();
        let query = words.filter(|words| !words.trim().is_empty()).map(Query::parse);
        let found = match &query {
            Some(query) => Some(store::search::contacts(db, scope, query, MOST_FOUND).await?),
            None => None,
        };
        let attribute = match &listing.attribute {
            Some(condition) => Some(attributes::wanted(db, AttributeSubject::Contact, condition).await?),
            None => None,
        };
        let narrow = Narrow {
            ids: found.as_deref(),
            tag: listing.tag,
            attribute,
        };
        let read = limit.saturating_add(1);
        let mut contacts = store::contacts::list_narrowed(db, scope, &narrow, before, read).await?;
        let more = contacts.len() > limit as usize;
        contacts.truncate(limit as usize);
        let next = contacts.last().filter(|_| more).map(|contact| contact.id);
        let mut contacts = complete(db, actor, contacts).await?;
        if let (true, Some(query)) = (Mask::of(actor).hides(), &query) {
            // What is masked cannot be found out letter by letter either.
            contacts.retain(|detail| query.matches(&shown_words(detail)));
        }
        Ok(ContactPage { contacts, next })
    }

    /// One contact. A look at it by those whose view of customers is restricted is a line of the audit log.
    ///
    /// # Errors
    /// When there is no such contact that the actor may see, or the actor may not read contacts.
    pub async fn get(&self, actor: &Actor, id: ContactId) -> Result<ContactDetail> {
        actor.require(Permission::ContactsRead)?;
        let detail = self.read(actor, id).await?;
        if Mask::of(actor).hides() {
            let mut work = self.core.begin().await?;
            work.audit(actor, "contact.read", ("contact", Some(id.get())), "")
                .await?;
            work.commit().await?;
        }
        Ok(detail)
    }

    async fn read(&self, actor: &Actor, id: ContactId) -> Result<ContactDetail> {
        let db = self.core.reader();
        let contact = store::contacts::find(db, actor.scope(), id)
            .await?
            .ok_or_else(|| not_found(id))?;
        let mut details = complete(db, actor, vec![contact]).await?;
        details.pop().ok_or_else(|| not_found(id))
    }

    /// Makes a contact.
    ///
    /// # Errors
    /// When a field is refused, an address belongs to somebody else, or the actor may not change contacts.
    pub async fn create(&self, actor: &Actor, new: &NewContact) -> Result<ContactDetail> {
        actor.require(Permission::ContactsWrite)?;
        let mut checks = Checks::new();
        let addresses = addresses::check(&mut checks, &new.addresses);
        let name = checks.line("name", &new.name, 0, 200);
        let company = check::company(&mut checks, new.company.as_deref());
        let locale = check::locale(&mut checks, new.locale.as_deref());
        let notes = checks.text("notes", new.notes.as_deref().unwrap_or_default(), 0, 10_000);
        checks.finish()?;
        let name = if name.is_empty() {
            addresses.first().map(|a| a.value.clone()).unwrap_or_default()
        } else {
            name
        };
        let mut work = self.core.begin().await?;
        let company = company_id(&work, company.flatten()).await?;
        let locale = locale.flatten();
        let id =
            store::contacts::insert(&work.tx, &name, company, locale.as_deref(), &notes, work.now).await?;
        addresses::set(&work.tx, id, &addresses, work.now).await?;
        index(&work.tx, id, work.now).await?;
        work.audit(actor, "contact.created", ("contact", Some(id.get())), &name)
            .await?;
        work.commit().await?;
        // Read without the scope of conversations: a new contact has none, and who made it may see what they made.
        self.read(&unscoped(actor), id).await
    }

    /// Changes a contact.
    ///
    /// # Errors
    /// When there is no such contact that the actor may see, a field is refused, an address belongs to somebody else, or the actor may
    /// not change contacts.
    pub async fn update(
        &self,
        actor: &Actor,
        id: ContactId,
        change: &ContactChange,
    ) -> Result<ContactDetail> {
        actor.require(Permission::ContactsWrite)?;
        if Mask::of(actor).hides() && (change.addresses.is_some() || change.name.is_some()) {
            // They would write back what they see: the mask.
            return Err(Error::Forbidden {
                code: "personal_data_masked",
                detail: "names and addresses are masked for your role and cannot be changed by it".to_owned(),
            });
        }
        let mut work = self.core.begin().await?;
        let mut contact = store::contacts::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| not_found(id))?;
        refuse_notes(actor, &contact, change)?;
        let mut checks = Checks::new();
        let addresses = change
            .addresses
            .as_ref()
            .map(|list| addresses::check(&mut checks, list));
        let company = check::company(&mut checks, change.company.as_deref());
        let mut changed = check::apply(&mut checks, &mut contact, change);
        checks.finish()?;
        if let Some(company) = company {
            contact.company_id = company_id(&work, company).await?;
            changed.push("company");
        }
        store::contacts::update(&work.tx, &contact, work.now).await?;
        if let Some(addresses) = &addresses {
            addresses::set(&work.tx, id, addresses, work.now).await?;
            changed.push("addresses");
        }
        index(&work.tx, id, work.now).await?;
        let detail = format!("{}: {}", contact.name, changed.join(", "));
        work.audit(actor, "contact.updated", ("contact", Some(id.get())), &detail)
            .await?;
        work.commit().await?;
        self.read(actor, id).await
    }
}

/// Notes are written by several people: who began from other notes than there are now would wipe out what a colleague wrote. And who
/// sees them masked would write back the mask.
fn refuse_notes(actor: &Actor, contact: &Contact, change: &ContactChange) -> Result<()> {
    if change.notes.is_some() && Mask::of(actor).text(&contact.notes) != contact.notes {
        return Err(Error::Forbidden {
            code: "personal_data_masked",
            detail: "these notes are masked for your role and cannot be changed by it".to_owned(),
        });
    }
    match &change.notes_before {
        Some(before) if change.notes.is_some() && before.trim() != contact.notes => Err(Error::conflict(
            "notes_changed",
            "somebody changed these notes since you read them",
        )),
        _ => Ok(()),
    }
}

fn not_found(id: ContactId) -> Error {
    Error::not_found("contact", id)
}

/// The same actor, seeing every inbox.
fn unscoped(actor: &Actor) -> Actor {
    Actor {
        all_inboxes: true,
        ..actor.clone()
    }
}

/// Adds addresses and counts, and masks what the reader must not see.
async fn complete(db: &impl Executor, actor: &Actor, contacts: Vec<Contact>) -> Result<Vec<ContactDetail>> {
    let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
    let mut addresses: HashMap<ContactId, Vec<Address>> = HashMap::new();
    for address in store::contacts::addresses(db, &ids).await? {
        addresses.entry(address.contact_id).or_default().push(address);
    }
    let counts = store::contacts::conversation_counts(db, actor.scope(), &ids).await?;
    let counts: HashMap<ContactId, i64> = counts.into_iter().collect();
    let mask = Mask::of(actor);
    let mut tags: HashMap<ContactId, Vec<TagId>> = HashMap::new();
    for (contact, tag) in store::tags::of_contacts(db, &ids).await? {
        tags.entry(contact).or_default().push(tag);
    }
    let mut known = attributes::known_of_contacts(db, &ids, mask).await?;
    let detail = |mut contact: Contact| {
        let mut addresses = addresses.remove(&contact.id).unwrap_or_default();
        for address in &mut addresses {
            address.value = mask.address(&address.kind, &address.value);
            address.bounce_reason = address.bounce_reason.as_deref().map(|reason| mask.text(reason));
        }
        contact.name = mask.name(&contact.name);
        contact.notes = mask.text(&contact.notes);
        ContactDetail {
            conversation_count: counts.get(&contact.id).copied().unwrap_or(0),
            addresses,
            tags: tags.remove(&contact.id).unwrap_or_default(),
            attributes: known.remove(&contact.id).unwrap_or_default(),
            contact,
        }
    };
    Ok(contacts.into_iter().map(detail).collect())
}

/// What a reader sees of a contact in a list.
fn shown_words(detail: &ContactDetail) -> String {
    let values = detail.addresses.iter().map(|address| address.value.as_str());
    let company = detail.contact.company_name.as_deref().unwrap_or_default();
    std::iter::once(detail.contact.name.as_str())
        .chain([company])
        .chain(values)
        .collect::<Vec<_>>()
        .join(" ")
}

async fn company_id(work: &Work<'_>, name: Option<String>) -> Result<Option<CompanyId>> {
    match name {
        Some(name) => {
            let folded = fold(&name);
            Ok(Some(
                store::contacts::find_or_insert_company(&work.tx, &name, &folded, work.now).await?,
            ))
        }
        None => Ok(None),
    }
}

/// Makes a contact findable by what is stored of it now.
async fn index(tx: &impl Executor, id: ContactId, now: Timestamp) -> Result<()> {
    let contact = store::contacts::find(tx, Actor::system().scope(), id)
        .await?
        .ok_or_else(|| not_found(id))?;
    let mut words = vec![contact.name];
    words.extend(contact.company_name);
    for address in store::contacts::addresses(tx, &[id]).await? {
        if address.kind == "phone" {
            // Typed with spaces, found without them.
            words.push(address.value_folded);
        }
        words.push(address.value);
    }
    Ok(store::search::put_contact(tx, id, now, &words.join(" ")).await?)
}
