//! What agents are told of.

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::mails::{mail, reply};

async fn unread(client: &Client) -> i64 {
    client.get("/notifications/count").await.ok()["unread"]
        .as_i64()
        .unwrap()
}

async fn list(client: &Client) -> Vec<Value> {
    client.get("/notifications").await.ok()["items"]
        .as_array()
        .unwrap()
        .clone()
}

/// An installation with a question in it, and the ids of the two agents.
async fn with_question(db: TestDb) -> (TestApp, domain::InboxId, Client, Client, [i64; 2]) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let ben = t.agent("Ben", "agent", &[inbox]).await;
    t.receive(
        inbox,
        mail("lan@example.com", "Lamp", "l1@example.com", "It is broken."),
    )
    .await;
    let mut ids = [0; 2];
    for (id, client) in ids.iter_mut().zip([&ana, &ben]) {
        *id = client.get("/session").await.ok()["agent"]["id"].as_i64().unwrap();
    }
    (t, inbox, ana, ben, ids)
}

#[both_databases]
async fn a_colleague_who_assigns_notifies_and_oneself_does_not(db: TestDb) {
    let (_t, _, ana, ben, [ana_id, ben_id]) = with_question(db).await;
    let path = "/conversations/1/assignee";
    ana.put(path, json!({"agent_id": ana_id})).await.ok();
    assert_eq!(unread(&ana).await, 0);
    ana.put(path, json!({"agent_id": ben_id})).await.ok();
    let told = list(&ben).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["kind"], "assigned");
    assert_eq!(told[0]["actor_name"], "Ana");
    assert_eq!(told[0]["subject"], "Lamp");
    assert_eq!(told[0]["conversation_id"], 1);
    assert_eq!(unread(&ana).await, 0);
    // Looking at the conversation is reading the notification.
    ben.put("/conversations/1/read", json!({"seq": told[0]["seq"]}))
        .await
        .ok();
    assert_eq!(unread(&ben).await, 0);
    assert!(list(&ben).await[0]["read_at"].is_string());
}

#[both_databases]
async fn several_answers_of_a_customer_are_one_notification(db: TestDb) {
    let (t, inbox, ana, _, [ana_id, _]) = with_question(db).await;
    ana.put("/conversations/1/assignee", json!({"agent_id": ana_id}))
        .await
        .ok();
    for n in 2..4 {
        let more = reply(
            "lan@example.com",
            "Lamp",
            &format!("l{n}@example.com"),
            "l1@example.com",
            "And?",
        );
        t.receive(inbox, more).await;
    }
    let told = list(&ana).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["kind"], "replied");
    assert_eq!(told[0]["times"], 2);
    let ids = json!({"ids": [told[0]["id"]]});
    ana.post("/notifications/read", ids).await.ok();
    assert_eq!(unread(&ana).await, 0);
    t.receive(
        inbox,
        reply(
            "lan@example.com",
            "Lamp",
            "l9@example.com",
            "l1@example.com",
            "Hello?",
        ),
    )
    .await;
    assert_eq!(unread(&ana).await, 1, "what comes after reading is new");
    let rows: i64 = t.value("SELECT count(*) FROM notification", vec![]).await;
    assert_eq!(rows, 2);
}

#[both_databases]
async fn a_note_notifies_whom_it_names_if_they_may_read_it(db: TestDb) {
    let (t, _, ana, ben, [_, ben_id]) = with_question(db).await;
    let other = t.inbox("Billing", "billing@ours.test").await;
    let eva = t.agent("Eva", "agent", &[other]).await;
    let eva_id = eva.get("/session").await.ok()["agent"]["id"].as_i64().unwrap();
    let note = |ids: Vec<i64>| json!({"text": "@Ben, can you look?", "mention_ids": ids});
    let refused = ana
        .post("/conversations/1/notes", note(vec![ben_id, eva_id]))
        .await;
    assert_eq!(refused.status, 422);
    let notes: i64 = t
        .value("SELECT count(*) FROM message WHERE direction = 'note'", vec![])
        .await;
    assert_eq!(notes, 0, "nothing is half-written");
    assert_eq!(unread(&ben).await, 0);
    ana.post("/conversations/1/notes", note(vec![ben_id, ben_id]))
        .await
        .ok();
    let told = list(&ben).await;
    assert_eq!((told.len(), &told[0]["kind"]), (1, &json!("mentioned")));
    assert!(
        eva.get("/notifications").await.ok()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[both_databases]
async fn all_until_an_instant_leaves_what_came_after(db: TestDb) {
    let (t, _, ana, ben, [_, ben_id]) = with_question(db).await;
    let note = json!({"text": "@Ben", "mention_ids": [ben_id]});
    ana.post("/conversations/1/notes", note).await.ok();
    let until = list(&ben).await[0]["created_at"].clone();
    t.wait(std::time::Duration::from_secs(1)).await;
    ana.put("/conversations/1/assignee", json!({"agent_id": ben_id}))
        .await
        .ok();
    assert_eq!(unread(&ben).await, 2);
    // One colleague cannot read for another.
    ana.post("/notifications/read", json!({"until": until}))
        .await
        .ok();
    assert_eq!(unread(&ben).await, 2);
    ben.post("/notifications/read", json!({"until": until}))
        .await
        .ok();
    let left: Vec<Value> = list(&ben).await;
    let unread: Vec<&Value> = left.iter().filter(|one| one["read_at"].is_null()).collect();
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0]["kind"], "assigned");
    let neither = ben.post("/notifications/read", json!({})).await;
    assert_eq!(neither.status, 422);
}

#[both_databases]
async fn who_loses_an_inbox_loses_its_notifications(db: TestDb) {
    let (t, _, ana, ben, [_, ben_id]) = with_question(db).await;
    ana.put("/conversations/1/assignee", json!({"agent_id": ben_id}))
        .await
        .ok();
    let other = t.inbox("Billing", "billing@ours.test").await;
    let moved = json!({"inbox_ids": [other.get()]});
    t.owner().patch(&format!("/agents/{ben_id}"), moved).await.ok();
    assert_eq!(unread(&ben).await, 0);
    assert!(list(&ben).await.is_empty());
}
