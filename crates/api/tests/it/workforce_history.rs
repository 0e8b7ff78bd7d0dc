//! A plan made from what was counted, and whether a small team has too much to do.

use std::time::Duration;

use app::demo_data::{self, Times};
use db::{Executor as _, args};
use domain::InboxId;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::{mail, reply};

const DAY: i64 = 24 * 3600 * 1_000_000;
/// 2026-03-02T00:00:00Z, the Monday on which tests begin.
const TODAY: i64 = 1_772_409_600_000_000;

/// Conversations that customers began: (days before today, hour, how many), all answered after `minutes`, or never.
async fn begun(t: &TestApp, inbox: InboxId, when: &[(i64, i64, i64)], minutes: Option<i64>) {
    let tx = t.db().db().begin_write().await.unwrap();
    let contact = store::contacts::insert(&tx, "Lan", None, None, "", domain::Timestamp(TODAY))
        .await
        .unwrap();
    let taken: i64 = tx
        .one("SELECT COALESCE(max(number), 1000) FROM conversation", args![])
        .await
        .unwrap();
    let mut number = taken + 10_000;
    for (days, hour, count) in when {
        for index in 0..*count {
            number += 1;
            let at = TODAY - days * DAY + hour * 3_600_000_000 + index * 60_000_000;
            let answered = minutes.map(|minutes| at + minutes * 60_000_000);
            let open = answered.is_none();
            tx.exec(
                "INSERT INTO conversation (number, token, inbox_id, contact_id, channel, subject, preview, status, is_active,
                        priority, has_attachments, message_count, last_seq, last_customer_seq, last_reply_seq, waiting_since,
                        first_reply_at, solved_at, created_at, updated_at, last_activity_at)
                 VALUES ($1, $2, $3, $4, 'email', '', '', $5, $6, 'normal', FALSE, 1, 2, 2, 0, $7, $8, $8, $9, $9, $9)",
                args![
                    number,
                    format!("token{number}"),
                    inbox,
                    contact,
                    if open { "open" } else { "solved" },
                    open,
                    open.then_some(at),
                    answered,
                    at
                ],
            )
            .await
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// Ten weeks: twelve contacts at ten on working days, three at fifteen on weekends, four more on Mondays.
fn ten_weeks() -> Vec<(i64, i64, i64)> {
    (1..=70)
        .map(|days| match days % 7 {
            // 1 is a Sunday, 2 a Saturday, 0 a Monday.
            1 | 2 => (days, 15, 3),
            0 => (days, 10, 16),
            _ => (days, 10, 12),
        })
        .collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[both_databases]
async fn what_customers_begin_and_begin_again_is_counted_and_nothing_else(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, mail("lan@example.com", "Lamp", "1@x", "It is dark."))
        .await;
    t.receive(inbox, mail("eve@example.com", "Win", "2@x", "Money!"))
        .await;
    let rows = t.owner().get("/conversations").await.ok();
    for row in rows["items"].as_array().unwrap() {
        let status = if row["subject"] == "Win" { "spam" } else { "solved" };
        let path = format!("/conversations/{}/status", row["id"]);
        t.owner().put(&path, json!({ "status": status })).await.ok();
    }
    // We write first: that is no contact.
    let new = json!({ "inbox_id": inbox, "to": [{ "address": "minh@example.com" }], "subject": "Hello", "text": "News" });
    t.owner().post("/conversations", new).await.expect_status(201);
    t.wait(Duration::from_secs(3 * 24 * 3600)).await;
    t.receive(
        inbox,
        reply("lan@example.com", "Re: Lamp", "3@x", "1@x", "Dark again."),
    )
    .await;
    // An open one goes on with what it belongs to.
    t.receive(
        inbox,
        reply("lan@example.com", "Re: Lamp", "4@x", "3@x", "Hello?"),
    )
    .await;
    t.wait(Duration::from_secs(24 * 3600)).await;

    let history = t.owner().get("/workforce/history?weeks=2").await.ok();
    assert_eq!(
        (number(&history["contacts"]), &history["channels"][0]["channel"]),
        (2.0, &json!("email"))
    );
    assert_eq!(number(&history["channels"][0]["reopened"]), 1.0);
    let days: Vec<f64> = history["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| number(&day["contacts"]))
        .collect();
    assert_eq!(
        days,
        [0.0, 0.0, 1.0],
        "the day on which it began was not a whole one"
    );
    assert_eq!(history["missing_days"], 11);
    assert_eq!(history["forecast"], Value::Null);
    let missing = json!({ "what": "handling", "channel": "email", "reason": "too_few" });
    assert!(history["not_measured"].as_array().unwrap().contains(&missing));
}

#[both_databases]
async fn nothing_at_all_is_an_answer_too(db: TestDb) {
    let t = TestApp::on(db).await;
    let history = t.owner().get("/workforce/history").await.ok();
    assert_eq!(
        (&history["days"], &history["missing_days"]),
        (&json!([]), &json!(14))
    );
    assert_eq!(history["per_month"], Value::Null);
    assert_eq!(history["time_zone"], "UTC");
}

#[both_databases]
async fn ten_weeks_are_forecast_and_become_a_plan(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    begun(&t, inbox, &ten_weeks(), Some(90)).await;
    let history = t.owner().get("/workforce/history?days=14").await.ok();
    let forecast = &history["forecast"];
    assert_eq!(
        history["days"].as_array().unwrap().len(),
        69,
        "the first day is left out"
    );
    assert_eq!(forecast["days"].as_array().unwrap().len(), 14);
    assert_eq!(forecast["days"][0]["date"], "2026-03-02");
    assert!(
        (number(&forecast["days"][0]["expected"]) - 16.0).abs() < 1.0,
        "a Monday"
    );
    assert!(
        (number(&forecast["days"][5]["expected"]) - 3.0).abs() < 1.0,
        "a Saturday"
    );
    for day in forecast["days"].as_array().unwrap() {
        assert!(
            number(&day["lower"]) <= number(&day["expected"])
                && number(&day["expected"]) <= number(&day["upper"])
        );
    }
    assert!(number(&forecast["error"]["wape"]) < 0.05 && number(&forecast["naive_error"]["wape"]) < 0.05);
    let email = &history["channels"][0];
    let answer = &email["first_answer"];
    assert_eq!(
        (&answer["median_minutes"], &answer["within_hour"]),
        (&json!(90), &json!(0.0))
    );
    assert_eq!(number(&answer["within_four_hours"]), 1.0);
    let profile = email["profile"].as_array().unwrap();
    assert_eq!((profile.len(), number(&profile[10])), (168, 16.0));
    assert_eq!(number(&profile[5 * 24 + 15]), 3.0);
    // In Hanoi it is seven hours later.
    let there = t
        .owner()
        .get("/workforce/history?time_zone=Asia/Ho_Chi_Minh")
        .await
        .ok();
    assert_eq!(number(&there["channels"][0]["profile"][17]), 16.0);

    let body = json!({
        "volume": { "tickets": forecast["per_month"] },
        "mix": history["mix"],
        "switching": { "chat_to_email": 0, "phone_to_email": 0, "email_to_phone": 0 },
        "profiles": { "email": profile },
    });
    let plan = t.owner().post("/workforce/plan", body).await.ok();
    let busiest = plan["intervals"]
        .as_array()
        .unwrap()
        .iter()
        .max_by(|a, b| number(&a["contacts"]).total_cmp(&number(&b["contacts"])))
        .unwrap();
    assert_eq!(busiest["minute"].as_u64().unwrap() / 60, 10, "Monday at ten");
    let assumed: Vec<&str> = plan["assumptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text["code"].as_str().unwrap())
        .collect();
    for code in ["assumed_profile", "assumed_mix", "assumed_switching"] {
        assert!(!assumed.contains(&code), "{code} was measured");
    }
    assert!(
        assumed.contains(&"assumed_rules"),
        "how long a mail takes was not given"
    );
}

#[both_databases]
async fn agents_count_what_they_see_and_refusals_name_the_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    begun(&t, support, &[(3, 9, 5)], Some(10)).await;
    begun(&t, billing, &[(3, 9, 7)], Some(10)).await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    let contacts = |history: Value| number(&history["contacts"]);
    assert_eq!(contacts(ana.get("/workforce/history").await.ok()), 5.0);
    assert_eq!(contacts(t.owner().get("/workforce/history").await.ok()), 12.0);
    let one = format!("/workforce/history?inbox_id={billing}");
    assert_eq!(contacts(t.owner().get(&one).await.ok()), 7.0);
    ana.get(&one).await.problem(404, "inbox_not_found");
    ana.get(&format!("/workforce/today?inbox_id={billing}"))
        .await
        .problem(404, "inbox_not_found");
    let owner = t.owner();
    owner
        .get("/workforce/history?weeks=0")
        .await
        .refuses("weeks", "out_of_range");
    owner
        .get("/workforce/history?days=91")
        .await
        .refuses("days", "out_of_range");
    owner
        .get("/workforce/history?time_zone=Mars/Olympus")
        .await
        .refuses("time_zone", "unknown_time_zone");
    for path in ["/workforce/history", "/workforce/today"] {
        t.anonymous().get(path).await.expect_status(401);
    }
}

#[both_databases]
async fn a_measured_week_must_have_its_168_hours(db: TestDb) {
    let t = TestApp::on(db).await;
    let with = |profile: Value| json!({ "volume": { "tickets": 900 }, "profiles": { "email": profile } });
    let plan = |body: Value| t.owner().post("/workforce/plan", body);
    plan(with(json!([1.0, 2.0])))
        .await
        .refuses("profiles.email", "not_plannable");
    plan(with(json!(vec![0.0; 168])))
        .await
        .refuses("profiles.email", "not_plannable");
    let round = json!({ "volume": { "tickets": 900 }, "switching": { "chat_to_email": 2 } });
    plan(round)
        .await
        .refuses("switching.chat_to_email", "not_plannable");
}

#[both_databases]
async fn a_team_that_keeps_up_is_calm_and_one_that_does_not_is_told_to_hire(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    begun(&t, inbox, &ten_weeks(), Some(30)).await;
    let calm = t.owner().get("/workforce/today").await.ok();
    assert_eq!(
        (&calm["level"], &calm["hire"], &calm["waiting"]),
        (&json!("calm"), &json!(0), &json!(0))
    );
    assert_eq!(calm["not_measured"], json!(["occupancy"]));
    assert_eq!(calm["days"].as_array().unwrap().len(), 28);
    // For twelve days two of each day's contacts have not been answered.
    let unanswered: Vec<(i64, i64, i64)> = (1..=12).map(|days| (days, 8, 2)).collect();
    begun(&t, inbox, &unanswered, None).await;
    let busy = t.owner().get("/workforce/today").await.ok();
    assert_eq!(
        (&busy["level"], &busy["waiting"], &busy["late"]),
        (&json!("hire"), &json!(24), &json!(24))
    );
    assert!(
        busy["days_in_a_row"].as_u64().unwrap() >= 10,
        "{}",
        busy["days_in_a_row"]
    );
    assert!(busy["hire"].as_u64().unwrap() >= 1);
    assert_eq!(busy["signs"][0]["sign"], "backlog_age_h");
    assert!((number(&busy["signs"][0]["value"]) - (12.0 * 24.0 + 1.0)).abs() < 0.5);
    assert_eq!(busy["in_opening_hours"], false);
    // In opening hours the nights do not count.
    let hours: Vec<Value> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .map(|day| json!({ "day": day, "from": "08:00", "to": "16:00" }))
        .into();
    let set = json!({ "always": false, "time_zone": "UTC", "hours": hours });
    t.owner()
        .put(&format!("/inboxes/{inbox}/business-hours"), set)
        .await
        .ok();
    let open = t
        .owner()
        .get(&format!("/workforce/today?inbox_id={inbox}"))
        .await
        .ok();
    assert_eq!(open["in_opening_hours"], true);
    assert!((number(&open["signs"][0]["value"]) - (12.0 * 8.0 + 1.0)).abs() < 0.5);
}

#[both_databases]
async fn the_planner_is_public_only_where_the_organisation_says_so(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = || json!({ "volume": { "tickets": 900 } });
    let visitor = t.anonymous();
    assert_eq!(visitor.get("/setup").await.ok()["planner_public"], false);
    visitor
        .post("/workforce/public-plan", body())
        .await
        .problem(401, "not_signed_in");
    let ana = t.agent("Ana", "agent", &[]).await;
    ana.patch("/organisation", json!({ "planner_public": true }))
        .await
        .expect_status(403);
    let changed = t
        .owner()
        .patch("/organisation", json!({ "planner_public": true }))
        .await
        .ok();
    assert_eq!(changed["planner_public"], true);
    assert_eq!(visitor.get("/setup").await.ok()["planner_public"], true);
    let plan = visitor.post("/workforce/public-plan", body()).await.ok();
    assert!((number(&plan["contacts"]) - 900.0).abs() < 1e-6);
    // The calculators and nothing else.
    visitor.post("/workforce/plan", body()).await.expect_status(401);
    visitor.get("/workforce/history").await.expect_status(401);
    visitor.get("/workforce/today").await.expect_status(401);
    let mut limited = false;
    for _ in 0..60 {
        let answer = visitor.post("/workforce/public-plan", json!({})).await;
        limited |= answer.status.as_u16() == 429;
    }
    assert!(limited, "an address may not plan all day");
    t.owner().post("/workforce/plan", body()).await.ok();
}

#[both_databases]
async fn the_made_up_company_has_a_past_to_plan_with(db: TestDb) {
    let t = TestApp::empty(db).await;
    demo_data::fill(&t.app, 600, Times::AsCustomersDo, |_| {})
        .await
        .unwrap();
    let owner = t.sign_in(demo_data::OWNER_EMAIL, demo_data::OWNER_PASSWORD).await;
    let history = owner.get("/workforce/history").await.ok();
    assert!(number(&history["forecast"]["error"]["wape"]) < 0.6);
    assert!(number(&history["forecast"]["naive_error"]["wape"]) > 0.0);
    assert_eq!(history["time_zone"], "Europe/Bucharest");
    let channels = history["channels"].as_array().unwrap();
    let names: Vec<&Value> = channels.iter().map(|channel| &channel["channel"]).collect();
    assert_eq!(names, ["chat", "email"]);
    let minutes = number(&channels[0]["handling"]["mean_s"]) / 60.0;
    assert!((6.0..11.0).contains(&minutes), "{minutes}");
    assert!(channels.iter().all(|channel| channel["profile"].is_array()));
    // Chats that are over open like any other, and new ones get keys of their own.
    let ended = owner.get("/chats?state=ended&limit=5").await.ok();
    let id = &ended["items"][0]["conversation"]["id"];
    let timeline = owner.get(&format!("/conversations/{id}/timeline")).await.ok();
    assert_eq!(timeline["entries"].as_array().unwrap().len(), 7);
}

#[both_databases]
async fn a_forecast_knows_special_days_and_is_made_of_one_channel_and_of_the_past(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    begun(&t, inbox, &ten_weeks(), Some(30)).await;
    let lead = t.agent("Lead", "supervisor", &[inbox]).await;
    let expected = async |query: &str| -> Vec<(String, f64)> {
        let history = lead.get(&format!("/workforce/history?{query}")).await.ok();
        let days = history["forecast"]["days"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let one = |day: &Value| (day["date"].as_str().unwrap().to_owned(), number(&day["expected"]));
        days.iter().map(one).collect()
    };
    let usual = expected("days=3").await;
    assert_eq!(usual[0].0, "2026-03-02");
    assert!((usual[1].1 - 12.0).abs() < 1.0, "a Tuesday: {usual:?}");

    let sale = json!({"name": "  Spring sale ", "percent": 250});
    let put = lead.put("/workforce/special-days/2026-03-03", sale).await.ok();
    assert_eq!(
        put,
        json!({"day": "2026-03-03", "name": "Spring sale", "percent": 250})
    );
    let known = expected("days=3").await;
    assert!((known[1].1 - 2.5 * usual[1].1).abs() < 0.01, "{known:?}");
    assert!((known[2].1 - usual[2].1).abs() < 0.01);
    let ahead = expected("days=1&until=2026-03-03").await;
    assert_eq!((ahead.len(), &ahead[0].0), (1, &known[1].0));
    assert!((ahead[0].1 - known[1].1).abs() < 0.01);
    let past = expected("days=1&until=2026-02-24").await;
    assert_eq!(past[0].0, "2026-02-24");
    assert!((past[0].1 - 12.0).abs() < 1.0, "{past:?}");
    assert_eq!(expected("days=3&channel=email").await, known);
    let chats = expected("days=1&channel=chat").await;
    assert!(chats.iter().all(|(_, contacts)| *contacts < 0.01), "{chats:?}");

    for (wrong, field) in [
        ("channel=fax", "channel"),
        ("until=soon", "until"),
        ("until=2027-01-01", "until"),
    ] {
        let refused = lead.get(&format!("/workforce/history?{wrong}")).await;
        assert_eq!(
            refused.problem(422, "invalid_fields")["errors"][0]["field"],
            field
        );
    }
    let path = "/workforce/special-days/2026-03-03";
    let again = json!({"name": "Sale", "percent": 200});
    lead.put(path, again.clone()).await.ok();
    let all = json!([{"day": "2026-03-03", "name": "Sale", "percent": 200}]);
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    assert_eq!(ana.get("/workforce/special-days").await.ok()["items"], all);
    ana.put(path, again.clone())
        .await
        .problem(403, "permission_missing");
    lead.put(path, json!({"name": "", "percent": 0}))
        .await
        .refuses("percent", "out_of_range");
    lead.put("/workforce/special-days/2026-02-30", again)
        .await
        .refuses("day", "invalid_date");
    lead.delete(path).await.expect_status(204);
    lead.delete(path).await.problem(404, "special_day_not_found");
    let rows: i64 = t.value("SELECT count(*) FROM special_day", args![]).await;
    assert_eq!(rows, 0);
    assert_eq!(expected("days=3").await, usual);
}
