//! The WebSocket of a visitor. Thousands are open at once: what a quiet one costs is what this file is careful about.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use app::App;
use app::chat::{ByVisitor, Feed, Frame, Page, Seat};
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use tokio::time::{Instant, MissedTickBehavior};

use super::conversations::say_of;
use super::guest::Whence;
use super::protocol::{ClientFrame, Held, ServerFrame, Unread, read, server_frame};
use super::views::visitor_view;
use crate::http::{ApiProblem, ClientProblem};

/// The protocol's name.
const PROTOCOL: &str = "rapport.chat.1";
/// Longest frame of a client, in bytes.
const MOST_BYTES: usize = 64 * 1024;
/// What a socket reads at once, and holds for writing: small, because it is there ten thousand times.
const BUFFER: usize = 1024;
/// How long a client may take to say who it is.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// How often an idle socket is pinged: proxies close what is silent for a minute.
const PING_EVERY: Duration = Duration::from_secs(25);
/// A client that says nothing for this long, not even a pong, is gone.
const SILENT: Duration = Duration::from_secs(80);
/// A socket that takes nothing for this long is gone.
const SEND_WITHIN: Duration = Duration::from_secs(20);
/// Frames that may come at once, and how many a second after that.
const BURST: f32 = 60.0;
const FRAMES_PER_SECOND: f32 = 10.0;
/// Malformed frames after which a client is not worth listening to.
const MOST_MALFORMED: u8 = 5;
/// How long a visitor whose last socket closed may take to open another: on the way to another page.
const LEFT_AFTER: Duration = Duration::from_secs(3);
/// Chats that a client may name in its hello.
const MOST_HELD: usize = 50;

/// Open the WebSocket of a visitor. The frames are in docs/CHAT-PROTOCOL.md.
#[utoipa::path(get, path = "/chat/live", tag = "chat", security(()),
    responses((status = 101, description = "WebSocket"), ClientProblem))]
pub(super) async fn open_chat_live(
    State(app): State<App>,
    whence: Whence,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiProblem> {
    let seat = app.chat.seat(whence.network())?;
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(MOST_BYTES)
        .max_frame_size(MOST_BYTES)
        .on_upgrade(move |socket| serve(app, whence, seat, socket)))
}

/// Why a socket ends.
enum End {
    /// The client went, or its network did.
    Gone,
    /// The server closes it.
    Close(u16, &'static str),
}

type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

async fn serve(app: App, whence: Whence, _seat: Seat, mut socket: WebSocket) {
    let (feed, end) = match Box::pin(enter(&app, whence, &mut socket)).await {
        Ok(feed) => {
            let mut visit = Visit {
                app,
                feed,
                socket,
                allowance: BURST,
                at: Instant::now(),
                heard: Instant::now(),
                malformed: 0,
            };
            let end = visit.run().await;
            socket = visit.socket;
            (Some(visit.feed), end)
        }
        Err(end) => (None, end),
    };
    if let End::Close(code, reason) = end {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        // The client may be gone already; then there is nobody to tell.
        let _gone = send(&mut socket, Message::Close(Some(frame))).await;
    }
    drop(socket);
    if let Some(feed) = feed {
        feed.leave(LEFT_AFTER);
    }
}

/// Waits for the hello, finds the visitor, tells what the client misses.
async fn enter(app: &App, whence: Whence, socket: &mut WebSocket) -> Result<Feed, End> {
    let Ok(hello) = tokio::time::timeout(HELLO_WITHIN, hello(socket)).await else {
        return Err(End::Close(close_code::POLICY, "no hello"));
    };
    let (token, conversations) = hello?;
    let mut feed = match app.chat.authenticate(&token, &whence.from()).await {
        Ok(guest) => app.chat.feed(guest),
        Err(error) => {
            refuse(socket, error).await;
            return Err(End::Close(close_code::POLICY, "refused"));
        }
    };
    let welcome = ServerFrame::Welcome {
        visitor: visitor_view(&feed.guest().visitor),
        server_time: app.core().clock.now().to_rfc3339(),
    };
    let mut alive = tell(socket, &welcome).await;
    for Held { token, last_seq } in conversations.into_iter().take(MOST_HELD) {
        match feed.follow(&token, last_seq).await {
            Ok(frames) => alive = alive && tell_all(app, &feed, socket, frames).await,
            Err(error) => refuse(socket, error).await,
        }
    }
    if alive {
        Ok(feed)
    } else {
        feed.leave(LEFT_AFTER);
        Err(End::Gone)
    }
}

async fn hello(socket: &mut WebSocket) -> Result<(String, Vec<Held>), End> {
    loop {
        let text = match socket.recv().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => {
                return Err(End::Close(close_code::UNSUPPORTED, "text is expected"));
            }
            Some(Err(error)) => return Err(broken(&error)),
            Some(Ok(Message::Close(_))) | None => return Err(End::Gone),
        };
        match read(text.as_str()) {
            Ok(ClientFrame::Hello { token, conversations }) => return Ok((token, conversations)),
            Err(Unread::Unknown) => {}
            Ok(_) | Err(Unread::Malformed(_)) => {
                return Err(End::Close(close_code::POLICY, "hello is expected"));
            }
        }
    }
}

/// Whether a frame was too long, or the connection is gone.
fn broken(error: &axum::Error) -> End {
    if error.to_string().contains("too long") || error.to_string().contains("too big") {
        End::Close(close_code::SIZE, "a frame is too long")
    } else {
        End::Gone
    }
}

/// A socket whose visitor is known.
struct Visit {
    app: App,
    feed: Feed,
    socket: WebSocket,
    allowance: f32,
    at: Instant,
    heard: Instant,
    malformed: u8,
}

impl Visit {
    /// What is awaited for long is small; what is done between is on the heap and gone afterwards.
    async fn run(&mut self) -> End {
        let mut ping = tokio::time::interval_at(Instant::now() + PING_EVERY, PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                message = self.socket.recv() => self.hear(message).await,
                news = self.feed.next() => {
                    let work: Work<'_, Result<(), End>> = Box::pin(self.tell_news(news));
                    work.await
                }
                _ = ping.tick() => self.ping().await,
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENT {
            return Err(End::Gone);
        }
        sent(send(&mut self.socket, Message::Ping(bytes::Bytes::new())).await)
    }

    async fn tell_news(&mut self, news: realtime::News) -> Result<(), End> {
        let frames = match self.feed.frames(news).await {
            Ok(frames) => frames,
            Err(error) => {
                // The client connects again and says what it holds: nothing is lost by closing.
                tracing::warn!(%error, "a visitor's news could not be read");
                return Err(End::Close(close_code::AGAIN, "try again"));
            }
        };
        let closed = frames.iter().any(|frame| matches!(frame, Frame::Closed));
        sent(tell_all(&self.app, &self.feed, &mut self.socket, frames).await)?;
        if closed {
            return Err(End::Close(close_code::RESTART, "restarting"));
        }
        Ok(())
    }

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        self.heard = Instant::now();
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Binary(_))) => return self.malformed("binary frames are not understood").await,
            Some(Err(error)) => return Err(broken(&error)),
            Some(Ok(Message::Close(_))) | None => return Err(End::Gone),
        };
        match read(text.as_str()) {
            Ok(frame) => {
                drop(text);
                let work: Work<'_, Result<(), End>> = Box::pin(self.obey(frame));
                work.await
            }
            Err(Unread::Unknown) => Ok(()),
            Err(Unread::Malformed(why)) => self.malformed(&why).await,
        }
    }

    async fn malformed(&mut self, why: &str) -> Result<(), End> {
        self.malformed += 1;
        let error = ServerFrame::Error {
            code: "bad_frame".to_owned(),
            detail: why.chars().take(200).collect(),
        };
        sent(tell(&mut self.socket, &error).await)?;
        if self.malformed >= MOST_MALFORMED {
            return Err(End::Close(close_code::POLICY, "too many malformed frames"));
        }
        Ok(())
    }

    async fn obey(&mut self, frame: ClientFrame) -> Result<(), End> {
        if !self.may() {
            let busy = match frame {
                // Told by its key, so that the client knows what to send again.
                ClientFrame::Say { key, .. } => ServerFrame::Refused {
                    key,
                    code: "too_many_requests".to_owned(),
                    detail: "too many frames: slow down".to_owned(),
                    retry: true,
                },
                _ => ServerFrame::Error {
                    code: "too_many_requests".to_owned(),
                    detail: "too many frames: slow down".to_owned(),
                },
            };
            return sent(tell(&mut self.socket, &busy).await);
        }
        match frame {
            ClientFrame::Ping => sent(tell(&mut self.socket, &ServerFrame::Pong).await),
            ClientFrame::Hello { conversations, .. } => {
                for Held { token, last_seq } in conversations.into_iter().take(MOST_HELD) {
                    self.follow(&token, last_seq).await?;
                }
                Ok(())
            }
            ClientFrame::Resume {
                conversation,
                last_seq,
            } => self.follow(&conversation, last_seq).await,
            ClientFrame::Say {
                key,
                conversation,
                text,
                attachment_ids,
                answer,
            } => {
                let body = api_types::SayRequest {
                    text,
                    attachment_ids,
                    answer,
                };
                self.say(key, &conversation, body).await
            }
            other => match note(&self.feed, other).await {
                Ok(()) => Ok(()),
                Err(error) => {
                    refuse(&mut self.socket, error).await;
                    Ok(())
                }
            },
        }
    }

    async fn follow(&mut self, token: &str, held: i64) -> Result<(), End> {
        match self.feed.follow(token, held).await {
            Ok(frames) => sent(tell_all(&self.app, &self.feed, &mut self.socket, frames).await),
            Err(error) => {
                refuse(&mut self.socket, error).await;
                Ok(())
            }
        }
    }

    async fn say(&mut self, key: String, conversation: &str, body: api_types::SayRequest) -> Result<(), End> {
        let (chat, guest) = (self.feed.chat(), self.feed.guest());
        let saying = async {
            chat.limit_visitor(ByVisitor::Message, guest.visitor.id)?;
            chat.still_let_in(guest).await?;
            let own = chat.own(guest, conversation).await?;
            chat.say(guest, &own, &say_of(body), &key).await
        };
        let answer = match saying.await {
            Ok(said) => ServerFrame::Said { key, seq: said.seq },
            Err(error) => {
                let problem = ApiProblem::from(error);
                ServerFrame::Refused {
                    key,
                    code: problem.code().to_owned(),
                    detail: problem.detail().to_owned(),
                    retry: problem.may_work_later(),
                }
            }
        };
        sent(tell(&mut self.socket, &answer).await)
    }

    /// Whether the client may send another frame now.
    fn may(&mut self) -> bool {
        let now = Instant::now();
        let gained = now.duration_since(self.at).as_secs_f32() * FRAMES_PER_SECOND;
        self.at = now;
        self.allowance = (self.allowance + gained).min(BURST);
        let may = self.allowance >= 1.0;
        if may {
            self.allowance -= 1.0;
        }
        may
    }
}

/// What needs no answer.
async fn note(feed: &Feed, frame: ClientFrame) -> app::core::Result<()> {
    let (chat, guest) = (feed.chat(), feed.guest());
    match frame {
        ClientFrame::Typing {
            conversation,
            active,
            text,
        } => {
            let own = chat.own(guest, &conversation).await?;
            chat.typing(guest, &own, active, text.as_deref());
            Ok(())
        }
        ClientFrame::Receipts {
            conversation,
            delivered_seq,
            seen_seq,
        } => {
            let own = chat.own(guest, &conversation).await?;
            chat.received(&own, delivered_seq, seen_seq).await
        }
        ClientFrame::Page { url, title } => {
            let page = Page {
                url: &url,
                title: &title,
                referrer: "",
            };
            chat.open_page(guest, &page).await
        }
        ClientFrame::Hello { .. }
        | ClientFrame::Resume { .. }
        | ClientFrame::Say { .. }
        | ClientFrame::Ping => Ok(()),
    }
}

async fn tell_all(app: &App, feed: &Feed, socket: &mut WebSocket, frames: Vec<Frame>) -> bool {
    for frame in frames {
        if !tell(socket, &server_frame(app, feed.guest(), frame)).await {
            return false;
        }
    }
    true
}

async fn refuse(socket: &mut WebSocket, error: app::Error) {
    let problem = ApiProblem::from(error);
    let frame = ServerFrame::Error {
        code: problem.code().to_owned(),
        detail: problem.detail().to_owned(),
    };
    // Whether the client still hears it shows at the next frame.
    let _heard = tell(socket, &frame).await;
}

async fn tell(socket: &mut WebSocket, frame: &ServerFrame) -> bool {
    match serde_json::to_string(frame) {
        Ok(text) => send(socket, Message::Text(text.into())).await,
        Err(error) => {
            tracing::error!(%error, "a frame for a visitor cannot be written as JSON");
            true
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(
        tokio::time::timeout(SEND_WITHIN, socket.send(message)).await,
        Ok(Ok(()))
    )
}

fn sent(alive: bool) -> Result<(), End> {
    if alive { Ok(()) } else { Err(End::Gone) }
}
