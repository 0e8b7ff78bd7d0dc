//! The schema's steps are taken once, in order, or not at all.

use db::{DbError, Executor, Migration, args, migrate};

use crate::support::both;

const fn migration(version: i64, name: &'static str, statements: &'static str) -> Migration {
    Migration {
        version,
        name,
        sqlite: statements,
        postgres: statements,
    }
}

const FIRST: Migration = migration(
    1,
    "things",
    "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL);
     -- A comment; with a semicolon.
     INSERT INTO thing VALUES (1, 'a;b');",
);
const SECOND: Migration = migration(
    2,
    "more",
    "ALTER TABLE thing ADD COLUMN more BIGINT; UPDATE thing SET more = 5",
);
const BROKEN: Migration = migration(
    3,
    "broken",
    "INSERT INTO thing VALUES (2, 'b', 6); INSERT INTO nothing VALUES (1)",
);

fn message(error: &DbError) -> String {
    assert!(matches!(error, DbError::Migration(_)), "{error:?}");
    error.to_string()
}

both! {
    async fn each_step_is_taken_once(db: TestDb) {
        assert_eq!(migrate(db, &[FIRST]).await, Ok(1));
        assert_eq!(migrate(db, &[FIRST]).await, Ok(0));
        assert_eq!(migrate(db, &[FIRST, SECOND]).await, Ok(1));
        assert_eq!(migrate(db, &[FIRST, SECOND]).await, Ok(0));
        let row: (i64, String, i64) = db.one("SELECT id, name, more FROM thing", args![]).await.unwrap();
        assert_eq!(row, (1, "a;b".to_owned(), 5));
        let done: Vec<(i64, String)> =
            db.all("SELECT version, name FROM schema_migration ORDER BY version", args![]).await.unwrap();
        assert_eq!(done, [(1, "things".to_owned()), (2, "more".to_owned())]);
    }

    async fn a_failing_step_leaves_those_before_it_only(db: TestDb) {
        let error = migrate(db, &[FIRST, SECOND, BROKEN]).await.unwrap_err();
        assert!(message(&error).contains("0003_broken"), "{error}");
        let count: i64 = db.one("SELECT COUNT(*) FROM thing", args![]).await.unwrap();
        assert_eq!(count, 1, "the failed step left a row");
        let newest: i64 = db.one("SELECT MAX(version) FROM schema_migration", args![]).await.unwrap();
        assert_eq!(newest, 2);
    }

    async fn a_database_from_the_future_or_of_another_program_is_refused(db: TestDb) {
        migrate(db, &[FIRST, SECOND]).await.unwrap();
        let error = migrate(db, &[FIRST]).await.unwrap_err();
        assert!(message(&error).contains("version 2 (more)"), "{error}");
        let other = migration(2, "other", "DROP TABLE thing");
        let error = migrate(db, &[FIRST, other]).await.unwrap_err();
        assert!(message(&error).contains("does not know"), "{error}");
        assert!(migrate(db, &[SECOND, FIRST]).await.is_err());
        let count: i64 = db.one("SELECT COUNT(*) FROM thing", args![]).await.unwrap();
        assert_eq!(count, 1);
    }

    async fn nodes_that_start_together_share_the_work(db: TestDb) {
        let mut nodes = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let db = db.reopen().await;
            nodes.spawn(async move { migrate(&db, &[FIRST, SECOND]).await });
        }
        let counts = nodes.join_all().await;
        let sum: usize = counts.into_iter().map(Result::unwrap).sum();
        assert_eq!(sum, 2);
    }
}
