//! Setting up sites.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{site, site_with};

#[both_databases]
async fn a_site_comes_with_all_it_needs(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = site_with(&t, "Shop", json!({})).await;
    assert_eq!(
        (&made["channel"], &made["health"]),
        (&json!("chat"), &json!("ok"))
    );
    let chat = &made["chat"];
    assert_eq!(chat["site_key"], made["address"]);
    assert!(chat["site_key"].as_str().unwrap().len() >= 16);
    assert_eq!(made["email"], Value::Null);
    assert_eq!(
        (
            &chat["has_identity_secret"],
            &chat["mail_inbox_id"],
            &chat["origins"]
        ),
        (&json!(false), &Value::Null, &json!([]))
    );
    assert_eq!(chat["widget"]["look"]["position"], "right");
    assert_eq!(chat["widget"]["transcript"], true);
    let other = site_with(&t, "Second shop", json!({})).await;
    assert_ne!(other["address"], made["address"]);

    let listed = t.owner().get("/inboxes").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed["items"][1], made);
    let ana = t.agent("Ana", "agent", &[]).await;
    assert_eq!(ana.get("/inboxes").await.ok()["items"], json!([]));
}

#[both_databases]
async fn the_settings_of_a_site_are_kept_and_what_is_absent_stays(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let team = t.owner().post("/teams", json!({"name": "Sales"})).await.ok();
    let widget = json!({
        "look": {"color": "#AA0000", "dark": "dark", "position": "left", "launcher_text": {"vi": "Cần giúp?"}},
        "texts": {"vi": {"greeting": "Xin chào"}, "ro": {"greeting": "Bună ziua", "offline": "Scrieți-ne."}},
        "fields": [{"key": "mail", "label": {"en": "Your mail"}, "kind": "email", "required": true, "bound_to": "email"}],
        "topics": [{"key": "sales", "label": {"en": "Sales"}, "team_id": team["id"]}],
        "invitations": [{"id": "cart", "text": {"en": "Need a hand?"}, "when": {"min_cart_value": 99.5, "countries": ["vn"]}}],
    });
    let chat = json!({
        "mail_inbox_id": support, "continue_after_seconds": 60, "typing_shown": true,
        "origins": ["https://Shop.example.com/"], "widget": widget,
    });
    let made = site_with(&t, "Shop", chat).await;
    let id = made["id"].as_i64().unwrap();
    let widget = &made["chat"]["widget"];
    assert_eq!(widget["look"]["color"], "#aa0000");
    assert_eq!(widget["look"]["icon"], "chat", "as it comes with the product");
    assert_eq!(widget["texts"]["ro"]["offline"], "Scrieți-ne.");
    assert_eq!(widget["invitations"][0]["when"]["countries"], json!(["VN"]));
    assert_eq!(made["chat"]["origins"], json!(["https://shop.example.com"]));

    let path = format!("/inboxes/{id}");
    let change = json!({"name": "Store", "chat": {"continue_after_seconds": 0, "mail_inbox_id": 0}});
    let changed = t.owner().patch(&path, change).await.ok();
    assert_eq!(
        (&changed["name"], &changed["chat"]["mail_inbox_id"]),
        (&json!("Store"), &Value::Null)
    );
    assert_eq!(changed["chat"]["continue_after_seconds"], 0);
    assert_eq!(changed["chat"]["typing_shown"], true);
    assert_eq!(&changed["chat"]["widget"], widget);
    assert_eq!(changed["address"], made["address"]);
    let line: String = t
        .value(
            "SELECT detail FROM audit_entry WHERE action = 'inbox.updated'",
            vec![],
        )
        .await;
    assert_eq!(line, "Store: name, inbox for mail, going on by mail");
    let off = t.owner().patch(&path, json!({"enabled": false})).await.ok();
    assert_eq!(off["health"], "off");
}

#[both_databases]
async fn every_wrong_setting_is_named(db: TestDb) {
    let t = TestApp::on(db).await;
    let other = site(&t).await;
    let chat = json!({
        "mail_inbox_id": other, "continue_after_seconds": -1, "proof_bits": 25, "identity_required": true,
        "origins": ["https://shop.example.com", "shop.example.com"],
        "widget": {
            "look": {"icon": "skull"},
            "fields": [{"key": "tier", "label": {"en": "Tier"}, "kind": "text", "bound_to": "attribute:tier"}],
            "topics": [{"key": "sales", "label": {"en": "Sales"}, "team_id": 4711}],
        },
    });
    let refused = t
        .owner()
        .post(
            "/inboxes",
            json!({"channel": "chat", "name": "", "address": "me@x.test", "email": {}, "chat": chat}),
        )
        .await
        .problem(422, "invalid_fields");
    let errors = refused["errors"].as_array().unwrap();
    for (field, code) in [
        ("name", "required"),
        ("address", "unsupported_by_channel"),
        ("email", "unsupported_by_channel"),
        ("chat.mail_inbox_id", "not_for_mail"),
        ("chat.continue_after_seconds", "out_of_range"),
        ("chat.proof_bits", "out_of_range"),
        ("chat.identity_required", "identity_secret_missing"),
        ("chat.origins.1", "invalid_origin"),
        ("chat.widget.look.icon", "unknown_value"),
        ("chat.widget.fields.0.bound_to", "attribute_not_found"),
        ("chat.widget.topics.0.team_id", "team_not_found"),
    ] {
        let found = errors.iter().any(|e| e["field"] == field && e["code"] == code);
        assert!(found, "{field}: {code} in {refused}");
    }
    t.owner()
        .post("/inboxes", json!({"channel": "fax", "name": "Fax"}))
        .await
        .refuses("channel", "unknown_value");
    let support = t.inbox("Support", "help@ours.test").await;
    t.owner()
        .patch(&format!("/inboxes/{support}"), json!({"chat": {}}))
        .await
        .refuses("chat", "unsupported_by_channel");
    let inboxes: i64 = t.value("SELECT count(*) FROM inbox", vec![]).await;
    assert_eq!(inboxes, 2);
}

#[both_databases]
async fn the_identity_secret_is_shown_once_and_sealed(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let path = format!("/inboxes/{site}/identity-secret");
    let first = t.owner().post(&path, json!({})).await.expect_status(201);
    let second = t.owner().post(&path, json!({})).await.expect_status(201);
    assert_ne!(first["secret"], second["secret"]);
    let stored: String = t.value("SELECT identity_secret FROM chat_inbox", vec![]).await;
    assert!(stored.starts_with("v1:") && !stored.contains(second["secret"].as_str().unwrap()));
    let required = json!({"chat": {"identity_required": true}});
    let inbox = format!("/inboxes/{site}");
    let changed = t.owner().patch(&inbox, required).await.ok();
    assert_eq!(changed["chat"]["has_identity_secret"], true);
    assert_eq!(changed["chat"]["identity_required"], true);
    t.owner().delete(&path).await.expect_status(204);
    let after = t.owner().get(&inbox).await.ok();
    assert_eq!(after["chat"]["has_identity_secret"], false);
    assert_eq!(
        after["chat"]["identity_required"], false,
        "nobody could chat otherwise"
    );

    let ana = t.agent("Ana", "supervisor", &[]).await;
    ana.post(&path, json!({}))
        .await
        .problem(403, "permission_missing");
    let seen = ana.get(&inbox).await.ok();
    assert_eq!(seen["chat"], Value::Null);
    let support = t.inbox("Support", "help@ours.test").await;
    t.owner()
        .post(&format!("/inboxes/{support}/identity-secret"), json!({}))
        .await
        .problem(409, "unsupported_by_channel");
}

#[both_databases]
async fn mail_is_not_pushed_into_a_site(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    for path in ["push-token", "ledger"] {
        let path = format!("/inboxes/{site}/{path}");
        let answer = if path.ends_with("token") {
            t.owner().post(&path, json!({})).await
        } else {
            t.owner().get(&path).await
        };
        answer.problem(409, "unsupported_by_channel");
    }
}
