//! The statements: enqueue, claim, settle, and what is done by hand.

use std::time::Duration;

use db::{Db, DbError, DbResult, Executor, FromRow, Tx, args};
use domain::{Clock, JobId, Timestamp};
use sha2::{Digest, Sha256};

use crate::job::Job;

/// Why a job was not enqueued.
#[derive(Debug, thiserror::Error)]
pub enum EnqueueError {
    /// Its arguments cannot be written as JSON.
    #[error("the arguments of job {name} cannot be stored: {source}")]
    Payload {
        /// The job's name.
        name: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The database refused it.
    #[error(transparent)]
    Db(#[from] DbError),
}

// What is due at once has no time of its own: it must run under whatever clock the runner goes by.
const AT_ONCE: Timestamp = Timestamp(0);

const INSERT: &str = "INSERT INTO job
        (queue, name, payload, dedup_key, state, attempts, max_attempts, run_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, 'ready', 0, $5, $6, $7, $7)
    ON CONFLICT (name, dedup_key) WHERE state = 'ready' AND dedup_key IS NOT NULL
    DO UPDATE SET run_at = CASE WHEN excluded.run_at < job.run_at THEN excluded.run_at ELSE job.run_at END
    RETURNING id";

/// Enqueues a job as part of the transaction, to run at `run_at`, or at once. Runners of this process wake up with the
/// commit.
///
/// When the job is deduplicated and an equal one waits already, that one stays, brought forward if it would run later.
///
/// # Errors
/// When the arguments cannot be stored.
pub async fn enqueue<J: Job>(tx: &Tx, job: &J, run_at: Option<Timestamp>) -> Result<JobId, EnqueueError> {
    let payload = serde_json::to_string(job).map_err(|source| EnqueueError::Payload {
        name: J::NAME,
        source,
    })?;
    let dedup_key = J::DEDUPLICATED.then(|| short_key(job.dedup_key().unwrap_or_else(|| payload.clone())));
    let run_at = run_at.unwrap_or(AT_ONCE);
    let now = Clock::System.now();
    let args = args![
        J::QUEUE,
        J::NAME,
        payload,
        dedup_key,
        J::MAX_ATTEMPTS,
        run_at,
        now
    ];
    let id = tx.one(INSERT, args).await?;
    tx.signal_on_commit(&signal_name(J::QUEUE));
    Ok(id)
}

/// Under which name runners follow the commits of jobs of a queue.
pub(crate) fn signal_name(queue: &str) -> String {
    format!("jobs:{queue}")
}

/// Long keys are replaced by their digest: PostgreSQL indexes no text over 2.7 kB.
fn short_key(key: String) -> String {
    const LONGEST: usize = 200;
    if key.len() <= LONGEST {
        key
    } else {
        format!("sha256:{}", hex::encode(Sha256::digest(key)))
    }
}

/// A job with a lease on it.
#[derive(Debug, FromRow)]
pub(crate) struct Claimed {
    pub id: JobId,
    pub name: String,
    pub payload: String,
    pub attempts: u32,
    pub max_attempts: u32,
}

/// The statements of one runner.
#[derive(Debug, Clone)]
pub(crate) struct Lease {
    /// Who holds it.
    pub node: String,
    /// For how long, unless it is extended.
    pub length: Duration,
}

impl Lease {
    /// Claims up to `count` due jobs of the queue whose names are known.
    pub(crate) async fn claim(
        &self,
        db: &Db,
        queue: &str,
        names: &[&'static str],
        now: Timestamp,
        count: usize,
    ) -> DbResult<Vec<Claimed>> {
        let sql = format!(
            "UPDATE job
                SET state = 'running', attempts = attempts + 1, locked_until = $1, locked_by = $2, updated_at = $3
              WHERE id IN (SELECT id FROM job
                            WHERE state = 'ready' AND queue = $4 AND run_at <= $3 AND name IN ($list)
                            ORDER BY run_at, id LIMIT $5 {})
             RETURNING id, name, payload, attempts, max_attempts",
            db.dialect().skip_locked()
        );
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let args = args![now.plus(self.length), &self.node, now, queue, count];
        let (sql, args) = db::expand_list(&sql, args, names.iter().copied());
        let mut claimed: Vec<Claimed> = db.all(&sql, args).await?;
        // RETURNING has no order of its own.
        claimed.sort_by_key(|job| job.id);
        Ok(claimed)
    }

    /// Extends the lease; false when somebody else has the job by now.
    pub(crate) async fn extend(&self, db: &Db, id: JobId, now: Timestamp) -> DbResult<bool> {
        let sql = "UPDATE job SET locked_until = $1 WHERE id = $2 AND locked_by = $3 AND state = 'running'";
        Ok(db.exec(sql, args![now.plus(self.length), id, &self.node]).await? > 0)
    }

    /// The job is done.
    pub(crate) async fn finish(&self, db: &Db, id: JobId) -> DbResult<()> {
        let sql = "DELETE FROM job WHERE id = $1 AND locked_by = $2 AND state = 'running'";
        db.exec(sql, args![id, &self.node]).await.map(drop)
    }

    /// The job shall run again at `run_at`.
    pub(crate) async fn put_off(
        &self,
        db: &Db,
        id: JobId,
        reason: &str,
        run_at: Timestamp,
        now: Timestamp,
    ) -> DbResult<()> {
        back_to_ready(
            db,
            &Back {
                id,
                holder: Some(&self.node),
                reason: Some(reason),
                run_at,
                now,
                attempts: 0,
            },
        )
        .await
    }

    /// The job was not really tried, because the runner stops: it may run at once, and the attempt does not count.
    pub(crate) async fn release(&self, db: &Db, id: JobId, now: Timestamp) -> DbResult<()> {
        let back = Back {
            id,
            holder: Some(&self.node),
            reason: None,
            run_at: AT_ONCE,
            now,
            attempts: -1,
        };
        back_to_ready(db, &back).await
    }

    /// The job is given up.
    pub(crate) async fn bury(&self, db: &Db, id: JobId, reason: &str, now: Timestamp) -> DbResult<()> {
        let sql = "UPDATE job SET state = 'dead', last_error = $1, locked_until = NULL, locked_by = NULL, updated_at = $2
                    WHERE id = $3 AND locked_by = $4 AND state = 'running'";
        db.exec(sql, args![storable(reason), now, id, &self.node])
            .await
            .map(drop)
    }
}

/// A job on its way back into the queue.
struct Back<'a> {
    id: JobId,
    /// Who must still hold it.
    holder: Option<&'a str>,
    reason: Option<&'a str>,
    run_at: Timestamp,
    now: Timestamp,
    /// Added to the number of attempts.
    attempts: i64,
}

/// Puts a running or dead job back. When an equal one has been enqueued meanwhile, that one does the work and this one goes.
async fn back_to_ready(db: &Db, back: &Back<'_>) -> DbResult<()> {
    let update = "UPDATE job
            SET state = 'ready', run_at = $1, locked_until = NULL, locked_by = NULL, updated_at = $2,
                attempts = attempts + $3, last_error = COALESCE($4, last_error)
          WHERE id = $5 AND (CAST($6 AS TEXT) IS NULL OR locked_by = $6) AND state IN ('running', 'dead')";
    let reason = back.reason.map(storable);
    let args = args![back.run_at, back.now, back.attempts, reason, back.id, back.holder];
    match db.exec(update, args).await {
        Err(error) if error.is_unique_violation() => {
            let delete = "DELETE FROM job WHERE id = $1 AND (CAST($2 AS TEXT) IS NULL OR locked_by = $2)
                AND state IN ('running', 'dead')";
            db.exec(delete, args![back.id, back.holder]).await.map(drop)
        }
        outcome => outcome.map(drop),
    }
}

/// Errors come from anywhere and may hold what cannot be stored, or no end.
fn storable(reason: &str) -> String {
    reason.chars().filter(|c| *c != '\0').take(2000).collect()
}

#[derive(FromRow)]
struct Expired {
    id: JobId,
    name: String,
    attempts: u32,
    max_attempts: u32,
    locked_by: Option<String>,
}

/// Takes back jobs whose lease ran out: their runner died, or was cut off. Returns how many.
pub(crate) async fn reap(db: &Db, now: Timestamp) -> DbResult<usize> {
    let sql = "SELECT id, name, attempts, max_attempts, locked_by FROM job
                WHERE state = 'running' AND locked_until < $1 ORDER BY locked_until LIMIT 100";
    let expired: Vec<Expired> = db.all(sql, args![now]).await?;
    for job in &expired {
        let node = job.locked_by.clone().unwrap_or_default();
        let holder = Lease {
            node,
            length: Duration::ZERO,
        };
        let reason = "its runner disappeared while it ran";
        tracing::warn!(name: "jobs.expired", job = job.id.get(), job_name = job.name, "a job's lease ran out");
        // Between the look and this the runner may have come back and settled it; then neither finds it.
        if job.attempts >= job.max_attempts {
            holder.bury(db, job.id, reason, now).await?;
        } else {
            let run_at = now.plus(crate::backoff::delay(job.attempts));
            holder.put_off(db, job.id, reason, run_at, now).await?;
        }
    }
    Ok(expired.len())
}

/// A job that was given up.
#[derive(Debug, Clone, FromRow)]
pub struct DeadJob {
    /// Its key.
    pub id: JobId,
    /// Its name.
    pub name: String,
    /// Its arguments, as JSON.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: Timestamp,
    /// When it was given up.
    pub updated_at: Timestamp,
}

/// Dead jobs, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn list_dead(db: &impl Executor, limit: u32) -> DbResult<Vec<DeadJob>> {
    let sql = "SELECT id, name, payload, attempts, last_error, created_at, updated_at FROM job
                WHERE state = 'dead' ORDER BY updated_at DESC, id DESC LIMIT $1";
    db.all(sql, args![limit]).await
}

/// Lets a dead job run again, with all its attempts. False when there is no such dead job.
///
/// # Errors
/// When the database fails.
pub async fn retry_dead(db: &Db, id: JobId, now: Timestamp) -> DbResult<bool> {
    let sql = "UPDATE job SET attempts = 0 WHERE id = $1 AND state = 'dead'";
    if db.exec(sql, args![id]).await? == 0 {
        return Ok(false);
    }
    back_to_ready(
        db,
        &Back {
            id,
            holder: None,
            reason: None,
            run_at: AT_ONCE,
            now,
            attempts: 0,
        },
    )
    .await?;
    Ok(true)
}

/// Removes a dead job. False when there is no such dead job.
///
/// # Errors
/// When the database fails.
pub async fn remove_dead(db: &impl Executor, id: JobId) -> DbResult<bool> {
    Ok(db
        .exec("DELETE FROM job WHERE id = $1 AND state = 'dead'", args![id])
        .await?
        > 0)
}

/// Removes what died before `before`; returns how many.
///
/// # Errors
/// When the database fails.
pub async fn purge_dead(db: &impl Executor, before: Timestamp) -> DbResult<u64> {
    db.exec(
        "DELETE FROM job WHERE state = 'dead' AND updated_at < $1",
        args![before],
    )
    .await
}

/// A job that waits or runs.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PendingJob {
    /// Its key.
    pub id: JobId,
    /// Its queue.
    pub queue: String,
    /// Its name.
    pub name: String,
    /// Its arguments, as JSON.
    pub payload: String,
    /// `ready` or `running`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it runs; 0 is at once.
    pub run_at: Timestamp,
    /// Why it failed last.
    pub last_error: Option<String>,
}

/// Jobs that wait or run, the next first.
///
/// # Errors
/// When the database fails.
pub async fn list_pending(db: &impl Executor, limit: u32) -> DbResult<Vec<PendingJob>> {
    let sql = "SELECT id, queue, name, payload, state, attempts, run_at, last_error FROM job
                WHERE state IN ('ready', 'running') ORDER BY run_at, id LIMIT $1";
    db.all(sql, args![limit]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_are_digested_and_reasons_made_storable() {
        assert_eq!(short_key("a".repeat(200)).len(), 200);
        let long = short_key("a".repeat(201));
        assert!(long.starts_with("sha256:") && long.len() == 71);
        assert_ne!(long, short_key("b".repeat(201)));
        assert_eq!(storable("a\0b"), "ab");
        assert_eq!(storable(&"ș".repeat(5000)).chars().count(), 2000);
    }
}
