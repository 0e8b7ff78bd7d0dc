//! A transaction.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::database::{Db, Dialect};
use crate::error::{DbError, DbResult};
use crate::executor::Executor;
use crate::postgres::{self, PgTx};
use crate::row::FromRow;
use crate::sqlite::{Op, SqliteTx, Ticket, Work};
use crate::trace;
use crate::value::Value;

/// A transaction. Dropped without [`commit`](Self::commit) it is rolled back; a future of one of its statements may be
/// dropped at any point.
///
/// After a statement has failed, the transaction is over on both databases: every later statement and the commit fail
/// with [`DbError::Aborted`]. Only a missing row, an unreadable column and a refused argument leave it usable.
pub struct Tx {
    db: Db,
    kind: TxKind,
    failed: AtomicBool,
    /// Statements that were begun and whose outcome nobody has seen, because their futures were dropped.
    unseen: AtomicUsize,
    signals: Mutex<Vec<watch::Sender<()>>>,
}

pub(crate) enum TxKind {
    Sqlite(SqliteTx),
    Postgres(PgTx),
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("dialect", &self.dialect())
            .field("failed", &self.failed)
            .finish()
    }
}

impl Tx {
    pub(crate) fn new(db: Db, kind: TxKind) -> Self {
        Self {
            db,
            kind,
            failed: AtomicBool::new(false),
            unseen: AtomicUsize::new(0),
            signals: Mutex::default(),
        }
    }

    /// Commits. When this returns `Ok`, the transaction is on disk and every later read sees it. When its future is
    /// dropped before, it may or may not have committed.
    ///
    /// # Errors
    /// When the transaction has failed before or does not reach the disk; nothing of it is then stored. Only after a
    /// lost connection ([`DbError::Connection`]) it is not known.
    pub fn commit(self) -> BoxFuture<'static, DbResult<()>> {
        Box::pin(self.commit_now())
    }

    async fn commit_now(self) -> DbResult<()> {
        self.check()?;
        if self.unseen.load(Ordering::Relaxed) > 0
            && let TxKind::Postgres(tx) = &self.kind
        {
            // PostgreSQL answers a COMMIT of a failed transaction by rolling back, and calls that a success. A failure
            // that nobody has seen shows in the next statement.
            tx.connection()?.batch_execute("SELECT 1").await?;
        }
        let Self { kind, signals, .. } = self;
        match kind {
            TxKind::Sqlite(tx) => tx.commit().await?,
            TxKind::Postgres(tx) => tx.commit().await?,
        }
        for signal in signals.into_inner().unwrap_or_else(PoisonError::into_inner) {
            signal.send_replace(());
        }
        Ok(())
    }

    /// Rolls back. The same as dropping it, in words.
    pub fn rollback(self) {}

    /// Tells the followers of [`Db::signal`] of this name once the transaction has committed.
    pub fn signal_on_commit(&self, name: &str) {
        let signal = self.db.signal_sender(name);
        let mut signals = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        if !signals.iter().any(|other| other.same_channel(&signal)) {
            signals.push(signal);
        }
    }

    /// Runs statements separated by semicolons, without arguments.
    ///
    /// # Errors
    /// When one of them fails; the transaction is then over.
    pub fn exec_batch<'a>(&'a self, sql: &'a str) -> BoxFuture<'a, DbResult<()>> {
        let run = async move {
            match &self.kind {
                TxKind::Sqlite(tx) => tx.run(Op::count(Work::Batch(sql.into()))).await.map(|_| ()),
                TxKind::Postgres(tx) => Ok(tx.connection()?.batch_execute(sql).await?),
            }
        };
        Box::pin(self.guard(sql, run))
    }

    /// Runs one statement with many sets of arguments, in their order; returns how many rows it changed in all. Much
    /// faster than one call for each.
    ///
    /// # Errors
    /// When one of them fails; the transaction is then over.
    pub fn exec_many<'a>(&'a self, sql: &'a str, sets: Vec<Vec<Value>>) -> BoxFuture<'a, DbResult<u64>> {
        Box::pin(async move {
            let statement = self.db.statement_unchecked(sql);
            let arguments = statement.placeholders;
            sets.iter().try_for_each(|args| statement.check_args(args))?;
            let run = async {
                match &self.kind {
                    TxKind::Sqlite(tx) => {
                        tx.run(Op::count(Work::Many {
                            sql: statement,
                            rows: sets,
                        }))
                        .await
                    }
                    TxKind::Postgres(tx) => {
                        postgres::count_many(tx.connection()?, sql, arguments, &sets).await
                    }
                }
            };
            self.guard(sql, run).await
        })
    }

    async fn rows<T: FromRow>(&self, sql: &str, args: Vec<Value>, first_only: bool) -> DbResult<Vec<T>> {
        let statement = self.db.statement(sql, &args)?;
        let run = async {
            match &self.kind {
                TxKind::Sqlite(tx) => {
                    let op: (Op, Ticket<Vec<T>>) = Op::rows(Work::One { sql: statement, args }, first_only);
                    tx.run(op).await
                }
                TxKind::Postgres(tx) => postgres::rows(tx.connection()?, sql, &args).await,
            }
        };
        self.guard(sql, run).await
    }

    fn check(&self) -> DbResult<()> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(DbError::Aborted("an earlier statement failed".to_owned()));
        }
        Ok(())
    }

    /// Runs a statement unless the transaction is over, and remembers when it fails.
    async fn guard<T>(&self, sql: &str, run: impl Future<Output = DbResult<T>> + Send) -> DbResult<T> {
        self.check()?;
        self.unseen.fetch_add(1, Ordering::Relaxed);
        let outcome = trace::statement(self.dialect(), sql, run).await;
        self.unseen.fetch_sub(1, Ordering::Relaxed);
        if outcome.as_ref().is_err_and(DbError::ends_transaction) {
            self.failed.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

impl Executor for Tx {
    fn dialect(&self) -> Dialect {
        self.db.dialect()
    }

    fn all<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Vec<T>>> {
        Box::pin(self.rows(sql, args, false))
    }

    fn opt<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Option<T>>> {
        Box::pin(async move { Ok(self.rows(sql, args, true).await?.into_iter().next()) })
    }

    fn exec<'a>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<u64>> {
        Box::pin(async move {
            let statement = self.db.statement(sql, &args)?;
            let run = async {
                match &self.kind {
                    TxKind::Sqlite(tx) => tx.run(Op::count(Work::One { sql: statement, args })).await,
                    TxKind::Postgres(tx) => postgres::count(tx.connection()?, sql, &args).await,
                }
            };
            self.guard(sql, run).await
        })
    }
}
