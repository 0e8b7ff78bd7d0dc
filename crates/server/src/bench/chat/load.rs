//! Everybody at work: visitors at their sockets, agents by HTTP with a socket beside, and the book of who heard what when.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::seed::{Cast, Visitor};
use super::wire::{self, Frame, Reader, Writer};

/// How long what is under way may take when the time is over.
const DRAIN: Duration = Duration::from_secs(10);

/// What was sent and heard. Messages are known by their number, which stands in their words.
#[derive(Default)]
pub struct Book {
    sent: Mutex<HashMap<u64, Instant>>,
    heard: Mutex<HashMap<u64, u32>>,
    /// Times until a visitor had an agent's answer.
    to_visitors: Mutex<Vec<Duration>>,
    /// Times until the server confirmed what a visitor said.
    confirmed: Mutex<Vec<Duration>>,
    /// Times until an agent heard that a visitor had written.
    to_agents: Mutex<Vec<Duration>>,
    waiting: Mutex<HashMap<i64, Vec<Instant>>>,
    pub failed: AtomicU64,
    pub holes: AtomicU64,
    pub reconnects: AtomicU64,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Book {
    fn send(&self, number: u64) {
        locked(&self.sent).insert(number, Instant::now());
    }

    /// A visitor has these words.
    fn hear(&self, text: &str, from: &str) {
        let Some(number) = text.strip_prefix("bench ").and_then(|rest| rest.parse().ok()) else {
            return;
        };
        let times = {
            let mut heard = locked(&self.heard);
            let times = heard.entry(number).or_insert(0);
            *times += 1;
            *times
        };
        if times == 1
            && from == "agent"
            && let Some(at) = locked(&self.sent).get(&number)
        {
            locked(&self.to_visitors).push(at.elapsed());
        }
    }

    fn wait_for_agent(&self, conversation: i64) {
        locked(&self.waiting)
            .entry(conversation)
            .or_default()
            .push(Instant::now());
    }

    fn agent_heard(&self, conversation: i64) {
        if let Some(waiting) = locked(&self.waiting).remove(&conversation) {
            let mut times = locked(&self.to_agents);
            times.extend(waiting.into_iter().map(|at| at.elapsed()));
        }
    }

    /// Times to visitors, of confirmations, to agents; taken out, so that the next step begins anew.
    pub fn take_times(&self) -> [Vec<Duration>; 3] {
        [&self.to_visitors, &self.confirmed, &self.to_agents].map(|times| std::mem::take(&mut *locked(times)))
    }

    pub fn sent(&self) -> usize {
        locked(&self.sent).len()
    }

    /// How many messages no visitor has, and how many a visitor has more than once.
    pub fn lost_and_doubled(&self) -> (usize, usize) {
        let (sent, heard) = (locked(&self.sent), locked(&self.heard));
        let lost = sent.keys().filter(|number| !heard.contains_key(number)).count();
        let doubled = heard.values().filter(|times| **times > 1).count();
        (lost, doubled)
    }
}

/// A visitor's socket in its own task.
pub struct Seat {
    pub visitor: Visitor,
    say: mpsc::UnboundedSender<Order>,
    task: AbortHandle,
}

/// What a visitor is told to do.
enum Order {
    Say(u64),
    /// Lose the connection, as a phone does in a lift.
    Cut,
}

impl Seat {
    pub fn say(&self, number: u64) {
        // A task that ended is counted as a failure by itself.
        let _ended = self.say.send(Order::Say(number));
    }

    pub fn cut(&self) {
        let _ended = self.say.send(Order::Cut);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Opens the sockets of visitors, some at once.
pub async fn connect(
    address: SocketAddr,
    visitors: &[Visitor],
    book: &Arc<Book>,
) -> anyhow::Result<Vec<Seat>> {
    let mut seats = Vec::with_capacity(visitors.len());
    for some in visitors.chunks(100) {
        let opening = some
            .iter()
            .map(|visitor| sit_down(address, visitor.clone(), Arc::clone(book)));
        for seat in futures::future::join_all(opening).await {
            seats.push(seat?);
        }
    }
    Ok(seats)
}

async fn sit_down(address: SocketAddr, visitor: Visitor, book: Arc<Book>) -> anyhow::Result<Seat> {
    let mut client = Client {
        address,
        held: visitor.last_seq,
        visitor: visitor.clone(),
        book,
        unsaid: Vec::new(),
    };
    let wires = client.enter().await?;
    let (say, orders) = mpsc::unbounded_channel();
    let task = tokio::spawn(async move { client.run(wires, orders).await }).abort_handle();
    Ok(Seat { visitor, say, task })
}

/// A client that keeps the rules of docs/CHAT-PROTOCOL.md: it says what it holds, and says again what was not confirmed.
struct Client {
    address: SocketAddr,
    visitor: Visitor,
    held: i64,
    book: Arc<Book>,
    unsaid: Vec<(u64, Instant)>,
}

impl Client {
    async fn enter(&mut self) -> anyhow::Result<(Reader, Writer)> {
        let headers = "Sec-WebSocket-Protocol: rapport.chat.1\r\n";
        let (mut reader, mut writer) = wire::open(self.address, "/chat/live", headers).await?;
        let held = json!([{"token": self.visitor.conversation, "last_seq": self.held}]);
        let hello = json!({"type": "hello", "token": self.visitor.token, "conversations": held});
        writer.text(&hello.to_string()).await?;
        loop {
            match reader.next().await? {
                Frame::Text(text) if text.starts_with("{\"type\":\"welcome\"") => break,
                Frame::Text(text) => self.read(&text),
                Frame::Ping(payload) => writer.pong(&payload).await?,
                Frame::Close => anyhow::bail!("closed before the welcome"),
                Frame::Other => {}
            }
        }
        for (number, _) in self.unsaid.clone() {
            self.say(&mut writer, number).await?;
        }
        Ok((reader, writer))
    }

    async fn run(&mut self, mut wires: (Reader, Writer), mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            let alive = tokio::select! {
                frame = wires.0.next() => match frame {
                    Ok(Frame::Text(text)) => {
                        self.read(&text);
                        true
                    }
                    Ok(Frame::Ping(payload)) => wires.1.pong(&payload).await.is_ok(),
                    Ok(Frame::Other) => true,
                    Ok(Frame::Close) | Err(_) => false,
                },
                order = orders.recv() => match order {
                    Some(Order::Say(number)) => {
                        self.unsaid.push((number, Instant::now()));
                        self.say(&mut wires.1, number).await.is_ok()
                    }
                    Some(Order::Cut) => false,
                    None => return,
                },
            };
            if !alive {
                self.book.reconnects.fetch_add(1, Ordering::Relaxed);
                wires = self.come_back().await;
            }
        }
    }

    async fn come_back(&mut self) -> (Reader, Writer) {
        let mut wait = Duration::from_millis(50);
        loop {
            if let Ok(wires) = self.enter().await {
                return wires;
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_secs(2));
        }
    }

    async fn say(&self, writer: &mut Writer, number: u64) -> anyhow::Result<()> {
        let say = json!({"type": "say", "key": format!("k{number}"), "conversation": self.visitor.conversation,
            "text": format!("bench {number}")});
        writer.text(&say.to_string()).await
    }

    fn read(&mut self, text: &str) {
        let is = |kind: &str| text.get(9..).is_some_and(|rest| rest.starts_with(kind));
        if !(is("entries\"") || is("said\"") || is("refused\"")) {
            return;
        }
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            self.book.failed.fetch_add(1, Ordering::Relaxed);
            return;
        };
        match frame.get("type").and_then(Value::as_str) {
            Some("entries") => self.take(&frame),
            Some("said") => {
                let number = number_of(&frame);
                if let Some(place) = self.unsaid.iter().position(|(unsaid, _)| Some(*unsaid) == number) {
                    let (_, at) = self.unsaid.swap_remove(place);
                    locked(&self.book.confirmed).push(at.elapsed());
                }
            }
            _ => {
                self.book.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn take(&mut self, frame: &Value) {
        let number = |name: &str| frame.get(name).and_then(Value::as_i64);
        let (after, last) = (number("after_seq"), number("last_seq"));
        let (Some(after), Some(last)) = (after, last) else {
            return;
        };
        if after > self.held {
            self.book.holes.fetch_add(1, Ordering::Relaxed);
        }
        for entry in frame["entries"].as_array().into_iter().flatten() {
            // What a client has it ignores: so says the protocol, and so nothing is doubled by a connection that was cut.
            if entry["seq"].as_i64().is_some_and(|seq| seq > self.held) {
                let from = entry["from"].as_str().unwrap_or_default();
                self.book.hear(
                    entry
                        .pointer("/message/text")
                        .and_then(Value::as_str)
                        .unwrap_or_default(),
                    from,
                );
            }
        }
        self.held = self.held.max(last);
    }
}

fn number_of(frame: &Value) -> Option<u64> {
    frame["key"].as_str()?.strip_prefix('k')?.parse().ok()
}

/// The agents' side: sockets that hear hints, and a client of HTTP to answer with.
pub struct Desk {
    http: reqwest::Client,
    address: SocketAddr,
    tokens: Vec<String>,
    tasks: Vec<AbortHandle>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

impl Desk {
    pub async fn open(address: SocketAddr, cast: &Cast, book: &Arc<Book>) -> anyhow::Result<Self> {
        let mut tasks = Vec::new();
        for token in &cast.agents {
            let headers = format!("Authorization: Bearer {token}\r\n");
            let (mut reader, mut writer) = wire::open(address, "/live", &headers).await?;
            let topics = json!({"type": "subscribe", "topics": [format!("inbox:{}", cast.inbox)]});
            writer.text(&topics.to_string()).await?;
            let book = Arc::clone(book);
            let listen = async move {
                while let Ok(frame) = reader.next().await {
                    match frame {
                        Frame::Text(text) if text.contains("\"conversation_changed\"") => {
                            let event: Value = serde_json::from_str(&text).unwrap_or_default();
                            if let Some(id) = event.pointer("/event/conversation_id").and_then(Value::as_i64)
                            {
                                book.agent_heard(id);
                            }
                        }
                        Frame::Ping(payload) if writer.pong(&payload).await.is_err() => return,
                        Frame::Close => return,
                        Frame::Text(_) | Frame::Ping(_) | Frame::Other => {}
                    }
                }
            };
            tasks.push(tokio::spawn(listen).abort_handle());
        }
        Ok(Self {
            http: reqwest::Client::new(),
            address,
            tokens: cast.agents.clone(),
            tasks,
        })
    }

    /// Answers in a chat; tried again until the server confirms it, with the same key.
    pub fn answer(&self, visitor: &Visitor, number: u64, book: &Arc<Book>) {
        let place = usize::try_from(visitor.id.get()).unwrap_or(0) % self.tokens.len().max(1);
        let Some(token) = self.tokens.get(place).cloned() else {
            return;
        };
        let url = format!(
            "http://{}/api/v1/conversations/{}/replies",
            self.address, visitor.id
        );
        let (http, book) = (self.http.clone(), Arc::clone(book));
        tokio::spawn(async move {
            for _ in 0..20 {
                let request = http
                    .post(&url)
                    .bearer_auth(&token)
                    .header("idempotency-key", format!("k{number}"))
                    .json(&json!({"text": format!("bench {number}"), "force": true}));
                match request.send().await {
                    Ok(answer) if answer.status().is_success() => return,
                    Ok(answer) if answer.status().is_client_error() && answer.status().as_u16() != 409 => {
                        break;
                    }
                    Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
                }
            }
            book.failed.fetch_add(1, Ordering::Relaxed);
        });
    }
}

/// How hard everybody works.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Messages a second, half from each side.
    pub rate: u32,
    pub seconds: u32,
    /// Connections that are cut each second.
    pub cuts: u32,
}

/// Lets messages go both ways at an even pace over the first `active` seats, then waits until all have come.
pub async fn work(
    seats: &[Seat],
    desk: &Desk,
    book: &Arc<Book>,
    pace: Pace,
    first: u64,
) -> anyhow::Result<u64> {
    let total = u64::from(pace.rate) * u64::from(pace.seconds);
    let mut tick = tokio::time::interval(Duration::from_secs(1) / pace.rate.max(1));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut place = 0_usize;
    for step in 0..total {
        tick.tick().await;
        place = (place + 7_919) % seats.len();
        let Some(seat) = seats.get(place) else { break };
        let number = first + step;
        book.send(number);
        if step % 2 == 0 {
            book.wait_for_agent(seat.visitor.id.get());
            seat.say(number);
        } else {
            desk.answer(&seat.visitor, number, book);
        }
        if pace.cuts > 0 && step % u64::from(pace.rate / pace.cuts).max(1) == 0 {
            let cut = usize::try_from(step * 104_729 % seats.len() as u64)?;
            if let Some(seat) = seats.get(cut) {
                seat.cut();
            }
        }
    }
    let begin = Instant::now();
    while book.lost_and_doubled().0 > 0 && begin.elapsed() < DRAIN {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(first + total)
}
