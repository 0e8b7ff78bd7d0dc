//! Weekly hours of inboxes.

use db::{DbResult, Executor, args};
use domain::InboxId;
use domain::business_hours::{BusinessHours, Span};
use domain::notifications::Weekday;

/// The hours of an inbox; none when somebody is always there.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, inbox: InboxId) -> DbResult<Option<BusinessHours>> {
    let zone: Option<String> = db
        .opt(
            "SELECT time_zone FROM business_calendar WHERE inbox_id = $1",
            args![inbox],
        )
        .await?;
    let Some(time_zone) = zone else {
        return Ok(None);
    };
    let rows: Vec<(i64, i64, i64)> = db
        .all(
            "SELECT weekday, from_minute, to_minute FROM business_hours WHERE inbox_id = $1 ORDER BY weekday, from_minute",
            args![inbox],
        )
        .await?;
    let span = |(weekday, from_minute, to_minute): (i64, i64, i64)| {
        let day = usize::try_from(weekday - 1).ok()?;
        Some(Span {
            day: *Weekday::ALL.get(day)?,
            from_minute,
            to_minute,
        })
    };
    Ok(Some(BusinessHours {
        time_zone,
        spans: rows.into_iter().filter_map(span).collect(),
    }))
}

/// Replaces the hours of an inbox; none for always.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such inbox.
pub async fn set(tx: &impl Executor, inbox: InboxId, hours: Option<&BusinessHours>) -> DbResult<()> {
    tx.exec("DELETE FROM business_hours WHERE inbox_id = $1", args![inbox])
        .await?;
    let Some(hours) = hours else {
        tx.exec("DELETE FROM business_calendar WHERE inbox_id = $1", args![inbox])
            .await?;
        return Ok(());
    };
    tx.exec(
        "INSERT INTO business_calendar (inbox_id, time_zone) VALUES ($1, $2)
         ON CONFLICT (inbox_id) DO UPDATE SET time_zone = excluded.time_zone",
        args![inbox, &hours.time_zone],
    )
    .await?;
    for span in &hours.spans {
        let weekday = span.day as i64 + 1;
        tx.exec(
            "INSERT INTO business_hours (inbox_id, weekday, from_minute, to_minute) VALUES ($1, $2, $3, $4)",
            args![inbox, weekday, span.from_minute, span.to_minute],
        )
        .await?;
    }
    Ok(())
}
