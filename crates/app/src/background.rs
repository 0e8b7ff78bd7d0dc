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
use crate::attendance::{self, RecordAttendance};
use crate::chat_desk::{self, WatchChats};
use crate::continuity::{self, ContinueByMail};
use crate::conversations::scheduled::{self, SendScheduled};
use crate::core::{Core, Error};
use crate::inbound::{self, ImportMail};
use crate::outbox::{self, Attempt, SendMessage, Transports};
use crate::password_resets::{self, SendPasswordReset};
use crate::push::{PushNotification, PushTest, Services};
use crate::routing::{self, RouteChats};
use crate::system_mail::{self, SendSystemLetter};

/// How often what was overlooked is looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How often waiting chats are looked at although nothing told of a reason.
const ROUTE_EVERY: Duration = Duration::from_secs(20);
/// How often chats are looked at in which somebody waits, or nobody is any more.
const WATCH_EVERY: Duration = Duration::from_secs(15);
/// How often what has expired is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// What jobs run with.
#[derive(Clone)]
pub struct Background {
    app: App,
    transports: Transports,
    pub(crate) services: Services,
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
            services: Services::default(),
            importing: Arc::default(),
        }
    }

    /// The runner of all jobs.
    #[must_use]
    pub fn runner(self, options: RunnerOptions) -> Runner<Self> {
        let registry = Registry::new()
            .register::<ImportMail>()
            .register::<SendMessage>()
            .register::<SendPasswordReset>()
            .register::<SendSystemLetter>()
            .register::<PushNotification>()
            .register::<PushTest>()
            .register::<SendScheduled>()
            .register::<ContinueByMail>()
            .schedule(SWEEP_EVERY, || Sweep {})
            .schedule(ROUTE_EVERY, || RouteChats {})
            .schedule(WATCH_EVERY, || WatchChats {})
            .schedule(attendance::EVERY, || RecordAttendance {})
            .schedule(FORGET_EVERY, || Forget {})
            .schedule(FORGET_EVERY, || ClearUploads {});
        let core = self.core();
        let (db, clock) = (core.db.clone(), core.clock.clone());
        Runner::new(db, registry, self, clock, options)
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
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

impl Job for SendScheduled {
    type Context = Background;
    const NAME: &'static str = "send_scheduled";
    const QUEUE: &'static str = "send";

    async fn run(self, background: &Background) -> JobResult {
        let core = background.core();
        match scheduled::attempt(core, self.scheduled_id).await {
            Ok(None) => Ok(()),
            Ok(Some(at)) => Err(JobError::retry_after(
                "its time has not come",
                at.since(core.clock.now()),
            )),
            Err(error) => Err(again(&error)),
        }
    }
}

impl Job for RouteChats {
    type Context = Background;
    const NAME: &'static str = "route_chats";
    // Nothing slow may stand before it: somebody waits.
    const QUEUE: &'static str = "routing";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        routing::route(background.core()).await.map_err(|e| again(&e))
    }
}

impl Job for WatchChats {
    type Context = Background;
    const NAME: &'static str = "watch_chats";
    const QUEUE: &'static str = "routing";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        chat_desk::watch(background.core()).await.map_err(|e| again(&e))
    }
}

impl Job for RecordAttendance {
    type Context = Background;
    const NAME: &'static str = "record_attendance";
    const QUEUE: &'static str = "upkeep";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        attendance::record(background.core()).await.map_err(|e| again(&e))
    }
}

impl Job for ContinueByMail {
    type Context = Background;
    const NAME: &'static str = "continue_by_mail";
    const QUEUE: &'static str = "send";
    const DEDUPLICATED: bool = true;
    // It comes again for as long as the visitor is there and has not looked.
    const MAX_ATTEMPTS: u32 = 100_000;

    async fn run(self, background: &Background) -> JobResult {
        let core = background.core();
        match continuity::attempt(core, self.conversation_id).await {
            Ok(None) => Ok(()),
            Ok(Some(at)) => Err(JobError::retry_after(
                "the visitor may still see it",
                at.since(core.clock.now()),
            )),
            Err(error) => Err(again(&error)),
        }
    }
}

impl Job for SendSystemLetter {
    type Context = Background;
    const NAME: &'static str = "send_system_letter";
    const QUEUE: &'static str = "send";
    // As with answers: when to give up is decided by the letter's age.
    const MAX_ATTEMPTS: u32 = 1_000;

    async fn run(self, background: &Background) -> JobResult {
        let core = background.core();
        let number = jobs::Attempt::current().map_or(1, |attempt| attempt.number);
        match system_mail::attempt(core, &background.transports, self.letter_id, number).await {
            Ok(Attempt::Finished) => Ok(()),
            Ok(Attempt::Again(at)) => Err(JobError::retry_after("not sent yet", at.since(core.clock.now()))),
            Err(error) => Err(again(&error)),
        }
    }
}

impl Job for SendPasswordReset {
    type Context = Background;
    const NAME: &'static str = "send_password_reset";
    const QUEUE: &'static str = "send";

    async fn run(self, background: &Background) -> JobResult {
        password_resets::write(background.core(), &self)
            .await
            .map_err(|e| again(&e))
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
    for scheduled_id in store::scheduled::overdue(&work.tx, before).await? {
        work.enqueue(&SendScheduled { scheduled_id }, None).await?;
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

/// Clears away uploads that were never sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClearUploads {}

impl Job for ClearUploads {
    type Context = Background;
    const NAME: &'static str = "clear_uploads";
    const QUEUE: &'static str = "upkeep";
    const DEDUPLICATED: bool = true;

    async fn run(self, background: &Background) -> JobResult {
        background
            .app
            .attachments
            .clear_unused()
            .await
            .map_err(|e| again(&e))
    }
}
