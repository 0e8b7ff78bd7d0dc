//! Sessions: how they last, how they end.

use std::time::Duration;

use db::args;
use serde_json::json;
use test_support::{PASSWORD, TestApp, TestDb, both_databases};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[both_databases]
async fn a_session_ends_fourteen_days_after_its_last_use(db: TestDb) {
    let t = TestApp::on(db).await;
    let owner = t.owner();
    for _ in 0..3 {
        t.clock().advance(DAY * 13);
        owner.get("/session").await.ok();
    }
    t.clock().advance(DAY * 14 + Duration::from_secs(1));
    owner.get("/session").await.problem(401, "session_expired");
    t.anonymous().get("/session").await.problem(401, "not_signed_in");
    t.app.forget_expired().await.unwrap();
    let rows: i64 = t.value("SELECT COUNT(*) FROM session", args![]).await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn use_is_remembered_to_the_minute(db: TestDb) {
    let t = TestApp::on(db).await;
    let seen = "SELECT last_seen_at FROM session";
    let first: i64 = t.value(seen, args![]).await;
    t.clock().advance(Duration::from_secs(59));
    t.owner().get("/session").await.ok();
    assert_eq!(t.value::<i64>(seen, args![]).await, first);
    t.clock().advance(Duration::from_secs(1));
    t.owner().get("/session").await.ok();
    assert_eq!(t.value::<i64>(seen, args![]).await, first + 60_000_000);
}

#[both_databases]
async fn only_hashes_of_cookies_are_stored(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, token) = t.owner().cookie().unwrap().split_once('=').unwrap();
    assert!(token.len() >= 52, "at least 256 bits at 5 bits a character");
    let rows: i64 = t
        .value(
            "SELECT COUNT(*) FROM session WHERE token_hash = $1 OR csrf_token = $1",
            args![token],
        )
        .await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn sessions_are_listed_and_ended_one_by_one(db: TestDb) {
    let t = TestApp::on(db).await;
    let phone = t.sign_in("owner@ours.test", PASSWORD).await;
    let places = t.owner().get("/me/sessions").await.ok();
    let places = places["items"].as_array().unwrap();
    assert_eq!(places.len(), 2);
    let current: Vec<bool> = places.iter().map(|p| p["current"] == true).collect();
    assert_eq!(current.iter().filter(|current| **current).count(), 1);
    let other = places.iter().find(|p| p["current"] == false).unwrap()["id"]
        .as_i64()
        .unwrap();

    // Nobody ends somebody else's.
    let ana = t.agent("Ana", "admin", &[]).await;
    ana.delete(&format!("/me/sessions/{other}"))
        .await
        .problem(404, "session_not_found");
    phone.get("/session").await.ok();

    t.owner()
        .delete(&format!("/me/sessions/{other}"))
        .await
        .expect_status(204);
    phone.get("/session").await.problem(401, "session_expired");
    t.owner().get("/session").await.ok();
    assert_eq!(super::audited(&t, "session.revoked", other).await, 1);
}

#[both_databases]
async fn signing_out_ends_the_session_and_takes_the_cookie_back(db: TestDb) {
    let t = TestApp::on(db).await;
    let answer = t.owner().delete("/session").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.starts_with("rapport_session=;") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    answer.expect_status(204);
    t.owner().get("/session").await.problem(401, "session_expired");
}

#[both_databases]
async fn a_new_password_ends_the_other_sessions(db: TestDb) {
    let t = TestApp::on(db).await;
    let other = t.sign_in("owner@ours.test", PASSWORD).await;
    let new = "an entirely new password";
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    t.owner()
        .post("/me/password", change("wrong", new))
        .await
        .refuses("current_password", "wrong_password");
    t.owner()
        .post("/me/password", change(PASSWORD, "short"))
        .await
        .refuses("new_password", "too_short");
    other.get("/session").await.ok();
    t.owner()
        .post("/me/password", change(PASSWORD, new))
        .await
        .expect_status(204);
    other.get("/session").await.problem(401, "session_expired");
    t.owner().get("/session").await.ok();
    t.sign_in("owner@ours.test", new).await;
    let body = json!({ "email": "owner@ours.test", "password": PASSWORD });
    t.anonymous()
        .post("/session", body)
        .await
        .problem(401, "wrong_credentials");
}

#[both_databases]
async fn whoever_finds_a_browser_signed_in_cannot_guess_the_password(db: TestDb) {
    let t = TestApp::on(db).await;
    let guess = json!({ "current_password": "a guess", "new_password": "an entirely new password" });
    for _ in 0..5 {
        t.owner()
            .post("/me/password", guess.clone())
            .await
            .refuses("current_password", "wrong_password");
    }
    t.owner()
        .post("/me/password", guess)
        .await
        .problem(429, "too_many_attempts");
}

#[both_databases]
async fn own_settings_are_changed_alone(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "read_only", &[]).await;
    let changed = ana
        .patch(
            "/me",
            json!({ "locale": "ro", "theme": "dark", "signature": "Cu drag,\nAna", "role_id": 1, "active": false }),
        )
        .await
        .ok();
    assert_eq!(changed["locale"], "ro");
    assert_eq!(changed["theme"], "dark");
    assert_eq!(changed["signature"], "Cu drag,\nAna");
    assert_eq!(changed["name"], "Ana");
    assert_eq!(changed["role"], "Read-only");
    assert_eq!(changed["active"], true);
    ana.patch("/me", json!({ "theme": "pink" }))
        .await
        .refuses("theme", "unknown_value");
    ana.patch("/me", json!({ "signature": "x".repeat(5001) }))
        .await
        .refuses("signature", "too_long");
    assert_eq!(
        super::audited(&t, "agent.profile_updated", super::own_id(&ana).await).await,
        1
    );
}
