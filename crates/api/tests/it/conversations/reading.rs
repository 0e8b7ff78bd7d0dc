//! Lists, and what is not there for whoever may not see it.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::{timeline, with_conversation};
use crate::mails::mail;

#[both_databases]
async fn lists_follow_view_status_and_cursor(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    for n in 0..7 {
        t.clock().advance(std::time::Duration::from_secs(60));
        let from = format!("c{n}@example.com");
        t.receive(
            inbox,
            mail(
                &from,
                &format!("Question {n}"),
                &format!("q{n}@example.com"),
                "Hello?",
            ),
        )
        .await;
    }
    let subjects = |page: &Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["subject"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = t
            .owner()
            .get(&format!("/conversations?limit=3{cursor}"))
            .await
            .ok();
        seen.extend(subjects(&page));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let newest_first: Vec<String> = (0..7).rev().map(|n| format!("Question {n}")).collect();
    assert_eq!(
        seen, newest_first,
        "every conversation once, in order, over pages"
    );

    let waiting = t.owner().get("/conversations?sort=waiting&limit=2").await.ok();
    assert_eq!(
        subjects(&waiting),
        ["Question 0", "Question 1"],
        "who waits longest comes first"
    );
    t.owner()
        .put("/conversations/3/assignee", json!({"agent_id": 1}))
        .await
        .ok();
    t.owner()
        .put("/conversations/4/status", json!({"status": "solved"}))
        .await
        .ok();
    assert_eq!(
        subjects(&t.owner().get("/conversations?view=mine").await.ok()),
        ["Question 2"]
    );
    assert_eq!(
        subjects(&t.owner().get("/conversations?status=solved").await.ok()),
        ["Question 3"]
    );
    assert_eq!(
        subjects(&t.owner().get("/conversations?q=question%205").await.ok()),
        ["Question 5"]
    );
    let counts = t.owner().get("/conversations/counts").await.ok();
    assert_eq!(
        (&counts["mine"], &counts["unassigned"], &counts["all"]),
        (&json!(1), &json!(5), &json!(6))
    );
    t.owner()
        .get("/conversations?view=nobody")
        .await
        .refuses("view", "unknown_value");
    t.owner()
        .get("/conversations?limit=1000")
        .await
        .refuses("limit", "out_of_range");
    t.owner()
        .get("/conversations?cursor=x")
        .await
        .refuses("cursor", "invalid_cursor");
    t.owner()
        .get("/conversations?inbox_id=abc")
        .await
        .problem(400, "invalid_query");
}

#[both_databases]
async fn what_an_agent_may_not_see_does_not_exist_for_them(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let other = t.inbox("Billing", "billing@ours.test").await;
    let stranger = t.agent("Stranger", "agent", &[other]).await;
    let message = timeline(&t, id).await[1]["message"]["id"].clone();
    assert_eq!(
        stranger.get("/conversations?status=any").await.ok()["items"],
        json!([])
    );
    assert_eq!(stranger.get("/conversations/counts").await.ok()["all"], 0);
    stranger
        .get(&format!("/conversations/{id}"))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .get(&format!("/conversations/{id}/timeline"))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .post(&format!("/conversations/{id}/replies"), json!({"text": "x"}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .post(&format!("/conversations/{id}/notes"), json!({"text": "x"}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .put(&format!("/conversations/{id}/status"), json!({"status": "spam"}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .put(&format!("/conversations/{id}/read"), json!({"seq": 1}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .get(&format!("/messages/{message}"))
        .await
        .problem(404, "message_not_found");
    assert_eq!(stranger.get("/search?q=lamp").await.ok()["items"], json!([]));
    let status: String = t
        .value("SELECT status FROM conversation WHERE id = $1", db::args![id])
        .await;
    assert_eq!(status, "open");
    let reader = t.agent("Reader", "read_only", &[domain::InboxId(1)]).await;
    reader
        .get(&format!("/conversations/{id}"))
        .await
        .expect_status(200);
    reader
        .post(&format!("/conversations/{id}/replies"), json!({"text": "x"}))
        .await
        .problem(403, "permission_missing");
}

#[both_databases]
async fn bad_input_names_the_field_and_changes_nothing(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let owner = t.owner();
    let replies = format!("/conversations/{id}/replies");
    owner
        .post(&replies, json!({"text": "  "}))
        .await
        .refuses("text", "required");
    owner.post(&replies, json!({})).await.refuses("text", "required");
    owner
        .post(&replies, json!({"text": 5}))
        .await
        .refuses("text", "invalid_type");
    owner
        .post(&replies, json!({"text": "x", "to": [{"address": "nobody"}]}))
        .await
        .refuses("to[0].address", "invalid_email");
    owner
        .post(&replies, json!({"text": "x", "to": []}))
        .await
        .refuses("to", "required");
    owner
        .post(
            &replies,
            json!({"text": "x", "to": [{"address": "a@b.c\r\nBcc: d@e.f"}]}),
        )
        .await
        .refuses("to[0].address", "invalid_email");
    owner
        .post(&replies, json!({"text": "x", "status": "done"}))
        .await
        .refuses("status", "unknown_value");
    owner
        .post(&replies, json!({"text": "x", "attachment_ids": [99]}))
        .await
        .refuses("attachment_ids", "attachment_not_found");
    owner
        .put(&format!("/conversations/{id}/assignee"), json!({"agent_id": 99}))
        .await
        .refuses("agent_id", "agent_not_in_inbox");
    owner
        .put(&format!("/conversations/{id}/read"), json!({"seq": 99}))
        .await
        .refuses("seq", "out_of_range");
    owner
        .post("/conversations/bulk", json!({"ids": []}))
        .await
        .refuses("ids", "out_of_range");
    owner
        .get("/conversations/0")
        .await
        .problem(404, "conversation_not_found");
    owner.get("/conversations/abc").await.problem(404, "not_found");
    owner
        .get("/conversations/9999999999999999999999")
        .await
        .problem(404, "not_found");
    let entries: i64 = t.value("SELECT count(*) FROM entry", vec![]).await;
    assert_eq!(entries, 2, "nothing was half-written");
}
