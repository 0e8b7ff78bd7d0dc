//! One shift at a time.

use db::args;
use serde_json::json;
use test_support::{TestDb, both_databases};

use super::{Desk, WEEK, shift};

#[both_databases]
async fn a_shift_is_added_moved_given_away_and_taken_off(db: TestDb) {
    let desk = Desk::on(db).await;
    let id = desk.shift(desk.ana.1, 9, "08:00", "16:30").await;
    let start: i64 = desk
        .t
        .value("SELECT start_at FROM shift WHERE id = $1", args![id])
        .await;
    assert_eq!(start, 1_773_043_200_000_000, "2026-03-09T08:00:00Z");
    let path = format!("/workforce/shifts/{id}");
    let moved = json!({ "agent_id": desk.bao.1, "start": "2026-03-10T09:00", "end": "2026-03-10T17:30" });
    let moved = desk.lead.patch(&path, moved).await.ok();
    assert_eq!(moved["shift"]["agent_name"], "Bao");
    assert_eq!(moved["shift"]["local_start"], "2026-03-10T09:00");
    assert_eq!(
        (&moved["shift"]["pause_after"], &moved["shift"]["pause_minutes"]),
        (&json!(240), &json!(30)),
        "the break moved along"
    );
    let shorter = desk
        .lead
        .patch(&path, json!({ "end": "2026-03-10T13:00" }))
        .await
        .ok();
    assert_eq!(
        (
            &shorter["shift"]["pause_minutes"],
            &shorter["shift"]["paid_minutes"]
        ),
        (&json!(0), &json!(240))
    );
    let paused = json!({ "pause_minutes": 60, "pause_paid": true });
    let paused = desk.lead.patch(&path, paused).await.ok();
    assert_eq!(
        (&paused["shift"]["pause_after"], &paused["shift"]["paid_minutes"]),
        (&json!(90), &json!(240))
    );
    let week = desk.lead.get(&format!("/workforce/rosters/{WEEK}")).await.ok();
    assert_eq!(
        (&week["rostered"][66], &week["rostered"][70]),
        (&json!(1.0), &json!(0.0))
    );
    desk.lead.delete(&path).await.expect_status(204);
    assert_eq!(desk.count("shift").await, 0);
    desk.lead.delete(&path).await.problem(404, "shift_not_found");
    for action in ["shift.added", "shift.removed"] {
        let found: i64 = desk
            .t
            .value(
                "SELECT count(*) FROM audit_entry WHERE action = $1",
                args![action],
            )
            .await;
        assert_eq!(found, 1, "{action}");
    }
}

#[both_databases]
async fn nobody_works_twice_at_once_and_too_short_a_rest_is_told(db: TestDb) {
    let desk = Desk::on(db).await;
    let ana = desk.ana.1;
    desk.shift(ana, 9, "12:00", "20:00").await;
    let second = |day, from, to| desk.lead.post("/workforce/shifts", shift(ana, day, from, to));
    second(9, "19:30", "22:00")
        .await
        .refuses("start", "shift_overlaps");
    second(9, "10:00", "23:00")
        .await
        .refuses("start", "shift_overlaps");
    let short = second(10, "06:00", "10:00").await.expect_status(201);
    assert_eq!(short["warnings"][0]["code"], "short_rest");
    let rested = second(11, "08:00", "12:00").await.expect_status(201);
    assert_eq!(rested["warnings"], json!([]));
    // Moving a shift over itself is no overlap.
    let path = format!("/workforce/shifts/{}", rested["shift"]["id"]);
    desk.lead
        .patch(
            &path,
            json!({ "start": "2026-03-11T09:00", "end": "2026-03-11T13:00" }),
        )
        .await
        .ok();
    second(9, "16:00", "15:00").await.refuses("end", "out_of_range");
    second(9, "21:00", "21:15").await.refuses("end", "out_of_range");
    let lost = json!({ "agent_id": 4711, "start": "2026-03-09T08:00", "end": "2026-03-09T12:00" });
    desk.lead
        .post("/workforce/shifts", lost)
        .await
        .refuses("agent_id", "does_not_exist");
    let odd = json!({ "agent_id": ana, "start": "eight", "end": "2026-03-09T12:00" });
    desk.lead
        .post("/workforce/shifts", odd)
        .await
        .refuses("start", "invalid_time");
    let refused = desk
        .ana
        .0
        .post("/workforce/shifts", shift(ana, 12, "08:00", "12:00"))
        .await;
    refused.problem(403, "permission_missing");
    assert_eq!(desk.count("shift").await, 3);
}

#[both_databases]
async fn of_two_shifts_for_one_agent_at_the_same_time_one_is_written(db: TestDb) {
    let desk = Desk::on(db).await;
    let writes = (0..6).map(|_| {
        let (lead, body) = (desk.lead.clone(), shift(desk.ana.1, 9, "08:00", "16:00"));
        tokio::spawn(async move { lead.post("/workforce/shifts", body).await.status.as_u16() })
    });
    let mut written = 0;
    for write in writes.collect::<Vec<_>>() {
        match write.await.unwrap() {
            201 => written += 1,
            other => assert_eq!(other, 422),
        }
    }
    assert_eq!((written, desk.count("shift").await), (1, 1));
}

#[both_databases]
async fn days_are_those_of_the_organisation_and_its_clock_changes(db: TestDb) {
    let desk = Desk::on(db).await;
    let zone = json!({ "time_zone": "Europe/Bucharest" });
    desk.t.owner().patch("/organisation", zone).await.ok();
    // The night in which clocks are put forward has an hour less.
    let night = json!({ "agent_id": desk.ana.1, "start": "2026-03-28T22:00", "end": "2026-03-29T06:00" });
    let night = desk
        .lead
        .post("/workforce/shifts", night)
        .await
        .expect_status(201);
    assert_eq!(night["shift"]["start"], "2026-03-28T20:00:00.000000Z");
    assert_eq!(night["shift"]["end"], "2026-03-29T03:00:00.000000Z");
    assert_eq!(night["shift"]["local_end"], "2026-03-29T06:00");
    assert_eq!(night["shift"]["paid_minutes"], 390, "seven hours with a break");
}
