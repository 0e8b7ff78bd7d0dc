//! What can go wrong, in the same words for both databases.

/// The result of anything in this crate.
pub type DbResult<T> = Result<T, DbError>;

/// Why a statement or a transaction failed. Holds text only, so that one failed commit can be told to all who waited
/// for it. Texts carry neither the password nor any argument of a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// A row with this key exists. `constraint` is `table.column, table.column` on both databases where they tell the
    /// columns, else the name of the index; see [`is_unique_violation_of`](DbError::is_unique_violation_of).
    #[error("a row with the same key exists already ({})", constraint.as_deref().unwrap_or("unknown constraint"))]
    UniqueViolation {
        /// What must be unique.
        constraint: Option<String>,
    },
    /// A row refers to one that does not exist, or a row is removed that others refer to.
    #[error("a reference to another row is broken ({})", constraint.as_deref().unwrap_or("unknown constraint"))]
    ForeignKeyViolation {
        /// The constraint's name; SQLite does not tell it.
        constraint: Option<String>,
    },
    /// A CHECK does not hold, or a value has the wrong type for its column.
    #[error("a check does not hold ({})", constraint.as_deref().unwrap_or("unknown constraint"))]
    CheckViolation {
        /// The constraint's name or text.
        constraint: Option<String>,
    },
    /// A column that must have a value got none.
    #[error("a required column is empty ({})", column.as_deref().unwrap_or("unknown column"))]
    NotNullViolation {
        /// `table.column`.
        column: Option<String>,
    },
    /// `one` found no row.
    #[error("no such row")]
    NotFound,
    /// The database is held by somebody else; the transaction may be tried again.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The transaction collided with another one; it may be tried again.
    #[error("the transaction collided with another one: {0}")]
    Serialization(String),
    /// The server cannot be reached or hung up.
    #[error("the database cannot be reached: {0}")]
    Connection(String),
    /// A column does not hold what the code expects.
    #[error("column {column}: {message}")]
    Decode {
        /// The column's name.
        column: String,
        /// What is wrong with it.
        message: String,
    },
    /// An argument cannot be stored, or their number is wrong.
    #[error("argument refused: {0}")]
    Argument(String),
    /// An earlier statement of this transaction failed, or it was ended from outside; nothing of it is stored.
    #[error("the transaction was rolled back: {0}")]
    Aborted(String),
    /// The database handle was closed.
    #[error("the database is closed")]
    Closed,
    /// The options do not describe a database.
    #[error("database configuration: {0}")]
    Config(String),
    /// The schema cannot be brought to this version.
    #[error("migration: {0}")]
    Migration(String),
    /// Anything else, for instance a syntax error in a statement.
    #[error("{0}")]
    Other(String),
}

impl DbError {
    pub(crate) fn decode(column: &str, message: impl Into<String>) -> Self {
        Self::Decode {
            column: column.to_owned(),
            message: message.into(),
        }
    }

    /// Whether the same transaction may succeed when it is tried again from its start.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Serialization(_))
    }

    /// Whether this is a unique violation.
    #[must_use]
    pub const fn is_unique_violation(&self) -> bool {
        matches!(self, Self::UniqueViolation { .. })
    }

    /// Whether this is a unique violation of exactly these columns, for instance `("contact_address", &["kind", "value"])`.
    #[must_use]
    pub fn is_unique_violation_of(&self, table: &str, columns: &[&str]) -> bool {
        let Self::UniqueViolation {
            constraint: Some(constraint),
        } = self
        else {
            return false;
        };
        let mut told: Vec<&str> = constraint.split(", ").collect();
        let mut asked: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
        told.sort_unstable();
        asked.sort_unstable();
        told == asked
    }

    /// Whether a transaction is over once a statement failed like this. On PostgreSQL the server decides so for every
    /// error of its own; SQLite transactions follow, lest code works on one database only.
    pub(crate) const fn ends_transaction(&self) -> bool {
        !matches!(self, Self::NotFound | Self::Decode { .. } | Self::Argument(_))
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return match error {
                rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
                // The message without the statement's text, which the caller knows.
                rusqlite::Error::SqlInputError { msg, .. } => Self::Other(msg),
                other => Self::Other(other.to_string()),
            };
        };
        let text = message.clone().unwrap_or_else(|| code.to_string());
        let detail = text
            .split_once("constraint failed: ")
            .map(|(_, detail)| detail.to_owned());
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID => Self::UniqueViolation { constraint: detail },
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Self::ForeignKeyViolation { constraint: None },
            ffi::SQLITE_CONSTRAINT_NOTNULL => Self::NotNullViolation { column: detail },
            ffi::SQLITE_CONSTRAINT_CHECK => Self::CheckViolation { constraint: detail },
            ffi::SQLITE_CONSTRAINT_DATATYPE => Self::CheckViolation {
                constraint: Some(text),
            },
            _ => match code.code {
                rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked => Self::Busy(text),
                rusqlite::ErrorCode::CannotOpen => Self::Connection(text),
                _ => Self::Other(text),
            },
        }
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(server) = error.as_db_error() else {
            let text = chain(&error);
            return if error.is_closed() || has_io_source(&error) {
                Self::Connection(text)
            } else if text.contains("error serializing parameter")
                || text.contains("invalid value for parameter")
            {
                Self::Argument(text)
            } else {
                Self::Other(text)
            };
        };
        let constraint = server.constraint().map(str::to_owned);
        let message = server.message().to_owned();
        match server.code().code() {
            "23505" => Self::UniqueViolation {
                constraint: unique_columns(server).or(constraint),
            },
            "23503" => Self::ForeignKeyViolation { constraint },
            "23514" => Self::CheckViolation { constraint },
            "23502" => Self::NotNullViolation {
                column: server
                    .table()
                    .zip(server.column())
                    .map(|(table, column)| format!("{table}.{column}")),
            },
            "40001" | "40P01" => Self::Serialization(message),
            "55P03" | "53300" => Self::Busy(message),
            "25P02" => Self::Aborted(message),
            "25P03" => Self::Aborted("it was idle for too long".to_owned()),
            code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("28") => {
                Self::Connection(message)
            }
            code => Self::Other(format!("{message} ({code})")),
        }
    }
}

/// `table.a, table.b` from "Key (a, b)=(1, 2) already exists.", which is what SQLite says too. The words differ by the
/// server's language, the brackets do not. The values after them are left out.
fn unique_columns(error: &tokio_postgres::error::DbError) -> Option<String> {
    let (columns, _) = error.detail()?.split_once('(')?.1.split_once(")=(")?;
    let table = error.table()?;
    Some(
        columns
            .split(", ")
            .map(|column| format!("{table}.{column}"))
            .collect::<Vec<_>>()
            .join(", "),
    )
}

fn has_io_source(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

/// The error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

impl From<deadpool_postgres::PoolError> for DbError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            deadpool_postgres::PoolError::Closed => Self::Closed,
            deadpool_postgres::PoolError::Timeout(_) => {
                Self::Busy("no free connection in the pool".to_owned())
            }
            other => Self::Connection(other.to_string()),
        }
    }
}
