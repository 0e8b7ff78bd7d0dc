//! An executor that remembers what it was asked.

use std::sync::Mutex;

use db::{Db, DbResult, Dialect, Executor, FromRow, Value};
use futures::future::BoxFuture;

/// Passes statements on to the database and remembers them.
pub struct Recorder {
    db: Db,
    statements: Mutex<Vec<(String, Vec<Value>)>>,
}

impl Recorder {
    pub fn new(db: &Db) -> Self {
        Self {
            db: db.clone(),
            statements: Mutex::default(),
        }
    }

    /// The statements since the last call of this.
    pub fn take(&self) -> Vec<(String, Vec<Value>)> {
        std::mem::take(&mut self.statements.lock().unwrap())
    }

    fn note(&self, sql: &str, args: &[Value]) {
        self.statements
            .lock()
            .unwrap()
            .push((sql.to_owned(), args.to_vec()));
    }
}

impl Executor for Recorder {
    fn dialect(&self) -> Dialect {
        self.db.dialect()
    }

    fn all<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Vec<T>>> {
        self.note(sql, &args);
        self.db.all(sql, args)
    }

    fn opt<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Option<T>>> {
        self.note(sql, &args);
        self.db.opt(sql, args)
    }

    fn exec<'a>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<u64>> {
        self.note(sql, &args);
        self.db.exec(sql, args)
    }
}
