//! Leave.

use serde_json::{Value, json};
use test_support::{Client, TestDb, both_databases};

use super::{Desk, WEEK, shift};

async fn ask(client: &Client, from: &str, to: &str) -> Value {
    let body = json!({ "from": from, "to": to, "reason": "A wedding" });
    client.post("/workforce/leave", body).await.expect_status(201)
}

#[both_databases]
async fn leave_is_asked_for_and_granted_and_then_nobody_is_planned(db: TestDb) {
    let desk = Desk::on(db).await;
    let leave = ask(&desk.ana.0, "2026-03-10", "2026-03-12").await;
    let open = desk.lead.get("/workforce/roster-requests").await.ok();
    assert_eq!(open["leave"][0]["leave"]["reason"], "A wedding");
    let grant = format!("/workforce/leave/{}/grant", leave["id"]);
    desk.bao
        .0
        .post(&grant, json!({}))
        .await
        .problem(403, "permission_missing");
    let granted = desk.lead.post(&grant, json!({})).await.ok();
    assert_eq!(
        (&granted["state"], &granted["decided_by"]),
        (&json!("granted"), &json!("Lead"))
    );
    desk.lead
        .post(&grant, json!({}))
        .await
        .problem(409, "leave_decided");
    let on_leave = |from, to| {
        desk.lead
            .post("/workforce/shifts", shift(desk.ana.1, 12, from, to))
    };
    on_leave("08:00", "12:00").await.refuses("agent_id", "on_leave");
    // A night that ends on the first day of it is no night to work either.
    let night = json!({ "agent_id": desk.ana.1, "start": "2026-03-09T22:00", "end": "2026-03-10T06:00" });
    desk.lead
        .post("/workforce/shifts", night)
        .await
        .refuses("agent_id", "on_leave");
    desk.shift(desk.ana.1, 9, "08:00", "12:00").await;
    let own = desk.ana.0.get("/workforce/own-shifts").await.ok();
    assert_eq!(own["leave"][0]["state"], "granted");
    assert_eq!(
        desk.count("leave_request WHERE state = 'granted' AND decided_by IS NOT NULL")
            .await,
        1
    );
}

#[both_databases]
async fn published_shifts_are_named_and_taken_off_only_when_asked(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.shift(desk.ana.1, 10, "08:00", "16:30").await;
    desk.shift(desk.ana.1, 13, "08:00", "16:30").await;
    desk.publish().await;
    desk.shift(desk.ana.1, 11, "08:00", "16:30").await;
    let leave = ask(&desk.ana.0, "2026-03-10", "2026-03-11").await;
    let open = desk.lead.get("/workforce/roster-requests").await.ok();
    let conflicts = open["leave"][0]["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0]["local_start"], "2026-03-10T08:00");
    let grant = format!("/workforce/leave/{}/grant", leave["id"]);
    let problem = desk
        .lead
        .post(&grant, json!({}))
        .await
        .problem(409, "leave_conflicts");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("2026-03-10 08:00–16:30")
    );
    assert_eq!(desk.count("shift").await, 3, "nothing happened");
    assert_eq!(desk.count("leave_request WHERE state = 'asked'").await, 1);
    desk.lead.post(&grant, json!({ "take_off": true })).await.ok();
    assert_eq!(desk.count("shift").await, 1);
    let week = desk.ana.0.get(&format!("/workforce/rosters/{WEEK}")).await.ok();
    assert_eq!(week["shifts"][0]["local_start"], "2026-03-13T08:00");
}

#[both_databases]
async fn leave_is_refused_or_taken_back_and_asked_for_once(db: TestDb) {
    let desk = Desk::on(db).await;
    let leave = ask(&desk.ana.0, "2026-03-10", "2026-03-12").await;
    let body = json!({ "from": "2026-03-12", "to": "2026-03-14" });
    let again = desk.ana.0.post("/workforce/leave", body).await;
    again.problem(409, "leave_exists");
    let withdraw = format!("/workforce/leave/{}/withdraw", leave["id"]);
    desk.bao
        .0
        .post(&withdraw, json!({}))
        .await
        .problem(404, "leave_not_found");
    desk.ana.0.post(&withdraw, json!({})).await.ok();
    desk.ana
        .0
        .post(&withdraw, json!({}))
        .await
        .problem(409, "leave_decided");
    let other = ask(&desk.ana.0, "2026-03-12", "2026-03-14").await;
    let refuse = format!("/workforce/leave/{}/refuse", other["id"]);
    desk.lead.post(&refuse, json!({})).await.ok();
    assert_eq!(desk.count("leave_request WHERE state = 'refused'").await, 1);
    desk.shift(desk.ana.1, 12, "08:00", "12:00").await;
    let with = |from: &str, to: &str| {
        let body = json!({ "from": from, "to": to });
        desk.ana.0.post("/workforce/leave", body)
    };
    with("soon", "2026-03-14").await.refuses("from", "invalid_date");
    with("2026-03-14", "2026-03-13")
        .await
        .refuses("to", "before_from");
    with("2026-02-01", "2026-02-02")
        .await
        .refuses("to", "in_the_past");
    with("2026-04-01", "2027-04-02").await.refuses("to", "too_long");
    desk.ana
        .0
        .get("/workforce/roster-requests")
        .await
        .problem(403, "permission_missing");
}
