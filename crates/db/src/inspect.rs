//! Looking at statements and schemas, for the tests that stand in for a compiler.

use crate::args;
use crate::database::{Backend, Db, Dialect};
use crate::error::DbResult;
use crate::executor::Executor;
use crate::value::Value;

/// One column of the schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnInfo {
    /// The table's name.
    pub table: String,
    /// The column's name.
    pub column: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds, in the words of both databases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// Integers; on SQLite booleans too, see [`same_on_both`](Self::same_on_both).
    Integer,
    /// Floating point numbers.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Booleans; SQLite has no such type.
    Boolean,
    /// Something that only one of the databases has.
    Other(String),
}

impl ColumnKind {
    fn of(name: &str) -> Self {
        match name.to_ascii_uppercase().as_str() {
            "INTEGER" | "INT" | "BIGINT" | "SMALLINT" => Self::Integer,
            "REAL" | "DOUBLE PRECISION" => Self::Real,
            "TEXT" | "CHARACTER VARYING" => Self::Text,
            "BLOB" | "BYTEA" => Self::Bytes,
            "BOOLEAN" => Self::Boolean,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Whether a column of this kind on one database can be one of the other kind on the other.
    #[must_use]
    pub fn same_on_both(&self, other: &Self) -> bool {
        let portable = |kind: &Self| {
            if *kind == Self::Boolean {
                Self::Integer
            } else {
                kind.clone()
            }
        };
        portable(self) == portable(other)
    }
}

// Tables that only serve an index (FTS5's shadows) or SQLite itself are left out: the other database has none of them.
const COLUMNS_SQLITE: &str = "SELECT t.name, c.name, c.\"notnull\" = 0 AND c.pk = 0, c.type
     FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'
    ORDER BY t.name, c.name";
const COLUMNS_POSTGRES: &str = "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT),
          c.is_nullable = 'YES', CAST(c.data_type AS TEXT)
     FROM information_schema.columns AS c
     JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    ORDER BY c.table_name COLLATE \"C\", c.column_name COLLATE \"C\"";

impl Db {
    /// Prepares a statement without running it.
    ///
    /// # Errors
    /// What is wrong with it on this database.
    pub async fn check_sql(&self, sql: &str) -> DbResult<()> {
        match self.backend() {
            Backend::Sqlite(db) => {
                let statement = self.statement_unchecked(sql);
                db.with_reader(move |connection| Ok(connection.prepare(&statement.sqlite).map(drop)?))
                    .await
            }
            Backend::Postgres(db) => Ok(db.connection().await?.prepare(sql).await.map(drop)?),
        }
    }

    /// The plan that the database would follow, one step a line, indented by depth; without costs, so that it can be
    /// compared. The statement is not run.
    ///
    /// # Errors
    /// When the statement is wrong.
    pub async fn explain(&self, sql: &str, args: Vec<Value>) -> DbResult<String> {
        match self.dialect() {
            Dialect::Postgres => {
                let lines: Vec<String> = self.all(&format!("EXPLAIN (COSTS OFF) {sql}"), args).await?;
                Ok(lines.join("\n"))
            }
            Dialect::Sqlite => {
                let steps: Vec<(i64, i64, i64, String)> =
                    self.all(&format!("EXPLAIN QUERY PLAN {sql}"), args).await?;
                Ok(indent(&steps))
            }
        }
    }

    /// Every column of every table, by name.
    ///
    /// # Errors
    /// When the schema cannot be read.
    pub async fn columns(&self) -> DbResult<Vec<ColumnInfo>> {
        let sql = match self.dialect() {
            Dialect::Sqlite => COLUMNS_SQLITE,
            Dialect::Postgres => COLUMNS_POSTGRES,
        };
        let columns: Vec<(String, String, bool, String)> = self.all(sql, args![]).await?;
        let info = |(table, column, nullable, kind): (String, String, bool, String)| {
            let kind = ColumnKind::of(&kind);
            ColumnInfo {
                table,
                column,
                nullable,
                kind,
            }
        };
        Ok(columns.into_iter().map(info).collect())
    }
}

/// SQLite's plan is a list of (id, parent, unused, text); a parent comes before its children.
fn indent(steps: &[(i64, i64, i64, String)]) -> String {
    let mut depths = std::collections::HashMap::from([(0, 0)]);
    let mut lines = Vec::with_capacity(steps.len());
    for (id, parent, _, text) in steps {
        let depth = depths.get(parent).copied().unwrap_or(0);
        depths.insert(*id, depth + 1);
        lines.push(format!("{}{text}", "  ".repeat(depth)));
    }
    lines.join("\n")
}
