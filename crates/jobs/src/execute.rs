//! Running one claimed job, from its lease to its settlement.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use db::{Db, DbResult};
use domain::Clock;
use futures::FutureExt;

use crate::backoff;
use crate::job::{ATTEMPT, Attempt, JobError, JobResult};
use crate::queue::{Claimed, Lease};
use crate::registry::Registry;

/// How often settling is tried before the job is left to its lease running out.
const SETTLE_ATTEMPTS: u32 = 3;

/// What runs jobs.
pub(crate) struct Executioner<C> {
    pub db: Db,
    pub registry: Registry<C>,
    pub context: C,
    pub clock: Clock,
    pub lease: Lease,
}

/// How a job was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    Done,
    PutOff,
    Buried,
    /// Somebody else has it, or it could not be settled: it will run again.
    Lost,
}

impl Settled {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::PutOff => "retry",
            Self::Buried => "dead",
            Self::Lost => "lost",
        }
    }
}

impl<C: Send + Sync + 'static> Executioner<C> {
    /// Runs the job and settles it.
    pub(crate) async fn execute(self: Arc<Self>, job: Claimed) -> Settled {
        let start = Instant::now();
        let settled = match self.run_with_lease(&job).await {
            Some(outcome) => self.settle(&job, outcome).await,
            None => {
                tracing::warn!(
                    name: "jobs.lost", job = job.id.get(), job_name = job.name, "lost the lease of a running job"
                );
                Settled::Lost
            }
        };
        let labels = [("job", job.name), ("outcome", settled.word().to_owned())];
        metrics::counter!("jobs_total", &labels).increment(1);
        metrics::histogram!("job_seconds", &labels).record(start.elapsed().as_secs_f64());
        settled
    }

    /// Runs the job and extends its lease meanwhile; `None` when the lease is lost. The job is then dropped where it
    /// stands, because another runner may have begun it.
    async fn run_with_lease(&self, job: &Claimed) -> Option<JobResult> {
        let Some(kind) = self.registry.kinds.get(job.name.as_str()) else {
            return Some(Err(JobError::fail("nobody knows this job")));
        };
        let attempt = Attempt {
            number: job.attempts,
            max: job.max_attempts,
        };
        // A panic in a job is its own matter.
        let run = AssertUnwindSafe((kind.run)(&job.payload, &self.context)).catch_unwind();
        let mut run = std::pin::pin!(ATTEMPT.scope(attempt, run));
        let beat = (self.lease.length / 3).max(Duration::from_millis(10));
        loop {
            tokio::select! {
                outcome = &mut run => {
                    return Some(outcome.unwrap_or_else(|_| Err(JobError::retry("it panicked"))));
                }
                () = tokio::time::sleep(beat) => {
                    match self.lease.extend(&self.db, job.id, self.clock.now()).await {
                        Ok(true) => {}
                        Ok(false) => return None,
                        // Two more beats fit into the lease.
                        Err(error) => tracing::warn!(
                            name: "jobs.lease", job = job.id.get(), %error, "cannot extend the lease of a job"
                        ),
                    }
                }
            }
        }
    }

    async fn settle(&self, job: &Claimed, outcome: JobResult) -> Settled {
        for attempt in 1..=SETTLE_ATTEMPTS {
            match self.try_settle(job, &outcome).await {
                Ok(settled) => return settled,
                Err(error) if attempt == SETTLE_ATTEMPTS => {
                    let (id, name) = (job.id.get(), &job.name);
                    tracing::error!(
                        name: "jobs.unsettled", job = id, job_name = name, %error,
                        "a job ran but its end cannot be stored; it will run again"
                    );
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200) * attempt).await,
            }
        }
        Settled::Lost
    }

    async fn try_settle(&self, job: &Claimed, outcome: &JobResult) -> DbResult<Settled> {
        let now = self.clock.now();
        let (id, name, attempts) = (job.id.get(), job.name.as_str(), job.attempts);
        match outcome {
            Ok(()) => {
                self.lease.finish(&self.db, job.id).await?;
                Ok(Settled::Done)
            }
            Err(JobError::Retry { reason, after }) if job.attempts < job.max_attempts => {
                let delay = after.unwrap_or_else(|| backoff::delay(job.attempts));
                self.lease
                    .put_off(&self.db, job.id, reason, now.plus(delay), now)
                    .await?;
                tracing::warn!(
                    name: "jobs.retry", job = id, job_name = name, attempts, reason,
                    delay_s = delay.as_secs(), "a job failed and will be tried again"
                );
                Ok(Settled::PutOff)
            }
            Err(JobError::Retry { reason, .. } | JobError::Fail { reason }) => {
                self.lease.bury(&self.db, job.id, reason, now).await?;
                tracing::error!(
                    name: "jobs.dead", job = id, job_name = name, attempts, reason, "a job was given up"
                );
                Ok(Settled::Buried)
            }
        }
    }
}
