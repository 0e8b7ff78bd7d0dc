//! Coming to a site, beginning a chat, going on with it.

use std::time::Duration;

use db::args;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases, key};

fn texts(entries: &Value) -> Vec<&str> {
    entries
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["message"]["text"].as_str())
        .collect()
}

#[both_databases]
async fn a_visitor_chats_and_an_agent_answers(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t.site_with("Shop", json!({})).await;
    let ana = t.agent("Ana Pop", "agent", &[inbox]).await;
    let look = t.anonymous().get(&format!("/chat/sites/{site}")).await.ok();
    assert_eq!(
        (&look["key"], &look["open"], &look["brand"]["name"]),
        (&json!(site), &json!(true), &json!("Ours"))
    );

    let lan = t.visitor(&site).await;
    assert_eq!(
        lan.session["visitor"],
        json!({"name": "", "email": "", "verified": false, "locale": "en"})
    );
    let begun = lan.begin("Is the lamp in stock?").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    assert_eq!(begun["chat"]["state"], "waiting");
    assert_eq!(texts(&begun["entries"]), ["Is the lamp in stock?"]);

    let list = ana.get("/conversations").await.ok();
    let row = &list["items"][0];
    assert_eq!(
        (&row["channel"], &row["subject"], &row["preview"]),
        (
            &json!("chat"),
            &json!("Is the lamp in stock?"),
            &json!("Is the lamp in stock?")
        )
    );
    assert!(row["waiting_since"].is_string() && row["unread"] == true, "{row}");
    let id = row["id"].as_i64().unwrap();
    ana.post(&format!("/conversations/{id}/replies"), json!({"text": "It is."}))
        .await
        .expect_status(201);

    let said = lan.say(token, "Great, I take two.").await;
    assert_eq!(
        (&said["from"], &said["kind"]),
        (&json!("visitor"), &json!("message"))
    );
    let read = lan.http().get(&format!("/chat/conversations/{token}")).await.ok();
    assert_eq!(
        texts(&read["entries"]),
        ["Is the lamp in stock?", "It is.", "Great, I take two."]
    );
    let entries = read["entries"].as_array().unwrap();
    let answer = entries
        .iter()
        .find(|entry| entry["message"]["text"] == "It is.")
        .unwrap();
    assert_eq!(
        (&answer["from"], &answer["agent"]["name"]),
        (&json!("agent"), &json!("Ana Pop"))
    );
    assert_eq!(read["chat"]["unread"], 1);

    let found = ana.get("/search?q=take+two").await.ok();
    assert_eq!(found["items"][0]["conversation_id"], id);
    let told: i64 = t
        .value(
            "SELECT count(*) FROM notification WHERE kind = 'replied' AND conversation_id = $1",
            args![id],
        )
        .await;
    assert_eq!(told, 1, "whose chat it is, is told");
}

#[both_databases]
async fn the_same_key_says_it_once_whichever_way_it_comes(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begin = lan.http().clone().with_header("idempotency-key", "begin-1");
    let one = begin
        .post("/chat/conversations", json!({"text": "Hello"}))
        .await
        .ok();
    let two = begin
        .post("/chat/conversations", json!({"text": "Hello"}))
        .await
        .ok();
    assert_eq!(one["chat"]["token"], two["chat"]["token"]);
    begin
        .post("/chat/conversations", json!({"text": "Else"}))
        .await
        .problem(409, "idempotency_key_reused");
    let token = one["chat"]["token"].as_str().unwrap();

    let first = lan.say_with(token, "k-1", json!({"text": "Once"})).await.ok();
    let again = lan.say_with(token, "k-1", json!({"text": "Once"})).await.ok();
    assert_eq!(first, again);
    assert_eq!(first["key"], "k-1");
    let mut live = lan.live(&[(token, 0)]).await;
    live.send(json!({"type": "say", "key": "k-1", "conversation": token, "text": "Once"}))
        .await;
    assert_eq!(live.wait_for("said").await["seq"], first["seq"]);
    live.send(json!({"type": "say", "key": "k-1", "conversation": token, "text": "Other"}))
        .await;
    let refused = live.wait_for("refused").await;
    assert_eq!(
        (&refused["code"], &refused["retry"]),
        (&json!("idempotency_key_reused"), &json!(false))
    );

    // At once, by both ways.
    let ways = (0..8).map(|_| lan.say_with(token, "k-2", json!({"text": "At once"})));
    let answers = futures::future::join_all(ways).await;
    let seqs: std::collections::BTreeSet<i64> = answers
        .into_iter()
        .map(|answer| answer.ok()["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(seqs.len(), 1);
    let stored: i64 = t
        .value(
            "SELECT count(*) FROM message WHERE text IN ('Once', 'At once', 'Hello')",
            vec![],
        )
        .await;
    assert_eq!(stored, 3);
    lan.http()
        .post(
            &format!("/chat/conversations/{token}/messages"),
            json!({"text": "x"}),
        )
        .await
        .refuses("Idempotency-Key", "required");
}

#[both_databases]
async fn writing_in_what_was_solved_opens_it_again(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    t.owner()
        .put("/conversations/1/status", json!({"status": "solved"}))
        .await
        .ok();
    t.clock().advance(Duration::from_secs(60));
    lan.say(token, "One more thing").await;
    let view = t.owner().get("/conversations/1").await.ok();
    assert_eq!(
        (&view["status"], &view["waiting_since"]),
        (&json!("open"), &json!("2026-03-02T09:01:00.000000Z"))
    );
}

#[both_databases]
async fn the_form_before_a_chat_is_checked_and_told(db: TestDb) {
    let t = TestApp::on(db).await;
    let fields = json!([
        {"key": "name", "kind": "text", "label": {"en": "Name"}, "required": true, "bound_to": "name"},
        {"key": "email", "kind": "email", "label": {"en": "E-mail"}, "bound_to": "email"},
        {"key": "order", "kind": "text", "label": {"en": "Order number", "vi": "Số đơn hàng"}},
    ]);
    let topics = json!([{"key": "delivery", "label": {"en": "Delivery"}}]);
    let (_, site) = t
        .site_with("Shop", json!({"widget": {"fields": fields, "topics": topics}}))
        .await;
    let lan = t.visitor(&site).await;
    lan.begin_with(json!({"text": "Hi"}))
        .await
        .refuses("fields.name", "required");
    lan.begin_with(json!({"text": "Hi", "topic": "x", "fields": {"name": "Lan", "email": "no"}}))
        .await
        .refuses("fields.email", "invalid_email");
    let answers = json!({"name": "Lan <b>", "email": "lan@example.com", "order": "A-17"});
    let begun = lan
        .begin_with(json!({"topic": "delivery", "fields": answers}))
        .await
        .ok();
    assert_eq!(begun["chat"]["topic"], "delivery");
    assert_eq!(texts(&begun["entries"]), ["Order number: A-17"]);
    let view = t.owner().get("/conversations/1").await.ok();
    assert_eq!(
        (&view["subject"], &view["contact"]["name"]),
        (&json!("Delivery"), &json!("Lan <b>"))
    );
    assert!(view["waiting_since"].is_string());
    let me = lan.http().get("/chat/me").await.ok();
    assert_eq!(
        (&me["name"], &me["email"], &me["verified"]),
        (&json!("Lan <b>"), &json!("lan@example.com"), &json!(false))
    );
}

#[both_databases]
async fn a_claimed_address_leads_to_nobody(db: TestDb) {
    let t = TestApp::on(db).await;
    let mailbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        mailbox,
        crate::mails::mail("lan@example.com", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    let fields = json!([{"key": "email", "kind": "email", "label": {"en": "E-mail"}, "bound_to": "email"}]);
    let (_, site) = t.site_with("Shop", json!({"widget": {"fields": fields}})).await;
    let thief = t.visitor(&site).await;
    thief
        .begin_with(json!({"text": "Show me my orders", "fields": {"email": "lan@example.com"}}))
        .await
        .ok();
    let (lan, claimed): (i64, i64) = (
        t.value(
            "SELECT contact_id FROM conversation WHERE channel = 'email'",
            vec![],
        )
        .await,
        t.value(
            "SELECT contact_id FROM conversation WHERE channel = 'chat'",
            vec![],
        )
        .await,
    );
    assert_ne!(lan, claimed);
    let addresses: i64 = t
        .value(
            "SELECT count(*) FROM contact_address WHERE contact_id = $1",
            args![claimed],
        )
        .await;
    assert_eq!(addresses, 0, "what is only claimed is no address");
    // Nor does it take the address from somebody who writes later.
    let other = t.visitor(&site).await;
    other
        .begin_with(json!({"text": "Hi", "fields": {"email": "minh@example.com"}}))
        .await
        .ok();
    t.receive(
        mailbox,
        crate::mails::mail("minh@example.com", "Bill", "m1@example.com", "Bill?"),
    )
    .await;
    let mixed: i64 = t
        .value(
            "SELECT count(*) FROM conversation WHERE channel = 'email' AND contact_id IN
                (SELECT contact_id FROM conversation WHERE channel = 'chat')",
            vec![],
        )
        .await;
    assert_eq!(mixed, 0);
}

#[both_databases]
async fn a_visitor_comes_back_to_its_chats_and_sees_those_of_nobody_else(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let (_, elsewhere) = t.site_with("Other shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let first = lan.begin("First").await;
    lan.begin("Second").await;
    let path = format!("/chat/sites/{site}/visitors");
    let again = t
        .anonymous()
        .post(&path, json!({"token": lan.token, "locale": "vi"}))
        .await
        .ok();
    assert_eq!(again["token"], lan.token);
    assert_eq!(again["conversations"].as_array().unwrap().len(), 2);
    let list = lan.http().get("/chat/conversations?limit=1").await.ok();
    assert_eq!(list["items"][0]["last_entry"]["message"]["text"], "Second");
    let next = format!(
        "/chat/conversations?limit=1&cursor={}",
        list["next_cursor"].as_str().unwrap()
    );
    assert_eq!(
        lan.http().get(&next).await.ok()["items"][0]["token"],
        first["chat"]["token"]
    );

    let token = first["chat"]["token"].as_str().unwrap();
    for stranger in [t.visitor(&site).await, t.visitor(&elsewhere).await] {
        for path in ["", "/entries"] {
            let path = format!("/chat/conversations/{token}{path}");
            stranger
                .http()
                .get(&path)
                .await
                .problem(404, "conversation_not_found");
        }
        stranger
            .say_with(token, &key(), json!({"text": "Mine now"}))
            .await
            .problem(404, "conversation_not_found");
        assert_eq!(
            stranger.http().get("/chat/conversations").await.ok()["items"],
            json!([])
        );
    }
    let other = t
        .anonymous()
        .post(
            &format!("/chat/sites/{elsewhere}/visitors"),
            json!({"token": lan.token}),
        )
        .await
        .ok();
    assert_ne!(other["token"], lan.token, "a token is of one site");
    t.anonymous()
        .bearer("nonsense")
        .get("/chat/me")
        .await
        .problem(401, "visitor_unknown");
    t.anonymous()
        .get("/chat/me")
        .await
        .problem(401, "visitor_unknown");
    t.anonymous()
        .get("/chat/sites/nonsense")
        .await
        .problem(404, "site_not_found");
}

#[both_databases]
async fn a_site_that_is_off_or_elsewhere_lets_nobody_in(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t
        .site_with(
            "Shop",
            json!({"origins": ["https://shop.test", "https://*.shop.example"]}),
        )
        .await;
    let look = format!("/chat/sites/{site}");
    for (origin, fine) in [
        ("https://shop.test", true),
        ("https://vn.shop.example", true),
        ("https://evil.test", false),
        ("null", false),
    ] {
        let answer = t.anonymous().with_header("origin", origin).get(&look).await;
        if fine {
            answer.ok();
        } else {
            answer.problem(403, "origin_refused");
        }
    }
    let lan = t.visitor(&site).await;
    let own = format!("http://{}", t.address());
    lan.http()
        .clone()
        .with_header("origin", &own)
        .get("/chat/me")
        .await
        .ok();
    lan.http()
        .clone()
        .with_header("origin", "https://evil.test")
        .get("/chat/me")
        .await
        .problem(403, "origin_refused");
    t.owner()
        .patch(&format!("/inboxes/{inbox}"), json!({"enabled": false}))
        .await
        .ok();
    t.anonymous().get(&look).await.problem(403, "site_off");
    lan.http().get("/chat/me").await.problem(403, "site_off");
}

#[both_databases]
async fn a_request_waits_for_the_next_entry(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let last = begun["chat"]["last_seq"].as_i64().unwrap();
    let path = format!("/chat/conversations/{token}/entries?after={last}&wait=20");
    let waiting = lan.http().get(&path);
    let answering = async {
        // Whether the request waits already or not, it must hear of it.
        t.owner()
            .post("/conversations/1/notes", json!({"text": "For us only"}))
            .await
            .ok();
        t.owner()
            .post("/conversations/1/replies", json!({"text": "Here I am"}))
            .await
            .ok();
    };
    let (heard, ()) = futures::future::join(waiting, answering).await;
    assert_eq!(texts(&heard.ok()["entries"]), ["Here I am"]);
}
