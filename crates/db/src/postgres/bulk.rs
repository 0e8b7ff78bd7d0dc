//! One statement with many sets of arguments.
//!
//! Plain inserts are sent with many rows in one statement, which saves the server most of its work; everything else is
//! sent once per set, many of them under way at once.

use std::borrow::Cow;

use futures::TryStreamExt;
use futures::stream::FuturesOrdered;

use super::{Connection, prepare};
use crate::error::DbResult;
use crate::value::Value;

/// Statements under way at once.
const PIPELINE: usize = 256;
/// Rows in one insert. More gain little, and the server allows 65,535 arguments.
const ROWS: usize = 100;

/// Runs the statement for every set, in their order; returns how many rows changed.
pub(crate) async fn count_many(
    connection: &Connection,
    sql: &str,
    arguments: usize,
    sets: &[Vec<Value>],
) -> DbResult<u64> {
    let Some(insert) = Insert::parse(sql, arguments) else {
        return pipeline(connection, sql, sets.iter().map(|set| set.iter().collect())).await;
    };
    let chunks = sets.chunks_exact(ROWS);
    let rest = chunks.remainder();
    let mut changed = 0;
    if sets.len() >= ROWS {
        let sql = insert.with_rows(ROWS);
        changed += pipeline(
            connection,
            &sql,
            chunks.map(|chunk| chunk.iter().flatten().collect()),
        )
        .await?;
    }
    changed += pipeline(connection, sql, rest.iter().map(|set| set.iter().collect())).await?;
    Ok(changed)
}

async fn pipeline<'a>(
    connection: &Connection,
    sql: &str,
    sets: impl Iterator<Item = Vec<&'a Value>> + Send,
) -> DbResult<u64> {
    let statement = prepare(connection, sql).await?;
    let mut runs = FuturesOrdered::new();
    let mut changed = 0;
    for set in sets {
        if runs.len() >= PIPELINE
            && let Some(count) = runs.try_next().await?
        {
            changed += count;
        }
        runs.push_back(connection.execute_raw(&statement, set));
    }
    while let Some(count) = runs.try_next().await? {
        changed += count;
    }
    Ok(changed)
}

/// A statement of the form `INSERT … VALUES (…)` with nothing after it.
struct Insert<'a> {
    before: &'a str,
    row: &'a str,
    arguments: usize,
}

impl<'a> Insert<'a> {
    fn parse(sql: &'a str, arguments: usize) -> Option<Self> {
        let sql = sql.trim();
        let begins = sql
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("INSERT "));
        // A literal may hold anything, so statements with one are left as they are.
        let plain = !sql.contains(['\'', '"', ';']) && !sql.contains("--") && !sql.contains("/*");
        let values = sql.to_ascii_uppercase().rfind("VALUES")?;
        let (before, row) = sql.split_at_checked(values + "VALUES".len())?;
        let row = row.trim();
        let closed = row.starts_with('(') && closes_at(row) == Some(row.len());
        (begins && plain && closed && arguments > 0).then_some(Self {
            before,
            row,
            arguments,
        })
    }

    /// The statement with so many rows; the placeholders of each count on from those of the one before.
    fn with_rows(&self, rows: usize) -> String {
        let rows: Vec<Cow<'_, str>> = (0..rows).map(|row| self.shifted(row * self.arguments)).collect();
        format!("{} {}", self.before, rows.join(", "))
    }

    fn shifted(&self, by: usize) -> Cow<'a, str> {
        if by == 0 {
            return Cow::Borrowed(self.row);
        }
        let mut parts = self.row.split('$');
        let mut shifted = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = part.split_at(digits);
            let number = number.parse::<usize>().map_or(0, |number| number + by);
            shifted.push_str(&format!("${number}{after}"));
        }
        Cow::Owned(shifted)
    }
}

/// Where the bracket that the text begins with is closed.
fn closes_at(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_inserts_get_more_rows() {
        let insert = Insert::parse("INSERT INTO t (a, b) VALUES ($1, CAST($2 AS BIGINT))", 2).unwrap();
        assert_eq!(
            insert.with_rows(3),
            "INSERT INTO t (a, b) VALUES ($1, CAST($2 AS BIGINT)), ($3, CAST($4 AS BIGINT)), ($5, CAST($6 AS BIGINT))"
        );
    }

    #[test]
    fn other_statements_are_left_alone() {
        for sql in [
            "UPDATE t SET a = $1",
            "INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING",
            "INSERT INTO t VALUES ($1), ($2)",
            "INSERT INTO t SELECT $1",
            "INSERT INTO t VALUES ($1, 'VALUES ($2)')",
            "INSERT INTO t VALUES ($1 -- (\n)",
        ] {
            assert!(Insert::parse(sql, 2).is_none(), "{sql}");
        }
    }
}
