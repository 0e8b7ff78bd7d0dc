//! Tags and what they are put on.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{ContactId, ConversationId, TagId};

use crate::filter::Filter;

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Tag {
    /// Key.
    pub id: TagId,
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
}

/// All tags by name.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Tag>> {
    db.all("SELECT id, name, color FROM tag ORDER BY name_folded", args![])
        .await
}

/// One tag.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: TagId) -> DbResult<Option<Tag>> {
    db.opt("SELECT id, name, color FROM tag WHERE id = $1", args![id])
        .await
}

/// Makes a tag.
///
/// # Errors
/// `UniqueViolation` when the name is taken.
pub async fn insert(db: &impl Executor, name: &str, folded: &str, color: &str) -> DbResult<TagId> {
    db.one(
        "INSERT INTO tag (name, name_folded, color) VALUES ($1, $2, $3) RETURNING id",
        args![name, folded, color],
    )
    .await
}

/// Renames or recolours a tag; false when there is none.
///
/// # Errors
/// `UniqueViolation` when the name is taken.
pub async fn update(db: &impl Executor, id: TagId, name: &str, folded: &str, color: &str) -> DbResult<bool> {
    let sql = "UPDATE tag SET name = $2, name_folded = $3, color = $4 WHERE id = $1";
    Ok(db.exec(sql, args![id, name, folded, color]).await? > 0)
}

/// Deletes a tag everywhere; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete(db: &impl Executor, id: TagId) -> DbResult<bool> {
    Ok(db.exec("DELETE FROM tag WHERE id = $1", args![id]).await? > 0)
}

/// Puts a tag on a conversation; false when it is there already.
///
/// # Errors
/// `ForeignKeyViolation` when either does not exist.
pub async fn attach(db: &impl Executor, conversation: ConversationId, tag: TagId) -> DbResult<bool> {
    let sql = "INSERT INTO conversation_tag (conversation_id, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(db.exec(sql, args![conversation, tag]).await? > 0)
}

/// Takes a tag off a conversation; false when it is not there.
///
/// # Errors
/// When the database fails.
pub async fn detach(db: &impl Executor, conversation: ConversationId, tag: TagId) -> DbResult<bool> {
    let sql = "DELETE FROM conversation_tag WHERE conversation_id = $1 AND tag_id = $2";
    Ok(db.exec(sql, args![conversation, tag]).await? > 0)
}

/// The tags of some conversations, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn of_conversations(
    db: &impl Executor,
    conversations: &[ConversationId],
) -> DbResult<Vec<(ConversationId, TagId)>> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let mut filter = Filter::default();
    filter.is_in(
        "conversation_id",
        conversations.iter().map(|id| Value::I64(id.get())),
    );
    let sql = format!(
        "SELECT conversation_id, tag_id FROM conversation_tag{} ORDER BY tag_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// Puts a tag on a contact; false when it is there already.
///
/// # Errors
/// `ForeignKeyViolation` when either does not exist.
pub async fn attach_to_contact(db: &impl Executor, contact: ContactId, tag: TagId) -> DbResult<bool> {
    let sql = "INSERT INTO contact_tag (contact_id, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(db.exec(sql, args![contact, tag]).await? > 0)
}

/// Takes a tag off a contact; false when it is not there.
///
/// # Errors
/// When the database fails.
pub async fn detach_from_contact(db: &impl Executor, contact: ContactId, tag: TagId) -> DbResult<bool> {
    let sql = "DELETE FROM contact_tag WHERE contact_id = $1 AND tag_id = $2";
    Ok(db.exec(sql, args![contact, tag]).await? > 0)
}

/// The tags of some contacts, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn of_contacts(db: &impl Executor, contacts: &[ContactId]) -> DbResult<Vec<(ContactId, TagId)>> {
    let mut filter = Filter::default();
    filter.is_in("contact_id", contacts.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT contact_id, tag_id FROM contact_tag{} ORDER BY tag_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}
