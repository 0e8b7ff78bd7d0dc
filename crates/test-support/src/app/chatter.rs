//! A client of visitors that keeps the rules of docs/CHAT-PROTOCOL.md whatever happens to its connection, and a log of what it heard.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::Visitor;

/// After which time without a confirmation something is said again.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How long an answer to the hello may take; then it is tried anew.
const HELLO: Duration = Duration::from_secs(5);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What a client knows.
#[derive(Debug, Default)]
struct Log {
    held: i64,
    heard: Vec<(i64, String)>,
    /// Entries that came although the client had them, and were ignored.
    again: u32,
    /// Frames that began beyond what the client had.
    holes: u32,
    connections: u32,
    unsaid: Vec<(String, String, Instant)>,
}

/// A visitor who goes on whatever happens.
pub struct Chatter {
    log: Arc<Mutex<Log>>,
    orders: mpsc::UnboundedSender<Order>,
    task: AbortHandle,
}

enum Order {
    Say(String, String),
    Cut,
}

fn locked(log: &Mutex<Log>) -> std::sync::MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Chatter {
    /// Begins to follow a conversation of which it holds everything up to `held`.
    pub fn follow(visitor: &Visitor, conversation: &str, held: i64) -> Self {
        let log = Arc::new(Mutex::new(Log {
            held,
            ..Log::default()
        }));
        let (orders, taken) = mpsc::unbounded_channel();
        let client = Client {
            visitor: visitor.clone(),
            conversation: conversation.to_owned(),
            log: Arc::clone(&log),
        };
        let task = tokio::spawn(client.run(taken)).abort_handle();
        Self { log, orders, task }
    }

    /// Says something; it is said again until it is confirmed.
    pub fn say(&self, key: &str, text: &str) {
        let order = Order::Say(key.to_owned(), text.to_owned());
        self.orders.send(order).expect("the client goes on");
    }

    /// Loses the connection.
    pub fn cut(&self) {
        self.orders.send(Order::Cut).expect("the client goes on");
    }

    /// What was said in the conversation, in the order of its entries.
    pub fn texts(&self) -> Vec<String> {
        let mut heard = locked(&self.log).heard.clone();
        heard.sort_by_key(|(seq, _)| *seq);
        heard.into_iter().map(|(_, text)| text).collect()
    }

    /// Whether entries came in the order of their numbers, each once and none beyond a hole.
    pub fn is_in_order(&self) -> bool {
        let log = locked(&self.log);
        log.holes == 0 && log.heard.is_sorted_by(|(one, _), (next, _)| one < next)
    }

    /// How much was said and is not confirmed.
    pub fn unsaid(&self) -> usize {
        locked(&self.log).unsaid.len()
    }

    /// How often it connected.
    pub fn connections(&self) -> u32 {
        locked(&self.log).connections
    }
}

impl Drop for Chatter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Client {
    visitor: Visitor,
    conversation: String,
    log: Arc<Mutex<Log>>,
}

impl Client {
    async fn run(self, mut orders: mpsc::UnboundedReceiver<Order>) {
        let mut wait = Duration::from_millis(20);
        loop {
            if let Some(mut socket) = self.enter().await {
                wait = Duration::from_millis(20);
                if self.talk(&mut socket, &mut orders).await.is_none() {
                    return;
                }
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_millis(500));
        }
    }

    async fn enter(&self) -> Option<Socket> {
        let address = self.visitor.http().address();
        let mut request = format!("ws://{address}/api/v1/chat/live")
            .into_client_request()
            .ok()?;
        let protocol = "rapport.chat.1".parse().ok()?;
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (mut socket, _) = tokio::time::timeout(HELLO, tokio_tungstenite::connect_async(request))
            .await
            .ok()?
            .ok()?;
        let held = locked(&self.log).held;
        let hello = json!({"type": "hello", "token": self.visitor.token,
            "conversations": [{"token": self.conversation, "last_seq": held}]});
        socket.send(Message::text(hello.to_string())).await.ok()?;
        let welcome = async {
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Text(text) = message {
                    let frame: Value = serde_json::from_str(text.as_str()).expect("JSON");
                    self.read(&frame);
                    if frame["type"] == "welcome" {
                        return Some(());
                    }
                }
            }
            None
        };
        tokio::time::timeout(HELLO, welcome).await.ok()??;
        locked(&self.log).connections += 1;
        self.say_again(&mut socket, Duration::ZERO).await?;
        Some(socket)
    }

    /// Until the connection is gone; `None` when nobody wants it to go on.
    async fn talk(&self, socket: &mut Socket, orders: &mut mpsc::UnboundedReceiver<Order>) -> Option<()> {
        let mut look = tokio::time::interval(Duration::from_millis(250));
        loop {
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        self.read(&serde_json::from_str(text.as_str()).expect("JSON"));
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Some(()),
                    Some(Ok(_)) => {}
                },
                order = orders.recv() => match order? {
                    Order::Say(key, text) => {
                        let say = self.frame(&key, &text);
                        locked(&self.log).unsaid.push((key, text, Instant::now()));
                        if socket.send(say).await.is_err() {
                            return Some(());
                        }
                    }
                    Order::Cut => return Some(()),
                },
                _ = look.tick() => {
                    if self.say_again(socket, AGAIN_AFTER).await.is_none() {
                        return Some(());
                    }
                }
            }
        }
    }

    fn frame(&self, key: &str, text: &str) -> Message {
        let say = json!({"type": "say", "key": key, "conversation": self.conversation, "text": text});
        Message::text(say.to_string())
    }

    /// Says what has not been confirmed for so long; `None` when the connection is gone.
    async fn say_again(&self, socket: &mut Socket, after: Duration) -> Option<()> {
        let mut due = Vec::new();
        for (key, text, at) in &mut locked(&self.log).unsaid {
            if at.elapsed() >= after {
                *at = Instant::now();
                due.push(self.frame(key, text));
            }
        }
        for say in due {
            socket.send(say).await.ok()?;
        }
        Some(())
    }

    fn read(&self, frame: &Value) {
        let mut log = locked(&self.log);
        match frame["type"].as_str() {
            Some("said") => log.unsaid.retain(|(key, _, _)| frame["key"] != *key),
            Some("entries") => {
                log.holes += u32::from(frame["after_seq"].as_i64() > Some(log.held));
                for entry in frame["entries"].as_array().into_iter().flatten() {
                    let seq = entry["seq"].as_i64().expect("a number");
                    if seq <= log.held {
                        log.again += 1;
                    } else if let Some(text) = entry["message"]["text"].as_str() {
                        log.heard.push((seq, text.to_owned()));
                    }
                }
                log.held = log.held.max(frame["last_seq"].as_i64().expect("a number"));
            }
            _ => {}
        }
    }
}
