//! The two schemas are twins.

use std::collections::BTreeMap;

use db::Executor as _;
use test_support::TestDb;

#[tokio::test(flavor = "multi_thread")]
async fn tables_columns_and_nullability_are_the_same() {
    let sqlite = TestDb::sqlite().await;
    let Some(postgres) = TestDb::postgres().await else {
        return;
    };
    let by_name = |columns: Vec<db::ColumnInfo>| -> BTreeMap<(String, String), db::ColumnInfo> {
        columns
            .into_iter()
            .map(|c| ((c.table.clone(), c.column.clone()), c))
            .collect()
    };
    let sqlite = by_name(sqlite.columns().await.unwrap());
    let postgres = by_name(postgres.columns().await.unwrap());
    let names = |columns: &BTreeMap<(String, String), db::ColumnInfo>| -> Vec<String> {
        columns
            .keys()
            .map(|(table, column)| format!("{table}.{column}"))
            .collect()
    };
    assert_eq!(names(&sqlite), names(&postgres));
    assert!(
        sqlite.len() > 200,
        "the schema was read: {} columns",
        sqlite.len()
    );
    for (name, here) in &sqlite {
        let there = &postgres[name];
        assert_eq!(here.nullable, there.nullable, "nullability of {name:?}");
        assert!(
            here.kind.same_on_both(&there.kind),
            "{name:?}: {:?} and {:?}",
            here.kind,
            there.kind
        );
    }
}

/// What an index guarantees or serves, without its name: table, columns in order, whether it is unique.
type Indexes = Vec<(String, Vec<String>, bool)>;

async fn sqlite_indexes(db: &TestDb) -> Indexes {
    let sql = "SELECT t.name, i.\"unique\", i.name, c.name
                 FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
                WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND i.origin <> 'pk'
                  AND NOT EXISTS (SELECT 1 FROM pragma_index_info(i.name) e WHERE e.name IS NULL)
                ORDER BY t.name, i.name, c.seqno";
    grouped(db.all(sql, vec![]).await.unwrap())
}

async fn postgres_indexes(db: &TestDb) -> Indexes {
    // Indexes over expressions have no column and are left out, here as there: SQLite's full text is no index at all.
    let sql =
        "SELECT CAST(t.relname AS TEXT), i.indisunique, CAST(x.relname AS TEXT), CAST(a.attname AS TEXT)
                 FROM pg_index i
                 JOIN pg_class t ON t.oid = i.indrelid
                 JOIN pg_class x ON x.oid = i.indexrelid
                 JOIN pg_namespace n ON n.oid = t.relnamespace
                 JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place) ON TRUE
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
                WHERE n.nspname = current_schema() AND NOT i.indisprimary AND i.indexprs IS NULL
                ORDER BY t.relname, x.relname, k.place";
    grouped(db.all(sql, vec![]).await.unwrap())
}

fn grouped(rows: Vec<(String, bool, String, String)>) -> Indexes {
    let mut indexes: BTreeMap<(String, String), (Vec<String>, bool)> = BTreeMap::new();
    for (table, unique, index, column) in rows {
        let entry = indexes
            .entry((table, index))
            .or_insert_with(|| (Vec::new(), unique));
        entry.0.push(column);
    }
    let mut indexes: Indexes = indexes
        .into_iter()
        .map(|((table, _), (columns, unique))| (table, columns, unique))
        .collect();
    indexes.sort();
    indexes
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_and_unique_keys_are_the_same() {
    let sqlite = TestDb::sqlite().await;
    let Some(postgres) = TestDb::postgres().await else {
        return;
    };
    let sqlite = sqlite_indexes(&sqlite).await;
    let postgres = postgres_indexes(&postgres).await;
    assert!(sqlite.len() > 30, "the schema was read: {} indexes", sqlite.len());
    let only = |some: &Indexes, others: &Indexes| -> Indexes {
        some.iter()
            .filter(|index| !others.contains(index))
            .cloned()
            .collect()
    };
    assert_eq!(
        (only(&sqlite, &postgres), only(&postgres, &sqlite)),
        (Vec::new(), Vec::new()),
        "left: only on SQLite, right: only on PostgreSQL"
    );
}
