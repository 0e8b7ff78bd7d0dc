//! What a job is.

use std::future::Future;
use std::time::Duration;

use db::DbError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::queue::EnqueueError;

/// How a run ended.
pub type JobResult = Result<(), JobError>;

/// A unit of background work: its arguments, stored as JSON. Name it by what it does: `SendReply`.
///
/// It runs at least once, perhaps twice, so it looks first whether its work is done already.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it works with: usually the application.
    type Context: Send + Sync + 'static;

    /// The name under which it is stored. Never changes; a renamed job registers its old name too.
    const NAME: &'static str;
    /// The queue it waits in. Queues run side by side, so that slow work does not hold up quick work.
    const QUEUE: &'static str = "default";
    /// Whether an equal job that is still waiting makes this one needless. See [`dedup_key`](Self::dedup_key).
    const DEDUPLICATED: bool = false;
    /// After this many runs that asked for a retry, or died, the job is buried. 20 attempts take about ten hours.
    const MAX_ATTEMPTS: u32 = 20;

    /// What makes two jobs equal when they are [`DEDUPLICATED`](Self::DEDUPLICATED); all arguments if this is `None`.
    fn dedup_key(&self) -> Option<String> {
        None
    }

    /// Does the work. It may take long; the lease is extended meanwhile.
    fn run(self, context: &Self::Context) -> impl Future<Output = JobResult> + Send;
}

/// Why a run did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// It may succeed later.
    #[error("{reason}")]
    Retry {
        /// What happened; kept with the job.
        reason: String,
        /// When to try again, if the job knows better than the usual back-off.
        after: Option<Duration>,
    },
    /// It will never succeed.
    #[error("{reason}")]
    Fail {
        /// What happened; kept with the job.
        reason: String,
    },
}

impl JobError {
    /// Try again later.
    pub fn retry(reason: impl std::fmt::Display) -> Self {
        Self::Retry {
            reason: reason.to_string(),
            after: None,
        }
    }

    /// Try again after this time.
    pub fn retry_after(reason: impl std::fmt::Display, after: Duration) -> Self {
        Self::Retry {
            reason: reason.to_string(),
            after: Some(after),
        }
    }

    /// Give up.
    pub fn fail(reason: impl std::fmt::Display) -> Self {
        Self::Fail {
            reason: reason.to_string(),
        }
    }
}

/// A database in trouble is no fault of the job.
impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::retry(error)
    }
}

impl From<EnqueueError> for JobError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::Payload { .. } => Self::fail(error),
            EnqueueError::Db(error) => error.into(),
        }
    }
}

tokio::task_local! {
    pub(crate) static ATTEMPT: Attempt;
}

/// Which attempt is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// The last one that is allowed.
    pub max: u32,
}

impl Attempt {
    /// The attempt of the job in which this is called; `None` outside of a job.
    #[must_use]
    pub fn current() -> Option<Self> {
        ATTEMPT.try_with(|attempt| *attempt).ok()
    }

    /// Whether there will be no other when this one fails.
    #[must_use]
    pub const fn is_last(self) -> bool {
        self.number >= self.max
    }
}
