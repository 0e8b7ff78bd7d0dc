//! A plan from three numbers, and everything that can be said against one.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

async fn refused(t: &TestApp, body: Value) -> Value {
    let problem = t.owner().post("/workforce/plan", body).await.expect_status(422);
    assert!(problem["errors"][0]["detail"].as_str().unwrap().len() > 5);
    problem["errors"][0]["field"].clone()
}

#[both_databases]
async fn three_numbers_make_a_plan(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "volume": { "customers": 40_000, "incident_rate": 0.3 } });
    let plan = t.owner().post("/workforce/plan", body).await.ok();
    assert!((plan["contacts"].as_f64().unwrap() - 12_000.0).abs() < 1e-6);
    let intervals = plan["intervals"].as_array().unwrap();
    assert_eq!(intervals.len(), 336);
    let most = intervals
        .iter()
        .map(|interval| interval["agents"].as_u64())
        .max()
        .unwrap();
    assert_eq!(most, plan["peak"].as_u64());
    assert!(
        intervals
            .iter()
            .all(|interval| interval["open"] == true || interval["agents"] == 0)
    );
    assert!(
        plan["headcount"]["agents"].as_u64() > most,
        "shrinkage takes more people than work at once"
    );
    let options: Vec<&str> = plan["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["option"].as_str().unwrap())
        .collect();
    assert_eq!(options, ["in_house", "vendor", "hybrid", "follow_the_sun"]);
    for option in plan["options"].as_array().unwrap() {
        let lines: f64 = option["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["yearly"].as_f64().unwrap())
            .sum();
        assert!(
            (lines - option["yearly"].as_f64().unwrap()).abs() < 0.01,
            "{option}"
        );
    }
    assert!(
        plan["recommendation"]["confidence"].as_f64().unwrap() <= 0.5,
        "all of it is defaults"
    );
    for text in plan["assumptions"]
        .as_array()
        .unwrap()
        .iter()
        .chain(plan["recommendation"]["cautions"].as_array().unwrap())
    {
        assert_ne!(text["code"], "other", "{text} can be said in no other language");
    }
}

#[both_databases]
async fn deeper_inputs_and_scenarios_change_the_answer(db: TestDb) {
    let t = TestApp::on(db).await;
    let volume = json!({ "tickets": 6_000 });
    let usual = t
        .owner()
        .post("/workforce/plan", json!({ "volume": volume }))
        .await
        .ok();
    let day = json!([480, 1080]);
    let body = json!({
        "volume": volume,
        "mix": { "phone": 0, "chat": 1, "messaging": 0, "social": 0, "email": 0 },
        "opening": [day, day, day, day, day, null, day],
        "rules": { "channels": { "chat": { "concurrency": 1 } }, "shrinkage": 0.2 },
        "in_house": { "salary": 12_000 },
        "vendor": { "price": { "per_ticket": 30 } },
        "needs": { "product": "complex", "sensitive_data": true },
        "scenarios": [
            { "name": "more", "changes": [{ "customers": 1.2 }] },
            { "name": "fewer", "changes": [{ "agents_leave": 2 }] },
            { "name": "sunday", "changes": [{ "open_saturday": [600, 960] }] },
        ],
    });
    let plan = t.owner().post("/workforce/plan", body).await.ok();
    assert_ne!(plan["peak"], usual["peak"]);
    assert_eq!(plan["recommendation"]["choice"], "in_house");
    let rows = plan["scenarios"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["as planned", "more", "fewer", "sunday"]);
    assert!(rows[1]["headcount"].as_u64() > rows[0]["headcount"].as_u64());
    assert_eq!(rows[2]["more_people"], -2);
    assert!(rows[2]["weakest"]["reached"].as_f64() < rows[0]["weakest"]["reached"].as_f64());
    let sunday = |minute: u64| minute >= 6 * 1440;
    assert!(
        plan["intervals"]
            .as_array()
            .unwrap()
            .iter()
            .any(|i| sunday(i["minute"].as_u64().unwrap()) && i["agents"] != 0)
    );
}

#[both_databases]
async fn what_cannot_be_planned_names_its_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let with = |name: &str, value: Value| {
        let mut body = json!({ "volume": { "tickets": 100 } });
        body[name] = value;
        body
    };
    assert_eq!(refused(&t, json!({})).await, "volume.tickets");
    assert_eq!(
        refused(&t, json!({ "volume": { "tickets": -1 } })).await,
        "volume.tickets"
    );
    assert_eq!(
        refused(&t, with("rules", json!({ "shrinkage": 1.5 }))).await,
        "rules.shrinkage"
    );
    let slow = json!({ "channels": { "chat": { "aht_s": 0 } } });
    assert_eq!(
        refused(&t, with("rules", slow)).await,
        "rules.channels.chat.aht_s"
    );
    assert_eq!(
        refused(&t, with("in_house", json!({ "software": -1 }))).await,
        "in_house.software"
    );
    assert_eq!(
        refused(&t, with("vendor", json!({ "price": { "per_seat": -1 } }))).await,
        "vendor.price"
    );
    assert_eq!(
        refused(&t, with("needs", json!({ "product": "magic" }))).await,
        "needs.product"
    );
    assert_eq!(
        refused(
            &t,
            with(
                "mix",
                json!({ "phone": 0, "chat": 0, "messaging": 0, "social": 0, "email": 0 })
            )
        )
        .await,
        "mix"
    );
    let odd = json!([{ "name": "odd", "changes": [{ "bot": 2 }] }]);
    assert_eq!(refused(&t, with("scenarios", odd)).await, "scenarios");
    let many: Vec<Value> = (0..13)
        .map(|n| json!({ "name": n.to_string(), "changes": [] }))
        .collect();
    assert_eq!(refused(&t, with("scenarios", json!(many))).await, "scenarios");
}

#[both_databases]
async fn who_is_not_signed_in_plans_nothing(db: TestDb) {
    let t = TestApp::on(db).await;
    let body = json!({ "volume": { "tickets": 100 } });
    t.anonymous()
        .post("/workforce/plan", body)
        .await
        .expect_status(401);
}
