//! Bringing the schema to the version of the program. Forward only.

use domain::Clock;

use crate::args;
use crate::database::{Db, Dialect};
use crate::error::{DbError, DbResult};
use crate::executor::Executor;
use crate::tx::Tx;

/// One step of the schema, as a pair of plain SQL texts that lead to the same tables.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Counts up from 1; never reused.
    pub version: i64,
    /// The file's name without its number.
    pub name: &'static str,
    /// Statements for SQLite.
    pub sqlite: &'static str,
    /// Statements for PostgreSQL.
    pub postgres: &'static str,
}

/// Any constant will do, as long as nothing else on the server uses it: "RAPPORTM" in ASCII.
const LOCK: i64 = 0x5241_5050_4f52_544d;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const TABLE_SQLITE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";

/// Applies what is missing, each migration in a transaction of its own, and returns how many were. Several nodes may
/// start at once: each step is taken under a lock and looks again at what the others have done.
///
/// # Errors
/// When a migration fails (it has then had no effect, those before it stay), or when the database was made by a newer
/// or another program: then nothing is touched.
pub async fn migrate(db: &Db, migrations: &[Migration]) -> DbResult<usize> {
    if !migrations.is_sorted_by(|a, b| a.version < b.version) {
        return Err(DbError::Migration("the versions do not count up".to_owned()));
    }
    let mut applied = 0;
    while let Some(migration) = step(db, migrations).await? {
        tracing::info!(
            version = migration.version,
            name = migration.name,
            "migrated the database schema"
        );
        applied += 1;
    }
    Ok(applied)
}

/// Applies the first missing migration, if there is one.
async fn step<'m>(db: &Db, migrations: &'m [Migration]) -> DbResult<Option<&'m Migration>> {
    let tx = db.begin_write().await?;
    match tx.dialect() {
        Dialect::Sqlite => tx.exec_batch(TABLE_SQLITE).await?,
        Dialect::Postgres => {
            // Held to the end of the transaction. Cast to text because a function without a value cannot be read.
            tx.one::<String>("SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)", args![LOCK])
                .await?;
            tx.exec_batch(TABLE).await?;
        }
    }
    let done: Vec<(i64, String)> = tx
        .all(
            "SELECT version, name FROM schema_migration ORDER BY version",
            args![],
        )
        .await?;
    check_history(&done, migrations)?;
    let newest = done.last().map_or(0, |(version, _)| *version);
    let Some(next) = migrations.iter().find(|migration| migration.version > newest) else {
        tx.commit().await?;
        return Ok(None);
    };
    apply(&tx, next)
        .await
        .map_err(|error| DbError::Migration(format!("{:04}_{} failed: {error}", next.version, next.name)))?;
    tx.commit().await?;
    Ok(Some(next))
}

async fn apply(tx: &Tx, migration: &Migration) -> DbResult<()> {
    let statements = match tx.dialect() {
        Dialect::Sqlite => migration.sqlite,
        Dialect::Postgres => migration.postgres,
    };
    tx.exec_batch(statements).await?;
    let insert = "INSERT INTO schema_migration (version, name, applied_at) VALUES ($1, $2, $3)";
    tx.exec(
        insert,
        args![migration.version, migration.name, Clock::System.now()],
    )
    .await?;
    Ok(())
}

/// Refuses a database whose past is not the beginning of this program's list.
fn check_history(done: &[(i64, String)], migrations: &[Migration]) -> DbResult<()> {
    for (index, (version, name)) in done.iter().enumerate() {
        match migrations.get(index) {
            Some(known) if known.version == *version && known.name == name => {}
            _ if migrations.last().is_none_or(|last| last.version < *version) => {
                return Err(DbError::Migration(format!(
                    "the database is at version {version} ({name}), this program only knows up to {}; \
                     start the newer program, or restore a backup from before its upgrade",
                    migrations.last().map_or(0, |last| last.version)
                )));
            }
            _ => {
                return Err(DbError::Migration(format!(
                    "the database has version {version} ({name}), which this program does not know"
                )));
            }
        }
    }
    Ok(())
}
