//! An executor that remembers what it was asked.

use std::sync::Mutex;

use db::{Db, DbResult, Dialect, Executor, FromRow, Value};

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

    async fn all<T: FromRow>(&self, sql: &str, args: Vec<Value>) -> DbResult<Vec<T>> {
        self.note(sql, &args);
        self.db.all(sql, args).await
    }

    async fn opt<T: FromRow>(&self, sql: &str, args: Vec<Value>) -> DbResult<Option<T>> {
        self.note(sql, &args);
        self.db.opt(sql, args).await
    }

    async fn exec(&self, sql: &str, args: Vec<Value>) -> DbResult<u64> {
        self.note(sql, &args);
        self.db.exec(sql, args).await
    }
}
