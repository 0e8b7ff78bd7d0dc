//! Full-text search: the one place with an implementation for each database, behind one query type.
//!
//! A document is a message, the subject of a conversation, or a contact. Results are newest first: `search_document.id` grows with
//! time, so both indexes can stop at the first page.

use db::{DbResult, Dialect, Executor, FromRow, Value, args};
use domain::search::{Query, Term, searchable};
use domain::{ContactId, ConversationId, InboxId, MessageId, Scope, Timestamp, Visible};

use crate::access;
use crate::filter::Filter;

mod narrow;

use narrow::Way;
pub use narrow::{Addresses, Condition, Narrow, People};

domain::named! {
    /// What a document is.
    pub enum Kind("kind of document") {
        /// A message or note.
        Message = "message",
        /// The subject of a conversation.
        Conversation = "conversation",
        /// A contact.
        Contact = "contact",
    }
}

/// Makes the words of a message findable.
///
/// # Errors
/// When the database fails.
pub async fn put_message(
    tx: &impl Executor,
    message: MessageId,
    conversation: ConversationId,
    inbox: InboxId,
    seq: i64,
    at: Timestamp,
    text: &str,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO search_document (kind, conversation_id, message_id, inbox_id, seq, at, body)
         VALUES ('message', $1, $2, $3, $4, $5, $6)",
        args![conversation, message, inbox, seq, at, searchable(text)],
    )
    .await?;
    Ok(())
}

/// Makes the subject and number of a new conversation findable.
///
/// # Errors
/// When the database fails.
pub async fn put_conversation(
    tx: &impl Executor,
    conversation: ConversationId,
    inbox: InboxId,
    number: i64,
    subject: &str,
    at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO search_document (kind, conversation_id, inbox_id, at, body)
         VALUES ('conversation', $1, $2, $3, $4)",
        args![
            conversation,
            inbox,
            at,
            searchable(&format!("{number} {subject}"))
        ],
    )
    .await?;
    Ok(())
}

/// Makes a contact findable by `text`: its name, addresses and company. Replaces what was there.
///
/// # Errors
/// When the database fails.
pub async fn put_contact(tx: &impl Executor, contact: ContactId, at: Timestamp, text: &str) -> DbResult<()> {
    tx.exec(
        "DELETE FROM search_document WHERE contact_id = $1 AND kind = 'contact'",
        args![contact],
    )
    .await?;
    tx.exec(
        "INSERT INTO search_document (kind, contact_id, at, body) VALUES ('contact', $1, $2, $3)",
        args![contact, at, searchable(text)],
    )
    .await?;
    Ok(())
}

/// One hit, with the texts that it is shown by.
#[derive(Debug, Clone, FromRow)]
pub struct Hit {
    /// Key of the document; the position in the list.
    pub id: i64,
    /// What it is.
    #[row(try_from = "String")]
    pub kind: Kind,
    /// Conversation, for messages and subjects.
    pub conversation_id: Option<ConversationId>,
    /// Its public number.
    pub number: Option<i64>,
    /// Its subject.
    pub subject: Option<String>,
    /// Place of the message.
    pub seq: Option<i64>,
    /// Contact.
    pub contact_id: Option<ContactId>,
    /// Name of the contact.
    pub contact_name: Option<String>,
    /// Addresses of the contact, for contacts.
    pub contact_email: Option<String>,
    /// Words of the message.
    pub text: Option<String>,
    /// When it was written.
    pub at: Timestamp,
}

/// Where a list of hits goes on: behind this document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When it was written.
    pub at: Timestamp,
    /// Its key.
    pub id: i64,
}

/// Up to `limit` hits behind `after`, newest first; only of these kinds, of all when there are none.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl Executor,
    scope: Scope,
    query: &Query,
    narrow: &Narrow,
    kinds: &[Kind],
    after: Option<Place>,
    limit: u32,
) -> DbResult<Vec<Hit>> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = matching(db.dialect(), query);
    if !kinds.is_empty() {
        filter.is_in(
            "d.kind",
            kinds.iter().map(|kind| Value::Text(kind.as_str().to_owned())),
        );
    }
    if let Some(after) = after {
        filter.and(&format!("{} < ?", position(db.dialect())), args![after.id]);
    }
    narrow.test(&mut filter, db.dialect());
    if narrow.is_empty() {
        visible(&mut filter, scope);
    } else {
        // Nothing but messages and subjects is left.
        access::limit(&mut filter, scope, "d.inbox_id");
    }
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let found = format!(
        "SELECT d.id FROM {}{}{clause} ORDER BY {} DESC LIMIT {limit}",
        documents(db.dialect()),
        narrow.joins(),
        position(db.dialect())
    );
    db.all(&shown(&found, "d.id DESC"), filter.into_args()).await
}

/// What fits without any words: up to `limit` messages or subjects behind `after`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    scope: Scope,
    narrow: &Narrow,
    kind: Kind,
    after: Option<Place>,
    limit: u32,
) -> DbResult<Vec<Hit>> {
    if narrow.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = Filter::default();
    filter.and("d.kind = ?", args![kind.as_str()]);
    let documents = match narrow.probe(db, scope).await? {
        Way::Walk => "search_document d",
        Way::Conversations(ids) => {
            filter.is_in("s.conversation_id", ids.into_iter().map(Value::I64));
            "search_document s CROSS JOIN search_document d"
        }
        Way::Messages(ids) => {
            filter.is_in("s.message_id", ids.into_iter().map(Value::I64));
            "search_document s CROSS JOIN search_document d"
        }
    };
    if documents != "search_document d" {
        filter.and("d.id = s.id", []);
    }
    if let Some(after) = after {
        filter.and("(d.at, d.id) < (?, ?)", args![after.at, after.id]);
    }
    narrow.test(&mut filter, db.dialect());
    access::limit(&mut filter, scope, "d.inbox_id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let found = format!(
        "SELECT d.id FROM {documents}{}{clause} ORDER BY d.at DESC, d.id DESC LIMIT {limit}",
        narrow.joins()
    );
    db.all(&shown(&found, "d.at DESC, d.id DESC"), filter.into_args())
        .await
}

/// The hits of the documents that `found` selects. The page is cut before its texts are read: `found` has ids only.
fn shown(found: &str, order: &str) -> String {
    format!(
        "SELECT d.id, d.kind, d.conversation_id, c.number, c.subject, d.seq, p.id AS contact_id, p.name AS contact_name,
                CASE WHEN d.kind = 'contact' THEN
                    (SELECT a.value FROM contact_address a WHERE a.contact_id = d.contact_id
                      ORDER BY a.is_primary DESC, a.id LIMIT 1)
                END AS contact_email,
                m.text, d.at
           FROM ({found}) found
           JOIN search_document d ON d.id = found.id
           LEFT JOIN conversation c ON c.id = d.conversation_id
           LEFT JOIN contact p ON p.id = COALESCE(d.contact_id, c.contact_id)
           LEFT JOIN message m ON m.id = d.message_id
          ORDER BY {order}"
    )
}

/// The conversations of up to `limit` hits, newest first: for lists that are narrowed by words.
///
/// # Errors
/// When the database fails.
pub async fn conversations(
    db: &impl Executor,
    scope: Scope,
    query: &Query,
    limit: u32,
) -> DbResult<Vec<ConversationId>> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = matching(db.dialect(), query);
    filter.and("d.conversation_id IS NOT NULL", []);
    access::limit(&mut filter, scope, "d.inbox_id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "SELECT DISTINCT found.conversation_id
           FROM (SELECT d.conversation_id FROM {}{clause} ORDER BY {} DESC LIMIT {limit}) found",
        documents(db.dialect()),
        position(db.dialect())
    );
    db.all(&sql, filter.into_args()).await
}

/// Contacts among up to `limit` hits, newest first.
///
/// # Errors
/// When the database fails.
pub async fn contacts(
    db: &impl Executor,
    scope: Scope,
    query: &Query,
    limit: u32,
) -> DbResult<Vec<ContactId>> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = matching(db.dialect(), query);
    filter.and("d.kind = 'contact'", []);
    access::limit_contacts(&mut filter, scope, "d.contact_id");
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!(
        "SELECT d.contact_id FROM {}{clause} ORDER BY d.id DESC LIMIT {limit}",
        documents(db.dialect())
    );
    db.all(&sql, filter.into_args()).await
}

/// How many documents there are: for measuring.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl Executor) -> DbResult<i64> {
    db.one("SELECT count(*) FROM search_document", args![]).await
}

/// Where `d` comes from.
const fn documents(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "search_index i CROSS JOIN search_document d ON d.id = i.rowid",
        Dialect::Postgres => "search_document d",
    }
}

/// The key of `d` under the name by which the index can be walked in order.
const fn position(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "i.rowid",
        Dialect::Postgres => "d.id",
    }
}

fn matching(dialect: Dialect, query: &Query) -> Filter {
    let mut filter = Filter::default();
    match dialect {
        // Ordering by rowid lets FTS5 walk its lists backwards and stop after the page.
        Dialect::Sqlite => filter.and("search_index MATCH ?", [Value::Text(fts5(query))]),
        // `OFFSET 0` keeps the planner from walking the primary key backwards and testing every document.
        Dialect::Postgres => filter.and(
            "d.id IN (SELECT s.id FROM search_document s
                       WHERE to_tsvector('simple', s.body) @@ to_tsquery('simple', ?) OFFSET 0)",
            [Value::Text(tsquery(query))],
        ),
    }
    filter
}

/// Where documents named `s` come from in a query inside of another one.
const fn source(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "search_index x CROSS JOIN search_document s ON s.id = x.rowid",
        Dialect::Postgres => "search_document s",
    }
}

/// The condition that `s` has the words of a query, with its value.
fn matches(dialect: Dialect, query: &Query) -> (&'static str, Value) {
    match dialect {
        Dialect::Sqlite => ("x.search_index MATCH ?", Value::Text(fts5(query))),
        Dialect::Postgres => (
            "to_tsvector('simple', s.body) @@ to_tsquery('simple', ?)",
            Value::Text(tsquery(query)),
        ),
    }
}

/// Documents of inboxes that may be seen, and contacts with a conversation in one of them.
fn visible(filter: &mut Filter, scope: Scope) {
    if let Visible::InboxesOf(agent) = scope.visible() {
        filter.and(
            "(d.inbox_id IN (SELECT a.inbox_id FROM inbox_access a WHERE a.agent_id = ?)
              OR (d.kind = 'contact' AND EXISTS (
                  SELECT 1 FROM conversation s JOIN inbox_access a ON a.inbox_id = s.inbox_id
                   WHERE s.contact_id = d.contact_id AND a.agent_id = ?)))",
            args![agent, agent],
        );
    }
}

/// The query in FTS5's language. Words hold letters and digits only, so quoting is safe.
fn fts5(query: &Query) -> String {
    let phrase = |term: &Term| {
        format!(
            "\"{}\"{}",
            term.words.join(" "),
            if term.prefix { " *" } else { "" }
        )
    };
    let wanted: Vec<String> = query.terms.iter().filter(|t| !t.negated).map(phrase).collect();
    let unwanted: Vec<String> = query.terms.iter().filter(|t| t.negated).map(phrase).collect();
    let mut text = format!("({})", wanted.join(" AND "));
    for term in unwanted {
        text.push_str(" NOT ");
        text.push_str(&term);
    }
    text
}

/// The query in PostgreSQL's language.
fn tsquery(query: &Query) -> String {
    let term = |term: &Term| {
        let last = term.words.len().saturating_sub(1);
        let words: Vec<String> = term
            .words
            .iter()
            .enumerate()
            .map(|(i, word)| {
                if term.prefix && i == last {
                    format!("'{word}':*")
                } else {
                    format!("'{word}'")
                }
            })
            .collect();
        format!("{}({})", if term.negated { "!" } else { "" }, words.join(" <-> "))
    };
    query.terms.iter().map(term).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_query_in_two_languages() {
        let query = Query::parse("đơn \"giao chậm\" -spam hoàn");
        assert_eq!(
            fts5(&query),
            "(\"don\" AND \"giao cham\" AND \"hoan\" *) NOT \"spam\""
        );
        assert_eq!(
            tsquery(&query),
            "('don') & ('giao' <-> 'cham') & !('spam') & ('hoan':*)"
        );
    }
}
