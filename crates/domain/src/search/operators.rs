//! Operators in the text of a search: `from:lan tag:"khách VIP" -is:closed after:2026-03`.
//!
//! Reading is pure and knows nothing of what exists: that there is a tag of this name is found out by the use case. What is no
//! operator stays a word, so that `re:`, `https://…` and `body:lamp` can be looked for like anything else.

use crate::conversations::Status;
use crate::validate::FieldError;
use crate::{Timestamp, UnknownName, named};

named! {
    /// What stands before the colon.
    pub enum Operator("operator") {
        /// Who wrote: a name, an address, `me`.
        From = "from",
        /// For whom it was, copies included.
        To = "to",
        /// A tag of the conversation.
        Tag = "tag",
        /// Inbox of the conversation.
        Inbox = "inbox",
        /// Status of the conversation.
        Status = "status",
        /// Status as people say it: `is:open`, `is:unassigned`.
        Is = "is",
        /// Whose the conversation is: a name, `me`, `none`.
        Assignee = "assignee",
        /// Before a day or month.
        Before = "before",
        /// From a day or month on.
        After = "after",
        /// `has:attachment`.
        Has = "has",
        /// Words of the subject.
        Subject = "subject",
        /// Public number of the conversation; `#1042` is the same.
        Number = "number",
        /// What is looked through: `in:messages`.
        In = "in",
    }
}

named! {
    /// What a search looks through.
    pub enum Within("place") {
        /// Words of messages and notes.
        Messages = "messages",
        /// Subjects and numbers.
        Conversations = "conversations",
        /// Names and addresses.
        Contacts = "contacts",
    }
}

/// One operator as it was given, in the text or as a parameter of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Which.
    pub operator: Operator,
    /// What stands behind the colon, without quotes.
    pub value: String,
    /// Whether a minus stands before it.
    pub negated: bool,
    /// The field of the request that refusals name.
    pub field: &'static str,
}

/// A query taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// What is left to be read by [`super::Query::parse`].
    pub words: String,
    /// The operators, in their order.
    pub given: Vec<Given>,
}

/// Takes the operators out of a text. One that has no value yet, at the very end, is somebody still typing: it is left out.
#[must_use]
pub fn split(text: &str) -> Parts {
    let mut parts = Parts::default();
    let (mut rest, mut begins, mut in_phrase) = (text, true, false);
    while let Some(c) = rest.chars().next() {
        if begins
            && !in_phrase
            && let Some((given, length)) = operator(rest)
        {
            let unfinished = given.value.is_empty() && length == rest.len();
            if !unfinished {
                parts.given.push(given);
            }
            // What stood on both sides stays apart, and a word before it is complete.
            parts.words.push(' ');
            rest = rest.get(length..).unwrap_or_default();
            begins = false;
            continue;
        }
        in_phrase ^= c == '"';
        begins = c.is_whitespace();
        parts.words.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    parts
}

/// The operator at the beginning of `text`, with the bytes that it takes.
fn operator(text: &str) -> Option<(Given, usize)> {
    let (negated, plain) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let end_of = |text: &str| text.find(char::is_whitespace).unwrap_or(text.len());
    if let Some(number) = plain.strip_prefix('#') {
        let digits = number.get(..end_of(number))?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let given = Given {
            operator: Operator::Number,
            value: digits.to_owned(),
            negated,
            field: "q",
        };
        return Some((given, usize::from(negated) + 1 + digits.len()));
    }
    let colon = plain.find(|c: char| !c.is_ascii_alphabetic())?;
    let name = plain.get(..colon)?.to_ascii_lowercase();
    let behind = plain.get(colon..)?.strip_prefix(':')?;
    let operator: Operator = name.parse().ok()?;
    let (value, taken) = match behind.strip_prefix('"') {
        Some(quoted) => match quoted.find('"') {
            Some(end) => (quoted.get(..end)?, end + 2),
            None => (quoted, behind.len()),
        },
        None => {
            let end = end_of(behind);
            (behind.get(..end)?, end)
        }
    };
    let given = Given {
        operator,
        value: value.trim().to_owned(),
        negated,
        field: "q",
    };
    Some((given, usize::from(negated) + colon + 1 + taken))
}

/// A day by which hits are limited; its beginning depends on the time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// Reads `2026-03-14`, or `2026-03` for the first day of a month.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('-');
        let mut number = |digits: usize| -> Option<i16> {
            let part = numbers.next()?;
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        let (year, month) = (number(4)?, i8::try_from(number(2)?).ok()?);
        let day = match text.len() {
            7 => 1,
            _ => i8::try_from(number(2)?).ok()?,
        };
        if !(7..=10).contains(&text.len()) {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The instant at which the day begins in a time zone; in UTC where the zone is not known.
    #[must_use]
    pub fn begin(self, time_zone: &str) -> Timestamp {
        let zone = jiff::tz::TimeZone::get(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let begin = self.0.to_zoned(zone).map(|zoned| zoned.timestamp());
        begin.map_or(Timestamp(0), |at| Timestamp(at.as_microsecond()))
    }
}

/// What an operator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Written by somebody of this name or address.
    From(String),
    /// For somebody of this name or address.
    To(String),
    /// A tag of this name.
    Tag(String),
    /// An inbox of this name.
    Inbox(String),
    /// One of these.
    Status(Vec<Status>),
    /// An agent of this name.
    Assignee(String),
    /// The reader.
    Mine,
    /// Nobody's.
    Unassigned,
    /// Before this day begins.
    Before(Day),
    /// From the beginning of this day on.
    After(Day),
    /// With a file.
    Attachment,
    /// Words of the subject.
    Subject(String),
    /// This conversation.
    Number(i64),
    /// Only among these.
    In(Within),
}

/// Reads the value of an operator.
///
/// # Errors
/// A refusal that names the operator and the reason.
pub fn read(given: &Given) -> Result<Wanted, FieldError> {
    let refuse = |code: &'static str, reason: String| FieldError {
        field: given.field.to_owned(),
        code,
        detail: format!("{}: {reason}", given.operator),
    };
    let value = given.value.as_str();
    if value.is_empty() {
        let reason = "needs a value right behind the colon, in quotes when it has spaces";
        return Err(refuse("missing_value", reason.to_owned()));
    }
    let invalid = |reason: String| refuse("invalid_operator", reason);
    if given.negated && matches!(given.operator, Operator::Before | Operator::After) {
        let reason = "cannot be negated; before: and after: are each other's opposite";
        return Err(invalid(reason.to_owned()));
    }
    let day = || {
        Day::parse(value)
            .ok_or_else(|| invalid(format!("\"{value}\" is not a date such as 2026-03-14 or 2026-03")))
    };
    if given.negated && given.operator == Operator::In {
        return Err(invalid("cannot be negated".to_owned()));
    }
    match given.operator {
        Operator::From => Ok(Wanted::From(value.to_owned())),
        Operator::To => Ok(Wanted::To(value.to_owned())),
        Operator::Tag => Ok(Wanted::Tag(value.to_owned())),
        Operator::Inbox => Ok(Wanted::Inbox(value.to_owned())),
        Operator::Status | Operator::Is => state(given.operator, value).map_err(invalid),
        Operator::Assignee => Ok(match value.to_lowercase().as_str() {
            "me" => Wanted::Mine,
            "none" | "nobody" => Wanted::Unassigned,
            _ => Wanted::Assignee(value.to_owned()),
        }),
        Operator::Before => Ok(Wanted::Before(day()?)),
        Operator::After => Ok(Wanted::After(day()?)),
        Operator::Has => match value.to_lowercase().as_str() {
            "attachment" | "attachments" | "file" => Ok(Wanted::Attachment),
            _ => Err(invalid(format!("\"{value}\" is not known; use has:attachment"))),
        },
        Operator::Subject => Ok(Wanted::Subject(value.to_owned())),
        Operator::Number => value
            .trim_start_matches('#')
            .parse()
            .map(Wanted::Number)
            .map_err(|_| invalid(format!("\"{value}\" is not a number such as 1042"))),
        Operator::In => within(value).map(Wanted::In).map_err(invalid),
    }
}

/// `messages`, also one of them: nobody thinks about the plural while typing.
fn within(value: &str) -> Result<Within, String> {
    let value = value.to_lowercase();
    let one = Within::ALL.iter().find(|within| {
        let name = within.as_str();
        name == value || name.strip_suffix('s') == Some(&value)
    });
    match one {
        Some(within) => Ok(*within),
        None => value.parse::<Within>().map_err(|unknown| unknown.to_string()),
    }
}

/// `open`, `open,pending`, `active`; behind `is:` also `unassigned` and `assigned` is its opposite by a minus.
fn state(operator: Operator, value: &str) -> Result<Wanted, String> {
    let value = value.to_lowercase();
    match value.as_str() {
        "active" => return Ok(Wanted::Status(vec![Status::Open, Status::Pending])),
        "unassigned" if operator == Operator::Is => return Ok(Wanted::Unassigned),
        _ => {}
    }
    let statuses: Result<Vec<Status>, UnknownName> = value.split(',').map(str::parse).collect();
    statuses.map(Wanted::Status).map_err(|unknown| {
        let also = if operator == Operator::Is {
            ", active, unassigned"
        } else {
            ", active"
        };
        format!("{unknown}{also}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (String, Vec<String>) {
        let parts = split(text);
        let given = parts.given.iter().map(|g| {
            let sign = if g.negated { "-" } else { "" };
            format!("{sign}{}={}", g.operator, g.value)
        });
        (
            parts.words.split_whitespace().collect::<Vec<_>>().join(" "),
            given.collect(),
        )
    }

    fn wanted(text: &str) -> Result<Wanted, String> {
        let parts = split(text);
        read(&parts.given[0]).map_err(|error| format!("{} {} {}", error.field, error.code, error.detail))
    }

    #[test]
    fn operators_are_taken_out_of_the_words() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("lamp from:lan broken", "lamp broken", &["from=lan"]),
            ("tag:\"khách VIP\" đèn", "đèn", &["tag=khách VIP"]),
            ("-is:closed -tag:spam", "", &["-is=closed", "-tag=spam"]),
            ("FROM:Lan@Example.com", "", &["from=Lan@Example.com"]),
            ("#1042 number:7", "", &["number=1042", "number=7"]),
            ("-#9 x", "x", &["-number=9"]),
            (
                "\"from:lan is:open\" after:2026-03",
                "\"from:lan is:open\"",
                &["after=2026-03"],
            ),
            ("subject:\"giao chậm", "", &["subject=giao chậm"]),
            // Words, not operators.
            (
                "body:lamp re: https://x.test #1a # -# x:y",
                "body:lamp re: https://x.test #1a # -# x:y",
                &[],
            ),
            ("lampfrom:lan", "lampfrom:lan", &[]),
            // Somebody is still typing.
            ("lamp tag:", "lamp", &[]),
            ("lamp -from:", "lamp", &[]),
            ("tag: vip", "vip", &["tag="]),
        ];
        for (text, words, given) in cases {
            let (found, operators) = shown(text);
            assert_eq!(
                (found.as_str(), operators),
                (*words, given.iter().map(|g| (*g).to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_word_before_an_operator_is_complete() {
        let query = super::super::Query::parse(&split("lam is:open").words);
        assert_eq!(query.terms.len(), 1);
        assert!(query.terms.iter().all(|term| !term.prefix));
    }

    #[test]
    fn values_are_read() {
        let day = |text: &str| Day::parse(text).unwrap();
        let good: &[(&str, Wanted)] = &[
            ("is:open", Wanted::Status(vec![Status::Open])),
            (
                "status:Open,Solved",
                Wanted::Status(vec![Status::Open, Status::Solved]),
            ),
            ("is:active", Wanted::Status(vec![Status::Open, Status::Pending])),
            ("is:unassigned", Wanted::Unassigned),
            ("assignee:none", Wanted::Unassigned),
            ("assignee:ME", Wanted::Mine),
            ("assignee:\"Ana Pop\"", Wanted::Assignee("Ana Pop".to_owned())),
            ("has:attachment", Wanted::Attachment),
            ("number:#1042", Wanted::Number(1042)),
            ("in:messages", Wanted::In(Within::Messages)),
            ("in:Contact", Wanted::In(Within::Contacts)),
            ("before:2026-03", Wanted::Before(day("2026-03-01"))),
            ("after:2026-02-28", Wanted::After(day("2026-02-28"))),
        ];
        for (text, expected) in good {
            assert_eq!(wanted(text).as_ref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn bad_values_are_refused_with_operator_and_reason() {
        let bad = [
            ("before:soon", "q invalid_operator before: \"soon\" is not a date"),
            ("after:2026-02-30", "q invalid_operator after: \"2026-02-30\""),
            ("after:2026-3", "q invalid_operator after: \"2026-3\""),
            ("after:2026-03-011", "q invalid_operator after: \"2026-03-011\""),
            ("after:2026-03-1-1", "q invalid_operator after: "),
            ("-after:2026-03", "q invalid_operator after: cannot be negated"),
            (
                "is:opne",
                "q invalid_operator is: \"opne\" is not a status; use one of open",
            ),
            ("status:unassigned", "q invalid_operator status: "),
            ("has:cheese", "q invalid_operator has: \"cheese\" is not known"),
            (
                "in:shop",
                "q invalid_operator in: \"shop\" is not a place; use one of messages",
            ),
            ("-in:contacts", "q invalid_operator in: cannot be negated"),
            ("number:x", "q invalid_operator number: \"x\""),
            ("number:99999999999999999999", "q invalid_operator number: "),
            ("tag: vip", "q missing_value tag: needs a value"),
        ];
        for (text, begin) in bad {
            let refused = wanted(text).unwrap_err();
            assert!(refused.starts_with(begin), "{text}: {refused}");
        }
    }

    #[test]
    fn days_begin_where_the_organisation_is() {
        let day = Day::parse("2026-03-01").unwrap();
        assert_eq!(day.begin("UTC").to_rfc3339(), "2026-03-01T00:00:00.000000Z");
        assert_eq!(
            day.begin("Asia/Ho_Chi_Minh").to_rfc3339(),
            "2026-02-28T17:00:00.000000Z"
        );
        assert_eq!(
            day.begin("Europe/Bucharest").to_rfc3339(),
            "2026-02-28T22:00:00.000000Z"
        );
        assert_eq!(day.begin("Nowhere/Land"), day.begin("UTC"));
    }

    #[test]
    fn anything_can_be_typed() {
        for text in [
            "",
            ":",
            "-",
            "#",
            "from:\"",
            "-:x",
            "é:à",
            "\"\"\"",
            "tag:\"\"x",
            "\u{0}from:x",
        ] {
            let parts = split(text);
            let _read: Vec<_> = parts.given.iter().map(read).collect();
        }
    }
}
