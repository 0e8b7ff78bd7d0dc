//! What the "write as a customer" page reads. It plays the customer's own mail program, so nobody is signed in and no scope applies;
//! use cases open it in demo installations only.

use db::{DbResult, Executor, FromRow, args};
use domain::Timestamp;
use domain::conversations::{Delivery, Direction};

use crate::messages::Recipients;

/// The first customers who have a mail address: name and address.
///
/// # Errors
/// When the database fails.
pub async fn customers(db: &impl Executor, limit: u32) -> DbResult<Vec<(String, String)>> {
    db.all(
        "SELECT p.name, a.value FROM contact p JOIN contact_address a ON a.contact_id = p.id
          WHERE a.kind = 'email' AND a.is_primary = TRUE AND p.blocked = FALSE ORDER BY p.id LIMIT $1",
        args![limit],
    )
    .await
}

/// A mail as the customer has it.
#[derive(Debug, Clone, FromRow)]
pub struct CustomerMail {
    /// Which way it went, seen from us.
    #[row(try_from = "String")]
    pub direction: Direction,
    /// Where it is on its way.
    #[row(try_from = "String")]
    pub delivery: Delivery,
    /// Message-ID.
    pub message_id: Option<String>,
    /// Sender's name.
    pub from_name: String,
    /// Sender's address.
    pub from_address: String,
    /// Everyone it was for.
    #[row(try_from = "String")]
    pub recipients: Recipients,
    /// Subject.
    pub subject: String,
    /// Words.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// The last mails in conversations with the owner of an address (folded), newest first; notes never.
///
/// # Errors
/// When the database fails.
pub async fn mails(db: &impl Executor, folded: &str, limit: u32) -> DbResult<Vec<CustomerMail>> {
    db.all(
        "SELECT m.direction, m.delivery, m.message_id, m.from_name, m.from_address, m.recipients, m.subject, m.text,
                m.created_at
           FROM contact_address a
           JOIN conversation c ON c.contact_id = a.contact_id
           JOIN message m ON m.conversation_id = c.id
          WHERE a.kind = 'email' AND a.value_folded = $1 AND m.direction IN ('in', 'out')
          ORDER BY m.id DESC LIMIT $2",
        args![folded, limit],
    )
    .await
}
