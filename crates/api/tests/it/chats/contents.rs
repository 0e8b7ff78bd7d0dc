//! What messages are beside their words.

use std::net::SocketAddr;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, site};
use crate::mails::mail;

#[both_databases]
async fn quick_replies_are_answered_and_both_sides_see_them(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Is it in stock?").await;
    let path = format!("/conversations/{}/replies", guest.id);
    let content = json!({"kind": "quick_replies", "options": [
        {"label": "Có, đặt hàng", "value": "yes"}, {"label": "Không", "value": "no"},
    ]});
    let asked = json!({"text": "It is. Shall I order one?", "content": content});
    let entry = t.owner().post(&path, asked).await.expect_status(201);
    assert_eq!(entry["message"]["content"], content);
    let seen = guest.sees().await;
    let newest = seen["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(newest["message"]["content"]["kind"], "quick_replies");
    let answer = json!({"text": "", "answer": {"message_id": newest["message"]["id"], "value": "yes"}});
    let client = guest.client.clone().with_header("idempotency-key", "answer-1");
    let said = client
        .post(&format!("/chat/conversations/{}/messages", guest.token), answer)
        .await
        .ok();
    assert_eq!(said["message"]["text"], "Có, đặt hàng");
    let choice = json!({"kind": "choice", "message_id": newest["message"]["id"], "value": "yes"});
    assert_eq!(said["message"]["content"], choice);
    let kept: String = t
        .value("SELECT body FROM message_content WHERE kind = 'choice'", vec![])
        .await;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&kept).unwrap(), choice);

    let form = json!({"kind": "form", "id": "size", "title": "Which size?", "fields": [
        {"key": "size", "label": "Size", "kind": "select", "required": true, "options": ["S", "L"]},
    ]});
    let asked = t
        .owner()
        .post(&path, json!({"text": "", "content": form}))
        .await
        .expect_status(201);
    assert_eq!(asked["message"]["text"], "Which size?", "lists show words alone");
    let answer =
        json!({"text": "", "answer": {"message_id": asked["message"]["id"], "values": {"size": "L"}}});
    let client = guest.client.clone().with_header("idempotency-key", "answer-2");
    client
        .post(&format!("/chat/conversations/{}/messages", guest.token), answer)
        .await
        .ok();
    let timeline = t
        .owner()
        .get(&format!("/conversations/{}/timeline", guest.id))
        .await
        .ok();
    let last = timeline["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        last["message"]["content"],
        json!({"kind": "form_answer", "form_id": "size", "values": {"size": "L"}})
    );
}

#[both_databases]
async fn what_does_not_fit_is_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Hello").await;
    let path = format!("/conversations/{}/replies", guest.id);
    for (field, code, content) in [
        (
            "content.options",
            "required",
            json!({"kind": "quick_replies", "options": []}),
        ),
        (
            "content.buttons.0.url",
            "invalid_url",
            json!({"kind": "card", "title": "Lamp", "text": "", "buttons": [{"label": "Buy", "url": "javascript:alert(1)"}]}),
        ),
        (
            "content.fields.0.kind",
            "unknown_value",
            json!({"kind": "form", "id": "f", "title": "F", "fields": [{"key": "a", "label": "A", "kind": "file", "required": false, "options": []}]}),
        ),
        (
            "content.kind",
            "unknown_value",
            json!({"kind": "form_answer", "form_id": "f", "values": {}}),
        ),
        (
            "content.kind",
            "unknown_value",
            json!({"kind": "link_preview", "url": "https://bank.test", "title": "Your bank", "description": ""}),
        ),
    ] {
        let body = json!({"text": "Look", "content": content});
        t.owner().post(&path, body).await.refuses(field, code);
    }
    let options = json!({"kind": "quick_replies", "options": [{"label": "Yes", "value": "yes"}]});
    t.owner()
        .post(&path, json!({"text": "", "content": options}))
        .await
        .refuses("text", "required");
    let support = t.inbox("Support", "help@ours.test").await;
    t.receive(
        support,
        mail("Lan <lan@example.com>", "Lamp", "a@example.com", "Broken."),
    )
    .await;
    let page = t
        .owner()
        .get(&format!("/conversations?inbox_id={support}"))
        .await
        .ok();
    let by_mail = format!("/conversations/{}/replies", page["items"][0]["id"]);
    t.owner()
        .post(&by_mail, json!({"text": "Choose", "content": options}))
        .await
        .refuses("content", "unsupported_by_channel");
}

/// A shop of somebody else.
async fn shop() -> SocketAddr {
    let page = "<title>Shop</title><meta property=og:title content='Lamp &lt;Sen&gt;'><meta name=description content=Bright>";
    let router = Router::new()
        .route("/lamp", get(move || async move { Html(page) }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(std::time::Duration::from_secs(30)).await;
                Html("<title>Late</title>")
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[both_databases]
async fn a_link_is_shown_by_what_stands_behind_it(db: TestDb) {
    let t = TestApp::on_with(db, |options| options.previews_of_loopback = true).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Which lamp?").await;
    let path = format!("/conversations/{}/replies", guest.id);
    let shop = shop().await;
    let text = format!("This one: http://{shop}/lamp.");
    let entry = t
        .owner()
        .post(&path, json!({"text": text}))
        .await
        .expect_status(201);
    let preview = json!({
        "kind": "link_preview", "url": format!("http://{shop}/lamp"), "title": "Lamp <Sen>", "description": "Bright",
    });
    assert_eq!(entry["message"]["content"], preview);
    let asked = t
        .owner()
        .post("/link-previews", json!({"url": format!("http://{shop}/lamp")}))
        .await
        .ok();
    assert_eq!(asked, preview);
    // What does not answer costs the preview, not the answer.
    let begun = std::time::Instant::now();
    let slow = json!({"text": format!("Or http://{shop}/slow")});
    let entry = t.owner().post(&path, slow).await.expect_status(201);
    assert_eq!(entry["message"]["content"], Value::Null);
    assert!(begun.elapsed() < std::time::Duration::from_secs(10));
    t.owner()
        .post("/link-previews", json!({"url": format!("http://{shop}/none")}))
        .await
        .problem(404, "preview_not_found");
}

#[both_databases]
async fn no_link_leads_into_our_own_network(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Hello").await;
    let shop = shop().await;
    for inside in [
        format!("http://{shop}/lamp"),
        "http://localhost/".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        t.owner()
            .post("/link-previews", json!({"url": inside}))
            .await
            .refuses("url", "invalid_url");
        let path = format!("/conversations/{}/replies", guest.id);
        let entry = t
            .owner()
            .post(&path, json!({"text": format!("See {inside}"), "force": true}))
            .await
            .expect_status(201);
        assert_eq!(entry["message"]["content"], Value::Null, "{inside}");
    }
}
