//! Agents and teams: who may change whom.

use db::args;
use serde_json::{Value, json};
use test_support::{Client, PASSWORD, TestApp, TestDb, both_databases};

use super::{audited, own_id, role};

fn new_agent(email: &str, role: i64) -> Value {
    json!({ "name": "New", "email": email, "password": PASSWORD, "role_id": role })
}

/// An agent whose own role can manage agents and read conversations, and nothing else.
async fn staff_manager(t: &TestApp) -> (Client, i64) {
    let body =
        json!({ "name": "Staff", "permissions": ["agents.manage", "roles.manage", "conversations.read"] });
    let role = t.owner().post("/roles", body).await.expect_status(201)["id"]
        .as_i64()
        .unwrap();
    let body = json!({ "name": "Sam", "email": "sam@ours.test", "password": PASSWORD, "role_id": role });
    t.owner().post("/agents", body).await.expect_status(201);
    (t.sign_in("sam@ours.test", PASSWORD).await, role)
}

#[both_databases]
async fn agents_are_made_changed_and_audited(db: TestDb) {
    let t = TestApp::on(db).await;
    let team = t
        .owner()
        .post("/teams", json!({ "name": "Đổi trả" }))
        .await
        .expect_status(201);
    let mut body = new_agent("Ana@Ours.test", role(&t, "agent").await);
    body["team_ids"] = json!([team["id"], team["id"]]);
    let made = t.owner().post("/agents", body).await.expect_status(201);
    let id = made["id"].as_i64().unwrap();
    assert_eq!(made["email"], "Ana@Ours.test");
    assert_eq!(made["team_ids"], json!([team["id"]]));
    assert_eq!(made["role"], "Agent");
    assert_eq!(audited(&t, "agent.created", id).await, 1);

    let changes = json!({ "name": "Ana Ionescu", "email": "ana.i@ours.test", "team_ids": [], "password": "given by an admin" });
    let changed = t.owner().patch(&format!("/agents/{id}"), changes).await.ok();
    assert_eq!(changed["name"], "Ana Ionescu");
    assert_eq!(changed["team_ids"], json!([]));
    assert_eq!(changed["active"], true);
    let (name, folded, teams): (String, String, i64) = t
        .value(
            "SELECT name, email_folded, (SELECT COUNT(*) FROM team_member) FROM agent WHERE id = $1",
            args![id],
        )
        .await;
    assert_eq!(
        (name.as_str(), folded.as_str(), teams),
        ("Ana Ionescu", "ana.i@ours.test", 0)
    );
    let ana = t.sign_in("ana.i@ours.test", "given by an admin").await;
    let detail: String = t
        .value(
            "SELECT detail FROM audit_entry WHERE action = 'agent.updated'",
            args![],
        )
        .await;
    assert!(
        detail.contains("password") && !detail.contains("given by"),
        "{detail}"
    );

    // A plain agent sees colleagues but manages none.
    assert_eq!(
        ana.get("/agents").await.ok()["items"].as_array().unwrap().len(),
        2
    );
    ana.post("/agents", new_agent("x@ours.test", role(&t, "agent").await))
        .await
        .problem(403, "permission_missing");
    ana.get("/agents/999").await.problem(404, "agent_not_found");
}

#[both_databases]
async fn refusals_name_the_field_and_leave_nothing_half_written(db: TestDb) {
    let t = TestApp::on(db).await;
    let agent = role(&t, "agent").await;
    let post = |body: Value| t.owner().post("/agents", body);
    let with = |field: &str, value: Value| {
        let mut body = new_agent("new@ours.test", agent);
        body[field] = value;
        body
    };
    post(with("name", json!("a\nb")))
        .await
        .refuses("name", "invalid_characters");
    post(with("email", json!("a@b@c")))
        .await
        .refuses("email", "invalid_email");
    post(with("password", json!("123456789")))
        .await
        .refuses("password", "too_short");
    post(with("locale", json!("fr")))
        .await
        .refuses("locale", "unknown_value");
    post(with("role_id", json!(999)))
        .await
        .refuses("role_id", "does_not_exist");
    post(with("role_id", json!("one")))
        .await
        .refuses("role_id", "invalid_type");
    post(with("team_ids", json!([999])))
        .await
        .refuses("team_ids", "does_not_exist");
    post(with("inbox_ids", json!([999])))
        .await
        .refuses("inbox_ids", "does_not_exist");
    post(with("email", json!("OWNER@ours.test")))
        .await
        .problem(409, "email_taken");
    post(json!({ "name": "x" })).await.refuses("email", "required");
    let agents: i64 = t.value("SELECT COUNT(*) FROM agent", args![]).await;
    assert_eq!(agents, 1);

    let id = own_id(&t.agent("Ana", "agent", &[]).await).await;
    t.owner()
        .patch(
            &format!("/agents/{id}"),
            json!({ "name": "Changed", "team_ids": [999] }),
        )
        .await
        .refuses("team_ids", "does_not_exist");
    let name: String = t.value("SELECT name FROM agent WHERE id = $1", args![id]).await;
    assert_eq!(name, "Ana", "the name went back with the rest");
    t.owner()
        .patch("/agents/999", json!({}))
        .await
        .problem(404, "agent_not_found");
    t.owner()
        .patch("/agents/abc", json!({}))
        .await
        .problem(404, "not_found");
}

#[both_databases]
async fn nobody_gives_or_takes_over_more_than_they_have(db: TestDb) {
    let t = TestApp::on(db).await;
    let admin = t.agent("Adi", "admin", &[]).await;
    let owner_id = own_id(t.owner()).await;
    let (owner_role, admin_role, agent_role) = (
        role(&t, "owner").await,
        role(&t, "admin").await,
        role(&t, "agent").await,
    );

    // An admin may do everything but touch owners.
    admin
        .post("/agents", new_agent("x@ours.test", owner_role))
        .await
        .problem(403, "owners_only");
    let path = format!("/agents/{owner_id}");
    for change in [
        json!({ "active": false }),
        json!({ "role_id": agent_role }),
        json!({ "password": "taken over by admin" }),
        json!({ "email": "adi+owner@ours.test" }),
    ] {
        admin.patch(&path, change).await.problem(403, "owners_only");
    }
    let own = format!("/agents/{}", own_id(&admin).await);
    admin
        .patch(&own, json!({ "role_id": owner_role }))
        .await
        .problem(403, "owners_only");

    // Who manages staff with few permissions gives only those few, and takes nobody over who has more.
    let (sam, staff_role) = staff_manager(&t).await;
    sam.post("/agents", new_agent("x@ours.test", agent_role))
        .await
        .problem(403, "beyond_own_permissions");
    sam.patch(&own, json!({ "password": "taken over by sam" }))
        .await
        .problem(403, "beyond_own_permissions");
    let me = format!("/agents/{}", own_id(&sam).await);
    sam.patch(&me, json!({ "role_id": admin_role }))
        .await
        .problem(403, "beyond_own_permissions");
    sam.post("/agents", new_agent("x@ours.test", staff_role))
        .await
        .expect_status(201);
    t.sign_in("owner@ours.test", PASSWORD).await;
}

#[both_databases]
async fn inboxes_are_opened_only_by_those_who_see_them(db: TestDb) {
    let t = TestApp::on(db).await;
    let (mine, secret) = (
        t.inbox("Mine", "mine@ours.test").await,
        t.inbox("Secret", "secret@ours.test").await,
    );
    let (sam, staff_role) = staff_manager(&t).await;
    let me = format!("/agents/{}", own_id(&sam).await);
    t.owner().patch(&me, json!({ "inbox_ids": [mine] })).await.ok();
    sam.patch(&me, json!({ "inbox_ids": [mine, secret] }))
        .await
        .refuses("inbox_ids", "does_not_exist");
    let mut body = new_agent("new@ours.test", staff_role);
    body["inbox_ids"] = json!([mine]);
    let made = sam.post("/agents", body).await.expect_status(201);
    assert_eq!(made["inbox_ids"], json!([mine]));
    let open: i64 = t
        .value(
            "SELECT COUNT(*) FROM inbox_access WHERE inbox_id = $1",
            args![secret],
        )
        .await;
    assert_eq!(open, 0);
}

#[both_databases]
async fn the_last_active_owner_stays(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = own_id(t.owner()).await;
    let path = format!("/agents/{id}");
    let admin_role = role(&t, "admin").await;
    for change in [json!({ "active": false }), json!({ "role_id": admin_role })] {
        t.owner().patch(&path, change).await.problem(409, "last_owner");
    }
    let second = t.agent("Oana", "owner", &[]).await;
    second.patch(&path, json!({ "role_id": admin_role })).await.ok();
    t.owner().get("/session").await.ok();
    let second_path = format!("/agents/{}", own_id(&second).await);
    second
        .patch(&second_path, json!({ "active": false }))
        .await
        .problem(409, "last_owner");
}

#[both_databases]
async fn two_owners_who_demote_each_other_at_once_leave_one(db: TestDb) {
    let t = TestApp::on(db).await;
    let second = t.agent("Oana", "owner", &[]).await;
    let (one, two) = (own_id(t.owner()).await, own_id(&second).await);
    let body = json!({ "role_id": role(&t, "admin").await });
    let (one_path, two_path) = (format!("/agents/{one}"), format!("/agents/{two}"));
    let (a, b) = tokio::join!(
        t.owner().patch(&two_path, body.clone()),
        second.patch(&one_path, body.clone())
    );
    let done = [&a, &b]
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    assert_eq!(done, 1, "{} {}", a.text(), b.text());
    let owners: i64 = t
        .value(
            "SELECT COUNT(*) FROM agent a JOIN role r ON r.id = a.role_id WHERE r.key = 'owner' AND a.active",
            args![],
        )
        .await;
    assert_eq!(owners, 1);
}

#[both_databases]
async fn switching_an_agent_off_ends_its_sessions_and_tokens(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let token = ana
        .post(
            "/api-tokens",
            json!({ "name": "ci", "scopes": ["conversations.read"] }),
        )
        .await
        .expect_status(201);
    let program = ana.bearer(token["token"].as_str().unwrap());
    program.get("/session").await.ok();
    let path = format!("/agents/{}", own_id(&ana).await);
    t.owner().patch(&path, json!({ "active": false })).await.ok();
    ana.get("/session").await.problem(401, "session_expired");
    program.get("/session").await.problem(401, "api_token_invalid");
    t.owner().patch(&path, json!({ "active": true })).await.ok();
    ana.get("/session").await.problem(401, "session_expired");
    program.get("/session").await.ok();
}

#[both_databases]
async fn own_passwords_are_changed_with_the_present_one(db: TestDb) {
    let t = TestApp::on(db).await;
    let path = format!("/agents/{}", own_id(t.owner()).await);
    t.owner()
        .patch(&path, json!({ "password": "without the old one" }))
        .await
        .refuses("password", "own_password");
}

#[both_databases]
async fn agents_are_paged_by_cursor(db: TestDb) {
    let t = TestApp::on(db).await;
    let agent = role(&t, "agent").await;
    for n in 0..4 {
        let body = new_agent(&format!("a{n}@ours.test"), agent);
        t.owner().post("/agents", body).await.expect_status(201);
    }
    let first = t.owner().get("/agents?limit=2").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    // A row that comes in between moves nothing.
    t.owner()
        .post("/agents", new_agent("late@ours.test", agent))
        .await
        .expect_status(201);
    let second = t
        .owner()
        .get(&format!("/agents?limit=2&cursor={cursor}"))
        .await
        .ok();
    let cursor = second["next_cursor"].as_str().unwrap();
    let third = t
        .owner()
        .get(&format!("/agents?limit=2&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(third["next_cursor"], Value::Null);
    let ids: Vec<i64> = [first, second, third]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap().clone())
        .map(|agent| agent["id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids.len(), 6);
    assert!(ids.is_sorted());
    t.owner()
        .get("/agents?limit=0")
        .await
        .refuses("limit", "out_of_range");
    t.owner()
        .get("/agents?limit=x")
        .await
        .problem(400, "invalid_query");
    t.owner()
        .get("/agents?cursor=nonsense")
        .await
        .refuses("cursor", "invalid_cursor");
}

#[both_databases]
async fn teams_are_made_changed_and_deleted(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let id = own_id(&ana).await;
    let body = |name: &str, agents: Value| json!({ "name": name, "agent_ids": agents });
    let team = t
        .owner()
        .post("/teams", body("Retururi", json!([id])))
        .await
        .expect_status(201);
    let path = format!("/teams/{}", team["id"]);
    assert_eq!(team["agent_ids"], json!([id]));
    t.owner()
        .post("/teams", body("RETURURI", json!([])))
        .await
        .problem(409, "team_exists");
    t.owner()
        .post("/teams", body("Others", json!([id, 999])))
        .await
        .refuses("agent_ids", "does_not_exist");
    let changed = t.owner().put(&path, body("Returns", json!([]))).await.ok();
    assert_eq!(changed["agent_ids"], json!([]));
    assert_eq!(super::names(&ana.get("/teams").await.ok()), ["Returns"]);
    ana.put(&path, body("Mine", json!([id])))
        .await
        .problem(403, "permission_missing");
    ana.delete(&path).await.problem(403, "permission_missing");
    t.owner().delete(&path).await.expect_status(204);
    t.owner().delete(&path).await.problem(404, "team_not_found");
    let team_id = team["id"].as_i64().unwrap();
    for action in ["team.created", "team.updated", "team.deleted"] {
        assert_eq!(audited(&t, action, team_id).await, 1, "{action}");
    }
}
