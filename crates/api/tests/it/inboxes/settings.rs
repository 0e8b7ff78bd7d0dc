//! Making and changing inboxes.

use std::time::Duration;

use db::Executor as _;
use domain::{InboxId, Timestamp};
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::{request, server};

async fn secrets(t: &TestApp) -> (Option<String>, Option<String>, Option<String>) {
    t.value(
        "SELECT imap_secret, smtp_secret, dkim_secret FROM email_inbox",
        vec![],
    )
    .await
}

#[both_databases]
async fn secrets_go_in_and_never_come_out(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = t.owner().post("/inboxes", request()).await.expect_status(201);
    assert_eq!(made["address"], "Help@ours.test");
    assert_eq!(made["health"], "connecting");
    assert_eq!(made["email"]["aliases"], json!(["support@ours.test"]));
    assert_eq!(made["email"]["imap"]["has_secret"], true);
    assert_eq!(made["email"]["imap"]["auth"], "password");
    assert_eq!(made["email"]["folders"], json!(["INBOX"]));
    for text in [made.to_string(), t.owner().get("/inboxes").await.text()] {
        assert!(
            !text.contains("secret\":\"") && !text.contains("imap secret"),
            "{text}"
        );
    }
    let (imap, smtp, _) = secrets(&t).await;
    for sealed in [imap.unwrap(), smtp.unwrap()] {
        assert!(
            sealed.starts_with("v1:") && !sealed.contains("secret"),
            "{sealed}"
        );
    }
    let audit = t.owner().get("/audit").await.ok();
    assert_eq!(audit["items"][0]["action"], "inbox.created");
    assert!(!audit.to_string().contains("imap secret"));
}

#[both_databases]
async fn a_refusal_names_every_field_and_stores_nothing(db: TestDb) {
    let t = TestApp::on(db).await;
    let mut body = request();
    body["name"] = json!(" ");
    body["address"] = json!("nobody");
    body["brand_id"] = json!(4711);
    body["team_id"] = json!(4711);
    body["email"]["imap"]["port"] = json!(0);
    body["email"]["imap"]["security"] = json!("ssl");
    body["email"]["smtp"]["host"] = json!("https://mail.ours.test/");
    body["email"]["smtp"]["password"] = Value::Null;
    body["email"]["aliases"] = json!(["a@b.test", "a b"]);
    body["email"]["dkim"] = json!({"domain": "ours.test", "selector": "s1", "private_key": "nonsense"});
    let problem = t
        .owner()
        .post("/inboxes", body)
        .await
        .problem(422, "invalid_fields");
    let mut refused: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["field"].as_str().unwrap(), e["code"].as_str().unwrap()))
        .collect();
    refused.sort_unstable();
    assert_eq!(
        refused,
        [
            ("address", "invalid_email"),
            ("brand_id", "brand_not_found"),
            ("email.aliases.1", "invalid_email"),
            ("email.dkim.private_key", "invalid_key"),
            ("email.imap.port", "out_of_range"),
            ("email.imap.security", "unknown_value"),
            ("email.smtp.host", "invalid_host"),
            ("email.smtp.password", "required"),
            ("name", "required"),
            ("team_id", "team_not_found"),
        ]
    );
    for table in ["inbox", "email_inbox", "inbox_address"] {
        let rows: i64 = t.value(&format!("SELECT count(*) FROM {table}"), vec![]).await;
        assert_eq!(rows, 0, "{table}");
    }
    // A number that is none of the type is refused by its path too.
    let mut body = request();
    body["email"]["imap"]["port"] = json!(70_000);
    t.owner()
        .post("/inboxes", body)
        .await
        .refuses("email.imap.port", "invalid_type");
}

#[both_databases]
async fn an_address_belongs_to_one_inbox(db: TestDb) {
    let t = TestApp::on(db).await;
    t.owner().post("/inboxes", request()).await.expect_status(201);
    let other = json!({"name": "Other", "address": "HELP@OURS.test", "email": {}});
    let problem = t
        .owner()
        .post("/inboxes", other)
        .await
        .problem(409, "address_taken");
    assert_eq!(problem["errors"][0]["field"], "address");
    let other = json!({"name": "Other", "address": "other@ours.test",
        "email": {"aliases": ["x@ours.test", "Support@ours.test"]}});
    let problem = t
        .owner()
        .post("/inboxes", other)
        .await
        .problem(409, "address_taken");
    assert_eq!(problem["errors"][0]["field"], "email.aliases.1");
    let rows: i64 = t.value("SELECT count(*) FROM inbox", vec![]).await;
    assert_eq!(rows, 1, "nothing was half-written");
}

#[both_databases]
async fn an_absent_password_stays_and_goes_to_no_other_server(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = t.owner().post("/inboxes", request()).await.expect_status(201)["id"].clone();
    let path = format!("/inboxes/{id}");
    let before = secrets(&t).await;

    let mut email = request()["email"].clone();
    email["imap"]["password"] = Value::Null;
    email["imap"]["port"] = json!(143);
    email["smtp"]["password"] = json!("");
    let changed = t
        .owner()
        .patch(&path, json!({"email": email.clone()}))
        .await
        .expect_status(200);
    assert_eq!(changed["email"]["imap"]["port"], 143);
    assert_eq!(secrets(&t).await, before);

    email["imap"]["host"] = json!("evil.test");
    let refused = t.owner().patch(&path, json!({"email": email.clone()})).await;
    refused.refuses("email.imap.password", "required");
    email["imap"]["password"] = json!("for the new server");
    t.owner()
        .patch(&path, json!({"email": email.clone()}))
        .await
        .expect_status(200);
    assert_ne!(secrets(&t).await.0, before.0);

    email["imap"] = Value::Null;
    let changed = t
        .owner()
        .patch(
            &path,
            json!({"email": email, "enabled": false, "name": "Renamed"}),
        )
        .await
        .expect_status(200);
    assert_eq!(changed["name"], "Renamed");
    assert_eq!(
        (&changed["enabled"], &changed["health"]),
        (&json!(false), &json!("off"))
    );
    assert_eq!(changed["email"]["imap"], Value::Null);
    assert_eq!(secrets(&t).await.0, None);
}

#[both_databases]
async fn dkim_keys_are_tried_before_they_are_stored(db: TestDb) {
    let t = TestApp::on(db).await;
    let key = mail::dkim::DkimSigner::generate_ed25519().unwrap();
    let mut body = request();
    body["email"]["dkim"] = json!({"domain": "ours.test", "selector": "mail1", "private_key": key});
    let made = t.owner().post("/inboxes", body).await.expect_status(201);
    let path = format!("/inboxes/{}", made["id"]);
    assert_eq!(made["email"]["dkim_selector"], "mail1");
    let patch = |dkim: Value| {
        let mut email = request()["email"].clone();
        email["imap"]["password"] = Value::Null;
        email["dkim"] = dkim;
        t.owner().patch(&path, json!({"email": email}))
    };
    // The key stays when only the selector changes, and all of it when nothing is said.
    let changed = patch(json!({"domain": "ours.test", "selector": "mail2"}))
        .await
        .ok();
    assert_eq!(changed["email"]["dkim_selector"], "mail2");
    assert_eq!(patch(Value::Null).await.ok()["email"]["dkim_domain"], "ours.test");
    let refused = patch(json!({"domain": "ours.test", "selector": "not a name"})).await;
    refused.refuses("email.dkim.selector", "invalid_name");
    let off = patch(json!({"domain": "", "selector": ""})).await.ok();
    assert_eq!(off["email"]["dkim_domain"], Value::Null);
    assert_eq!(secrets(&t).await.2, None);
}

#[both_databases]
async fn agents_see_their_inboxes_without_settings(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    let list = ana.get("/inboxes").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["email"], Value::Null);
    ana.get(&format!("/inboxes/{billing}"))
        .await
        .problem(404, "inbox_not_found");
    for path in ["", "/ledger", "/ledger/entries"] {
        let answer = match path {
            "" => {
                ana.patch(&format!("/inboxes/{support}"), json!({"name": "Mine"}))
                    .await
            }
            _ => ana.get(&format!("/inboxes/{support}{path}")).await,
        };
        answer.problem(403, "permission_missing");
    }
    ana.post("/inboxes", request())
        .await
        .problem(403, "permission_missing");
    t.anonymous().get("/inboxes").await.problem(401, "not_signed_in");
    let nowhere = t.owner().get("/inboxes/4711").await;
    nowhere.problem(404, "inbox_not_found");
}

#[both_databases]
async fn who_makes_an_inbox_may_see_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let role = json!({"name": "Technician", "permissions": ["inboxes.manage"], "all_inboxes": false});
    let role = t.owner().post("/roles", role).await.expect_status(201)["id"].clone();
    let agent = json!({"name": "Tim", "email": "tim@ours.test", "role_id": role, "inbox_ids": [],
        "password": test_support::PASSWORD});
    t.owner().post("/agents", agent).await.expect_status(201);
    let tim = t.sign_in("tim@ours.test", test_support::PASSWORD).await;
    let made = tim.post("/inboxes", request()).await.expect_status(201);
    tim.get(&format!("/inboxes/{}", made["id"]))
        .await
        .expect_status(200);
}

#[both_databases]
async fn another_account_is_another_mailbox(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = t.owner().post("/inboxes", request()).await.expect_status(201)["id"]
        .as_i64()
        .unwrap();
    let inbox = InboxId(id);
    store::mail_ledger::set_cursor(t.db().db(), inbox, "INBOX", 1, 500)
        .await
        .unwrap();
    let line = store::mail_ledger::NewLine {
        inbox_id: inbox,
        source: domain::inboxes::MailSource::Imap,
        on_server: Some(store::mail_ledger::OnServer {
            folder: "INBOX",
            uid_validity: 1,
            uid: 500,
        }),
        raw_mail_id: None,
        state: domain::inboxes::LedgerState::Ignored,
        reason: None,
        size: 1,
        at: t.clock().now(),
    };
    store::mail_ledger::insert_line(t.db().db(), &line).await.unwrap();
    let mut email = request()["email"].clone();
    email["imap"] = server("127.0.0.1", 993, "imap secret");
    let path = format!("/inboxes/{id}");
    t.owner().patch(&path, json!({"email": email.clone()})).await.ok();
    let cursor = store::mail_ledger::cursor(t.db().db(), inbox, "INBOX")
        .await
        .unwrap();
    assert_eq!(
        cursor.map(|c| c.last_uid),
        Some(500),
        "the same mailbox goes on where it was"
    );

    email["imap"]["username"] = json!("other@ours.test");
    t.owner().patch(&path, json!({"email": email})).await.ok();
    let cursor = store::mail_ledger::cursor(t.db().db(), inbox, "INBOX")
        .await
        .unwrap()
        .unwrap();
    assert!(!cursor.was_opened(), "the other mailbox begins anew");
    let known: Option<i64> = t
        .db()
        .db()
        .one("SELECT uid FROM mail_ledger", vec![])
        .await
        .unwrap();
    assert_eq!(
        known, None,
        "numbers of the old mailbox must not hide mails of the new one"
    );
}

/// Since when each folder's mail is for us, in the order of their names.
async fn folders_since(t: &TestApp) -> Vec<(String, Option<Timestamp>)> {
    let sql = "SELECT folder, since FROM mail_cursor ORDER BY folder";
    t.db().db().all(sql, vec![]).await.unwrap()
}

#[both_databases]
async fn mail_is_new_from_the_moment_somebody_asks_for_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let hour = Duration::from_secs(60 * 60);
    let asked = t.clock().now();
    // Nobody listens at this server, and yet what comes there from now on is for us.
    let id = t.owner().post("/inboxes", request()).await.expect_status(201)["id"]
        .as_i64()
        .unwrap();
    assert_eq!(folders_since(&t).await, [("INBOX".to_owned(), Some(asked))]);
    let path = format!("/inboxes/{id}");
    let ledger = t.owner().get(&format!("{path}/ledger")).await.ok();
    assert_eq!(
        ledger["folders"],
        json!([]),
        "a folder that was never opened has nothing to tell"
    );

    t.clock().advance(hour);
    let later = t.clock().now();
    let mut email = request()["email"].clone();
    email["imap"]["host"] = json!("localhost");
    email["imap"]["password"] = json!("the right one at last");
    email["folders"] = json!(["INBOX", "Orders"]);
    t.owner().patch(&path, json!({"email": email.clone()})).await.ok();
    let both = [
        ("INBOX".to_owned(), Some(asked)),
        ("Orders".to_owned(), Some(later)),
    ];
    assert_eq!(folders_since(&t).await, both);

    // Who wants the old mail after all gets it, as long as nothing was fetched.
    t.clock().advance(hour);
    store::mail_ledger::set_cursor(t.db().db(), InboxId(id), "INBOX", 1, 500)
        .await
        .unwrap();
    email["start"] = json!("all");
    t.owner().patch(&path, json!({"email": email.clone()})).await.ok();
    let one = [("INBOX".to_owned(), Some(asked)), ("Orders".to_owned(), None)];
    assert_eq!(folders_since(&t).await, one);

    // And who wants new mail only after all, from then on, whenever the server first answers.
    t.clock().advance(hour);
    email["start"] = json!("new");
    t.owner().patch(&path, json!({"email": email.clone()})).await.ok();
    let again = t.clock().now();
    let both = [
        ("INBOX".to_owned(), Some(asked)),
        ("Orders".to_owned(), Some(again)),
    ];
    assert_eq!(folders_since(&t).await, both);

    // Another account is another mailbox.
    t.clock().advance(hour);
    email["imap"]["username"] = json!("other@ours.test");
    t.owner().patch(&path, json!({"email": email})).await.ok();
    let now = t.clock().now();
    let anew = [("INBOX".to_owned(), Some(now)), ("Orders".to_owned(), Some(now))];
    assert_eq!(folders_since(&t).await, anew);
}
