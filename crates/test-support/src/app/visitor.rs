//! A visitor's browser with the widget in it.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::SinkExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use super::live::LiveSocket;
use super::{Answer, Client};

/// A visitor of a site.
#[derive(Clone)]
pub struct Visitor {
    client: Client,
    /// The visitor's token.
    pub token: String,
    /// What the site answered when it came.
    pub session: Value,
}

/// A new key for each thing to do.
pub fn key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Visitor {
    /// Comes to a site for the first time.
    pub async fn arrive(client: &Client, site_key: &str) -> Self {
        Self::arrive_with(
            client,
            site_key,
            json!({"locale": "en", "page": {"url": "https://shop.test/"}}),
        )
        .await
    }

    /// Comes to a site with a request of its own.
    pub async fn arrive_with(client: &Client, site_key: &str, request: Value) -> Self {
        let path = format!("/chat/sites/{site_key}/visitors");
        let session = client.post(&path, request).await.expect_status(200);
        let token = session["token"].as_str().expect("a token").to_owned();
        Self {
            client: client.bearer(&token),
            token,
            session,
        }
    }

    /// The visitor's HTTP client: paths as of agents, with the visitor's token.
    pub const fn http(&self) -> &Client {
        &self.client
    }

    /// Begins a chat; returns its detail.
    pub async fn begin(&self, text: &str) -> Value {
        self.begin_with(json!({"text": text})).await.expect_status(200)
    }

    /// Begins a chat with a request of its own.
    pub async fn begin_with(&self, request: Value) -> Answer {
        let client = self.client.clone().with_header("idempotency-key", &key());
        client.post("/chat/conversations", request).await
    }

    /// Says something; returns its entry.
    pub async fn say(&self, conversation: &str, text: &str) -> Value {
        self.say_with(conversation, &key(), json!({"text": text}))
            .await
            .expect_status(200)
    }

    /// Says something under a key.
    pub async fn say_with(&self, conversation: &str, key: &str, request: Value) -> Answer {
        let client = self.client.clone().with_header("idempotency-key", key);
        let path = format!("/chat/conversations/{conversation}/messages");
        client.post(&path, request).await
    }

    /// Opens the socket; follows a conversation from an entry on. Returns after the welcome.
    pub async fn live(&self, conversations: &[(&str, i64)]) -> LiveSocket {
        let mut socket = self.connect().await;
        let held: Vec<Value> = conversations
            .iter()
            .map(|(token, last_seq)| json!({"token": token, "last_seq": last_seq}))
            .collect();
        socket
            .send(json!({"type": "hello", "token": self.token, "conversations": held}))
            .await;
        socket.wait_for("welcome").await;
        socket
    }

    /// Opens the socket and says nothing yet.
    pub async fn connect(&self) -> LiveSocket {
        connect(&self.client).await.expect("the socket opens")
    }
}

/// Opens the socket of visitors and says nothing yet.
///
/// # Errors
/// The status with which the server refused.
pub async fn connect(client: &Client) -> Result<LiveSocket, u16> {
    let address = client.address();
    let mut request = format!("ws://{address}/api/v1/chat/live")
        .into_client_request()
        .expect("a request");
    let headers = request.headers_mut();
    headers.insert(
        "sec-websocket-protocol",
        "rapport.chat.1".parse().expect("a header"),
    );
    for (name, value) in client.extra_headers() {
        if name != "authorization" {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().expect("a name");
            headers.insert(name, value.parse().expect("a header"));
        }
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok((socket, _)) => Ok(LiveSocket::over(socket)),
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("connecting: {error}"),
    }
}

impl LiveSocket {
    /// Sends a frame as it is.
    pub async fn send_raw(&mut self, message: Message) {
        // What the server closes meanwhile cannot be sent to; the test then sees the end.
        let _closed = self.socket().send(message).await;
    }
}
