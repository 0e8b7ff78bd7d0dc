//! What a browser queues while it has no connection is done once, also when it comes again days later.

use std::time::Duration;

use db::args;
use serde_json::{Value, json};
use test_support::{Answer, Client, TestApp, TestDb, both_databases};

const ROOT: &str = "/conversations/1";

async fn send(client: &Client, method: &str, key: &str, path: &str, body: Value) -> Answer {
    let client = client.clone().with_header("idempotency-key", key);
    let path = format!("{ROOT}{path}");
    match method {
        "PUT" => client.put(&path, body).await,
        _ => client.post(&path, body).await,
    }
}

async fn with_conversation(db: TestDb) -> TestApp {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let mail = "From: Lan <lan@customer.test>\r\nTo: help@ours.test\r\nSubject: Lamp\r\nMessage-ID: <1@customer.test>\r\n\r\nHello\r\n";
    t.receive(inbox, mail).await;
    t
}

async fn entries(t: &TestApp, kind: &str) -> usize {
    let timeline = t.owner().get(&format!("{ROOT}/timeline?limit=100")).await.ok();
    let of_kind = |entry: &&Value| entry["kind"] == kind || entry["message"]["kind"] == kind;
    timeline["entries"]
        .as_array()
        .map_or(0, |all| all.iter().filter(of_kind).count())
}

async fn messages(t: &TestApp) -> i64 {
    t.value("SELECT COUNT(*) FROM message", args![]).await
}

#[both_databases]
async fn answers_and_notes_that_come_again_are_one_message(db: TestDb) {
    let t = with_conversation(db).await;
    let before = messages(&t).await;
    for (path, key, body) in [
        ("/replies", "reply-key", json!({ "text": "It is on its way" })),
        ("/notes", "note-key", json!({ "text": "Called the carrier" })),
    ] {
        let first = send(t.owner(), "POST", key, path, body.clone()).await;
        let again = send(t.owner(), "POST", key, path, body.clone()).await;
        assert_eq!(again.headers["idempotency-replayed"], "true", "{path}");
        assert_eq!(first.expect_status(201), again.expect_status(201), "{path}");
        // Other words are another message, and need a key of their own.
        send(t.owner(), "POST", key, path, json!({ "text": "Something else" }))
            .await
            .problem(409, "idempotency_key_reused");
        // As far away as a browser may be before it asks its agent whether this is still right.
        t.clock().advance(Duration::from_secs(7 * 24 * 3600 - 60));
        t.app.forget_expired().await.unwrap();
        send(t.owner(), "POST", key, path, body).await.expect_status(201);
        t.clock().advance(Duration::from_secs(3600));
    }
    assert_eq!(messages(&t).await - before, 2);
    t.run_jobs().await;
}

#[both_databases]
async fn a_change_that_comes_again_does_not_undo_what_came_after_it(db: TestDb) {
    let t = with_conversation(db).await;
    let solved = json!({ "status": "solved" });
    send(t.owner(), "PUT", "status-key", "/status", solved.clone())
        .await
        .ok();
    let told = entries(&t, "status_changed").await;
    t.owner()
        .put(&format!("{ROOT}/status"), json!({ "status": "open" }))
        .await
        .ok();
    let again = send(t.owner(), "PUT", "status-key", "/status", solved).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let view = t.owner().get(ROOT).await.ok();
    assert_eq!(view["status"], "open", "the colleague's change stands");
    assert_eq!(entries(&t, "status_changed").await, told + 1);
    send(
        t.owner(),
        "PUT",
        "status-key",
        "/status",
        json!({ "status": "pending" }),
    )
    .await
    .problem(409, "idempotency_key_reused");

    let tag = t
        .owner()
        .post("/tags", json!({ "name": "lamp" }))
        .await
        .expect_status(201);
    let add = json!({ "add": [tag["id"]], "remove": [] });
    send(t.owner(), "POST", "tag-key", "/tags", add.clone())
        .await
        .ok();
    let remove = json!({ "add": [], "remove": [tag["id"]] });
    t.owner().post(&format!("{ROOT}/tags"), remove).await.ok();
    send(t.owner(), "POST", "tag-key", "/tags", add).await.ok();
    assert_eq!(
        t.owner().get(ROOT).await.ok()["tag_ids"],
        json!([]),
        "it was taken off after it was put on"
    );

    let mine = json!({ "agent_id": 1 });
    send(t.owner(), "PUT", "assign-key", "/assignee", mine.clone())
        .await
        .ok();
    t.owner()
        .put(&format!("{ROOT}/assignee"), json!({ "agent_id": null }))
        .await
        .ok();
    send(t.owner(), "PUT", "assign-key", "/assignee", mine).await.ok();
    assert_eq!(t.owner().get(ROOT).await.ok()["assignee_id"], Value::Null);
    // Under one key only one method and place.
    send(t.owner(), "POST", "assign-key", "/notes", json!({ "text": "x" }))
        .await
        .problem(409, "idempotency_key_reused");
}
