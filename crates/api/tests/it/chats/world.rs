//! Sites, their visitors, and chats to work with.

use domain::InboxId;
use serde_json::{Value, json};
use test_support::{Client, LiveSocket, TestApp};

/// A site with settings of its own; returns the inbox as it is shown.
pub async fn site_with(t: &TestApp, name: &str, chat: Value) -> Value {
    let inbox = json!({"channel": "chat", "name": name, "chat": chat});
    t.owner().post("/inboxes", inbox).await.expect_status(201)
}

/// A site as it comes with the product.
pub async fn site(t: &TestApp) -> InboxId {
    let made = site_with(t, "Shop", json!({})).await;
    InboxId(made["id"].as_i64().unwrap())
}

/// Somebody who visits a site, and the chat that they began.
pub struct Guest {
    pub client: Client,
    /// Token of the conversation, by which visitors name it.
    pub token: String,
    /// Key of the conversation, by which agents name it.
    pub id: i64,
}

impl Guest {
    /// A visitor of the site.
    pub async fn visits(t: &TestApp, site: InboxId) -> Client {
        let key: String = t
            .value("SELECT address FROM inbox WHERE id = $1", vec![site.into()])
            .await;
        let body = json!({"locale": "vi", "page": {"url": "https://shop.test/lamps", "title": "Lamps"}});
        let session = t
            .anonymous()
            .post(&format!("/chat/sites/{key}/visitors"), body)
            .await
            .ok();
        t.anonymous().bearer(session["token"].as_str().unwrap())
    }

    /// A visitor who begins a chat with these words.
    pub async fn says(t: &TestApp, site: InboxId, words: &str) -> Self {
        let client = Self::visits(t, site).await;
        Self::begins(t, client, words).await
    }

    /// Begins a chat.
    pub async fn begins(t: &TestApp, client: Client, words: &str) -> Self {
        let begun = client
            .clone()
            .with_header("idempotency-key", &app::Token::random(12))
            .post("/chat/conversations", json!({"text": words}))
            .await
            .ok();
        let token = begun["chat"]["token"].as_str().unwrap().to_owned();
        let id = t
            .value(
                "SELECT id FROM conversation WHERE token = $1",
                vec![token.clone().into()],
            )
            .await;
        Self { client, token, id }
    }

    /// Says something more.
    pub async fn say(&self, words: &str) -> Value {
        let path = format!("/chat/conversations/{}/messages", self.token);
        let key = app::Token::random(12);
        let client = self.client.clone().with_header("idempotency-key", &key);
        client.post(&path, json!({"text": words})).await.ok()
    }

    /// The chat as its visitor sees it.
    pub async fn sees(&self) -> Value {
        let path = format!("/chat/conversations/{}", self.token);
        self.client.get(&path).await.ok()
    }

    /// What the visitor reads: who says what, and what else happened.
    pub async fn reads(&self) -> Vec<(String, String)> {
        let seen = self.sees().await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let entries = seen["entries"].as_array().unwrap();
        entries
            .iter()
            .map(|entry| match entry["kind"].as_str().unwrap() {
                "message" => (text(&entry["from"]), text(&entry["message"]["text"])),
                kind => (kind.to_owned(), text(&entry["agent"]["name"])),
            })
            .collect()
    }

    /// Where agents find the chat.
    pub fn path(&self, what: &str) -> String {
        format!("/conversations/{}/chat{what}", self.id)
    }
}

/// A chat that somebody began with these words; returns the conversation's id.
pub async fn chat(t: &TestApp, site: InboxId, words: &str) -> i64 {
    Guest::says(t, site, words).await.id
}

/// An agent of some sites who is there.
pub struct There {
    pub client: Client,
    pub id: i64,
    pub socket: LiveSocket,
}

impl There {
    pub async fn is(t: &TestApp, name: &str, sites: &[InboxId]) -> Self {
        let client = t.agent(name, "agent", sites).await;
        let session = client.get("/session").await.ok();
        let id = session["agent"]["id"].as_i64().unwrap();
        let mut socket = t.live(&client).await;
        socket.subscribe(&[&format!("agent:{id}")], None).await;
        socket.wait_for("subscribed").await;
        Self { client, id, socket }
    }

    pub async fn takes(&self, change: Value) {
        self.client.patch("/me/capacity", change).await.ok();
    }
}

/// A chat as agents see it.
pub async fn state(t: &TestApp, guest: &Guest) -> Value {
    t.owner().get(&guest.path("")).await.ok()
}
