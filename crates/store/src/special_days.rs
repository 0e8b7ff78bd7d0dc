//! Days that are not like others: holidays, sales, campaigns.
//!
//! Nothing here tells of customers, so no statement asks for a scope.

use db::{DbResult, Executor, FromRow, args};
use domain::Timestamp;

/// A day that is not like its weekday.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SpecialDay {
    /// The day, as `2026-12-25`.
    pub day: String,
    /// What it is.
    pub name: String,
    /// What comes, in percent of what comes on such a weekday.
    pub percent: u32,
}

/// All special days from one day on, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn since(db: &impl Executor, day: &str) -> DbResult<Vec<SpecialDay>> {
    let sql = "SELECT day, name, percent FROM special_day WHERE day >= $1 ORDER BY day";
    db.all(sql, args![day]).await
}

/// Stores a special day, in place of what was said of the day before.
///
/// # Errors
/// When the database fails.
pub async fn put(tx: &impl Executor, day: &SpecialDay, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO special_day (day, name, percent, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (day) DO UPDATE SET name = excluded.name, percent = excluded.percent",
        args![&day.day, &day.name, day.percent, now],
    )
    .await?;
    Ok(())
}

/// Makes a day one like others; false when it was one.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, day: &str) -> DbResult<bool> {
    Ok(tx
        .exec("DELETE FROM special_day WHERE day = $1", args![day])
        .await?
        > 0)
}
