//! Connections that break and clients that are slow.

use db::args;
use serde_json::json;
use test_support::{Chatter, TestApp, TestDb, both_databases};

use crate::patience::eventually;

/// Answers that are more than the buffers of both sides take together.
const MANY: usize = 200;

#[both_databases]
async fn sockets_that_are_cut_under_load_lose_and_double_nothing(db: TestDb) {
    let t = TestApp::on_with(db, |options| options.requests_per_second = 0).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let mut clients = Vec::new();
    for number in 0..10 {
        let visitor = t.visitor(&site).await;
        let begun = visitor.begin(&format!("Chat {number}")).await;
        let token = begun["chat"]["token"].as_str().unwrap();
        let last = begun["chat"]["last_seq"].as_i64().unwrap();
        clients.push(Chatter::follow(&visitor, token, last));
    }
    for round in 0..20 {
        for (number, client) in clients.iter().enumerate() {
            client.say(&format!("v-{round}"), &format!("v {round}"));
            if (round + number) % 3 == 0 {
                client.cut();
            }
        }
        for number in (round % 2..clients.len()).step_by(2) {
            let path = format!("/conversations/{}/replies", number + 1);
            t.owner()
                .post(&path, json!({"text": format!("a {round}"), "force": true}))
                .await
                .ok();
        }
    }
    for (number, client) in clients.iter().enumerate() {
        eventually("all is there", || {
            client.texts().len() == 30 && client.unsaid() == 0
        })
        .await;
        assert!(client.is_in_order());
        assert!(client.connections() > 3, "the connection was cut again and again");
        let stored: Vec<String> = db::Executor::all(
            t.db().db(),
            "SELECT m.text FROM entry e JOIN message m ON m.id = e.message_id
              WHERE e.conversation_id = $1 AND e.kind = 'message' AND m.text NOT LIKE 'Chat%' ORDER BY e.seq",
            args![i64::try_from(number + 1).unwrap()],
        )
        .await
        .unwrap();
        assert_eq!(
            client.texts(),
            stored,
            "what the client has is what the database has"
        );
        let mut once = stored.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 30, "nothing was stored twice");
    }
}

#[both_databases]
async fn a_client_that_takes_nothing_for_a_while_gets_all_of_it_then(db: TestDb) {
    let t = TestApp::on_with(db, |options| options.requests_per_second = 0).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let mut held = begun["chat"]["last_seq"].as_i64().unwrap();
    let mut live = lan.live(&[(token, held)]).await;
    // The server stands and waits for the client.
    let long = "x".repeat(9_900);
    for number in 0..MANY {
        let body = json!({"text": format!("{number} {long}"), "force": true});
        t.owner().post("/conversations/1/replies", body).await.ok();
    }
    assert_eq!(t.app.core().hub.visitors().sockets(), 1);
    let mut numbers = Vec::new();
    while numbers.len() < MANY {
        let frame = live.wait_for("entries").await;
        assert_eq!(frame["after_seq"], held, "no hole");
        held = frame["last_seq"].as_i64().unwrap();
        let texts = frame["entries"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|entry| entry["message"]["text"].as_str());
        numbers.extend(texts.map(|text| text.split(' ').next().unwrap().parse::<usize>().unwrap()));
    }
    assert_eq!(numbers, (0..MANY).collect::<Vec<_>>());
}
