//! The four ways to run a statement, alike on the database itself and inside a transaction.

use futures::future::BoxFuture;

use crate::database::Dialect;
use crate::error::{DbError, DbResult};
use crate::row::FromRow;
use crate::value::Value;

/// Runs statements: [`Db`](crate::Db) each on its own, [`Tx`](crate::Tx) as part of the transaction. Store functions take
/// `&impl Executor` and so work in both places.
///
/// Statements are text with `$1..$n` in the SQL that means the same on both databases.
///
/// The futures are boxed, one allocation a statement: unboxed, the whole of both drivers would be part of the type of every
/// future above, and the compiler proves of each of them again and again that it may go to another thread. That was
/// more than half of the time that the crates with the handlers took to build.
pub trait Executor: Send + Sync {
    /// Which database this is, for the fragments that differ.
    fn dialect(&self) -> Dialect;

    /// Every row.
    fn all<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Vec<T>>>;

    /// The first row, if there is one.
    fn opt<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Option<T>>>;

    /// The first row; [`DbError::NotFound`] when there is none.
    fn one<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<T>> {
        Box::pin(async move { self.opt(sql, args).await?.ok_or(DbError::NotFound) })
    }

    /// Runs a statement for its effect; returns how many rows it changed.
    fn exec<'a>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<u64>>;
}

impl<E: Executor> Executor for &E {
    fn dialect(&self) -> Dialect {
        (**self).dialect()
    }

    fn all<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Vec<T>>> {
        (**self).all(sql, args)
    }

    fn opt<'a, T: FromRow>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<Option<T>>> {
        (**self).opt(sql, args)
    }

    fn exec<'a>(&'a self, sql: &'a str, args: Vec<Value>) -> BoxFuture<'a, DbResult<u64>> {
        (**self).exec(sql, args)
    }
}
