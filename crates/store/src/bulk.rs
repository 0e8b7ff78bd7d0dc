//! Loading many rows at once, with keys that the caller chose: for made-up data and imports into an empty installation.

use db::{DbResult, Dialect, Executor, Tx, Value, args};

use crate::messages::Recipients;

/// A table that can be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `contact`.
    Contact,
    /// `contact_address`.
    ContactAddress,
    /// `conversation`.
    Conversation,
    /// `message`.
    Message,
    /// `entry`.
    Entry,
    /// `conversation_tag`.
    ConversationTag,
    /// `search_document`.
    SearchDocument,
    /// `chat`, of chats that are over.
    EndedChat,
    /// `shift`.
    Shift,
    /// `attendance`, of what is over.
    Attendance,
}

impl Table {
    const ALL: [Self; 10] = [
        Self::Contact,
        Self::ContactAddress,
        Self::Conversation,
        Self::Message,
        Self::Entry,
        Self::ConversationTag,
        Self::SearchDocument,
        Self::EndedChat,
        Self::Shift,
        Self::Attendance,
    ];

    const fn insert(self) -> &'static str {
        match self {
            Self::Contact => {
                "INSERT INTO contact (id, name, locale, notes, blocked, created_at, updated_at) VALUES ($1, $2, $3, '', FALSE, $4, $4)"
            }
            Self::ContactAddress => {
                "INSERT INTO contact_address (id, contact_id, kind, value, value_folded, is_primary, created_at)
                 VALUES ($1, $1, 'email', $2, $3, TRUE, $4)"
            }
            Self::Conversation => {
                "INSERT INTO conversation (id, number, token, inbox_id, contact_id, channel, subject, preview, status, is_active,
                        priority, assignee_id, team_id, language, has_attachments, message_count, last_seq,
                        last_customer_seq, last_reply_seq, waiting_since, first_reply_at, solved_at, created_at, updated_at,
                        last_activity_at)
                 VALUES ($1, $2, $3, $4, $5, $23, $6, $7, $8, $9, $10, $11, $12, $13, FALSE, $14, $15, $16, $17, $18,
                         $19, $20, $21, $22, $22)"
            }
            Self::Message => {
                "INSERT INTO message (id, conversation_id, inbox_id, direction, kind, agent_id, contact_id, from_name,
                        from_address, recipients, subject, text, quoted_text, remote_images, language, message_id,
                        delivery, sent_at, created_at)
                 VALUES ($1, $2, $3, $4, 'normal', $5, $6, $7, $8, $9, $10, $11, '', 0, $12, $13, $14, $15, $16)"
            }
            Self::Entry => {
                "INSERT INTO entry (conversation_id, seq, kind, actor_kind, actor_id, actor_name, message_id, from_value,
                        to_value, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            }
            Self::ConversationTag => {
                "INSERT INTO conversation_tag (conversation_id, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
            }
            Self::SearchDocument => {
                "INSERT INTO search_document (kind, conversation_id, message_id, contact_id, inbox_id, seq, at, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            }
            Self::EndedChat => {
                "INSERT INTO chat (conversation_id, inbox_id, state, topic, queued_at, accepted_at, ended_at, ended_by,
                        visitor_delivered_seq, visitor_seen_seq, agent_seen_seq, mailed_seq, visitor_left_at, rating_comment,
                        updated_at)
                 VALUES ($1, $2, 'ended', '', $3, $4, $5, 'agent', $6, $6, $6, $6, $5, '', $5)"
            }
            Self::Shift => {
                "INSERT INTO shift (agent_id, start_at, end_at, pause_after, pause_minutes, pause_paid, state, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $2, $2)"
            }
            Self::Attendance => {
                "INSERT INTO attendance (agent_id, state, channel, start_at, end_at, going_on) VALUES ($1, $2, $3, $4, $5, FALSE)"
            }
        }
    }

    /// Tables whose keys the caller chose, so that the database's own counter does not know of them.
    const fn counted(self) -> Option<&'static str> {
        match self {
            Self::Contact => Some("contact"),
            Self::ContactAddress => Some("contact_address"),
            Self::Conversation => Some("conversation"),
            Self::Message => Some("message"),
            Self::Entry
            | Self::ConversationTag
            | Self::SearchDocument
            | Self::EndedChat
            | Self::Shift
            | Self::Attendance => None,
        }
    }
}

/// Loads rows; each holds the values in the order of the table's statement.
///
/// # Errors
/// When the database refuses one of them; the transaction is then over.
pub async fn load(tx: &Tx, table: Table, rows: Vec<Vec<Value>>) -> DbResult<u64> {
    if rows.is_empty() {
        return Ok(0);
    }
    let recipients = match table {
        Table::Message => recipients(&rows),
        _ => Vec::new(),
    };
    let loaded = tx.exec_many(table.insert(), rows).await?;
    if !recipients.is_empty() {
        let sql = "INSERT INTO message_recipient (message_id, address_folded) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        tx.exec_many(sql, recipients).await?;
    }
    Ok(loaded)
}

/// The rows by which messages are found by their recipients: of each message its key and, in the ninth place, its recipients.
fn recipients(messages: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let rows = messages.iter().flat_map(|row| {
        let known: Recipients = match row.get(8) {
            Some(Value::Text(json)) => serde_json::from_str(json).unwrap_or_default(),
            _ => Recipients::default(),
        };
        let id = row.first().cloned();
        known
            .addresses()
            .into_iter()
            .filter_map(move |address| Some(vec![id.clone()?, Value::Text(address)]))
    });
    rows.collect()
}

/// Brings the database's counters behind the loaded keys, and the running number of conversations to `last_number`.
///
/// # Errors
/// When the database fails.
pub async fn finish(tx: &Tx, last_number: i64) -> DbResult<()> {
    tx.exec(
        "UPDATE conversation_number SET last = $1 WHERE id = 1",
        args![last_number],
    )
    .await?;
    if tx.dialect() == Dialect::Postgres {
        for table in Table::ALL.into_iter().filter_map(Table::counted) {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), GREATEST((SELECT COALESCE(MAX(id), 0) FROM {table}), 1))"
            );
            tx.opt::<i64>(&sql, args![]).await?;
        }
    }
    Ok(())
}

/// Whether there is any conversation yet.
///
/// # Errors
/// When the database fails.
pub async fn is_empty(db: &impl Executor) -> DbResult<bool> {
    let first: Option<i64> = db.opt("SELECT id FROM conversation LIMIT 1", args![]).await?;
    Ok(first.is_none())
}
