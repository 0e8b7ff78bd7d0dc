//! Customers and the companies they belong to.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::AttributeValueView;

/// A customer in lists and beside conversations.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactSummary {
    /// Key of the contact.
    pub id: i64,
    /// Name, or the address when no name is known.
    pub name: String,
    /// Main mail address.
    pub email: Option<String>,
}

/// A customer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactView {
    /// Key of the contact.
    pub id: i64,
    /// Name, or the address when no name is known.
    pub name: String,
    /// All addresses.
    pub addresses: Vec<ContactAddressView>,
    /// Company of the contact.
    pub company: Option<CompanyView>,
    /// BCP 47 language, for instance `vi`.
    pub locale: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// What colleagues should know.
    pub notes: String,
    /// Mail from blocked contacts is kept as spam.
    pub blocked: bool,
    /// Tags on the contact.
    pub tag_ids: Vec<i64>,
    /// What else is known of the contact.
    pub attributes: Vec<AttributeValueView>,
    /// Conversations with this contact that the reader may see.
    pub conversation_count: i64,
    /// When the contact was first seen.
    pub created_at: String,
    /// When the contact last changed.
    pub updated_at: String,
}

/// One address of a contact.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactAddressView {
    /// `email`, `phone` or the name of another channel.
    pub kind: String,
    /// The address.
    pub value: String,
    /// Whether it is the main one of its kind.
    pub primary: bool,
    /// Why mail to it comes back; null when it does not.
    pub bounce_reason: Option<String>,
}

/// One address in a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactAddressRequest {
    /// `email` or `phone`.
    pub kind: String,
    /// The address.
    pub value: String,
}

/// Creates a contact.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateContactRequest {
    /// At most 200 characters.
    pub name: String,
    /// At least one; none may belong to another contact.
    pub addresses: Vec<ContactAddressRequest>,
    /// Name of the company; created when it is new.
    pub company: Option<String>,
    /// BCP 47 language.
    pub locale: Option<String>,
    /// At most 10,000 characters.
    pub notes: Option<String>,
}

/// Changes a contact; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateContactRequest {
    /// New name.
    pub name: Option<String>,
    /// Replaces the addresses.
    pub addresses: Option<Vec<ContactAddressRequest>>,
    /// Name of the company; empty takes it away.
    pub company: Option<String>,
    /// BCP 47 language; empty takes it away.
    pub locale: Option<String>,
    /// IANA time zone; empty takes it away.
    pub time_zone: Option<String>,
    /// New notes.
    pub notes: Option<String>,
    /// The notes that the new ones were made from: when they are otherwise by now, `notes_changed` answers.
    pub notes_before: Option<String>,
    /// Block or unblock.
    pub blocked: Option<bool>,
}

/// Makes one contact of two.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MergeContactRequest {
    /// The contact that is no more afterwards: everything that belongs to it goes to the one in the path.
    pub contact_id: i64,
}

/// Which contacts to list; newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    /// Words of the name or an address, with or without diacritics.
    pub q: Option<String>,
    /// Only with this tag.
    pub tag_id: Option<i64>,
    /// Only with this value of an attribute, as `key:value`, for instance `plan:gold`.
    pub attribute: Option<String>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A company.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CompanyView {
    /// Key of the company.
    pub id: i64,
    /// Name of the company.
    pub name: String,
    /// Mail domain by which its people are known.
    pub domain: Option<String>,
}
