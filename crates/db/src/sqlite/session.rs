//! A transaction as the caller holds it and as a database thread serves it.
//!
//! The caller's end is the only sender of the channel: when the transaction is dropped, for whatever reason and at
//! whatever point, the thread sees the channel closed and rolls back. There is no other way to give up a transaction.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::oneshot;

use super::spin;
use super::statement::{Op, Ticket};
use crate::error::{DbError, DbResult};

/// What the caller asks of the thread.
pub(crate) enum Command {
    Run(Op),
    Commit(oneshot::Sender<DbResult<()>>),
}

/// The thread's end.
pub(crate) struct Session {
    commands: Receiver<Command>,
    verdict: Arc<OnceLock<DbError>>,
    /// For snapshots: the place that this session takes until it ends.
    _permit: Option<tokio::sync::OwnedSemaphorePermit>,
}

impl Session {
    /// The caller's next command, if it comes in time.
    pub(crate) fn next(&self, timeout: Duration) -> Result<Command, RecvTimeoutError> {
        let soon = spin::for_a_moment(|| match self.commands.try_recv() {
            Ok(command) => Some(Ok(command)),
            Err(TryRecvError::Disconnected) => Some(Err(RecvTimeoutError::Disconnected)),
            Err(TryRecvError::Empty) => None,
        });
        soon.unwrap_or_else(|| self.commands.recv_timeout(timeout))
    }

    /// Says why the session is over; the caller reads it when the channel turns out closed.
    pub(crate) fn end(&self, reason: DbError) {
        // The first reason is the cause of all later ones.
        let _ = self.verdict.set(reason);
    }
}

/// Puts a new session before the thread that is to serve it.
pub(crate) type Start = Box<dyn Fn(Session) -> DbResult<()> + Send + Sync>;

/// The caller's end. Takes its turn with its first statement, not before: a transaction that was begun and does
/// something else first holds up nobody.
pub(crate) struct SqliteTx {
    start: Start,
    permit: std::sync::Mutex<Option<tokio::sync::OwnedSemaphorePermit>>,
    started: OnceLock<DbResult<Sender<Command>>>,
    /// Whether a first statement was answered, so that the thread serves nobody else until the end.
    has_turn: AtomicBool,
    verdict: Arc<OnceLock<DbError>>,
}

impl SqliteTx {
    pub(crate) fn new(start: Start, permit: Option<tokio::sync::OwnedSemaphorePermit>) -> Self {
        Self {
            start,
            permit: permit.into(),
            started: OnceLock::new(),
            has_turn: AtomicBool::new(false),
            verdict: Arc::default(),
        }
    }

    fn commands(&self) -> DbResult<&Sender<Command>> {
        let started = self.started.get_or_init(|| {
            let (sender, commands) = channel();
            let permit = self.permit.lock().ok().and_then(|mut permit| permit.take());
            (self.start)(Session {
                commands,
                verdict: Arc::clone(&self.verdict),
                _permit: permit,
            })?;
            Ok(sender)
        });
        started.as_ref().map_err(Clone::clone)
    }

    /// Sends work and waits for its outcome.
    pub(crate) async fn run<R>(&self, (op, ticket): (Op, Ticket<R>)) -> DbResult<R> {
        self.commands()?
            .send(Command::Run(op))
            .map_err(|_| self.reason())?;
        // The first statement waits for the transactions before this one, which may take long.
        let outcome = if self.has_turn.load(Ordering::Relaxed) {
            ticket.wait_briefly().await
        } else {
            ticket.wait().await
        };
        self.has_turn.store(true, Ordering::Relaxed);
        outcome.unwrap_or_else(|| Err(self.reason()))
    }

    /// Commits; resolves when the transaction is on disk.
    pub(crate) async fn commit(self) -> DbResult<()> {
        let Some(started) = self.started.get() else {
            return Ok(());
        };
        let (sender, reply) = oneshot::channel();
        let commands = started.as_ref().map_err(Clone::clone)?;
        commands
            .send(Command::Commit(sender))
            .map_err(|_| self.reason())?;
        reply.await.unwrap_or_else(|_| Err(self.reason()))
    }

    fn reason(&self) -> DbError {
        self.verdict.get().cloned().unwrap_or(DbError::Closed)
    }
}
