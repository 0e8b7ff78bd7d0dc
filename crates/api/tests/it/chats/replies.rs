//! Answers in chats: what the channel can do decides.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{chat, site};
use crate::mails::mail;

#[both_databases]
async fn an_answer_in_a_chat_is_there_at_once(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let id = chat(&t, site, "Is the lamp in stock?").await;
    let body = json!({"text": "It is.", "html": "<p>It <b>is</b>.<script>alert(1)</script></p>"});
    let entry = t
        .owner()
        .post(&format!("/conversations/{id}/replies"), body)
        .await
        .expect_status(201);
    let message = &entry["message"];
    assert_eq!(message["delivery"], "sent");
    assert_eq!(message["sent_at"], entry["at"]);
    assert_eq!(message["send_after"], Value::Null);
    assert_eq!(message["html"], "<p>It <b>is</b>.</p>");
    assert_eq!(message["from"], json!({"name": "Olga Owner", "address": ""}));
    assert_eq!((&message["to"], &message["subject"]), (&json!([]), &json!("")));
    let outbox: i64 = t.value("SELECT count(*) FROM outbox", vec![]).await;
    assert_eq!(outbox, 0, "there is nobody to hand it to");

    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert_eq!(view["waiting_since"], Value::Null);
    assert_eq!(view["preview"], "It is.");
    assert!(view["first_reply_at"].is_string() && view["assignee_id"].is_number());
    assert_eq!((&view["signature"], &view["reply_to"]), (&json!(""), &json!([])));

    let id = message["id"].as_i64().unwrap();
    t.owner()
        .post(&format!("/messages/{id}/cancel"), json!({}))
        .await
        .problem(409, "already_sent");
    // Later nothing happens to it either.
    t.wait(std::time::Duration::from_secs(600)).await;
    let after = t.owner().get(&format!("/messages/{id}")).await.ok();
    assert_eq!(after["delivery"], "sent");
}

#[both_databases]
async fn what_a_chat_cannot_do_is_refused_by_field_and_reason(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let id = chat(&t, site, "Hello").await;
    let path = format!("/conversations/{id}/replies");
    let somebody = json!([{"address": "lan@example.com"}]);
    for (field, body) in [
        ("to", json!({"text": "Hi", "to": somebody})),
        ("cc", json!({"text": "Hi", "cc": somebody})),
        ("bcc", json!({"text": "Hi", "bcc": somebody})),
        (
            "send_at",
            json!({"text": "Hi", "send_at": "2026-03-03T09:00:00Z"}),
        ),
    ] {
        t.owner()
            .post(&path, body)
            .await
            .refuses(field, "unsupported_by_channel");
    }
    t.owner()
        .post(&path, json!({"text": "x".repeat(10_001)}))
        .await
        .refuses("text", "too_long");
    let forward = json!({"to": somebody, "text": "Look"});
    t.owner()
        .post(&format!("/conversations/{id}/forwards"), forward)
        .await
        .problem(409, "unsupported_by_channel");
    let first = json!({"inbox_id": site, "to": somebody, "subject": "Hello", "text": "Hi"});
    t.owner()
        .post("/conversations", first)
        .await
        .refuses("inbox_id", "unsupported_by_channel");
    let messages: i64 = t
        .value("SELECT count(*) FROM message WHERE direction = 'out'", vec![])
        .await;
    assert_eq!(messages, 0);
}

#[both_databases]
async fn a_colleague_s_answer_and_the_own_draft_count_in_chats_too(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let id = chat(&t, site, "Hello").await;
    let ana = t.agent("Ana", "agent", &[site]).await;
    let draft = json!({"kind": "reply", "text": "I am look"});
    t.owner()
        .put(&format!("/conversations/{id}/draft"), draft)
        .await
        .ok();
    let path = format!("/conversations/{id}/replies");
    let answered = ana
        .post(&path, json!({"text": "Hi Lan", "seen_seq": 2}))
        .await
        .expect_status(201);
    t.owner()
        .post(&path, json!({"text": "I am looking", "seen_seq": 2}))
        .await
        .problem(409, "answered_meanwhile");
    let seen = answered["seq"].clone();
    t.owner()
        .post(&path, json!({"text": "I am looking", "seen_seq": seen}))
        .await
        .expect_status(201);
    t.owner()
        .get(&format!("/conversations/{id}/draft?kind=reply"))
        .await
        .problem(404, "draft_not_found");
}

#[both_databases]
async fn the_browser_is_told_what_each_channel_can_do(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let chatting = chat(&t, site, "Hello").await;
    let support = t.inbox("Support", "help@ours.test").await;
    t.receive(
        support,
        mail("Lan <lan@example.com>", "Lamp", "a@example.com", "Broken."),
    )
    .await;
    let channels = t.owner().get("/channels").await.ok();
    let channels = channels["items"].as_array().unwrap();
    assert_eq!(channels.len(), 2);
    for (name, inbox) in [("chat", site), ("email", support)] {
        let channel = channels.iter().find(|c| c["name"] == name).unwrap();
        let inbox = t.owner().get(&format!("/inboxes/{inbox}")).await.ok();
        assert_eq!(inbox["channel"], name);
        assert_eq!(inbox["capabilities"], channel["capabilities"]);
    }
    let view = t.owner().get(&format!("/conversations/{chatting}")).await.ok();
    let can = |name: &str| view["capabilities"][name].as_bool().unwrap();
    assert!(can("live") && can("typing") && can("receipts") && can("content"));
    assert!(!can("undo") && !can("schedule") && !can("forward") && !can("recipients") && !can("signature"));
}
