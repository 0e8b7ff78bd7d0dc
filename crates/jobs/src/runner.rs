//! Claiming jobs and running them, until told to stop.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{Db, DbResult};
use domain::{Clock, JobId};
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::execute::{Executioner, Settled};
use crate::queue::{self, EnqueueError, Lease};
use crate::registry::Registry;
use crate::schedule;

/// How a runner behaves.
#[derive(Debug, Clone)]
pub struct RunnerOptions {
    /// Who holds the leases; unique among all runners on one database. A random name unless it is given.
    pub node: String,
    /// Jobs at once in each queue that is not named in `concurrency_of`.
    pub concurrency: usize,
    /// Jobs at once in these queues.
    pub concurrency_of: HashMap<&'static str, usize>,
    /// How often to look for jobs that nobody announced: those of other nodes, and those that became due.
    pub poll: Duration,
    /// How long a job stays claimed after its runner died.
    pub lease: Duration,
    /// How long running jobs may take to end when the runner stops.
    pub grace: Duration,
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self {
            node: format!("{:016x}", rand::random::<u64>()),
            concurrency: 8,
            concurrency_of: HashMap::new(),
            poll: Duration::from_secs(1),
            lease: Duration::from_secs(60),
            grace: Duration::from_secs(20),
        }
    }
}

/// What [`Runner::run_until_empty`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunReport {
    /// Jobs that succeeded.
    pub done: usize,
    /// Jobs that will be tried again.
    pub retried: usize,
    /// Jobs that were given up.
    pub dead: usize,
}

/// Runs the jobs of a registry.
pub struct Runner<C> {
    executioner: Arc<Executioner<C>>,
    options: RunnerOptions,
}

impl<C> Clone for Runner<C> {
    fn clone(&self) -> Self {
        Self {
            executioner: Arc::clone(&self.executioner),
            options: self.options.clone(),
        }
    }
}

impl<C: Send + Sync + 'static> Runner<C> {
    /// A runner. It does nothing until one of its methods is called.
    #[must_use]
    pub fn new(db: Db, registry: Registry<C>, context: C, clock: Clock, options: RunnerOptions) -> Self {
        let lease = Lease {
            node: options.node.clone(),
            length: options.lease,
        };
        let executioner = Executioner {
            db,
            registry,
            context,
            clock,
            lease,
        };
        Self {
            executioner: Arc::new(executioner),
            options,
        }
    }

    /// Runs jobs and schedules until `shutdown`, then lets running jobs end for a while; those that do not are given back
    /// to run again.
    pub async fn run(&self, shutdown: CancellationToken) {
        let mut loops = JoinSet::new();
        for queue in self.executioner.registry.queues() {
            let (runner, shutdown) = (self.clone(), shutdown.clone());
            loops.spawn(async move { runner.run_queue(queue, shutdown).await });
        }
        let (runner, shutdown) = (self.clone(), shutdown.clone());
        loops.spawn(async move { runner.run_upkeep(shutdown).await });
        while let Some(ended) = loops.join_next().await {
            if let Err(error) = ended {
                tracing::error!(name: "jobs.loop", %error, "a job loop ended unexpectedly");
            }
        }
    }

    /// Runs what is due, one by one in its order, until nothing is; for tests. Schedules are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_until_empty(&self) -> DbResult<RunReport> {
        let mut report = RunReport::default();
        loop {
            let mut idle = true;
            for queue in self.executioner.registry.queues() {
                for job in self.claim(queue, 1).await? {
                    idle = false;
                    match Arc::clone(&self.executioner).execute(job).await {
                        Settled::Done => report.done += 1,
                        Settled::PutOff => report.retried += 1,
                        Settled::Buried => report.dead += 1,
                        Settled::Lost => {}
                    }
                }
            }
            if idle {
                return Ok(report);
            }
        }
    }

    /// Enqueues the jobs of the schedules that are due; returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_schedules(&self) -> Result<usize, EnqueueError> {
        let executioner = &self.executioner;
        schedule::enqueue_due(
            &executioner.db,
            &executioner.registry.schedules,
            executioner.clock.now(),
        )
        .await
    }

    /// Takes back jobs whose runner died; returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reap(&self) -> DbResult<usize> {
        queue::reap(&self.executioner.db, self.executioner.clock.now()).await
    }

    async fn claim(&self, queue: &str, count: usize) -> DbResult<Vec<queue::Claimed>> {
        let executioner = &self.executioner;
        let names = executioner.registry.names(queue);
        executioner
            .lease
            .claim(&executioner.db, queue, &names, executioner.clock.now(), count)
            .await
    }

    /// Schedules and expired leases, every so often.
    async fn run_upkeep(&self, shutdown: CancellationToken) {
        let mut warned = false;
        loop {
            let schedules = self
                .run_schedules()
                .await
                .map(drop)
                .map_err(|error| error.to_string());
            let reaped = self.reap().await.map(drop).map_err(|error| error.to_string());
            match schedules.and(reaped) {
                Ok(()) => warned = false,
                // Once per outage.
                Err(error) if !warned => {
                    warned = true;
                    tracing::error!(name: "jobs.upkeep", error, "the upkeep of the job queue failed");
                }
                Err(_) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(self.options.poll) => {}
            }
        }
    }

    /// Keeps a queue's places filled.
    async fn run_queue(&self, queue: &'static str, shutdown: CancellationToken) {
        let places = self
            .options
            .concurrency_of
            .get(queue)
            .copied()
            .unwrap_or(self.options.concurrency)
            .max(1);
        let mut signal = self.executioner.db.signal(&queue::signal_name(queue));
        let mut running = Running::default();
        let mut warned = false;
        while !shutdown.is_cancelled() {
            let free = places.saturating_sub(running.tasks.len());
            let mut more = false;
            match if free > 0 {
                self.claim(queue, free).await
            } else {
                Ok(Vec::new())
            } {
                Ok(jobs) => {
                    warned = false;
                    more = free > 0 && jobs.len() == free;
                    for job in jobs {
                        running.start(&self.executioner, job);
                    }
                }
                Err(error) if !warned => {
                    warned = true;
                    tracing::error!(name: "jobs.claim", queue, %error, "cannot claim jobs");
                }
                Err(_) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = running.one_ends(), if !running.tasks.is_empty() => {}
                // With every place taken, or after a full claim, an ending job is what to wait for.
                () = signal.committed(), if !more && free > 0 => {}
                () = tokio::time::sleep(self.options.poll), if free > 0 => {}
            }
        }
        self.stop(running).await;
    }

    /// Waits for running jobs as long as they may take, then gives back the rest.
    async fn stop(&self, mut running: Running) {
        let all_end = async {
            while !running.tasks.is_empty() {
                running.one_ends().await;
            }
        };
        if tokio::time::timeout(self.options.grace, all_end).await.is_ok() {
            return;
        }
        running.tasks.shutdown().await;
        let executioner = &self.executioner;
        for id in running.jobs.into_values() {
            // A job that was settled at the last moment is not found by this.
            let released = executioner
                .lease
                .release(&executioner.db, id, executioner.clock.now())
                .await;
            if let Err(error) = released {
                tracing::warn!(name: "jobs.release", job = id.get(), %error, "a stopped job waits for its lease to end");
            }
        }
    }
}

/// Jobs under way.
#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    jobs: HashMap<tokio::task::Id, JobId>,
}

impl Running {
    fn start<C: Send + Sync + 'static>(&mut self, executioner: &Arc<Executioner<C>>, job: queue::Claimed) {
        let (id, executioner) = (job.id, Arc::clone(executioner));
        let task: AbortHandle = self.tasks.spawn(async move {
            executioner.execute(job).await;
        });
        self.jobs.insert(task.id(), id);
    }

    /// Waits for any of them to end, and takes note of all that have. Safe to drop while it waits.
    async fn one_ends(&mut self) {
        let mut ended = self.tasks.join_next_with_id().await;
        while let Some(task) = ended {
            // Panics of jobs are caught before; an error is one of the runner itself. The lease brings the job back.
            let id = task.map_or_else(|error| error.id(), |(id, ())| id);
            self.jobs.remove(&id);
            ended = self.tasks.try_join_next_with_id();
        }
    }
}
