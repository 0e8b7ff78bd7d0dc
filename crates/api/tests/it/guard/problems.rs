//! Every refusal is a problem that says what is wrong.

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

#[both_databases]
async fn errors_of_the_protocol_are_problems_too(db: TestDb) {
    let t = TestApp::on(db).await;
    let owner = t.owner();
    owner.get("/nowhere").await.problem(404, "not_found");
    owner.get("//api").await.problem(404, "not_found");
    owner.get("//api/v2/session").await.problem(404, "not_found");
    let answer = owner.put("/tags", json!({})).await;
    let allowed = answer.headers["allow"].to_str().unwrap().to_owned();
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
    answer.problem(405, "method_not_allowed");
    owner.get("/agents/not-a-number").await.problem(404, "not_found");
    owner
        .get("/agents/99999999999999999999")
        .await
        .problem(404, "not_found");
    owner.get("/agents/%00").await.problem(404, "not_found");
    owner.get("/agents/-1").await.problem(404, "agent_not_found");
}

#[both_databases]
async fn bodies_that_cannot_be_read_say_where(db: TestDb) {
    let t = TestApp::on(db).await;
    let post = |content_type: &'static str, body: &'static [u8]| {
        t.owner().post_bytes("/teams", content_type, body.to_vec())
    };
    let json = "application/json";
    post(json, b"").await.problem(400, "invalid_json");
    post(json, b"{\"name\": \"x\"").await.problem(400, "invalid_json");
    post(json, b"{\"name\": \"x\"} trailing")
        .await
        .problem(400, "invalid_json");
    post(json, b"{\"name\": \"\xff\"}")
        .await
        .problem(400, "invalid_json");
    post("text/plain", b"{\"name\": \"x\"}")
        .await
        .problem(415, "json_expected");
    post("", b"{\"name\": \"x\"}").await.problem(415, "json_expected");
    post("application/json; charset=utf-8", b"{}")
        .await
        .refuses("name", "required");
    post(json, b"{\"name\": 5}").await.refuses("name", "invalid_type");
    post(json, b"{\"name\": \"x\", \"agent_ids\": [1, \"two\"]}")
        .await
        .refuses("agent_ids[1]", "invalid_type");
    post(json, b"{\"name\": \"x\", \"agent_ids\": [1e99]}")
        .await
        .refuses("agent_ids[0]", "invalid_type");
    post(json, b"[]").await.problem(422, "invalid_fields");
    post(json, b"null").await.problem(422, "invalid_fields");
    let names = t.owner().get("/teams").await.ok();
    assert_eq!(names["items"], json!([]), "nothing was made by all this");
}

#[both_databases]
async fn texts_are_taken_as_they_are_meant(db: TestDb) {
    let t = TestApp::on(db).await;
    let post = |name: &str| t.owner().post("/teams", json!({ "name": name, "agent_ids": [] }));
    // NUL, which PostgreSQL cannot store, is left out; accents typed apart come together; spaces around go.
    let made = post("  Hỗ\u{0} trợ  ").await.expect_status(201);
    assert_eq!(made["name"], "Hỗ trợ");
    post("Ho\u{302}\u{303} tro\u{31b}\u{323}")
        .await
        .problem(409, "team_exists");
    post("a\u{1b}[31mb").await.refuses("name", "invalid_characters");
    post(&"ă".repeat(101)).await.refuses("name", "too_long");
    post(&"ă".repeat(100)).await.expect_status(201);
    let hostile = post("<script>alert(1)</script> ' OR 1=1; --")
        .await
        .expect_status(201);
    assert_eq!(hostile["name"], "<script>alert(1)</script> ' OR 1=1; --");
}

#[both_databases]
async fn a_problem_has_the_shape_of_rfc_9457(db: TestDb) {
    let t = TestApp::on(db).await;
    let problem = t
        .owner()
        .post("/teams", json!({ "name": "" }))
        .await
        .problem(422, "invalid_fields");
    assert_eq!(problem["type"], "urn:rapport:problem:invalid_fields");
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["title"], "Some fields were refused");
    assert_eq!(problem["detail"], "name: must not be empty");
    assert_eq!(
        problem["errors"],
        json!([{ "field": "name", "code": "required", "detail": "must not be empty" }])
    );
    assert!(problem["request_id"].is_string());
    let answer = t.anonymous().get("/tags").await;
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
}

#[both_databases]
async fn a_broken_database_is_not_the_clients_fault(db: TestDb) {
    let t = TestApp::on(db).await;
    t.db().db().clone().close().await.unwrap();
    let answer = t.owner().get("/session").await;
    assert!(answer.status.is_server_error(), "{}", answer.text());
    let text = answer.text();
    assert!(!text.to_lowercase().contains("sql"), "no internals: {text}");
}
