//! SQLite: one thread that writes, several that read, each with a connection of its own.

mod checkpoint;
mod queue;
mod reader;
mod session;
mod spin;
mod statement;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

pub(crate) use self::session::SqliteTx;
pub(crate) use self::statement::{Op, Ticket, Work, value_at};
pub use self::writer::GroupLimits;
pub(crate) use self::writer::WriterStats;

use self::queue::Queue;
use self::reader::{ReadRequest, Reader};
use self::writer::{WriteRequest, Writer};
use crate::error::{DbError, DbResult};

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// The disk: what was acknowledged survives a power cut.
    #[default]
    Full,
    /// The operating system: it survives a crash of this program, and the last moments before a power cut may be lost.
    Normal,
}

/// How SQLite is used.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// Reading threads; 0 is one per core, at least 2.
    pub readers: usize,
    /// What a commit waits for.
    pub synchronous: Synchronous,
    /// How long to wait when another process holds the database.
    pub busy_timeout: Duration,
    /// Page cache of each connection, in KiB.
    pub cache_kib: u32,
    /// How much of the file is mapped into memory by each connection, in bytes. Mapped pages count as the process's memory
    /// once per connection, and a failing disk then kills the process; so this is 0 unless asked for.
    pub mmap_bytes: u64,
    /// Group commit.
    pub group: GroupLimits,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            readers: 0,
            synchronous: Synchronous::Full,
            busy_timeout: Duration::from_secs(5),
            cache_kib: 16 * 1024,
            mmap_bytes: 0,
            group: GroupLimits::default(),
        }
    }
}

/// Snapshots that may be open at once: each holds a thread, and the write-ahead log grows while one is old.
const SNAPSHOTS: usize = 8;
/// Connections that are kept for the next snapshot.
const IDLE_SNAPSHOT_CONNECTIONS: usize = 2;
/// Prepared statements kept per connection; about what the whole program has.
const STATEMENTS: usize = 512;

pub(crate) struct SqliteDb {
    path: PathBuf,
    options: SqliteOptions,
    writes: Arc<Queue<WriteRequest>>,
    reads: Arc<Queue<ReadRequest>>,
    snapshots: Arc<Snapshots>,
    stats: Arc<WriterStats>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Snapshots {
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Reader>>,
}

impl SqliteDb {
    /// Opens the file, creating it when it is missing, and starts the threads. Blocks.
    pub(crate) fn open(path: &Path, options: &SqliteOptions) -> DbResult<Self> {
        // The writer comes first: it makes the file and puts it into WAL mode.
        let mut writer = connect(path, options, false)?;
        let nudges = checkpoint::watch(&mut writer)?;
        let mover = connect(path, options, true)?;
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        let count = if options.readers == 0 {
            cores
        } else {
            options.readers
        };
        let readers = (0..count)
            .map(|_| Reader::new(connect(path, options, true)?))
            .collect::<DbResult<Vec<_>>>()?;

        let db = Self {
            path: path.to_owned(),
            options: options.clone(),
            writes: Arc::new(Queue::new()),
            reads: Arc::new(Queue::new()),
            snapshots: Arc::new(Snapshots {
                places: Arc::new(Semaphore::new(SNAPSHOTS)),
                idle: Mutex::default(),
            }),
            stats: Arc::default(),
            threads: Mutex::default(),
        };
        let (queue, stats) = (Arc::clone(&db.writes), Arc::clone(&db.stats));
        let writer = Writer::new(writer, queue, options.group.clone(), stats);
        db.spawn("db-writer".to_owned(), move || writer.serve())?;
        db.spawn("db-checkpoint".to_owned(), move || {
            checkpoint::serve(&mover, &nudges)
        })?;
        for (index, reader) in readers.into_iter().enumerate() {
            let queue = Arc::clone(&db.reads);
            db.spawn(format!("db-reader-{index}"), move || reader.serve(&queue))?;
        }
        Ok(db)
    }

    fn spawn(&self, name: String, work: impl FnOnce() + Send + 'static) -> DbResult<()> {
        let thread = std::thread::Builder::new().name(name).spawn(work);
        let thread =
            thread.map_err(|error| DbError::Other(format!("starting a database thread: {error}")))?;
        self.threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(thread);
        Ok(())
    }

    /// Runs one statement by itself: reads on a reader, writes as a transaction of their own.
    pub(crate) async fn run<R>(&self, writes: bool, (op, ticket): (Op, Ticket<R>)) -> DbResult<R> {
        let sent = if writes {
            self.writes.push(WriteRequest::Single(op)).is_ok()
        } else {
            self.reads.push(ReadRequest::Run(op)).is_ok()
        };
        if !sent {
            return Err(DbError::Closed);
        }
        ticket.wait().await.unwrap_or(Err(DbError::Closed))
    }

    pub(crate) fn begin_write(&self) -> DbResult<SqliteTx> {
        if self.writes.is_closed() {
            return Err(DbError::Closed);
        }
        let queue = Arc::clone(&self.writes);
        let start = move |session| {
            queue
                .push(WriteRequest::Transaction(session))
                .map_err(|_| DbError::Closed)
        };
        Ok(SqliteTx::new(Box::new(start), None))
    }

    pub(crate) async fn begin_read(&self) -> DbResult<SqliteTx> {
        let place = Arc::clone(&self.snapshots.places)
            .acquire_owned()
            .await
            .map_err(|_| DbError::Closed)?;
        let (snapshots, path, options) = (
            Arc::clone(&self.snapshots),
            self.path.clone(),
            self.options.clone(),
        );
        let start = move |session| {
            let (snapshots, path, options) = (Arc::clone(&snapshots), path.clone(), options.clone());
            let serve = move || snapshots.serve(&session, &path, &options);
            let thread = std::thread::Builder::new()
                .name("db-snapshot".to_owned())
                .spawn(serve);
            thread
                .map(drop)
                .map_err(|error| DbError::Other(format!("starting a database thread: {error}")))
        };
        Ok(SqliteTx::new(Box::new(start), Some(place)))
    }

    /// Does something with a connection that may only read.
    pub(crate) async fn with_reader<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> DbResult<R> + Send + 'static,
    ) -> DbResult<R> {
        let (sender, reply) = oneshot::channel();
        let work = Box::new(move |connection: &Connection| drop(sender.send(work(connection))));
        self.reads
            .push(ReadRequest::With(work))
            .map_err(|_| DbError::Closed)?;
        reply.await.unwrap_or(Err(DbError::Closed))
    }

    /// Does something with the writing connection, outside of any transaction.
    pub(crate) async fn maintain<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> DbResult<R> + Send + 'static,
    ) -> DbResult<R> {
        let (sender, reply) = oneshot::channel();
        let work = Box::new(move |connection: &Connection| drop(sender.send(work(connection))));
        self.writes
            .push(WriteRequest::Maintain(work))
            .map_err(|_| DbError::Closed)?;
        reply.await.unwrap_or(Err(DbError::Closed))
    }

    pub(crate) fn stats(&self) -> &WriterStats {
        &self.stats
    }

    /// Finishes what is queued, then closes the connections. The last one to close empties the write-ahead log.
    pub(crate) async fn close(&self) -> DbResult<()> {
        self.shut();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let joined =
            tokio::task::spawn_blocking(move || threads.into_iter().all(|thread| thread.join().is_ok()));
        match joined.await {
            Ok(true) => Ok(()),
            _ => Err(DbError::Other("a database thread ended with a panic".to_owned())),
        }
    }

    fn shut(&self) {
        self.writes.close();
        self.reads.close();
        self.snapshots.places.close();
        self.snapshots
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl Drop for SqliteDb {
    fn drop(&mut self) {
        // The threads finish what is queued and end by themselves.
        self.shut();
    }
}

impl Snapshots {
    fn serve(&self, session: &session::Session, path: &Path, options: &SqliteOptions) {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle.map_or_else(|| connect(path, options, true).and_then(Reader::new), Ok) {
            Ok(reader) => reader,
            Err(error) => return session.end(error),
        };
        reader.serve_snapshot(session, options.group.transaction_idle);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_SNAPSHOT_CONNECTIONS && !self.places.is_closed() {
            idle.push(reader);
        }
    }
}

fn connect(path: &Path, options: &SqliteOptions, reads_only: bool) -> DbResult<Connection> {
    // No mutex inside of SQLite: each connection stays on one thread.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| DbError::Connection(format!("{}: {}", path.display(), DbError::from(error))))?;
    connection.busy_timeout(options.busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A misspelt name in double quotes is an error, as on PostgreSQL, not a text.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Plans do not depend on the values that are bound. Otherwise SQLite parses and plans a statement anew, each time that it runs,
    // when a value might make a partial index or its statistics usable.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let synchronous = match options.synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{cache};
         PRAGMA mmap_size = {mmap};
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA query_only = {query_only};",
        cache = options.cache_kib,
        mmap = options.mmap_bytes,
        query_only = if reads_only { "ON" } else { "OFF" },
    ))?;
    Ok(connection)
}
