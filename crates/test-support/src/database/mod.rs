//! A fresh, migrated database for each test, on SQLite or PostgreSQL.
//!
//! Migrating takes longer than most tests. So each process migrates once per kind of database, and every test gets a
//! copy: of the file, or by `CREATE DATABASE … TEMPLATE`.

mod postgres;
mod sqlite;

use std::ops::Deref;

use db::{DatabaseOptions, Db, Dialect};
use tempfile::TempDir;

use crate::servers::{available, shared_postgres};

/// The schema of the whole product: the same list as `app::migrations`, which the tests of lower crates cannot ask.
fn migrations() -> Vec<db::Migration> {
    let jobs = db::Migration {
        version: 2,
        name: "jobs",
        sqlite: jobs::SCHEMA_SQLITE,
        postgres: jobs::SCHEMA_POSTGRES,
    };
    let mut migrations: Vec<_> = store::MIGRATIONS.iter().copied().chain([jobs]).collect();
    migrations.sort_by_key(|migration| migration.version);
    migrations
}

/// A database that one test has for itself. It goes away with this value.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    options: DatabaseOptions,
    place: Place,
}

/// What there is to remove afterwards.
#[derive(Debug)]
enum Place {
    /// The folder of the SQLite file, which removes itself.
    Folder { _folder: TempDir },
    /// A database on a server.
    Server { admin_url: String, name: String },
}

impl TestDb {
    /// A SQLite file.
    pub async fn sqlite() -> Self {
        let (options, folder) = sqlite::copy().await.expect("a copy of the migrated SQLite file");
        Self::open(options, Place::Folder { _folder: folder }).await
    }

    /// A database on a PostgreSQL server; `None` when PostgreSQL is not installed and nobody insists on it.
    pub async fn postgres() -> Option<Self> {
        let admin_url = available(shared_postgres().await)?;
        let (options, name) = postgres::copy(&admin_url)
            .await
            .expect("a copy of the migrated PostgreSQL database");
        Some(Self::open(options, Place::Server { admin_url, name }).await)
    }

    async fn open(options: DatabaseOptions, place: Place) -> Self {
        let db = Db::open(&options).await.expect("opening the test database");
        Self { db, options, place }
    }

    /// The open database; clone it to keep it. A test database can also be used as the database that it is.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// How to open it once more, as a second process would.
    pub fn options(&self) -> &DatabaseOptions {
        &self.options
    }

    /// True on PostgreSQL, for the few tests where the databases differ on purpose.
    pub fn is_postgres(&self) -> bool {
        db::Executor::dialect(&self.db) == Dialect::Postgres
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Place::Server { admin_url, name } = &self.place {
            postgres::drop_database(admin_url, name);
        }
    }
}
