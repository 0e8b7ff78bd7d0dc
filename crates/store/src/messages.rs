//! Messages: what was said, in, out and among colleagues.

use std::collections::BTreeSet;

use db::{DbResult, Executor, FromRow, Value, args};
use domain::conversations::{Delivery, Direction};
use domain::validate::fold_email;
use domain::{AgentId, ContactId, ConversationId, InboxId, MessageId, RawMailId, Scope, Timestamp};
use serde::{Deserialize, Serialize};

use crate::access;
use crate::filter::Filter;

/// A message is found by so many of its recipients; lists with more are nobody's correspondence.
const MOST_FINDABLE: usize = 200;

/// A name with an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Display name; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Address.
    pub address: String,
}

/// Everyone a message was for. Stored as one JSON text: it is only ever read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipients {
    /// To.
    #[serde(default)]
    pub to: Vec<Mailbox>,
    /// Copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Mailbox>,
    /// Blind copies; of answers only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<Mailbox>,
    /// Where the sender wants answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reply_to: Vec<Mailbox>,
}

impl Recipients {
    /// The addresses by which the message is found, folded.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        let everyone = self.to.iter().chain(&self.cc).chain(&self.bcc);
        everyone
            .map(|mailbox| fold_email(&mailbox.address))
            .filter(|address| !address.is_empty())
            .take(MOST_FINDABLE)
            .collect()
    }
}

impl TryFrom<String> for Recipients {
    type Error = serde_json::Error;
    fn try_from(json: String) -> Result<Self, Self::Error> {
        serde_json::from_str(&json)
    }
}

/// A message.
#[derive(Debug, Clone, FromRow)]
pub struct Message {
    /// Key.
    pub id: MessageId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Inbox.
    pub inbox_id: InboxId,
    /// Which way it went.
    #[row(try_from = "String")]
    pub direction: Direction,
    /// `normal`, `auto_reply`, `bounce`, …
    pub kind: String,
    /// Author, for answers and notes.
    pub agent_id: Option<AgentId>,
    /// Author, for what came in.
    pub contact_id: Option<ContactId>,
    /// Sender's name.
    pub from_name: String,
    /// Sender's address.
    pub from_address: String,
    /// Everyone it was for.
    #[row(try_from = "String")]
    pub recipients: Recipients,
    /// Subject.
    pub subject: String,
    /// The new words.
    pub text: String,
    /// Quoted words.
    pub quoted_text: String,
    /// Sanitised HTML of the whole.
    pub html: Option<String>,
    /// Sanitised HTML without quotes, where that differs.
    pub html_reply: Option<String>,
    /// Remote images in the HTML.
    pub remote_images: i64,
    /// Language of the words.
    pub language: Option<String>,
    /// RFC 5322 Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Message-ID that it answers.
    pub in_reply_to: Option<String>,
    /// Raw mail that it came from.
    pub raw_mail_id: Option<RawMailId>,
    /// SPF verdict of the receiving server.
    pub spf: Option<String>,
    /// DKIM verdict.
    pub dkim: Option<String>,
    /// DMARC verdict.
    pub dmarc: Option<String>,
    /// Where it is on its way.
    #[row(try_from = "String")]
    pub delivery: Delivery,
    /// Why it failed.
    pub delivery_error: Option<String>,
    /// Until when it can be taken back.
    pub send_after: Option<Timestamp>,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// When it was written or came in.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "m.id, m.conversation_id, m.inbox_id, m.direction, m.kind, m.agent_id, m.contact_id, m.from_name, m.from_address,
    m.recipients, m.subject, m.text, m.quoted_text, m.html, m.html_reply, m.remote_images, m.language, m.message_id,
    m.in_reply_to, m.raw_mail_id, m.spf, m.dkim, m.dmarc, m.delivery, m.delivery_error, m.send_after, m.sent_at, m.created_at";

/// A message about to be.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Inbox.
    pub inbox_id: InboxId,
    /// Which way it goes.
    pub direction: Direction,
    /// `normal`, `auto_reply`, …
    pub kind: &'a str,
    /// Author, for answers and notes.
    pub agent_id: Option<AgentId>,
    /// Author, for what comes in.
    pub contact_id: Option<ContactId>,
    /// Sender.
    pub from: Mailbox,
    /// Everyone it is for.
    pub recipients: &'a Recipients,
    /// Subject.
    pub subject: &'a str,
    /// The new words.
    pub text: &'a str,
    /// Quoted words.
    pub quoted_text: &'a str,
    /// Sanitised HTML of the whole.
    pub html: Option<&'a str>,
    /// Sanitised HTML without quotes, where that differs.
    pub html_reply: Option<&'a str>,
    /// Remote images in the HTML.
    pub remote_images: i64,
    /// Language of the words.
    pub language: Option<&'a str>,
    /// Message-ID without angle brackets.
    pub message_id: Option<&'a str>,
    /// Message-ID that it answers.
    pub in_reply_to: Option<&'a str>,
    /// What makes the mail the same when it arrives twice.
    pub content_hash: Option<&'a str>,
    /// Raw mail that it came from.
    pub raw_mail_id: Option<RawMailId>,
    /// SPF, DKIM and DMARC verdicts.
    pub verdicts: [Option<&'a str>; 3],
    /// Where it is on its way.
    pub delivery: Delivery,
    /// Until when it can be taken back.
    pub send_after: Option<Timestamp>,
    /// When it was written or came in.
    pub at: Timestamp,
}

/// Stores a message.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, new: &NewMessage<'_>) -> DbResult<MessageId> {
    let [spf, dkim, dmarc] = new.verdicts;
    let recipients = serde_json::to_string(new.recipients).unwrap_or_else(|_| "{}".to_owned());
    let id: MessageId = tx.one(
        "INSERT INTO message (conversation_id, inbox_id, direction, kind, agent_id, contact_id, from_name, from_address,
                recipients, subject, text, quoted_text, html, html_reply, remote_images, language, message_id,
                in_reply_to, content_hash, raw_mail_id, spf, dkim, dmarc, delivery, send_after, created_at, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23, $24, $25, $26, $27)
         RETURNING id",
        args![
            new.conversation_id,
            new.inbox_id,
            new.direction.as_str(),
            new.kind,
            new.agent_id,
            new.contact_id,
            &new.from.name,
            &new.from.address,
            recipients,
            new.subject,
            new.text,
            new.quoted_text,
            new.html,
            new.html_reply,
            new.remote_images,
            new.language,
            new.message_id,
            new.in_reply_to,
            new.content_hash,
            new.raw_mail_id,
            spf,
            dkim,
            dmarc,
            new.delivery.as_str(),
            new.send_after,
            new.at,
            // What is stored as sent left at that moment.
            (new.delivery == Delivery::Sent).then_some(new.at),
        ],
    )
    .await?;
    insert_recipients(tx, id, new.recipients).await?;
    Ok(id)
}

/// Makes a message findable by its recipients.
async fn insert_recipients(tx: &impl Executor, id: MessageId, recipients: &Recipients) -> DbResult<()> {
    let addresses = recipients.addresses();
    if addresses.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (0..addresses.len())
        .map(|n| format!("($1, ${})", n + 2))
        .collect();
    let sql = format!(
        "INSERT INTO message_recipient (message_id, address_folded) VALUES {}",
        places.join(", ")
    );
    let mut values = args![id];
    values.extend(addresses.into_iter().map(Value::Text));
    tx.exec(&sql, values).await?;
    Ok(())
}

/// The messages that the timeline entries `from..=to` bring, in order. The caller has read the conversation under a scope.
///
/// # Errors
/// When the database fails.
pub async fn of_entries(
    db: &impl Executor,
    conversation: ConversationId,
    from: i64,
    to: i64,
) -> DbResult<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entry e JOIN message m ON m.id = e.message_id
          WHERE e.conversation_id = $1 AND e.seq >= $2 AND e.seq <= $3 AND e.kind IN ('message', 'note')
          ORDER BY e.seq"
    );
    db.all(&sql, args![conversation, from, to]).await
}

/// One message.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, scope: Scope, id: MessageId) -> DbResult<Option<Message>> {
    let mut filter = Filter::default();
    filter.and("m.id = ?", args![id]);
    access::limit(&mut filter, scope, "m.inbox_id");
    db.opt(
        &format!("SELECT {COLUMNS} FROM message m{}", filter.clause()),
        filter.into_args(),
    )
    .await
}

/// What is no part of the exchange with the customer: nothing of it is answered, quoted or proposed as a recipient.
const ASIDE: &str = "('forward', 'third_party', 'bounce', 'delivery_receipt', 'chat_mail')";

/// The last message of the exchange with the customer in a direction, with the caller's scope already checked.
///
/// # Errors
/// When the database fails.
pub async fn last(
    db: &impl Executor,
    conversation: ConversationId,
    direction: Direction,
) -> DbResult<Option<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message m WHERE m.conversation_id = $1 AND m.direction = $2 AND m.kind NOT IN {ASIDE}
          ORDER BY m.id DESC LIMIT 1"
    );
    db.opt(&sql, args![conversation, direction.as_str()]).await
}

/// The last message from somebody whom the conversation was forwarded to, with the caller's scope already checked.
///
/// # Errors
/// When the database fails.
pub async fn last_aside(db: &impl Executor, conversation: ConversationId) -> DbResult<Option<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message m WHERE m.conversation_id = $1 AND m.direction = 'in' AND m.kind = 'third_party'
          ORDER BY m.id DESC LIMIT 1"
    );
    db.opt(&sql, args![conversation]).await
}

/// The last `limit` messages in and out that were not taken back, oldest first, with the caller's scope already checked.
///
/// # Errors
/// When the database fails.
pub async fn exchanged(
    db: &impl Executor,
    conversation: ConversationId,
    limit: u32,
) -> DbResult<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message m
          WHERE m.conversation_id = $1 AND m.direction IN ('in', 'out') AND m.delivery <> 'cancelled'
          ORDER BY m.id DESC LIMIT $2"
    );
    let mut messages: Vec<Message> = db.all(&sql, args![conversation, limit]).await?;
    messages.reverse();
    Ok(messages)
}

/// Message-IDs of a conversation in order, for `References`; the last `limit` of them.
///
/// # Errors
/// When the database fails.
pub async fn message_ids(
    db: &impl Executor,
    conversation: ConversationId,
    limit: u32,
) -> DbResult<Vec<String>> {
    let mut ids: Vec<String> = db
        .all(
            "SELECT message_id FROM message
              WHERE conversation_id = $1 AND message_id IS NOT NULL AND direction IN ('in', 'out') AND delivery <> 'cancelled'
                AND kind NOT IN ('forward', 'third_party')
              ORDER BY id DESC LIMIT $2",
            args![conversation, limit],
        )
        .await?;
    ids.reverse();
    Ok(ids)
}

/// Sets where a message is on its way.
///
/// # Errors
/// When the database fails.
pub async fn set_delivery(
    tx: &impl Executor,
    id: MessageId,
    delivery: Delivery,
    error: Option<&str>,
    sent_at: Option<Timestamp>,
) -> DbResult<()> {
    tx.exec(
        "UPDATE message SET delivery = $2, delivery_error = $3, sent_at = COALESCE($4, sent_at) WHERE id = $1",
        args![id, delivery.as_str(), error, sent_at],
    )
    .await?;
    Ok(())
}

/// Puts a failed answer back on its way: from now on the days until giving up count anew.
///
/// # Errors
/// When the database fails.
pub async fn requeue(tx: &impl Executor, id: MessageId, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE message SET delivery = 'queued', delivery_error = NULL, send_after = $2 WHERE id = $1",
        args![id, now],
    )
    .await?;
    Ok(())
}
