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

/// Each message and the names of the values in it.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn differences(english: &Messages, other: &Messages) -> Vec<String> {
    let missing = english
        .keys()
        .filter(|key| !other.contains_key(*key))
        .map(|key| format!("{key} is missing"));
    let unknown = other
        .keys()
        .filter(|key| !english.contains_key(*key))
        .map(|key| format!("{key} is not in English"));
    let unlike = english.iter().filter_map(|(key, values)| {
        let theirs = other.get(key)?;
        (theirs != values).then(|| format!("{key} fills in {theirs:?}, the English text {values:?}"))
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
                messages.insert(prefix.to_owned(), placeholders(text));
            }
            _ => {
                messages.insert(prefix.to_owned(), BTreeSet::new());
            }
        }
    }
    let mut messages = Messages::new();
    walk("", value, &mut messages);
    messages
}

/// Fluent: a message begins at the start of a line, its text goes on in the indented lines after it.
fn from_fluent(text: &str) -> Messages {
    let mut messages = Messages::new();
    let mut current = None;
    for line in text.lines() {
        let begins = line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-');
        if let (true, Some((key, _))) = (begins, line.split_once('=')) {
            current = Some(key.trim().to_owned());
        } else if line.starts_with('#') {
            current = None;
        }
        if let Some(key) = &current {
            messages
                .entry(key.clone())
                .or_default()
                .extend(placeholders(line));
        }
    }
    messages
}

/// The names in `{braces}`: the value that is filled in, without how it is formatted. Plural forms differ from
/// language to language, so only the first word inside the outermost braces counts.
fn placeholders(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0_u32;
    for (position, character) in text.char_indices() {
        match character {
            '{' => {
                depth += 1;
                let inside = text.get(position + 1..).unwrap_or_default().trim_start();
                let name: String = inside
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '-'))
                    .collect();
                if depth == 1 && !name.is_empty() {
                    names.insert(name);
                }
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    names
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
                r#"list.more fills in {"number"}, the English text {"count"}"#,
            ]
        );
    }

    #[test]
    fn plural_forms_may_differ() {
        let english = from_json(&json!({ "n": "{count, plural, one {# mail} other {# mails}}" }));
        let other = from_json(
            &json!({ "n": "{count, plural, one {# e-mail} few {# e-mailuri} other {# de e-mailuri}}" }),
        );
        assert!(differences(&english, &other).is_empty());
    }

    #[test]
    fn fluent_messages_are_read_with_their_values() {
        let messages = from_fluent("# note\nhello = Hello { $name }\n  and welcome\nbye = Bye\n");
        assert_eq!(messages.len(), 2);
        assert!(messages["hello"].contains("$name"));
    }
}
