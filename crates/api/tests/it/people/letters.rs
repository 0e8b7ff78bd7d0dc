//! Where the organisation's own letters leave from, and when they do not.

use std::time::Duration;

use db::args;
use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use super::{ANA, OTHER, Office, inbox, invite, read};
use crate::accounts::role;

#[both_databases]
async fn letters_leave_through_the_inbox_that_was_chosen(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let second = office.inbox("Office", "office@ours.test").await;
    let deaf = inbox(t, "Only in", "deaf@ours.test", None).await;
    let settings = t.owner().get("/organisation").await.ok();
    assert_eq!(
        (&settings["system_inbox_id"], &settings["system_sender"]),
        (&json!(null), &json!("help@ours.test"))
    );

    let refused = t
        .owner()
        .patch("/organisation", json!({ "system_inbox_id": deaf.get() }))
        .await;
    refused.refuses("system_inbox_id", "inbox_cannot_send");
    let refused = t
        .owner()
        .patch("/organisation", json!({ "system_inbox_id": 999 }))
        .await;
    refused.refuses("system_inbox_id", "does_not_exist");
    let chosen = t
        .owner()
        .patch("/organisation", json!({ "system_inbox_id": second.get() }))
        .await
        .ok();
    assert_eq!(chosen["system_sender"], "office@ours.test");
    // Other settings leave the choice as it is.
    let renamed = t
        .owner()
        .patch("/organisation", json!({ "name": "Đèn Xanh" }))
        .await
        .ok();
    assert_eq!(renamed["system_inbox_id"], second.get());

    let agent = role(t, "agent").await;
    t.owner()
        .post("/invitations", invite("Ana", ANA, agent))
        .await
        .expect_status(201);
    let mail = office.mails(ANA, 1).await.remove(0);
    let mail = read(&mail);
    assert_eq!(
        (mail.from.name.as_str(), mail.from.address.as_str()),
        ("Đèn Xanh", "office@ours.test")
    );
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    assert!(mail.reply_to.is_empty(), "{:?}", mail.reply_to);
    let conversations: i64 = t.value("SELECT COUNT(*) FROM conversation", args![]).await;
    let messages: i64 = t.value("SELECT COUNT(*) FROM message", args![]).await;
    assert_eq!((conversations, messages), (0, 0), "letters are no conversations");

    // An inbox that was switched off does not stop them.
    t.owner()
        .patch(&format!("/inboxes/{second}"), json!({ "enabled": false }))
        .await
        .ok();
    t.owner()
        .post("/invitations", invite("Bo", OTHER, agent))
        .await
        .expect_status(201);
    let mail = office.mails(OTHER, 1).await.remove(0);
    assert_eq!(read(&mail).from.address, "help@ours.test");
}

#[both_databases]
async fn letters_wait_for_the_mail_server_and_are_sealed_meanwhile(db: TestDb) {
    let Some(mut office) = Office::open(db).await else {
        return;
    };
    office.stop_sending().await;
    let agent = role(&office.t, "agent").await;
    let made = office
        .t
        .owner()
        .post("/invitations", invite("Ana", ANA, agent))
        .await
        .expect_status(201);
    assert_eq!(made["link"], json!(null));
    office.t.run_jobs().await;
    let list = office.t.owner().get("/invitations").await.ok();
    assert_eq!(list["items"][0]["delivery"], "queued");
    assert!(list["items"][0]["delivery_error"].is_string());
    let sealed: String = office
        .t
        .value("SELECT letter_secret FROM system_letter", args![])
        .await;
    assert!(sealed.starts_with("v1:") && !sealed.contains("invitation"));
    let jobs: i64 = office
        .t
        .value(
            "SELECT COUNT(*) FROM job WHERE payload LIKE '%/invitation/%' OR payload LIKE '%ana@ours.test%'",
            args![],
        )
        .await;
    assert_eq!(jobs, 0, "no link in the queue");

    office.send_again().await;
    office.t.wait(Duration::from_secs(60)).await;
    office.mails(ANA, 1).await;
    let list = office.t.owner().get("/invitations").await.ok();
    assert_eq!(
        (&list["items"][0]["delivery"], &list["items"][0]["delivery_error"]),
        (&json!("sent"), &json!(null))
    );
    let left: i64 = office
        .t
        .value("SELECT COUNT(*) FROM system_letter", args![])
        .await;
    assert_eq!(left, 0, "what has left is forgotten");
}

#[both_databases]
async fn an_address_that_refuses_mail_is_shown_with_its_reason(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let agent = role(t, "agent").await;
    t.owner()
        .post("/invitations", invite("Nobody", "nobody@ours.test", agent))
        .await
        .expect_status(201);
    t.run_jobs().await;
    let list = t.owner().get("/invitations").await.ok();
    assert_eq!(list["items"][0]["delivery"], "failed");
    assert!(
        list["items"][0]["delivery_error"]
            .as_str()
            .unwrap()
            .contains("nobody@ours.test")
            || !list["items"][0]["delivery_error"].as_str().unwrap().is_empty()
    );
}

#[both_databases]
async fn without_a_server_the_answer_says_so(db: TestDb) {
    let t = TestApp::on(db).await;
    inbox(&t, "Only in", "help@ours.test", None).await;
    let setup = t.anonymous().get("/setup").await.ok();
    assert_eq!(setup["can_send_mail"], false);
    assert_eq!(
        t.owner().get("/organisation").await.ok()["system_sender"],
        json!(null)
    );
    let ask = json!({ "email": "owner@ours.test" });
    t.anonymous()
        .post("/password-resets", ask)
        .await
        .problem(409, "system_mail_unavailable");
    let ask = json!({ "email": "stranger@ours.test" });
    t.anonymous()
        .post("/password-resets", ask)
        .await
        .problem(409, "system_mail_unavailable");
    let made = t
        .owner()
        .post("/invitations", invite("Ana", ANA, role(&t, "agent").await))
        .await
        .expect_status(201);
    assert_eq!(made["invitation"]["delivery"], "by_hand");
    assert!(made["link"].as_str().unwrap().contains("/invitation/"));
}
