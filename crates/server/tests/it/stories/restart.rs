//! The server ends in the middle of its work.

use std::collections::BTreeMap;
use std::time::Duration;

use test_support::{TestDb, both_databases};

use crate::support::{CUSTOMER, Story, header, mail, within};

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
    story.until_conversations(0).await;
    traffic(&story, 0..10).await;
    let mut answered = Vec::new();
    for n in 0..3 {
        let id = story.conversation(&format!("Mail {n}")).await;
        story.reply(id, &format!("Answer {n}")).await;
        answered.push(id);
    }
    // The answers are on their way, and mail goes on coming.
    let ending = story.take_node();
    let (status, ()) = tokio::join!(ending.terminate(), traffic(&story, 10..40));
    assert!(status.success(), "{status}");
    story.start_again().await;
    traffic(&story, 40..45).await;
    all_once(&story, 45).await;
    let mails = story.mailbox(CUSTOMER, 3).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(
        story.mailbox(CUSTOMER, 3).await.len(),
        3,
        "no answer leaves twice"
    );
    let mut subjects: Vec<_> = mails
        .iter()
        .map(|mail| header(mail, "Subject").unwrap())
        .collect();
    subjects.sort();
    assert_eq!(subjects, ["Re: Mail 0", "Re: Mail 1", "Re: Mail 2"]);
    for id in answered {
        assert_eq!(story.messages(id).await.len(), 2);
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
