//! Placeholders in texts that are written once and sent often: `Hello {{contact.first_name|there}},`.
//!
//! A text is read once, from left to right, and what is put into it is never read again: a customer who is called
//! `{{contact.email}}` is greeted by just that. After `|` stands what is taken when there is no value. A backslash before the
//! braces makes them plain text: `\{{` is written as `{{`, `\\{{` as a backslash and a placeholder.

use crate::{UnknownName, named};

const OPEN: &str = "{{";
const CLOSE: &str = "}}";
/// Characters of a broken placeholder that a refusal shows.
const SHOWN: usize = 40;

named! {
    /// What can be put into a text.
    pub enum Placeholder("placeholder") {
        /// Name of the customer.
        ContactName = "contact.name",
        /// The name that the customer is addressed by.
        ContactFirstName = "contact.first_name",
        /// Main mail address of the customer.
        ContactEmail = "contact.email",
        /// Name of the agent who writes.
        AgentName = "agent.name",
        /// The name that the agent is addressed by.
        AgentFirstName = "agent.first_name",
        /// Public running number of the conversation.
        ConversationNumber = "conversation.number",
        /// Subject of the conversation.
        ConversationSubject = "conversation.subject",
        /// Name of the inbox.
        InboxName = "inbox.name",
        /// Name of the organisation.
        OrganisationName = "organisation.name",
    }
}

/// What is wrong with the placeholders of a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// There is no such placeholder.
    #[error(transparent)]
    Unknown(UnknownName),
    /// The braces are never closed.
    #[error("\"{0}\" is not closed by }}}}; write \\{{{{ for the braces themselves")]
    Unclosed(String),
}

impl Wrong {
    /// Stable code of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_placeholder",
            Self::Unclosed(_) => "unclosed_placeholder",
        }
    }
}

/// A placeholder that there was no value for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which one.
    pub placeholder: Placeholder,
    /// What stands in its place; nothing at all when the text names nothing.
    pub fallback: Option<String>,
}

/// A text whose placeholders were filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// What had no value, each once, in the order of the text.
    pub missing: Vec<Missing>,
}

enum Piece<'a> {
    Text(&'a str),
    /// What stands between the braces.
    Place(&'a str),
    /// From the braces on.
    Unclosed(&'a str),
}

/// Everything that is wrong with the placeholders of a text, each once.
#[must_use]
pub fn check(text: &str) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    read(text, |piece| {
        let found = match piece {
            Piece::Text(_) => return,
            Piece::Place(inside) => match parse(inside).0 {
                Ok(_) => return,
                Err(mut unknown) => {
                    unknown.given = shown(&unknown.given);
                    Wrong::Unknown(unknown)
                }
            },
            Piece::Unclosed(rest) => Wrong::Unclosed(shown(rest)),
        };
        if !wrong.contains(&found) {
            wrong.push(found);
        }
    });
    wrong
}

/// Fills the placeholders of a text. Blank values count as none. What is no placeholder stays as it stands: texts are checked when
/// they are saved, and one that a later version knew must not lose its words.
pub fn fill(text: &str, value: impl Fn(Placeholder) -> Option<String>) -> Filled {
    let mut filled = Filled::default();
    read(text, |piece| match piece {
        Piece::Text(words) | Piece::Unclosed(words) => filled.text.push_str(words),
        Piece::Place(inside) => match parse(inside) {
            (Err(_), _) => {
                for words in [OPEN, inside, CLOSE] {
                    filled.text.push_str(words);
                }
            }
            (Ok(placeholder), fallback) => match value(placeholder).filter(|v| !v.trim().is_empty()) {
                Some(value) => filled.text.push_str(&value),
                None => filled.leave_out(placeholder, fallback),
            },
        },
    });
    filled
}

impl Filled {
    fn leave_out(&mut self, placeholder: Placeholder, fallback: Option<&str>) {
        self.text.push_str(fallback.unwrap_or_default());
        let missing = Missing {
            placeholder,
            fallback: fallback.map(str::to_owned),
        };
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }
}

/// Name and fallback.
fn parse(inside: &str) -> (Result<Placeholder, UnknownName>, Option<&str>) {
    match inside.split_once('|') {
        Some((name, fallback)) => (name.trim().parse(), Some(fallback.trim())),
        None => (inside.trim().parse(), None),
    }
}

/// Takes a text apart. Backslashes mean something only right before opening braces, so that paths of Windows stay as they are.
fn read<'a>(text: &'a str, mut on: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(OPEN) {
        let words = before.trim_end_matches('\\').len();
        let slashes = before.len() - words;
        on(Piece::Text(before.get(..words + slashes / 2).unwrap_or(before)));
        if slashes % 2 == 1 {
            on(Piece::Text(OPEN));
            rest = inside;
            continue;
        }
        match inside
            .split_once(CLOSE)
            .filter(|(place, _)| !place.contains(OPEN))
        {
            Some((place, after)) => {
                on(Piece::Place(place));
                rest = after;
            }
            None => {
                on(Piece::Unclosed(rest.get(before.len()..).unwrap_or(inside)));
                return;
            }
        }
    }
    on(Piece::Text(rest));
}

fn shown(text: &str) -> String {
    crate::text::excerpt(text, SHOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lan(placeholder: Placeholder) -> Option<String> {
        match placeholder {
            Placeholder::ContactName => Some("Nguyễn Thị Lan".to_owned()),
            Placeholder::ContactFirstName => Some("Lan".to_owned()),
            Placeholder::ConversationNumber => Some("1024".to_owned()),
            Placeholder::ConversationSubject => Some("  ".to_owned()),
            _ => None,
        }
    }

    fn text(template: &str) -> String {
        fill(template, lan).text
    }

    #[test]
    fn values_stand_where_their_names_stood() {
        assert_eq!(
            text("Chào {{contact.first_name}} 👋, #{{ conversation.number }}{{contact.name}}"),
            "Chào Lan 👋, #1024Nguyễn Thị Lan"
        );
        assert_eq!(text("no braces, {one}, }}"), "no braces, {one}, }}");
        assert_eq!(text(""), "");
    }

    #[test]
    fn what_has_no_value_is_told_and_replaced_by_its_fallback() {
        let filled = fill(
            "{{agent.name|your team}} <{{contact.email}}> {{contact.email}} {{conversation.subject| đơn hàng | 2 }}{{inbox.name|}}",
            lan,
        );
        assert_eq!(filled.text, "your team <>  đơn hàng | 2");
        let missing = |placeholder, fallback: Option<&str>| Missing {
            placeholder,
            fallback: fallback.map(str::to_owned),
        };
        assert_eq!(
            filled.missing,
            [
                missing(Placeholder::AgentName, Some("your team")),
                missing(Placeholder::ContactEmail, None),
                missing(Placeholder::ConversationSubject, Some("đơn hàng | 2")),
                missing(Placeholder::InboxName, Some("")),
            ]
        );
        assert!(fill("{{contact.first_name|there}}", lan).missing.is_empty());
    }

    #[test]
    fn values_are_never_read_as_placeholders() {
        let names = |placeholder| match placeholder {
            Placeholder::ContactName => Some("{{contact.email}} \\{{ {{".to_owned()),
            Placeholder::ContactEmail => Some("secret@example.com".to_owned()),
            _ => None,
        };
        let filled = fill("{{contact.name}}agent.name}} {{contact.name}}", names);
        assert_eq!(
            filled.text,
            "{{contact.email}} \\{{ {{agent.name}} {{contact.email}} \\{{ {{"
        );
        assert_eq!(
            fill("{{agent.name|{contact.name} }}", names).text,
            "{contact.name}"
        );
    }

    #[test]
    fn a_backslash_makes_braces_plain() {
        assert_eq!(text(r"\{{contact.name}}"), "{{contact.name}}");
        assert_eq!(text(r"\\{{contact.first_name}}"), r"\Lan");
        assert_eq!(text(r"\\\{{contact.name}}"), r"\{{contact.name}}");
        assert_eq!(
            text(r"C:\temp\new \n {{contact.first_name}}"),
            r"C:\temp\new \n Lan"
        );
        assert!(check(r"\{{anything at all").is_empty());
    }

    #[test]
    fn what_is_no_placeholder_is_refused_by_name_and_left_alone() {
        let wrong = check("{{contact.nme}} {{contact.name}} {{contact.nme|x}} {{}} {{ \n");
        let told: Vec<String> = wrong.iter().map(Wrong::to_string).collect();
        assert_eq!(
            wrong.iter().map(Wrong::code).collect::<Vec<_>>(),
            [
                "unknown_placeholder",
                "unknown_placeholder",
                "unclosed_placeholder"
            ]
        );
        assert!(told[0].starts_with("\"contact.nme\" is not a placeholder; use one of contact.name, "));
        assert_eq!(
            told[2],
            "\"{{\" is not closed by }}; write \\{{ for the braces themselves"
        );
        assert_eq!(
            text("{{contact.nme|x}} {{{contact.name}}} {{"),
            "{{contact.nme|x}} {{{contact.name}}} {{"
        );
        assert_eq!(check("{{contact.name {{contact.name}}").len(), 1);
        assert_eq!(
            check(&"{{é".repeat(1000)).len(),
            1,
            "long ones are cut, not at a byte"
        );
    }
}
