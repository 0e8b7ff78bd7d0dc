//! The database: opened once, cloned freely.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::error::{DbError, DbResult};
use crate::executor::Executor;
use crate::postgres::{self, PgDb};
use crate::row::FromRow;
use crate::sql::{Sql, SqlCache};
use crate::sqlite::{Op, SqliteDb, SqliteOptions, Work};
use crate::trace;
use crate::tx::{Tx, TxKind};
use crate::value::Value;

/// Which database this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite, inside of this process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl Dialect {
    /// Locks the selected rows and leaves out those that others hold. SQLite has one writer and needs neither.
    #[must_use]
    pub const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }

    /// Locks the selected rows up to the end of the transaction: for reading what is then written.
    #[must_use]
    pub const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE",
        }
    }

    /// Like [`Dialect::for_update`], and others may still write rows that refer to the locked ones: for what many rows refer to and what
    /// keeps its key.
    #[must_use]
    pub const fn for_no_key_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR NO KEY UPDATE",
        }
    }
}

/// Where the database is and how it is used.
#[derive(Clone)]
pub struct DatabaseOptions {
    /// `sqlite:///path/of/file.db` or `postgres://user:password@host/name`.
    pub url: String,
    /// For SQLite.
    pub sqlite: SqliteOptions,
    /// For PostgreSQL: connections at most.
    pub pool_size: usize,
}

impl DatabaseOptions {
    /// The usual options for this URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            sqlite: SqliteOptions::default(),
            pool_size: 16,
        }
    }

    /// The usual options for a SQLite file.
    #[must_use]
    pub fn sqlite_file(path: &Path) -> Self {
        Self::new(format!("sqlite://{}", path.display()))
    }

    /// How long a transaction may send nothing before it is rolled back, on both databases.
    #[must_use]
    pub fn transaction_idle(mut self, limit: Duration) -> Self {
        self.sqlite.group.transaction_idle = limit;
        self
    }

    fn sqlite_path(&self) -> Option<PathBuf> {
        let rest = self.url.strip_prefix("sqlite:")?;
        Some(PathBuf::from(rest.strip_prefix("//").unwrap_or(rest)))
    }
}

/// The URL holds the password and is left out.
impl fmt::Debug for DatabaseOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.url.split(':').next().unwrap_or_default();
        f.debug_struct("DatabaseOptions")
            .field("url", &format_args!("{scheme}:…"))
            .field("sqlite", &self.sqlite)
            .field("pool_size", &self.pool_size)
            .finish()
    }
}

/// The database. Cloning is cheap; all clones are one database.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) backend: Backend,
    pub(crate) statements: SqlCache,
    signals: Signals,
}

pub(crate) enum Backend {
    Sqlite(SqliteDb),
    Postgres(PgDb),
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Db").field(&self.dialect()).finish()
    }
}

impl Db {
    /// Opens the database. A SQLite file is created when it is missing; a PostgreSQL server is asked for its version.
    ///
    /// # Errors
    /// When the URL is not one of a database, or the database cannot be opened.
    pub async fn open(options: &DatabaseOptions) -> DbResult<Self> {
        let backend = if let Some(path) = options.sqlite_path() {
            if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
                return Err(DbError::Config(
                    "SQLite needs a file: sqlite:///path/of/file.db".to_owned(),
                ));
            }
            let sqlite = options.sqlite.clone();
            let opened = tokio::task::spawn_blocking(move || SqliteDb::open(&path, &sqlite)).await;
            Backend::Sqlite(opened.map_err(|error| DbError::Other(error.to_string()))??)
        } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            let idle_limit = options.sqlite.group.transaction_idle;
            Backend::Postgres(PgDb::open(&options.url, options.pool_size, idle_limit).await?)
        } else {
            return Err(DbError::Config(
                "database.url must begin with sqlite: or postgres:".to_owned(),
            ));
        };
        let inner = Inner {
            backend,
            statements: SqlCache::default(),
            signals: Signals::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.inner.backend
    }

    pub(crate) fn statement(&self, sql: &str, args: &[Value]) -> DbResult<Arc<Sql>> {
        let statement = self.inner.statements.get(sql);
        statement.check_args(args)?;
        Ok(statement)
    }

    pub(crate) fn statement_unchecked(&self, sql: &str) -> Arc<Sql> {
        self.inner.statements.get(sql)
    }

    /// Begins a transaction that may write.
    ///
    /// On SQLite it holds the only write lock from its first statement on, so it sees and changes what nobody else
    /// changes meanwhile. On PostgreSQL it runs READ COMMITTED: rows that are read in order to be written are locked with
    /// [`Dialect::for_update`]. Dropped without [`Tx::commit`], it is rolled back.
    ///
    /// # Errors
    /// When the database is closed or there is no connection to it.
    pub fn begin_write(&self) -> BoxFuture<'_, DbResult<Tx>> {
        Box::pin(async move {
            let kind = match self.backend() {
                Backend::Sqlite(db) => TxKind::Sqlite(db.begin_write()?),
                Backend::Postgres(db) => TxKind::Postgres(db.begin(false).await?),
            };
            Ok(Tx::new(self.clone(), kind))
        })
    }

    /// Begins a snapshot: all its reads see the database as its first one did. It cannot write. End it by dropping it.
    ///
    /// # Errors
    /// When the database is closed or there is no connection to it.
    pub fn begin_read(&self) -> BoxFuture<'_, DbResult<Tx>> {
        Box::pin(async move {
            let kind = match self.backend() {
                Backend::Sqlite(db) => TxKind::Sqlite(db.begin_read().await?),
                Backend::Postgres(db) => TxKind::Postgres(db.begin(true).await?),
            };
            Ok(Tx::new(self.clone(), kind))
        })
    }

    /// Runs statements separated by semicolons, without arguments, in one transaction.
    ///
    /// # Errors
    /// When one of them fails; none of them has then had an effect.
    pub async fn exec_batch(&self, sql: &str) -> DbResult<()> {
        let tx = self.begin_write().await?;
        tx.exec_batch(sql).await?;
        tx.commit().await
    }

    /// Follows the commits of transactions that called [`Tx::signal_on_commit`] with this name. It tells of this process
    /// only, so who waits for it must also look from time to time.
    #[must_use]
    pub fn signal(&self, name: &str) -> Signal {
        Signal(self.inner.signals.get(name).subscribe())
    }

    pub(crate) fn signal_sender(&self, name: &str) -> watch::Sender<()> {
        self.inner.signals.get(name)
    }

    /// Moves the write-ahead log into the database file. Nothing to do on PostgreSQL.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn checkpoint(&self) -> DbResult<()> {
        match self.backend() {
            Backend::Sqlite(db) => {
                // A reader in the way leaves the rest for the next time; that is not an error.
                db.maintain(|connection| {
                    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                    Ok(())
                })
                .await
            }
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Refreshes the statistics that query plans are made from: SQLite's where they are out of date, all of PostgreSQL's, which it
    /// would notice by itself about a minute after much was written.
    ///
    /// # Errors
    /// When the database cannot write.
    pub async fn optimize(&self) -> DbResult<()> {
        match self.backend() {
            Backend::Sqlite(db) => {
                db.maintain(|connection| Ok(connection.execute_batch("PRAGMA optimize = 0x10002")?))
                    .await
            }
            Backend::Postgres(_) => self.exec_batch("ANALYZE").await,
        }
    }

    /// Finishes what is under way and closes every connection. Later calls fail with [`DbError::Closed`].
    ///
    /// # Errors
    /// When a database thread has panicked.
    pub async fn close(&self) -> DbResult<()> {
        match self.backend() {
            Backend::Sqlite(db) => db.close().await,
            Backend::Postgres(db) => {
                db.close();
                Ok(())
            }
        }
    }

    /// Counts since the database was opened.
    #[must_use]
    pub fn stats(&self) -> DbStats {
        let load =
            |counter: &std::sync::atomic::AtomicU64| counter.load(std::sync::atomic::Ordering::Relaxed);
        match self.backend() {
            Backend::Sqlite(db) => {
                let stats = db.stats();
                DbStats {
                    commits: load(&stats.commits),
                    commit_groups: load(&stats.groups),
                    replayed_transactions: load(&stats.replays),
                }
            }
            Backend::Postgres(_) => DbStats::default(),
        }
    }

    async fn rows<T: FromRow>(&self, sql: &str, args: Vec<Value>, first_only: bool) -> DbResult<Vec<T>> {
        let statement = self.statement(sql, &args)?;
        let run = async {
            match self.backend() {
                Backend::Sqlite(db) => {
                    let writes = statement.writes;
                    db.run(writes, Op::rows(Work::One { sql: statement, args }, first_only))
                        .await
                }
                Backend::Postgres(db) => postgres::rows(&db.connection().await?, sql, &args).await,
            }
        };
        trace::statement(self.dialect(), sql, run).await
    }
}

impl Executor for Db {
    fn dialect(&self) -> Dialect {
        match self.backend() {
            Backend::Sqlite(_) => Dialect::Sqlite,
            Backend::Postgres(_) => Dialect::Postgres,
        }
    }

    fn all<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Vec<T>>> {
        Box::pin(self.rows(sql, args, false))
    }

    fn opt<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Option<T>>> {
        Box::pin(async move { Ok(self.rows(sql, args, true).await?.into_iter().next()) })
    }

    fn exec<'a>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<u64>> {
        Box::pin(async move {
            let statement = self.statement(sql, &args)?;
            let run = async {
                match self.backend() {
                    Backend::Sqlite(db) => {
                        let writes = statement.writes;
                        db.run(writes, Op::count(Work::One { sql: statement, args }))
                            .await
                    }
                    Backend::Postgres(db) => postgres::count(&db.connection().await?, sql, &args).await,
                }
            };
            trace::statement(self.dialect(), sql, run).await
        })
    }
}

/// Counts since the database was opened; zero on PostgreSQL, which groups commits by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DbStats {
    /// Transactions and single statements that committed or failed to.
    pub commits: u64,
    /// Waits for the disk that they shared.
    pub commit_groups: u64,
    /// Transactions that were run again because their caller dawdled with others waiting.
    pub replayed_transactions: u64,
}

/// Commits of one kind, as one follower sees them.
#[derive(Debug)]
pub struct Signal(watch::Receiver<()>);

impl Signal {
    /// Waits for a commit since the last call, or since [`Db::signal`]. Several of them count as one. Returns never once
    /// the database is gone.
    pub async fn committed(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The senders by name.
#[derive(Default)]
struct Signals(Mutex<HashMap<String, watch::Sender<()>>>);

impl Signals {
    fn get(&self, name: &str) -> watch::Sender<()> {
        let mut signals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signal) = signals.get(name) {
            return signal.clone();
        }
        signals.entry(name.to_owned()).or_default().clone()
    }
}
