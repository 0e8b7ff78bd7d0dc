//! The connection test and what is known about providers.

use serde_json::{Value, json};
use test_support::servers::{Dovecot, DovecotOptions, MailUser, Postfix, PostfixOptions, available};
use test_support::{TestApp, TestDb, both_databases};

use super::{request, server};

/// The outcome of a step of the test, and its code.
fn step<'a>(report: &'a Value, server: &str, step: &str) -> (&'a str, Option<&'a str>) {
    let steps = report["steps"].as_array().unwrap();
    let found = steps
        .iter()
        .find(|s| s["server"] == server && s["step"] == step)
        .unwrap_or_else(|| panic!("no step {server} {step} in {report}"));
    (found["state"].as_str().unwrap(), found["code"].as_str())
}

#[both_databases]
async fn real_servers_are_tried_step_by_step(db: TestDb) {
    let t = TestApp::on(db).await;
    let users = vec![MailUser::new("help@ours.test", "right")];
    let Some(dovecot) = available(
        Dovecot::start(DovecotOptions {
            users,
            ..Default::default()
        })
        .await,
    ) else {
        return;
    };
    let options = PostfixOptions {
        tls: false,
        pipes: Vec::new(),
    };
    let Some(postfix) = available(Postfix::start(options, &dovecot).await) else {
        return;
    };
    dovecot
        .deliver_to("help@ours.test", "INBOX", b"Subject: one\n\nx\n")
        .await
        .unwrap();
    dovecot
        .deliver_to("help@ours.test", "Archive", b"Subject: two\n\nx\n")
        .await
        .unwrap();
    let smtp = json!({"host": "127.0.0.1", "port": postfix.smtp_port(), "security": "plain", "auth": "none"});
    let body = |password: &str, folders: Value| {
        json!({"address": "help@ours.test", "email": {
            "imap": server("127.0.0.1", dovecot.imap_port(), password), "smtp": smtp, "folders": folders,
        }})
    };
    let report = t
        .owner()
        .post("/inboxes/test", body("right", json!([])))
        .await
        .expect_status(200);
    assert_eq!(report["ok"], true, "{report}");
    assert_eq!(step(&report, "smtp", "greeting").0, "ok");
    let folders: Vec<&str> = report["folders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["name"].as_str().unwrap())
        .collect();
    assert!(
        folders.contains(&"INBOX") && folders.contains(&"Archive"),
        "{folders:?}"
    );

    let report = t
        .owner()
        .post("/inboxes/test", body("wrong", json!([])))
        .await
        .expect_status(200);
    assert_eq!(report["ok"], false);
    assert_eq!(step(&report, "imap", "login"), ("failed", Some("login_failed")));
    assert_eq!(step(&report, "imap", "folders").0, "skipped");
    assert!(
        report["steps"]
            .as_array()
            .unwrap()
            .iter()
            .any(|s| s["hint"].is_string())
    );

    let report = t
        .owner()
        .post("/inboxes/test", body("right", json!(["Nowhere"])))
        .await
        .expect_status(200);
    assert_eq!(
        step(&report, "imap", "folders"),
        ("failed", Some("folder_missing"))
    );
    let rows: i64 = t.value("SELECT count(*) FROM inbox", vec![]).await;
    assert_eq!(rows, 0, "trying stores nothing");

    // A stored password stands in for an absent one.
    let mut inbox = request();
    inbox["email"]["imap"] = server("127.0.0.1", dovecot.imap_port(), "right");
    let id = t.owner().post("/inboxes", inbox).await.expect_status(201)["id"].clone();
    let mut body = body("", json!([]));
    body["inbox_id"] = id;
    let report = t.owner().post("/inboxes/test", body).await.expect_status(200);
    assert_eq!(report["ok"], true, "{report}");
}

#[both_databases]
async fn nothing_to_try_is_said(db: TestDb) {
    let t = TestApp::on(db).await;
    let refused = t
        .owner()
        .post("/inboxes/test", json!({"address": "help@ours.test", "email": {}}))
        .await;
    refused.refuses("email", "nothing_to_test");
    let body = json!({"address": "help@ours.test", "email": {"imap": server("127.0.0.1", 1, "")}});
    let refused = t.owner().post("/inboxes/test", body).await;
    refused.refuses("email.imap.password", "required");
    let body = json!({"address": "help@ours.test", "email": {"imap": server("127.0.0.1", 1, "x")}});
    let report = t.owner().post("/inboxes/test", body).await.expect_status(200);
    assert_eq!(
        step(&report, "imap", "connect"),
        ("failed", Some("connection_refused"))
    );
}

#[both_databases]
async fn providers_are_known_by_address(db: TestDb) {
    let t = TestApp::on(db).await;
    let preset = t
        .owner()
        .get("/inboxes/preset?address=lan@gmail.com")
        .await
        .expect_status(200);
    assert_eq!(preset["imap"]["host"], "imap.gmail.com");
    // There is no OAuth application, so OAuth cannot be proposed.
    assert_eq!(preset["sign_in"], "app_password");
    let unknown = t.owner().get("/inboxes/preset?address=lan@example.com").await;
    unknown.problem(404, "preset_not_found");
    t.owner()
        .get("/inboxes/preset?address=lan")
        .await
        .refuses("address", "invalid_email");
}
