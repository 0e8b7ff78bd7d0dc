//! What the page knows of a visitor: attributes that its scripts set.
//!
//! It is said by a page in the visitor's browser and hence by the visitor. It is kept with the visitor from the first word on, and becomes
//! values of the contact's attributes once there is a contact, but never of a customer whom the company's own server vouches for.

use domain::ContactId;
use domain::attributes::AttributeValue;
use domain::text::clean;
use serde_json::{Map, Value};
use store::chat::Visitor;

use super::contact;
use crate::core::{Error, Result, Work};

/// Most attributes of a visitor.
const MOST: usize = 50;
/// Most characters of a key.
const MOST_KEY: usize = 60;
/// Most characters of a value.
const MOST_TEXT: usize = 500;

/// Puts a change over what is known; null takes away. What comes back is how it is kept.
pub(super) fn merged(known: &str, change: &Map<String, Value>) -> Result<String> {
    let mut all: Map<String, Value> = serde_json::from_str(known).unwrap_or_default();
    for (key, value) in change {
        let fits = !key.is_empty()
            && key.len() <= MOST_KEY
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if !fits {
            return Err(refused(
                key,
                "invalid_characters",
                "takes at most 60 letters, digits, _, - and .",
            ));
        }
        match value {
            Value::Null => {
                all.remove(key);
                continue;
            }
            Value::String(text) if text.chars().count() > MOST_TEXT => {
                return Err(refused(
                    key,
                    "too_long",
                    "a value may have at most 500 characters",
                ));
            }
            Value::String(text) => {
                let text: String = clean(text).chars().filter(|c| !c.is_control()).collect();
                all.insert(key.clone(), Value::String(text));
            }
            Value::Bool(_) | Value::Number(_) => {
                all.insert(key.clone(), value.clone());
            }
            Value::Array(_) | Value::Object(_) => {
                return Err(refused(
                    key,
                    "invalid_type",
                    "must be a text, a number, true or false",
                ));
            }
        }
    }
    if all.len() > MOST {
        return Err(Error::field(
            "attributes",
            "too_many",
            format!("at most {MOST} attributes"),
        ));
    }
    serde_json::to_string(&all).map_err(|error| Error::Internal(error.to_string()))
}

fn refused(key: &str, code: &'static str, detail: &str) -> Error {
    Error::field(&format!("attributes.{key}"), code, detail)
}

/// A JSON value as a value of an attribute; none when it can be none.
pub(super) fn value(value: &Value) -> Option<AttributeValue> {
    match value {
        Value::String(text) => Some(AttributeValue::Text(text.clone())),
        Value::Bool(flag) => Some(AttributeValue::Flag(*flag)),
        Value::Number(number) => number.as_f64().map(AttributeValue::Number),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Keeps what the page knows with the visitor's contact, where the company itself knows nothing better.
pub(super) async fn tell_contact(work: &Work<'_>, visitor: &Visitor, contact: ContactId) -> Result<()> {
    if visitor.verified {
        return Ok(());
    }
    let known: Map<String, Value> = serde_json::from_str(&visitor.attributes).unwrap_or_default();
    for (key, given) in &known {
        if let Some(value) = value(given) {
            contact::know(work, contact, key, value).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merge(known: &str, change: Value) -> std::result::Result<String, String> {
        let Value::Object(change) = change else {
            panic!("an object")
        };
        merged(known, &change).map_err(|error| error.to_string())
    }

    #[test]
    fn changes_are_put_over_what_is_known() {
        let first = merge(
            "{}",
            json!({"plan": "gold\u{7}", "cart_value": 12.5, "vip": true}),
        )
        .unwrap();
        assert_eq!(first, r#"{"cart_value":12.5,"plan":"gold","vip":true}"#);
        assert_eq!(
            merge(&first, json!({"plan": null, "vip": false})).unwrap(),
            r#"{"cart_value":12.5,"vip":false}"#
        );
        assert_eq!(merge("broken", json!({})).unwrap(), "{}");
    }

    #[test]
    fn what_cannot_be_an_attribute_is_refused_by_name() {
        assert!(
            merge("{}", json!({"a b": 1}))
                .unwrap_err()
                .contains("attributes.a b")
        );
        assert!(merge("{}", json!({"": 1})).is_err());
        assert!(
            merge("{}", json!({"list": [1]}))
                .unwrap_err()
                .contains("attributes.list")
        );
        assert!(merge("{}", json!({"long": "x".repeat(501)})).is_err());
        let many: Map<String, Value> = (0..51).map(|n| (format!("k{n}"), json!(n))).collect();
        assert!(merged("{}", &many).is_err());
    }
}
