//! What agents do with conversations, through HTTP.

mod changes;
mod reading;
mod replies;

use serde_json::Value;
use test_support::TestApp;

use crate::mails::mail;

/// An inbox with one conversation of Lan's; returns the conversation's id.
async fn with_conversation(t: &TestApp) -> i64 {
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail(
            "Lan <lan@example.com>",
            "Broken lamp",
            "a1@example.com",
            "The lamp is broken.",
        ),
    )
    .await;
    first(t).await
}

async fn first(t: &TestApp) -> i64 {
    let page = t.owner().get("/conversations?status=any").await.ok();
    page["items"][0]["id"].as_i64().expect("a conversation")
}

async fn timeline(t: &TestApp, id: i64) -> Vec<Value> {
    let timeline = t.owner().get(&format!("/conversations/{id}/timeline")).await.ok();
    timeline["entries"].as_array().expect("entries").clone()
}
