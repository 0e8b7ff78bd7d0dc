//! A line as an object, or the reason why it is none, with the field where that happened.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::fields::Given;
use crate::Problem;

/// What a reason names when no field can be told.
const WHOLE_LINE: &str = "line";

/// The fields of the object on a line.
pub fn object(line: &[u8]) -> Result<Given, Problem> {
    let text = std::str::from_utf8(line)
        .map_err(|_| Problem::new(WHOLE_LINE, "is not UTF-8"))?
        .trim_start_matches('\u{feff}')
        .trim();
    if text.is_empty() {
        return Err(Problem::new(WHOLE_LINE, "is empty: expected a JSON object"));
    }
    match serde_json::from_str::<Object>(text) {
        Ok(Object(fields)) => Given::new(fields),
        Err(error) => Err(explain(text, &error)),
    }
}

/// The members of an object in their order, also those that are there twice.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Numbers that other languages write and JSON does not have.
const NO_JSON: [&str; 4] = ["NaN", "Infinity", "-Infinity", "nan"];

fn explain(text: &str, error: &serde_json::Error) -> Problem {
    let (field, rest) = before(text, error.column());
    let field = field.unwrap_or(WHOLE_LINE);
    if let Some(number) = NO_JSON.iter().find(|number| rest.starts_with(**number)) {
        return Problem::new(field, format!("must be a finite number, not {number}"));
    }
    if error.is_data() {
        return Problem::new(
            WHOLE_LINE,
            "must be a JSON object such as {\"model\": \"erlang_c\", …}",
        );
    }
    let full = error.to_string();
    let reason = full.split(" at line").next().unwrap_or(&full);
    Problem::new(field, format!("is not JSON: {reason}"))
}

/// The last key before a column, and the text after its colon.
fn before(text: &str, column: usize) -> (Option<&str>, &str) {
    let (mut key, mut rest) = (None, "");
    let (mut start, mut escaped) = (None, false);
    let mut last: Option<&str> = None;
    for (index, letter) in text.char_indices() {
        // Columns count bytes from 1, and point at the letter that was wrong or just behind it.
        if index > column {
            break;
        }
        match (start, letter) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(from), '"') => {
                last = text.get(from..index);
                start = None;
            }
            (None, '"') => start = Some(index + 1),
            (None, ':') => {
                key = last;
                rest = text.get(index + 1..).unwrap_or_default().trim_start();
            }
            _ => {}
        }
    }
    (key, rest)
}

#[cfg(test)]
mod tests {
    use super::object;

    fn refused(line: &str) -> (String, String) {
        let problem = object(line.as_bytes()).expect_err(line);
        (problem.field, problem.reason)
    }

    #[test]
    fn what_is_no_json_names_the_field_where_it_stops() {
        for number in ["NaN", "Infinity", "-Infinity"] {
            let (field, reason) = refused(&format!(
                r#"{{"model": "erlang_b", "offered_load": {number}, "servers": 3}}"#
            ));
            assert_eq!(field, "offered_load");
            assert!(reason.contains(number), "{reason}");
        }
        assert_eq!(refused(r#"{"model": "erlang_b", "aht_s": 1e999}"#).0, "aht_s");
        assert_eq!(refused(r#"{"model": "erlang_b", "aht_s": 18"#).0, "aht_s");
        for line in [
            "",
            "   ",
            "no",
            "[1]",
            "3",
            "null",
            "\"text\"",
            "{",
            "{\"a\" 1}",
            "\u{feff}",
        ] {
            assert_eq!(refused(line).0, "line", "{line}");
        }
        assert_eq!(object(b"\xff\xfe").err().unwrap().field, "line");
    }

    #[test]
    fn a_field_given_twice_is_refused() {
        assert_eq!(
            refused(r#"{"model": "erlang_b", "servers": 3, "servers": 4}"#).0,
            "servers"
        );
    }

    #[test]
    fn deep_nesting_ends() {
        let line = format!("{{\"model\": {}", "[".repeat(100_000));
        assert_eq!(refused(&line).0, "model");
    }
}
