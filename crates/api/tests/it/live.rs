//! Live changes over the WebSocket.

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::{mail, reply};

#[both_databases]
async fn a_listener_hears_of_mail_replies_and_settings(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let mut live = t.live(t.owner()).await;
    live.subscribe(&[&format!("inbox:{inbox}"), "organisation"], None)
        .await;
    live.wait_until(|m| m["type"] == "subscribed" && m["topic"] == format!("inbox:{inbox}"))
        .await;
    t.receive(
        inbox,
        mail("lan@example.com", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    let event = live.wait_for_event("conversation_changed").await;
    assert_eq!(event["conversation_id"], 1);
    t.owner().post("/tags", json!({"name": "New"})).await.ok();
    assert_eq!(live.wait_for_event("settings_changed").await["area"], "tags");
}

#[both_databases]
async fn a_socket_that_was_cut_learns_what_it_missed(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, mail("lan@example.com", "Lamp", "l1@example.com", "One"))
        .await;
    let mut live = t.live(t.owner()).await;
    live.subscribe(&["conversation:1"], Some((1, 2))).await;
    live.wait_until(|m| m["type"] == "subscribed").await;
    drop(live);
    t.receive(
        inbox,
        reply(
            "lan@example.com",
            "Lamp",
            "l2@example.com",
            "l1@example.com",
            "Two",
        ),
    )
    .await;
    t.receive(
        inbox,
        reply(
            "lan@example.com",
            "Lamp",
            "l3@example.com",
            "l1@example.com",
            "Three",
        ),
    )
    .await;
    let mut live = t.live(t.owner()).await;
    live.subscribe(&["conversation:1"], Some((1, 2))).await;
    let gap = live.wait_for("gap").await;
    assert_eq!(
        (gap["from_seq"].as_i64(), gap["to_seq"].as_i64()),
        (Some(3), Some(4))
    );
    let missed = t.owner().get("/conversations/1/timeline?after_seq=2").await.ok();
    let texts: Vec<&str> = missed["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["message"]["text"].as_str().unwrap().trim())
        .collect();
    assert_eq!(texts, ["Two", "Three"]);
}

#[both_databases]
async fn nobody_hears_of_an_inbox_that_is_not_theirs(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let other = t.inbox("Billing", "billing@ours.test").await;
    let ana = t.agent("Ana", "agent", &[other]).await;
    t.receive(inbox, mail("lan@example.com", "Lamp", "l1@example.com", "One"))
        .await;
    let mut live = t.live(&ana).await;
    live.subscribe(&[&format!("inbox:{inbox}"), &format!("inbox:{other}")], None)
        .await;
    live.subscribe(&["conversation:1"], Some((1, 0))).await;
    live.wait_for("error").await;
    t.receive(inbox, mail("lan@example.com", "Again", "l9@example.com", "Two"))
        .await;
    t.receive(other, mail("minh@example.com", "Bill", "b1@example.com", "Bill"))
        .await;
    let heard = live.wait_for_event("conversation_changed").await;
    assert_eq!(
        heard["inbox_id"],
        other.get(),
        "the first thing heard is of the own inbox"
    );
}

#[both_databases]
async fn signing_out_closes_the_socket(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let mut live = t.live(&ana).await;
    ana.delete("/session").await.expect_status(204);
    assert!(live.closed().await, "the socket outlived the session");
}
