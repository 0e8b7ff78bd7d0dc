//! Writing as a customer.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

async fn mailbox(t: &TestApp, email: &str) -> Vec<Value> {
    let page = t
        .anonymous()
        .get(&format!("/demo/mailbox?email={email}"))
        .await
        .expect_status(200);
    page["items"].as_array().unwrap().clone()
}

fn message(inbox: domain::InboxId, text: &str, answers: Option<&str>) -> Value {
    json!({"from_name": "Trần Lan", "from_email": "lan@example.com", "inbox_id": inbox, "subject": "Đèn hỏng",
        "text": text, "in_reply_to": answers})
}

#[both_databases]
async fn the_whole_round_without_a_mail_server(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let customer = t.anonymous();
    customer
        .post("/demo", message(inbox, "Đèn của tôi không sáng.", None))
        .await
        .expect_status(202);
    t.run_jobs().await;
    let conversation = t.owner().get("/conversations").await.ok()["items"][0].clone();
    assert_eq!(conversation["subject"], "Đèn hỏng");
    let start = customer.get("/demo").await.ok();
    assert_eq!(start["inboxes"][0]["address"], "help@ours.test");
    assert_eq!(
        start["customers"][0],
        json!({"name": "Trần Lan", "email": "lan@example.com"})
    );

    let path = format!("/conversations/{}", conversation["id"]);
    t.owner()
        .post(&format!("{path}/replies"), json!({"text": "Xin lỗi!"}))
        .await
        .expect_status(201);
    t.owner()
        .post(&format!("{path}/notes"), json!({"text": "She is angry."}))
        .await
        .expect_status(201);
    assert_eq!(
        mailbox(&t, "Lan@example.com").await.len(),
        1,
        "the answer can still be taken back"
    );
    t.wait(Duration::from_secs(120)).await;
    let mails = mailbox(&t, "lan@example.com").await;
    let directions: Vec<&str> = mails.iter().map(|m| m["direction"].as_str().unwrap()).collect();
    assert_eq!(directions, ["received", "sent"], "newest first, and never a note");
    assert_eq!(mails[0]["text"], "Xin lỗi!");

    let answered = mails[0]["message_id"].as_str().unwrap();
    customer
        .post("/demo", message(inbox, "Cảm ơn!", Some(answered)))
        .await
        .expect_status(202);
    t.run_jobs().await;
    let conversations: i64 = t.value("SELECT count(*) FROM conversation", vec![]).await;
    assert_eq!(conversations, 1, "the answer joins the conversation");
    assert!(mailbox(&t, "minh@example.com").await.is_empty());
}

#[both_databases]
async fn what_a_customer_cannot_write_is_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let mut bad = message(inbox, " ", None);
    bad["inbox_id"] = json!(4711);
    bad["from_email"] = json!("Help@ours.test");
    bad["subject"] = json!("two\nlines");
    let problem = t
        .anonymous()
        .post("/demo", bad)
        .await
        .problem(422, "invalid_fields");
    let mut fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].as_str().unwrap())
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, ["from_email", "inbox_id", "subject", "text"]);
    let foreign = t.anonymous().with_header("sec-fetch-site", "cross-site");
    foreign
        .post("/demo", message(inbox, "x", None))
        .await
        .problem(403, "origin_wrong");
}

#[both_databases]
async fn elsewhere_there_is_no_such_page(db: TestDb) {
    let t = TestApp::on_with(db, |options| options.demo = false).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.anonymous().get("/demo").await.problem(404, "demo_not_found");
    t.anonymous()
        .get("/demo/mailbox?email=lan@example.com")
        .await
        .problem(404, "demo_not_found");
    t.anonymous()
        .post("/demo", message(inbox, "x", None))
        .await
        .problem(404, "demo_not_found");
}
