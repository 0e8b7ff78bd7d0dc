//! Work behind the scenes: the jobs of the product and what they run with.
//!
//! The rules are in the areas; a job here only calls them and says whether to try again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::InboxId;
use jobs::{Job, JobError, JobResult, Registry, Runner, RunnerOptions};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::App;
use crate::core::{Core, Error};
use crate::inbound::{self, ImportMail};
use crate::outbox::{self, Attempt, SendMessage, Transports};

/// How often what was overlooked is looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How often what has expired is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// What jobs run with.
#[derive(Clone)]
pub struct Background {
    app: App,
    transports: Transports,
    /// One import per inbox at a time, so that an answer never overtakes its question.
    importing: Arc<Mutex<HashMap<InboxId, Arc<Mutex<()>>>>>,
}

impl Background {
    /// For an application.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self {
            app,
            transports: Transports::default(),
            importing: Arc::default(),
        }
    }

    /// The runner of all jobs.
    #[must_use]
    pub fn runner(self, options: RunnerOptions) -> Runner<Self> {
        let registry = Registry::new()
            .register::<ImportMail>()
            .register::<SendMessage>()
            .schedule(SWEEP_EVERY, || Sweep {})
            .schedule(FORGET_EVERY, || Forget {});
        let core = self.core();
        let (db, clock) = (core.db.clone(), core.clock.clone());
        Runner::new(db, registry, self, clock, options)
    }

    fn core(&self) -> &Arc<Core> {
        self.app.core()
    }

    async fn turn(&self, inbox: InboxId) -> Arc<Mutex<()>> {
        Arc::clone(self.importing.lock().await.entry(inbox).or_default())
    }
}

/// Everything that comes out of a use case is worth another try: what cannot succeed is settled inside of it.
fn again(error: &Error) -> JobError {
    JobError::retry(error)
}

impl Job for ImportMail {
    type Context = Background;
    const NAME: &'static str = "import_mail";
    const QUEUE: &'static str = "import";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        let turn = background.turn(self.inbox_id).await;
        let _turn = turn.lock().await;
        let done = inbound::drain(background.core(), self.inbox_id)
            .await
            .map_err(|e| again(&e))?;
        tracing::debug!(inbox = %self.inbox_id, imported = done.imported, others = done.others, "mail taken in");
        Ok(())
    }
}

impl Job for SendMessage {
    type Context = Background;
    const NAME: &'static str = "send_message";
    const QUEUE: &'static str = "send";
    // The outbox decides when to give up, after two days; the queue must not do so before it.
    const MAX_ATTEMPTS: u32 = 1_000;

    async fn run(self, background: &Background) -> JobResult {
        let core = background.core();
        match outbox::attempt(core, &background.transports, self.message_id).await {
            Ok(Attempt::Finished) => Ok(()),
            Ok(Attempt::Again(at)) => Err(JobError::retry_after("not sent yet", at.since(core.clock.now()))),
            Err(error) => Err(again(&error)),
        }
    }
}

/// Finds mail that waits in a ledger or an outbox without a job, after a crash at the wrong moment or a job that was given up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    type Context = Background;
    const NAME: &'static str = "sweep";
    const QUEUE: &'static str = "upkeep";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        sweep(background.core()).await.map_err(|e| again(&e))
    }
}

async fn sweep(core: &Core) -> Result<(), Error> {
    let mut work = core.begin().await?;
    let before = work.now.minus(SWEEP_EVERY * 5);
    for inbox_id in store::mail_ledger::inboxes_waiting_since(&work.tx, before).await? {
        work.enqueue(&ImportMail { inbox_id }, None).await?;
    }
    for message_id in store::outbox::overdue(&work.tx, before).await? {
        work.enqueue(&SendMessage { message_id }, None).await?;
    }
    work.commit().await
}

/// Forgets what has expired.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Forget {}

impl Job for Forget {
    type Context = Background;
    const NAME: &'static str = "forget";
    const QUEUE: &'static str = "upkeep";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        background.app.forget_expired().await.map_err(|e| again(&e))
    }
}
