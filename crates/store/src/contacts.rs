//! Contacts, their addresses and companies.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{AttributeId, CompanyId, ContactAddressId, ContactId, Scope, TagId, Timestamp};

use crate::access;
use crate::filter::Filter;

/// A contact as mail sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ContactRef {
    /// Key.
    pub id: ContactId,
    /// Name; the address when no name is known.
    pub name: String,
    /// Mail of blocked contacts is spam.
    pub blocked: bool,
}

/// The contact behind an address (folded). Threading of mail, not a person, asks.
///
/// # Errors
/// When the database fails.
pub async fn find_by_address(db: &impl Executor, kind: &str, folded: &str) -> DbResult<Option<ContactRef>> {
    db.opt(
        "SELECT p.id, p.name, p.blocked FROM contact_address a JOIN contact p ON p.id = a.contact_id
          WHERE a.kind = $1 AND a.value_folded = $2",
        args![kind, folded],
    )
    .await
}

/// Makes a contact without addresses.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &impl Executor,
    name: &str,
    company: Option<CompanyId>,
    locale: Option<&str>,
    notes: &str,
    at: Timestamp,
) -> DbResult<ContactId> {
    tx.one(
        "INSERT INTO contact (company_id, name, locale, notes, blocked, created_at, updated_at)
         VALUES ($1, $2, $3, $4, FALSE, $5, $5) RETURNING id",
        args![company, name, locale, notes, at],
    )
    .await
}

/// Adds an address; false when it belongs to a contact already.
///
/// # Errors
/// When the database fails.
pub async fn insert_address(
    tx: &impl Executor,
    contact: ContactId,
    kind: &str,
    value: &str,
    folded: &str,
    primary: bool,
    at: Timestamp,
) -> DbResult<bool> {
    let added = tx
        .exec(
            "INSERT INTO contact_address (contact_id, kind, value, value_folded, is_primary, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, value_folded) DO NOTHING",
            args![contact, kind, value, folded, primary, at],
        )
        .await?;
    Ok(added > 0)
}

/// Gives a name to a contact that has none but its address.
///
/// # Errors
/// When the database fails.
pub async fn set_name(tx: &impl Executor, id: ContactId, name: &str, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE contact SET name = $2, updated_at = $3 WHERE id = $1",
        args![id, name, at],
    )
    .await?;
    Ok(())
}

/// Notes that mail to an address comes back; clears it with `None`.
///
/// # Errors
/// When the database fails.
pub async fn set_bounce(
    tx: &impl Executor,
    folded: &str,
    reason: Option<&str>,
    at: Timestamp,
) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE contact_address SET bounced_at = $2, bounce_reason = $3 WHERE kind = 'email' AND value_folded = $1",
            args![folded, reason.map(|_| at), reason],
        )
        .await?;
    Ok(changed > 0)
}

/// A contact.
#[derive(Debug, Clone, FromRow)]
pub struct Contact {
    /// Key.
    pub id: ContactId,
    /// Name.
    pub name: String,
    /// Company.
    pub company_id: Option<CompanyId>,
    /// Name of the company.
    pub company_name: Option<String>,
    /// Mail domain of the company.
    pub company_domain: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// Time zone.
    pub time_zone: Option<String>,
    /// Notes of colleagues.
    pub notes: String,
    /// Mail of blocked contacts is spam.
    pub blocked: bool,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An address.
#[derive(Debug, Clone, FromRow)]
pub struct Address {
    /// Key.
    pub id: ContactAddressId,
    /// Contact.
    pub contact_id: ContactId,
    /// `email`, `phone`, …
    pub kind: String,
    /// Address.
    pub value: String,
    /// Address for comparison.
    pub value_folded: String,
    /// Main one of its kind.
    pub is_primary: bool,
    /// Why mail to it comes back.
    pub bounce_reason: Option<String>,
}

const CONTACT: &str = "SELECT p.id, p.name, p.company_id, f.name AS company_name, f.domain AS company_domain, p.locale, p.time_zone,
        p.notes, p.blocked, p.created_at, p.updated_at
   FROM contact p LEFT JOIN company f ON f.id = p.company_id";

/// One contact.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, scope: Scope, id: ContactId) -> DbResult<Option<Contact>> {
    let mut filter = Filter::default();
    filter.and("p.id = ?", args![id]);
    access::limit_contacts(&mut filter, scope, "p.id");
    db.opt(&format!("{CONTACT}{}", filter.clause()), filter.into_args())
        .await
}

/// One contact, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn find_for_update(tx: &impl Executor, scope: Scope, id: ContactId) -> DbResult<Option<Contact>> {
    let locked: Option<ContactId> = tx
        .opt(
            &format!(
                "SELECT id FROM contact WHERE id = $1 {}",
                tx.dialect().for_update()
            ),
            args![id],
        )
        .await?;
    // The company is joined from the outside, and PostgreSQL locks no row that may be missing: so first the lock, then the row.
    match locked {
        Some(id) => find(tx, scope, id).await,
        None => Ok(None),
    }
}

/// Which contacts are in a list.
#[derive(Debug, Clone, Default)]
pub struct Narrow<'a> {
    /// Only these, found by a search.
    pub ids: Option<&'a [ContactId]>,
    /// Only with this tag.
    pub tag: Option<TagId>,
    /// Only with this value (folded) of an attribute.
    pub attribute: Option<(AttributeId, String)>,
}

/// Up to `limit` contacts before the contact `before`, newest first; only those of `ids` when given.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    scope: Scope,
    ids: Option<&[ContactId]>,
    before: Option<ContactId>,
    limit: u32,
) -> DbResult<Vec<Contact>> {
    let narrow = Narrow {
        ids,
        ..Narrow::default()
    };
    list_narrowed(db, scope, &narrow, before, limit).await
}

/// As [`list`], narrowed in every way.
///
/// # Errors
/// When the database fails.
pub async fn list_narrowed(
    db: &impl Executor,
    scope: Scope,
    narrow: &Narrow<'_>,
    before: Option<ContactId>,
    limit: u32,
) -> DbResult<Vec<Contact>> {
    let mut filter = Filter::default();
    if let Some(before) = before {
        filter.and("p.id < ?", args![before]);
    }
    if let Some(ids) = narrow.ids {
        filter.is_in("p.id", ids.iter().map(|id| Value::I64(id.get())));
    }
    if let Some(tag) = narrow.tag {
        filter.and(
            "p.id IN (SELECT t.contact_id FROM contact_tag t WHERE t.tag_id = ?)",
            args![tag],
        );
    }
    if let Some((attribute, folded)) = &narrow.attribute {
        filter.and(
            "p.id IN (SELECT v.contact_id FROM attribute_value v WHERE v.attribute_id = ? AND v.value_folded = ?)",
            args![*attribute, folded],
        );
    }
    access::limit_contacts(&mut filter, scope, "p.id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    db.all(
        &format!("{CONTACT}{clause} ORDER BY p.id DESC LIMIT {limit}"),
        filter.into_args(),
    )
    .await
}

/// The addresses of some contacts, which the caller has read under a scope; main ones first.
///
/// # Errors
/// When the database fails.
pub async fn addresses(db: &impl Executor, contacts: &[ContactId]) -> DbResult<Vec<Address>> {
    let mut filter = Filter::default();
    filter.is_in("contact_id", contacts.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT id, contact_id, kind, value, value_folded, is_primary, bounce_reason
           FROM contact_address{} ORDER BY is_primary DESC, id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// How many conversations of each contact may be seen.
///
/// # Errors
/// When the database fails.
pub async fn conversation_counts(
    db: &impl Executor,
    scope: Scope,
    contacts: &[ContactId],
) -> DbResult<Vec<(ContactId, i64)>> {
    let mut filter = Filter::default();
    filter.is_in("c.contact_id", contacts.iter().map(|id| Value::I64(id.get())));
    access::limit(&mut filter, scope, "c.inbox_id");
    let sql = format!(
        "SELECT c.contact_id, count(*) FROM conversation c{} GROUP BY c.contact_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Writes a contact back.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, contact: &Contact, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE contact SET name = $2, company_id = $3, locale = $4, time_zone = $5, notes = $6, blocked = $7, updated_at = $8
          WHERE id = $1",
        args![
            contact.id,
            &contact.name,
            contact.company_id,
            &contact.locale,
            &contact.time_zone,
            &contact.notes,
            contact.blocked,
            at,
        ],
    )
    .await?;
    Ok(())
}

/// Takes an address away from its contact.
///
/// # Errors
/// When the database fails.
pub async fn delete_address(tx: &impl Executor, id: ContactAddressId) -> DbResult<()> {
    tx.exec("DELETE FROM contact_address WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// Changes how an address is written and whether it is the main one of its kind. For comparison it stays the same address.
///
/// # Errors
/// When the database fails.
pub async fn set_address(
    tx: &impl Executor,
    id: ContactAddressId,
    value: &str,
    primary: bool,
) -> DbResult<()> {
    tx.exec(
        "UPDATE contact_address SET value = $2, is_primary = $3 WHERE id = $1",
        args![id, value, primary],
    )
    .await?;
    Ok(())
}

/// The company of this name (folded), made when it is not there.
///
/// # Errors
/// When the database fails.
pub async fn find_or_insert_company(
    tx: &impl Executor,
    name: &str,
    folded: &str,
    at: Timestamp,
) -> DbResult<CompanyId> {
    tx.exec(
        "INSERT INTO company (name, name_folded, created_at) VALUES ($1, $2, $3) ON CONFLICT (name_folded) DO NOTHING",
        args![name, folded, at],
    )
    .await?;
    tx.one("SELECT id FROM company WHERE name_folded = $1", args![folded])
        .await
}

/// Deletes a contact that nothing refers to.
///
/// # Errors
/// `ForeignKeyViolation` when something does.
pub async fn delete(tx: &impl Executor, id: ContactId) -> DbResult<()> {
    tx.exec("DELETE FROM contact WHERE id = $1", args![id]).await?;
    Ok(())
}
