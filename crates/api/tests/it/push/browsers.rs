//! Browsers that take pushes, and the key by which they know us.

use std::time::Duration;

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use crate::push_service::PushService;

use super::{Desk, SETTINGS, SUBSCRIPTIONS};

#[both_databases]
async fn a_browser_is_subscribed_as_long_as_it_is_signed_in(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.ben.delete("/session").await.expect_status(204);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
    let rows: i64 = desk
        .t
        .value("SELECT count(*) FROM push_subscription", vec![])
        .await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn a_session_that_ran_out_takes_no_push(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.t.wait(Duration::from_secs(15 * 24 * 3600)).await;
    let ana = desk.t.sign_in("ana@ours.test", test_support::PASSWORD).await;
    let path = "/conversations/1/assignee";
    ana.put(path, json!({"agent_id": desk.ben_id})).await.ok();
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn one_browser_is_one_subscription_and_its_owners_alone(db: TestDb) {
    let desk = Desk::on(db).await;
    // The browser renewed its address: the old one goes.
    let renewed = desk.service.browser("ben-2").subscription();
    desk.ben
        .post(SUBSCRIPTIONS, renewed.clone())
        .await
        .expect_status(201);
    let again = desk.ben.post(SUBSCRIPTIONS, renewed).await.expect_status(201);
    let subscribed = desk.subscribed().await;
    assert_eq!(subscribed.len(), 1);
    assert_eq!(subscribed[0]["id"], again["id"]);
    // Another browser of the same agent is another subscription; neither is a colleague's to end.
    let laptop = desk.t.sign_in("ben@ours.test", test_support::PASSWORD).await;
    let second = desk.service.browser("laptop").subscription();
    let second = laptop.post(SUBSCRIPTIONS, second).await.expect_status(201);
    let both = desk.subscribed().await;
    assert_eq!(both.iter().filter(|one| one["current"] == true).count(), 1);
    assert_eq!(both.len(), 2);
    let path = format!("{SUBSCRIPTIONS}/{}", second["id"]);
    desk.ana
        .delete(&path)
        .await
        .problem(404, "push_subscription_not_found");
    desk.ana
        .post(&format!("{path}/test"), json!({}))
        .await
        .problem(404, "push_subscription_not_found");
    desk.ben.delete(&path).await.expect_status(204);
    assert_eq!(desk.subscribed().await.len(), 1);
    // Who signs in to the same browser after somebody else gets it for themselves.
    let taken = desk.service.browser("ben-2").subscription();
    desk.ana.post(SUBSCRIPTIONS, taken).await.expect_status(201);
    assert!(desk.subscribed().await.is_empty());
}

#[both_databases]
async fn a_test_goes_the_whole_way(db: TestDb) {
    let desk = Desk::on(db).await;
    let all_day = json!({"quiet_hours": {"time_zone": "UTC", "windows": [{"days": ["mon"], "from": "00:00", "to": "00:00"}]}});
    desk.ben.patch(SETTINGS, all_day).await.ok();
    let path = format!("{SUBSCRIPTIONS}/{}/test", desk.subscription);
    desk.ben.post(&path, json!({})).await.expect_status(202);
    desk.t.run_jobs().await;
    let told = desk.pushed();
    assert_eq!(told.len(), 1, "who asks for it is not disturbed by it");
    assert_eq!(told[0]["kind"], "test");
    assert_eq!(told[0]["title"], "Notifications work");
    desk.service.answers(503, None);
    desk.ben.post(&path, json!({})).await.expect_status(202);
    desk.t.run_jobs().await;
    assert_eq!(
        desk.subscribed().await[0]["last_error"],
        "the push service answered 503"
    );
    desk.service.received();
    desk.t.wait(Duration::from_secs(3600)).await;
    assert!(
        desk.service.received().is_empty(),
        "a test that comes late is no test"
    );
}

#[both_databases]
async fn addresses_inside_the_house_are_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let service = PushService::start().await;
    let with = |endpoint: &str| {
        let mut body = service.browser("x").subscription();
        body["endpoint"] = json!(endpoint);
        body
    };
    for endpoint in [
        "",
        "http://push.example.com/x",
        "https://push.example.com:8443/x",
        "https://127.0.0.1/x",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://localhost/x",
    ] {
        t.owner()
            .post(SUBSCRIPTIONS, with(endpoint))
            .await
            .refuses("endpoint", "invalid_endpoint");
    }
    let own = service.browser("x").subscription();
    t.owner()
        .post(SUBSCRIPTIONS, own)
        .await
        .refuses("endpoint", "invalid_endpoint");
    let mut keys = with("https://127.0.0.1/x");
    keys["p256dh"] = json!("AAAA");
    t.owner()
        .post(SUBSCRIPTIONS, keys.clone())
        .await
        .refuses("p256dh", "invalid_key");
    keys["auth"] = json!("?");
    keys["p256dh"] = service.browser("x").subscription()["p256dh"].clone();
    t.owner()
        .post(SUBSCRIPTIONS, keys)
        .await
        .refuses("auth", "invalid_key");
    let rows: i64 = t.value("SELECT count(*) FROM push_subscription", vec![]).await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn the_private_key_is_made_once_and_sealed(db: TestDb) {
    let desk = Desk::on(db).await;
    let again = desk.ana.get("/me/push").await.ok();
    assert_eq!(again["public_key"], desk.public_key.as_str());
    let sealed: String = desk.t.value("SELECT private_secret FROM push_key", vec![]).await;
    assert!(sealed.starts_with("v1:"), "{sealed}");
    // With another master key it is of no use: a new one is made, and the browsers bound to the old one go.
    db::Executor::exec(
        desk.t.db().db(),
        "UPDATE push_key SET private_secret = $1",
        db::args![desk.t.app.core().keys.seal("elsewhere", "x").unwrap()],
    )
    .await
    .unwrap();
    let renewed = desk.ben.get("/me/push").await.ok();
    assert_ne!(renewed["public_key"], desk.public_key.as_str());
    assert_eq!(renewed["subscriptions"], json!([]));
}

#[both_databases]
async fn programs_have_no_notifications_of_their_own(db: TestDb) {
    let t = TestApp::on(db).await;
    let token = json!({"name": "CI", "scopes": ["conversations.read"]});
    let made = t.owner().post("/api-tokens", token).await.ok();
    let program = t.owner().bearer(made["token"].as_str().unwrap());
    for path in [SETTINGS, "/me/push"] {
        program.get(path).await.problem(403, "session_required");
    }
}
