//! Answers to what was asked by buttons or a form: they must be among what was offered, and are told in words as well.

use std::collections::BTreeMap;

use domain::MessageId;
use domain::chat::{Content, FormField};
use domain::validate::Checks;

use super::check;
use crate::core::{Error, Result};

/// An answer to a message with buttons or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The message that asked.
    pub message_id: MessageId,
    /// What the chosen button stands for.
    pub value: Option<String>,
    /// Answers by the keys of the form's fields.
    pub values: BTreeMap<String, String>,
}

/// The words of an answer, and what it is beside them.
pub(super) fn read(asked: Option<&Content>, answer: &Answer) -> Result<(String, Option<Content>)> {
    let chosen = answer.value.as_deref();
    match asked {
        Some(Content::QuickReplies { options }) => {
            let option = options
                .iter()
                .find(|option| Some(option.value.as_str()) == chosen);
            let option = option.ok_or_else(not_offered)?;
            Ok((option.label.clone(), Some(choice(answer, &option.value))))
        }
        Some(Content::Card { buttons, .. }) => {
            let pressed = buttons
                .iter()
                .find(|button| button.value.is_some() && button.value.as_deref() == chosen);
            let pressed = pressed.ok_or_else(not_offered)?;
            let value = pressed.value.as_deref().unwrap_or_default();
            Ok((pressed.label.clone(), Some(choice(answer, value))))
        }
        Some(Content::Form { id, fields, .. }) => {
            let values = form(fields, &answer.values)?;
            let shown = |field: &FormField| {
                let value = values.get(&field.key)?;
                Some(format!("{}: {value}", field.label))
            };
            let lines: Vec<String> = fields.iter().filter_map(shown).collect();
            if lines.is_empty() {
                return Err(Error::field("answer.values", "required", "nothing was answered"));
            }
            let content = Content::FormAnswer {
                form_id: id.clone(),
                values,
            };
            Ok((lines.join("\n"), Some(content)))
        }
        Some(Content::FormAnswer { .. } | Content::Choice { .. } | Content::LinkPreview { .. }) | None => {
            Err(Error::field(
                "answer.message_id",
                "nothing_asked",
                "this message asked for no answer",
            ))
        }
    }
}

fn choice(answer: &Answer, value: &str) -> Content {
    Content::Choice {
        message_id: answer.message_id,
        value: value.to_owned(),
    }
}

fn form(fields: &[FormField], given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut checks = Checks::new();
    let mut values = BTreeMap::new();
    for field in fields {
        let question = check::Question {
            key: &field.key,
            kind: field.kind,
            required: field.required,
            options: &field.options,
        };
        let value = check::answered(&mut checks, &question, given);
        if !value.is_empty() {
            values.insert(field.key.clone(), value);
        }
    }
    checks.finish()?;
    Ok(values)
}

fn not_offered() -> Error {
    Error::field("answer.value", "unknown_value", "is none of what was offered")
}
