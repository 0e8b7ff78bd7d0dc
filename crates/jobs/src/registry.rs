//! Which jobs a program can run, and which it runs by itself from time to time.

use std::collections::BTreeMap;
use std::time::Duration;

use db::Tx;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::job::{Job, JobError, JobResult};
use crate::queue::{EnqueueError, enqueue};

/// Runs a stored job.
type Run<C> = for<'a> fn(&'a str, &'a C) -> BoxFuture<'a, JobResult>;
/// Enqueues the job of a schedule.
type EnqueueNow = Box<dyn for<'a> Fn(&'a Tx) -> BoxFuture<'a, Result<(), EnqueueError>> + Send + Sync>;

/// A kind of job.
pub(crate) struct Kind<C> {
    pub queue: &'static str,
    pub run: Run<C>,
}

/// A job that runs every so often.
pub(crate) struct Schedule {
    pub name: &'static str,
    pub every: Duration,
    pub enqueue: EnqueueNow,
}

/// The jobs of a program, by name, and its schedules.
pub struct Registry<C> {
    pub(crate) kinds: BTreeMap<&'static str, Kind<C>>,
    pub(crate) schedules: Vec<Schedule>,
}

impl<C> Default for Registry<C> {
    fn default() -> Self {
        Self {
            kinds: BTreeMap::new(),
            schedules: Vec::new(),
        }
    }
}

impl<C: Send + Sync + 'static> Registry<C> {
    /// An empty registry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a job under its name.
    #[must_use]
    pub fn register<J: Job<Context = C>>(self) -> Self {
        self.register_as::<J>(J::NAME)
    }

    /// Adds a job under a name that it had once, for what is still stored under it.
    #[must_use]
    pub fn register_as<J: Job<Context = C>>(mut self, name: &'static str) -> Self {
        let run: Run<C> = |payload, context| {
            async move {
                match serde_json::from_str::<J>(payload) {
                    Ok(job) => job.run(context).await,
                    Err(error) => Err(JobError::fail(format!("its arguments cannot be read: {error}"))),
                }
            }
            .boxed()
        };
        let before = self.kinds.insert(name, Kind { queue: J::QUEUE, run });
        debug_assert!(before.is_none(), "two jobs are named {name}");
        self
    }

    /// Adds a job and runs it at every multiple of `every` since 1970 in UTC, once for all nodes together. What is missed
    /// while no node runs is made up for once, not once for each time.
    ///
    /// The job should be deduplicated, so that slow runs do not pile up.
    #[must_use]
    pub fn schedule<J>(mut self, every: Duration, job: impl Fn() -> J + Send + Sync + 'static) -> Self
    where
        J: Job<Context = C>,
    {
        let enqueue: EnqueueNow = Box::new(move |tx| {
            let job = job();
            async move { enqueue(tx, &job, None).await.map(drop) }.boxed()
        });
        self.schedules.push(Schedule {
            name: J::NAME,
            every,
            enqueue,
        });
        self.register::<J>()
    }

    /// The queues of the registered jobs.
    pub(crate) fn queues(&self) -> Vec<&'static str> {
        let mut queues: Vec<_> = self.kinds.values().map(|kind| kind.queue).collect();
        queues.sort_unstable();
        queues.dedup();
        queues
    }

    /// The names that wait in a queue.
    pub(crate) fn names(&self, queue: &str) -> Vec<&'static str> {
        self.kinds
            .iter()
            .filter(|(_, kind)| kind.queue == queue)
            .map(|(name, _)| *name)
            .collect()
    }
}
