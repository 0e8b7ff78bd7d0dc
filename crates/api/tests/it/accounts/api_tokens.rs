//! API tokens: at most what their agent may.

use std::time::Duration;

use db::args;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::{audited, own_id, role};

fn token(scopes: &[&str]) -> Value {
    json!({ "name": "Import", "scopes": scopes })
}

#[both_databases]
async fn a_token_does_what_its_scopes_and_its_agent_allow(db: TestDb) {
    let t = TestApp::on(db).await;
    let lead = t.agent("Lea", "supervisor", &[]).await;
    let made = lead
        .post("/api-tokens", token(&["tags.manage", "conversations.read"]))
        .await
        .expect_status(201);
    let secret = made["token"].as_str().unwrap().to_owned();
    assert!(secret.starts_with(made["prefix"].as_str().unwrap()));
    assert_eq!(made["scopes"], json!(["conversations.read", "tags.manage"]));
    assert_eq!(made["last_used_at"], Value::Null);
    let stored: i64 = t
        .value(
            "SELECT COUNT(*) FROM api_token WHERE token_hash = $1 OR prefix = $1",
            args![secret.as_str()],
        )
        .await;
    assert_eq!(stored, 0, "only the hash is kept");

    // No cookie, no CSRF token, and any origin: a program sends the token on purpose.
    let program = lead
        .bearer(&secret)
        .with_header("origin", "https://elsewhere.test");
    program
        .post("/tags", json!({ "name": "one" }))
        .await
        .expect_status(201);
    program
        .post("/teams", json!({ "name": "x" }))
        .await
        .problem(403, "permission_missing");
    let me = program.get("/session").await.ok();
    assert_eq!(me["permissions"], json!(["conversations.read", "tags.manage"]));
    assert_eq!(me["csrf_token"], "");
    let kind: String = t
        .value(
            "SELECT actor_kind FROM audit_entry WHERE action = 'tag.created'",
            args![],
        )
        .await;
    assert_eq!(kind, "api_token");
    let listed = lead.get("/api-tokens").await.ok();
    assert!(listed["items"][0]["last_used_at"].is_string());
    assert!(listed["items"][0]["token"].is_null());

    // A smaller role makes the token smaller.
    let path = format!("/agents/{}", own_id(&lead).await);
    let agent = role(&t, "agent").await;
    t.owner().patch(&path, json!({ "role_id": agent })).await.ok();
    program
        .post("/tags", json!({ "name": "two" }))
        .await
        .problem(403, "permission_missing");
    program.get("/tags").await.ok();
}

#[both_databases]
async fn tokens_end_when_they_expire_or_are_deleted(db: TestDb) {
    let t = TestApp::on(db).await;
    let hour = t.clock().now().plus(Duration::from_secs(3600)).to_rfc3339();
    let mut body = token(&["conversations.read"]);
    body["expires_at"] = json!(hour);
    let made = t.owner().post("/api-tokens", body).await.expect_status(201);
    assert_eq!(made["expires_at"], hour);
    let program = t.owner().bearer(made["token"].as_str().unwrap());
    program.get("/tags").await.ok();
    t.clock().advance(Duration::from_secs(3600));
    program.get("/tags").await.problem(401, "api_token_expired");

    let made = t
        .owner()
        .post("/api-tokens", token(&["conversations.read"]))
        .await
        .expect_status(201);
    let id = made["id"].as_i64().unwrap();
    let program = t.owner().bearer(made["token"].as_str().unwrap());
    program.get("/tags").await.ok();
    let ana = t.agent("Ana", "agent", &[]).await;
    ana.delete(&format!("/api-tokens/{id}"))
        .await
        .problem(404, "api_token_not_found");
    t.owner()
        .delete(&format!("/api-tokens/{id}"))
        .await
        .expect_status(204);
    program.get("/tags").await.problem(401, "api_token_invalid");
    assert_eq!(audited(&t, "api_token.created", id).await, 1);
    assert_eq!(audited(&t, "api_token.deleted", id).await, 1);
    t.anonymous()
        .with_header("authorization", "Basic dTpw")
        .get("/tags")
        .await
        .problem(401, "not_signed_in");
}

#[both_databases]
async fn wrong_tokens_are_refused_by_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let post = |body: Value| ana.post("/api-tokens", body);
    post(token(&[])).await.refuses("scopes", "required");
    post(token(&["conversations.read", "nonsense"]))
        .await
        .refuses("scopes[1]", "unknown_value");
    post(token(&["agents.manage"]))
        .await
        .refuses("scopes[0]", "beyond_own_permissions");
    for (text, code) in [
        ("tomorrow", "invalid_time"),
        ("2026-03-02T09:00:00", "invalid_time"),
        ("2020-01-01T00:00:00Z", "not_in_future"),
    ] {
        let mut body = token(&["conversations.read"]);
        body["expires_at"] = json!(text);
        post(body).await.refuses("expires_at", code);
    }
    let reader = t.agent("Rae", "read_only", &[]).await;
    reader
        .post("/api-tokens", token(&["conversations.read"]))
        .await
        .problem(403, "permission_missing");
    let tokens: i64 = t.value("SELECT COUNT(*) FROM api_token", args![]).await;
    assert_eq!(tokens, 0);
}

#[both_databases]
async fn an_account_is_not_for_its_tokens(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = t
        .owner()
        .post("/api-tokens", token(&["api_tokens.manage", "agents.manage"]))
        .await
        .expect_status(201);
    let program = t.owner().bearer(made["token"].as_str().unwrap());
    program
        .post("/api-tokens", token(&["agents.manage"]))
        .await
        .problem(403, "session_required");
    program.get("/me/sessions").await.problem(403, "session_required");
    program
        .patch("/me", json!({ "name": "x" }))
        .await
        .problem(403, "session_required");
    program
        .post(
            "/me/password",
            json!({ "current_password": "x", "new_password": "long enough now" }),
        )
        .await
        .problem(403, "session_required");
    program.delete("/session").await.problem(403, "session_required");
    // Its agent is an owner, but the token was not given what an agent's role can do.
    let body = json!({ "name": "x", "email": "x@ours.test", "password": "long enough now",
                       "role_id": role(&t, "agent").await });
    program
        .post("/agents", body)
        .await
        .problem(403, "beyond_own_permissions");
}
