//! Checks on what visitors ask for.

use std::collections::BTreeMap;

use domain::AttachmentId;
use domain::chat::FieldKind;
use domain::validate::Checks;
use sha2::{Digest as _, Sha256};

use crate::core::{Error, Result};

/// Most characters of what a visitor says at once.
pub(super) const MOST_TEXT: usize = 20_000;
/// Most characters of an answer in a form.
const MOST_VALUE: usize = 2_000;
/// Most files of one message.
const MOST_FILES: usize = 10;

/// A question, of the form before a chat or of one inside it.
pub(super) struct Question<'a> {
    pub key: &'a str,
    pub kind: FieldKind,
    pub required: bool,
    pub options: &'a [String],
}

/// Checks the answer to a question; the field of a refusal is `fields.<key>`. Empty for no answer.
pub(super) fn answered(
    checks: &mut Checks,
    question: &Question<'_>,
    values: &BTreeMap<String, String>,
) -> String {
    let field = format!("fields.{}", question.key);
    let given = values.get(question.key).map_or("", String::as_str);
    let least = usize::from(question.required);
    if given.trim().is_empty() {
        if question.required {
            checks.refuse(&field, "required", "must be answered");
        }
        return String::new();
    }
    match question.kind {
        FieldKind::Textarea => checks.text(&field, given, least, MOST_VALUE),
        FieldKind::Email => checks.email(&field, given),
        FieldKind::Select => {
            let value = checks.line(&field, given, least, MOST_VALUE);
            if !question.options.contains(&value) {
                checks.refuse(&field, "unknown_value", "is none of the options");
            }
            value
        }
        FieldKind::Checkbox => match given.trim() {
            "true" => "true".to_owned(),
            "false" if !question.required => "false".to_owned(),
            "false" => {
                checks.refuse(&field, "required", "must be ticked");
                String::new()
            }
            _ => {
                checks.refuse(&field, "unknown_value", "must be true or false");
                String::new()
            }
        },
        FieldKind::Phone => {
            let value = checks.line(&field, given, least, 50);
            let digits = value.chars().filter(char::is_ascii_digit).count();
            let known = |c: char| c.is_ascii_digit() || " +()-./".contains(c);
            if digits < 4 || !value.chars().all(known) {
                checks.refuse(
                    &field,
                    "invalid_phone",
                    "is not a phone number such as +40 721 000 000",
                );
            }
            value
        }
        FieldKind::Text => checks.line(&field, given, least, MOST_VALUE),
    }
}

/// Checks how many files there are.
pub(super) fn files(checks: &mut Checks, files: &[AttachmentId]) {
    if files.len() > MOST_FILES {
        let detail = format!("at most {MOST_FILES} files");
        checks.refuse("attachment_ids", "too_many", detail);
    }
}

/// A key of a client: as `Idempotency-Key` of agents.
pub(super) fn key(key: &str) -> Result<&str> {
    let refuse = |code, detail: &str| Err(Error::field("Idempotency-Key", code, detail));
    match key.len() {
        0 => refuse("required", "name what you ask for, so that it is done once"),
        1..=200 if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(key),
        1..=200 => refuse(
            "invalid_characters",
            "may have letters, digits and signs of ASCII, no spaces",
        ),
        _ => refuse("too_long", "may have at most 200 characters"),
    }
}

/// What was asked, for knowing it again.
pub(super) fn hash(what: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in what {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// That a key stands for something else already.
pub(super) fn reused() -> Error {
    Error::conflict(
        "idempotency_key_reused",
        "this Idempotency-Key was used for another request: take a new one for each thing to do",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(kind: FieldKind, required: bool, value: &str) -> std::result::Result<String, String> {
        let options = ["Red".to_owned()];
        let question = Question {
            key: "q",
            kind,
            required,
            options: &options,
        };
        let mut checks = Checks::new();
        let value = answered(
            &mut checks,
            &question,
            &[("q".to_owned(), value.to_owned())].into(),
        );
        match checks.finish() {
            Ok(()) => Ok(value),
            Err(invalid) => Err(invalid.0[0].code.to_owned()),
        }
    }

    #[test]
    fn answers_fit_their_questions() {
        use FieldKind as K;
        assert_eq!(judge(K::Text, true, " Lan "), Ok("Lan".to_owned()));
        assert_eq!(judge(K::Text, true, " "), Err("required".to_owned()));
        assert_eq!(judge(K::Text, false, ""), Ok(String::new()));
        assert_eq!(
            judge(K::Text, false, "a\nb"),
            Err("invalid_characters".to_owned())
        );
        assert_eq!(judge(K::Email, false, "nope"), Err("invalid_email".to_owned()));
        assert_eq!(judge(K::Select, true, "Red"), Ok("Red".to_owned()));
        assert_eq!(judge(K::Select, true, "Blue"), Err("unknown_value".to_owned()));
        assert_eq!(judge(K::Checkbox, true, "false"), Err("required".to_owned()));
        assert_eq!(judge(K::Checkbox, false, "false"), Ok("false".to_owned()));
        assert_eq!(
            judge(K::Phone, true, "+40 (721) 000-000"),
            Ok("+40 (721) 000-000".to_owned())
        );
        assert_eq!(judge(K::Phone, true, "call me"), Err("invalid_phone".to_owned()));
    }

    #[test]
    fn keys_are_signs_of_ascii_and_hashes_keep_parts_apart() {
        assert!(key("0198-a").is_ok());
        for bad in ["", "a b", "ă", &"x".repeat(201)] {
            assert!(key(bad).is_err(), "{bad}");
        }
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
