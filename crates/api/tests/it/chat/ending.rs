//! Ends of chats, ratings, transcripts, and the form while nobody is there.

use std::time::Duration;

use db::args;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases, key};

fn kinds(read: &Value) -> Vec<&str> {
    read["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect()
}

#[both_databases]
async fn a_chat_that_ended_is_opened_again_by_writing_for_a_day(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let end = format!("/chat/conversations/{token}/end");
    assert_eq!(lan.http().post(&end, json!({})).await.ok()["state"], "ended");
    assert_eq!(lan.http().post(&end, json!({})).await.ok()["state"], "ended");
    let view = t.owner().get("/conversations/1").await.ok();
    assert_eq!(view["waiting_since"], Value::Null, "who leaves does not wait");
    t.clock().advance(Duration::from_secs(23 * 3600));
    lan.say(token, "One more thing").await;
    let read = lan.http().get(&format!("/chat/conversations/{token}")).await.ok();
    assert_eq!(read["chat"]["state"], "waiting");
    assert_eq!(kinds(&read), ["message", "ended", "reopened", "message"]);
    lan.http().post(&end, json!({})).await.ok();
    t.clock().advance(Duration::from_secs(25 * 3600));
    let late = json!({"text": "Too late"});
    lan.say_with(token, &key(), late).await.problem(409, "chat_ended");
}

#[both_databases]
async fn a_rating_is_kept_and_told(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let path = format!(
        "/chat/conversations/{}/rating",
        begun["chat"]["token"].as_str().unwrap()
    );
    lan.http()
        .put(&path, json!({"rating": 6}))
        .await
        .refuses("rating", "out_of_range");
    let rated = lan
        .http()
        .put(&path, json!({"rating": 4, "comment": "Quick <b>"}))
        .await
        .ok();
    assert_eq!(rated["rating"], 4);
    let timeline = t.owner().get("/conversations/1/timeline").await.ok();
    let told = timeline["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((&told["kind"], &told["to"]), (&json!("chat_rated"), &json!("4")));
    let chat = t.owner().get("/conversations/1/chat").await.ok();
    assert_eq!(chat["rating_comment"], "Quick <b>");
    let seq = told["seq"].clone();
    lan.http()
        .put(&path, json!({"rating": 4, "comment": "Quick <b>"}))
        .await
        .ok();
    let again = t.owner().get("/conversations/1/timeline").await.ok();
    assert_eq!(
        again["entries"].as_array().unwrap().last().unwrap()["seq"],
        seq,
        "the same again is nothing new"
    );
    t.owner()
        .patch(
            &format!("/inboxes/{inbox}"),
            json!({"chat": {"widget": {"rating": false}}}),
        )
        .await
        .ok();
    lan.http()
        .put(&path, json!({"rating": 5}))
        .await
        .problem(403, "rating_off");
}

#[both_databases]
async fn the_form_becomes_a_mail_that_can_be_answered(db: TestDb) {
    let t = TestApp::on(db).await;
    let mailbox = t.inbox("Support", "help@ours.test").await;
    let fields = json!([{"key": "order", "kind": "text", "label": {"en": "Order"}, "required": true}]);
    let topics = json!([{"key": "delivery", "label": {"en": "Delivery"}}]);
    let widget = json!({"fields": fields, "topics": topics});
    let (_, site) = t
        .site_with("Shop", json!({"mail_inbox_id": mailbox.get(), "widget": widget}))
        .await;
    let path = format!("/chat/sites/{site}/offline");
    let form = json!({"name": "Lan", "email": "lan@example.com", "text": "Where is it?", "topic": "delivery",
        "fields": {"order": "A-17"}, "page": {"url": "https://shop.test/orders"}});
    t.anonymous()
        .post(&path, json!({"email": "x", "text": ""}))
        .await
        .refuses("fields.order", "required");
    t.anonymous().post(&path, form.clone()).await.expect_status(202);
    t.run_jobs().await;
    let row = t.owner().get("/conversations").await.ok()["items"][0].clone();
    assert_eq!(
        (&row["channel"], &row["inbox_id"], &row["subject"]),
        (&json!("email"), &json!(mailbox.get()), &json!("Delivery"))
    );
    assert_eq!(row["contact"]["email"], "lan@example.com");
    let timeline = t.owner().get("/conversations/1/timeline").await.ok();
    let text = timeline["entries"][1]["message"]["text"].as_str().unwrap();
    assert!(
        text.contains("Where is it?")
            && text.contains("Order: A-17")
            && text.contains("https://shop.test/orders"),
        "{text}"
    );
    let mut ours = form.clone();
    ours["email"] = json!("help@ours.test");
    t.anonymous()
        .post(&path, ours)
        .await
        .refuses("email", "own_address");

    let (_, without) = t.site_with("Other", json!({})).await;
    let path = format!("/chat/sites/{without}/offline");
    t.anonymous()
        .post(&path, form)
        .await
        .problem(409, "offline_unavailable");
}

#[both_databases]
async fn a_transcript_goes_to_the_visitor_and_holds_what_the_visitor_saw(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Is it in stock?").await;
    t.owner()
        .post("/conversations/1/notes", json!({"text": "SECRET"}))
        .await
        .ok();
    t.owner()
        .post("/conversations/1/replies", json!({"text": "It is."}))
        .await
        .ok();
    let path = format!(
        "/chat/conversations/{}/transcript",
        begun["chat"]["token"].as_str().unwrap()
    );
    lan.http()
        .post(&path, json!({"email": "nope"}))
        .await
        .refuses("email", "invalid_email");
    lan.http()
        .post(&path, json!({"email": "lan@example.com"}))
        .await
        .problem(409, "system_mail_unavailable");
    let smtp = json!({"host": "127.0.0.1", "port": 1, "security": "plain", "auth": "none"});
    let mailbox =
        json!({"name": "Support", "address": "help@ours.test", "email": {"from_name": "Ours", "smtp": smtp}});
    t.owner().post("/inboxes", mailbox).await.expect_status(201);
    lan.http()
        .post(&path, json!({"email": "lan@example.com"}))
        .await
        .expect_status(202);
    let sealed: String = t.value("SELECT letter_secret FROM system_letter", vec![]).await;
    let letter = t
        .app
        .core()
        .keys
        .open("system_letter.letter_secret", &sealed)
        .unwrap();
    assert!(
        letter.contains("lan@example.com") && letter.contains("It is.") && letter.contains("Olga Owner"),
        "{letter}"
    );
    assert!(!letter.contains("SECRET"), "{letter}");
    let told: i64 = t
        .value("SELECT count(*) FROM entry WHERE kind = 'chat_mailed'", args![])
        .await;
    assert_eq!(told, 1);
}
