//! Jobs that run every so often, once for all nodes.

use std::time::Duration;

use db::{Db, Executor, args};
use domain::Timestamp;

use crate::queue::EnqueueError;
use crate::registry::Schedule;

/// Enqueues the jobs of all schedules that are due; returns how many.
pub(crate) async fn enqueue_due(
    db: &Db,
    schedules: &[Schedule],
    now: Timestamp,
) -> Result<usize, EnqueueError> {
    let mut due = 0;
    for schedule in schedules {
        due += usize::from(enqueue_one(db, schedule, now).await?);
    }
    Ok(due)
}

async fn enqueue_one(db: &Db, schedule: &Schedule, now: Timestamp) -> Result<bool, EnqueueError> {
    // A look costs no write; the claim below decides.
    let sql = "SELECT next_run_at FROM job_schedule WHERE name = $1";
    let known: Option<Timestamp> = db.opt(sql, args![schedule.name]).await?;
    if known.is_some_and(|next| next > now) {
        return Ok(false);
    }
    let tx = db.begin_write().await?;
    let insert = "INSERT INTO job_schedule (name, next_run_at) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING";
    tx.exec(insert, args![schedule.name]).await?;
    // Of two nodes only one moves the time: the other waits for its row and then finds it moved.
    let claim =
        "UPDATE job_schedule SET next_run_at = $1, last_run_at = $2 WHERE name = $3 AND next_run_at <= $2";
    let claimed = tx
        .exec(claim, args![next_after(now, schedule.every), now, schedule.name])
        .await?;
    if claimed > 0 {
        (schedule.enqueue)(&tx).await?;
    }
    tx.commit().await?;
    Ok(claimed > 0)
}

/// The next multiple of `every`: it does not drift, and every node comes to the same.
fn next_after(now: Timestamp, every: Duration) -> Timestamp {
    let every = i64::try_from(every.as_micros()).unwrap_or(i64::MAX).max(1);
    Timestamp(
        now.micros()
            .div_euclid(every)
            .saturating_add(1)
            .saturating_mul(every),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_is_the_next_multiple() {
        let hour = Duration::from_secs(3600);
        let at = |minutes: i64| Timestamp::from_seconds(minutes * 60);
        assert_eq!(next_after(at(61), hour), at(120));
        assert_eq!(next_after(at(120), hour), at(180));
        assert_eq!(next_after(at(-1), hour), at(0));
        assert_eq!(next_after(at(5), Duration::ZERO), Timestamp(at(5).micros() + 1));
    }
}
