//! Shifts that change hands, and what is one's own.

use serde_json::{Value, json};
use test_support::{Client, TestDb, both_databases};

use super::Desk;

async fn offer(client: &Client, shift: i64, to: Option<i64>) -> Value {
    let body = json!({ "shift_id": shift, "to_agent_id": to });
    client.post("/workforce/swaps", body).await.expect_status(201)
}

fn path(swap: &Value, what: &str) -> String {
    format!("/workforce/swaps/{}/{what}", swap["id"])
}

async fn published(desk: &Desk) -> i64 {
    let id = desk.shift(desk.ana.1, 10, "08:00", "16:30").await;
    desk.publish().await;
    id
}

#[both_databases]
async fn a_shift_is_offered_taken_and_approved(db: TestDb) {
    let desk = Desk::on(db).await;
    let shift = published(&desk).await;
    let swap = offer(&desk.ana.0, shift, None).await;
    let body = json!({ "shift_id": shift });
    let again = desk.ana.0.post("/workforce/swaps", body).await;
    again.problem(409, "swap_exists");
    let seen = desk.bao.0.get("/workforce/own-shifts").await.ok();
    assert_eq!(seen["offers"][0]["owner_name"], "Ana");
    let taken = desk.bao.0.post(&path(&swap, "take"), json!({})).await.ok();
    assert_eq!(
        (&taken["state"], &taken["taker_name"]),
        (&json!("accepted"), &json!("Bao"))
    );
    desk.chi
        .0
        .post(&path(&swap, "take"), json!({}))
        .await
        .problem(409, "swap_taken");
    let open = desk.lead.get("/workforce/roster-requests").await.ok();
    assert_eq!(open["swaps"].as_array().unwrap().len(), 1);
    desk.bao
        .0
        .post(&path(&swap, "approve"), json!({}))
        .await
        .problem(403, "permission_missing");
    assert_eq!(
        desk.count(&format!("shift WHERE agent_id = {}", desk.ana.1))
            .await,
        1
    );
    desk.lead.post(&path(&swap, "approve"), json!({})).await.ok();
    assert_eq!(
        desk.count(&format!("shift WHERE agent_id = {}", desk.bao.1))
            .await,
        1
    );
    assert_eq!(desk.count("shift_swap WHERE state = 'approved'").await, 1);
    desk.lead
        .post(&path(&swap, "approve"), json!({}))
        .await
        .problem(409, "swap_decided");
    let own = desk.bao.0.get("/workforce/own-shifts").await.ok();
    assert_eq!(own["shifts"][0]["id"], shift);
}

#[both_databases]
async fn of_many_who_take_a_shift_at_once_one_does(db: TestDb) {
    let desk = Desk::on(db).await;
    let shift = published(&desk).await;
    let swap = offer(&desk.ana.0, shift, None).await;
    let takers = [
        &desk.bao.0,
        &desk.chi.0,
        &desk.lead,
        &desk.bao.0,
        &desk.chi.0,
        &desk.lead,
    ];
    let takes = takers.map(|client| {
        let (client, path) = (client.clone(), path(&swap, "take"));
        tokio::spawn(async move { client.post(&path, json!({})).await })
    });
    let mut taken = 0;
    for take in takes {
        let answer = take.await.unwrap();
        match answer.status.as_u16() {
            200 => taken += 1,
            _ => drop(answer.problem(409, "swap_taken")),
        }
    }
    assert_eq!(taken, 1);
    assert_eq!(
        desk.count("shift_swap WHERE state = 'accepted' AND taker_id IS NOT NULL")
            .await,
        1
    );
    assert_eq!(desk.count("audit_entry WHERE action = 'swap.taken'").await, 1);
}

#[both_databases]
async fn an_offer_to_one_is_hidden_from_others_and_ends_with_its_shift(db: TestDb) {
    let desk = Desk::on(db).await;
    let shift = published(&desk).await;
    let swap = offer(&desk.ana.0, shift, Some(desk.bao.1)).await;
    let others = desk.chi.0.get("/workforce/own-shifts").await.ok();
    assert_eq!(others["offers"], json!([]));
    desk.chi
        .0
        .post(&path(&swap, "take"), json!({}))
        .await
        .problem(404, "swap_not_found");
    desk.ana
        .0
        .post(&path(&swap, "take"), json!({}))
        .await
        .problem(404, "swap_not_found");
    // Whoever works already cannot take it.
    desk.shift(desk.bao.1, 10, "12:00", "20:00").await;
    desk.bao
        .0
        .post(&path(&swap, "take"), json!({}))
        .await
        .refuses("start", "shift_overlaps");
    assert_eq!(
        desk.count("shift_swap WHERE state = 'asked'").await,
        1,
        "as before"
    );
    let moved = json!({ "start": "2026-03-11T08:00", "end": "2026-03-11T16:30" });
    desk.lead
        .patch(&format!("/workforce/shifts/{shift}"), moved)
        .await
        .ok();
    assert_eq!(desk.count("shift_swap WHERE state = 'withdrawn'").await, 1);
    desk.bao
        .0
        .post(&path(&swap, "take"), json!({}))
        .await
        .problem(409, "swap_taken");
    let second = offer(&desk.ana.0, shift, Some(desk.bao.1)).await;
    desk.bao
        .0
        .post(&path(&second, "withdraw"), json!({}))
        .await
        .problem(404, "swap_not_found");
    desk.bao.0.post(&path(&second, "take"), json!({})).await.ok();
    desk.lead.post(&path(&second, "refuse"), json!({})).await.ok();
    desk.ana
        .0
        .post(&path(&second, "withdraw"), json!({}))
        .await
        .problem(409, "swap_decided");
    assert_eq!(
        desk.count(&format!("shift WHERE agent_id = {}", desk.ana.1))
            .await,
        1
    );
}

#[both_databases]
async fn only_ones_own_published_shifts_are_offered_and_in_the_calendar(db: TestDb) {
    let desk = Desk::on(db).await;
    let shift = published(&desk).await;
    let draft = desk.shift(desk.ana.1, 12, "08:00", "12:00").await;
    let offered = async |client: &Client, shift: i64, to: Option<i64>| {
        let body = json!({ "shift_id": shift, "to_agent_id": to });
        client.post("/workforce/swaps", body).await
    };
    offered(&desk.ana.0, draft, None)
        .await
        .problem(404, "shift_not_found");
    offered(&desk.bao.0, shift, None)
        .await
        .problem(404, "shift_not_found");
    offered(&desk.ana.0, shift, Some(desk.ana.1))
        .await
        .refuses("to_agent_id", "does_not_exist");
    let own = desk.ana.0.get("/workforce/own-shifts").await.ok();
    assert_eq!(own["shifts"].as_array().unwrap().len(), 1);
    let file = desk
        .ana
        .0
        .get("/workforce/own-shifts/calendar?calendar=Ca%20l%C3%A0m&shift=Ca&pause=Ngh%E1%BB%89")
        .await;
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    let text = file.text();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
    for line in [
        "X-WR-CALNAME:Ca làm".to_owned(),
        "DTSTART:20260310T080000Z".to_owned(),
        "DESCRIPTION:Nghỉ: 12:00-12:30".to_owned(),
        format!("UID:shift-{shift}@"),
    ] {
        assert!(text.contains(&line), "{line} in {text}");
    }
    desk.t
        .clock()
        .advance(std::time::Duration::from_secs(9 * 24 * 3600));
    let lead = desk.t.sign_in("ana@ours.test", test_support::PASSWORD).await;
    offered(&lead, shift, None).await.problem(409, "shift_begun");
}
