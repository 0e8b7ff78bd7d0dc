//! The three languages say the same things: the same keys, with the same values to fill in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::complain;
use crate::workspace;

const LANGUAGES: [&str; 3] = ["en", "vi", "ro"];

pub fn check() -> Result<()> {
    let mut folders: BTreeMap<PathBuf, &str> = BTreeMap::new();
    for (below, ending) in [("web", "json"), ("crates", "ftl")] {
        for path in workspace::files(&workspace::root().join(below), &[&format!(".{ending}")]) {
            let stem = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if let (true, Some(folder)) = (LANGUAGES.contains(&stem), path.parent()) {
                folders.insert(folder.to_owned(), ending);
            }
        }
    }
    if folders.is_empty() {
        bail!("no catalogue of translations was found below web/ and crates/");
    }
    let mut complaints = Vec::new();
    for (folder, ending) in &folders {
        complaints.extend(compare(folder, ending)?);
        println!("looked at {}", workspace::shown(folder));
    }
    complain("translations", &complaints)
}

/// Compares the catalogues of one folder with the English one.
fn compare(folder: &Path, ending: &str) -> Result<Vec<String>> {
    let mut catalogues = Vec::new();
    for language in LANGUAGES {
        let path = folder.join(format!("{language}.{ending}"));
        let shown = workspace::shown(&path);
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {shown}"))?;
        let messages = if ending == "json" {
            from_json(&serde_json::from_str(&text).with_context(|| shown.clone())?)
        } else {
            from_fluent(&text)
        };
        catalogues.push((shown, messages));
    }
    let mut complaints = Vec::new();
    if let Some(((_, english), others)) = catalogues.split_first() {
        for (name, other) in others {
            complaints.extend(
                differences(english, other)
                    .into_iter()
                    .map(|what| format!("{name}: {what}")),
            );
        }
    }
    Ok(complaints)
}

/// Each message and the values that are filled in.
type Messages = BTreeMap<String, Values>;

#[derive(Default, Debug, PartialEq, Eq)]
struct Values {
    /// All that occur.
    known: BTreeSet<String>,
    /// Those that stand in the text itself. What only chooses a plural form may be missing: Vietnamese has none.
    shown: BTreeSet<String>,
}

fn differences(english: &Messages, other: &Messages) -> Vec<String> {
    let missing = english
        .keys()
        .filter(|key| !other.contains_key(*key))
        .map(|key| format!("{key} is missing"));
    let unknown = other
        .keys()
        .filter(|key| !english.contains_key(*key))
        .map(|key| format!("{key} is not in English"));
    let unlike = english.iter().filter_map(|(key, ours)| {
        let theirs = other.get(key)?;
        let unknown = theirs.known.difference(&ours.known);
        let forgotten = ours.shown.difference(&theirs.known);
        let names: Vec<_> = unknown.chain(forgotten).map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{key} and the English text differ in {}", names.join(", ")))
    });
    missing.chain(unknown).chain(unlike).collect()
}

fn from_json(value: &Value) -> Messages {
    fn walk(prefix: &str, value: &Value, messages: &mut Messages) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let key = if prefix.is_empty() {
                        key.clone()
                    } else {
                        format!("{prefix}.{key}")
                    };
                    walk(&key, value, messages);
                }
            }
            Value::String(text) => {
                messages.insert(prefix.to_owned(), values(text));
            }
            _ => {
                messages.insert(prefix.to_owned(), Values::default());
            }
        }
    }
    let mut messages = Messages::new();
    walk("", value, &mut messages);
    messages
}

/// Fluent: a message begins at the start of a line, its text goes on in the indented lines after it.
fn from_fluent(text: &str) -> Messages {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        let begins = line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-');
        if let (true, Some((key, _))) = (begins, line.split_once('=')) {
            current = Some(key.trim().to_owned());
        } else if line.starts_with('#') {
            current = None;
        }
        if let Some(key) = &current {
            texts.entry(key.clone()).or_default().extend([line, "\n"]);
        }
    }
    texts
        .into_iter()
        .map(|(key, text)| (key, values(&text)))
        .collect()
}

/// The values that a text fills in: `{name}`, `{count, plural, one {…} other {…}}`, Fluent's `{ $count -> … }`.
///
/// Braces alternate: the outermost hold a value, those inside of it the text of a plural form, in which the next ones
/// hold a value again.
fn values(text: &str) -> Values {
    let mut values = Values::default();
    let mut depth = 0_u32;
    for (position, character) in text.char_indices() {
        match character {
            '{' => {
                depth += 1;
                let inside = text.get(position + 1..).unwrap_or_default().trim_start();
                let end = inside.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')));
                let (name, rest) = inside.split_at(end.unwrap_or(inside.len()));
                if depth % 2 == 1 && !name.is_empty() {
                    values.known.insert(name.to_owned());
                    if depth == 1 && rest.trim_start().starts_with('}') {
                        values.shown.insert(name.to_owned());
                    }
                }
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{differences, from_fluent, from_json};

    #[test]
    fn a_missing_key_an_extra_key_and_another_placeholder_are_told() {
        let english = from_json(&json!({ "list": { "empty": "Nothing", "more": "{count} more" } }));
        let other = from_json(&json!({ "list": { "more": "încă {number}" }, "new": "x" }));
        assert_eq!(
            differences(&english, &other),
            [
                "list.empty is missing",
                "new is not in English",
                "list.more and the English text differ in number, count",
            ]
        );
    }

    #[test]
    fn plural_forms_may_differ_and_a_value_inside_of_one_is_known() {
        let english = from_json(&json!({ "n": "{count, plural, one {{name} writes} other {# write}}" }));
        let other = from_json(&json!({ "n": "{count, plural, few {# scriu} other {# de oameni scriu}}" }));
        let without_plural = from_json(&json!({ "n": "{name} đang viết" }));
        let wrong = from_json(&json!({ "n": "{who} đang viết" }));
        assert!(differences(&english, &other).is_empty());
        assert!(differences(&english, &without_plural).is_empty());
        assert_eq!(
            differences(&english, &wrong),
            ["n and the English text differ in who"]
        );
    }

    #[test]
    fn fluent_messages_are_read_with_their_values() {
        let messages = from_fluent("# note\nhello = Hello { $name }\n  and welcome\nbye = Bye\n");
        assert_eq!(messages.len(), 2);
        assert!(messages["hello"].shown.contains("$name"));
    }
}
