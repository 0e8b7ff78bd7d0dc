//! `Idempotency-Key`: sent twice, done once.

use std::time::Duration;

use db::args;
use serde_json::{Value, json};
use test_support::{Answer, Client, TestApp, TestDb, both_databases};

async fn keyed(client: &Client, key: &str, path: &str, body: Value) -> Answer {
    client
        .clone()
        .with_header("idempotency-key", key)
        .post(path, body)
        .await
}

async fn count(t: &TestApp, table: &str) -> i64 {
    t.value(&format!("SELECT COUNT(*) FROM {table}"), args![]).await
}

#[both_databases]
async fn the_same_request_gets_the_first_answer_again(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "name": "Duplicate" });
    let first = keyed(
        t.owner(),
        "k1",
        "/brands",
        json!({ "name": "B", "color": "#000000" }),
    )
    .await;
    let again = keyed(
        t.owner(),
        "k1",
        "/brands",
        json!({ "name": "B", "color": "#000000" }),
    )
    .await;
    assert!(first.headers.get("idempotency-replayed").is_none());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.headers["content-type"], "application/json");
    assert_eq!(first.expect_status(201), again.expect_status(201));
    assert_eq!(count(&t, "brand").await, 2);

    // Keys of different people have nothing to do with one another.
    let admin = t.agent("Adi", "admin", &[]).await;
    keyed(&admin, "k1", "/tags", body.clone())
        .await
        .expect_status(201);
    // Without the right to ask there is no answer from memory either.
    let stranger = t.anonymous().with_header("idempotency-key", "k1");
    stranger
        .post("/tags", body.clone())
        .await
        .problem(401, "not_signed_in");
    let no_csrf = admin.clone().without_csrf();
    keyed(&no_csrf, "k1", "/tags", body)
        .await
        .problem(403, "csrf_token_wrong");
}

#[both_databases]
async fn another_request_with_the_same_key_is_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    keyed(t.owner(), "k", "/tags", json!({ "name": "a" }))
        .await
        .expect_status(201);
    keyed(t.owner(), "k", "/tags", json!({ "name": "b" }))
        .await
        .problem(409, "idempotency_key_reused");
    keyed(t.owner(), "k", "/teams", json!({ "name": "a" }))
        .await
        .problem(409, "idempotency_key_reused");
    assert_eq!((count(&t, "tag").await, count(&t, "team").await), (1, 0));
    t.clock().advance(Duration::from_secs(14 * 24 * 3600));
    // The session has ended by then; keys are the agent's, whichever session they come in.
    let owner = t.sign_in("owner@ours.test", test_support::PASSWORD).await;
    keyed(&owner, "k", "/tags", json!({ "name": "b" }))
        .await
        .expect_status(201);
}

#[both_databases]
async fn of_many_at_once_one_is_done(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "name": "Once", "color": "#123456" });
    let clicks = (0..8).map(|_| {
        let (client, body) = (t.owner().clone(), body.clone());
        tokio::spawn(async move { keyed(&client, "double-click", "/brands", body).await })
    });
    let mut made = 0;
    for click in clicks.collect::<Vec<_>>() {
        let answer = click.await.unwrap();
        match answer.status.as_u16() {
            201 => made += 1,
            _ => drop(answer.problem(409, "idempotency_in_progress")),
        }
    }
    assert!(made >= 1);
    assert_eq!(count(&t, "brand").await, 2, "the default one and this one");
}

#[both_databases]
async fn what_may_turn_out_otherwise_is_not_remembered(db: TestDb) {
    let t = TestApp::on(db).await;
    let admin = t.agent("Adi", "read_only", &[]).await;
    let body = json!({ "name": "x" });
    keyed(&admin, "k", "/tags", body.clone())
        .await
        .problem(403, "permission_missing");
    assert_eq!(count(&t, "idempotency").await, 0);
    keyed(t.owner(), "k", "/tags", body.clone())
        .await
        .expect_status(201);
    keyed(t.owner(), "k2", "/tags", body.clone())
        .await
        .problem(409, "tag_exists");
    let id: i64 = t.value("SELECT id FROM tag", args![]).await;
    t.owner().delete(&format!("/tags/{id}")).await.expect_status(204);
    keyed(t.owner(), "k2", "/tags", body).await.expect_status(201);
    // A refused field stays refused.
    keyed(t.owner(), "k3", "/tags", json!({ "name": "" }))
        .await
        .refuses("name", "required");
    let again = keyed(t.owner(), "k3", "/tags", json!({ "name": "" })).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    again.refuses("name", "required");
}

#[both_databases]
async fn a_request_that_was_cut_off_is_not_done_twice(db: TestDb) {
    let t = TestApp::on(db).await;
    keyed(t.owner(), "k", "/tags", json!({ "name": "a" }))
        .await
        .expect_status(201);
    // As a server leaves it that dies between the work and its answer.
    let sql = "UPDATE idempotency SET status = NULL, body = NULL, content_type = NULL";
    db::Executor::exec(t.db().db(), sql, args![]).await.unwrap();
    keyed(t.owner(), "k", "/tags", json!({ "name": "a" }))
        .await
        .problem(409, "idempotency_in_progress");
    t.clock().advance(Duration::from_secs(300));
    keyed(t.owner(), "k", "/tags", json!({ "name": "a" }))
        .await
        .problem(409, "idempotency_outcome_unknown");
    assert_eq!(count(&t, "tag").await, 1);
}

#[both_databases]
async fn secrets_in_answers_are_sealed(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "name": "ci", "scopes": ["conversations.read"] });
    let first = keyed(t.owner(), "k", "/api-tokens", body.clone())
        .await
        .expect_status(201);
    let again = keyed(t.owner(), "k", "/api-tokens", body)
        .await
        .expect_status(201);
    assert_eq!(first, again);
    let stored: Vec<u8> = t.value("SELECT body FROM idempotency", args![]).await;
    let stored = String::from_utf8_lossy(&stored).into_owned();
    assert!(
        !stored.contains(first["token"].as_str().unwrap()) && !stored.contains("rpt_"),
        "{stored}"
    );
}

#[both_databases]
async fn keys_that_cannot_be_one_are_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "name": "x" });
    keyed(t.owner(), &"k".repeat(201), "/tags", body.clone())
        .await
        .refuses("Idempotency-Key", "too_long");
    keyed(t.owner(), "a b", "/tags", body.clone())
        .await
        .refuses("Idempotency-Key", "invalid_characters");
    keyed(t.owner(), "khóa", "/tags", body.clone())
        .await
        .refuses("Idempotency-Key", "invalid_characters");
    assert_eq!(count(&t, "tag").await, 0);
    t.app.forget_expired().await.unwrap();
    keyed(t.owner(), &"k".repeat(200), "/tags", body)
        .await
        .expect_status(201);
    t.clock().advance(Duration::from_secs(14 * 24 * 3600));
    t.app.forget_expired().await.unwrap();
    assert_eq!(count(&t, "idempotency").await, 0);
}

#[both_databases]
async fn work_goes_on_when_the_client_hangs_up(db: TestDb) {
    if !db.is_postgres() {
        // It takes a lock that holds the work up and not the key; SQLite locks all or nothing.
        return;
    }
    let t = TestApp::on(db).await;
    let held = t.db().db().begin_write().await.unwrap();
    db::Executor::exec(&held, "LOCK TABLE tag IN EXCLUSIVE MODE", args![])
        .await
        .unwrap();
    let body = json!({ "name": "once" });
    let hangs_up = keyed(t.owner(), "k", "/tags", body.clone());
    let given_up = tokio::time::timeout(Duration::from_millis(500), hangs_up).await;
    assert!(given_up.is_err(), "the lock held it up");
    keyed(t.owner(), "k", "/tags", body.clone())
        .await
        .problem(409, "idempotency_in_progress");
    held.commit().await.unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    let again = loop {
        let answer = keyed(t.owner(), "k", "/tags", body.clone()).await;
        if answer.status.as_u16() == 201 || std::time::Instant::now() > deadline {
            break answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.expect_status(201)["name"], "once");
    assert_eq!(count(&t, "tag").await, 1);
}
