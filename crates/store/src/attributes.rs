//! Attributes of contacts and conversations: what they are, and their values.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::attributes::{Attribute, AttributeKind, AttributeSubject};
use domain::{AttributeId, ContactId, ConversationId, Timestamp};

use crate::filter::Filter;

#[derive(Debug, FromRow)]
struct Row {
    id: AttributeId,
    #[row(try_from = "String")]
    subject: AttributeSubject,
    key: String,
    label: String,
    #[row(try_from = "String")]
    kind: AttributeKind,
    choices: String,
    required: bool,
    position: i64,
}

impl From<Row> for Attribute {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            subject: row.subject,
            key: row.key,
            label: row.label,
            kind: row.kind,
            choices: row.choices.lines().map(str::to_owned).collect(),
            required: row.required,
            position: row.position,
        }
    }
}

/// Whose values: those of one contact or of one conversation, which the caller has read under a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A contact.
    Contact(ContactId),
    /// A conversation.
    Conversation(ConversationId),
}

impl Owner {
    const fn column(self) -> &'static str {
        match self {
            Self::Contact(_) => "contact_id",
            Self::Conversation(_) => "conversation_id",
        }
    }

    const fn key(self) -> i64 {
        match self {
            Self::Contact(id) => id.get(),
            Self::Conversation(id) => id.get(),
        }
    }
}

const ATTRIBUTE: &str = "SELECT id, subject, key, label, kind, choices, required, position FROM attribute";

/// All attributes, those of contacts first, each subject's in their order.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Attribute>> {
    let rows: Vec<Row> = db
        .all(&format!("{ATTRIBUTE} ORDER BY subject, position, id"), args![])
        .await?;
    Ok(rows.into_iter().map(Attribute::from).collect())
}

/// One attribute.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: AttributeId) -> DbResult<Option<Attribute>> {
    let row: Option<Row> = db.opt(&format!("{ATTRIBUTE} WHERE id = $1"), args![id]).await?;
    Ok(row.map(Attribute::from))
}

/// Makes an attribute at the end of those of its subject; `attribute.id` and `attribute.position` are not looked at.
///
/// # Errors
/// `UniqueViolation` when the key is taken.
pub async fn insert(tx: &impl Executor, attribute: &Attribute, at: Timestamp) -> DbResult<AttributeId> {
    tx.one(
        "INSERT INTO attribute (subject, key, label, kind, choices, required, position, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6,
                 (SELECT COALESCE(MAX(position), 0) + 1 FROM attribute WHERE subject = $1), $7, $7)
         RETURNING id",
        args![
            attribute.subject.as_str(),
            &attribute.key,
            &attribute.label,
            attribute.kind.as_str(),
            attribute.choices.join("\n"),
            attribute.required,
            at,
        ],
    )
    .await
}

/// Writes label, choices, whether it is required, and its place. Key and kind never change: programs and values rely on them.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, attribute: &Attribute, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE attribute SET label = $2, choices = $3, required = $4, position = $5, updated_at = $6 WHERE id = $1",
        args![
            attribute.id,
            &attribute.label,
            attribute.choices.join("\n"),
            attribute.required,
            attribute.position,
            at,
        ],
    )
    .await?;
    Ok(())
}

/// Deletes an attribute with all its values.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: AttributeId) -> DbResult<()> {
    tx.exec("DELETE FROM attribute WHERE id = $1", args![id]).await?;
    Ok(())
}

/// The values of one owner, as they are kept.
///
/// # Errors
/// When the database fails.
pub async fn values(db: &impl Executor, owner: Owner) -> DbResult<Vec<(AttributeId, String)>> {
    let sql = format!(
        "SELECT attribute_id, value FROM attribute_value WHERE {} = $1 ORDER BY attribute_id",
        owner.column()
    );
    db.all(&sql, args![owner.key()]).await
}

/// The values of some contacts, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn values_of_contacts(
    db: &impl Executor,
    contacts: &[ContactId],
) -> DbResult<Vec<(ContactId, AttributeId, String)>> {
    let mut filter = Filter::default();
    filter.is_in("contact_id", contacts.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT contact_id, attribute_id, value FROM attribute_value{} ORDER BY attribute_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Sets a value.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such owner or attribute.
pub async fn put_value(
    tx: &impl Executor,
    owner: Owner,
    attribute: AttributeId,
    value: &str,
    folded: &str,
    at: Timestamp,
) -> DbResult<()> {
    let column = owner.column();
    let sql = format!(
        "INSERT INTO attribute_value (attribute_id, {column}, value, value_folded, updated_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (attribute_id, {column}) DO UPDATE
            SET value = excluded.value, value_folded = excluded.value_folded, updated_at = excluded.updated_at"
    );
    tx.exec(&sql, args![attribute, owner.key(), value, folded, at])
        .await?;
    Ok(())
}

/// Takes a value away.
///
/// # Errors
/// When the database fails.
pub async fn delete_value(tx: &impl Executor, owner: Owner, attribute: AttributeId) -> DbResult<()> {
    let sql = format!(
        "DELETE FROM attribute_value WHERE attribute_id = $1 AND {} = $2",
        owner.column()
    );
    tx.exec(&sql, args![attribute, owner.key()]).await?;
    Ok(())
}
