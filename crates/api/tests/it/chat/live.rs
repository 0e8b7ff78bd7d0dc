//! The socket of visitors.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};
use tokio_tungstenite::tungstenite::Message;

fn texts(frame: &Value) -> Vec<&str> {
    frame["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["message"]["text"].as_str())
        .collect()
}

#[both_databases]
async fn entries_come_whole_and_in_order(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let mut held = begun["chat"]["last_seq"].as_i64().unwrap();
    let mut live = lan.live(&[(token, held)]).await;
    assert_eq!(live.wait_for("chat").await["chat"]["state"], "waiting");
    let mut heard = Vec::new();
    for text in ["One", "Two", "Three"] {
        t.owner()
            .post("/conversations/1/notes", json!({"text": "Between us"}))
            .await
            .ok();
        t.owner()
            .post("/conversations/1/replies", json!({"text": text}))
            .await
            .ok();
        while heard.last().map(String::as_str) != Some(text) {
            let frame = live.wait_for("entries").await;
            assert_eq!(frame["conversation"], token);
            assert_eq!(frame["after_seq"], held, "no hole between two frames");
            held = frame["last_seq"].as_i64().unwrap();
            heard.extend(texts(&frame).into_iter().map(str::to_owned));
        }
    }
    assert_eq!(heard, ["One", "Two", "Three"]);
}

#[both_databases]
async fn a_socket_that_was_cut_goes_on_where_it_stopped(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let held = begun["chat"]["last_seq"].as_i64().unwrap();
    drop(lan.live(&[(token, held)]).await);
    for number in 0..120 {
        t.owner()
            .post(
                "/conversations/1/replies",
                json!({"text": format!("Answer {number}")}),
            )
            .await
            .ok();
    }
    let mut live = lan.live(&[(token, held)]).await;
    let (mut at, mut all) = (held, Vec::new());
    while all.len() < 120 {
        let frame = live.wait_for("entries").await;
        assert_eq!(frame["after_seq"], at);
        at = frame["last_seq"].as_i64().unwrap();
        all.extend(texts(&frame).into_iter().map(str::to_owned));
    }
    let expected: Vec<String> = (0..120).map(|number| format!("Answer {number}")).collect();
    assert_eq!(all, expected, "page after page, none twice");
    live.send(json!({"type": "resume", "conversation": token, "last_seq": at - 1}))
        .await;
    let frame = live.wait_for("entries").await;
    assert_eq!(
        (texts(&frame), &frame["last_seq"]),
        (vec!["Answer 119"], &json!(at))
    );
}

#[both_databases]
async fn what_is_said_by_socket_is_said_and_comes_back_under_its_key(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t.site_with("Shop", json!({"typing_shown": true})).await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let last = begun["chat"]["last_seq"].as_i64().unwrap();
    let mut desk = t.live(&ana).await;
    desk.subscribe(&[], Some((1, last))).await;
    desk.wait_for("subscribed").await;
    let (mut phone, mut laptop) = (lan.live(&[(token, last)]).await, lan.live(&[(token, last)]).await);

    phone
        .send(json!({"type": "typing", "conversation": token, "active": true, "text": "I want"}))
        .await;
    let typing = desk.wait_for_event("visitor_typing").await;
    assert_eq!(
        (&typing["active"], &typing["text"]),
        (&json!(true), &json!("I want"))
    );
    phone
        .send(json!({"type": "say", "key": "k-1", "conversation": token, "text": "I want two"}))
        .await;
    let seq = phone.wait_for("said").await["seq"].clone();
    assert_eq!(desk.wait_for_event("entry_appended").await["seq"], seq);
    for socket in [&mut phone, &mut laptop] {
        let frame = socket.wait_for("entries").await;
        assert_eq!(
            (&frame["entries"][0]["key"], &frame["last_seq"]),
            (&json!("k-1"), &seq)
        );
    }
    ana.put("/conversations/1/assignee", json!({"agent_id": 2}))
        .await
        .ok();
    assert_eq!(
        laptop
            .wait_until(|m| m["type"] == "chat" && !m["chat"]["agent"].is_null())
            .await["chat"]["agent"]["name"],
        "Ana"
    );
    desk.send(json!({"type": "typing", "conversation_id": 1, "active": true}))
        .await;
    assert_eq!(laptop.wait_for("typing").await["agent"]["name"], "Ana");
    phone
        .send(json!({"type": "receipts", "conversation": token, "delivered_seq": 99, "seen_seq": last}))
        .await;
    let receipts = desk
        .wait_until(|m| m["event"]["type"] == "chat_receipts" && m["event"]["seen_seq"].is_number())
        .await;
    assert_eq!(receipts["event"]["seen_seq"], last);
    phone.send(json!({"type": "ping"})).await;
    phone.wait_for("pong").await;
}

#[both_databases]
async fn colleagues_who_look_on_do_not_show(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t.site_with("Shop", json!({})).await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    ana.put("/conversations/1/assignee", json!({"agent_id": 2}))
        .await
        .ok();
    let mut live = lan.live(&[(token, 0)]).await;
    let mut lead = t.live(t.owner()).await;
    let mut desk = t.live(&ana).await;
    for socket in [&mut lead, &mut desk] {
        socket.subscribe(&[], Some((1, 0))).await;
        socket.wait_for("subscribed").await;
        socket
            .send(json!({"type": "typing", "conversation_id": 1, "active": true}))
            .await;
    }
    // Only Ana has the chat: hers is the first that is heard.
    let typing = live.wait_for("typing").await;
    assert_eq!(typing["agent"]["name"], "Ana");
}

#[both_databases]
async fn a_socket_without_a_visitor_is_closed(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let other = t.visitor(&site).await;
    let begun = other.begin("Not yours").await;
    let mut live = lan.connect().await;
    live.send(json!({"type": "hello", "token": "nonsense"})).await;
    assert_eq!(live.wait_for("error").await["code"], "visitor_unknown");
    assert!(live.closed().await);
    let mut live = lan.connect().await;
    live.send(json!({"type": "ping"})).await;
    assert!(live.closed().await, "hello comes first");
    let mut live = lan.live(&[(begun["chat"]["token"].as_str().unwrap(), 0)]).await;
    assert_eq!(live.wait_for("error").await["code"], "conversation_not_found");
}

#[both_databases]
async fn frames_that_cannot_be_read_end_a_socket_at_last(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let mut live = lan.live(&[(token, 0)]).await;
    live.send(json!({"type": "dance"})).await;
    live.send_raw(Message::text("{")).await;
    assert_eq!(live.wait_for("error").await["code"], "bad_frame");
    live.send_raw(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(live.wait_for("error").await["code"], "bad_frame");
    live.send(json!({"type": "ping"})).await;
    live.wait_for("pong").await;
    for _ in 0..3 {
        live.send_raw(Message::text("[]")).await;
    }
    assert!(
        live.closed().await,
        "who sends nonsense again and again is not listened to"
    );

    let mut live = lan.live(&[(token, 0)]).await;
    let long = "x".repeat(80 * 1024);
    live.send(json!({"type": "say", "key": "k", "conversation": token, "text": long}))
        .await;
    assert!(live.closed().await, "a frame that is too long ends the socket");
    let said: i64 = t.value("SELECT count(*) FROM message", vec![]).await;
    assert_eq!(said, 1);
}

#[both_databases]
async fn whether_a_visitor_is_here_is_known(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let mut desk = t.live(t.owner()).await;
    desk.subscribe(&[&format!("inbox:{inbox}")], None).await;
    desk.wait_for("subscribed").await;
    let (one, two) = (lan.live(&[(token, 0)]).await, lan.live(&[(token, 0)]).await);
    drop(one);
    desk.wait_for_event("visitors_changed").await;
    let left = || async {
        t.value::<Option<i64>>("SELECT visitor_left_at FROM chat", vec![])
            .await
    };
    assert_eq!(left().await, None, "one tab is still open");
    drop(two);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while left().await.is_none() {
        assert!(tokio::time::Instant::now() < deadline, "leaving was not noted");
        tokio::task::yield_now().await;
    }
    drop(lan.live(&[(token, 0)]).await);
}
