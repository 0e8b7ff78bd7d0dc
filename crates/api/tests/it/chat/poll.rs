//! Long polling, where sockets are blocked.

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

async fn poll(client: &Client, query: &str) -> (String, Vec<Value>) {
    let heard = client.get(&format!("/chat/live/poll?{query}")).await.ok();
    let state = heard["state"].as_str().unwrap().to_owned();
    (state, heard["events"].as_array().unwrap().clone())
}

/// A client that polls and keeps what it hears, as one does that has no socket.
struct Poller<'a> {
    client: &'a Client,
    query: String,
    /// Up to where it has the chat.
    held: i64,
    texts: Vec<String>,
}

impl Poller<'_> {
    /// Polls until these words have come; every frame must go on where the one before ended.
    async fn until(&mut self, words: &str) {
        while self.texts.last().map(String::as_str) != Some(words) {
            let (state, events) = poll(self.client, &self.query).await;
            self.query = format!("state={state}");
            for frame in events.iter().filter(|event| event["type"] == "entries") {
                assert_eq!(frame["after_seq"], self.held, "no hole, and nothing twice");
                self.held = frame["last_seq"].as_i64().unwrap();
                let entries = frame["entries"].as_array().unwrap();
                let texts = entries
                    .iter()
                    .filter_map(|entry| entry["message"]["text"].as_str());
                self.texts.extend(texts.map(str::to_owned));
            }
        }
    }
}

#[both_databases]
async fn polling_tells_the_same_as_the_socket(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let held = begun["chat"]["last_seq"].as_i64().unwrap();
    let answer = |text: &'static str| t.owner().post("/conversations/1/replies", json!({"text": text}));
    let mut poller = Poller {
        client: lan.http(),
        query: format!("held={token}:{held}"),
        held,
        texts: Vec::new(),
    };
    answer("One").await.ok();
    poller.until("One").await;
    // While a request waits.
    let (_, answered) = futures::future::join(poller.until("Two"), answer("Two")).await;
    answered.ok();
    // Between two requests.
    answer("Three").await.ok();
    poller.until("Three").await;
    assert_eq!(poller.texts, ["One", "Two", "Three"]);
    lan.http()
        .get("/chat/live/poll?state=nonsense")
        .await
        .problem(400, "invalid_state");
    lan.http()
        .get("/chat/live/poll?held=nonsense")
        .await
        .problem(400, "invalid_query");
}

#[both_databases]
async fn a_poll_of_somebody_elses_chat_hears_nothing_of_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let (lan, other) = (t.visitor(&site).await, t.visitor(&site).await);
    let theirs = other.begin("Secret").await;
    let own = lan.begin("Mine").await;
    let (theirs, own) = (
        theirs["chat"]["token"].as_str().unwrap(),
        own["chat"]["token"].as_str().unwrap(),
    );
    let (_, events) = poll(lan.http(), &format!("held={theirs}:0,{own}:0")).await;
    let heard = json!(events).to_string();
    assert!(heard.contains("Mine") && !heard.contains("Secret"), "{heard}");
}
