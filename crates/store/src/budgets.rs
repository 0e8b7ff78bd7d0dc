//! What the department may cost in a year, and what it did cost.
//!
//! Nothing here tells of customers, so no statement asks for a scope.

use db::{DbResult, Executor, FromRow, args};
use domain::Timestamp;

/// Months of a year.
pub const MONTHS: usize = 12;

/// A line of a budget. Money is whole, in whatever currency the organisation reckons in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetLine {
    /// What for.
    pub name: String,
    /// Money for the whole year.
    pub planned: i64,
    /// Money spent in each month, January first; `None` where nothing was said yet.
    pub spent: [Option<i64>; MONTHS],
}

#[derive(FromRow)]
struct LineRow {
    id: i64,
    name: String,
    planned: i64,
}

#[derive(FromRow)]
struct SpentRow {
    line_id: i64,
    month: i64,
    amount: i64,
}

/// The budget of a year with its revision; none before its first line.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, year: i64) -> DbResult<Option<(i64, Vec<BudgetLine>)>> {
    let revision: Option<i64> = db
        .opt("SELECT revision FROM budget WHERE year = $1", args![year])
        .await?;
    let Some(revision) = revision else {
        return Ok(None);
    };
    let rows: Vec<LineRow> = db
        .all(
            "SELECT id, name, planned FROM budget_line WHERE year = $1 ORDER BY position",
            args![year],
        )
        .await?;
    let amounts: Vec<SpentRow> = db
        .all(
            "SELECT s.line_id, s.month, s.amount FROM budget_line l JOIN budget_spent s ON s.line_id = l.id WHERE l.year = $1",
            args![year],
        )
        .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let mut spent = [None; MONTHS];
        for one in amounts.iter().filter(|one| one.line_id == row.id) {
            let month = usize::try_from(one.month - 1).ok();
            if let Some(cell) = month.and_then(|month| spent.get_mut(month)) {
                *cell = Some(one.amount);
            }
        }
        lines.push(BudgetLine {
            name: row.name,
            planned: row.planned,
            spent,
        });
    }
    Ok(Some((revision, lines)))
}

/// Replaces the budget of a year, if it is still the one of revision `seen`, or none when that is none. Returns whether it was.
///
/// # Errors
/// When the database fails.
pub async fn replace(
    tx: &impl Executor,
    year: i64,
    seen: Option<i64>,
    lines: &[BudgetLine],
    now: Timestamp,
) -> DbResult<bool> {
    let changed = match seen {
        None => {
            tx.exec(
                "INSERT INTO budget (year, revision, updated_at) VALUES ($1, 1, $2) ON CONFLICT (year) DO NOTHING",
                args![year, now],
            )
            .await?
        }
        Some(revision) => {
            tx.exec(
                "UPDATE budget SET revision = revision + 1, updated_at = $3 WHERE year = $1 AND revision = $2",
                args![year, revision, now],
            )
            .await?
        }
    };
    if changed == 0 {
        return Ok(false);
    }
    tx.exec("DELETE FROM budget_line WHERE year = $1", args![year])
        .await?;
    for (position, line) in (0_i64..).zip(lines) {
        let id: i64 = tx
            .one(
                "INSERT INTO budget_line (year, position, name, planned) VALUES ($1, $2, $3, $4) RETURNING id",
                args![year, position, &line.name, line.planned],
            )
            .await?;
        for (month, amount) in (1_i64..).zip(line.spent) {
            if let Some(amount) = amount {
                tx.exec(
                    "INSERT INTO budget_spent (line_id, month, amount) VALUES ($1, $2, $3)",
                    args![id, month, amount],
                )
                .await?;
            }
        }
    }
    Ok(true)
}
