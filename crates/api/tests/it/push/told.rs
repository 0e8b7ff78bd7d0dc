//! What a push says, and when it is not sent.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{TestDb, both_databases};

use crate::mails::{mail, reply};

use super::Desk;

#[both_databases]
async fn a_push_says_what_happened_and_where(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.assign_to_ben().await;
    assert!(
        desk.service.received().is_empty(),
        "nothing is sent from inside a request"
    );
    desk.t.run_jobs().await;
    let message = desk.service.received().pop().unwrap();
    assert_eq!(message.headers["urgency"], "high");
    assert_eq!(message.headers["ttl"], "43200");
    let told = desk.browser.read(&message, &desk.public_key);
    assert_eq!(told["kind"], "assigned");
    assert_eq!(told["title"], "Ana assigned a conversation to you");
    assert_eq!(told["body"], "#1001 Lamp");
    assert_eq!(told["unread"], 1);
    assert_eq!(
        told["silent"], true,
        "assigned comes without a sound unless one asks for it"
    );
    let url = told["url"].as_str().unwrap();
    assert!(url.starts_with("/conversations/1?seq="), "{url}");
    assert!(desk.subscribed().await[0]["last_success_at"].is_string());

    // What happens again replaces itself, in the push service and on the screen; the newest is what it says.
    desk.customer_answers(2).await;
    desk.customer_answers(3).await;
    let messages = desk.service.received();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].headers["topic"], messages[1].headers["topic"]);
    let told: Vec<Value> = messages
        .iter()
        .map(|message| desk.browser.read(message, &desk.public_key))
        .collect();
    assert_eq!(told[0]["key"], told[1]["key"]);
    assert_eq!(told[1]["kind"], "replied");
    assert_eq!(told[1]["silent"], false);
}

#[both_databases]
async fn a_push_speaks_the_agents_language(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.ben.patch("/me", json!({"locale": "vi"})).await.ok();
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.pushed()[0]["title"], "Ana đã giao một hội thoại cho bạn");
}

#[both_databases]
async fn a_browser_that_is_gone_is_forgotten(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(410, None);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.service.received().len(), 1);
    assert!(desk.subscribed().await.is_empty());
    let rows: i64 = desk
        .t
        .value("SELECT count(*) FROM push_subscription", vec![])
        .await;
    assert_eq!(rows, 0);
    assert_eq!(desk.dead_jobs().await, 0);
}

#[both_databases]
async fn a_service_in_trouble_is_tried_again(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(503, Some(90));
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.service.received().len(), 1);
    let subscribed = desk.subscribed().await;
    assert_eq!(subscribed[0]["last_error"], "the push service answered 503");
    desk.t.wait(Duration::from_secs(60)).await;
    assert!(desk.service.received().is_empty(), "it asked for 90 seconds");
    desk.service.answers(201, None);
    desk.t.wait(Duration::from_secs(60)).await;
    assert_eq!(desk.pushed()[0]["title"], "Ana assigned a conversation to you");
    assert!(desk.subscribed().await[0]["last_error"].is_null());
}

#[both_databases]
async fn a_push_that_cannot_go_out_in_time_is_dropped(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(503, None);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    desk.service.answers(201, None);
    desk.service.received();
    desk.t.wait(Duration::from_secs(13 * 3600)).await;
    assert!(desk.service.received().is_empty());
    assert_eq!(desk.dead_jobs().await, 0);
}

#[both_databases]
async fn a_refusal_is_shown_and_not_repeated(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(403, None);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    desk.t.wait(Duration::from_secs(3600)).await;
    assert_eq!(desk.service.received().len(), 1);
    assert_eq!(
        desk.subscribed().await[0]["last_error"],
        "the push service answered 403"
    );
    assert_eq!(desk.dead_jobs().await, 0);
}

#[both_databases]
async fn what_was_read_before_is_not_pushed(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.assign_to_ben().await;
    desk.ben
        .put("/conversations/1/read", json!({"seq": 3}))
        .await
        .ok();
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn who_sits_in_front_of_a_window_sees_it_there(db: TestDb) {
    let desk = Desk::on(db).await;
    let mut window = desk.t.live(&desk.ben).await;
    window.subscribe(&[&format!("agent:{}", desk.ben_id)], None).await;
    window.wait_for("subscribed").await;
    window.send(json!({"type": "attentive", "active": true})).await;
    window.send(json!({"type": "ping"})).await;
    window.wait_for("pong").await;
    desk.assign_to_ben().await;
    let call = window.wait_for_event("notification").await["call"].clone();
    assert_eq!((&call["push"], &call["sound"]), (&json!(true), &json!(false)));
    assert!(call["show"].is_i64() && call["key"].is_string());
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());

    // Gone for a coffee, the window still open.
    window.send(json!({"type": "attentive", "active": false})).await;
    window.send(json!({"type": "ping"})).await;
    window.wait_for("pong").await;
    desk.customer_answers(2).await;
    assert_eq!(desk.pushed().len(), 1);
}

#[both_databases]
async fn a_hint_names_no_customer(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.assign_to_ben().await;
    let mut window = desk.t.live(&desk.ben).await;
    window.subscribe(&[&format!("agent:{}", desk.ben_id)], None).await;
    window.wait_for("subscribed").await;
    desk.customer_answers(2).await;
    let event = window.wait_for_event("notification").await;
    assert_eq!(event["reason"], "replied");
    assert!(event["actor_name"].is_null(), "{event}");
}

#[both_databases]
async fn whom_personal_data_is_hidden_from_gets_no_more_by_push(db: TestDb) {
    let desk = Desk::on(db).await;
    let permissions = ["conversations.read", "conversations.reply"];
    let role = json!({"name": "Partner", "permissions": permissions, "all_inboxes": false, "mask_personal_data": true});
    let role = desk.t.owner().post("/roles", role).await.expect_status(201)["id"].clone();
    desk.t
        .owner()
        .patch(&format!("/agents/{}", desk.ben_id), json!({"role_id": role}))
        .await
        .ok();
    let new = mail(
        "mai@example.com",
        "Call mai@example.com",
        "m1@example.com",
        "Where is it?",
    );
    desk.t.receive(desk.inbox, new).await;
    desk.ana
        .put("/conversations/2/assignee", json!({"agent_id": desk.ben_id}))
        .await
        .ok();
    let more = reply(
        "mai@example.com",
        "Call",
        "m2@example.com",
        "m1@example.com",
        "And?",
    );
    desk.t.receive(desk.inbox, more).await;
    let told = desk.pushed();
    let replied = told.iter().find(|one| one["kind"] == "replied").unwrap();
    assert_eq!(replied["title"], "m•••@e•••.com replied");
    assert_eq!(replied["body"], "#1002 Call m•••@e•••.com");
}

#[both_databases]
async fn who_may_not_see_a_conversation_any_more_gets_no_push_of_it(db: TestDb) {
    let desk = Desk::on(db).await;
    let other = desk.t.inbox("Billing", "billing@ours.test").await;
    desk.assign_to_ben().await;
    let moved = json!({"inbox_ids": [other.get()]});
    desk.t
        .owner()
        .patch(&format!("/agents/{}", desk.ben_id), moved)
        .await
        .ok();
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn a_push_of_shifts_names_the_week_and_leads_to_ones_own(db: TestDb) {
    let desk = Desk::on(db).await;
    let shift = json!({"agent_id": desk.ben_id, "start": "2026-03-10T08:00", "end": "2026-03-10T16:30"});
    let lead = desk.t.owner();
    lead.post("/workforce/shifts", shift).await.expect_status(201);
    lead.post("/workforce/rosters/2026-03-09/publish", json!({}))
        .await
        .ok();
    desk.t.run_jobs().await;
    let message = desk.service.received().pop().unwrap();
    assert_eq!(message.headers["urgency"], "normal", "a phone may sleep on");
    let told = desk.browser.read(&message, &desk.public_key);
    assert_eq!(told["kind"], "shifts_changed");
    assert_eq!(told["title"], "Your shifts are published");
    assert_eq!(told["body"], "Week of 9 March 2026");
    assert_eq!(told["url"], "/workforce/shifts");

    // Who decides is led to where that is done.
    desk.ben.patch("/me", json!({"locale": "ro"})).await.ok();
    let role: i64 = desk
        .t
        .value("SELECT id FROM role WHERE key = 'supervisor'", vec![])
        .await;
    let path = format!("/agents/{}", desk.ben_id);
    lead.patch(&path, json!({"role_id": role})).await.ok();
    let leave = json!({"from": "2026-03-12", "to": "2026-03-13", "reason": ""});
    desk.ana.post("/workforce/leave", leave).await.expect_status(201);
    desk.t.run_jobs().await;
    let told = desk.pushed().pop().unwrap();
    assert_eq!(told["title"], "Ana cere concediu");
    assert_eq!(
        (&told["body"], &told["url"]),
        (&json!("12.03.2026"), &json!("/workforce/roster"))
    );
}
