//! Attributes: what an organisation wants to know of contacts and conversations beyond what comes with the product.
//!
//! A value is kept as text in one spelling for its kind, so that equal values are equal texts on every database; the kind turns it
//! back into what programs expect.

use crate::text::fold;
use crate::validate::Checks;
use crate::{AttributeId, named};

/// Most characters of a text value.
const MOST_TEXT: usize = 1_000;
/// Most choices of one attribute.
const MOST_CHOICES: usize = 100;
/// Whole numbers beyond this lose digits in browsers.
const MOST_NUMBER: f64 = 9_007_199_254_740_991.0;

named! {
    /// What an attribute is about.
    pub enum AttributeSubject("subject of an attribute") {
        /// Customers.
        Contact = "contact",
        /// Cases.
        Conversation = "conversation",
    }
}

named! {
    /// What kind of values an attribute holds.
    pub enum AttributeKind("kind of attribute") {
        /// Words.
        Text = "text",
        /// A number.
        Number = "number",
        /// A day.
        Date = "date",
        /// One of a list.
        Choice = "choice",
        /// True or false.
        YesNo = "yes_no",
        /// An address on the web.
        Link = "link",
    }
}

/// A definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Key of the row.
    pub id: AttributeId,
    /// What it is about.
    pub subject: AttributeSubject,
    /// How programs call it.
    pub key: String,
    /// How people call it.
    pub label: String,
    /// What kind of values it holds.
    pub kind: AttributeKind,
    /// What can be chosen, for [`AttributeKind::Choice`].
    pub choices: Vec<String>,
    /// Whether a value may be taken away again.
    pub required: bool,
    /// Place among those of its subject.
    pub position: i64,
}

/// A value as programs give and get it.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// Words, a day as `2026-03-01`, a choice, a link.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl Attribute {
    /// Checks a value given for this attribute; what comes back is how it is kept. An empty text stands for no value.
    pub fn check(&self, checks: &mut Checks, field: &str, value: Option<&AttributeValue>) -> Option<String> {
        let given = match value {
            Some(AttributeValue::Text(text)) if text.trim().is_empty() => None,
            other => other,
        };
        let Some(given) = given else {
            if self.required {
                checks.refuse(field, "required", format!("{} must have a value", self.label));
            }
            return None;
        };
        match (self.kind, given) {
            (AttributeKind::Text, AttributeValue::Text(text)) => Some(checks.text(field, text, 1, MOST_TEXT)),
            (AttributeKind::Number, AttributeValue::Number(number)) => number_text(checks, field, *number),
            (AttributeKind::Date, AttributeValue::Text(text)) => date(checks, field, text),
            (AttributeKind::Choice, AttributeValue::Text(text)) => self.choice(checks, field, text),
            (AttributeKind::YesNo, AttributeValue::Flag(flag)) => Some(flag.to_string()),
            (AttributeKind::Link, AttributeValue::Text(text)) => link(checks, field, text),
            (kind, _) => {
                checks.refuse(field, "wrong_type", format!("is no value of the kind {kind}"));
                None
            }
        }
    }

    fn choice(&self, checks: &mut Checks, field: &str, text: &str) -> Option<String> {
        let wanted = fold(text.trim());
        let found = self.choices.iter().find(|choice| fold(choice) == wanted);
        if found.is_none() {
            let detail = format!("\"{}\" is none of: {}", text.trim(), self.choices.join(", "));
            checks.refuse(field, "unknown_choice", detail);
        }
        found.cloned()
    }

    /// A kept value as programs get it. What was kept under other rules comes back as words rather than not at all.
    #[must_use]
    pub fn read(&self, kept: &str) -> AttributeValue {
        match self.kind {
            AttributeKind::Number => kept
                .parse()
                .map_or_else(|_| AttributeValue::Text(kept.to_owned()), AttributeValue::Number),
            AttributeKind::YesNo => AttributeValue::Flag(kept == "true"),
            AttributeKind::Text | AttributeKind::Date | AttributeKind::Choice | AttributeKind::Link => {
                AttributeValue::Text(kept.to_owned())
            }
        }
    }
}

fn number_text(checks: &mut Checks, field: &str, number: f64) -> Option<String> {
    if !number.is_finite() || number.abs() > MOST_NUMBER {
        checks.refuse(field, "out_of_range", "is not a number that can be kept");
        return None;
    }
    // The shortest spelling that reads back as the same number; minus nothing is nothing.
    Some(if number == 0.0 {
        "0".to_owned()
    } else {
        number.to_string()
    })
}

fn date(checks: &mut Checks, field: &str, text: &str) -> Option<String> {
    match text.trim().parse::<jiff::civil::Date>() {
        Ok(date) if (1000..=9999).contains(&date.year()) => Some(date.to_string()),
        _ => {
            checks.refuse(
                field,
                "invalid_date",
                format!("\"{}\" is not a day such as 2026-03-01", text.trim()),
            );
            None
        }
    }
}

/// A link that browsers may follow: other schemes can run code.
fn link(checks: &mut Checks, field: &str, text: &str) -> Option<String> {
    let text = checks.line(field, text, 1, 2_000);
    let lower = text.to_ascii_lowercase();
    let host = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .filter(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace));
    if host.is_none() {
        checks.refuse(
            field,
            "invalid_link",
            format!("\"{text}\" is not a link such as https://example.com"),
        );
        return None;
    }
    Some(text)
}

/// A key as programs write it: small letters, digits and underscores, beginning with a letter.
pub fn check_key(checks: &mut Checks, field: &str, key: &str) -> String {
    let key = checks.line(field, key, 1, 40);
    let right = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !key.is_empty() && !right {
        let detail = format!("\"{key}\" is not a key such as customer_number");
        checks.refuse(field, "invalid_attribute_key", detail);
    }
    key
}

/// Choices of an attribute: at least one where it is a choice, none elsewhere; the same one twice is taken once.
pub fn check_choices(checks: &mut Checks, field: &str, kind: AttributeKind, given: &[String]) -> Vec<String> {
    if kind != AttributeKind::Choice {
        return Vec::new();
    }
    let mut choices: Vec<String> = Vec::new();
    for (index, choice) in given.iter().enumerate() {
        if choice.trim().is_empty() {
            continue;
        }
        let choice = checks.line(&format!("{field}.{index}"), choice, 1, 100);
        if !choices.iter().any(|other| fold(other) == fold(&choice)) {
            choices.push(choice);
        }
    }
    if choices.is_empty() {
        checks.refuse(field, "required", "name at least one choice");
    } else if choices.len() > MOST_CHOICES {
        checks.refuse(
            field,
            "too_many",
            format!("has {} choices, may have at most {MOST_CHOICES}", choices.len()),
        );
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(kind: AttributeKind) -> Attribute {
        Attribute {
            id: AttributeId(1),
            subject: AttributeSubject::Contact,
            key: "plan".to_owned(),
            label: "Plan".to_owned(),
            kind,
            choices: vec!["Gold".to_owned(), "Đồng".to_owned()],
            required: false,
            position: 1,
        }
    }

    fn kept(kind: AttributeKind, value: AttributeValue) -> Result<Option<String>, &'static str> {
        let mut checks = Checks::new();
        let kept = attribute(kind).check(&mut checks, "values.plan", Some(&value));
        match checks.finish() {
            Ok(()) => Ok(kept),
            Err(refused) => Err(refused.0.first().map_or("", |error| error.code)),
        }
    }

    fn text(value: &str) -> AttributeValue {
        AttributeValue::Text(value.to_owned())
    }

    #[test]
    fn each_kind_keeps_one_spelling_and_refuses_what_it_is_not() {
        use AttributeKind::{Choice, Date, Link, Number, Text, YesNo};
        let good = [
            (Text, text("  words "), "words"),
            (Number, AttributeValue::Number(12.50), "12.5"),
            (Number, AttributeValue::Number(-0.0), "0"),
            (Number, AttributeValue::Number(1_000_000.0), "1000000"),
            (Date, text("2026-02-28"), "2026-02-28"),
            (Choice, text("gold"), "Gold"),
            (Choice, text("dong"), "Đồng"),
            (YesNo, AttributeValue::Flag(true), "true"),
            (Link, text("https://example.com/a?b"), "https://example.com/a?b"),
        ];
        for (kind, given, expected) in good {
            assert_eq!(
                kept(kind, given.clone()),
                Ok(Some(expected.to_owned())),
                "{kind} {given:?}"
            );
        }
        let bad = [
            (Number, text("12"), "wrong_type"),
            (Number, AttributeValue::Number(f64::NAN), "out_of_range"),
            (Date, text("2026-02-30"), "invalid_date"),
            (Date, text("tomorrow"), "invalid_date"),
            (Choice, text("Silver"), "unknown_choice"),
            (YesNo, text("yes"), "wrong_type"),
            (Link, text("javascript:alert(1)"), "invalid_link"),
            (Link, text("https:///x"), "invalid_link"),
            (Text, AttributeValue::Flag(false), "wrong_type"),
        ];
        for (kind, given, code) in bad {
            assert_eq!(kept(kind, given.clone()), Err(code), "{kind} {given:?}");
        }
    }

    #[test]
    fn nothing_is_no_value_unless_one_is_required() {
        assert_eq!(kept(AttributeKind::Text, text("  ")), Ok(None));
        let mut checks = Checks::new();
        let required = Attribute {
            required: true,
            ..attribute(AttributeKind::Text)
        };
        assert_eq!(required.check(&mut checks, "values.plan", None), None);
        assert!(checks.finish().is_err());
    }

    #[test]
    fn what_is_kept_reads_back() {
        assert_eq!(
            attribute(AttributeKind::Number).read("12.5"),
            AttributeValue::Number(12.5)
        );
        assert_eq!(
            attribute(AttributeKind::YesNo).read("false"),
            AttributeValue::Flag(false)
        );
        assert_eq!(
            attribute(AttributeKind::Date).read("2026-01-01"),
            text("2026-01-01")
        );
    }

    #[test]
    fn keys_are_for_programs() {
        for (key, good) in [
            ("customer_no", true),
            ("a1", true),
            ("1a", false),
            ("Plan", false),
            ("a-b", false),
        ] {
            let mut checks = Checks::new();
            check_key(&mut checks, "key", key);
            assert_eq!(checks.finish().is_ok(), good, "{key}");
        }
    }
}
