//! Reading: threads that run single statements, and snapshots.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::queue::Queue;
use super::session::{Command, Session};
use super::statement::{Op, Ran};
use crate::error::{DbError, DbResult};

/// How many steps of SQLite's machine a read may take between two looks at whether anybody still waits for it.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// What a reading thread can be asked for.
pub(crate) enum ReadRequest {
    Run(Op),
    /// Anything else that needs a connection and changes nothing.
    With(Box<dyn FnOnce(&Connection) + Send>),
}

/// A connection that only reads. Its long statements end when their caller goes away.
pub(crate) struct Reader {
    connection: Connection,
    current: Arc<Mutex<Option<Arc<AtomicBool>>>>,
}

impl Reader {
    pub(crate) fn new(mut connection: Connection) -> DbResult<Self> {
        let current: Arc<Mutex<Option<Arc<AtomicBool>>>> = Arc::default();
        let watched = Arc::clone(&current);
        let is_abandoned = move || {
            let current = watched.lock().unwrap_or_else(PoisonError::into_inner);
            current
                .as_ref()
                .is_some_and(|abandoned| abandoned.load(Ordering::Relaxed))
        };
        connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(is_abandoned))?;
        Ok(Self { connection, current })
    }

    /// Serves the queue until it is closed.
    pub(crate) fn serve(&self, queue: &Queue<ReadRequest>) {
        while let Some(request) = queue.pop() {
            match request {
                ReadRequest::Run(op) => self.run(op),
                ReadRequest::With(work) => work(&self.connection),
            }
        }
    }

    fn run(&self, mut op: Op) {
        if op.sink.is_abandoned() {
            return;
        }
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(op.abandoned);
        let outcome = op.work.run(&self.connection, &mut *op.sink);
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = None;
        op.sink.finish(outcome.and_then(Ran::outcome));
    }

    /// Serves one snapshot: every statement of the session sees the database as the first one saw it.
    pub(crate) fn serve_snapshot(&self, session: &Session, idle_limit: Duration) {
        if let Err(error) = self.connection.execute_batch("BEGIN") {
            session.end(error.into());
            return;
        }
        let reply = self.run_commands(session, idle_limit);
        let end = self.connection.execute_batch("ROLLBACK").map_err(DbError::from);
        match reply {
            // Nothing was written, so there is nothing to commit.
            Ok(Some(reply)) => drop(reply.send(end)),
            Ok(None) => {}
            Err(error) => session.end(error),
        }
    }

    /// Runs commands up to the commit, whose reply it returns, or the disappearance of the caller.
    fn run_commands(
        &self,
        session: &Session,
        idle_limit: Duration,
    ) -> DbResult<Option<tokio::sync::oneshot::Sender<DbResult<()>>>> {
        loop {
            match session.next(idle_limit) {
                Ok(Command::Run(op)) => self.run(op),
                Ok(Command::Commit(reply)) => return Ok(Some(reply)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(DbError::Aborted("it was idle for too long".to_owned()));
                }
            }
        }
    }
}
