//! Weeks: made, made anew, published, seen.

use serde_json::{Value, json};
use test_support::{TestDb, both_databases};

use super::{Desk, WEEK, needed};

fn path() -> String {
    format!("/workforce/rosters/{WEEK}")
}

#[both_databases]
async fn a_week_is_made_for_real_agents_and_kept_as_a_draft(db: TestDb) {
    let desk = Desk::on(db).await;
    let people = json!([
        { "agent_id": desk.ana.1 }, { "agent_id": desk.bao.1 }, { "agent_id": desk.chi.1, "hours_per_week": 20 },
    ]);
    let body = json!({ "agents": needed(), "people": people });
    let made = desk.lead.post(&path(), body).await.ok();
    assert!(made["lacking_hours"].as_f64().unwrap() < 20.0);
    let shifts = made["week"]["shifts"].as_array().unwrap();
    let stored = desk.count("shift WHERE state = 'draft'").await;
    assert_eq!(shifts.len(), usize::try_from(stored).unwrap());
    let hours = |agent: i64| -> u64 {
        let own = shifts.iter().filter(|shift| shift["agent_id"] == agent);
        own.map(|shift| shift["paid_minutes"].as_u64().unwrap()).sum()
    };
    assert!(hours(desk.ana.1) <= 2_400 && hours(desk.bao.1) <= 2_400);
    assert!(
        hours(desk.chi.1) > 0 && hours(desk.chi.1) <= 1_200,
        "half a contract"
    );
    let (required, rostered) = (&made["week"]["required"], &made["week"]["rostered"]);
    assert_eq!(required[16], 2, "Monday 08:00");
    let there: f64 = rostered
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_f64().unwrap())
        .sum();
    let paid = hours(desk.ana.1) + hours(desk.bao.1) + hours(desk.chi.1);
    assert_eq!(
        there.round() as u64 * 30,
        paid,
        "half hours of work are what is paid"
    );

    // Her contract is known the next time, and to nobody else.
    let hours_of = |week: &Value, agent: i64| {
        let people = week["people"].as_array().unwrap();
        people.iter().find(|one| one["id"] == agent).unwrap()["hours_per_week"].clone()
    };
    let week = desk.lead.get(&path()).await.ok();
    assert_eq!(hours_of(&week, desk.chi.1), 20.0);
    assert_eq!(hours_of(&week, desk.ana.1), 40.0);
    let again = json!({ "agents": needed(), "people": [{ "agent_id": desk.chi.1 }] });
    let again = desk.lead.post(&path(), again).await.ok();
    let paid: u64 = again["week"]["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shift| shift["paid_minutes"].as_u64().unwrap())
        .sum();
    assert!(paid > 0 && paid <= 1_200, "{paid}");

    // Agents see nothing of a draft, and none of them makes one.
    let seen = desk.ana.0.get(&path()).await.ok();
    assert_eq!(hours_of(&seen, desk.chi.1), Value::Null);
    assert_eq!(seen["shifts"], json!([]));
    let refused = desk.ana.0.post(&path(), json!({})).await;
    refused.problem(403, "permission_missing");
    assert_eq!(desk.count("audit_entry WHERE action = 'roster.made'").await, 2);
}

#[both_databases]
async fn a_draft_is_made_anew_and_a_published_week_only_when_asked(db: TestDb) {
    let desk = Desk::on(db).await;
    let body = json!({ "agents": needed(), "people": [{ "agent_id": desk.ana.1 }] });
    let first = desk.lead.post(&path(), body).await.ok();
    // The next one needs what the last one did, from everybody.
    let again = desk.lead.post(&path(), json!({})).await.ok();
    let stored = desk.count("shift").await;
    let count = |made: &Value| made["week"]["shifts"].as_array().unwrap().len();
    assert_eq!(count(&again), usize::try_from(stored).unwrap());
    assert!(count(&again) > count(&first));
    assert_eq!(again["week"]["required"][16], 2);

    desk.publish().await;
    assert_eq!(desk.count("shift WHERE state = 'published'").await, stored);
    let seen = desk.ana.0.get(&path()).await.ok();
    assert_eq!(seen["shifts"].as_array().unwrap().len(), count(&again));
    assert!(seen["published_at"].is_string());
    let nothing = desk.lead.post(&format!("{}/publish", path()), json!({})).await;
    nothing.problem(409, "nothing_to_publish");

    let refused = desk.lead.post(&path(), json!({})).await;
    refused.problem(409, "roster_published");
    assert_eq!(desk.count("shift WHERE state = 'published'").await, stored);
    let body = json!({ "replace_published": true, "people": [{ "agent_id": desk.bao.1 }] });
    desk.lead.post(&path(), body).await.ok();
    assert_eq!(desk.count("shift WHERE state = 'published'").await, 0);
    assert_eq!(desk.count("shift").await, 5);
    // Other weeks are left alone.
    let other = "/workforce/rosters/2026-03-16";
    desk.lead.post(other, json!({})).await.ok();
    let before = desk.count("shift").await;
    desk.lead.post(&path(), json!({})).await.ok();
    assert!(desk.count("shift").await > before);
}

#[both_databases]
async fn leave_that_was_granted_stays_free(db: TestDb) {
    let desk = Desk::on(db).await;
    let body = json!({ "from": "2026-03-10", "to": "2026-03-11" });
    let asked = desk.ana.0.post("/workforce/leave", body).await.expect_status(201);
    let grant = format!("/workforce/leave/{}/grant", asked["id"]);
    desk.lead.post(&grant, json!({})).await.ok();
    let body = json!({ "agents": needed(), "people": [{ "agent_id": desk.ana.1 }] });
    let made = desk.lead.post(&path(), body).await.ok();
    let days: Vec<&str> = made["week"]["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shift| &shift["local_start"].as_str().unwrap()[..10])
        .collect();
    assert_eq!(days, ["2026-03-09", "2026-03-12", "2026-03-13"]);
    assert_eq!(made["week"]["away"][0]["from"], "2026-03-10");
    assert_eq!(made["week"]["away"][0].get("reason"), None);
}

#[both_databases]
async fn a_team_can_be_planned_and_what_cannot_names_its_field(db: TestDb) {
    let desk = Desk::on(db).await;
    let team = json!({ "name": "Chat", "agent_ids": [desk.bao.1] });
    let team = desk.t.owner().post("/teams", team).await.expect_status(201);
    let body = json!({ "agents": needed(), "team_id": team["id"] });
    let made = desk.lead.post(&path(), body).await.ok();
    let shifts = made["week"]["shifts"].as_array().unwrap();
    assert!(!shifts.is_empty() && shifts.iter().all(|shift| shift["agent_id"] == desk.bao.1));

    let with = async |week: &str, body: Value| {
        let path = format!("/workforce/rosters/{week}");
        desk.lead.post(&path, body).await
    };
    with("2026-03-10", json!({})).await.refuses("week", "no_monday");
    with("soon", json!({})).await.refuses("week", "invalid_date");
    with("2026-03-02", json!({})).await.refuses("agents", "required");
    with(WEEK, json!({ "agents": [1, 2] }))
        .await
        .refuses("agents", "out_of_range");
    let stranger = json!({ "agents": needed(), "people": [{ "agent_id": 4711 }] });
    with(WEEK, stranger)
        .await
        .refuses("people[0].agent_id", "does_not_exist");
    let hours = json!({ "agents": needed(), "people": [{ "agent_id": desk.ana.1, "hours_per_week": 90 }] });
    with(WEEK, hours)
        .await
        .refuses("people[0].hours_per_week", "out_of_range");
    let twice =
        json!({ "agents": needed(), "people": [{ "agent_id": desk.ana.1 }, { "agent_id": desk.ana.1 }] });
    with(WEEK, twice)
        .await
        .refuses("people[1].agent_id", "named_twice");
    desk.t.anonymous().get(&path()).await.expect_status(401);
}
