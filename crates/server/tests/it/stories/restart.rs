//! The server ends in the middle of its work.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::json;
use test_support::{LiveSocket, TestDb, both_databases};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{CUSTOMER, Product, SUPPORT, Story, header, mail, owner_of, within};

/// A node that was killed holds its mailboxes for 20 seconds and its jobs for 60 more before another takes them over.
const AFTER_A_KILL: Duration = Duration::from_secs(150);

/// Delivers mails with a pause between, so that something is always under way.
async fn traffic(story: &Story, numbers: std::ops::Range<u32>) {
    for n in numbers {
        let mail = mail(
            CUSTOMER,
            &format!("Mail {n}"),
            &format!("{n}@customer.test"),
            "Hello.",
        );
        story.deliver(&mail).await;
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

async fn last_seq(story: &Story, conversation: i64) -> i64 {
    let path = format!("/conversations/{conversation}");
    let view = story.owner.get(&path).await.ok();
    view["last_seq"].as_i64().expect("a number")
}

/// Waits until every mail up to `count` has its conversation, and checks that none has two.
async fn all_once(story: &Story, count: u32) {
    let found = within(AFTER_A_KILL, "every mail is there", async || {
        let mut found = BTreeMap::new();
        for conversation in story.conversations().await {
            let subject = conversation["subject"].as_str().unwrap_or_default().to_owned();
            let messages = conversation["message_count"].as_i64().unwrap_or_default();
            let entry = found.entry(subject).or_insert((0, 0));
            *entry = (entry.0 + 1, entry.1 + messages);
        }
        (found.len() >= usize::try_from(count).unwrap_or_default()).then_some(found)
    })
    .await;
    let doubled: Vec<_> = found.iter().filter(|(_, (times, _))| *times != 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}

#[both_databases]
async fn a_server_that_is_told_to_end_loses_and_doubles_nothing(db: TestDb) {
    let Some(mut story) = Story::begin(db).await else {
        return;
    };
    traffic(&story, 0..10).await;
    let mut answered = Vec::new();
    for n in 0..3 {
        let id = story.conversation(&format!("Mail {n}")).await;
        story.reply(id, &format!("Answer {n}")).await;
        answered.push(id);
    }
    let mut live = LiveSocket::open(&story.owner).await;
    let topic = format!("conversation:{}", answered[2]);
    let seen = last_seq(&story, answered[2]).await;
    live.subscribe(&[&topic], Some((answered[2], seen))).await;
    live.wait_until(|m| m["type"] == "subscribed").await;
    // The answers are on their way, a browser listens, and mail goes on coming.
    let ending = story.take_node();
    let (status, ()) = tokio::join!(ending.terminate(), traffic(&story, 10..40));
    assert!(status.success(), "{status}");
    assert!(live.closed().await, "a browser is not left waiting");
    story.start_again().await;
    story.reply(answered[2], "One more thing.").await;
    let mut live = LiveSocket::open(&story.owner).await;
    live.subscribe(&[&topic], Some((answered[2], seen))).await;
    let gap = live.wait_for("gap").await;
    assert_eq!(gap["from_seq"], seen + 1, "{gap}");
    traffic(&story, 40..45).await;
    all_once(&story, 45).await;
    story.mailbox(CUSTOMER, 4).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mails = story.mailbox(CUSTOMER, 4).await;
    let mut subjects: Vec<_> = mails
        .iter()
        .map(|mail| header(mail, "Subject").unwrap())
        .collect();
    subjects.sort();
    assert_eq!(subjects, ["Re: Mail 0", "Re: Mail 1", "Re: Mail 2", "Re: Mail 2"]);
    for (id, messages) in answered.into_iter().zip([2, 2, 3]) {
        assert_eq!(story.messages(id).await.len(), messages);
    }
}

#[both_databases]
async fn a_server_that_is_killed_loses_and_doubles_nothing(db: TestDb) {
    let Some(mut story) = Story::begin(db).await else {
        return;
    };
    traffic(&story, 0..20).await;
    story.take_node().kill();
    traffic(&story, 20..25).await;
    story.start_again().await;
    traffic(&story, 25..30).await;
    all_once(&story, 30).await;
    let ledger = story.ledger().await;
    assert_eq!(
        (&ledger["imported"], &ledger["waiting"]),
        (&30.into(), &0.into()),
        "{ledger}"
    );
}

#[both_databases]
async fn a_request_under_way_is_finished_before_the_end(db: TestDb) {
    let product = Product::on(&db);
    let node = product.serve(&[]).await;
    let (address, owner) = (node.address(), owner_of(&node).await);
    let inbox = json!({"name": "Support", "address": SUPPORT, "email": {}});
    let id = owner.post("/inboxes", inbox).await.expect_status(201)["id"].clone();
    let token = owner
        .post(&format!("/inboxes/{id}/push-token"), json!({}))
        .await
        .ok()["token"]
        .clone();
    let token = token.as_str().unwrap();

    let mail = mail(CUSTOMER, "Slow", "s1@customer.test", "Word by word.");
    let (first, rest) = mail.split_at(mail.len() / 2);
    let mut pushing = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/inbound/{token} HTTP/1.1\r\nHost: {address}\r\nContent-Type: message/rfc822\r\n\
         Content-Length: {}\r\n\r\n",
        mail.len()
    );
    pushing
        .write_all(&[head.as_bytes(), first].concat())
        .await
        .unwrap();
    // A browser that connects ahead of need and then asks for nothing must not hold up the end.
    let _idle = TcpStream::connect(address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let told = Instant::now();
    let ending = tokio::spawn(node.terminate());
    // Longer than everything else needs to end.
    tokio::time::sleep(Duration::from_secs(3)).await;
    pushing.write_all(rest).await.unwrap();
    let mut answer = String::new();
    pushing.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    assert!(ending.await.unwrap().success());
    assert!(told.elapsed() < Duration::from_secs(15), "{:?}", told.elapsed());

    let _node = product.serve_at(address.port(), &[]).await;
    within(AFTER_A_KILL, "the mail that was accepted", async || {
        let page = owner.get("/conversations?status=any").await.ok();
        (page["items"][0]["subject"] == "Slow").then_some(())
    })
    .await;
}
