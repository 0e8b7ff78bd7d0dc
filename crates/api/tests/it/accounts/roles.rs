//! Roles: built-in ones stay, own ones never go beyond their maker.

use db::args;
use serde_json::{Value, json};
use test_support::{PASSWORD, TestApp, TestDb, both_databases};

use super::{audited, own_id, role};

fn body(name: &str, permissions: &[&str]) -> Value {
    json!({ "name": name, "permissions": permissions })
}

#[both_databases]
async fn roles_that_come_with_the_product_stay_as_they_are(db: TestDb) {
    let t = TestApp::on(db).await;
    for key in ["owner", "admin", "supervisor", "agent", "read_only"] {
        let path = format!("/roles/{}", role(&t, key).await);
        t.owner()
            .put(&path, body("Mine", &["tags.manage"]))
            .await
            .problem(409, "role_built_in");
        t.owner().delete(&path).await.problem(409, "role_built_in");
    }
    t.owner()
        .post("/roles", body("OWNER", &[]))
        .await
        .refuses("name", "reserved");
    t.owner()
        .put("/roles/999", body("x", &[]))
        .await
        .problem(404, "role_not_found");
}

#[both_databases]
async fn a_changed_role_counts_from_the_next_request_on(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = t
        .owner()
        .post("/roles", body("Etichete", &["conversations.read", "tags.manage"]))
        .await
        .expect_status(201);
    let id = made["id"].as_i64().unwrap();
    assert_eq!(made["permissions"], json!(["conversations.read", "tags.manage"]));
    assert_eq!(made["key"], Value::Null);
    let agent = json!({ "name": "Ana", "email": "ana@ours.test", "password": PASSWORD, "role_id": id });
    t.owner().post("/agents", agent).await.expect_status(201);
    let ana = t.sign_in("ana@ours.test", PASSWORD).await;
    ana.post("/tags", json!({ "name": "one" }))
        .await
        .expect_status(201);
    t.owner()
        .put(&format!("/roles/{id}"), body("Etichete", &["conversations.read"]))
        .await
        .ok();
    ana.post("/tags", json!({ "name": "two" }))
        .await
        .problem(403, "permission_missing");
    assert_eq!(
        ana.get("/session").await.ok()["permissions"],
        json!(["conversations.read"])
    );

    let refused = t
        .owner()
        .delete(&format!("/roles/{id}"))
        .await
        .problem(409, "role_in_use");
    assert!(
        refused["detail"].as_str().unwrap().starts_with("1 agent has"),
        "{refused}"
    );
    let path = format!("/agents/{}", own_id(&ana).await);
    let other = role(&t, "agent").await;
    t.owner().patch(&path, json!({ "role_id": other })).await.ok();
    t.owner().delete(&format!("/roles/{id}")).await.expect_status(204);
    let permissions: i64 = t
        .value(
            "SELECT COUNT(*) FROM role_permission WHERE role_id = $1",
            args![id],
        )
        .await;
    assert_eq!(permissions, 0);
    for action in ["role.created", "role.updated", "role.deleted"] {
        assert_eq!(audited(&t, action, id).await, 1, "{action}");
    }
}

#[both_databases]
async fn nobody_makes_a_role_that_does_more_than_they_do(db: TestDb) {
    let t = TestApp::on(db).await;
    let staff = t
        .owner()
        .post("/roles", body("Staff", &["roles.manage", "conversations.read"]))
        .await
        .expect_status(201);
    let big = t
        .owner()
        .post("/roles", body("Big", &["inboxes.manage"]))
        .await
        .expect_status(201);
    let agent =
        json!({ "name": "Sam", "email": "sam@ours.test", "password": PASSWORD, "role_id": staff["id"] });
    t.owner().post("/agents", agent).await.expect_status(201);
    let sam = t.sign_in("sam@ours.test", PASSWORD).await;
    sam.post("/roles", body("More", &["conversations.read", "audit.read"]))
        .await
        .problem(403, "beyond_own_permissions");
    let mut all = body("All", &["conversations.read"]);
    all["all_inboxes"] = json!(true);
    sam.post("/roles", all)
        .await
        .problem(403, "beyond_own_permissions");
    // Neither own role raised, nor a bigger one touched.
    sam.put(
        &format!("/roles/{}", staff["id"]),
        body("Staff", &["roles.manage", "agents.manage"]),
    )
    .await
    .problem(403, "beyond_own_permissions");
    sam.put(&format!("/roles/{}", big["id"]), body("Big", &[]))
        .await
        .problem(403, "beyond_own_permissions");
    sam.delete(&format!("/roles/{}", big["id"]))
        .await
        .problem(403, "beyond_own_permissions");
    sam.post("/roles", body("Less", &["conversations.read"]))
        .await
        .expect_status(201);
}

#[both_databases]
async fn wrong_roles_are_refused_by_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let post = |body: Value| t.owner().post("/roles", body);
    post(body("", &[])).await.refuses("name", "required");
    post(body("x", &["tags.manage", "world.rule"]))
        .await
        .refuses("permissions[1]", "unknown_value");
    post(json!({ "name": "x", "permissions": ["tags.manage", 7] }))
        .await
        .refuses("permissions[1]", "invalid_type");
    post(json!({ "name": "x" }))
        .await
        .refuses("permissions", "required");
    post(body("Trưởng nhóm", &[])).await.expect_status(201);
    post(body("truong nhom", &[])).await.problem(409, "role_exists");
    let known = t.owner().get("/permissions").await.ok();
    assert_eq!(
        known["items"].as_array().unwrap().len(),
        domain::Permission::ALL.len()
    );
}
