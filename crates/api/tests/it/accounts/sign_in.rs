//! Signing in, and the brake on guessing.

use std::time::Duration;

use db::args;
use serde_json::json;
use test_support::{Answer, Client, PASSWORD, TestApp, TestDb, both_databases};

async fn try_password(client: &Client, email: &str, password: &str) -> Answer {
    client
        .post("/session", json!({ "email": email, "password": password }))
        .await
}

/// An application whose clients can choose their address.
async fn behind_a_proxy(db: TestDb) -> TestApp {
    let t = TestApp::with(db, |options| options.trusted_proxies = true).await;
    let new =
        json!({ "organisation": "Ours", "name": "Olga", "email": "owner@ours.test", "password": PASSWORD });
    t.anonymous().post("/setup/owner", new).await.ok();
    t
}

fn from(t: &TestApp, ip: &str) -> Client {
    t.anonymous().with_header("x-forwarded-for", ip)
}

#[both_databases]
async fn a_wrong_password_and_an_unknown_account_look_the_same(db: TestDb) {
    let t = TestApp::on(db).await;
    let wrong = try_password(&t.anonymous(), "owner@ours.test", "not the password").await;
    let unknown = try_password(&t.anonymous(), "nobody@ours.test", "not the password").await;
    assert!(wrong.headers.get("set-cookie").is_none());
    let mut wrong = wrong.problem(401, "wrong_credentials");
    let mut unknown = unknown.problem(401, "wrong_credentials");
    for problem in [&mut wrong, &mut unknown] {
        problem.as_object_mut().unwrap().remove("request_id");
    }
    assert_eq!(wrong, unknown);
    // Letter case of an address does not matter, spaces around it neither.
    try_password(&t.anonymous(), " Owner@Ours.TEST ", PASSWORD)
        .await
        .ok();
}

#[both_databases]
async fn an_account_is_blocked_after_five_failures_wherever_they_come_from(db: TestDb) {
    let t = behind_a_proxy(db).await;
    for attempt in 0..5 {
        let client = from(&t, &format!("192.0.2.{attempt}"));
        try_password(&client, "owner@ours.test", "not the password")
            .await
            .problem(401, "wrong_credentials");
    }
    let blocked = try_password(&from(&t, "198.51.100.1"), "OWNER@ours.test", PASSWORD).await;
    assert_eq!(blocked.headers["retry-after"], "15");
    let problem = blocked.problem(429, "too_many_attempts");
    assert_eq!(problem["detail"], "too many attempts: try again in 15 seconds");
    // Other accounts are not affected, and being refused does not make it longer.
    try_password(&from(&t, "198.51.100.1"), "other@ours.test", "x")
        .await
        .problem(401, "wrong_credentials");
    t.clock().advance(Duration::from_secs(16));
    try_password(&from(&t, "198.51.100.1"), "owner@ours.test", "still wrong")
        .await
        .problem(401, "wrong_credentials");
    let blocked = try_password(&from(&t, "198.51.100.1"), "owner@ours.test", PASSWORD).await;
    assert_eq!(
        blocked.headers["retry-after"], "30",
        "each block is twice as long"
    );
    t.clock().advance(Duration::from_secs(31));
    try_password(&from(&t, "198.51.100.1"), "owner@ours.test", PASSWORD)
        .await
        .ok();
    let left: i64 = t
        .value(
            "SELECT COUNT(*) FROM login_throttle WHERE key LIKE 'account:%' AND failures > 1",
            args![],
        )
        .await;
    assert_eq!(left, 0, "the right password forgives the account");
}

#[both_databases]
async fn guesses_made_at_once_are_all_counted(db: TestDb) {
    let t = TestApp::on(db).await;
    let client = t.anonymous();
    let guesses = (0..20).map(|n| {
        let client = client.clone();
        tokio::spawn(async move {
            let password = format!("guess number {n}");
            try_password(&client, "owner@ours.test", &password)
                .await
                .status
                .as_u16()
        })
    });
    let mut let_through = 0;
    for guess in guesses.collect::<Vec<_>>() {
        match guess.await.unwrap() {
            401 => let_through += 1,
            status => assert_eq!(status, 429),
        }
    }
    assert_eq!(let_through, 5);
}

#[both_databases]
async fn an_address_is_blocked_after_trying_many_accounts(db: TestDb) {
    let t = behind_a_proxy(db).await;
    for n in 0..30 {
        // From one IPv6 network, each time from another address of it.
        let client = from(&t, &format!("2001:db8:1:2::{n:x}"));
        let answer = try_password(&client, &format!("agent{n}@ours.test"), "x").await;
        // The limit of sign-ins per second may refuse the last of them: that is another brake on the same attack.
        assert!(matches!(answer.status.as_u16(), 401 | 429), "{}", answer.text());
    }
    let until: i64 = t
        .value(
            "SELECT blocked_until FROM login_throttle WHERE key = 'address:2001:db8:1:2::/64'",
            args![],
        )
        .await;
    assert!(until > 0, "the network is blocked");
    try_password(&from(&t, "198.51.100.1"), "owner@ours.test", PASSWORD)
        .await
        .ok();
}

#[both_databases]
async fn an_agent_who_is_switched_off_cannot_sign_in(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let id = super::own_id(&ana).await;
    t.owner()
        .patch(&format!("/agents/{id}"), json!({ "active": false }))
        .await
        .ok();
    try_password(&t.anonymous(), "ana@ours.test", PASSWORD)
        .await
        .problem(401, "wrong_credentials");
}

#[both_databases]
async fn a_forwarded_address_counts_only_behind_a_proxy_of_ours(db: TestDb) {
    let t = TestApp::on(db).await;
    try_password(&from(&t, "203.0.113.9"), "owner@ours.test", PASSWORD)
        .await
        .ok();
    let ip: String = t
        .value("SELECT ip FROM session ORDER BY id DESC LIMIT 1", args![])
        .await;
    assert_eq!(ip, "127.0.0.1");
}
