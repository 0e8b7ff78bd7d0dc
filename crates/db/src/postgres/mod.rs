//! PostgreSQL: prepared statements over a pool of connections.

mod bulk;
mod codec;
mod tls;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures::TryStreamExt;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use self::bulk::count_many;
pub(crate) use self::codec::value_at;

use crate::error::{DbError, DbResult};
use crate::row::{FromRow, Plan, Row, Source};
use crate::value::Value;

/// The oldest server whose SQL the statements are written for.
const OLDEST_SERVER: i64 = 150_000;
/// How long to wait for a free connection, and for a new one.
const POOL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a dropped transaction may take to roll back before its connection is given up.
const ROLLBACK_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept prepared per connection; only statements put together at run time can reach it.
const STATEMENTS: usize = 1024;

pub(crate) struct PgDb {
    pool: Pool,
    /// Fewer places than connections: whoever holds a transaction may still run a statement beside it, and a crowd of
    /// such callers must not wait for each other for ever.
    transactions: Arc<Semaphore>,
    /// Dropped transactions roll back here, wherever they are dropped.
    runtime: Handle,
}

/// A connection of the pool.
pub(crate) type Connection = Object;

impl PgDb {
    pub(crate) async fn open(url: &str, pool_size: usize, idle_limit: Duration) -> DbResult<Self> {
        let (mut config, tls) = tls::configure(url)?;
        if config.get_application_name().is_none() {
            config.application_name("rapport");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(POOL_TIMEOUT);
        }
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(config, tls, manager);
        let setup = format!(
            "SET idle_in_transaction_session_timeout = {}; SET TIME ZONE 'UTC'",
            idle_limit.as_millis().max(1)
        );
        let prepare = Hook::async_fn(move |client: &mut deadpool_postgres::ClientWrapper, _| {
            let setup = setup.clone();
            Box::pin(async move { client.batch_execute(&setup).await.map_err(HookError::Backend) })
        });
        let size = pool_size.max(1);
        let transactions = Arc::new(Semaphore::new((size - size.div_ceil(4)).max(1)));
        let pool = Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_TIMEOUT))
            .create_timeout(Some(POOL_TIMEOUT))
            .post_create(prepare)
            .build()
            .map_err(|error| DbError::Config(error.to_string()))?;
        let db = Self {
            pool,
            transactions,
            runtime: Handle::current(),
        };
        db.check_version().await?;
        Ok(db)
    }

    async fn check_version(&self) -> DbResult<()> {
        let connection = self.connection().await?;
        let sql = "SELECT CAST(current_setting('server_version_num') AS BIGINT)";
        let versions: Vec<i64> = rows(&connection, sql, &[]).await?;
        match versions.first() {
            Some(version) if *version >= OLDEST_SERVER => Ok(()),
            _ => Err(DbError::Config("PostgreSQL 15 or newer is needed".to_owned())),
        }
    }

    pub(crate) async fn connection(&self) -> DbResult<Connection> {
        Ok(self.pool.get().await?)
    }

    pub(crate) async fn begin(&self, reads_only: bool) -> DbResult<PgTx> {
        let place = tokio::time::timeout(POOL_TIMEOUT, Arc::clone(&self.transactions).acquire_owned()).await;
        let place = place
            .map_err(|_| DbError::Busy("too many transactions are open".to_owned()))?
            .map_err(|_| DbError::Closed)?;
        let connection = self.connection().await?;
        // Before the next await: from here on a cancelled caller leaves the connection to the rollback.
        let tx = PgTx {
            connection: Some(connection),
            place: Some(place),
            runtime: self.runtime.clone(),
        };
        let begin = if reads_only {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        } else {
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        };
        tx.connection()?.batch_execute(begin).await?;
        Ok(tx)
    }

    pub(crate) fn close(&self) {
        self.transactions.close();
        self.pool.close();
    }
}

/// Runs a statement and reads its rows.
pub(crate) async fn rows<T: FromRow>(connection: &Connection, sql: &str, args: &[Value]) -> DbResult<Vec<T>> {
    let statement = prepare(connection, sql).await?;
    let plan = Plan::of::<T>(statement.columns().iter().map(tokio_postgres::Column::name))?;
    let mut stream = pin!(connection.query_raw(&statement, args).await?);
    let mut rows = Vec::new();
    let mut outcome = Ok(());
    // Read to the end whatever comes: an error may follow rows.
    while let Some(row) = stream.try_next().await? {
        if outcome.is_ok() {
            match T::from_row(&Row::new(Source::Postgres(&row), &plan)) {
                Ok(value) => rows.push(value),
                Err(error) => outcome = Err(error),
            }
        }
    }
    outcome.map(|()| rows)
}

/// Runs a statement; returns how many rows it changed.
pub(crate) async fn count(connection: &Connection, sql: &str, args: &[Value]) -> DbResult<u64> {
    let statement = prepare(connection, sql).await?;
    Ok(connection.execute_raw(&statement, args).await?)
}

async fn prepare(connection: &Connection, sql: &str) -> DbResult<tokio_postgres::Statement> {
    if connection.statement_cache.size() >= STATEMENTS {
        connection.statement_cache.clear();
    }
    Ok(connection.prepare_cached(sql).await?)
}

/// A transaction on a connection of its own.
pub(crate) struct PgTx {
    connection: Option<Connection>,
    place: Option<OwnedSemaphorePermit>,
    runtime: Handle,
}

impl PgTx {
    pub(crate) fn connection(&self) -> DbResult<&Connection> {
        self.connection.as_ref().ok_or(DbError::Closed)
    }

    pub(crate) async fn commit(mut self) -> DbResult<()> {
        self.connection()?.batch_execute("COMMIT").await?;
        // Only now is the connection clean and may return to the pool.
        drop(self.connection.take());
        Ok(())
    }
}

impl Drop for PgTx {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let unclean = Unclean {
            connection: Some(connection),
            clean: AtomicBool::new(false),
        };
        let place = self.place.take();
        self.runtime.spawn(async move {
            let _place = place;
            let Some(connection) = &unclean.connection else {
                return;
            };
            let rollback = connection.batch_execute("ROLLBACK");
            if matches!(tokio::time::timeout(ROLLBACK_TIMEOUT, rollback).await, Ok(Ok(()))) {
                unclean.clean.store(true, Ordering::Relaxed);
            }
        });
    }
}

/// A connection that is closed instead of going back to the pool, unless it was declared clean. It holds even when the
/// runtime shuts down before the rollback is through.
struct Unclean {
    connection: Option<Connection>,
    clean: AtomicBool,
}

impl Drop for Unclean {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && !self.clean.load(Ordering::Relaxed)
        {
            drop(Object::take(connection));
        }
    }
}
