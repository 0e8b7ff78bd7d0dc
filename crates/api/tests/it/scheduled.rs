//! Answers that leave at a time of their own, through HTTP.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::mails::{mail, reply};

/// The clock of every test begins at 09:00.
const TOMORROW: &str = "2026-03-03T09:00:00Z";
const HOUR: Duration = Duration::from_secs(3600);

async fn with_conversation(t: &TestApp) -> (domain::InboxId, i64) {
    let inbox = t.inbox("Support", "help@ours.test").await;
    let lan = "Lan <lan@example.com>";
    t.receive(
        inbox,
        mail(lan, "Broken lamp", "a1@example.com", "The lamp is broken."),
    )
    .await;
    let page = t.owner().get("/conversations?status=any").await.ok();
    (inbox, page["items"][0]["id"].as_i64().expect("a conversation"))
}

async fn schedule(client: &Client, id: i64, body: Value) -> Value {
    let path = format!("/conversations/{id}/replies");
    client.post(&path, body).await.expect_status(201)
}

async fn waiting(t: &TestApp, id: i64) -> Vec<Value> {
    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    view["scheduled"].as_array().expect("a list").clone()
}

async fn entries(t: &TestApp, id: i64) -> Vec<Value> {
    let timeline = t.owner().get(&format!("/conversations/{id}/timeline")).await.ok();
    timeline["entries"].as_array().expect("entries").clone()
}

async fn kinds(t: &TestApp, id: i64) -> Vec<String> {
    let all = entries(t, id).await;
    all.iter()
        .map(|e| e["kind"].as_str().unwrap().to_owned())
        .collect()
}

async fn left(t: &TestApp) -> i64 {
    t.value("SELECT count(*) FROM outbox WHERE state = 'sent'", vec![])
        .await
}

#[both_databases]
async fn a_scheduled_answer_leaves_at_its_time_with_its_status_and_files(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, id) = with_conversation(&t).await;
    let file = t
        .owner()
        .post_bytes(
            "/attachments?name=manual.txt",
            "text/plain",
            b"turn left".to_vec(),
        )
        .await
        .ok();
    let body = json!({
        "text": "It comes today.", "send_at": TOMORROW, "status": "solved", "attachment_ids": [file["id"]],
    });
    let entry = schedule(t.owner(), id, body).await;
    assert_eq!(
        (&entry["kind"], &entry["message"]),
        (&json!("scheduled"), &Value::Null)
    );
    assert_eq!(entry["to"], "2026-03-03T09:00:00.000000Z");

    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert_eq!(view["status"], "open", "the status waits too");
    assert!(
        view["waiting_since"].is_string(),
        "nothing was said to the customer yet"
    );
    assert_eq!(
        (&view["message_count"], &view["scheduled"][0]["held_reason"]),
        (&json!(1), &Value::Null)
    );
    assert_eq!(view["scheduled"][0]["attachments"][0]["name"], "manual.txt");
    assert_eq!(view["scheduled"][0]["cancel_if_replied"], true);

    t.wait(23 * HOUR).await;
    assert_eq!(
        (left(&t).await, waiting(&t, id).await.len()),
        (0, 1),
        "an hour is missing"
    );
    t.wait(HOUR).await;
    assert_eq!((left(&t).await, waiting(&t, id).await.len()), (1, 0));
    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert_eq!(
        (&view["status"], &view["waiting_since"]),
        (&json!("solved"), &Value::Null)
    );
    let all = entries(&t, id).await;
    let message = &all.iter().rfind(|e| e["kind"] == "message").unwrap()["message"];
    assert_eq!(
        (&message["delivery"], &message["text"]),
        (&json!("sent"), &json!("It comes today."))
    );
    assert_eq!(message["attachments"][0]["name"], "manual.txt");
    assert_eq!(
        kinds(&t, id).await,
        [
            "created",
            "message",
            "scheduled",
            "assigned",
            "message",
            "status_changed"
        ]
    );
    t.wait(48 * HOUR).await;
    assert_eq!(left(&t).await, 1, "once");
}

#[both_databases]
async fn what_the_job_queue_lost_is_found_again(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, id) = with_conversation(&t).await;
    schedule(t.owner(), id, json!({"text": "Later", "send_at": TOMORROW})).await;
    db::Executor::exec(
        t.db().db(),
        "DELETE FROM job WHERE name = 'send_scheduled'",
        vec![],
    )
    .await
    .unwrap();
    t.wait(25 * HOUR).await;
    assert_eq!(left(&t).await, 0);
    t.run_schedules().await;
    assert_eq!((left(&t).await, waiting(&t, id).await.len()), (1, 0));
}

#[both_databases]
async fn the_customer_s_word_and_a_colleague_s_answer_hold_it_back(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, id) = with_conversation(&t).await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    schedule(&ana, id, json!({"text": "Any news?", "send_at": TOMORROW})).await;
    let stubborn = json!({"text": "We close.", "send_at": TOMORROW, "cancel_if_replied": false});
    schedule(&ana, id, stubborn).await;
    // Their own answer holds nothing of theirs back: they know what they do.
    schedule(&ana, id, json!({"text": "We look into it.", "force": true})).await;
    assert!(
        waiting(&t, id)
            .await
            .iter()
            .all(|one| one["held_reason"].is_null())
    );

    // Nor does a machine's answer.
    let absent = crate::mails::with_headers(
        "Lan <lan@example.com>",
        "Re: Broken lamp",
        "auto@example.com",
        "In-Reply-To: <a1@example.com>\r\nAuto-Submitted: auto-replied\r\n",
        "I am away.",
    );
    t.receive(inbox, absent).await;
    assert!(
        waiting(&t, id)
            .await
            .iter()
            .all(|one| one["held_reason"].is_null())
    );

    let again = reply(
        "Lan <lan@example.com>",
        "Re: Broken lamp",
        "a2@example.com",
        "a1@example.com",
        "It works!",
    );
    t.receive(inbox, again).await;
    let reasons: Vec<Value> = waiting(&t, id)
        .await
        .iter()
        .map(|one| one["held_reason"].clone())
        .collect();
    assert_eq!(reasons, [json!("customer_wrote"), Value::Null]);
    assert_eq!(waiting(&t, id).await[0]["held_by"], "Lan");
    let held = entries(&t, id).await.pop().unwrap();
    assert_eq!(
        (&held["kind"], &held["from"], &held["to"]),
        (
            &json!("schedule_held"),
            &json!("customer_wrote"),
            &json!("2026-03-03T09:00:00.000000Z")
        )
    );
    let before = left(&t).await;
    t.wait(25 * HOUR).await;
    assert_eq!(
        left(&t).await,
        before + 2,
        "the first answer, and the one that nothing holds back"
    );
    let still = waiting(&t, id).await;
    assert_eq!((still.len(), &still[0]["text"]), (1, &json!("Any news?")));

    let next = json!({"text": "Next week?", "send_at": "2026-03-10T09:00:00Z"});
    schedule(&ana, id, next).await;
    schedule(t.owner(), id, json!({"text": "I took over.", "force": true})).await;
    let all = waiting(&t, id).await;
    assert_eq!(all[1]["held_reason"], "colleague_answered");
    assert_eq!(all[1]["held_by"], "Olga Owner");
    let told = ana.get("/notifications").await.ok();
    assert!(told.to_string().contains("failed"), "{told}");
}

#[both_databases]
async fn it_can_be_sent_now_or_taken_back_by_whoever_may_reply(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, id) = with_conversation(&t).await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let stranger = t.agent("Sara Stranger", "agent", &[]).await;
    let file = ana
        .post_bytes(
            "/attachments?name=manual.txt",
            "text/plain",
            b"turn left".to_vec(),
        )
        .await
        .ok();
    let body =
        json!({"text": "<b>", "html": "<b>Later</b>", "send_at": TOMORROW, "attachment_ids": [file["id"]]});
    schedule(&ana, id, body).await;
    let key = waiting(&t, id).await[0]["id"].clone();
    for path in [
        format!("/scheduled-replies/{key}/send"),
        format!("/scheduled-replies/{key}/cancel"),
    ] {
        stranger
            .post(&path, json!({}))
            .await
            .problem(404, "scheduled_not_found");
    }
    let taken = t
        .owner()
        .post(&format!("/scheduled-replies/{key}/cancel"), json!({}))
        .await
        .ok();
    assert_eq!(
        (&taken["html"], &taken["agent_name"]),
        (&json!("<b>Later</b>"), &json!("Ana"))
    );
    assert!(waiting(&t, id).await.is_empty());
    // Whoever took it back can write on, with the files.
    let again = json!({"text": "Later", "send_at": TOMORROW, "attachment_ids": [file["id"]]});
    schedule(t.owner(), id, again).await;
    let key = waiting(&t, id).await[0]["id"].clone();
    let sent = ana
        .post(&format!("/scheduled-replies/{key}/send"), json!({}))
        .await
        .ok();
    assert_eq!(
        (&sent["kind"], &sent["actor"]["name"]),
        (&json!("message"), &json!("Olga Owner"))
    );
    ana.post(&format!("/scheduled-replies/{key}/send"), json!({}))
        .await
        .problem(404, "scheduled_not_found");
    t.wait(HOUR).await;
    assert_eq!(left(&t).await, 1);
    t.wait(48 * HOUR).await;
    assert_eq!(left(&t).await, 1, "the job finds nothing to do");
    assert!(kinds(&t, id).await.contains(&"schedule_cancelled".to_owned()));
}

#[both_databases]
async fn impossible_times_are_refused_and_spam_is_not_answered(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, id) = with_conversation(&t).await;
    let path = format!("/conversations/{id}/replies");
    for (at, code) in [
        ("2026-03-02T09:00:00Z", "in_the_past"),
        ("2027-06-01T09:00:00Z", "too_late"),
        ("tomorrow", "invalid_time"),
    ] {
        t.owner()
            .post(&path, json!({"text": "x", "send_at": at}))
            .await
            .refuses("send_at", code);
    }
    assert!(waiting(&t, id).await.is_empty());
    schedule(t.owner(), id, json!({"text": "x", "send_at": TOMORROW})).await;
    let spam = json!({"status": "spam"});
    t.owner()
        .put(&format!("/conversations/{id}/status"), spam)
        .await
        .ok();
    t.wait(25 * HOUR).await;
    assert_eq!(
        (left(&t).await, &waiting(&t, id).await[0]["held_reason"]),
        (0, &json!("spam"))
    );
}
