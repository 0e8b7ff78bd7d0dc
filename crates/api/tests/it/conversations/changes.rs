//! Status, tags and assignees, of one conversation and of many.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::{timeline, with_conversation};
use crate::contacts::partner;

#[both_databases]
async fn concurrent_changes_keep_the_timeline_contiguous(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let path = format!("/conversations/{id}/notes");
    let notes = (0..20).map(|n| {
        let (owner, path) = (t.owner().clone(), path.clone());
        async move {
            owner
                .post(&path, json!({"text": format!("Note {n}")}))
                .await
                .expect_status(201)
        }
    });
    futures::future::join_all(notes).await;
    let (count, last): (i64, i64) = t
        .value(
            "SELECT count(*), MAX(seq) FROM entry WHERE conversation_id = $1",
            db::args![id],
        )
        .await;
    assert_eq!((count, last), (22, 22));
    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert_eq!(view["last_seq"], 22);
    assert_eq!(view["message_count"], 1, "notes are no messages");
}

#[both_databases]
async fn status_priority_tags_and_assignee_are_told_in_the_timeline_once(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let owner = t.owner();
    let tag = owner
        .post("/tags", json!({"name": "Hỏng hóc", "color": "#AA0000"}))
        .await
        .expect_status(201);
    assert_eq!(tag["color"], "#aa0000");
    for _ in 0..2 {
        owner
            .put(
                &format!("/conversations/{id}/status"),
                json!({"status": "pending"}),
            )
            .await
            .ok();
        owner
            .put(
                &format!("/conversations/{id}/priority"),
                json!({"priority": "urgent"}),
            )
            .await
            .ok();
        owner
            .post(&format!("/conversations/{id}/tags"), json!({"add": [tag["id"]]}))
            .await
            .ok();
        owner
            .put(&format!("/conversations/{id}/assignee"), json!({"agent_id": 1}))
            .await
            .ok();
    }
    let entries = timeline(&t, id).await;
    let changes: Vec<(String, Value, Value)> = entries[2..]
        .iter()
        .map(|e| {
            (
                e["kind"].as_str().unwrap().to_owned(),
                e["from"].clone(),
                e["to"].clone(),
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            ("status_changed".to_owned(), json!("open"), json!("pending")),
            ("priority_changed".to_owned(), json!("normal"), json!("urgent")),
            ("tag_added".to_owned(), Value::Null, json!("Hỏng hóc")),
            ("assigned".to_owned(), Value::Null, json!("Olga Owner")),
        ]
    );
    owner
        .post("/tags", json!({"name": "HONG HOC"}))
        .await
        .problem(409, "tag_exists");
    owner
        .delete(&format!("/tags/{}", tag["id"]))
        .await
        .expect_status(204);
    let left: i64 = t.value("SELECT count(*) FROM conversation_tag", vec![]).await;
    assert_eq!(left, 0);
}

#[both_databases]
async fn many_are_changed_at_once_and_failures_are_told(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let body = json!({"ids": [id, 4711], "status": "solved", "assign": {"agent_id": 1}});
    let result = t.owner().post("/conversations/bulk", body).await.ok();
    assert_eq!(result["done"], json!([id]));
    assert_eq!(result["failed"][0]["id"], 4711);
    assert_eq!(result["failed"][0]["code"], "conversation_not_found");
    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert_eq!(
        (&view["status"], &view["assignee_id"]),
        (&json!("solved"), &json!(1))
    );
}

#[both_databases]
async fn many_are_seen_and_moved_without_losing_their_agents(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let owner = t.owner();
    let team = owner.post("/teams", json!({"name": "Repairs"})).await.ok()["id"].clone();
    owner
        .put(&format!("/conversations/{id}/assignee"), json!({"agent_id": 1}))
        .await
        .ok();
    let url = format!("/conversations/{id}");
    // Who acts on a conversation has seen it.
    owner
        .put(&format!("{url}/read"), json!({"seq": 0}))
        .await
        .expect_status(204);
    assert_eq!(owner.get(&url).await.ok()["unread"], true);
    let body = json!({"ids": [id, 4711], "team_id": team, "read": true});
    let result = owner.post("/conversations/bulk", body).await.ok();
    assert_eq!(
        (&result["done"], &result["failed"][0]["id"]),
        (&json!([id]), &json!(4711))
    );
    let view = owner.get(&url).await.ok();
    assert_eq!(
        (&view["team_id"], &view["assignee_id"], &view["unread"]),
        (&team, &json!(1), &json!(false))
    );
    let seen =
        "SELECT r.seq - c.last_seq FROM conversation_read r JOIN conversation c ON c.id = r.conversation_id";
    assert_eq!(t.value::<i64>(seen, vec![]).await, 0, "to its very end");
    let counts = owner.get("/conversations/counts").await.ok();
    assert_eq!(counts["teams"], json!([{"id": team, "count": 1}]));
    let body = json!({"ids": [id], "team_id": null, "read": false});
    owner.post("/conversations/bulk", body).await.ok();
    let view = owner.get(&url).await.ok();
    assert_eq!(
        (&view["team_id"], &view["assignee_id"], &view["unread"]),
        (&json!(null), &json!(1), &json!(true))
    );
    let body = json!({"ids": [id], "team_id": 99});
    let result = owner.post("/conversations/bulk", body).await.ok();
    assert_eq!(result["failed"][0]["code"], "invalid_fields");
    // To see is enough for marking as seen, not for moving.
    let viewer = partner(&t, &[domain::InboxId(1)]).await;
    let body = json!({"ids": [id], "read": true});
    assert_eq!(
        viewer.post("/conversations/bulk", body).await.ok()["done"],
        json!([id])
    );
    assert_eq!(viewer.get(&url).await.ok()["unread"], false);
    assert_eq!(
        owner.get(&url).await.ok()["unread"],
        true,
        "each has read for themselves"
    );
    let body = json!({"ids": [id], "team_id": team});
    viewer
        .post("/conversations/bulk", body)
        .await
        .problem(403, "permission_missing");
}
