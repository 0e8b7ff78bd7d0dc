//! Checks on what people type. A check names the field and the reason; callers gather all of them before they refuse.

use crate::text::clean;

/// Why a field was refused.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// Path of the field in the request.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// The reason in words.
    pub detail: String,
}

/// Everything that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{}", .0.iter().map(|e| format!("{}: {}", e.field, e.detail)).collect::<Vec<_>>().join("; "))]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    /// A refusal of one field.
    #[must_use]
    pub fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self(vec![FieldError {
            field: field.to_owned(),
            code,
            detail: detail.into(),
        }])
    }
}

/// Gathers refusals.
#[derive(Debug, Default)]
pub struct Checks(Vec<FieldError>);

impl Checks {
    /// No refusal yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Refuses a field.
    pub fn refuse(&mut self, field: &str, code: &'static str, detail: impl Into<String>) {
        self.0.push(FieldError {
            field: field.to_owned(),
            code,
            detail: detail.into(),
        });
    }

    /// A text of `min` to `max` characters, trimmed, composed (NFC), without NUL; control characters but tab and line breaks are
    /// refused.
    pub fn text(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        let value = clean(value).trim().to_owned();
        let length = value.chars().count();
        if length < min {
            if length == 0 {
                self.refuse(field, "required", "must not be empty");
            } else {
                self.refuse(
                    field,
                    "too_short",
                    format!("has {length} characters, needs at least {min}"),
                );
            }
        } else if length > max {
            self.refuse(
                field,
                "too_long",
                format!("has {length} characters, may have at most {max}"),
            );
        } else if value
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        {
            self.refuse(field, "invalid_characters", "contains control characters");
        }
        value
    }

    /// One line of text: as [`Checks::text`], and without line breaks.
    pub fn line(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        let value = self.text(field, value, min, max);
        if value.contains(['\n', '\r']) {
            self.refuse(field, "invalid_characters", "must be one line");
        }
        value
    }

    /// A mail address: one `@` outside quotes, a local part, a domain; no white space. Comes back trimmed.
    pub fn email(&mut self, field: &str, value: &str) -> String {
        let value = clean(value).trim().to_owned();
        if value.is_empty() {
            self.refuse(field, "required", "must not be empty");
        } else if !is_email(&value) {
            self.refuse(
                field,
                "invalid_email",
                format!("\"{value}\" is not a mail address such as lan@example.com"),
            );
        }
        value
    }

    /// One of the names of an enum.
    pub fn name<T: std::str::FromStr<Err = crate::names::UnknownName>>(
        &mut self,
        field: &str,
        value: &str,
    ) -> Option<T> {
        match value.parse() {
            Ok(value) => Some(value),
            Err(unknown) => {
                self.refuse(field, "unknown_value", unknown.to_string());
                None
            }
        }
    }

    /// A colour as `#rrggbb`, in lower case.
    pub fn color(&mut self, field: &str, value: &str) -> String {
        let value = value.trim().to_ascii_lowercase();
        let digits = value.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            self.refuse(
                field,
                "invalid_color",
                format!("\"{value}\" is not a colour such as #2563eb"),
            );
        }
        value
    }

    /// A whole number within bounds.
    pub fn range(&mut self, field: &str, value: i64, min: i64, max: i64) {
        if !(min..=max).contains(&value) {
            self.refuse(
                field,
                "out_of_range",
                format!("is {value}, must be {min} to {max}"),
            );
        }
    }

    /// Ends the checks.
    ///
    /// # Errors
    /// [`Invalid`] with everything that was refused.
    pub fn finish(self) -> Result<(), Invalid> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Invalid(self.0))
        }
    }
}

/// Whether `value` can stand as a mail address in an envelope: at most 254 bytes, no white space or control characters, a domain
/// of labels. Deliberately laxer than RFC 5321 on the local part, because real addresses are.
#[must_use]
pub fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else {
        return false;
    };
    value.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && !value
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '(' | ')'))
        && !local.contains('@')
        && !domain.is_empty()
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// Whether `tag` is a language tag (BCP 47) such as `vi` or `pt-BR`.
#[must_use]
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// The form in which mail addresses are compared: lower case, composed. The local part is compared without letter case too, as every
/// mail service in use does.
#[must_use]
pub fn fold_email(value: &str) -> String {
    clean(value).trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses() {
        for good in [
            "lan@example.com",
            "a.b+c@x.co",
            "o'neil@münchen.de",
            "root@localhost",
            "x@sub.exämple.vn",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@x.com",
            "lan@",
            "a b@x.com",
            "a@b@c.com",
            "a@x..com",
            "a@-x.com",
            "a@x.com\r\nBcc: y@z.com",
            "<a@x.com>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn languages_are_tags() {
        for good in ["vi", "ro", "pt-BR", "zh-Hant-TW", "fil"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in ["v", "vietnamese", "vi_VN", "12", "vi-", ""] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }

    #[test]
    fn all_refusals_are_gathered_with_field_and_reason() {
        let mut checks = Checks::new();
        checks.line("name", "  ", 1, 10);
        checks.email("email", "nope");
        checks.color("color", "red");
        checks.range("port", 70_000, 1, 65_535);
        let Err(Invalid(errors)) = checks.finish() else {
            panic!("must be refused")
        };
        let codes: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            codes,
            [
                ("name", "required"),
                ("email", "invalid_email"),
                ("color", "invalid_color"),
                ("port", "out_of_range")
            ]
        );
    }
}
