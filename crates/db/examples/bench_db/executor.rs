//! The operations through the executor.

use std::time::Instant;

use db::{DatabaseOptions, Db, Dialect, Executor, FromRow, Tx, args};

use crate::Options;
use crate::data;
use crate::measure::{self, Figures, Numbers};

#[derive(FromRow)]
#[expect(dead_code, reason = "read to be measured")]
pub struct Conversation {
    id: i64,
    contact_id: i64,
    name: String,
    assignee_id: Option<i64>,
    subject: String,
    preview: String,
    last_seq: i64,
    updated_at: i64,
}

#[derive(FromRow)]
#[expect(dead_code, reason = "read to be measured")]
pub struct Message {
    seq: i64,
    author: String,
    body: String,
    created_at: i64,
}

/// Opens the database and fills it; returns how many seconds that took.
pub async fn open_and_fill(database: &DatabaseOptions, options: &Options) -> (Db, f64) {
    let db = Db::open(database).await.unwrap();
    let (int, strict) = match db.dialect() {
        Dialect::Sqlite => ("INTEGER", " STRICT"),
        Dialect::Postgres => ("BIGINT", ""),
    };
    let drop =
        "DROP TABLE IF EXISTS message; DROP TABLE IF EXISTS conversation; DROP TABLE IF EXISTS contact";
    db.exec_batch(drop).await.unwrap();
    db.exec_batch(&data::TABLES.replace("{int}", int).replace("{strict}", strict))
        .await
        .unwrap();
    let start = Instant::now();
    let mut numbers = Numbers::new(7);
    let mut next = 1;
    while next <= options.conversations {
        let until = (next + 5_000).min(options.conversations + 1);
        let tx = db.begin_write().await.unwrap();
        fill(&tx, next..until, &mut numbers).await;
        tx.commit().await.unwrap();
        next = until;
    }
    let seconds = start.elapsed().as_secs_f64();
    if db.dialect() == Dialect::Postgres {
        db.exec_batch("ANALYZE").await.unwrap();
    }
    db.optimize().await.unwrap();
    // Else the first readings would all go through a write-ahead log with the whole of the data in it.
    db.checkpoint().await.unwrap();
    (db, seconds)
}

async fn fill(tx: &Tx, ids: std::ops::Range<i64>, numbers: &mut Numbers) {
    let contacts = ids.clone().map(|id| args![id, format!("Contact {id}")]).collect();
    tx.exec_many(data::INSERT_CONTACT, contacts).await.unwrap();
    let conversations = ids.clone().map(|id| {
        let status = if numbers.upto(3) == 1 { "open" } else { "closed" };
        let (inbox, assignee, time) = (
            numbers.upto(data::INBOXES),
            numbers.upto(50),
            numbers.upto(1 << 40),
        );
        let preview = data::body(id).chars().take(120).collect::<String>();
        args![
            id,
            id,
            inbox,
            status,
            assignee,
            format!("Subject of {id}"),
            preview,
            data::MESSAGES,
            time
        ]
    });
    tx.exec_many(data::INSERT_CONVERSATION, conversations.collect())
        .await
        .unwrap();
    let messages = ids.flat_map(|id| (1..=data::MESSAGES).map(move |seq| (id, seq)));
    let messages = messages.map(|(id, seq)| args![id, seq, "contact", data::body(id * 31 + seq), seq]);
    tx.exec_many(data::INSERT, messages.collect()).await.unwrap();
}

pub async fn measure(db: &Db, options: &Options) -> Vec<Figures> {
    let (time, conversations) = (options.time(), options.conversations);
    let list = measure::run("list 50", time, |_| {
        let db = db.clone();
        move |number| {
            let db = db.clone();
            async move {
                let inbox = number % data::INBOXES + 1;
                let rows: Vec<Conversation> = db.all(data::LIST, args![inbox, "open"]).await.unwrap();
                assert_eq!(rows.len(), 50);
            }
        }
    });
    let list = list.await;
    let open = measure::run("open one", time, |_| {
        let db = db.clone();
        move |number| {
            let db = db.clone();
            async move {
                let id = number % conversations + 1;
                let _: Conversation = db.one(data::OPEN, args![id]).await.unwrap();
                let messages: Vec<Message> = db.all(data::MESSAGES_OF, args![id]).await.unwrap();
                assert!(messages.len() >= 5);
            }
        }
    });
    let open = open.await;
    let insert = measure::run("insert and commit", time, |_| {
        let db = db.clone();
        move |number| {
            let db = db.clone();
            async move {
                let id = number % conversations + 1;
                let tx = db.begin_write().await.unwrap();
                let seq: i64 = tx.one(data::BUMP, args![id, number]).await.unwrap();
                tx.exec(data::INSERT, args![id, seq, "agent", data::body(number), number])
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            }
        }
    });
    vec![list, open, insert.await]
}
