//! The four ways to run a statement, alike on the database itself and inside a transaction.

use std::future::Future;

use crate::database::Dialect;
use crate::error::{DbError, DbResult};
use crate::row::FromRow;
use crate::value::Value;

/// Runs statements: [`Db`](crate::Db) each on its own, [`Tx`](crate::Tx) as part of the transaction. Store functions take
/// `&impl Executor` and so work in both places.
///
/// Statements are text with `$1..$n` in the SQL that means the same on both databases.
pub trait Executor: Send + Sync {
    /// Which database this is, for the fragments that differ.
    fn dialect(&self) -> Dialect;

    /// Every row.
    fn all<T: FromRow>(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = DbResult<Vec<T>>> + Send;

    /// The first row, if there is one.
    fn opt<T: FromRow>(
        &self,
        sql: &str,
        args: Vec<Value>,
    ) -> impl Future<Output = DbResult<Option<T>>> + Send;

    /// The first row; [`DbError::NotFound`] when there is none.
    fn one<T: FromRow>(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = DbResult<T>> + Send {
        async { self.opt(sql, args).await?.ok_or(DbError::NotFound) }
    }

    /// Runs a statement for its effect; returns how many rows it changed.
    fn exec(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = DbResult<u64>> + Send;
}

impl<E: Executor> Executor for &E {
    fn dialect(&self) -> Dialect {
        (**self).dialect()
    }

    fn all<T: FromRow>(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = DbResult<Vec<T>>> + Send {
        (**self).all(sql, args)
    }

    fn opt<T: FromRow>(
        &self,
        sql: &str,
        args: Vec<Value>,
    ) -> impl Future<Output = DbResult<Option<T>>> + Send {
        (**self).opt(sql, args)
    }

    fn exec(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = DbResult<u64>> + Send {
        (**self).exec(sql, args)
    }
}
