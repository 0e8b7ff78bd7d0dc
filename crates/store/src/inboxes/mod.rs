//! Inboxes, and the mail settings of those that have any. Secrets are sealed before they come here.

mod email;

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{BrandId, InboxId, Scope, TeamId, Timestamp};

pub use email::*;

use crate::access;
use crate::filter::Filter;

/// An inbox.
#[derive(Debug, Clone, FromRow)]
pub struct Inbox {
    /// Key.
    pub id: InboxId,
    /// Brand.
    pub brand_id: BrandId,
    /// Team of new conversations.
    pub team_id: Option<TeamId>,
    /// Name for colleagues.
    pub name: String,
    /// Name of its channel, as in the registry of channels.
    pub channel: String,
    /// Address that customers write to; the key of the widget for a site.
    pub address: String,
    /// Fetches and sends, or rests.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

const INBOX: &str =
    "SELECT i.id, i.brand_id, i.team_id, i.name, i.channel, i.address, i.enabled, i.created_at FROM inbox i";

/// All inboxes that may be seen, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, scope: Scope) -> DbResult<Vec<Inbox>> {
    let mut filter = Filter::default();
    access::limit(&mut filter, scope, "i.id");
    db.all(
        &format!("{INBOX}{} ORDER BY i.name, i.id", filter.clause()),
        filter.into_args(),
    )
    .await
}

/// One inbox.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, scope: Scope, id: InboxId) -> DbResult<Option<Inbox>> {
    let mut filter = Filter::default();
    filter.and("i.id = ?", args![id]);
    access::limit(&mut filter, scope, "i.id");
    db.opt(&format!("{INBOX}{}", filter.clause()), filter.into_args())
        .await
}

/// An inbox about to be.
#[derive(Debug, Clone, Copy)]
pub struct NewInbox<'a> {
    /// Name for colleagues.
    pub name: &'a str,
    /// Name of its channel.
    pub channel: &'a str,
    /// Address that customers write to.
    pub address: &'a str,
    /// Brand.
    pub brand: BrandId,
    /// Team of new conversations.
    pub team: Option<TeamId>,
}

/// Makes an inbox.
///
/// # Errors
/// `ForeignKeyViolation` when brand or team do not exist.
pub async fn insert(tx: &impl Executor, new: &NewInbox<'_>, at: Timestamp) -> DbResult<InboxId> {
    tx.one(
        "INSERT INTO inbox (brand_id, team_id, name, channel, address, enabled, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, TRUE, $6, $6) RETURNING id",
        args![new.brand, new.team, new.name, new.channel, new.address, at],
    )
    .await
}

/// Writes an inbox back.
///
/// # Errors
/// `ForeignKeyViolation` when brand or team do not exist.
pub async fn update(tx: &impl Executor, inbox: &Inbox, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE inbox SET brand_id = $2, team_id = $3, name = $4, address = $5, enabled = $6, updated_at = $7 WHERE id = $1",
        args![inbox.id, inbox.brand_id, inbox.team_id, &inbox.name, &inbox.address, inbox.enabled, at],
    )
    .await?;
    Ok(())
}

/// Replaces the addresses whose mail lands in an inbox; each with its folded form.
///
/// # Errors
/// `UniqueViolation` when one of them belongs to another inbox.
pub async fn set_addresses(
    tx: &impl Executor,
    inbox: InboxId,
    addresses: &[(String, String)],
) -> DbResult<()> {
    tx.exec("DELETE FROM inbox_address WHERE inbox_id = $1", args![inbox])
        .await?;
    for (address, folded) in addresses {
        tx.exec(
            "INSERT INTO inbox_address (inbox_id, address, address_folded) VALUES ($1, $2, $3)",
            args![inbox, address, folded],
        )
        .await?;
    }
    Ok(())
}

/// The addresses of several inboxes, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn addresses_of(db: &impl Executor, inboxes: &[InboxId]) -> DbResult<Vec<(InboxId, String)>> {
    let mut filter = Filter::default();
    filter.is_in("inbox_id", inboxes.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT inbox_id, address FROM inbox_address{} ORDER BY address_folded",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// The addresses whose mail lands in an inbox.
///
/// # Errors
/// When the database fails.
pub async fn addresses(db: &impl Executor, inbox: InboxId) -> DbResult<Vec<String>> {
    db.all(
        "SELECT address FROM inbox_address WHERE inbox_id = $1 ORDER BY address_folded",
        args![inbox],
    )
    .await
}

/// All own addresses, folded: what must never become a contact or a recipient.
///
/// # Errors
/// When the database fails.
pub async fn own_addresses(db: &impl Executor) -> DbResult<Vec<String>> {
    db.all("SELECT DISTINCT address_folded FROM inbox_address", args![])
        .await
}

/// The inbox that has an address (folded), whether it is enabled or not.
///
/// # Errors
/// When the database fails.
pub async fn owner_of_address(db: &impl Executor, folded: &str) -> DbResult<Option<InboxId>> {
    db.opt(
        "SELECT inbox_id FROM inbox_address WHERE address_folded = $1",
        args![folded],
    )
    .await
}

/// The enabled inbox of an own address (folded).
///
/// # Errors
/// When the database fails.
pub async fn find_by_address(db: &impl Executor, folded: &str) -> DbResult<Option<InboxId>> {
    db.opt(
        "SELECT i.id FROM inbox i JOIN inbox_address a ON a.inbox_id = i.id
          WHERE a.address_folded = $1 AND i.enabled = TRUE",
        args![folded],
    )
    .await
}
