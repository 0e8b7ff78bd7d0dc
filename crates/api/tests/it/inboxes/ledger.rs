//! The import ledger.

use std::time::Duration;

use domain::inboxes::Health;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::request;
use crate::mails::mail;

async fn ledger(t: &TestApp, inbox: domain::InboxId) -> Value {
    t.owner()
        .get(&format!("/inboxes/{inbox}/ledger"))
        .await
        .expect_status(200)
}

fn alarms(ledger: &Value) -> Vec<&str> {
    ledger["alarms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["code"].as_str().unwrap())
        .collect()
}

#[both_databases]
async fn every_mail_is_in_the_ledger_with_what_became_of_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let good = mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken.");
    t.receive(inbox, good.clone()).await;
    t.receive(inbox, good.clone()).await;
    t.receive(
        inbox,
        mail("help@ours.test", "Copy", "c@ours.test", "From ourselves"),
    )
    .await;
    t.receive(inbox, b"\x00\x00\x00\x00".to_vec()).await;

    let summary = ledger(&t, inbox).await;
    let count = |state: &str| summary[state].as_i64().unwrap();
    assert_eq!(
        [
            count("imported"),
            count("duplicates"),
            count("quarantined"),
            count("ignored"),
            count("waiting")
        ],
        [1, 1, 1, 1, 0]
    );
    assert_eq!(alarms(&summary), ["quarantine"]);
    assert_eq!(summary["last_mail_at"], t.clock().now().to_rfc3339());

    let path = format!("/inboxes/{inbox}/ledger/entries");
    let first = t.owner().get(&format!("{path}?limit=3")).await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = t
        .owner()
        .get(&format!("{path}?limit=3&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(second["next_cursor"], Value::Null);
    let entry = &second["items"][0];
    assert_eq!(
        (&entry["state"], &entry["from"]),
        (&json!("imported"), &json!("lan@example.com"))
    );
    assert_eq!(entry["conversation_id"], 1);
    let raw = t.owner().get(&format!("{path}/{}/raw", entry["id"])).await;
    assert_eq!(raw.headers["content-type"], "message/rfc822");
    assert_eq!(raw.text(), good);
    let ignored = t.owner().get(&format!("{path}?state=ignored")).await.ok();
    assert_eq!(ignored["items"].as_array().unwrap().len(), 1);
    assert!(ignored["items"][0]["reason"].is_string());
    t.owner()
        .get(&format!("{path}?state=lost"))
        .await
        .refuses("state", "unknown_value");
    t.owner()
        .get(&format!("{path}?cursor=x"))
        .await
        .refuses("cursor", "invalid_cursor");
}

#[both_databases]
async fn a_quarantined_mail_is_tried_again(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let other = t.inbox("Billing", "billing@ours.test").await;
    t.receive(
        inbox,
        mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    // As if an earlier version of the program had not been able to read it.
    let sql = "UPDATE mail_ledger SET state = 'quarantined', reason = 'could not be read'";
    db::Executor::exec(t.db().db(), sql, vec![]).await.unwrap();
    for table in ["search_document", "entry", "message", "conversation"] {
        db::Executor::exec(t.db().db(), &format!("DELETE FROM {table}"), vec![])
            .await
            .unwrap();
    }
    let elsewhere = t
        .owner()
        .post(&format!("/inboxes/{other}/ledger/entries/1/retry"), json!({}))
        .await;
    elsewhere.problem(404, "ledger_entry_not_found");
    let path = format!("/inboxes/{inbox}/ledger/entries/1");
    let entry = t
        .owner()
        .post(&format!("{path}/retry"), json!({}))
        .await
        .expect_status(200);
    assert_eq!(entry["state"], "waiting");
    t.run_jobs().await;
    let state: String = t.value("SELECT state FROM mail_ledger", vec![]).await;
    assert_eq!(state, "imported");
    let again = t.owner().post(&format!("{path}/retry"), json!({})).await;
    again.problem(409, "mail_not_quarantined");
}

#[both_databases]
async fn silence_and_trouble_raise_alarms(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = t.owner().post("/inboxes", request()).await.expect_status(201);
    let inbox = domain::InboxId(made["id"].as_i64().unwrap());
    assert_eq!(alarms(&ledger(&t, inbox).await), Vec::<&str>::new());
    t.clock().advance(Duration::from_secs(25 * 3600));
    assert_eq!(alarms(&ledger(&t, inbox).await), ["silent"]);
    t.receive(
        inbox,
        mail("lan@example.com", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    assert_eq!(alarms(&ledger(&t, inbox).await), Vec::<&str>::new());
    let (health, code, detail) = (Health::Error, Some("login_failed"), Some("INBOX: wrong password"));
    store::inboxes::set_health(t.db().db(), inbox, health, code, detail, t.clock().now())
        .await
        .unwrap();
    let summary = ledger(&t, inbox).await;
    assert_eq!(alarms(&summary), ["connection"]);
    assert_eq!(summary["alarms"][0]["detail"], "INBOX: wrong password");
    t.owner()
        .patch(&format!("/inboxes/{inbox}"), json!({"enabled": false}))
        .await
        .ok();
    assert_eq!(
        alarms(&ledger(&t, inbox).await),
        Vec::<&str>::new(),
        "what is switched off is silent on purpose"
    );
}
