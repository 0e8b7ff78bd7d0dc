//! The day as it goes: planned against actual.

use std::time::Duration;

use app::capacity::AgentCapacity;
use db::args;
use domain::AgentId;
use serde_json::{Value, json};
use test_support::{LiveSocket, TestApp, TestDb, both_databases};

use super::{Desk, shift};
use crate::chats::world::{Guest, There, site, state};
use crate::patience::eventually;

/// The Monday on which the clock of every test begins, at 09:00.
const TODAY: &str = "/workforce/days/2026-03-02";

/// Lets a quarter of minutes go by as they do: the clock moves, and what runs now and then runs.
async fn minutes(t: &TestApp, count: u32) {
    for _ in 0..count {
        t.clock().advance(Duration::from_secs(60));
        t.run_schedules().await;
    }
}

/// Comes to work and sits in front of the window.
async fn comes(t: &TestApp, agent: &(test_support::Client, i64)) -> LiveSocket {
    let mut socket = t.live(&agent.0).await;
    attends(t, &mut socket, agent.1, true).await;
    // It is written down at once and not in a minute.
    let there = "SELECT count(*) FROM attendance WHERE agent_id = $1 AND going_on = TRUE";
    for _ in 0..500 {
        t.run_jobs().await;
        if t.value::<i64>(there, args![agent.1]).await == 1 {
            return socket;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody wrote down that agent {} came", agent.1);
}

async fn attends(t: &TestApp, socket: &mut LiveSocket, agent: i64, active: bool) {
    socket.send(json!({"type": "attentive", "active": active})).await;
    let hub = &t.app.core().hub;
    eventually("attention", || {
        hub.presence().is_attentive(AgentId(agent)) == active
    })
    .await;
}

/// Three shifts from 09:00 to 12:00, published; Ana's has a break from 10:00 to 10:30.
async fn planned(desk: &Desk) {
    let mut with_break = shift(desk.ana.1, 2, "09:00", "12:00");
    with_break["pause_minutes"] = json!(30);
    desk.lead
        .post("/workforce/shifts", with_break)
        .await
        .expect_status(201);
    for agent in [desk.bao.1, desk.chi.1] {
        desk.shift(agent, 2, "09:00", "12:00").await;
    }
    let path = "/workforce/rosters/2026-03-02/publish";
    desk.lead.post(path, json!({})).await.ok();
    // A draft is no plan.
    desk.shift(desk.chi.1, 2, "13:00", "15:00").await;
}

fn of(day: &Value, agent: i64) -> Value {
    let agents = day["agents"].as_array().unwrap();
    let found = agents.iter().find(|one| one["agent_id"] == agent);
    found
        .cloned()
        .unwrap_or_else(|| panic!("{agent} is not in {day}"))
}

#[both_databases]
async fn what_was_planned_is_held_against_what_was(db: TestDb) {
    let desk = Desk::on(db).await;
    let t = &desk.t;
    planned(&desk).await;
    let mut ana = comes(t, &desk.ana).await;
    minutes(t, 20).await;
    let bao = comes(t, &desk.bao).await;
    minutes(t, 10).await;

    let day = desk.lead.get(TODAY).await.ok();
    assert_eq!((&day["until"], &day["time_zone"]), (&json!(570), &json!("UTC")));
    assert_eq!(day["rostered"][18], 3.0, "{day}");
    assert_eq!(day["present"].as_array().unwrap().len(), 19);
    let there = day["present"][18].as_f64().unwrap();
    assert!(
        (there - 40.0 / 30.0).abs() < 0.07,
        "30 and 10 minutes of 30: {there}"
    );
    let of_ana = of(&day, desk.ana.1);
    assert_eq!(
        (&of_ana["adherence"], &of_ana["late_minutes"], &of_ana["state"]),
        (&json!(1.0), &Value::Null, &json!("ready"))
    );
    let of_bao = of(&day, desk.bao.1);
    assert_eq!(of_bao["late_minutes"], 20);
    let of_chi = of(&day, desk.chi.1);
    assert_eq!(
        (
            &of_chi["adherence"],
            &of_chi["late_minutes"],
            &of_chi["state"],
            &of_chi["attended"]
        ),
        (&json!(0.0), &json!(30), &Value::Null, &json!([]))
    );
    assert_eq!(
        of_chi["shifts"].as_array().unwrap().len(),
        1,
        "the draft is no plan"
    );

    // Ana takes a break at 09:30 already, and comes back at 09:40 to look at nothing in particular.
    let on_break = json!({"activity": "break"});
    desk.ana.0.patch("/me/capacity", on_break).await.ok();
    let day = desk.lead.get(TODAY).await.ok();
    assert_eq!(
        of(&day, desk.ana.1)["state"],
        "break",
        "at once and not in a minute"
    );
    minutes(t, 10).await;
    desk.ana
        .0
        .patch("/me/capacity", json!({"activity": "available"}))
        .await
        .ok();
    attends(t, &mut ana, desk.ana.1, false).await;
    minutes(t, 5).await;
    let own = desk.ana.0.get("/workforce/own-day").await.ok();
    assert_eq!(own["agent"]["state"], "idle");
    assert_eq!(own["agent"]["worked_minutes"], 35);
    let adherence = own["agent"]["adherence"].as_f64().unwrap();
    assert!((adherence - 35.0 / 45.0).abs() < 1e-9, "{adherence}");

    // Whoever goes was there until they were last seen.
    drop(bao);
    let hub = &t.app.core().hub;
    eventually("gone", || !hub.presence().is_online(AgentId(desk.bao.1))).await;
    minutes(t, 5).await;
    let day = desk.lead.get(TODAY).await.ok();
    let of_bao = of(&day, desk.bao.1);
    assert_eq!(of_bao["state"], Value::Null);
    assert_eq!(of_bao["worked_minutes"], 25, "from 09:20 to 09:45");
    assert_eq!(desk.count("attendance WHERE going_on = TRUE").await, 1);
    desk.ana.0.get(TODAY).await.problem(403, "permission_missing");
    desk.lead
        .get("/workforce/days/tomorrow")
        .await
        .refuses("day", "invalid_date");
}

#[both_databases]
async fn how_busy_somebody_is_is_the_time_with_a_conversation(db: TestDb) {
    let desk = Desk::on(db).await;
    let t = &desk.t;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        crate::mails::mail("lan@example.com", "Lamp", "1@x", "It is dark."),
    )
    .await;
    let case: i64 = t.value("SELECT id FROM conversation", args![]).await;
    let mut owner = t.live(t.owner()).await;
    let id: i64 = t
        .value("SELECT id FROM agent WHERE email LIKE 'owner%'", args![])
        .await;
    attends(t, &mut owner, id, true).await;
    minutes(t, 15).await;
    owner.subscribe(&[], Some((case, 0))).await;
    owner
        .send(json!({"type": "viewing", "conversation_id": case}))
        .await;
    let hub = &t.app.core().hub;
    let looks = || {
        hub.presence()
            .postures()
            .iter()
            .any(|one| one.conversation.is_some())
    };
    eventually("looks at it", looks).await;
    minutes(t, 15).await;
    let day = t.owner().get(TODAY).await.ok();
    let occupancy = day["occupancy"][18].as_f64().unwrap();
    assert!((occupancy - 0.5).abs() < 0.05, "half of the half hour: {day}");
    assert_eq!(day["came"], json!([{"channel": "email", "contacts": came(18)}]));
    assert_eq!(day["required"], json!([]));
    let handled = "attendance WHERE state = 'handling' AND channel = 'email'";
    assert_eq!(desk.count(handled).await, 1, "of which channel it was");
    assert_eq!(day["adherence"], Value::Null, "nobody was planned");
}

/// One contact in the half hour of this number.
fn came(half_hour: usize) -> Vec<i64> {
    (0..=half_hour).map(|at| i64::from(at == half_hour)).collect()
}

#[both_databases]
async fn nobody_on_a_break_is_offered_a_chat(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    ana.takes(json!({"activity": "break"})).await;
    let guest = Guest::says(&t, site, "Hello?").await;
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["state"], "waiting");
    ana.takes(json!({"activity": "available"})).await;
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["state"], "ringing");
    ana.client
        .patch("/me/capacity", json!({"activity": "lunch"}))
        .await
        .refuses("activity", "unknown_value");
}

#[both_databases]
async fn a_break_does_not_outlast_the_night_and_nothing_is_kept_for_ever(db: TestDb) {
    let desk = Desk::on(db).await;
    let t = &desk.t;
    let ana = comes(t, &desk.ana).await;
    minutes(t, 2).await;
    desk.ana
        .0
        .patch("/me/capacity", json!({"activity": "meeting"}))
        .await
        .ok();
    minutes(t, 2).await;
    drop(ana);
    let hub = &t.app.core().hub;
    let gone = || !hub.presence().is_online(AgentId(desk.ana.1));
    eventually("gone", gone).await;
    t.clock().advance(Duration::from_secs(14 * 3600));
    let _ana = comes(t, &desk.ana).await;
    minutes(t, 2).await;
    let own = desk.ana.0.get("/workforce/own-day").await.ok();
    assert_eq!(own["agent"]["state"], "ready", "a new day");
    let capacity: AgentCapacity = store::capacity::find(t.db().db(), AgentId(desk.ana.1))
        .await
        .unwrap();
    assert_eq!(
        capacity.capacity.activity,
        domain::attendance::Activity::Available
    );
    let before = desk.count("attendance WHERE state = 'meeting'").await;
    assert_eq!(before, 1);
    t.clock().advance(Duration::from_secs(401 * 24 * 3600));
    t.run_schedules().await;
    assert_eq!(desk.count("attendance WHERE state = 'meeting'").await, 0);
}
