//! What is measured about statements.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::database::Dialect;
use crate::error::{DbError, DbResult};

/// Slower statements are logged, without their arguments, which may be personal data.
const SLOW: Duration = Duration::from_millis(500);

/// Counts and times a statement.
pub(crate) async fn statement<T>(
    dialect: Dialect,
    sql: &str,
    run: impl Future<Output = DbResult<T>> + Send,
) -> DbResult<T> {
    let start = Instant::now();
    let outcome = run.await;
    let elapsed = start.elapsed();
    let database = match dialect {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgres => "postgres",
    };
    metrics::histogram!("db_statement_seconds", "database" => database).record(elapsed.as_secs_f64());
    if let Err(error) = &outcome
        && !matches!(error, DbError::NotFound)
    {
        metrics::counter!("db_statement_errors_total", "database" => database).increment(1);
    }
    if elapsed >= SLOW {
        tracing::warn!(
            name: "db.slow_statement",
            database, elapsed_ms = elapsed.as_millis(), sql, "a statement took {} ms", elapsed.as_millis()
        );
    }
    outcome
}
