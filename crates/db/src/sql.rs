//! Statement texts: placeholders, what a statement does, lists.
//!
//! Statements are written once with `$1..$n`. PostgreSQL takes them as they are; for SQLite they become `?1..?n`, because
//! SQLite reads `$1` as a *name* and numbers names by first appearance.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{DbError, DbResult};
use crate::value::{ToValue, Value};

/// A statement, looked through once.
#[derive(Debug)]
pub(crate) struct Sql {
    /// With `?n`, for SQLite.
    pub sqlite: Box<str>,
    /// The highest `n` of any `$n`.
    pub placeholders: usize,
    /// Whether it may write, so that SQLite must run it on the writer.
    pub writes: bool,
}

impl Sql {
    pub(crate) fn new(text: &str) -> Self {
        let mut scan = Scan {
            text,
            out: String::with_capacity(text.len()),
            placeholders: 0,
            words: Vec::new(),
        };
        scan.run();
        let writes = writes(&scan.words);
        Self {
            sqlite: scan.out.into_boxed_str(),
            placeholders: scan.placeholders,
            writes,
        }
    }

    /// Refuses the wrong number of arguments, which SQLite would take for NULL, and what cannot be stored.
    pub(crate) fn check_args(&self, args: &[Value]) -> DbResult<()> {
        if args.len() != self.placeholders {
            let (wants, has) = (self.placeholders, args.len());
            return Err(DbError::Argument(format!(
                "the statement wants {wants} arguments and got {has}"
            )));
        }
        args.iter().try_for_each(Value::check)
    }
}

/// A statement reads when it starts with SELECT or VALUES, or with WITH and nothing in it inserts, updates or deletes.
/// What is not known is taken for a write, which is always right, if slower.
fn writes(words: &[&str]) -> bool {
    let is =
        |word: &str, candidates: &[&str]| candidates.iter().any(|other| word.eq_ignore_ascii_case(other));
    match words.first() {
        Some(first) if is(first, &["SELECT", "VALUES", "EXPLAIN"]) => false,
        Some(first) if is(first, &["WITH"]) => words
            .iter()
            .any(|word| is(word, &["INSERT", "UPDATE", "DELETE", "REPLACE"])),
        _ => true,
    }
}

/// Walks over a statement and copies it with placeholders rewritten, leaving literals, quoted names and comments alone.
struct Scan<'a> {
    text: &'a str,
    out: String,
    placeholders: usize,
    words: Vec<&'a str>,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let mut rest = self.text;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '\'' | '"' => quoted(rest, first),
                '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                '$' => match digits(rest) {
                    0 => 1,
                    count => {
                        rest = self.placeholder(rest, count);
                        continue;
                    }
                },
                // A `$` inside of a name belongs to it: `a$1` is no placeholder.
                c if is_name(c) => {
                    let end = rest.find(|c| !is_name(c) && c != '$').unwrap_or(rest.len());
                    let (word, _) = rest.split_at(end);
                    self.words.push(word);
                    end
                }
                c => c.len_utf8(),
            };
            let (copied, after) = rest.split_at(length);
            self.out.push_str(copied);
            rest = after;
        }
    }

    fn placeholder(&mut self, rest: &'a str, digits: usize) -> &'a str {
        let (token, after) = rest.split_at(1 + digits);
        let number = token.get(1..).unwrap_or_default();
        self.out.push('?');
        self.out.push_str(number);
        self.placeholders = self.placeholders.max(number.parse().unwrap_or(usize::MAX));
        after
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many digits follow the `$`.
fn digits(rest: &str) -> usize {
    rest.bytes().skip(1).take_while(u8::is_ascii_digit).count()
}

/// The length of a quoted literal or name; a doubled quote stays inside.
fn quoted(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

/// Statements that were looked through, by text.
#[derive(Debug, Default)]
pub(crate) struct SqlCache(RwLock<HashMap<Box<str>, Arc<Sql>>>);

impl SqlCache {
    /// More texts than the program has of its own: only statements put together at run time reach it.
    const LIMIT: usize = 4096;

    pub(crate) fn get(&self, text: &str) -> Arc<Sql> {
        if let Some(sql) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Arc::clone(sql);
        }
        let sql = Arc::new(Sql::new(text));
        let mut cache = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= Self::LIMIT {
            cache.clear();
        }
        cache.insert(text.into(), Arc::clone(&sql));
        sql
    }
}

/// `$3, $4, $5` for `placeholders(3, 3)`. An empty list is `NULL`, so that `x IN (…)` is then true for no row; write
/// `NOT IN` only where the list cannot be empty.
#[must_use]
pub fn placeholders(first: usize, count: usize) -> String {
    if count == 0 {
        return "NULL".to_owned();
    }
    (first..first + count)
        .map(|number| format!("${number}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Puts a list into a statement: `$list` in the text becomes placeholders after the given arguments.
///
/// `expand_list("SELECT … WHERE inbox_id = $1 AND id IN ($list)", args![inbox], ids)`. Lists are padded to a power of two
/// with their last value, lest every length be prepared as a statement of its own; so use it with `IN` only.
pub fn expand_list<T: ToValue>(
    sql: &str,
    mut args: Vec<Value>,
    list: impl IntoIterator<Item = T>,
) -> (String, Vec<Value>) {
    let first = args.len() + 1;
    args.extend(list.into_iter().map(ToValue::to_value));
    let count = args.len() + 1 - first;
    let padded = if count == 0 { 0 } else { count.next_power_of_two() };
    if let Some(last) = args.last().cloned() {
        args.resize(first - 1 + padded, last);
    }
    (sql.replace("$list", &placeholders(first, padded)), args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn sqlite(text: &str) -> String {
        Sql::new(text).sqlite.into()
    }

    #[test]
    fn placeholders_are_rewritten_and_counted() {
        let sql = Sql::new("UPDATE t SET a = $2, b = $11 WHERE id=$1");
        assert_eq!(&*sql.sqlite, "UPDATE t SET a = ?2, b = ?11 WHERE id=?1");
        assert_eq!(sql.placeholders, 11);
        assert!(sql.writes);
    }

    #[test]
    fn literals_names_and_comments_are_left_alone() {
        for text in [
            "SELECT '$1', 'it''s $2', \"col$3\", \"a\"\"$4\"",
            "SELECT a$1, b FROM t -- where $1\n",
            "SELECT 1 /* $1 -- $2 */ + 2",
            "SELECT 'unclosed $1",
            "SELECT $ , 'ș$1ț' /* unclosed $1",
        ] {
            assert_eq!(sqlite(text), text);
            assert_eq!(Sql::new(text).placeholders, 0, "{text}");
        }
    }

    #[test]
    fn placeholders_after_literals_and_in_casts_are_found() {
        assert_eq!(
            sqlite("SELECT 'a' || $1, CAST($2 AS BIGINT)"),
            "SELECT 'a' || ?1, CAST(?2 AS BIGINT)"
        );
        assert_eq!(
            sqlite("SELECT ($1)::text, '--' || $2"),
            "SELECT (?1)::text, '--' || ?2"
        );
        assert_eq!(
            sqlite("SELECT 'ă' = $1 -- x\n AND $2"),
            "SELECT 'ă' = ?1 -- x\n AND ?2"
        );
    }

    #[test]
    fn writing_statements_are_known() {
        for read in [
            "SELECT replace(a, 'b', 'c') FROM t",
            " -- c\n select 1",
            "WITH x AS (SELECT 1) SELECT * FROM x",
        ] {
            assert!(!Sql::new(read).writes, "{read}");
        }
        for write in [
            "INSERT INTO t VALUES (1) RETURNING id",
            "with x AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM x)",
            "CREATE TABLE t (id BIGINT)",
            "PRAGMA optimize",
        ] {
            assert!(Sql::new(write).writes, "{write}");
        }
        assert!(!Sql::new("WITH x AS (SELECT 'DELETE') SELECT * FROM x").writes);
    }

    #[test]
    fn the_number_of_arguments_is_checked() {
        let sql = Sql::new("SELECT $1, $2");
        assert!(sql.check_args(&args![1_i64]).is_err());
        assert!(sql.check_args(&args![1_i64, "a\0"]).is_err());
        assert!(sql.check_args(&args![1_i64, "a"]).is_ok());
    }

    #[test]
    fn lists_are_padded_to_few_lengths() {
        let (sql, args) = expand_list("x = $1 AND y IN ($list)", args!["a"], [1_i64, 2, 3]);
        assert_eq!(sql, "x = $1 AND y IN ($2, $3, $4, $5)");
        assert_eq!(args, args!["a", 1_i64, 2_i64, 3_i64, 3_i64]);
        let (sql, args) = expand_list("y IN ($list)", args![], Vec::<i64>::new());
        assert_eq!(sql, "y IN (NULL)");
        assert!(args.is_empty());
        let (sql, args) = expand_list("x = $1 AND y IN ($list)", args!["a"], Vec::<i64>::new());
        assert_eq!((sql.as_str(), args.len()), ("x = $1 AND y IN (NULL)", 1));
    }
}
