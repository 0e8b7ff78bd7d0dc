//! Every kind of value goes in and comes out alike on both databases.

use db::{DbError, Executor, Value, args, expand_list};
use domain::{ConversationId, Timestamp};

use crate::support::both;

const SAMPLE: &str =
    "CREATE TABLE sample (id BIGINT PRIMARY KEY, number BIGINT, small INTEGER, ratio DOUBLE PRECISION,
    flag BOOLEAN, words TEXT, data {bytes})";

async fn create(db: &crate::support::TestDb) {
    let bytes = match db.dialect() {
        db::Dialect::Sqlite => "BLOB",
        db::Dialect::Postgres => "BYTEA",
    };
    db.exec_batch(&SAMPLE.replace("{bytes}", bytes)).await.unwrap();
}

type Sample = (
    i64,
    Option<i64>,
    Option<i32>,
    Option<f64>,
    Option<bool>,
    Option<String>,
    Option<Vec<u8>>,
);

const INSERT: &str = "INSERT INTO sample (id, number, small, ratio, flag, words, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const SELECT: &str = "SELECT id, number, small, ratio, flag, words, data FROM sample WHERE id = $1";

both! {
    async fn values_come_back_as_they_went_in(db: TestDb) {
        create(db).await;
        let words = "Đơn hàng ș/ț 👍🏽 \u{202e} 'quoted' \"$1\" \\ \n";
        let data: Vec<u8> = (0..=255).collect();
        db.exec(INSERT, args![1_i64, i64::MIN, -7_i32, 0.1_f64, true, words, data.clone()]).await.unwrap();
        let row: Sample = db.one(SELECT, args![1_i64]).await.unwrap();
        let expected = (1, Some(i64::MIN), Some(-7), Some(0.1), Some(true), Some(words.to_owned()), Some(data));
        assert_eq!(row, expected);
    }

    async fn nulls_fit_every_column_and_every_place(db: TestDb) {
        create(db).await;
        let nothing = args![2_i64, None::<i64>, None::<i32>, None::<f64>, None::<bool>, None::<&str>, None::<Vec<u8>>];
        db.exec(INSERT, nothing).await.unwrap();
        let row: Sample = db.one(SELECT, args![2_i64]).await.unwrap();
        assert_eq!(row, (2, None, None, None, None, None, None));
        // A bare NULL without a column whose type it could take.
        let null: Option<String> = db.one("SELECT CAST($1 AS TEXT)", args![Value::Null]).await.unwrap();
        assert_eq!(null, None);
        let same: i64 = db
            .one("SELECT COUNT(*) FROM sample WHERE words IS NOT DISTINCT FROM $1", args![None::<String>])
            .await
            .unwrap();
        assert_eq!(same, 1);
    }

    async fn empty_values_are_not_null(db: TestDb) {
        create(db).await;
        db.exec(INSERT, args![3_i64, 0_i64, 0_i32, 0.0, false, "", Vec::<u8>::new()]).await.unwrap();
        let row: Sample = db.one(SELECT, args![3_i64]).await.unwrap();
        assert_eq!(row, (3, Some(0), Some(0), Some(0.0), Some(false), Some(String::new()), Some(Vec::new())));
    }

    async fn blobs_of_many_megabytes_are_stored(db: TestDb) {
        create(db).await;
        let data: Vec<u8> = (0..20_000_000_u32).map(|n| (n % 251) as u8).collect();
        let tx = db.begin_write().await.unwrap();
        tx.exec(INSERT, args![4_i64, 1_i64, 1_i32, 1.0, true, "big", data.clone()]).await.unwrap();
        tx.commit().await.unwrap();
        let stored: db::Bytes = db.one("SELECT data FROM sample WHERE id = $1", args![4_i64]).await.unwrap();
        assert!(stored == data, "the blob changed");
    }

    async fn ids_times_and_checked_integers_convert(db: TestDb) {
        create(db).await;
        let at = Timestamp(1_772_357_400_123_456);
        db.exec(INSERT, args![ConversationId(9), at, 5_u32, 2.0, true, None::<&str>, None::<&[u8]>]).await.unwrap();
        let row: (ConversationId, Timestamp, u32) =
            db.one("SELECT id, number, small FROM sample", args![]).await.unwrap();
        assert_eq!(row, (ConversationId(9), at, 5));
        let error = db.one::<u32>("SELECT number FROM sample", args![]).await.unwrap_err();
        assert!(matches!(error, DbError::Decode { ref column, .. } if column == "number"), "{error}");
    }

    async fn what_only_one_database_could_store_is_refused_by_both(db: TestDb) {
        create(db).await;
        for (words, ratio) in [("a\0b", 1.0), ("ab", f64::NAN)] {
            let args = args![5_i64, 1_i64, 1_i32, ratio, true, words, None::<&[u8]>];
            assert!(matches!(db.exec(INSERT, args).await, Err(DbError::Argument(_))), "{words:?} {ratio}");
        }
    }

    async fn the_wrong_number_of_arguments_is_an_error(db: TestDb) {
        create(db).await;
        for args in [args![], args![1_i64, 2_i64]] {
            let error = db.all::<i64>("SELECT id FROM sample WHERE id = $1", args).await.unwrap_err();
            assert!(matches!(error, DbError::Argument(_)), "{error}");
        }
    }

    async fn placeholders_may_come_in_any_order_and_often(db: TestDb) {
        create(db).await;
        let sql = "SELECT CAST($2 AS TEXT) || '$1' || CAST($1 AS TEXT) || CAST($2 AS TEXT) -- $3";
        let text: String = db.one(sql, args!["one", "two"]).await.unwrap();
        assert_eq!(text, "two$1onetwo");
        let sql = "SELECT /* $2 */ CAST($1 AS TEXT) AS \"a$2\"";
        assert_eq!(db.one::<String>(sql, args!["one"]).await.unwrap(), "one");
    }

    async fn lists_of_any_length_can_be_asked_for(db: TestDb) {
        create(db).await;
        for id in 1..=5_i64 {
            let args = args![id, id * 10, 1_i32, 1.0, true, None::<&str>, None::<&[u8]>];
            db.exec(INSERT, args).await.unwrap();
        }
        let sql = "SELECT id FROM sample WHERE number > $1 AND id IN ($list) ORDER BY id";
        for (list, expected) in [(vec![], vec![]), (vec![4_i64], vec![4]), (vec![1, 2, 4, 5, 99], vec![2, 4, 5])] {
            let (sql, args) = expand_list(sql, args![10_i64], list);
            assert_eq!(db.all::<i64>(&sql, args).await.unwrap(), expected);
        }
    }

    async fn effects_are_counted(db: TestDb) {
        db.exec_batch(crate::THING).await.unwrap();
        assert_eq!(crate::insert(&db.db, 1).await, Ok(1));
        assert_eq!(crate::insert(&db.db, 2).await, Ok(1));
        assert_eq!(db.exec("UPDATE thing SET name = $1", args!["x"]).await, Ok(2));
        assert_eq!(db.exec("UPDATE thing SET name = $1 WHERE id = $2", args!["x", 7_i64]).await, Ok(0));
        assert_eq!(db.exec("DELETE FROM thing WHERE id = $1", args![1_i64]).await, Ok(1));
        let sql = "INSERT INTO thing (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
        assert_eq!(db.exec(sql, args![2_i64, "again"]).await, Ok(0));
    }

    async fn statements_that_write_and_return_run_as_writes(db: TestDb) {
        db.exec_batch(crate::THING).await.unwrap();
        let sql = "INSERT INTO thing (id, name) VALUES ($1, $2), ($3, $2) RETURNING id";
        let made: Vec<i64> = db.all(sql, args![1_i64, "a", 2_i64]).await.unwrap();
        assert_eq!(made, [1, 2]);
        let sql = "WITH old AS (SELECT id FROM thing WHERE id = $1)
            DELETE FROM thing WHERE id IN (SELECT id FROM old) RETURNING name";
        assert_eq!(db.opt::<String>(sql, args![1_i64]).await.unwrap().as_deref(), Some("a"));
        assert_eq!(crate::ids(&db.db).await, [2]);
    }

    async fn errors_have_the_same_kind(db: TestDb) {
        db.exec_batch(
            "CREATE TABLE parent (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL CHECK (value <> ''));
             CREATE UNIQUE INDEX parent_key ON parent (kind, value);
             CREATE TABLE child (id BIGINT PRIMARY KEY, parent_id BIGINT NOT NULL REFERENCES parent (id))",
        )
        .await
        .unwrap();
        let insert = "INSERT INTO parent (id, kind, value) VALUES ($1, $2, $3)";
        db.exec(insert, args![1_i64, "mail", "secret@example.test"]).await.unwrap();
        let error = db.exec(insert, args![2_i64, "mail", "secret@example.test"]).await.unwrap_err();
        assert!(error.is_unique_violation_of("parent", &["value", "kind"]), "{error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
        assert!(!error.is_retryable());
        let error = db.exec(insert, args![1_i64, "mail", "x"]).await.unwrap_err();
        assert!(error.is_unique_violation_of("parent", &["id"]), "{error:?}");
        let error = db.exec(insert, args![3_i64, None::<&str>, "x"]).await.unwrap_err();
        assert_eq!(error, DbError::NotNullViolation { column: Some("parent.kind".to_owned()) });
        let error = db.exec(insert, args![3_i64, "mail", ""]).await.unwrap_err();
        assert!(matches!(error, DbError::CheckViolation { .. }), "{error:?}");
        let error = db.exec("INSERT INTO child (id, parent_id) VALUES (1, 7)", args![]).await.unwrap_err();
        assert!(matches!(error, DbError::ForeignKeyViolation { .. }), "{error:?}");
        assert_eq!(db.one::<i64>("SELECT id FROM parent WHERE id = 9", args![]).await, Err(DbError::NotFound));
        let error = db.all::<i64>("SELECT nothing FROM parent", args![]).await.unwrap_err();
        assert!(error.to_string().contains("nothing"), "{error}");
    }
}
