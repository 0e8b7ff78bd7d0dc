//! What the tests of the layers above look at.

use db::{ColumnKind, Executor, args};

use crate::support::both;

both! {
    async fn wrong_statements_are_found_without_running_them(db: TestDb) {
        db.exec_batch(crate::THING).await.unwrap();
        db.check_sql("SELECT id FROM thing WHERE name = $1").await.unwrap();
        db.check_sql("INSERT INTO thing (id, name) VALUES ($1, $2) RETURNING id").await.unwrap();
        assert!(db.check_sql("SELECT id FROM thing WHERE nome = $1").await.is_err());
        assert!(db.check_sql("SELECT \"nome\" FROM thing").await.is_err(), "a name in double quotes is no text");
        assert!(db.check_sql("SELECT FROM WHERE").await.is_err());
        assert_eq!(crate::ids(&db.db).await, [0_i64; 0]);
    }

    async fn plans_tell_a_scan_from_a_search(db: TestDb) {
        db.exec_batch(crate::THING).await.unwrap();
        db.exec_batch("CREATE INDEX thing_name ON thing (name)").await.unwrap();
        let plan = db.explain("SELECT id FROM thing WHERE id = $1", args![1_i64]).await.unwrap();
        let scan = db.explain("SELECT id FROM thing WHERE name LIKE '%x%' OR id + 1 = $1", args![1_i64]).await.unwrap();
        let (found, all) = match db.dialect() {
            db::Dialect::Sqlite => ("SEARCH thing", "SCAN thing"),
            db::Dialect::Postgres => ("Index", "Seq Scan on thing"),
        };
        assert!(plan.contains(found), "{plan}");
        assert!(scan.contains(all), "{scan}");
    }

    async fn columns_are_listed_in_the_words_of_both(db: TestDb) {
        let (data, flag) = match db.dialect() {
            db::Dialect::Sqlite => ("BLOB", "INTEGER"),
            db::Dialect::Postgres => ("BYTEA", "BOOLEAN"),
        };
        let integer = if db.dialect() == db::Dialect::Sqlite { "INTEGER" } else { "BIGINT" };
        db.exec_batch(&format!(
            "CREATE TABLE sample (id {integer} PRIMARY KEY, note TEXT, ratio DOUBLE PRECISION NOT NULL,
                data {data} NOT NULL, flag {flag} NOT NULL)"
        ))
        .await
        .unwrap();
        let columns = db.columns().await.unwrap();
        let found: Vec<_> =
            columns.iter().map(|info| (info.column.as_str(), info.nullable, info.kind.clone())).collect();
        assert!(columns.iter().all(|info| info.table == "sample"));
        let kind = |index: usize| &found[index].2;
        let names: Vec<_> = found.iter().map(|(name, nullable, _)| (*name, *nullable)).collect();
        assert_eq!(names, [("data", false), ("flag", false), ("id", false), ("note", true), ("ratio", false)]);
        assert_eq!(*kind(0), ColumnKind::Bytes);
        assert!(kind(1).same_on_both(&ColumnKind::Boolean));
        assert_eq!(*kind(2), ColumnKind::Integer);
        assert_eq!(*kind(3), ColumnKind::Text);
        assert_eq!(*kind(4), ColumnKind::Real);
        assert!(!kind(4).same_on_both(&ColumnKind::Integer));
    }

    async fn upkeep_runs_beside_the_work(db: TestDb) {
        db.exec_batch(crate::THING).await.unwrap();
        crate::insert(&db.db, 1).await.unwrap();
        db.optimize().await.unwrap();
        db.checkpoint().await.unwrap();
        assert_eq!(crate::ids(&db.db).await, [1]);
    }
}
