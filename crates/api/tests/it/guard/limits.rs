//! Limits of requests and sizes.

use serde_json::json;
use test_support::{PASSWORD, TestApp, TestDb, both_databases};

#[both_databases]
async fn an_address_that_asks_too_often_has_to_wait(db: TestDb) {
    let t = TestApp::with(db, |options| {
        options.requests_per_second = 1;
        options.trusted_proxies = true;
    })
    .await;
    let busy = t.anonymous().with_header("x-forwarded-for", "198.51.100.7");
    let mut refused = None;
    for _ in 0..100 {
        let answer = busy.get("/setup").await;
        if answer.status.as_u16() == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("ten in a burst, then one a second");
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait));
    refused.problem(429, "too_many_requests");
    t.anonymous()
        .with_header("x-forwarded-for", "198.51.100.8")
        .get("/setup")
        .await
        .ok();
}

#[both_databases]
async fn the_limit_can_be_switched_off(db: TestDb) {
    let t = TestApp::with(db, |options| options.requests_per_second = 0).await;
    for _ in 0..50 {
        t.anonymous().get("/setup").await.ok();
    }
}

#[both_databases]
async fn sign_ins_are_limited_more_strictly(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "email": "owner@ours.test", "password": PASSWORD });
    let sign_ins = (0..60).map(|_| {
        let (client, body) = (t.anonymous(), body.clone());
        tokio::spawn(async move { client.post("/session", body).await })
    });
    let mut refused = 0;
    for answer in sign_ins.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        if answer.status.as_u16() == 429 && answer.json["code"] == "too_many_requests" {
            refused += 1;
        }
    }
    assert!(refused > 0, "60 at once are more than 30 and what time adds");
    // Other requests from there go on.
    t.owner().get("/session").await.ok();
}

#[both_databases]
async fn bodies_have_a_largest_size(db: TestDb) {
    let t = TestApp::on(db).await;
    let long = json!({ "name": "x".repeat(5 * 1024 * 1024) });
    t.owner().post("/tags", long).await.problem(413, "body_too_large");
    // What is refused before its body is looked at is heard out as well: the answer arrives, not a broken connection.
    let body = vec![b'x'; 20 * 1024 * 1024];
    for _ in 0..5 {
        let answer = t
            .anonymous()
            .post_bytes("/tags", "application/json", body.clone())
            .await;
        answer.problem(401, "not_signed_in");
    }
    let t = t.owner().clone().with_header("content-length", "999999999999");
    let answer = t.post_bytes("/tags", "application/json", Vec::new()).await;
    answer.problem(413, "body_too_large");
}
