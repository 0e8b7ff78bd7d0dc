//! Visitors: browsers that have the widget, and applications that speak the protocol.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{ContactId, InboxId, Timestamp, VisitorId};

use crate::filter::Filter;

/// A visitor.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Visitor {
    /// Key.
    pub id: VisitorId,
    /// Site.
    pub inbox_id: InboxId,
    /// Who it is, from the first words on.
    pub contact_id: Option<ContactId>,
    /// Whether the company's own server said who it is.
    pub verified: bool,
    /// The customer's id of the signed identity.
    pub external_id: Option<String>,
    /// Name, as the visitor says it.
    pub name: String,
    /// Mail address, as the visitor says it; of a verified visitor, as the company says it.
    pub email: String,
    /// Language tag.
    pub locale: String,
    /// Two letters; empty when not known.
    pub country: String,
    /// Address that it last came from.
    pub ip: String,
    /// Browser as it introduces itself.
    pub user_agent: String,
    /// Page that brought it here at first.
    pub referrer: String,
    /// Campaign of the first page, as `source=…` lines.
    pub utm: String,
    /// What the page knows of it, as a JSON object.
    pub attributes: String,
    /// Page that it is on.
    pub page_url: String,
    /// Its title.
    pub page_title: String,
    /// How often it came.
    pub visits: i64,
    /// When it first came.
    pub created_at: Timestamp,
    /// When it was last here.
    pub last_seen_at: Timestamp,
}

pub(super) const VISITOR: &str = "SELECT v.id, v.inbox_id, v.contact_id, v.verified, v.external_id, v.name, v.email, v.locale, v.country, v.ip,
        v.user_agent, v.referrer, v.utm, v.attributes, v.page_url, v.page_title, v.visits, v.created_at, v.last_seen_at
   FROM chat_visitor v";

/// A visitor about to be.
#[derive(Debug, Clone, Default)]
pub struct NewVisitor<'a> {
    /// SHA-256 of the token.
    pub token_hash: &'a str,
    /// SHA-256 of the number of its browser.
    pub browser_hash: Option<&'a str>,
    /// Language tag.
    pub locale: &'a str,
    /// Two letters; empty when not known.
    pub country: &'a str,
    /// Address.
    pub ip: &'a str,
    /// Browser as it introduces itself.
    pub user_agent: &'a str,
    /// Page that brought it here.
    pub referrer: &'a str,
    /// Campaign, as `source=…` lines.
    pub utm: &'a str,
    /// Page that it is on.
    pub page_url: &'a str,
    /// Its title.
    pub page_title: &'a str,
}

/// Makes a visitor.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &impl Executor,
    inbox: InboxId,
    new: &NewVisitor<'_>,
    at: Timestamp,
) -> DbResult<VisitorId> {
    tx.one(
        "INSERT INTO chat_visitor (inbox_id, token_hash, verified, name, email, locale, country, ip, user_agent, referrer, utm,
                attributes, page_url, page_title, visits, created_at, last_seen_at, browser_hash)
         VALUES ($1, $2, FALSE, '', '', $3, $4, $5, $6, $7, $8, '{}', $9, $10, 1, $11, $11, $12) RETURNING id",
        args![
            inbox,
            new.token_hash,
            new.locale,
            new.country,
            new.ip,
            new.user_agent,
            new.referrer,
            new.utm,
            new.page_url,
            new.page_title,
            at,
            new.browser_hash,
        ],
    )
    .await
}

/// What stands in the place of a token's hash while a visitor has none: no hash is like it.
const UNCLAIMED: &str = "unclaimed ";

/// What to store for a visitor who has no token yet; `random` tells one from another.
#[must_use]
pub fn unclaimed(random: &str) -> String {
    format!("{UNCLAIMED}{random}")
}

/// The visitor of a browser's number, the newest; with whether somebody holds its token.
///
/// # Errors
/// When the database fails.
pub async fn find_by_browser(
    db: &impl Executor,
    inbox: InboxId,
    browser_hash: &str,
) -> DbResult<Option<(VisitorId, bool)>> {
    let found: Option<(VisitorId, String)> = db
        .opt(
            "SELECT id, token_hash FROM chat_visitor WHERE inbox_id = $1 AND browser_hash = $2 ORDER BY id DESC LIMIT 1",
            args![inbox, browser_hash],
        )
        .await?;
    Ok(found.map(|(id, token)| (id, !token.starts_with(UNCLAIMED))))
}

/// Gives a token to a visitor who has none; false when somebody was faster.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &impl Executor, id: VisitorId, token_hash: &str, locale: &str) -> DbResult<bool> {
    let claimed = tx
        .exec(
            "UPDATE chat_visitor SET token_hash = $2, locale = $3 WHERE id = $1 AND token_hash LIKE 'unclaimed %'",
            args![id, token_hash, locale],
        )
        .await?;
    Ok(claimed > 0)
}

/// Makes pages of a browser those of this visitor from now on.
///
/// # Errors
/// When the database fails.
pub async fn set_browser(tx: &impl Executor, id: VisitorId, browser_hash: &str) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET browser_hash = $2 WHERE id = $1",
        args![id, browser_hash],
    )
    .await?;
    Ok(())
}

/// Keeps what the page knows of a visitor, as a JSON object.
///
/// # Errors
/// When the database fails.
pub async fn set_attributes(tx: &impl Executor, id: VisitorId, attributes: &str) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET attributes = $2 WHERE id = $1",
        args![id, attributes],
    )
    .await?;
    Ok(())
}

/// Whether an agent waits for a visitor: has begun a chat, and the visitor has not seen what was said.
///
/// # Errors
/// When the database fails.
pub async fn is_invited(db: &impl Executor, id: VisitorId) -> DbResult<bool> {
    let waiting: i64 = db
        .one(
            "SELECT count(*) FROM chat h
              WHERE h.visitor_id = $1 AND h.state <> 'ended'
                AND EXISTS (SELECT 1 FROM entry e JOIN message m ON m.id = e.message_id
                             WHERE e.conversation_id = h.conversation_id AND e.seq > h.visitor_seen_seq
                               AND e.kind = 'message' AND m.direction = 'out')",
            args![id],
        )
        .await?;
    Ok(waiting > 0)
}

/// The visitor of a token, by its hash.
///
/// # Errors
/// When the database fails.
pub async fn find_by_token(db: &impl Executor, token_hash: &str) -> DbResult<Option<Visitor>> {
    db.opt(&format!("{VISITOR} WHERE v.token_hash = $1"), args![token_hash])
        .await
}

/// One visitor; the caller knows that it may be read.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: VisitorId) -> DbResult<Option<Visitor>> {
    db.opt(&format!("{VISITOR} WHERE v.id = $1"), args![id]).await
}

/// One visitor, locked until the transaction ends: what it begins is begun once.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &impl Executor, id: VisitorId) -> DbResult<Option<Visitor>> {
    let sql = format!("{VISITOR} WHERE v.id = $1 {}", tx.dialect().for_update());
    tx.opt(&sql, args![id]).await
}

/// Sets what a visitor says of itself.
///
/// # Errors
/// When the database fails.
pub async fn set_said(
    tx: &impl Executor,
    id: VisitorId,
    name: &str,
    email: &str,
    locale: &str,
) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET name = $2, email = $3, locale = $4 WHERE id = $1",
        args![id, name, email, locale],
    )
    .await?;
    Ok(())
}

/// Sets who a visitor is.
///
/// # Errors
/// When the database fails.
pub async fn set_contact(tx: &impl Executor, id: VisitorId, contact: ContactId) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET contact_id = $2 WHERE id = $1",
        args![id, contact],
    )
    .await?;
    Ok(())
}

/// Notes who the company's own server says a visitor is.
///
/// # Errors
/// When the database fails.
pub async fn set_identity(
    tx: &impl Executor,
    id: VisitorId,
    external_id: &str,
    name: &str,
    email: &str,
) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET verified = TRUE, external_id = $2, name = $3, email = $4 WHERE id = $1",
        args![id, external_id, name, email],
    )
    .await?;
    Ok(())
}

/// Makes another token the visitor's; the one before is nobody's.
///
/// # Errors
/// When the database fails.
pub async fn set_token(tx: &impl Executor, id: VisitorId, token_hash: &str) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET token_hash = $2 WHERE id = $1",
        args![id, token_hash],
    )
    .await?;
    Ok(())
}

/// The contact of a customer whom the company's own server named by this id at this site, as another visitor.
///
/// # Errors
/// When the database fails.
pub async fn contact_of_identity(
    db: &impl Executor,
    inbox: InboxId,
    external_id: &str,
    visitor: VisitorId,
) -> DbResult<Option<ContactId>> {
    db.opt(
        "SELECT contact_id FROM chat_visitor
          WHERE inbox_id = $1 AND external_id = $2 AND verified = TRUE AND contact_id IS NOT NULL AND id <> $3
          ORDER BY id LIMIT 1",
        args![inbox, external_id, visitor],
    )
    .await
}

/// Where a visitor is now.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// Page.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Address.
    pub ip: &'a str,
    /// Two letters; empty when not known.
    pub country: &'a str,
    /// Browser as it introduces itself.
    pub user_agent: &'a str,
}

/// Notes that a visitor came back.
///
/// # Errors
/// When the database fails.
pub async fn came_back(tx: &impl Executor, id: VisitorId, place: &Place<'_>, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET visits = visits + 1, page_url = $2, page_title = $3, ip = $4, country = $5, user_agent = $6,
                last_seen_at = $7
          WHERE id = $1",
        args![id, place.url, place.title, place.ip, place.country, place.user_agent, at],
    )
    .await?;
    Ok(())
}

/// Notes that a visitor opened a page.
///
/// # Errors
/// When the database fails.
pub async fn opened_page(
    tx: &impl Executor,
    id: VisitorId,
    url: &str,
    title: &str,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET page_url = $2, page_title = $3, last_seen_at = $4 WHERE id = $1",
        args![id, url, title, at],
    )
    .await?;
    Ok(())
}

/// Adds a page to those that a visitor was on.
///
/// # Errors
/// When the database fails.
pub async fn insert_page(
    tx: &impl Executor,
    id: VisitorId,
    url: &str,
    title: &str,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO chat_page (visitor_id, url, title, at) VALUES ($1, $2, $3, $4)",
        args![id, url, title, at],
    )
    .await?;
    Ok(())
}

/// Forgets all pages of a visitor but the newest `keep`.
///
/// # Errors
/// When the database fails.
pub async fn forget_pages(tx: &impl Executor, id: VisitorId, keep: u32) -> DbResult<u64> {
    tx.exec(
        "DELETE FROM chat_page WHERE visitor_id = $1
            AND id <= (SELECT p.id FROM chat_page p WHERE p.visitor_id = $1 ORDER BY p.id DESC LIMIT 1 OFFSET $2)",
        args![id, keep],
    )
    .await
}

/// Notes that visitors are still here.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &impl Executor, ids: &[VisitorId], at: Timestamp) -> DbResult<()> {
    let mut filter = Filter::after(args![at]);
    filter.is_in("id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!("UPDATE chat_visitor SET last_seen_at = $1{}", filter.clause());
    tx.exec(&sql, filter.into_args()).await?;
    Ok(())
}

/// Forgets visitors who were last here before `before` and never said anything. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &impl Executor, before: Timestamp) -> DbResult<u64> {
    tx.exec(
        "DELETE FROM chat_visitor WHERE id IN (
            SELECT v.id FROM chat_visitor v
             WHERE v.last_seen_at < $1 AND v.contact_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM chat c WHERE c.visitor_id = v.id) LIMIT 5000)",
        args![before],
    )
    .await
}

/// Makes pages of one visitor's browser those of another from now on.
///
/// # Errors
/// When the database fails.
pub async fn move_browser(tx: &impl Executor, from: VisitorId, to: VisitorId) -> DbResult<()> {
    tx.exec(
        "UPDATE chat_visitor SET browser_hash = (SELECT o.browser_hash FROM chat_visitor o WHERE o.id = $1) WHERE id = $2",
        args![from, to],
    )
    .await?;
    tx.exec(
        "UPDATE chat_visitor SET browser_hash = NULL WHERE id = $1",
        args![from],
    )
    .await?;
    Ok(())
}
