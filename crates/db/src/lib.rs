//! One thin executor over SQLite and PostgreSQL: the only place that asks which database it is.
//!
//! Open a [`Db`]; run statements on it, or on a [`Tx`] from [`Db::begin_write`], through the [`Executor`] that both
//! are. A statement is text with `$1..$n` in the SQL that means the same on both databases; its arguments are
//! [`args!`], its rows anything that is [`FromRow`].
//!
//! What must stay true: a `commit` that returned is on disk; a transaction that did not commit has left nothing; a
//! statement that fails ends its transaction on both databases; no argument and no password ever shows in an error.
//! Why this and no ORM: `docs/adr/0001-thin-executor.md`.

#[doc(hidden)]
pub mod bare;
mod database;
mod error;
mod executor;
mod inspect;
mod migrate;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod trace;
mod tx;
mod value;

pub use self::database::{DatabaseOptions, Db, DbStats, Dialect, Signal};
pub use self::error::{DbError, DbResult};
pub use self::executor::Executor;
pub use self::inspect::{ColumnInfo, ColumnKind};
pub use self::migrate::{Migration, migrate};
pub use self::row::{Columns, FromRow, FromValue, Row, ValueError, ValueRef};
pub use self::sql::{expand_list, placeholders};
pub use self::sqlite::{GroupLimits, SqliteOptions, Synchronous};
pub use self::tx::Tx;
pub use self::value::{ToValue, Value};
pub use bytes::Bytes;
pub use macros::FromRow;
