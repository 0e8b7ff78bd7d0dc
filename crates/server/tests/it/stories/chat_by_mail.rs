//! A chat whose visitor leaves goes on by mail, over real mail servers, and comes back.

use serde_json::json;
use test_support::{Client, TestDb, Visitor, both_databases};

use crate::support::{CUSTOMER, Story, answer, eventually, header};

#[both_databases]
async fn a_chat_goes_on_by_mail_and_stays_one_conversation(db: TestDb) {
    let Some(story) = Story::begin(db).await else {
        return;
    };
    let chat = json!({"mail_inbox_id": story.inbox, "continue_after_seconds": 2});
    let site = json!({"channel": "chat", "name": "Shop", "chat": chat});
    let made = story.owner.post("/inboxes", site).await.expect_status(201);
    let key = made["chat"]["site_key"].as_str().unwrap();

    let browser = Client::new(story.owner.address());
    let visitor = Visitor::arrive(&browser, key).await;
    let who = json!({"name": "Lan", "email": CUSTOMER});
    visitor.http().patch("/chat/me", who).await.ok();
    let begun = visitor.begin("Is the lamp in stock?").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let socket = visitor.live(&[(token, 1)]).await;
    let conversation = eventually("the chat is there", async || {
        story.conversations().await.first()?["id"].as_i64()
    })
    .await;
    drop(socket);
    story
        .reply(conversation, "It is. Shall I keep one for you?")
        .await;

    let mailed = story.mailbox(CUSTOMER, 1).await.remove(0);
    let text = String::from_utf8_lossy(&mailed);
    assert!(text.contains("Shall I keep one for you?"), "{text}");
    let reply_to = header(&mailed, "Reply-To").unwrap();
    let reply_to = reply_to.rsplit('<').next().unwrap().trim_end_matches('>');
    let sent_id = header(&mailed, "Message-ID").unwrap();
    let subject = header(&mailed, "Subject").unwrap();
    let back = answer(
        reply_to,
        CUSTOMER,
        &format!("Re: {subject}"),
        "back@customer.test",
        Some(&sent_id),
        "Yes, please.",
    );
    let taken = story.postfix.send(CUSTOMER, reply_to, &back).await.unwrap();
    assert!(taken.accepted(), "{taken:?}");

    // The visitor who comes back finds all of it where it began.
    let read = eventually("the mail is in the chat", async || {
        let seen = visitor
            .http()
            .get(&format!("/chat/conversations/{token}"))
            .await
            .ok();
        let words: Vec<(String, String)> = seen["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| {
                let said = entry["message"]["text"].as_str().unwrap_or_default().trim();
                (entry["kind"].as_str().unwrap().to_owned(), said.to_owned())
            })
            .collect();
        words
            .iter()
            .any(|(_, said)| said == "Yes, please.")
            .then_some(words)
    })
    .await;
    let told: Vec<(&str, &str)> = read
        .iter()
        .map(|(kind, said)| (kind.as_str(), said.as_str()))
        .filter(|(kind, _)| ["message", "mailed"].contains(kind))
        .collect();
    assert_eq!(
        told,
        [
            ("message", "Is the lamp in stock?"),
            ("message", "It is. Shall I keep one for you?"),
            ("mailed", ""),
            ("message", "Yes, please."),
        ]
    );
    assert_eq!(story.conversations().await.len(), 1);
    let contacts = story.owner.get("/contacts").await.ok();
    assert_eq!(
        contacts["items"].as_array().unwrap().len(),
        1,
        "one person, two ways"
    );
}
