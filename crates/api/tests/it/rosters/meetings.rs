//! Meetings and trainings that are planned.

use serde_json::{Value, json};
use test_support::{TestDb, both_databases};

use super::{Desk, WEEK};

/// On Tuesday the tenth.
fn meeting(from: &str, to: &str, agents: &[i64]) -> Value {
    json!({
        "title": "Team meeting",
        "start": format!("2026-03-10T{from}"),
        "end": format!("2026-03-10T{to}"),
        "agents": agents,
    })
}

/// Agents there for customers in the half hour of Tuesday that begins at an hour.
fn there(week: &Value, half_hour: usize) -> f64 {
    week["rostered"][48 + half_hour].as_f64().unwrap()
}

#[both_databases]
async fn who_meets_is_at_work_and_not_there_for_customers(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.shift(desk.ana.1, 10, "08:00", "14:00").await;
    desk.shift(desk.bao.1, 10, "08:00", "14:00").await;
    let both = [desk.ana.1, desk.bao.1, desk.chi.1];
    let made = desk
        .lead
        .post("/workforce/meetings", meeting("10:00", "10:45", &both))
        .await
        .expect_status(201);
    assert_eq!(
        (&made["meeting"]["kind"], &made["meeting"]["agents"]),
        (&json!("meeting"), &json!(both))
    );
    assert_eq!(
        made["not_at_work"],
        json!([desk.chi.1]),
        "is told and not refused"
    );
    let path = format!("/workforce/rosters/{WEEK}");
    let week = desk.lead.get(&path).await.ok();
    assert_eq!(week["meetings"][0]["local_start"], "2026-03-10T10:00");
    assert_eq!(
        [19, 20, 21, 22].map(|half_hour| there(&week, half_hour)),
        [2.0, 0.0, 1.0, 2.0]
    );
    assert_eq!(desk.count("roster_meeting_agent").await, 3);

    // Later, shorter, a training, and without one of them: what is not named stays.
    let id = made["meeting"]["id"].as_i64().unwrap();
    let change = json!({ "kind": "training", "start": "2026-03-10T10:15", "agents": [desk.ana.1] });
    let path_of = format!("/workforce/meetings/{id}");
    let changed = desk.lead.patch(&path_of, change).await.ok();
    let meeting = &changed["meeting"];
    assert_eq!(
        (&meeting["kind"], &meeting["title"], &meeting["local_end"]),
        (
            &json!("training"),
            &json!("Team meeting"),
            &json!("2026-03-10T10:45")
        )
    );
    let week = desk.lead.get(&path).await.ok();
    assert_eq!([20, 21].map(|half_hour| there(&week, half_hour)), [1.5, 1.5]);
    desk.lead.delete(&path_of).await.expect_status(204);
    desk.lead.delete(&path_of).await.problem(404, "meeting_not_found");
    assert_eq!(desk.count("roster_meeting").await, 0);
    assert_eq!(desk.count("audit_entry WHERE action LIKE 'meeting.%'").await, 3);
}

#[both_databases]
async fn everybody_sees_their_own_meetings_and_hears_of_them(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.lead
        .post("/workforce/meetings", meeting("10:00", "11:00", &[desk.ana.1]))
        .await
        .expect_status(201);
    let own = desk.ana.0.get("/workforce/own-shifts").await.ok();
    assert_eq!(own["meetings"][0]["title"], "Team meeting");
    let calendar = desk.ana.0.get("/workforce/own-shifts/calendar").await.text();
    assert!(calendar.contains("SUMMARY:Team meeting"), "{calendar}");
    let path = format!("/workforce/rosters/{WEEK}");
    assert_eq!(
        desk.ana.0.get(&path).await.ok()["meetings"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        desk.ana.0.get("/notifications").await.ok()["items"][0]["topic"],
        "changed"
    );
    assert_eq!(desk.bao.0.get(&path).await.ok()["meetings"], json!([]));
    assert_eq!(
        desk.bao.0.get("/workforce/own-shifts").await.ok()["meetings"],
        json!([])
    );
    desk.bao
        .0
        .post("/workforce/meetings", meeting("10:00", "11:00", &[desk.bao.1]))
        .await
        .problem(403, "permission_missing");
    // What is entered afterwards changes nobody's plans.
    let before = json!({ "title": "Training", "start": "2026-02-24T10:00", "end": "2026-02-24T11:00", "agents": [desk.bao.1] });
    desk.lead
        .post("/workforce/meetings", before)
        .await
        .expect_status(201);
    assert_eq!(desk.bao.0.get("/notifications").await.ok()["items"], json!([]));
}

#[both_databases]
async fn what_is_no_meeting_is_refused_by_its_field(db: TestDb) {
    let desk = Desk::on(db).await;
    let fields = desk
        .lead
        .post(
            "/workforce/meetings",
            json!({ "kind": "party", "title": " ", "start": "2026-03-10T10:00", "end": "2026-03-10T10:04", "agents": [] }),
        )
        .await
        .refused_fields();
    assert_eq!(fields, ["kind", "title", "end", "agents"]);
    desk.lead
        .post(
            "/workforce/meetings",
            meeting("10:00", "11:00", &[desk.ana.1, 4711]),
        )
        .await
        .refuses("agents", "does_not_exist");
    desk.lead
        .post("/workforce/meetings", json!({ "title": "Team meeting" }))
        .await
        .refuses("start", "required");
    assert_eq!(desk.count("roster_meeting").await, 0);
}

#[both_databases]
async fn a_meeting_that_is_entered_afterwards_says_why_somebody_was_away(db: TestDb) {
    let desk = Desk::on(db).await;
    // The clock of tests begins on Monday the second, at nine.
    let today = |from: &str, to: &str| (format!("2026-03-02T{from}"), format!("2026-03-02T{to}"));
    let (start, end) = today("08:00", "12:00");
    desk.lead
        .post(
            "/workforce/shifts",
            json!({ "agent_id": desk.ana.1, "start": start, "end": end }),
        )
        .await
        .expect_status(201);
    desk.lead
        .post("/workforce/rosters/2026-03-02/publish", json!({}))
        .await
        .ok();
    let now = desk.t.clock().now();
    let minutes = |minutes: u64| std::time::Duration::from_secs(minutes * 60);
    let day = desk.lead.get("/workforce/days/2026-03-02").await.ok();
    let until = day["until"].as_i64().unwrap();
    assert!(until > 8 * 60, "some of the shift is over: {until}");
    assert_eq!(day["agents"][0]["adherence"], 0.0);
    // In a meeting for the last half hour, and nobody had planned it.
    let values = db::args![desk.ana.1, "meeting", now.minus(minutes(30)), now, false];
    let sql =
        "INSERT INTO attendance (agent_id, state, start_at, end_at, going_on) VALUES ($1, $2, $3, $4, $5)";
    db::Executor::exec(desk.t.db().db(), sql, values).await.unwrap();
    let clock = |minute: i64| format!("2026-03-02T{:02}:{:02}", minute / 60, minute % 60);
    let body = json!({ "title": "Fire drill", "start": clock(until - 30), "end": clock(until), "agents": [desk.ana.1] });
    desk.lead
        .post("/workforce/meetings", body)
        .await
        .expect_status(201);
    let day = desk.lead.get("/workforce/days/2026-03-02").await.ok();
    let agent = &day["agents"][0];
    assert_eq!(
        agent["meetings"][0],
        json!({ "kind": "meeting", "title": "Fire drill", "start": until - 30, "end": until })
    );
    let share = 30.0 / f64::from(i32::try_from(until).unwrap() - 480);
    assert!((agent["adherence"].as_f64().unwrap() - share).abs() < 1e-9);
    // Half an hour in which she was rostered, and not for customers.
    let last = usize::try_from((until - 30) / 30).unwrap();
    assert_eq!(day["rostered"][last], 0.0);
}
