//! A browser's WebSocket.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Client, TestApp};

/// How long an expected message may take. Generous: it is only waited out when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub struct LiveSocket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl TestApp {
    /// Opens the socket of a signed-in browser and waits for the welcome.
    pub async fn live(&self, client: &Client) -> LiveSocket {
        LiveSocket::open(client).await
    }
}

impl LiveSocket {
    /// Opens the socket of a signed-in browser at its server and waits for the welcome.
    pub async fn open(client: &Client) -> Self {
        let address = client.address();
        let mut request = format!("ws://{address}/api/v1/live")
            .into_client_request()
            .expect("a request");
        let headers = request.headers_mut();
        let cookie = client.cookie().expect("a signed-in client");
        headers.insert("cookie", cookie.parse().expect("a header"));
        let origin = format!("http://{address}");
        headers.insert("origin", origin.parse().expect("a header"));
        let (socket, _) = tokio_tungstenite::connect_async(request)
            .await
            .expect("the socket opens");
        let mut live = Self { socket };
        live.wait_for("welcome").await;
        live
    }
}

impl LiveSocket {
    pub(super) const fn over(socket: WebSocketStream<MaybeTlsStream<TcpStream>>) -> Self {
        Self { socket }
    }

    pub(super) const fn socket(&mut self) -> &mut WebSocketStream<MaybeTlsStream<TcpStream>> {
        &mut self.socket
    }

    /// Sends a message.
    pub async fn send(&mut self, message: Value) {
        self.socket
            .send(Message::text(message.to_string()))
            .await
            .expect("sending");
    }

    /// Listens to topics, and to a conversation from an entry on.
    pub async fn subscribe(&mut self, topics: &[&str], conversation: Option<(i64, i64)>) {
        let mut message = json!({"type": "subscribe", "topics": topics});
        if let Some((id, last_seq)) = conversation {
            message["conversation"] = json!({"id": id, "last_seq": last_seq});
        }
        self.send(message).await;
    }

    /// The next message of this type; others are passed over.
    pub async fn wait_for(&mut self, kind: &str) -> Value {
        self.wait_until(|message| message["type"] == kind).await
    }

    /// The next event of this type; other messages are passed over.
    pub async fn wait_for_event(&mut self, kind: &str) -> Value {
        self.wait_until(|message| message["type"] == "event" && message["event"]["type"] == kind)
            .await["event"]
            .clone()
    }

    /// The next message that fits.
    pub async fn wait_until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let waiting = async {
            while let Some(message) = self.socket.next().await {
                if let Message::Text(text) = message.expect("a message") {
                    let message: Value = serde_json::from_str(text.as_str()).expect("JSON");
                    if fits(&message) {
                        return message;
                    }
                }
            }
            panic!("the socket was closed");
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .expect("the message comes")
    }
}

impl LiveSocket {
    /// Waits until the server closes the socket; false when it does not.
    pub async fn closed(&mut self) -> bool {
        let waiting = async {
            while let Some(message) = self.socket.next().await {
                if matches!(message, Ok(Message::Close(_)) | Err(_)) {
                    break;
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.is_ok()
    }
}
