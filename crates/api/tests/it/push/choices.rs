//! By which ways one is told of what, and when not.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::mails::mail;

use super::{Desk, SETTINGS};

#[both_databases]
async fn in_quiet_hours_the_centre_fills_and_nothing_calls(db: TestDb) {
    let desk = Desk::on(db).await;
    // It is Monday 09:00 in UTC and 16:00 in Hồ Chí Minh.
    let quiet = |from: &str, to: &str| json!({"quiet_hours": {"time_zone": "asia/ho_chi_minh", "windows": [{"days": ["mon"], "from": from, "to": to}]}});
    let set = desk.ben.patch(SETTINGS, quiet("15:30", "17:00")).await.ok();
    assert_eq!(set["quiet_hours"]["time_zone"], "Asia/Ho_Chi_Minh");
    let mut window = desk.t.live(&desk.ben).await;
    window.subscribe(&[&format!("agent:{}", desk.ben_id)], None).await;
    window.wait_for("subscribed").await;
    desk.assign_to_ben().await;
    desk.customer_answers(2).await;
    let call = window.wait_for_event("notification").await["call"].clone();
    assert_eq!((&call["push"], &call["sound"]), (&json!(false), &json!(false)));
    assert!(desk.service.received().is_empty());
    assert_eq!(desk.ben.get("/notifications/count").await.ok()["unread"], 2);

    // An hour later they are over, and what came meanwhile stays in the centre.
    desk.t.wait(Duration::from_secs(3600)).await;
    assert!(desk.service.received().is_empty());
    desk.customer_answers(3).await;
    assert_eq!(desk.pushed().len(), 1);
}

#[both_databases]
async fn a_push_that_waited_into_quiet_hours_is_dropped(db: TestDb) {
    let desk = Desk::on(db).await;
    let quiet = json!({"quiet_hours": {"time_zone": "UTC", "windows": [{"days": ["mon"], "from": "09:01", "to": "12:00"}]}});
    desk.ben.patch(SETTINGS, quiet).await.ok();
    desk.service.answers(503, Some(120));
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.service.received().len(), 1);
    desk.service.answers(201, None);
    desk.t.wait(Duration::from_secs(180)).await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn each_event_comes_by_the_ways_that_were_chosen(db: TestDb) {
    let desk = Desk::on(db).await;
    let settings = desk.ben.get(SETTINGS).await.ok();
    let of = |settings: &Value, kind: &str| {
        let events = settings["events"].as_array().unwrap();
        events.iter().find(|event| event["kind"] == kind).unwrap().clone()
    };
    assert_eq!(settings["events"].as_array().unwrap().len(), 10);
    assert_eq!(settings["quiet_hours"]["windows"], json!([]));
    assert_eq!(
        of(&settings, "arrived"),
        json!({"kind": "arrived", "in_app": false, "push": false, "sound": false})
    );
    let chosen = json!({"events": [
        {"kind": "assigned", "in_app": false, "push": true},
        {"kind": "replied", "push": false},
    ]});
    let settings = desk.ben.patch(SETTINGS, chosen).await.ok();
    assert_eq!(of(&settings, "replied")["sound"], true, "what is not named stays");

    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.pushed()[0]["kind"], "assigned");
    assert_eq!(
        desk.ben.get("/notifications/count").await.ok()["unread"],
        0,
        "only pushed"
    );
    desk.customer_answers(2).await;
    assert!(desk.pushed().is_empty());
    let listed = desk.ben.get("/notifications").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["kind"], "replied");

    let off = json!({"events": [{"kind": "replied", "in_app": false, "sound": false}]});
    desk.ben.patch(SETTINGS, off).await.ok();
    desk.ben
        .post("/notifications/read", json!({"ids": [listed["items"][0]["id"]]}))
        .await
        .ok();
    desk.customer_answers(3).await;
    let rows: i64 = desk
        .t
        .value("SELECT count(*) FROM notification WHERE kind = 'replied'", vec![])
        .await;
    assert_eq!(rows, 1, "who wants to hear nothing is told nothing");
}

#[both_databases]
async fn what_cannot_be_chosen_is_refused_by_name(db: TestDb) {
    let t = TestApp::on(db).await;
    let owner = t.owner();
    let set = |body: Value| async move { owner.patch(SETTINGS, body).await };
    set(json!({"events": [{"kind": "assigned"}, {"kind": "sneezed"}]}))
        .await
        .refuses("events[1].kind", "unknown_value");
    let window = |days: Value, from: &str, to: &str| json!({"days": days, "from": from, "to": to});
    let quiet =
        |zone: &str, windows: Vec<Value>| json!({"quiet_hours": {"time_zone": zone, "windows": windows}});
    let refused = set(quiet(
        "Mars/Olympus",
        vec![
            window(json!(["mon"]), "22:00", "07:00"),
            window(json!([]), "24:00", "7"),
            window(json!(["mon", "someday"]), "22:00", "07:00"),
        ],
    ))
    .await;
    let problem = refused.refuses("quiet_hours.time_zone", "unknown_time_zone");
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "quiet_hours.time_zone",
            "quiet_hours.windows[1].days",
            "quiet_hours.windows[1].from",
            "quiet_hours.windows[1].to",
            "quiet_hours.windows[2].days[1]",
        ]
    );
    let many = vec![window(json!(["mon"]), "22:00", "07:00"); 8];
    set(quiet("UTC", many))
        .await
        .refuses("quiet_hours.windows", "too_many");
    let rows: i64 = t.value("SELECT count(*) FROM quiet_hours", vec![]).await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn who_asks_for_it_hears_of_conversations_that_nobody_has(db: TestDb) {
    let desk = Desk::on(db).await;
    let other = desk.t.inbox("Billing", "billing@ours.test").await;
    let eva = desk.t.agent("Eva", "agent", &[other]).await;
    let on = json!({"events": [{"kind": "arrived", "in_app": true, "push": true}]});
    for client in [&desk.ben, &eva] {
        client.patch(SETTINGS, on.clone()).await.ok();
    }
    let new = mail("mai@example.com", "Chair", "m1@example.com", "Where is it?");
    desk.t.receive(desk.inbox, new).await;
    let told = desk.pushed();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["kind"], "arrived");
    assert_eq!(told[0]["title"], "New conversation from mai@example.com");
    let unread =
        |client: Client| async move { client.get("/notifications/count").await.ok()["unread"].clone() };
    assert_eq!(unread(desk.ben.clone()).await, 1);
    assert_eq!(unread(eva.clone()).await, 0, "of an inbox that she does not see");
    assert_eq!(unread(desk.ana.clone()).await, 0, "she did not ask for it");

    // Ana takes it: Ben need not look any more.
    let ana_id = desk.ana.get("/session").await.ok()["agent"]["id"].clone();
    desk.ana
        .put("/conversations/2/assignee", json!({"agent_id": ana_id}))
        .await
        .ok();
    assert_eq!(unread(desk.ben.clone()).await, 0);
}
