//! Finding the conversation that a mail belongs to, and mail that arrived before.

use std::collections::BTreeSet;

use db::{DbResult, Executor, FromRow, Value, args};
use domain::validate::fold_email;
use domain::{ContactId, ConversationId, InboxId, MessageId};

use crate::filter::Filter;

/// A message that a mail refers to.
#[derive(Debug, Clone, FromRow)]
pub struct Referred {
    /// Message-ID.
    pub message_id: String,
    /// Its conversation.
    pub conversation_id: ConversationId,
}

/// An inbox with the sites that go on as mail by it; `?` twice is the inbox.
const WITH_SITES: &str =
    "(inbox_id = ? OR inbox_id IN (SELECT s.inbox_id FROM chat_inbox s WHERE s.mail_inbox_id = ?))";

/// The conversations of an inbox, and of the sites that go on as mail by it, that hold messages with one of these Message-IDs; the newest
/// of each id.
///
/// # Errors
/// When the database fails.
pub async fn by_message_ids(db: &impl Executor, inbox: InboxId, ids: &[&str]) -> DbResult<Vec<Referred>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = Filter::default();
    filter.is_in("message_id", ids.iter().map(|id| Value::Text((*id).to_owned())));
    filter.and(WITH_SITES, args![inbox, inbox]);
    let sql = format!(
        "SELECT message_id, conversation_id FROM message{} ORDER BY id DESC",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// A message of this inbox, or of a site that goes on as mail by it, that is the same mail: same Message-ID (or none on either side) and same content.
///
/// # Errors
/// When the database fails.
pub async fn same_mail(
    db: &impl Executor,
    inbox: InboxId,
    message_id: Option<&str>,
    content_hash: &str,
) -> DbResult<Option<(MessageId, ConversationId)>> {
    let mut filter = Filter::default();
    filter.and("content_hash = ?", args![content_hash]);
    filter.and(WITH_SITES, args![inbox, inbox]);
    filter.and("message_id IS NOT DISTINCT FROM ?", args![message_id]);
    let sql = format!(
        "SELECT id, conversation_id FROM message{} LIMIT 1",
        filter.clause()
    );
    db.opt(&sql, filter.into_args()).await
}

/// The own answer with this Message-ID, for bounces.
///
/// # Errors
/// When the database fails.
pub async fn sent_message(
    db: &impl Executor,
    message_id: &str,
) -> DbResult<Option<(MessageId, ConversationId)>> {
    db.opt(
        "SELECT id, conversation_id FROM message WHERE message_id = $1 AND direction = 'out' ORDER BY id DESC LIMIT 1",
        args![message_id],
    )
    .await
}

/// Whether a person takes part in a conversation: as its contact, or because a message of it came from or went to their address.
/// `folded` is compared with senders and recipients without letter case.
///
/// # Errors
/// When the database fails.
pub async fn takes_part(
    db: &impl Executor,
    conversation: ConversationId,
    contact: Option<ContactId>,
    folded: &str,
) -> DbResult<bool> {
    let is_contact: Option<ConversationId> = match contact {
        Some(contact) => {
            let sql = "SELECT id FROM conversation WHERE id = $1 AND contact_id = $2";
            db.opt(sql, args![conversation, contact]).await?
        }
        None => None,
    };
    if is_contact.is_some() {
        return Ok(true);
    }
    // The last messages are enough: who was in it long ago and never since is a stranger again.
    let rows: Vec<(String, String)> = db
        .all(
            "SELECT from_address, recipients FROM message
              WHERE conversation_id = $1 AND direction IN ('in', 'out') ORDER BY id DESC LIMIT 50",
            args![conversation],
        )
        .await?;
    Ok(rows.into_iter().any(|(from, recipients)| {
        from.to_lowercase() == folded
            || serde_json::from_str::<crate::messages::Recipients>(&recipients).is_ok_and(|r| {
                r.to.iter()
                    .chain(&r.cc)
                    .chain(&r.bcc)
                    .any(|mailbox| mailbox.address.to_lowercase() == folded)
            })
    }))
}

/// What a message says about who is who.
#[derive(FromRow)]
struct Correspondence {
    direction: String,
    kind: String,
    from_address: String,
    #[row(try_from = "String")]
    recipients: crate::messages::Recipients,
}

/// The addresses, folded, of those whom a conversation was forwarded to and who have no other part in it: neither did they write before
/// that, nor were they ever answered as customers are.
///
/// # Errors
/// When the database fails.
pub async fn third_parties(db: &impl Executor, conversation: ConversationId) -> DbResult<BTreeSet<String>> {
    let rows: Vec<Correspondence> = db
        .all(
            "SELECT direction, kind, from_address, recipients FROM message
              WHERE conversation_id = $1 AND direction IN ('in', 'out') AND delivery <> 'cancelled'
              ORDER BY id DESC LIMIT 500",
            args![conversation],
        )
        .await?;
    let (mut aside, mut within) = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        match (row.direction.as_str(), row.kind.as_str()) {
            ("out", "forward") => aside.extend(row.recipients.addresses()),
            (_, "third_party") => {}
            ("out", _) => within.extend(row.recipients.addresses()),
            _ => {
                within.insert(fold_email(&row.from_address));
                within.extend(row.recipients.addresses());
            }
        }
    }
    Ok(aside.difference(&within).cloned().collect())
}
