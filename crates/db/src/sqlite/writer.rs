//! Writing: one thread, one connection, group commit.
//!
//! A commit costs a wait for the disk, whatever it carries. So transactions that queue up share one: each runs as a
//! savepoint inside one outer transaction, one after the other, and all their commits resolve when the outer one is on
//! disk. While the disk works the next ones queue up, so the groups find their size by themselves and a lone
//! transaction waits for nobody.
//!
//! What must stay true:
//! - Nobody is told of a commit before the outer one is on disk; when that fails, everybody in the group is told.
//! - A transaction that fails or is dropped goes back to its savepoint and harms nobody else.
//! - A transaction whose caller dawdles does not hold up those that have committed before it: they are flushed *around*
//!   it. It is taken back, the others are committed, and its statements are run again in the next outer transaction.
//!   No other writer comes between, so they do the same again; this is checked by the number of rows they change, and
//!   by `data_version` where another process might have written.
//! - Constraints must not be deferred to the commit: the outer commit would fail for everybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::queue::{Popped, Queue};
use super::session::{Command, Session};
use super::statement::{Ignore, Op, Sink, Work};
use crate::error::{DbError, DbResult};

/// How often a waiting transaction looks whether the database is being closed.
const CLOSE_LOOK: Duration = Duration::from_millis(100);

/// The bounds of a group, and of a transaction that is not heard of.
#[derive(Debug, Clone)]
pub struct GroupLimits {
    /// Commits that share one wait for the disk, at most.
    pub members: usize,
    /// How long the first commit of a group waits for others to join.
    pub time: Duration,
    /// How long commits wait for the next statement of an open transaction before they are flushed around it.
    pub stall: Duration,
    /// Bytes of statements kept to be run again before the commits ahead are flushed.
    pub replay_bytes: usize,
    /// A transaction that sends nothing for this long is rolled back: it holds up every other writer.
    pub transaction_idle: Duration,
}

impl Default for GroupLimits {
    fn default() -> Self {
        Self {
            members: 64,
            time: Duration::from_millis(5),
            stall: Duration::from_millis(1),
            replay_bytes: 1 << 20,
            transaction_idle: Duration::from_secs(30),
        }
    }
}

/// What the writer can be asked for.
pub(crate) enum WriteRequest {
    /// A statement that is a transaction of its own.
    Single(Op),
    /// A transaction.
    Transaction(Session),
    /// Upkeep outside of any transaction.
    Maintain(Box<dyn FnOnce(&Connection) + Send>),
}

/// Counts for tests and metrics.
#[derive(Debug, Default)]
pub(crate) struct WriterStats {
    pub commits: AtomicU64,
    pub groups: AtomicU64,
    pub replays: AtomicU64,
}

/// Who waits for the outer commit.
enum Waiting {
    Transaction(oneshot::Sender<DbResult<()>>),
    Single {
        sink: Box<dyn Sink>,
        outcome: DbResult<u64>,
    },
}

impl Waiting {
    fn resolve(self, outcome: DbResult<()>) {
        match self {
            Self::Transaction(reply) => drop(reply.send(outcome)),
            Self::Single { sink, outcome: own } => sink.finish(outcome.and(own)),
        }
    }
}

/// The transaction that is being served.
#[derive(Default)]
struct Member {
    started: bool,
    /// Whether it can be taken back alone. The first of a group needs no savepoint: the outer transaction is its own.
    savepoint: bool,
    /// What it wrote and how many rows that changed, kept while others wait before it.
    log: Vec<(Work, u64)>,
    log_bytes: usize,
}

pub(crate) struct Writer {
    connection: Connection,
    queue: Arc<Queue<WriteRequest>>,
    limits: GroupLimits,
    stats: Arc<WriterStats>,
    /// Whether an outer transaction is open.
    open: bool,
    waiting: Vec<Waiting>,
    /// Since when the first of them waits.
    since: Option<Instant>,
}

impl Writer {
    pub(crate) fn new(
        connection: Connection,
        queue: Arc<Queue<WriteRequest>>,
        limits: GroupLimits,
        stats: Arc<WriterStats>,
    ) -> Self {
        Self {
            connection,
            queue,
            limits,
            stats,
            open: false,
            waiting: Vec::new(),
            since: None,
        }
    }

    /// Serves the queue until it is closed.
    pub(crate) fn serve(mut self) {
        loop {
            // With a group open, only what is there already may join it: a commit never waits for company.
            let request = if self.open {
                match self.queue.try_pop() {
                    Popped::Item(request) => Some(request),
                    Popped::Empty | Popped::Closed => None,
                }
            } else {
                match self.queue.pop() {
                    Some(request) => Some(request),
                    None => return,
                }
            };
            match request {
                Some(WriteRequest::Single(op)) => self.serve_single(op),
                Some(WriteRequest::Transaction(session)) => self.serve_transaction(&session),
                Some(WriteRequest::Maintain(work)) => {
                    self.flush();
                    work(&self.connection);
                }
                None => drop(self.flush()),
            }
            if self.is_due() {
                self.flush();
            }
        }
    }

    fn is_due(&self) -> bool {
        self.waiting.len() >= self.limits.members
            || self
                .since
                .is_some_and(|since| since.elapsed() >= self.limits.time)
    }

    /// One statement needs no savepoint: when it fails, SQLite takes back what it did.
    fn serve_single(&mut self, mut op: Op) {
        if op.sink.is_abandoned() {
            return;
        }
        let outcome = self
            .ensure_open()
            .and_then(|()| op.work.run(&self.connection, &mut *op.sink));
        match outcome {
            Ok(ran) => self.wait(Waiting::Single {
                sink: op.sink,
                outcome: ran.outcome(),
            }),
            Err(error) => {
                self.check_lost(&error);
                op.sink.finish(Err(error));
            }
        }
    }

    fn wait(&mut self, waiting: Waiting) {
        self.since.get_or_insert_with(Instant::now);
        self.waiting.push(waiting);
    }

    fn serve_transaction(&mut self, session: &Session) {
        let mut member = Member::default();
        let end = loop {
            match self.next_command(session, &mut member) {
                Ok(Some(Command::Run(op))) => {
                    if let Err(error) = self.run(&mut member, op) {
                        break Err(error);
                    }
                }
                Ok(Some(Command::Commit(reply))) => return self.commit(&member, reply),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.roll_back(&mut member);
        if let Err(error) = end {
            session.end(error);
        }
    }

    /// Waits for the caller's next command; `None` when it dropped the transaction.
    fn next_command(&mut self, session: &Session, member: &mut Member) -> DbResult<Option<Command>> {
        if !self.waiting.is_empty() {
            let overdue = self.is_due() || member.log_bytes > self.limits.replay_bytes;
            if !overdue {
                match session.next(self.limits.stall) {
                    Ok(command) => return Ok(Some(command)),
                    Err(RecvTimeoutError::Disconnected) => return Ok(None),
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
            self.flush_around(member)?;
        }
        let idle_since = Instant::now();
        loop {
            match session.next(CLOSE_LOOK.min(self.limits.transaction_idle)) {
                Ok(command) => return Ok(Some(command)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.queue.is_closed() {
                return Err(DbError::Closed);
            }
            if idle_since.elapsed() >= self.limits.transaction_idle {
                return Err(DbError::Aborted("it was idle for too long".to_owned()));
            }
        }
    }

    /// Runs one command of a transaction. An error here ends the transaction.
    fn run(&mut self, member: &mut Member, mut op: Op) -> DbResult<()> {
        let started = self.start(member);
        match started.and_then(|()| op.work.run(&self.connection, &mut *op.sink)) {
            Ok(ran) => {
                // Schema changes are not counted as changes of rows.
                let wrote = ran.changed > 0 || matches!(op.work, Work::Batch(_));
                if member.savepoint && wrote {
                    member.log_bytes += op.work.weight();
                    member.log.push((op.work, ran.changed));
                }
                op.sink.finish(ran.outcome());
                Ok(())
            }
            Err(error) => {
                self.check_lost(&error);
                op.sink.finish(Err(error));
                Err(DbError::Aborted("an earlier statement failed".to_owned()))
            }
        }
    }

    fn start(&mut self, member: &mut Member) -> DbResult<()> {
        if member.started {
            return Ok(());
        }
        self.ensure_open()?;
        member.savepoint = !self.waiting.is_empty();
        if member.savepoint {
            self.command("SAVEPOINT member")?;
        }
        member.started = true;
        Ok(())
    }

    fn commit(&mut self, member: &Member, reply: oneshot::Sender<DbResult<()>>) {
        if !member.started {
            drop(reply.send(Ok(())));
            return;
        }
        if member.savepoint
            && let Err(error) = self.command("RELEASE member")
        {
            self.lose(&error);
            drop(reply.send(Err(error)));
            return;
        }
        self.wait(Waiting::Transaction(reply));
    }

    fn roll_back(&mut self, member: &mut Member) {
        if !std::mem::take(&mut member.started) || !self.open {
            return;
        }
        if member.savepoint {
            let undone = self
                .command("ROLLBACK TO member")
                .and_then(|()| self.command("RELEASE member"));
            if let Err(error) = undone {
                self.lose(&error);
            }
        } else {
            // Alone in the outer transaction: nobody has committed into it yet.
            self.abandon();
        }
    }

    /// Opens the outer transaction.
    fn ensure_open(&mut self) -> DbResult<()> {
        if !self.open {
            self.command("BEGIN IMMEDIATE")?;
            self.open = true;
        }
        Ok(())
    }

    /// Commits the outer transaction and tells everybody who waits. Returns whether it is on disk.
    fn flush(&mut self) -> bool {
        if !self.open {
            return true;
        }
        let outcome = self.command("COMMIT").map_err(|error| {
            DbError::Other(format!(
                "the commit did not reach the disk, nothing of it is stored: {error}"
            ))
        });
        if outcome.is_err() {
            self.abandon();
        }
        self.open = false;
        self.resolve(&outcome);
        outcome.is_ok()
    }

    fn resolve(&mut self, outcome: &DbResult<()>) {
        self.since = None;
        if self.waiting.is_empty() {
            return;
        }
        let members = self.waiting.len() as u64;
        self.stats.groups.fetch_add(1, Ordering::Relaxed);
        self.stats.commits.fetch_add(members, Ordering::Relaxed);
        metrics::histogram!("db_group_commits").record(members as f64);
        for waiting in self.waiting.drain(..) {
            waiting.resolve(outcome.clone());
        }
    }

    /// Commits those who wait while `member` is under way.
    fn flush_around(&mut self, member: &mut Member) -> DbResult<()> {
        let restart = member.started;
        let version = self.data_version()?;
        self.roll_back(member);
        if !self.flush() {
            let reason = "a transaction before it did not reach the disk".to_owned();
            return Err(DbError::Serialization(reason));
        }
        if restart {
            self.start(member)?;
            self.replay(member, version)?;
        }
        Ok(())
    }

    fn replay(&mut self, member: &mut Member, version: i64) -> DbResult<()> {
        if self.data_version()? != version {
            return Err(DbError::Serialization(
                "another process wrote to the database".to_owned(),
            ));
        }
        self.stats.replays.fetch_add(1, Ordering::Relaxed);
        member.log_bytes = 0;
        for (work, changed) in std::mem::take(&mut member.log) {
            if work.run(&self.connection, &mut Ignore)?.changed != changed {
                return Err(DbError::Serialization(
                    "a statement did something else when run again".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Changes when, and only when, another connection has written.
    fn data_version(&self) -> DbResult<i64> {
        let mut statement = self.connection.prepare_cached("PRAGMA data_version")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Some errors (a full disk, no memory) make SQLite roll back the whole outer transaction.
    fn check_lost(&mut self, error: &DbError) {
        if self.open && self.connection.is_autocommit() {
            self.lose(error);
        }
    }

    /// Gives up the outer transaction and tells everybody in it.
    fn lose(&mut self, error: &DbError) {
        self.abandon();
        self.resolve(&Err(DbError::Other(format!("the transaction was lost: {error}"))));
    }

    fn abandon(&mut self) {
        self.open = false;
        if !self.connection.is_autocommit()
            && let Err(error) = self.command("ROLLBACK")
        {
            tracing::error!(%error, "rolling back failed");
        }
    }

    fn command(&self, sql: &str) -> DbResult<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
