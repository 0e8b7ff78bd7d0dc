//! Two nodes on one PostgreSQL and one NATS.

use test_support::servers::{Nats, available};
use test_support::{LiveSocket, TestDb};

use crate::support::{CUSTOMER, Story, header, mail};

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_does_the_other_hears_and_goes_on_with() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let Some(mut nats) = available(Nats::start().await) else {
        return;
    };
    let Some((story, worker)) = Story::begin_apart(db, &nats.url()).await else {
        return;
    };
    let mut live = LiveSocket::open(&story.owner).await;
    let topic = format!("inbox:{}", story.inbox);
    live.subscribe(&[&topic], None).await;
    live.wait_until(|m| m["type"] == "subscribed").await;

    // The other node watches the mailbox; the browser is connected to this one.
    story
        .deliver(&mail(CUSTOMER, "Lamp", "l1@customer.test", "It is broken."))
        .await;
    let heard = live.wait_for_event("conversation_changed").await;
    let conversation = heard["conversation_id"].as_i64().expect("a key");
    assert_eq!(story.messages(conversation).await.len(), 1);

    // This node takes the answer; the other one sends it.
    story.reply(conversation, "We send a new one.").await;
    let got = story.mailbox(CUSTOMER, 1).await.remove(0);
    assert_eq!(header(&got, "In-Reply-To").as_deref(), Some("<l1@customer.test>"));

    // Without the bus nobody hears anything at once, but nothing is lost: the truth is in the database.
    nats.stop().await;
    story
        .deliver(&mail(CUSTOMER, "Unheard", "l2@customer.test", "Hello?"))
        .await;
    let unheard = story.conversation("Unheard").await;
    story.reply(unheard, "We are here.").await;
    story.mailbox(CUSTOMER, 2).await;
    nats.start_again().await.unwrap();
    assert!(worker.terminate().await.success());
}
