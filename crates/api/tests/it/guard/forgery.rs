//! Requests that another site made its visitor's browser send.

use db::args;
use serde_json::json;
use test_support::{PASSWORD, TestApp, TestDb, both_databases};

async fn tags(t: &TestApp) -> i64 {
    t.value("SELECT COUNT(*) FROM tag", args![]).await
}

#[both_databases]
async fn a_cookie_alone_changes_nothing(db: TestDb) {
    let t = TestApp::on(db).await;
    let cookie_only = t.owner().clone().without_csrf();
    let body = || json!({ "name": "x" });
    cookie_only
        .post("/tags", body())
        .await
        .problem(403, "csrf_token_wrong");
    cookie_only
        .clone()
        .with_header("x-csrf-token", "wrong")
        .post("/tags", body())
        .await
        .problem(403, "csrf_token_wrong");
    // The token of another session of the same person is not good either.
    let other = t.sign_in("owner@ours.test", PASSWORD).await;
    let token = other.get("/session").await.ok()["csrf_token"]
        .as_str()
        .unwrap()
        .to_owned();
    cookie_only
        .clone()
        .with_header("x-csrf-token", &token)
        .post("/tags", body())
        .await
        .problem(403, "csrf_token_wrong");
    cookie_only
        .delete("/session")
        .await
        .problem(403, "csrf_token_wrong");
    cookie_only
        .patch("/me", body())
        .await
        .problem(403, "csrf_token_wrong");
    cookie_only
        .put("/tags/1", body())
        .await
        .problem(403, "csrf_token_wrong");
    cookie_only.get("/tags").await.ok();
    assert_eq!(tags(&t).await, 0);
}

#[both_databases]
async fn pages_of_other_sites_are_refused_even_with_the_token(db: TestDb) {
    let t = TestApp::on(db).await;
    let from = |name: &str, value: &str| t.owner().clone().with_header(name, value);
    let body = || json!({ "name": "x" });
    for (name, value) in [
        ("origin", "https://evil.test"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        from(name, value)
            .post("/tags", body())
            .await
            .problem(403, "origin_wrong");
    }
    assert_eq!(tags(&t).await, 0);
    let own = format!("http://{}", t.address());
    from("origin", &own)
        .with_header("sec-fetch-site", "same-origin")
        .post("/tags", body())
        .await
        .expect_status(201);
}

#[both_databases]
async fn nobody_is_signed_in_by_a_page_of_another_site(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "email": "owner@ours.test", "password": PASSWORD });
    let evil = t.anonymous().with_header("origin", "https://evil.test");
    evil.post("/session", body.clone())
        .await
        .problem(403, "origin_wrong");
    evil.post("/setup/owner", json!({}))
        .await
        .problem(403, "origin_wrong");
    // A form of another site can post text, but no JSON.
    t.anonymous()
        .post_bytes("/session", "text/plain", body.to_string().into_bytes())
        .await
        .problem(415, "json_expected");
}

#[both_databases]
async fn a_websocket_is_opened_by_our_own_pages_only(db: TestDb) {
    let t = TestApp::on(db).await;
    let upgrade = |origin: &str| {
        t.owner()
            .clone()
            .with_header("connection", "upgrade")
            .with_header("upgrade", "websocket")
            .with_header("sec-websocket-version", "13")
            .with_header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .with_header("origin", origin)
    };
    upgrade("https://evil.test")
        .get("/live")
        .await
        .problem(403, "origin_wrong");
}

#[both_databases]
async fn behind_https_the_cookie_is_secure_and_the_public_origin_is_ours(db: TestDb) {
    let t = TestApp::with(db, |options| {
        options.public_url = "https://help.example.com".to_owned()
    })
    .await;
    let browser = t.anonymous().with_header("origin", "https://help.example.com");
    let body =
        json!({ "organisation": "Ours", "name": "Olga", "email": "owner@ours.test", "password": PASSWORD });
    let answer = browser.post("/setup/owner", body).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("; Secure"), "{cookie}");
    let owner = browser.signed_in(answer);
    owner
        .post("/tags", json!({ "name": "x" }))
        .await
        .expect_status(201);
    let page = t.anonymous().get("//healthz").await;
    let policy = page.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("wss://help.example.com"), "{policy}");
}
