//! Rows become structs by name, tuples by place.

use db::{DbError, Executor, FromRow, args};
use domain::{AgentId, ConversationId, Timestamp};

use crate::support::both;

#[derive(Debug, PartialEq)]
enum Status {
    Open,
    Closed,
}

impl TryFrom<String> for Status {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "open" => Ok(Self::Open),
            "closed" => Ok(Self::Closed),
            _ => Err("not a status".to_owned()),
        }
    }
}

#[derive(Debug, PartialEq, FromRow)]
struct Times {
    created_at: Timestamp,
    #[row(rename = "changed")]
    updated_at: Option<Timestamp>,
}

#[derive(Debug, PartialEq, FromRow)]
struct Conversation {
    id: ConversationId,
    #[row(try_from = "String")]
    status: Status,
    #[row(try_from = "String")]
    before: Option<Status>,
    #[row(flatten)]
    times: Times,
    #[row(default)]
    tags: Vec<String>,
    assignee: Option<AgentId>,
    r#type: u8,
}

// The columns in another order than the fields, and more of them.
const SELECT: &str = "SELECT 3 AS type, CAST(NULL AS BIGINT) AS assignee, 5 AS created_at, 'more' AS more,
    CAST(6 AS BIGINT) AS changed, CAST($1 AS TEXT) AS status, CAST($2 AS TEXT) AS before, 7 AS id";

fn expected() -> Conversation {
    Conversation {
        id: ConversationId(7),
        status: Status::Open,
        before: None,
        times: Times {
            created_at: Timestamp(5),
            updated_at: Some(Timestamp(6)),
        },
        tags: Vec::new(),
        assignee: None,
        r#type: 3,
    }
}

both! {
    async fn structs_are_read_by_name(db: TestDb) {
        let row: Conversation = db.one(SELECT, args!["open", None::<&str>]).await.unwrap();
        assert_eq!(row, expected());
        let row: Conversation = db.one(SELECT, args!["open", "closed"]).await.unwrap();
        assert_eq!(row.before, Some(Status::Closed));
        let tx = db.begin_read().await.unwrap();
        assert_eq!(tx.one::<Conversation>(SELECT, args!["open", None::<&str>]).await.unwrap(), expected());
    }

    async fn a_value_that_does_not_convert_names_its_column_and_not_itself(db: TestDb) {
        for (args, column) in [(args!["lost", "open"], "status"), (args!["open", "lost"], "before")] {
            let error = db.one::<Conversation>(SELECT, args).await.unwrap_err();
            let wanted = DbError::Decode { column: column.to_owned(), message: "not a status".to_owned() };
            assert_eq!(error, wanted);
        }
        let error = db.one::<(i64,)>("SELECT 'secret' AS word", args![]).await.unwrap_err();
        assert!(error.to_string().contains("word") && !error.to_string().contains("secret"), "{error}");
    }

    async fn missing_and_repeated_columns_show_on_empty_tables(db: TestDb) {
        db.exec_batch(crate::THING).await.unwrap();
        let sql = "SELECT id AS created_at FROM thing";
        let error = db.all::<Times>(sql, args![]).await.unwrap_err();
        assert!(matches!(error, DbError::Decode { ref column, .. } if column == "changed"), "{error}");
        let sql = "SELECT id AS created_at, id AS changed, id AS changed FROM thing";
        let error = db.opt::<Times>(sql, args![]).await.unwrap_err();
        assert!(error.to_string().contains("twice"), "{error}");
        assert!(db.all::<(i64, String, i64)>("SELECT id, name FROM thing", args![]).await.is_err());
    }

    async fn hand_written_rows_may_read_by_name(db: TestDb) {
        struct Pair(String, i64);
        impl FromRow for Pair {
            fn from_row(row: &db::Row<'_>) -> db::DbResult<Self> {
                Ok(Self(row.get("b")?, row.at(0)?))
            }
        }
        let pair: Pair = db.one("SELECT 1 AS a, 'x' AS b", args![]).await.unwrap();
        assert_eq!((pair.0.as_str(), pair.1), ("x", 1));
    }

    async fn numbers_that_are_not_portable_say_so(db: TestDb) {
        let sum = db.one::<i64>("SELECT CAST(SUM(x) AS BIGINT) FROM (SELECT 2 AS x UNION ALL SELECT 3) AS n", args![]);
        assert_eq!(sum.await, Ok(5));
        let mean = "SELECT CAST(AVG(x) AS DOUBLE PRECISION) FROM (SELECT 2 AS x UNION ALL SELECT 3) AS n";
        assert_eq!(db.one::<f64>(mean, args![]).await, Ok(2.5));
        if db.dialect() == db::Dialect::Postgres {
            let error = db.one::<i64>("SELECT 1.5", args![]).await.unwrap_err();
            assert!(error.to_string().contains("CAST"), "{error}");
        }
    }
}
