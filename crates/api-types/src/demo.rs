//! Writing as a customer, in an installation with demo data.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A mail that a customer writes. It takes the same way as a mail from a server: raw bytes, parsing, threading.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoMessageRequest {
    /// Name of the customer.
    pub from_name: String,
    /// Mail address of the customer.
    pub from_email: String,
    /// Inbox that the mail goes to.
    pub inbox_id: i64,
    /// Subject of the mail.
    pub subject: String,
    /// Text of the mail.
    pub text: String,
    /// Message-ID of the mail that this one answers, from [`DemoMailView`].
    pub in_reply_to: Option<String>,
}

/// What the "write as a customer" page needs to begin.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoView {
    /// Inboxes to write to.
    pub inboxes: Vec<DemoInboxView>,
    /// A few customers to write as.
    pub customers: Vec<DemoCustomerView>,
}

/// An inbox to write to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoInboxView {
    /// Key of the inbox.
    pub id: i64,
    /// Name of the inbox.
    pub name: String,
    /// Its mail address.
    pub address: String,
}

/// A customer to write as.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoCustomerView {
    /// Name of the customer.
    pub name: String,
    /// Mail address of the customer.
    pub email: String,
}

/// A mail in the customer's own mail program: what they wrote and what came back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoMailView {
    /// `sent` by the customer or `received` from an agent.
    pub direction: String,
    /// Message-ID of the mail.
    pub message_id: Option<String>,
    /// Sender as the customer sees it.
    pub from: String,
    /// Subject of the mail.
    pub subject: String,
    /// Text of the mail.
    pub text: String,
    /// When it was written.
    pub at: String,
}
