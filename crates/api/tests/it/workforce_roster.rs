//! A roster from the agents that a week needs.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

/// Two agents from 08:00 to 18:00 on working days.
fn week() -> Vec<u32> {
    (0..336)
        .map(|half_hour| {
            let (day, minute) = (half_hour / 48, half_hour % 48 * 30);
            u32::from(day < 5 && (480..1080).contains(&minute)) * 2
        })
        .collect()
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("Agent {number}")).collect()
}

#[both_databases]
async fn a_week_gets_shifts_within_the_rules_and_files(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "start": "2026-03-09", "agents": week(), "people": names(5) });
    let roster = t.owner().post("/workforce/roster", body).await.ok();
    assert!(
        roster["lacking_hours"].as_f64().unwrap() < 5.0,
        "{}",
        roster["lacking_hours"]
    );
    assert_eq!(roster["time_zone"], "UTC");
    let shifts = roster["shifts"].as_array().unwrap();
    for person in 0..5 {
        let own: Vec<&Value> = shifts.iter().filter(|shift| shift["person"] == person).collect();
        let minutes: u64 = own
            .iter()
            .map(|shift| shift["paid_minutes"].as_u64().unwrap())
            .sum();
        assert!(own.len() <= 5 && minutes <= 2400, "{own:?}");
        let calendar = roster["people"][person]["ics"].as_str().unwrap();
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), own.len());
    }
    assert!(
        shifts
            .iter()
            .all(|shift| shift["date"].as_str().unwrap() < "2026-03-14")
    );
    let csv = roster["csv"].as_str().unwrap();
    assert_eq!(csv.lines().count(), shifts.len() + 1);
    assert!(csv.starts_with("name,date,shift,"));
}

#[both_databases]
async fn too_few_people_leave_hours_lacking_and_a_reason(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "start": "2026-03-09", "agents": week(), "people": names(1) });
    let roster = t.owner().post("/workforce/roster", body).await.ok();
    assert!(roster["lacking_hours"].as_f64().unwrap() >= 60.0);
    assert_ne!(roster["blockers"], json!([]));
    for blocker in roster["blockers"].as_array().unwrap() {
        assert_ne!(blocker["code"], "other");
    }
}

#[both_databases]
async fn what_cannot_be_rostered_names_its_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let with = |field: &str, value: Value| {
        let mut body = json!({ "start": "2026-03-09", "agents": week(), "people": names(2) });
        body[field] = value;
        t.owner().post("/workforce/roster", body)
    };
    with("start", json!("2026-03-10"))
        .await
        .refuses("start", "no_monday");
    with("start", json!("soon"))
        .await
        .refuses("start", "invalid_date");
    with("agents", json!([1, 2]))
        .await
        .refuses("agents", "out_of_range");
    with("people", json!([])).await.refuses("people", "out_of_range");
    with("people", json!(names(61)))
        .await
        .refuses("people", "out_of_range");
    with("people", json!(["Ana", ""]))
        .await
        .refuses("people[1]", "required");
    with("hours_per_week", json!(90))
        .await
        .refuses("hours_per_week", "out_of_range");
    let body = json!({ "start": "2026-03-09", "agents": week(), "people": names(2) });
    t.anonymous()
        .post("/workforce/roster", body)
        .await
        .expect_status(401);
}
