//! Attributes of contacts and conversations, and their values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an organisation wants to know of contacts or conversations.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttributeView {
    /// Key of the attribute.
    pub id: i64,
    /// `contact` or `conversation`.
    pub subject: String,
    /// How programs call it.
    pub key: String,
    /// How people call it.
    pub label: String,
    /// `text`, `number`, `date`, `choice`, `yes_no` or `link`.
    pub kind: String,
    /// What can be chosen, for `choice`.
    pub choices: Vec<String>,
    /// Whether a value, once given, can only be changed.
    pub required: bool,
    /// Place among those of its subject, from 1.
    pub position: i64,
}

/// Makes an attribute.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateAttributeRequest {
    /// `contact` or `conversation`.
    pub subject: String,
    /// Small letters, digits and underscores, beginning with a letter, at most 40; never changes.
    pub key: String,
    /// 1 to 60 characters.
    pub label: String,
    /// `text`, `number`, `date`, `choice`, `yes_no` or `link`; never changes.
    pub kind: String,
    /// What can be chosen, for `choice`: 1 to 100.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether a value, once given, can only be changed.
    #[serde(default)]
    pub required: bool,
}

/// Changes an attribute; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateAttributeRequest {
    /// 1 to 60 characters.
    pub label: Option<String>,
    /// What can be chosen. Values that were chosen before stay.
    pub choices: Option<Vec<String>>,
    /// Whether a value, once given, can only be changed.
    pub required: Option<bool>,
    /// Place among those of its subject, from 1; the others move.
    pub position: Option<i64>,
}

/// A value: words, a day as `2026-03-01`, a choice or a link as text; a number; yes or no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum AttributeValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// Words, a day, a choice, a link.
    Text(String),
}

/// A value that is known.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttributeValueView {
    /// Key of the attribute.
    pub attribute_id: i64,
    /// How programs call the attribute.
    pub key: String,
    /// The value.
    pub value: AttributeValue,
}

/// Sets values by the keys of their attributes; null takes one away, what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct AttributeValuesRequest {
    /// The values.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub values: BTreeMap<String, Option<AttributeValue>>,
}
