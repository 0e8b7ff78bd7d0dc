//! The limit to measure against: a statement on bare `rusqlite`, without the executor. For benches alone.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value as SqliteValue;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::error::{DbError, DbResult};
use crate::sql::Sql;
use crate::value::Value;

/// Runs a statement again and again on connections of its own, reading every column of every row; returns how long each run took.
///
/// # Errors
/// When the file cannot be opened or the statement fails.
pub fn time(
    file: &Path,
    sql: &str,
    args: &[Value],
    threads: usize,
    length: Duration,
) -> DbResult<Vec<Duration>> {
    let text = Sql::new(sql).sqlite;
    let run = || -> rusqlite::Result<Vec<Duration>> {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = connection.prepare(&text)?;
        let columns = statement.column_count();
        let (begin, mut times) = (Instant::now(), Vec::new());
        while begin.elapsed() < length {
            let one = Instant::now();
            let mut rows = statement.query(params_from_iter(args))?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    std::hint::black_box(row.get::<_, SqliteValue>(column)?);
                }
            }
            times.push(one.elapsed());
        }
        Ok(times)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let mut all = Vec::new();
        for thread in running {
            let times = thread
                .join()
                .map_err(|_| DbError::Other("a measuring thread panicked".to_owned()))?;
            all.extend(times.map_err(|error| DbError::Other(error.to_string()))?);
        }
        Ok(all)
    })
}
