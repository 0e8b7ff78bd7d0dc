//! Chats that go on as mail.

use std::time::Duration;

use domain::InboxId;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, There, site_with, state};

/// A site that goes on by an inbox for mail after five minutes.
async fn site_and_mail(t: &TestApp) -> (InboxId, InboxId) {
    let support = t.inbox("Support", "help@ours.test").await;
    let chat = json!({"mail_inbox_id": support, "continue_after_seconds": 300});
    let site = site_with(t, "Shop", chat).await;
    (InboxId(site["id"].as_i64().unwrap()), support)
}

/// Lan, who said which address is hers, in a chat that Ana has.
async fn chatting(t: &TestApp, site: InboxId, ana: &There) -> Guest {
    let client = Guest::visits(t, site).await;
    client
        .patch("/chat/me", json!({"name": "Lan", "email": "Lan@example.com"}))
        .await
        .ok();
    let guest = Guest::begins(t, client, "Is the lamp in stock?").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    guest
}

async fn answer(t: &TestApp, by: &There, guest: &Guest, text: &str) {
    let path = format!("/conversations/{}/replies", guest.id);
    by.client
        .post(&path, json!({"text": text}))
        .await
        .expect_status(201);
    t.run_jobs().await;
}

/// A mail as it left.
struct Sent {
    raw: String,
    /// Its words.
    text: String,
}

/// The mails that left.
async fn mails(t: &TestApp) -> Vec<Sent> {
    let ids: Vec<i64> = db::Executor::all(
        t.db().db(),
        "SELECT m.id FROM message m WHERE m.kind = 'chat_mail' AND m.delivery = 'sent' ORDER BY m.id",
        vec![],
    )
    .await
    .unwrap();
    let mut all = Vec::new();
    for id in ids {
        let raw = app::outbox::preview(t.app.core(), domain::MessageId(id))
            .await
            .unwrap();
        let read = mail::parse(&raw, &mail::ParseOptions::default()).unwrap();
        all.push(Sent {
            raw: String::from_utf8_lossy(&raw).into_owned(),
            text: read.text,
        });
    }
    all
}

fn header(mail: &Sent, name: &str) -> String {
    let unfolded = mail.raw.replace("\r\n ", " ").replace("\r\n\t", " ");
    let begin = format!("{name}: ");
    let line = unfolded.lines().find(|line| line.starts_with(&begin));
    line.map(|line| line[begin.len()..].trim().to_owned())
        .unwrap_or_default()
}

fn reply_to(mail: &Sent, id: &str, text: &str) -> Vec<u8> {
    let to = header(mail, "Reply-To");
    let answered = header(mail, "Message-ID");
    format!(
        "From: Lan <lan@example.com>\r\nTo: {to}\r\nSubject: Re: {}\r\nMessage-ID: <{id}>\r\nIn-Reply-To: {answered}\r\n\
         Date: Mon, 02 Mar 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        header(mail, "Subject")
    )
    .into_bytes()
}

#[both_databases]
async fn answers_that_a_visitor_has_not_seen_go_out_as_one_mail(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, _) = site_and_mail(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = chatting(&t, site, &ana).await;
    answer(&t, &ana, &guest, "It is.").await;
    t.wait(Duration::from_secs(100)).await;
    answer(&t, &ana, &guest, "Shall I order one?").await;
    t.wait(Duration::from_secs(150)).await;
    assert_eq!(mails(&t).await.len(), 0, "they may be back");
    t.wait(Duration::from_secs(200)).await;
    t.wait(Duration::from_secs(60)).await;
    let sent = mails(&t).await;
    assert_eq!(sent.len(), 1, "both in one");
    let mail = &sent[0];
    let text = &mail.text;
    assert!(
        text.contains("It is.") && text.contains("Shall I order one?"),
        "{text}"
    );
    assert!(
        text.starts_with("Bạn đã rời cuộc trò chuyện"),
        "in their language: {text}"
    );
    assert!(header(mail, "To").contains("Lan@example.com"));
    assert!(header(mail, "From").contains("help@ours.test"));
    assert!(
        header(mail, "Reply-To").contains('+'),
        "a signed address: {}",
        mail.raw
    );
    let chat = state(&t, &guest).await;
    assert!(chat["mailed_seq"].as_i64().unwrap() > 0);
    let read = guest.reads().await;
    assert_eq!(read.last().unwrap().0, "mailed", "{read:?}");
    let answers = read.iter().filter(|(from, _)| from == "agent").count();
    assert_eq!(answers, 2, "nobody reads them twice");
    // Only what is new goes in the next one.
    answer(&t, &ana, &guest, "Well?").await;
    t.wait(Duration::from_secs(600)).await;
    t.wait(Duration::from_secs(60)).await;
    let sent = mails(&t).await;
    assert_eq!(sent.len(), 2);
    assert!(
        sent[1].text.contains("Well?") && !sent[1].text.contains("It is."),
        "{}",
        sent[1].text
    );
}

#[both_databases]
async fn the_answer_to_the_mail_comes_back_into_the_chat_and_makes_them_one_contact(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, support) = site_and_mail(&t).await;
    // Lan is known by mail already.
    let earlier = crate::mails::mail(
        "Lan <lan@example.com>",
        "Old",
        "old@example.com",
        "An old question.",
    );
    t.receive(support, earlier).await;
    let known: i64 = t
        .value(
            "SELECT contact_id FROM contact_address WHERE value_folded = 'lan@example.com'",
            vec![],
        )
        .await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = chatting(&t, site, &ana).await;
    let view = t.owner().get(&format!("/conversations/{}", guest.id)).await.ok();
    assert_ne!(view["contact"]["id"], known, "what is only claimed joins nobody");
    answer(&t, &ana, &guest, "It is.").await;
    t.wait(Duration::from_secs(400)).await;
    t.wait(Duration::from_secs(60)).await;
    let sent = mails(&t).await;
    let back = reply_to(&sent[0], "back@example.com", "Yes please!");
    t.receive(support, back.clone()).await;
    t.receive(support, back).await;
    let view = t.owner().get(&format!("/conversations/{}", guest.id)).await.ok();
    assert_eq!(view["contact"]["id"], known);
    assert_eq!(
        (&view["status"], view["waiting_since"].is_string()),
        (&json!("open"), true)
    );
    let timeline = ana
        .client
        .get(&format!("/conversations/{}/timeline", guest.id))
        .await
        .ok();
    let last = timeline["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["message"]["text"], &last["message"]["direction"]),
        (&json!("Yes please!"), &json!("in"))
    );
    ana.client
        .get(&format!("/messages/{}", last["message"]["id"]))
        .await
        .ok();
    assert_eq!(
        guest.reads().await.last().unwrap(),
        &("visitor".to_owned(), "Yes please!".to_owned())
    );
    let conversations: i64 = t.value("SELECT count(*) FROM conversation", vec![]).await;
    assert_eq!(
        conversations, 2,
        "the old one and the chat; the same mail twice is there once"
    );
    let contacts: i64 = t.value("SELECT count(*) FROM contact", vec![]).await;
    assert_eq!(contacts, 1);

    // It goes on as mail, in one thread.
    answer(&t, &ana, &guest, "It is on its way.").await;
    t.wait(Duration::from_secs(600)).await;
    t.wait(Duration::from_secs(60)).await;
    let sent = mails(&t).await;
    assert_eq!(sent.len(), 2);
    assert_eq!(header(&sent[1], "In-Reply-To"), "<back@example.com>");
    assert!(sent[1].text.starts_with("It is on its way."), "{}", sent[1].text);
}

#[both_databases]
async fn a_stranger_does_not_get_into_a_chat_by_its_mail(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, support) = site_and_mail(&t).await;
    let other = t.inbox("Billing", "billing@ours.test").await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = chatting(&t, site, &ana).await;
    answer(&t, &ana, &guest, "It is.").await;
    t.wait(Duration::from_secs(400)).await;
    t.wait(Duration::from_secs(60)).await;
    let sent = mails(&t).await;
    let forged = String::from_utf8(reply_to(&sent[0], "x@evil.test", "Hi")).unwrap();
    let stranger = forged.replace("Lan <lan@example.com>", "Eve <eve@evil.test>");
    t.receive(support, stranger.into_bytes()).await;
    // By an inbox that has nothing to do with the site, it is another conversation too.
    t.receive(other, forged.replace("x@evil.test", "y@evil.test").into_bytes())
        .await;
    let messages: i64 = t
        .value(
            "SELECT count(*) FROM message WHERE conversation_id = $1 AND direction = 'in'",
            vec![guest.id.into()],
        )
        .await;
    assert_eq!(messages, 1);
    let conversations: i64 = t.value("SELECT count(*) FROM conversation", vec![]).await;
    assert_eq!(conversations, 3);
}

#[both_databases]
async fn what_was_seen_or_has_no_address_is_not_mailed(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, _) = site_and_mail(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let seen = chatting(&t, site, &ana).await;
    answer(&t, &ana, &seen, "It is.").await;
    let last = seen.sees().await["chat"]["last_seq"].clone();
    let path = format!("/chat/conversations/{}/receipts", seen.token);
    seen.client
        .put(&path, json!({"delivered_seq": last, "seen_seq": last}))
        .await
        .expect_status(204);
    let nameless = Guest::says(&t, site, "Hello").await;
    answer(&t, &ana, &nameless, "Hi").await;
    t.wait(Duration::from_secs(1_000)).await;
    t.wait(Duration::from_secs(1_000)).await;
    let mails: i64 = t.value("SELECT count(*) FROM outbox", vec![]).await;
    assert_eq!(mails, 0);
    assert_eq!(state(&t, &seen).await["mailed_seq"], 0);
}

#[both_databases]
async fn a_mail_that_fails_is_told_in_the_chat(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, support) = site_and_mail(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = chatting(&t, site, &ana).await;
    answer(&t, &ana, &guest, "It is.").await;
    t.wait(Duration::from_secs(400)).await;
    t.wait(Duration::from_secs(60)).await;
    let sent = mails(&t).await;
    let id = header(&sent[0], "Message-ID");
    let bounce = format!(
        "From: Mail Delivery System <mailer-daemon@mx.test>\r\nTo: help@ours.test\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <bounce@mx.test>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         No such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n\
         Final-Recipient: rfc822; lan@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {id}\r\nSubject: Your chat\r\n\r\nIt is.\r\n--b--\r\n"
    );
    t.receive(support, bounce.into_bytes()).await;
    let timeline = t
        .owner()
        .get(&format!("/conversations/{}/timeline", guest.id))
        .await
        .ok();
    let kinds: Vec<&Value> = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["kind"])
        .collect();
    assert!(kinds.contains(&&json!("bounced")), "{kinds:?}");
    let read = guest.reads().await;
    assert!(!format!("{read:?}").contains("No such user"), "{read:?}");
}
