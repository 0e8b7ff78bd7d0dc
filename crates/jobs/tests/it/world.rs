//! Jobs that write down what they do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::{Db, Dialect, Executor};
use domain::{Clock, JobId, Timestamp};
use jobs::{Attempt, Job, JobError, JobResult, Registry, Runner, RunnerOptions, enqueue};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

pub const START: Timestamp = Timestamp::from_seconds(1_700_000_000);

/// What the jobs share.
#[derive(Clone)]
pub struct World(Arc<Shared>);

struct Shared {
    log: Mutex<Vec<String>>,
    /// Lets jobs of kind `Wait` end.
    gate: Semaphore,
}

impl Default for World {
    fn default() -> Self {
        Self(Arc::new(Shared {
            log: Mutex::default(),
            gate: Semaphore::new(0),
        }))
    }
}

impl World {
    pub fn log(&self, line: impl Into<String>) {
        self.0.log.lock().unwrap().push(line.into());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.log.lock().unwrap().clone()
    }

    pub fn count(&self, line: &str) -> usize {
        self.lines().iter().filter(|other| *other == line).count()
    }

    pub fn open_gate(&self, count: usize) {
        self.0.gate.add_permits(count);
    }
}

/// Writes its text down.
#[derive(Serialize, Deserialize)]
pub struct Note(pub String);

impl Job for Note {
    type Context = World;
    const NAME: &'static str = "Note";

    async fn run(self, world: &World) -> JobResult {
        world.log(self.0);
        Ok(())
    }
}

/// One of it waits at most.
#[derive(Serialize, Deserialize)]
pub struct Once(pub String);

impl Job for Once {
    type Context = World;
    const NAME: &'static str = "Once";
    const DEDUPLICATED: bool = true;

    async fn run(self, world: &World) -> JobResult {
        world.log(format!("once {}", self.0));
        if self.0 == "bad" {
            Err(JobError::retry("bad luck"))
        } else {
            Ok(())
        }
    }
}

/// Fails as it is told.
#[derive(Serialize, Deserialize)]
pub enum Fail {
    Retry,
    RetryAfter(u64),
    Never,
    Panic,
}

impl Job for Fail {
    type Context = World;
    const NAME: &'static str = "Fail";
    const QUEUE: &'static str = "failing";
    const MAX_ATTEMPTS: u32 = 3;

    async fn run(self, world: &World) -> JobResult {
        let attempt = Attempt::current().unwrap();
        world.log(format!("attempt {} last {}", attempt.number, attempt.is_last()));
        match self {
            Self::Retry => Err(JobError::retry("no luck")),
            Self::RetryAfter(seconds) => Err(JobError::retry_after("later", Duration::from_secs(seconds))),
            Self::Never => Err(JobError::fail("no hope \0")),
            Self::Panic => panic!("a job panics"),
        }
    }
}

/// Runs until the gate opens.
#[derive(Serialize, Deserialize)]
pub struct Wait(pub u32);

impl Job for Wait {
    type Context = World;
    const NAME: &'static str = "Wait";
    const QUEUE: &'static str = "waiting";

    async fn run(self, world: &World) -> JobResult {
        world.log(format!("begin {}", self.0));
        world.0.gate.acquire().await.unwrap().forget();
        world.log(format!("end {}", self.0));
        Ok(())
    }
}

pub fn registry() -> Registry<World> {
    Registry::new()
        .register::<Note>()
        .register::<Once>()
        .register::<Fail>()
        .register::<Wait>()
}

pub fn options(node: &str) -> RunnerOptions {
    RunnerOptions {
        node: node.to_owned(),
        concurrency: 4,
        concurrency_of: HashMap::from([("waiting", 2)]),
        poll: Duration::from_millis(50),
        lease: Duration::from_secs(60),
        grace: Duration::from_secs(5),
    }
}

/// A queue with a clock that stands still.
pub struct Bench {
    pub db: Db,
    pub world: World,
    pub clock: Clock,
    pub runner: Runner<World>,
}

impl Bench {
    pub async fn on(db: &Db) -> Self {
        Self::with(db, registry(), options("first")).await
    }

    pub async fn with(db: &Db, registry: Registry<World>, options: RunnerOptions) -> Self {
        let schema = match db.dialect() {
            Dialect::Sqlite => jobs::SCHEMA_SQLITE,
            Dialect::Postgres => jobs::SCHEMA_POSTGRES,
        };
        db.exec_batch(schema).await.unwrap();
        let (world, clock) = (World::default(), Clock::manual(START));
        let runner = Runner::new(db.clone(), registry, world.clone(), clock.clone(), options);
        Self {
            db: db.clone(),
            world,
            clock,
            runner,
        }
    }

    pub async fn enqueue(&self, job: impl Job) -> JobId {
        self.enqueue_at(job, None).await
    }

    pub async fn enqueue_at(&self, job: impl Job, at: Option<Timestamp>) -> JobId {
        let tx = self.db.begin_write().await.unwrap();
        let id = enqueue(&tx, &job, at).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Names of the jobs that are left.
    pub async fn left(&self) -> Vec<String> {
        let pending = jobs::list_pending(&self.db, 100).await.unwrap();
        pending
            .into_iter()
            .map(|job| format!("{} {}", job.name, job.state))
            .collect()
    }
}
