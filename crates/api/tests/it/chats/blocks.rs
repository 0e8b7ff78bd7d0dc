//! Who is not let in.

use std::time::Duration;

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, site, site_with};

#[both_databases]
async fn who_is_blocked_is_not_let_in_until_it_ends(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Hello").await;
    let boss = t.agent("Sorin", "supervisor", &[]).await;
    let block = json!({
        "inbox_id": site, "kind": "range", "value": "127.0.0.9/8", "reason": "Insults",
        "expires_at": "2026-03-02T10:00:00Z",
    });
    let made = boss.post("/chat-blocks", block.clone()).await.expect_status(201);
    assert_eq!(
        (&made["value"], &made["created_by"]),
        (&json!("127.0.0.0/8"), &json!("Sorin"))
    );
    let again = boss.post("/chat-blocks", block).await.expect_status(201);
    let listed = boss.get("/chat-blocks").await.ok();
    assert_eq!(listed["items"], json!([again]), "the same is there once");
    let path = format!("/chat/conversations/{}", guest.token);
    guest.client.get(&path).await.problem(403, "blocked");
    t.wait(Duration::from_secs(3_601)).await;
    guest.client.get(&path).await.ok();

    let country = json!({"kind": "country", "value": "vn"});
    let everywhere = t
        .owner()
        .post("/chat-blocks", country.clone())
        .await
        .expect_status(201);
    assert_eq!(everywhere["inbox_id"], json!(null));
    t.owner().post("/chat-blocks", country).await.expect_status(201);
    let rows: i64 = t
        .value("SELECT count(*) FROM chat_block WHERE kind = 'country'", vec![])
        .await;
    assert_eq!(rows, 1);
    let id = t.owner().get("/chat-blocks").await.ok()["items"][0]["id"].clone();
    t.owner()
        .delete(&format!("/chat-blocks/{id}"))
        .await
        .expect_status(204);
    t.owner()
        .delete(&format!("/chat-blocks/{id}"))
        .await
        .problem(404, "chat_block_not_found");
}

#[both_databases]
async fn blocks_are_checked_and_not_for_everybody(db: TestDb) {
    let t = TestApp::on(db).await;
    let mine = site(&t).await;
    let other = site_with(&t, "Other", json!({})).await["id"].clone();
    for (field, code, block) in [
        ("kind", "unknown_value", json!({"kind": "name", "value": "Lan"})),
        (
            "value",
            "invalid_ip",
            json!({"kind": "ip", "value": "everything"}),
        ),
        (
            "value",
            "invalid_range",
            json!({"kind": "range", "value": "0.0.0.0/0"}),
        ),
        (
            "value",
            "invalid_country",
            json!({"kind": "country", "value": "Vietnam"}),
        ),
        (
            "inbox_id",
            "inbox_not_found",
            json!({"kind": "country", "value": "VN", "inbox_id": 4711}),
        ),
        (
            "expires_at",
            "in_the_past",
            json!({"kind": "country", "value": "VN", "expires_at": "2020-01-01T00:00:00Z"}),
        ),
        (
            "expires_at",
            "invalid_time",
            json!({"kind": "country", "value": "VN", "expires_at": "soon"}),
        ),
    ] {
        t.owner().post("/chat-blocks", block).await.refuses(field, code);
    }
    let ana = t.agent("Ana", "agent", &[mine]).await;
    ana.get("/chat-blocks").await.problem(403, "permission_missing");

    // A lead of one site neither sees nor touches those of another.
    let lead =
        json!({"name": "Lead", "permissions": ["teams.manage", "conversations.read"], "all_inboxes": false});
    let lead = t.owner().post("/roles", lead).await.expect_status(201);
    let agent = json!({"name": "Lena", "email": "lena@ours.test", "password": test_support::PASSWORD,
        "role_id": lead["id"], "inbox_ids": [mine]});
    t.owner().post("/agents", agent).await.expect_status(201);
    let lena = t.sign_in("lena@ours.test", test_support::PASSWORD).await;
    lena.post("/chat-blocks", json!({"kind": "country", "value": "VN"}))
        .await
        .refuses("inbox_id", "every_site");
    let theirs = t
        .owner()
        .post(
            "/chat-blocks",
            json!({"kind": "country", "value": "RO", "inbox_id": other}),
        )
        .await
        .ok();
    let own = json!({"kind": "ip", "value": "203.0.113.7", "inbox_id": mine});
    let own = lena.post("/chat-blocks", own).await.expect_status(201);
    assert_eq!(lena.get("/chat-blocks").await.ok()["items"], json!([own]));
    let path = format!("/chat-blocks/{}", theirs["id"]);
    lena.delete(&path).await.problem(404, "chat_block_not_found");
}
