//! What agents are told of their shifts, of leave and of swaps.

use domain::notifications::RosterNews;
use serde_json::{Value, json};
use test_support::{Client, TestDb, both_databases};

use super::{Desk, WEEK};

/// What the agent has not read: what happened, on which day, caused by whom, how often.
async fn told(client: &Client) -> Vec<(String, String, String, i64)> {
    let page = client.get("/notifications?unread=true").await.ok();
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    let row = |one: &Value| {
        assert_eq!(one["conversation_id"], Value::Null);
        let times = one["times"].as_i64().unwrap();
        (
            text(one, "topic"),
            text(one, "day"),
            text(one, "actor_name"),
            times,
        )
    };
    page["items"].as_array().unwrap().iter().map(row).collect()
}

fn news(news: RosterNews, day: &str, by: &str, times: i64) -> (String, String, String, i64) {
    (news.to_string(), day.to_owned(), by.to_owned(), times)
}

#[both_databases]
async fn who_works_in_a_week_hears_when_it_is_published_and_changed(db: TestDb) {
    let desk = Desk::on(db).await;
    let first = desk.shift(desk.ana.1, 10, "08:00", "16:30").await;
    let second = desk.shift(desk.ana.1, 11, "08:00", "16:30").await;
    desk.shift(desk.bao.1, 12, "08:00", "16:30").await;
    assert_eq!(told(&desk.ana.0).await, [], "a draft is nobody's yet");
    desk.publish().await;
    let published = news(RosterNews::Published, WEEK, "Lead", 1);
    assert_eq!(
        told(&desk.ana.0).await,
        std::slice::from_ref(&published),
        "once for all shifts"
    );
    assert_eq!(told(&desk.bao.0).await, std::slice::from_ref(&published));
    assert_eq!(told(&desk.chi.0).await, [], "who does not work need not look");
    assert_eq!(told(&desk.lead).await, [], "nor who did it");

    // Moved twice, and given to a colleague: one notification for each of them.
    let path = |id: i64| format!("/workforce/shifts/{id}");
    let moved = json!({ "start": "2026-03-10T09:00", "end": "2026-03-10T17:30" });
    desk.lead.patch(&path(first), moved).await.ok();
    desk.lead
        .patch(&path(first), json!({ "agent_id": desk.chi.1 }))
        .await
        .ok();
    desk.lead.delete(&path(second)).await.expect_status(204);
    assert_eq!(
        told(&desk.ana.0).await,
        [news(RosterNews::Changed, WEEK, "Lead", 3), published]
    );
    assert_eq!(
        told(&desk.chi.0).await,
        [news(RosterNews::Changed, WEEK, "Lead", 1)]
    );
    assert_eq!(desk.ana.0.get("/notifications/count").await.ok()["unread"], 2);
    assert_eq!(
        desk.count("notification WHERE kind = 'shifts_changed' AND conversation_id IS NULL")
            .await,
        4
    );
}

#[both_databases]
async fn leave_is_told_to_those_who_decide_and_then_to_who_asked(db: TestDb) {
    let desk = Desk::on(db).await;
    let body = json!({ "from": "2026-03-10", "to": "2026-03-12", "reason": "" });
    let leave = desk.ana.0.post("/workforce/leave", body).await.expect_status(201);
    let day = "2026-03-10";
    assert_eq!(
        told(&desk.lead).await,
        [news(RosterNews::LeaveAsked, day, "Ana", 1)]
    );
    assert_eq!(told(&desk.bao.0).await, [], "who cannot decide is not asked");
    let path = format!("/workforce/leave/{}/refuse", leave["id"]);
    desk.lead.post(&path, json!({})).await.ok();
    assert_eq!(told(&desk.lead).await, [], "what is decided waits for nobody");
    assert_eq!(
        told(&desk.ana.0).await,
        [news(RosterNews::LeaveRefused, day, "Lead", 1)]
    );
}

#[both_databases]
async fn a_swap_is_told_to_whose_turn_it_is(db: TestDb) {
    let desk = Desk::on(db).await;
    let shift = desk.shift(desk.ana.1, 10, "08:00", "16:30").await;
    desk.publish().await;
    let (day, all) = ("2026-03-10", json!({}));
    let until = json!({ "until": desk.t.clock().now().to_rfc3339() });
    desk.ana
        .0
        .post("/notifications/read", until)
        .await
        .expect_status(204);
    let body = json!({ "shift_id": shift, "to_agent_id": desk.bao.1 });
    let swap = desk.ana.0.post("/workforce/swaps", body).await.expect_status(201);
    assert_eq!(
        told(&desk.bao.0).await,
        [news(RosterNews::SwapOffered, day, "Ana", 1)]
    );
    let path = |what: &str| format!("/workforce/swaps/{}/{what}", swap["id"]);
    desk.bao.0.post(&path("take"), all.clone()).await.ok();
    assert_eq!(told(&desk.bao.0).await, []);
    assert_eq!(
        told(&desk.lead).await,
        [news(RosterNews::SwapTaken, day, "Bao", 1)]
    );
    desk.lead.post(&path("approve"), all).await.ok();
    assert_eq!(told(&desk.lead).await, []);
    let approved = [news(RosterNews::SwapApproved, day, "Lead", 1)];
    assert_eq!(told(&desk.ana.0).await, approved);
    assert_eq!(told(&desk.bao.0).await, approved);
    assert_eq!(told(&desk.chi.0).await, []);
}

#[both_databases]
async fn how_one_is_told_of_shifts_is_ones_own_choice(db: TestDb) {
    let desk = Desk::on(db).await;
    let never =
        json!({ "events": [{ "kind": "shifts_changed", "in_app": false, "push": false, "sound": false }] });
    desk.ana.0.patch("/me/notification-settings", never).await.ok();
    desk.shift(desk.ana.1, 10, "08:00", "16:30").await;
    desk.publish().await;
    assert_eq!(told(&desk.ana.0).await, []);
    assert_eq!(desk.count("notification").await, 0);
}
