//! Statements stand in the crates of the data layer and nowhere else.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::complain;
use crate::workspace;

/// Where SQL is at home, and where tests look into the database.
const HOMES: [&str; 4] = ["db", "store", "jobs", "test-support"];

/// How a statement begins, and a word that it has to have as well: `SELECT` alone is also a command of IMAP.
const STATEMENTS: [(&str, &str); 5] = [
    ("SELECT ", "FROM "),
    ("INSERT INTO ", "VALUES"),
    ("UPDATE ", "SET "),
    ("DELETE FROM ", ""),
    ("CREATE TABLE ", ""),
];

pub fn check() -> Result<()> {
    let crates = workspace::root().join("crates");
    let mut complaints = Vec::new();
    for path in workspace::files(&crates, &[".rs"]) {
        if !is_shipped_outside_the_data_layer(&path, &crates) {
            continue;
        }
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("reading {}", workspace::shown(&path)))?;
        complaints.extend(statements(&text).map(|line| format!("{}:{line}", workspace::shown(&path))));
    }
    complain("SQL outside of db, store and jobs", &complaints)
}

fn is_shipped_outside_the_data_layer(path: &Path, crates: &Path) -> bool {
    let Ok(path) = path.strip_prefix(crates) else {
        return false;
    };
    let mut parts = path.iter().filter_map(|part| part.to_str());
    parts.next().is_some_and(|name| !HOMES.contains(&name)) && parts.next() == Some("src")
}

/// The numbers of the lines on which a string literal begins a statement.
fn statements(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut from = 0;
    text.split_inclusive('\n')
        .enumerate()
        .filter_map(move |(index, line)| {
            let start = from;
            from += line.len();
            let comment = line.trim_start().starts_with("//");
            let mut quotes = line.match_indices('"').map(|(position, _)| start + position + 1);
            let begins = |position: usize| {
                // A literal often goes over several lines, so it is read from the whole text.
                let literal = text.get(position..).unwrap_or_default();
                let literal = literal.split('"').next().unwrap_or_default().trim_start();
                STATEMENTS
                    .iter()
                    .any(|(first, also)| literal.starts_with(first) && literal.contains(also))
            };
            (!comment && quotes.any(begins)).then_some(index + 1)
        })
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[test]
    fn a_statement_is_found_and_a_command_of_imap_is_not() {
        let text = "let a = \"SELECT id\n  FROM contact\";\n// \"DELETE FROM x\"\nsend(\"SELECT INBOX\");\nexec(\"DELETE FROM x\")";
        assert_eq!(statements(text).collect::<Vec<_>>(), [1, 5]);
    }

    #[test]
    fn words_in_prose_are_no_statements() {
        assert_eq!(
            statements("bail!(\"please SELECT one FROM the list\")").count(),
            0
        );
    }
}
