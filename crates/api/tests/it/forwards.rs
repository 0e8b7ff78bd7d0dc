//! Conversations shown to somebody else, and whom answers go to, through HTTP.

use std::time::Duration;

use domain::InboxId;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::{mail, with_headers};

const SUPPLIER: &str = "Sam Supplier <sam@supplier.test>";

async fn with_conversation(t: &TestApp, raw: String) -> (InboxId, i64) {
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, raw).await;
    let page = t.owner().get("/conversations?status=any").await.ok();
    (inbox, page["items"][0]["id"].as_i64().expect("a conversation"))
}

fn lamp() -> String {
    mail(
        "Lan <lan@example.com>",
        "Broken lamp",
        "a1@example.com",
        "The lamp is broken.",
    )
}

/// A mail with a picture in its text and a file beside it.
fn with_picture() -> String {
    "From: Lan <lan@example.com>\r\nTo: Support <help@ours.test>\r\nSubject: Broken lamp\r\nMessage-ID: <a1@example.com>\r\n\
     Date: Mon, 02 Mar 2026 08:59:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n\
     --m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
     --r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>See <b>this</b>: <img src=\"cid:pic@lan\">\
     <img src=\"https://lan.example/a.png\"></p>\r\n\
     --r\r\nContent-Type: image/png\r\nContent-ID: <pic@lan>\r\nContent-Disposition: inline; filename=lamp.png\r\n\
     Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n\
     --m\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=bill.txt\r\n\r\n42 lei\r\n--m--\r\n"
        .to_owned()
}

async fn view(t: &TestApp, id: i64) -> Value {
    t.owner().get(&format!("/conversations/{id}")).await.ok()
}

/// What the program at the other end gets of the last message.
async fn sent(t: &TestApp) -> mail::Mail {
    let id: i64 = t
        .value("SELECT MAX(id) FROM message WHERE direction = 'out'", vec![])
        .await;
    let raw = app::outbox::preview(t.app.core(), domain::MessageId(id))
        .await
        .expect("a mail");
    mail::parse(&raw, &mail::ParseOptions::default()).expect("a readable mail")
}

#[both_databases]
async fn a_forward_shows_the_message_and_leaves_the_customer_waiting(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, id) = with_conversation(&t, with_picture()).await;
    let timeline = t.owner().get(&format!("/conversations/{id}/timeline")).await.ok();
    let original = &timeline["entries"][1]["message"];
    let bill = original["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["name"] == "bill.txt")
        .unwrap();
    let body = json!({
        "message_id": original["id"], "to": [{"name": "Sam", "address": "sam@supplier.test"}],
        "cc": [{"address": "boss@supplier.test"}], "text": "Can you replace it?", "file_ids": [bill["id"]],
    });
    let before = view(&t, id).await;
    let path = format!("/conversations/{id}/forwards");
    let entry = t.owner().post(&path, body).await.expect_status(201);
    let message = &entry["message"];
    assert_eq!(
        (&message["kind"], &message["subject"]),
        (&json!("forward"), &json!("Fwd: Broken lamp"))
    );
    assert_eq!(
        (&message["text"], &message["has_quoted"]),
        (&json!("Can you replace it?"), &json!(true))
    );
    let after = view(&t, id).await;
    for same in [
        "status",
        "waiting_since",
        "first_reply_at",
        "assignee_id",
        "reply_to",
        "reply_cc",
    ] {
        assert_eq!(before[same], after[same], "{same}");
    }

    t.wait(Duration::from_secs(60)).await;
    let mail = sent(&t).await;
    assert!(
        mail.in_reply_to.is_empty() && mail.references.is_empty(),
        "the other side has seen nothing of it"
    );
    assert_eq!(mail.to[0].address, "sam@supplier.test");
    let html = mail.html.unwrap();
    assert!(
        html.contains("From: Lan &lt;lan@example.com&gt;") && html.contains("Subject: Broken lamp"),
        "{html}"
    );
    assert!(
        html.find("Can you replace it?") < html.find("Forwarded message"),
        "{html}"
    );
    assert!(
        html.contains("See <b>this</b>") && html.contains("cid:pic@lan"),
        "{html}"
    );
    assert!(html.contains("https://lan.example/a.png"), "{html}");
    assert!(mail.text.contains("From: Lan <lan@example.com>"), "{}", mail.text);
    let mut files: Vec<(&str, bool)> = mail
        .attachments
        .iter()
        .map(|a| (a.name.as_str(), a.inline))
        .collect();
    files.sort_unstable();
    assert_eq!(files, [("bill.txt", false), ("lamp.png", true)]);
    let after = view(&t, id).await;
    assert!(after["waiting_since"].is_string());
}

#[both_databases]
async fn what_the_other_side_answers_comes_back_as_somebody_else_s(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, id) = with_conversation(&t, lamp()).await;
    let path = format!("/conversations/{id}/forwards");
    let to = json!([{"name": "Sam", "address": "sam@supplier.test"}]);
    t.owner()
        .post(&path, json!({"to": to, "text": ""}))
        .await
        .expect_status(201);
    t.wait(Duration::from_secs(60)).await;
    let forwarded = sent(&t).await;
    assert!(
        forwarded.text.contains("The lamp is broken."),
        "{}",
        forwarded.text
    );

    t.owner()
        .put(
            &format!("/conversations/{id}/status"),
            json!({"status": "pending"}),
        )
        .await
        .ok();
    let before = view(&t, id).await;
    let answer = with_headers(
        SUPPLIER,
        "Re: Fwd: Broken lamp",
        "s1@supplier.test",
        &format!("In-Reply-To: <{}>\r\n", forwarded.message_id.unwrap()),
        "We send a new one.",
    );
    t.receive(inbox, answer).await;
    let timeline = t.owner().get(&format!("/conversations/{id}/timeline")).await.ok();
    let entries = timeline["entries"].as_array().unwrap();
    let theirs = &entries.iter().rfind(|e| e["kind"] == "message").unwrap()["message"];
    assert_eq!(
        (&theirs["kind"], &theirs["from"]["address"]),
        (&json!("third_party"), &json!("sam@supplier.test"))
    );
    let after = view(&t, id).await;
    assert_eq!(after["status"], "open", "somebody must read it");
    for same in ["waiting_since", "contact", "reply_to", "reply_cc"] {
        assert_eq!(before[same], after[same], "{same}");
    }

    // A word to them alone is no answer to the customer, and says nothing of the customer's thread.
    let replies = format!("/conversations/{id}/replies");
    let aside = t
        .owner()
        .post(&replies, json!({"text": "Thank you.", "to": to}))
        .await
        .ok();
    assert_eq!(
        (&aside["message"]["kind"], &aside["message"]["subject"]),
        (&json!("third_party"), &json!("Re: Fwd: Broken lamp"))
    );
    assert_eq!(view(&t, id).await["waiting_since"], before["waiting_since"]);
    t.wait(Duration::from_secs(60)).await;
    let mail = sent(&t).await;
    assert_eq!(
        (mail.in_reply_to.as_slice(), mail.references.as_slice()),
        (
            ["s1@supplier.test".to_owned()].as_slice(),
            ["s1@supplier.test".to_owned()].as_slice()
        )
    );
    assert!(!mail.text.contains("The lamp is broken."), "{}", mail.text);

    // The customer's answer is one, and has nothing of the supplier in it.
    let answer = t
        .owner()
        .post(&replies, json!({"text": "A new one comes."}))
        .await
        .ok();
    assert_eq!(
        answer["message"]["to"],
        json!([{"name": "Lan", "address": "lan@example.com"}])
    );
    assert_eq!(view(&t, id).await["waiting_since"], Value::Null);
    t.wait(Duration::from_secs(60)).await;
    let mail = sent(&t).await;
    assert_eq!(mail.in_reply_to, ["a1@example.com"]);
    assert!(!mail.text.contains("We send a new one."), "{}", mail.text);
    assert!(
        !mail.references.iter().any(|id| id.contains("supplier")),
        "{:?}",
        mail.references
    );
}

#[both_databases]
async fn bad_forwards_are_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, id) = with_conversation(&t, lamp()).await;
    let path = format!("/conversations/{id}/forwards");
    let to = json!([{"address": "sam@supplier.test"}]);
    t.owner()
        .post(&path, json!({"to": []}))
        .await
        .refuses("to", "required");
    t.owner()
        .post(&path, json!({"to": to, "file_ids": [99]}))
        .await
        .refuses("file_ids", "attachment_not_found");
    t.owner()
        .post(&path, json!({"to": to, "message_id": 99}))
        .await
        .problem(404, "message_not_found");
    let rows: i64 = t
        .value("SELECT count(*) FROM message WHERE direction = 'out'", vec![])
        .await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn the_customer_is_answered_even_when_somebody_else_wrote(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, id) = with_conversation(&t, lamp()).await;
    let raw = "From: Minh <minh@example.com>\r\nTo: Support <help@ours.test>, Bo <bo@other.test>\r\nCc: Lan <Lan@example.com>\r\n\
               Subject: Re: Broken lamp\r\nMessage-ID: <m1@example.com>\r\nIn-Reply-To: <a1@example.com>\r\n\
               Date: Mon, 02 Mar 2026 09:30:00 +0000\r\n\r\nI am her colleague.\r\n";
    // Known to the thread by an answer that had him among the copies.
    let answer = json!({"text": "Hello", "cc": [{"address": "minh@example.com"}]});
    t.owner()
        .post(&format!("/conversations/{id}/replies"), answer)
        .await
        .ok();
    t.receive(inbox, raw.to_owned()).await;
    let shown = view(&t, id).await;
    let addresses = |list: &Value| -> Vec<String> {
        let all = list.as_array().unwrap().iter();
        all.map(|m| m["address"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        addresses(&shown["reply_to"]),
        ["minh@example.com", "Lan@example.com"]
    );
    assert_eq!(addresses(&shown["reply_cc"]), ["bo@other.test"]);
}
