//! Raw mails that are pushed.

use domain::InboxId;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::mail;

/// Where a new token lets mails be pushed to.
async fn push_path(t: &TestApp, inbox: InboxId) -> String {
    let made = t
        .owner()
        .post(&format!("/inboxes/{inbox}/push-token"), json!({}))
        .await
        .expect_status(201);
    let token = made["token"].as_str().unwrap();
    assert_eq!(
        made["url"],
        format!("http://{}/api/v1/inbound/{token}", t.address())
    );
    format!("/inbound/{token}")
}

#[both_databases]
async fn a_pushed_mail_becomes_a_conversation(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let path = push_path(&t, inbox).await;
    let raw = mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken.").into_bytes();
    let pushed = t
        .anonymous()
        .post_bytes(&path, "message/rfc822", raw.clone())
        .await
        .expect_status(202);
    let stored: Vec<u8> = t
        .value(
            "SELECT body FROM raw_mail WHERE id = $1",
            db::args![pushed["raw_mail_id"].as_i64().unwrap()],
        )
        .await;
    assert_eq!(stored, raw, "what is answered for is on disk, byte by byte");
    t.run_jobs().await;
    let list = t.owner().get("/conversations").await.ok();
    assert_eq!(list["items"][0]["subject"], "Lamp");
    let source: String = t.value("SELECT source FROM mail_ledger", vec![]).await;
    assert_eq!(source, "push");
    let inbox = t.owner().get(&format!("/inboxes/{inbox}")).await.ok();
    assert_eq!(inbox["email"]["has_push_token"], true);
}

#[both_databases]
async fn a_new_token_ends_the_old_one(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let old = push_path(&t, inbox).await;
    let new = push_path(&t, inbox).await;
    let raw = mail("lan@example.com", "Lamp", "l1@example.com", "Broken.").into_bytes();
    let refused = t
        .anonymous()
        .post_bytes(&old, "message/rfc822", raw.clone())
        .await;
    let problem = refused.problem(404, "inbound_token_not_found");
    assert!(
        !problem.to_string().contains(old.trim_start_matches("/inbound/")),
        "tokens are not repeated"
    );
    t.anonymous()
        .post_bytes(&new, "text/plain", raw.clone())
        .await
        .expect_status(202);
    // An inbox that is switched off takes nothing.
    t.owner()
        .patch(&format!("/inboxes/{inbox}"), json!({"enabled": false}))
        .await
        .ok();
    t.anonymous()
        .post_bytes(&new, "message/rfc822", raw)
        .await
        .problem(404, "inbound_token_not_found");
}

#[both_databases]
async fn what_is_no_raw_mail_is_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let path = push_path(&t, inbox).await;
    t.anonymous()
        .post_bytes(&path, "message/rfc822", b" \r\n".to_vec())
        .await
        .refuses("body", "required");
    for format in [
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ] {
        let refused = t
            .anonymous()
            .post_bytes(&path, format, b"From: a@b.test\r\n\r\nx".to_vec())
            .await;
        refused.problem(415, "raw_mail_expected");
    }
    let large = vec![b'x'; app::inboxes::MAX_RAW_MAIL + 1];
    t.anonymous()
        .post_bytes(&path, "message/rfc822", large)
        .await
        .problem(413, "body_too_large");
    let rows: i64 = t.value("SELECT count(*) FROM raw_mail", vec![]).await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn a_large_mail_goes_to_the_blob_store(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let path = push_path(&t, inbox).await;
    let text = "A line of a long letter.\r\n".repeat(200_000);
    let raw = mail("lan@example.com", "Long", "long@example.com", &text).into_bytes();
    t.anonymous()
        .post_bytes(&path, "message/rfc822", raw.clone())
        .await
        .expect_status(202);
    let (body, key): (Option<Vec<u8>>, Option<String>) =
        t.value("SELECT body, blob_key FROM raw_mail", vec![]).await;
    assert_eq!(body, None);
    assert_eq!(t.app.core().blobs.get(&key.unwrap()).await.unwrap(), raw);
    t.run_jobs().await;
    let state: String = t.value("SELECT state FROM mail_ledger", vec![]).await;
    assert_eq!(state, "imported");
}

#[both_databases]
async fn a_recipient_finds_the_inbox(db: TestDb) {
    let t = TestApp::on(db).await;
    let body =
        json!({"name": "Support", "address": "help@ours.test", "email": {"aliases": ["Info@ours.test"]}});
    let made = t.owner().post("/inboxes", body).await.expect_status(201);
    let inbox = InboxId(made["id"].as_i64().unwrap());
    for address in ["HELP@ours.test", "info@OURS.test", "help+r.abc.def@ours.test"] {
        assert_eq!(
            t.app.inboxes.by_recipient(address).await.unwrap(),
            Some(inbox),
            "{address}"
        );
    }
    assert_eq!(
        t.app.inboxes.by_recipient("nobody@ours.test").await.unwrap(),
        None
    );
    let off = t
        .owner()
        .patch(&format!("/inboxes/{inbox}"), json!({"enabled": false}))
        .await
        .ok();
    assert_eq!(off["enabled"], Value::Bool(false));
    assert_eq!(t.app.inboxes.by_recipient("help@ours.test").await.unwrap(), None);
}
