//! The limit on SQLite: each operation is one closure on a thread with its own connection.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params};
use tokio::sync::oneshot;

use crate::data;
use crate::measure::{self, Figures};

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// Threads that run closures.
#[derive(Clone)]
struct Threads(Sender<Work>);

impl Threads {
    fn start(path: &Path, count: usize, mmap: u64) -> Self {
        let (sender, receiver) = channel::<Work>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..count {
            let receiver = Arc::clone(&receiver);
            let mut connection = Connection::open(path).unwrap();
            connection
                .execute_batch(&format!(
                    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;
                     PRAGMA wal_autocheckpoint = 4096; PRAGMA mmap_size = {mmap}"
                ))
                .unwrap();
            connection.set_prepared_statement_cache_capacity(64);
            std::thread::spawn(move || {
                loop {
                    let work = receiver.lock().unwrap().recv();
                    let Ok(work) = work else { return };
                    work(&mut connection);
                }
            });
        }
        Self(sender)
    }

    async fn run<R: Send + 'static>(&self, work: impl FnOnce(&mut Connection) -> R + Send + 'static) -> R {
        let (sender, reply) = oneshot::channel();
        let work: Work = Box::new(move |connection| drop(sender.send(work(connection))));
        self.0.send(work).unwrap();
        reply.await.unwrap()
    }
}

type Conversation = (i64, i64, String, Option<i64>, String, String, i64, i64);

fn conversation(row: &rusqlite::Row<'_>) -> rusqlite::Result<Conversation> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
    ))
}

fn list(connection: &Connection, sql: &str, inbox: i64) -> usize {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let rows = statement.query_map(params![inbox, "open"], conversation).unwrap();
    rows.collect::<Result<Vec<_>, _>>().unwrap().len()
}

fn open(connection: &Connection, sql: &str, messages: &str, id: i64) -> usize {
    connection
        .prepare_cached(sql)
        .unwrap()
        .query_row([id], conversation)
        .unwrap();
    let mut statement = connection.prepare_cached(messages).unwrap();
    let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(i64, String, String, i64)> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    };
    let rows = statement.query_map([id], read).unwrap();
    rows.collect::<Result<Vec<_>, _>>().unwrap().len()
}

fn insert(connection: &mut Connection, bump: &str, insert: &str, id: i64, number: i64) {
    let tx = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let seq: i64 = tx
        .prepare_cached(bump)
        .unwrap()
        .query_row([id, number], |row| row.get(0))
        .unwrap();
    let body = data::body(number);
    tx.prepare_cached(insert)
        .unwrap()
        .execute(params![id, seq, "agent", body, number])
        .unwrap();
    tx.commit().unwrap();
}

/// The threads, and the statements as SQLite wants them.
pub struct Bare {
    readers: Threads,
    writer: Threads,
    list: Arc<str>,
    open: Arc<str>,
    messages: Arc<str>,
    bump: Arc<str>,
    insert: Arc<str>,
}

impl Bare {
    pub fn open(path: &Path, mmap: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        let text = |sql: &str| Arc::<str>::from(data::numbered(sql));
        Self {
            readers: Threads::start(path, cores, mmap),
            writer: Threads::start(path, 1, mmap),
            list: text(data::LIST),
            open: text(data::OPEN),
            messages: text(data::MESSAGES_OF),
            bump: text(data::BUMP),
            insert: text(data::INSERT),
        }
    }

    /// Empties the write-ahead log but keeps its file, as a busy database does: a growing file costs more to sync.
    pub async fn restart_log(&self) {
        let restart = "PRAGMA wal_checkpoint(RESTART)";
        self.writer
            .run(move |connection| connection.query_row(restart, [], |_| Ok(())).unwrap())
            .await;
    }

    pub async fn measure(&self, conversations: i64, time: Duration) -> Vec<Figures> {
        let listed = measure::run("list 50", time, |_| {
            let (threads, sql) = (self.readers.clone(), Arc::clone(&self.list));
            move |number| {
                let (threads, sql) = (threads.clone(), Arc::clone(&sql));
                let inbox = number % data::INBOXES + 1;
                async move {
                    assert_eq!(
                        threads.run(move |connection| list(connection, &sql, inbox)).await,
                        50
                    )
                }
            }
        });
        let listed = listed.await;
        let opened = measure::run("open one", time, |_| {
            let (threads, sql, messages) = (
                self.readers.clone(),
                Arc::clone(&self.open),
                Arc::clone(&self.messages),
            );
            move |number| {
                let (threads, sql, messages) = (threads.clone(), Arc::clone(&sql), Arc::clone(&messages));
                let id = number % conversations + 1;
                async move {
                    assert!(
                        threads
                            .run(move |connection| open(connection, &sql, &messages, id))
                            .await
                            >= 5
                    )
                }
            }
        });
        let opened = opened.await;
        let inserted = measure::run("insert and commit", time, |_| {
            let (threads, sql, text) = (
                self.writer.clone(),
                Arc::clone(&self.bump),
                Arc::clone(&self.insert),
            );
            move |number| {
                let (threads, sql, text) = (threads.clone(), Arc::clone(&sql), Arc::clone(&text));
                let id = number % conversations + 1;
                async move {
                    threads
                        .run(move |connection| insert(connection, &sql, &text, id, number))
                        .await
                }
            }
        });
        vec![listed, opened, inserted.await]
    }
}
