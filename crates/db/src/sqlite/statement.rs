//! Running one piece of work on a SQLite connection, and handing its rows to who asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::types::{ToSqlOutput, ValueRef as SqliteRef};
use rusqlite::{CachedStatement, Connection};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::spin;
use crate::error::{DbError, DbResult};
use crate::row::{FromRow, Plan, Row, Source, ValueError, ValueRef};
use crate::sql::Sql;
use crate::value::Value;

/// Something to run. Kept by the writer as long as it may have to be run again.
pub(crate) enum Work {
    /// One statement.
    One { sql: Arc<Sql>, args: Vec<Value> },
    /// One statement with many sets of arguments.
    Many { sql: Arc<Sql>, rows: Vec<Vec<Value>> },
    /// Statements separated by semicolons, without arguments.
    Batch(Box<str>),
}

impl Work {
    /// About how many bytes it holds.
    pub(crate) fn weight(&self) -> usize {
        let row = |args: &Vec<Value>| {
            args.iter()
                .map(|value| size_of::<Value>() + value.weight())
                .sum::<usize>()
        };
        match self {
            Self::One { args, .. } => row(args),
            Self::Many { rows, .. } => rows.iter().map(row).sum(),
            Self::Batch(text) => text.len(),
        }
    }

    /// Runs it. An error means that it had no effect.
    pub(crate) fn run(&self, connection: &Connection, sink: &mut dyn Sink) -> DbResult<Ran> {
        let before = connection.total_changes();
        let mut rows = Ok(());
        match self {
            Self::One { sql, args } => {
                rows = step(&mut connection.prepare_cached(&sql.sqlite)?, args, sink)?;
            }
            Self::Many { sql, rows } => {
                let mut statement = connection.prepare_cached(&sql.sqlite)?;
                let mut changed = 0;
                for args in rows {
                    step(&mut statement, args, &mut Ignore)??;
                    changed += connection.changes();
                }
                return Ok(Ran {
                    changed,
                    rows: Ok(()),
                });
            }
            Self::Batch(text) => connection.execute_batch(text)?,
        }
        // `changes` still tells of the statement before when this one changed nothing.
        let changed = if connection.total_changes() == before {
            0
        } else {
            connection.changes()
        };
        Ok(Ran { changed, rows })
    }
}

/// What a piece of work did.
pub(crate) struct Ran {
    /// How many rows it changed.
    pub changed: u64,
    /// Whether its rows could be read. What it changed stands either way, as on PostgreSQL.
    pub rows: DbResult<()>,
}

impl Ran {
    pub(crate) fn outcome(self) -> DbResult<u64> {
        self.rows.map(|()| self.changed)
    }
}

/// Binds, steps to the end, hands over the rows. The outer result is the database's, the inner one the sink's.
fn step(statement: &mut CachedStatement<'_>, args: &[Value], sink: &mut dyn Sink) -> DbResult<DbResult<()>> {
    for (index, value) in args.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    let reads = statement.readonly();
    if let Err(error) = sink.start(&statement.column_names().collect::<Vec<_>>()) {
        return Ok(Err(error));
    }
    let mut rows = statement.raw_query();
    let mut outcome = Ok(true);
    while let Some(row) = rows.next()? {
        if matches!(outcome, Ok(true)) {
            outcome = sink.row(row);
        }
        // A statement that writes is always run to its end: what it does must not depend on who reads its rows.
        if reads && !matches!(outcome, Ok(true)) {
            break;
        }
    }
    Ok(outcome.map(|_| ()))
}

/// Who gets the rows of a statement and its end.
pub(crate) trait Sink: Send {
    /// The result's columns, before the first row.
    fn start(&mut self, names: &[&str]) -> DbResult<()>;
    /// A row; returns whether more are wanted.
    fn row(&mut self, row: &rusqlite::Row<'_>) -> DbResult<bool>;
    /// The end: how many rows changed, or why it failed.
    fn finish(self: Box<Self>, outcome: DbResult<u64>);
    /// Whether nobody waits for the outcome any more.
    fn is_abandoned(&self) -> bool;
}

/// A piece of work with who waits for it.
pub(crate) struct Op {
    pub work: Work,
    pub sink: Box<dyn Sink>,
    /// Set when the caller went away; a long read is then interrupted.
    pub abandoned: Arc<AtomicBool>,
}

/// The caller's end of an [`Op`].
pub(crate) struct Ticket<R> {
    reply: oneshot::Receiver<DbResult<R>>,
    abandoned: Arc<AtomicBool>,
}

impl<R> Ticket<R> {
    /// The outcome; `None` when the database thread dropped the work unanswered.
    pub(crate) async fn wait(mut self) -> Option<DbResult<R>> {
        (&mut self.reply).await.ok()
    }

    /// The same, when the thread has nothing else to do and most likely answers at once.
    pub(crate) async fn wait_briefly(mut self) -> Option<DbResult<R>> {
        let soon = spin::for_a_moment(|| match self.reply.try_recv() {
            Ok(answer) => Some(Some(answer)),
            Err(TryRecvError::Closed) => Some(None),
            Err(TryRecvError::Empty) => None,
        });
        match soon {
            Some(answer) => answer,
            None => self.wait().await,
        }
    }
}

impl<R> Drop for Ticket<R> {
    fn drop(&mut self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}

impl Op {
    /// Work whose rows are wanted, all of them or the first.
    pub(crate) fn rows<T: FromRow>(work: Work, first_only: bool) -> (Self, Ticket<Vec<T>>) {
        Self::with(work, |reply| {
            Box::new(Collect {
                plan: Plan::default(),
                rows: Vec::new(),
                first_only,
                reply,
            })
        })
    }

    /// Work whose number of changed rows is wanted.
    pub(crate) fn count(work: Work) -> (Self, Ticket<u64>) {
        Self::with(work, |reply| Box::new(Count { reply }))
    }

    fn with<R>(
        work: Work,
        sink: impl FnOnce(oneshot::Sender<DbResult<R>>) -> Box<dyn Sink>,
    ) -> (Self, Ticket<R>) {
        let (sender, reply) = oneshot::channel();
        let abandoned = Arc::new(AtomicBool::new(false));
        let ticket = Ticket {
            reply,
            abandoned: Arc::clone(&abandoned),
        };
        (
            Self {
                work,
                sink: sink(sender),
                abandoned,
            },
            ticket,
        )
    }
}

/// Reads rows into values, on the database's thread.
struct Collect<T> {
    plan: Plan,
    rows: Vec<T>,
    first_only: bool,
    reply: oneshot::Sender<DbResult<Vec<T>>>,
}

impl<T: FromRow> Sink for Collect<T> {
    fn start(&mut self, names: &[&str]) -> DbResult<()> {
        self.plan = Plan::of::<T>(names.iter().copied())?;
        Ok(())
    }

    fn row(&mut self, row: &rusqlite::Row<'_>) -> DbResult<bool> {
        let row = Row::new(Source::Sqlite(row), &self.plan);
        // A conversion that panics must cost its caller the answer, not everybody the database's thread.
        let value = catch_unwind(AssertUnwindSafe(|| T::from_row(&row)))
            .unwrap_or_else(|_| Err(DbError::decode("?", "reading the row panicked")))?;
        self.rows.push(value);
        Ok(!self.first_only)
    }

    fn finish(self: Box<Self>, outcome: DbResult<u64>) {
        let rows = self.rows;
        // Who went away does not need the answer.
        let _ = self.reply.send(outcome.map(|_| rows));
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }
}

/// Counts changed rows.
struct Count {
    reply: oneshot::Sender<DbResult<u64>>,
}

impl Sink for Count {
    fn start(&mut self, _: &[&str]) -> DbResult<()> {
        Ok(())
    }

    fn row(&mut self, _: &rusqlite::Row<'_>) -> DbResult<bool> {
        Ok(false)
    }

    fn finish(self: Box<Self>, outcome: DbResult<u64>) {
        let _ = self.reply.send(outcome);
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }
}

/// Wants nothing; for statements that are run again and for parts of a bigger work.
pub(crate) struct Ignore;

impl Sink for Ignore {
    fn start(&mut self, _: &[&str]) -> DbResult<()> {
        Ok(())
    }

    fn row(&mut self, _: &rusqlite::Row<'_>) -> DbResult<bool> {
        Ok(false)
    }

    fn finish(self: Box<Self>, _: DbResult<u64>) {}

    fn is_abandoned(&self) -> bool {
        false
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => SqliteRef::Null,
            Self::I64(value) => SqliteRef::Integer(*value),
            Self::F64(value) => SqliteRef::Real(*value),
            Self::Bool(value) => SqliteRef::Integer((*value).into()),
            Self::Text(value) => SqliteRef::Text(value.as_bytes()),
            Self::Bytes(value) => SqliteRef::Blob(value),
        }))
    }
}

/// The value of a column.
pub(crate) fn value_at<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<ValueRef<'a>, ValueError> {
    let value = row
        .get_ref(index)
        .map_err(|error| ValueError(error.to_string()))?;
    Ok(match value {
        SqliteRef::Null => ValueRef::Null,
        SqliteRef::Integer(value) => ValueRef::I64(value),
        SqliteRef::Real(value) => ValueRef::F64(value),
        SqliteRef::Text(bytes) => {
            ValueRef::Text(std::str::from_utf8(bytes).map_err(|_| ValueError("not UTF-8".to_owned()))?)
        }
        SqliteRef::Blob(bytes) => ValueRef::Bytes(bytes),
    })
}
