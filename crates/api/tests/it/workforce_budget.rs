//! The budget of a year against what was spent.

use db::{Executor as _, args};
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

const PATH: &str = "/workforce/budgets/2026";

/// Pay for 1,200 and rent for 400 a year; of March the rent is not known yet.
fn lines() -> Value {
    json!([
        { "name": " Pay ", "planned": 1200, "spent": [100, 110, 120] },
        { "name": "Rent", "planned": 400, "spent": [33, null, null, null, null, null, null, null, null, null, null, null] },
    ])
}

#[both_databases]
async fn a_budget_is_kept_and_compared_up_to_the_last_month_that_is_known(db: TestDb) {
    let t = TestApp::on(db).await;
    let none = t.owner().get(PATH).await.ok();
    assert_eq!(
        (&none["revision"], &none["lines"], &none["standing"]),
        (&Value::Null, &json!([]), &json!([]))
    );
    let put = t.owner().put(PATH, json!({ "lines": lines() })).await.ok();
    assert_eq!((&put["revision"], &put["months"]), (&json!(1), &json!(3)));
    let read = t.owner().get(PATH).await.ok();
    assert_eq!(read, put);
    assert_eq!(read["lines"][0]["name"], "Pay");
    assert_eq!(read["lines"][0]["spent"].as_array().unwrap().len(), 12);
    // A quarter of 1,200 is 300; 330 in a quarter are 1,320 in a year.
    assert_eq!(
        read["standing"][0],
        json!({ "name": "Pay", "planned_so_far": 300.0, "actual": 330.0, "over": 30.0, "forecast": 1320.0 })
    );
    assert_eq!(read["standing"][1]["over"], -67.0);
    assert_eq!(
        read["standing"][2],
        json!({ "name": "total", "planned_so_far": 400.0, "actual": 363.0, "over": -37.0, "forecast": 1452.0 })
    );
    let stored: Vec<(String, i64, i64)> = t
        .db()
        .db()
        .all(
            "SELECT l.name, s.month, s.amount FROM budget_line l JOIN budget_spent s ON s.line_id = l.id
              WHERE l.year = $1 ORDER BY l.position, s.month",
            args![2026],
        )
        .await
        .unwrap();
    let pay = [("Pay", 1, 100), ("Pay", 2, 110), ("Pay", 3, 120), ("Rent", 1, 33)];
    assert_eq!(
        stored,
        pay.map(|(name, month, amount)| (name.to_owned(), month, amount))
    );
    assert_eq!(
        t.owner().get("/workforce/budgets/2027").await.ok()["revision"],
        Value::Null
    );
    let audit = t.owner().get("/audit").await.ok();
    assert_eq!(audit["items"][0]["action"], "budget.changed");
}

#[both_databases]
async fn nobody_overwrites_what_they_have_not_seen(db: TestDb) {
    let t = TestApp::on(db).await;
    t.owner().put(PATH, json!({ "lines": lines() })).await.ok();
    let late = json!({ "lines": [] });
    t.owner().put(PATH, late).await.problem(409, "budget_changed");
    let fewer = json!({ "revision": 1, "lines": [{ "name": "Pay", "planned": 900 }] });
    t.owner().put(PATH, fewer.clone()).await.ok();
    t.owner().put(PATH, fewer).await.problem(409, "budget_changed");
    assert_eq!(t.owner().get(PATH).await.ok()["lines"][0]["planned"], 900);
    let amounts: i64 = t.value("SELECT count(*) FROM budget_spent", args![]).await;
    assert_eq!(amounts, 0, "what belonged to lines that are gone is gone");
}

#[both_databases]
async fn what_cannot_be_is_refused_by_its_field_and_nothing_is_stored(db: TestDb) {
    let t = TestApp::on(db).await;
    let bad = json!({ "lines": [
        { "name": "Pay", "planned": -1 },
        { "name": "pay", "planned": 1, "spent": [null, 2_000_000_000_000_i64] },
        { "name": "", "planned": 1 },
    ]});
    let fields = t.owner().put(PATH, bad).await.refused_fields();
    assert_eq!(
        fields,
        [
            "lines[0].planned",
            "lines[1].name",
            "lines[1].spent[2]",
            "lines[2].name"
        ]
    );
    let months = json!({ "lines": [{ "name": "Pay", "planned": 1, "spent": vec![1; 13] }] });
    t.owner()
        .put(PATH, months)
        .await
        .refuses("lines[0].spent", "too_many");
    t.owner()
        .get("/workforce/budgets/1999")
        .await
        .refuses("year", "out_of_range");
    assert_eq!(t.value::<i64>("SELECT count(*) FROM budget", args![]).await, 0);
}

#[both_databases]
async fn money_is_for_those_who_lead_the_organisation(db: TestDb) {
    let t = TestApp::on(db).await;
    for role in ["agent", "supervisor"] {
        let client = t.agent(role, role, &[]).await;
        client.get(PATH).await.problem(403, "permission_missing");
        client
            .put(PATH, json!({ "lines": [] }))
            .await
            .problem(403, "permission_missing");
    }
}

#[both_databases]
async fn a_resolution_costs_what_was_spent_divided_by_what_was_solved(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        "From: lan@example.vn\r\nTo: help@ours.test\r\nSubject: Hi\r\n\r\nHello\r\n",
    )
    .await;
    let begun = |text: &str| domain::Timestamp::parse_rfc3339(text).unwrap();
    let solved = |at: &str| {
        let at = begun(at);
        let sql = "UPDATE conversation SET created_at = $1, solved_at = $2, last_activity_at = $2, is_active = FALSE,
                          status = 'solved'";
        (sql, args![begun("2026-01-15T10:00:00Z"), at])
    };
    let (sql, values) = solved("2026-03-31T10:00:00Z");
    t.db().db().exec(sql, values).await.unwrap();
    let put = t.owner().put(PATH, json!({ "lines": lines() })).await.ok();
    assert_eq!(
        (&put["solved"], &put["per_resolution"]),
        (&json!(1), &json!(363.0))
    );
    // Solved in April: not in the months that are known.
    let (sql, values) = solved("2026-04-01T10:00:00Z");
    t.db().db().exec(sql, values).await.unwrap();
    let read = t.owner().get(PATH).await.ok();
    assert_eq!(
        (&read["solved"], &read["per_resolution"]),
        (&json!(0), &Value::Null)
    );
    // Of a year before the first conversation nothing can be said.
    let before = t
        .owner()
        .put("/workforce/budgets/2025", json!({ "lines": lines() }))
        .await
        .ok();
    assert_eq!(
        (&before["solved"], &before["per_resolution"]),
        (&Value::Null, &Value::Null)
    );
}
