//! Chats over two nodes, when a node or the bus between them goes away.

use std::time::Instant;

use serde_json::json;
use test_support::servers::{Nats, Proxy, available};
use test_support::{Chatter, Client, TestDb, Visitor};

use crate::support::{Node, Product, eventually, owner_of};

/// Chats in the short form of the stories; `RAPPORT_STORY_CHATS=200` is the long one.
const CHATS: usize = 30;

fn chats() -> usize {
    let wanted = std::env::var("RAPPORT_STORY_CHATS").ok();
    wanted.and_then(|number| number.parse().ok()).unwrap_or(CHATS)
}

/// One chat from both sides.
struct Chat {
    client: Chatter,
    id: i64,
    expected: Vec<String>,
}

/// Two nodes on one database and one bus, behind a proxy that visitors and agents come through.
struct Stage {
    nodes: Vec<Node>,
    proxy: Proxy,
    owner: Client,
    site: String,
    nats: Nats,
    _product: Product,
    _db: TestDb,
}

impl Stage {
    async fn set() -> Option<Self> {
        let db = TestDb::postgres().await?;
        let nats = available(Nats::start().await)?;
        let mut product = Product::on(&db);
        product.set("RAPPORT_BUS__URL", &nats.url());
        product.set("RAPPORT_HTTP__REQUESTS_PER_SECOND", "0");
        product.set("RAPPORT_HTTP__CHAT_SOCKETS_PER_ADDRESS", "0");
        let nodes = vec![product.serve(&[]).await, product.serve(&[]).await];
        let owner = owner_of(&nodes[0]).await;
        let inbox = json!({"channel": "chat", "name": "Shop"});
        let made = owner.post("/inboxes", inbox).await.expect_status(201);
        let site = made["chat"]["site_key"].as_str().unwrap().to_owned();
        let proxy = Proxy::before(nodes.iter().map(Node::address).collect()).await;
        Some(Self {
            nodes,
            proxy,
            owner,
            site,
            nats,
            _product: product,
            _db: db,
        })
    }

    async fn chat(&self, number: usize) -> Chat {
        let visitor = Visitor::arrive(&Client::new(self.proxy.address()), &self.site).await;
        let begun = visitor.begin(&format!("Chat {number}")).await;
        let token = begun["chat"]["token"].as_str().unwrap();
        let last = begun["chat"]["last_seq"].as_i64().unwrap();
        let id = begun["chat"]["number"].as_i64().unwrap();
        let list = self.owner.get(&format!("/conversations?q={id}")).await.ok();
        let row = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["number"] == id)
            .unwrap();
        Chat {
            client: Chatter::follow(&visitor, token, last),
            id: row["id"].as_i64().unwrap(),
            expected: Vec::new(),
        }
    }

    async fn chats(&self) -> Vec<Chat> {
        let mut all = Vec::new();
        for number in 0..chats() {
            all.push(self.chat(number).await);
        }
        for chat in &all {
            eventually("every visitor is connected", async || {
                (chat.client.connections() > 0).then_some(())
            })
            .await;
        }
        all
    }

    /// An answer of an agent, by the node that is left.
    async fn answer(&self, chat: &Chat, text: &str, key: &str) {
        let owner = self.owner.clone().with_header("idempotency-key", key);
        let path = format!("/conversations/{}/replies", chat.id);
        owner
            .post(&path, json!({"text": text, "force": true}))
            .await
            .expect_status(201);
    }
}

/// Both sides of every chat say something.
async fn round(stage: &Stage, chats: &mut [Chat], name: &str) {
    for (number, chat) in chats.iter_mut().enumerate() {
        let said = format!("{name}: visitor {number}");
        chat.client.say(&said.replace([' ', ':'], "-"), &said);
        let answered = format!("{name}: agent {number}");
        stage
            .answer(chat, &answered, &answered.replace([' ', ':'], "-"))
            .await;
        chat.expected.extend([said, answered]);
    }
}

/// Every client has everything that was said in its chat, once.
async fn all_is_there(chats: &[Chat]) {
    for chat in chats {
        let mut expected = chat.expected.clone();
        expected.sort();
        eventually("every message is there", async || {
            let mut texts = chat.client.texts();
            texts.sort();
            (texts == expected && chat.client.unsaid() == 0).then_some(())
        })
        .await;
        assert!(
            chat.client.is_in_order(),
            "in order, each once: {:?}",
            chat.client.texts()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_dies_takes_no_message_with_it() {
    let Some(mut stage) = Stage::set().await else {
        return;
    };
    let mut chats = stage.chats().await;
    round(&stage, &mut chats, "before").await;
    // Said at the very moment at which the node dies.
    for (number, chat) in chats.iter_mut().enumerate() {
        let said = format!("meanwhile: visitor {number}");
        chat.client.say(&format!("meanwhile-{number}"), &said);
        chat.expected.push(said);
    }
    stage.nodes.pop().unwrap().kill();
    let died = Instant::now();
    round(&stage, &mut chats, "after").await;
    all_is_there(&chats).await;
    println!(
        "{} chats: everything was there {:?} after the node died",
        chats.len(),
        died.elapsed()
    );
    let moved = chats.iter().filter(|chat| chat.client.connections() > 1).count();
    assert!(moved > 0, "somebody was connected to the node that died");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_bus_chats_go_on_a_little_later() {
    let Some(mut stage) = Stage::set().await else {
        return;
    };
    let mut chats = stage.chats().await;
    round(&stage, &mut chats, "before").await;
    all_is_there(&chats).await;
    stage.nats.stop().await;
    let stopped = Instant::now();
    round(&stage, &mut chats, "without").await;
    all_is_there(&chats).await;
    println!(
        "{} chats without the bus: everything was there after {:?}",
        chats.len(),
        stopped.elapsed()
    );
    stage.nats.start_again().await.unwrap();
    round(&stage, &mut chats, "again").await;
    all_is_there(&chats).await;
    // Nobody had to connect anew for it.
    assert!(chats.iter().all(|chat| chat.client.connections() == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_breaks_off_again_and_again_loses_and_doubles_nothing() {
    let Some(stage) = Stage::set().await else { return };
    let mut chats = stage.chats().await;
    for number in 0..4 {
        round(&stage, &mut chats, &format!("round {number}")).await;
        stage.proxy.cut_all();
    }
    all_is_there(&chats).await;
    assert!(chats.iter().all(|chat| chat.client.connections() > 1));
}
