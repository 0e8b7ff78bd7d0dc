//! When somebody is there, and what agents take.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::site;

#[both_databases]
async fn hours_are_kept_by_inbox_and_say_when_somebody_is_there_next(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let path = format!("/inboxes/{site}/business-hours");
    let always = t.owner().get(&path).await.ok();
    assert_eq!(
        always,
        json!({"always": true, "time_zone": "", "hours": [], "open": true, "next_opening": null})
    );
    // It is Monday, 9:00 in UTC, 16:00 in Hồ Chí Minh.
    let hours = json!({"time_zone": "asia/ho_chi_minh", "hours": [
        {"day": "tue", "from": "08:00", "to": "12:00"},
        {"day": "mon", "from": "13:00", "to": "16:00"},
        {"day": "mon", "from": "08:00", "to": "13:00"},
    ]});
    let set = t.owner().put(&path, hours).await.ok();
    assert_eq!(set["time_zone"], "Asia/Ho_Chi_Minh");
    assert_eq!(
        set["hours"],
        json!([{"day": "mon", "from": "08:00", "to": "16:00"}, {"day": "tue", "from": "08:00", "to": "12:00"}])
    );
    assert_eq!(
        (&set["open"], &set["next_opening"]),
        (&json!(false), &json!("2026-03-03T01:00:00.000000Z"))
    );
    t.clock().advance(std::time::Duration::from_secs(16 * 3600));
    assert_eq!(t.owner().get(&path).await.ok()["open"], true);
    let never = t
        .owner()
        .put(&path, json!({"time_zone": "UTC", "hours": []}))
        .await
        .ok();
    assert_eq!(
        (&never["open"], &never["next_opening"]),
        (&json!(false), &Value::Null)
    );
    let wrong = json!({"time_zone": "Hanoi", "hours": [{"day": "mon", "from": "9", "to": "25:00"}]});
    let refused = t.owner().put(&path, wrong).await;
    refused.refuses("time_zone", "unknown_time_zone");
    let back = t.owner().put(&path, json!({"always": true})).await.ok();
    assert_eq!(back, always);

    let ana = t.agent("Ana", "agent", &[site]).await;
    ana.get(&path).await.ok();
    ana.put(&path, json!({"always": true}))
        .await
        .problem(403, "permission_missing");
    let elsewhere = t.agent("Elena", "agent", &[]).await;
    elsewhere.get(&path).await.problem(404, "inbox_not_found");
}

#[both_databases]
async fn agents_say_what_they_take_and_leads_may_too(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let usual = json!({"takes_chats": true, "chat_limit": 3, "auto_accept": false, "activity": "available", "photo_url": null});
    assert_eq!(ana.get("/me/capacity").await.ok(), usual);
    let changed = ana.patch("/me/capacity", json!({"chat_limit": 5})).await.ok();
    assert_eq!(
        (&changed["chat_limit"], &changed["takes_chats"]),
        (&json!(5), &json!(true))
    );
    for wrong in [0, 21] {
        ana.patch("/me/capacity", json!({"chat_limit": wrong}))
            .await
            .refuses("chat_limit", "out_of_range");
    }
    let id = ana.get("/session").await.ok()["agent"]["id"].clone();
    let path = format!("/agents/{id}/capacity");
    let boss = t.agent("Sorin", "supervisor", &[]).await;
    let changed = boss.patch(&path, json!({"auto_accept": true})).await.ok();
    assert_eq!(
        (&changed["chat_limit"], &changed["auto_accept"]),
        (&json!(5), &json!(true))
    );
    ana.patch("/agents/1/capacity", json!({"chat_limit": 1}))
        .await
        .problem(403, "permission_missing");
    boss.get("/agents/4711/capacity")
        .await
        .problem(404, "agent_not_found");
}

#[both_databases]
async fn a_photo_is_seen_by_whoever_has_its_address(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let picture = b"\x89PNG\r\n\x1a\nnot much of a picture".to_vec();
    let set = ana
        .put_bytes("/me/photo", "image/png", picture.clone())
        .await
        .ok();
    let url = set["photo_url"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    let seen = t.anonymous().get(&url).await;
    assert_eq!((seen.status.as_u16(), &seen.bytes), (200, &picture));
    assert_eq!(seen.headers["content-type"], "image/png");
    ana.put_bytes("/me/photo", "image/png", b"<svg onload=alert(1)>".to_vec())
        .await
        .refuses("photo", "not_a_picture");
    ana.put_bytes("/me/photo", "image/png", vec![0; 600_000])
        .await
        .problem(413, "body_too_large");
    // It is not cleared away with uploads that nobody sent.
    t.wait(std::time::Duration::from_secs(3 * 24 * 3600)).await;
    t.run_schedules().await;
    assert_eq!(t.anonymous().get(&url).await.status.as_u16(), 200);
    ana.delete("/me/photo").await.ok();
    t.anonymous().get(&url).await.problem(404, "photo_not_found");
    t.anonymous()
        .get("/chat/photos/..%2f..%2fx")
        .await
        .problem(404, "photo_not_found");
}
