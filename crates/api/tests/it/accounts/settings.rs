//! Organisation, brands, audit log.

use db::args;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

#[both_databases]
async fn settings_are_changed_by_those_who_may(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let changes =
        json!({ "name": "Magazin", "locale": "ro", "time_zone": "Europe/Bucharest", "undo_send_seconds": 0 });
    ana.patch("/organisation", changes.clone())
        .await
        .problem(403, "permission_missing");
    t.owner().patch("/organisation", changes.clone()).await.ok();
    let mut all = changes;
    all["system_inbox_id"] = json!(null);
    all["system_sender"] = json!(null);
    all["planner_public"] = json!(false);
    assert_eq!(ana.get("/organisation").await.ok(), all);
    let one = t
        .owner()
        .patch("/organisation", json!({ "undo_send_seconds": 30 }))
        .await
        .ok();
    assert_eq!(one["name"], "Magazin", "what is absent stays");
    let session = ana.get("/session").await.ok();
    assert_eq!(session["undo_send_seconds"], 30);
    assert_eq!(session["organisation"], "Magazin");
    let wrong = json!({ "name": "", "locale": "xx", "time_zone": "+02:00", "undo_send_seconds": 121 });
    let problem = t
        .owner()
        .patch("/organisation", wrong)
        .await
        .problem(422, "invalid_fields");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
    t.owner()
        .patch("/organisation", json!({ "undo_send_seconds": -1 }))
        .await
        .refuses("undo_send_seconds", "invalid_type");
    let seconds: i64 = t
        .value("SELECT undo_send_seconds FROM organisation", args![])
        .await;
    assert_eq!(seconds, 30);
}

#[both_databases]
async fn brands_are_made_and_changed(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = t
        .owner()
        .post("/brands", json!({ "name": "Second", "color": "#0A5BCC" }))
        .await
        .expect_status(201);
    assert_eq!(made["color"], "#0a5bcc");
    let path = format!("/brands/{}", made["id"]);
    t.owner()
        .patch(&path, json!({ "name": "Second brand", "color": "#000000" }))
        .await
        .ok();
    assert_eq!(
        super::names(&t.owner().get("/brands").await.ok()),
        ["Ours", "Second brand"]
    );
    t.owner()
        .post("/brands", json!({ "name": "x", "color": "red" }))
        .await
        .refuses("color", "invalid_color");
    t.owner()
        .patch("/brands/999", json!({ "name": "x", "color": "#000000" }))
        .await
        .problem(404, "brand_not_found");
    let ana = t.agent("Ana", "supervisor", &[]).await;
    ana.post("/brands", json!({ "name": "x", "color": "#000000" }))
        .await
        .problem(403, "permission_missing");
}

#[both_databases]
async fn the_audit_log_tells_who_did_what_from_where(db: TestDb) {
    let t = TestApp::on(db).await;
    for n in 0..5 {
        let body = json!({ "name": format!("tag {n}") });
        t.owner().post("/tags", body).await.expect_status(201);
    }
    let first = t.owner().get("/audit?limit=3").await.ok();
    let line = &first["items"][0];
    assert_eq!(line["action"], "tag.created");
    assert_eq!(line["detail"], "tag 4");
    assert_eq!(line["actor_kind"], "agent");
    assert_eq!(line["actor_name"], "Olga Owner");
    assert_eq!(line["subject_kind"], "tag");
    assert_eq!(line["ip"], "127.0.0.1");
    assert_eq!(line["at"], t.clock().now().to_rfc3339());
    let mut lines = first["items"].as_array().unwrap().len();
    let mut cursor = first["next_cursor"].clone();
    while let Value::String(position) = cursor {
        let page = t
            .owner()
            .get(&format!("/audit?limit=3&cursor={position}"))
            .await
            .ok();
        lines += page["items"].as_array().unwrap().len();
        cursor = page["next_cursor"].clone();
    }
    let all: i64 = t.value("SELECT COUNT(*) FROM audit_entry", args![]).await;
    assert_eq!(i64::try_from(lines).unwrap(), all);
    let ana = t.agent("Ana", "agent", &[]).await;
    ana.get("/audit").await.problem(403, "permission_missing");
}
