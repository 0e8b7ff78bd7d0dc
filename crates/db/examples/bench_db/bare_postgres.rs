//! The limit on PostgreSQL: each caller has a connection and its statements prepared.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::{Client, NoTls, Row, Statement};

use crate::data;
use crate::measure::{self, CALLERS, Figures};

/// A connection with everything prepared.
struct Caller {
    client: Client,
    list: Statement,
    open: Statement,
    messages: Statement,
    bump: Statement,
    insert: Statement,
}

impl Caller {
    async fn connect(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        Self {
            list: client.prepare(data::LIST).await.unwrap(),
            open: client.prepare(data::OPEN).await.unwrap(),
            messages: client.prepare(data::MESSAGES_OF).await.unwrap(),
            bump: client.prepare(data::BUMP).await.unwrap(),
            insert: client.prepare(data::INSERT).await.unwrap(),
            client,
        }
    }

    async fn list(&self, inbox: i64) {
        let rows = self.client.query(&self.list, &[&inbox, &"open"]).await.unwrap();
        let rows: Vec<_> = rows.iter().map(conversation).collect();
        assert_eq!(rows.len(), 50);
    }

    async fn open(&self, id: i64) {
        conversation(&self.client.query_one(&self.open, &[&id]).await.unwrap());
        let rows = self.client.query(&self.messages, &[&id]).await.unwrap();
        let read =
            |row: &Row| -> (i64, String, String, i64) { (row.get(0), row.get(1), row.get(2), row.get(3)) };
        let messages: Vec<_> = rows.iter().map(read).collect();
        assert!(messages.len() >= 5);
    }

    async fn insert(&self, id: i64, number: i64) {
        self.client.batch_execute("BEGIN").await.unwrap();
        let seq: i64 = self
            .client
            .query_one(&self.bump, &[&id, &number])
            .await
            .unwrap()
            .get(0);
        let body = data::body(number);
        self.client
            .execute(&self.insert, &[&id, &seq, &"agent", &body, &number])
            .await
            .unwrap();
        self.client.batch_execute("COMMIT").await.unwrap();
    }
}

type Conversation = (i64, i64, String, Option<i64>, String, String, i64, i64);

fn conversation(row: &Row) -> Conversation {
    (
        row.get(0),
        row.get(1),
        row.get(2),
        row.get(3),
        row.get(4),
        row.get(5),
        row.get(6),
        row.get(7),
    )
}

/// One connection per caller.
pub struct Bare(Vec<Arc<Caller>>);

impl Bare {
    pub async fn open(url: &str) -> Self {
        let mut callers = Vec::new();
        for _ in 0..CALLERS {
            callers.push(Arc::new(Caller::connect(url).await));
        }
        Self(callers)
    }

    pub async fn measure(&self, conversations: i64, time: Duration) -> Vec<Figures> {
        let caller = |number: u64| Arc::clone(&self.0[number as usize]);
        let list = measure::run("list 50", time, |number| {
            let caller = caller(number);
            move |number| {
                let caller = Arc::clone(&caller);
                async move { caller.list(number % data::INBOXES + 1).await }
            }
        });
        let list = list.await;
        let open = measure::run("open one", time, |number| {
            let caller = caller(number);
            move |number| {
                let caller = Arc::clone(&caller);
                async move { caller.open(number % conversations + 1).await }
            }
        });
        let open = open.await;
        let insert = measure::run("insert and commit", time, |number| {
            let caller = caller(number);
            move |number| {
                let caller = Arc::clone(&caller);
                async move { caller.insert(number % conversations + 1, number).await }
            }
        });
        vec![list, open, insert.await]
    }
}
