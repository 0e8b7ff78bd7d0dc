//! Customers whom the company's own server vouches for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use db::args;
use ring::hmac;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, Visitor, both_databases};

/// When the tests' clock stands still.
const NOW: i64 = 1_772_442_000;

fn sign(claims: &Value, secret: &str) -> String {
    let head = BASE64.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{head}.{}", BASE64.encode(claims.to_string()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    format!("{signed}.{}", BASE64.encode(hmac::sign(&key, signed.as_bytes())))
}

fn lan(secret: &str) -> String {
    sign(
        &json!({"sub": "c-17", "email": "lan@example.com", "name": "Lan Nguyễn", "exp": NOW + 3600, "attributes": {"plan": "gold", "odd": [1]}}),
        secret,
    )
}

async fn site(t: &TestApp) -> (String, String) {
    let (inbox, key) = t.site_with("Shop", json!({})).await;
    let secret = t
        .owner()
        .post(&format!("/inboxes/{inbox}/identity-secret"), json!({}))
        .await
        .ok();
    (key, secret["secret"].as_str().unwrap().to_owned())
}

#[both_databases]
async fn a_signed_customer_is_one_contact_with_their_mail(db: TestDb) {
    let t = TestApp::on(db).await;
    let mailbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        mailbox,
        crate::mails::mail("lan@example.com", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    let plan = json!({"subject": "contact", "key": "plan", "label": "Plan", "kind": "text"});
    t.owner().post("/attributes", plan).await.ok();
    let (site, secret) = site(&t).await;
    let phone = t.visitor(&site).await;
    phone.begin("Said before signing in").await;
    let anonymous: i64 = t
        .value(
            "SELECT contact_id FROM conversation WHERE channel = 'chat'",
            vec![],
        )
        .await;
    let session = phone
        .http()
        .put("/chat/me/identity", json!({"identity": lan(&secret)}))
        .await
        .ok();
    assert_eq!(session["token"], phone.token, "the visitor is the same");
    assert_eq!(
        session["visitor"],
        json!({"name": "Lan Nguyễn", "email": "lan@example.com", "verified": true, "locale": "en"})
    );
    phone.begin("Said as Lan").await;
    let contacts: i64 = t
        .value("SELECT count(DISTINCT contact_id) FROM conversation", vec![])
        .await;
    assert_eq!(contacts, 1, "mail and both chats are of one customer");
    let left: i64 = t
        .value("SELECT count(*) FROM contact WHERE id = $1", args![anonymous])
        .await;
    assert_eq!(left, 0, "the nameless contact is no more");
    let value: String = t.value("SELECT value FROM attribute_value", vec![]).await;
    assert_eq!(value, "gold");

    // On another device the same customer finds the same chats.
    let arrival = json!({"locale": "vi", "identity": lan(&secret)});
    let laptop = Visitor::arrive_with(&t.anonymous(), &site, arrival).await;
    assert_ne!(laptop.token, phone.token);
    assert_eq!(laptop.session["conversations"].as_array().unwrap().len(), 2);
    let token = laptop.session["conversations"][0]["token"].as_str().unwrap();
    laptop.say(token, "From the laptop").await;
}

#[both_databases]
async fn forged_identities_are_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, secret) = site(&t).await;
    let visitor = t.visitor(&site).await;
    let (_, elsewhere) = t.site_with("Other", json!({})).await;
    let none = format!(
        "{}.{}.",
        BASE64.encode(r#"{"alg":"none"}"#),
        BASE64.encode(json!({"sub": "c-17", "exp": NOW + 60}).to_string())
    );
    let expired = sign(&json!({"sub": "c-17", "exp": NOW - 3600}), &secret);
    let far = sign(&json!({"sub": "c-17", "exp": NOW + 90_000}), &secret);
    for forged in [lan("guessed"), none, expired, far, "x".to_owned(), String::new()] {
        let body = json!({"identity": forged});
        visitor
            .http()
            .put("/chat/me/identity", body.clone())
            .await
            .problem(401, "identity_invalid");
        t.anonymous()
            .post(&format!("/chat/sites/{site}/visitors"), body)
            .await
            .problem(401, "identity_invalid");
    }
    let body = json!({"identity": lan(&secret)});
    t.anonymous()
        .post(&format!("/chat/sites/{elsewhere}/visitors"), body)
        .await
        .problem(401, "identity_invalid");
    assert_eq!(visitor.http().get("/chat/me").await.ok()["verified"], false);
    let verified: i64 = t
        .value("SELECT count(*) FROM chat_visitor WHERE verified = TRUE", vec![])
        .await;
    assert_eq!(verified, 0);
}

#[both_databases]
async fn who_signs_out_leaves_nothing_for_the_next(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, secret) = site(&t).await;
    let visitor = t.visitor(&site).await;
    visitor
        .http()
        .put("/chat/me/identity", json!({"identity": lan(&secret)}))
        .await
        .ok();
    let begun = visitor.begin("My address is …").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    visitor
        .http()
        .patch("/chat/me", json!({"name": "Somebody"}))
        .await
        .problem(403, "identity_fixed");
    let out = visitor
        .http()
        .put("/chat/me/identity", json!({"identity": null}))
        .await
        .ok();
    assert_ne!(out["token"], visitor.token);
    assert_eq!(
        (&out["conversations"], &out["visitor"]["verified"]),
        (&json!([]), &json!(false))
    );
    visitor
        .http()
        .get("/chat/me")
        .await
        .problem(401, "visitor_unknown");
    let next = t.anonymous().bearer(out["token"].as_str().unwrap());
    next.get(&format!("/chat/conversations/{token}"))
        .await
        .problem(404, "conversation_not_found");

    // Another customer at the same browser is another visitor too.
    let minh = sign(&json!({"sub": "c-18", "exp": NOW + 60}), &secret);
    let back = t.anonymous().bearer(out["token"].as_str().unwrap());
    let as_lan = back
        .put("/chat/me/identity", json!({"identity": lan(&secret)}))
        .await
        .ok();
    assert_eq!(as_lan["conversations"][0]["token"], token);
    let as_minh = t.anonymous().bearer(as_lan["token"].as_str().unwrap());
    let as_minh = as_minh
        .put("/chat/me/identity", json!({"identity": minh}))
        .await
        .ok();
    assert_ne!(as_minh["token"], as_lan["token"]);
    assert_eq!(as_minh["conversations"], json!([]));
}

#[both_databases]
async fn a_site_for_customers_only_asks_for_the_identity(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, secret) = site(&t).await;
    t.owner()
        .patch("/inboxes/1", json!({"chat": {"identity_required": true}}))
        .await
        .ok();
    let visitor = t.visitor(&site).await;
    visitor
        .begin_with(json!({"text": "Hi"}))
        .await
        .problem(403, "identity_required");
    visitor
        .http()
        .put("/chat/me/identity", json!({"identity": lan(&secret)}))
        .await
        .ok();
    visitor.begin("Hi").await;
}
