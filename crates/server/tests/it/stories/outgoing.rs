//! Answers go out by SMTP.

use std::time::Duration;

use serde_json::json;
use test_support::servers::Postfix;
use test_support::{TestDb, both_databases};

use crate::support::{CUSTOMER, OTHER_CUSTOMER, SUPPORT, Story, answer, eventually, header, mail};

#[both_databases]
async fn the_answer_threads_in_the_customers_mail_program_and_theirs_in_ours(db: TestDb) {
    let Some(story) = Story::begin(db).await else {
        return;
    };
    let question = mail(
        "Lan Nguyen <lan@customer.test>",
        "Lamp",
        "l1@customer.test",
        "It is broken.",
    );
    assert!(
        story
            .postfix
            .send(CUSTOMER, SUPPORT, &question)
            .await
            .unwrap()
            .accepted()
    );
    let conversation = story.conversation("Lamp").await;
    story.reply(conversation, "We send a new one.").await;

    let got = story.mailbox(CUSTOMER, 1).await.remove(0);
    let of = |name: &str| header(&got, name).unwrap_or_else(|| panic!("no {name} in the answer"));
    assert_eq!(of("In-Reply-To"), "<l1@customer.test>");
    assert_eq!(of("References"), "<l1@customer.test>");
    assert_eq!(of("Subject"), "Re: Lamp");
    assert!(of("From").contains(SUPPORT) && of("To").contains(CUSTOMER));
    let sent_id = of("Message-ID");
    let reply_to = of("Reply-To");
    let reply_to = reply_to
        .rsplit('<')
        .next()
        .unwrap()
        .trim_end_matches('>')
        .to_owned();
    assert!(
        reply_to.starts_with("help+") && reply_to.ends_with("@ours.test"),
        "{reply_to}"
    );

    // Only the address says where it belongs: a mail program that drops every other trace.
    let by_address = answer(
        &reply_to,
        CUSTOMER,
        "Something else",
        "l2@customer.test",
        None,
        "Thanks!",
    );
    let taken = story
        .postfix
        .send(CUSTOMER, &reply_to, &by_address)
        .await
        .unwrap();
    assert!(taken.accepted(), "{taken:?}");
    let by_header = answer(
        SUPPORT,
        CUSTOMER,
        "Re: Lamp",
        "l3@customer.test",
        Some(&sent_id),
        "It came.",
    );
    story.postfix.send(CUSTOMER, SUPPORT, &by_header).await.unwrap();

    let messages = eventually("both answers are in the conversation", async || {
        let messages = story.messages(conversation).await;
        (messages.len() >= 4).then_some(messages)
    })
    .await;
    let mut words: Vec<(&str, &str)> = messages
        .iter()
        .map(|m| {
            (
                m["direction"].as_str().unwrap(),
                m["text"].as_str().unwrap().trim(),
            )
        })
        .collect();
    // The two answers may overtake each other on the way.
    words[2..].sort_unstable();
    assert_eq!(
        words,
        [
            ("in", "It is broken."),
            ("out", "We send a new one."),
            ("in", "It came."),
            ("in", "Thanks!")
        ]
    );
    assert_eq!(story.conversations().await.len(), 1);

    // And the next answer names the whole thread.
    story.reply(conversation, "You are welcome.").await;
    let got = story.mailbox(CUSTOMER, 2).await.remove(1);
    let references = header(&got, "References").unwrap();
    assert!(
        references.contains("<l1@customer.test>") && references.contains(&sent_id),
        "{references}"
    );
}

#[both_databases]
async fn smtp_is_down_for_a_while_and_every_answer_arrives_once(db: TestDb) {
    let Some(mut story) = Story::begin(db).await else {
        return;
    };
    let customers = [CUSTOMER, OTHER_CUSTOMER];
    let mut conversations = Vec::new();
    for (n, customer) in customers.iter().enumerate() {
        let subject = format!("Question {n}");
        story
            .deliver(&mail(
                customer,
                &subject,
                &format!("q{n}@customer.test"),
                "Hello?",
            ))
            .await;
        conversations.push(story.conversation(&subject).await);
    }
    story.postfix.stop().await;
    for conversation in &conversations {
        for n in 0..3 {
            let body = json!({"text": format!("Answer {n}"), "force": true});
            let path = format!("/conversations/{conversation}/replies");
            story.owner.post(&path, body).await.expect_status(201);
        }
    }
    for conversation in &conversations {
        eventually("the answers wait, and say why", async || {
            let messages = story.messages(*conversation).await;
            let waiting = messages
                .iter()
                .filter(|m| m["delivery"] == "queued" && m["delivery_error"].is_string());
            (waiting.count() == 3).then_some(())
        })
        .await;
    }
    story.postfix.start_again().await.unwrap();
    for customer in customers {
        story.mailbox(customer, 3).await;
    }
    for conversation in &conversations {
        eventually("the answers are marked as sent", async || {
            let messages = story.messages(*conversation).await;
            let sent = messages.iter().filter(|m| m["delivery"] == "sent").count();
            (sent == 3).then_some(())
        })
        .await;
    }
    // A second copy would come from a job that does not know that its work is done.
    tokio::time::sleep(Duration::from_secs(2)).await;
    for customer in customers {
        let mails = story.mailbox(customer, 3).await;
        let mut ids: Vec<_> = mails
            .iter()
            .map(|mail| header(mail, "Message-ID").unwrap())
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!((mails.len(), ids.len()), (3, 3), "{customer} got {ids:?}");
    }
}

#[both_databases]
async fn an_answer_that_nobody_takes_is_shown_in_the_conversation(db: TestDb) {
    let Some(story) = Story::begin(db).await else {
        return;
    };
    // A typo that the mail server knows to be one: its own domain, and nobody of that name.
    let gone = "gone@customer.test";
    story
        .deliver(&mail(gone, "Hello", "g1@customer.test", "Hi."))
        .await;
    let conversation = story.conversation("Hello").await;
    story.reply(conversation, "Hello to you.").await;
    let path = format!("/conversations/{conversation}/timeline");
    let failed = eventually("the failure is told", async || {
        let timeline = story.owner.get(&path).await.ok();
        let entries = timeline["entries"].as_array()?;
        entries.iter().find(|e| e["kind"] == "delivery_failed").cloned()
    })
    .await;
    assert!(
        failed["to"].as_str().is_some_and(|why| why.contains("550")),
        "{failed}"
    );
    let messages = story.messages(conversation).await;
    assert_eq!(messages[1]["delivery"], "failed", "{messages:?}");
}

#[both_databases]
async fn an_answer_that_comes_back_is_shown_in_the_conversation(db: TestDb) {
    let Some(story) = Story::begin(db).await else {
        return;
    };
    // A mail server far away that takes everything first and thinks about it later.
    let moved = format!("moved@{}", Postfix::BOUNCING_DOMAIN);
    story
        .deliver(&mail(&moved, "Hello", "m1@bounce.test", "Hi."))
        .await;
    let conversation = story.conversation("Hello").await;
    story.reply(conversation, "Hello to you.").await;
    let path = format!("/conversations/{conversation}");
    eventually("the bounce is recognised", async || {
        let timeline = story.owner.get(&format!("{path}/timeline")).await.ok();
        let entries = timeline["entries"].as_array()?;
        entries.iter().find(|e| e["kind"] == "bounced").map(|_| ())
    })
    .await;
    let messages = story.messages(conversation).await;
    assert_eq!(messages[1]["delivery"], "bounced", "{messages:?}");
    assert_eq!(
        story.conversations().await.len(),
        1,
        "a bounce is no new question"
    );
    assert_eq!(story.owner.get(&path).await.ok()["status"], "open");
}
