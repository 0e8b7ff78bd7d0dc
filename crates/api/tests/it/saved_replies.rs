//! Saved replies: whose they are, how they are found, and how they are filled.

use std::time::Duration;

use db::{Executor as _, args};
use serde_json::{Value, json};
use test_support::{Answer, Client, PASSWORD, TestApp, TestDb, both_databases};

use crate::mails::mail;

/// The names of a list, in its order.
fn names(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item["name"].as_str().unwrap()).collect()
}

async fn id_of(client: &Client) -> i64 {
    client.get("/session").await.ok()["agent"]["id"].as_i64().unwrap()
}

/// Saves a reply; returns its path.
async fn save(client: &Client, body: Value) -> String {
    let made = client.post("/saved-replies", body).await.expect_status(201);
    format!("/saved-replies/{}", made["id"])
}

async fn render(client: &Client, path: &str, conversation: i64) -> Answer {
    let body = json!({ "conversation_id": conversation });
    client.post(&format!("{path}/render"), body).await
}

async fn with_conversation(t: &TestApp, from: &str, subject: &str) -> i64 {
    let inbox = t.inbox("Suport clienți", "help@ours.test").await;
    t.receive(
        inbox,
        mail(from, subject, "a1@example.com", "The lamp is broken."),
    )
    .await;
    t.value("SELECT max(id) FROM conversation", args![]).await
}

async fn audited(t: &TestApp, action: &str) -> i64 {
    let sql = "SELECT count(*) FROM audit_entry WHERE action = $1 AND subject_kind = 'saved_reply'";
    t.value(sql, args![action]).await
}

#[both_databases]
async fn a_saved_reply_is_made_changed_and_deleted(db: TestDb) {
    let t = TestApp::on(db).await;
    let mut live = t.live(t.owner()).await;
    live.subscribe(&["organisation"], None).await;
    live.wait_until(|m| m["type"] == "subscribed").await;
    let body = json!({
        "name": " Đổi trả ", "folder": "/Bán hàng // Đổi trả/", "language": "vi", "owner": "everyone",
        "body": "Chào {{contact.first_name|bạn}},\n\n\\{{x}}",
    });
    let made = t.owner().post("/saved-replies", body).await.expect_status(201);
    assert_eq!(
        live.wait_for_event("settings_changed").await["area"],
        "saved_replies"
    );
    assert_eq!(made["name"], "Đổi trả");
    assert_eq!(made["folder"], "Bán hàng/Đổi trả");
    assert_eq!(
        (&made["owner"], &made["team_id"]),
        (&json!("everyone"), &Value::Null)
    );
    assert_eq!((&made["uses"], &made["can_manage"]), (&json!(0), &json!(true)));
    let path = format!("/saved-replies/{}", made["id"]);
    assert_eq!(t.owner().get(&path).await.ok(), made);

    t.clock().advance(Duration::from_secs(60));
    let changed = t
        .owner()
        .put(&path, json!({ "name": "Returns", "body": "Hello" }))
        .await
        .ok();
    assert_eq!(
        changed["owner"], "personal",
        "what is absent is as when it is made"
    );
    assert_eq!(
        (&changed["folder"], &changed["language"]),
        (&json!(""), &Value::Null)
    );
    assert_ne!(changed["updated_at"], made["updated_at"]);
    let row: (String, Option<i64>, String, String) = t
        .value(
            "SELECT owner, agent_id, name_folded, search_folded FROM saved_reply",
            args![],
        )
        .await;
    let owner = id_of(t.owner()).await;
    assert_eq!(
        row,
        (
            "personal".into(),
            Some(owner),
            "returns".into(),
            "returns hello".into()
        )
    );

    t.owner().delete(&path).await.expect_status(204);
    t.owner().get(&path).await.problem(404, "saved_reply_not_found");
    t.owner()
        .delete(&path)
        .await
        .problem(404, "saved_reply_not_found");
    let left: i64 = t.value("SELECT count(*) FROM saved_reply", args![]).await;
    assert_eq!(left, 0);
    for action in [
        "saved_reply.created",
        "saved_reply.updated",
        "saved_reply.deleted",
    ] {
        assert_eq!(audited(&t, action).await, 1, "{action}");
    }
}

#[both_databases]
async fn wrong_ones_are_refused_by_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let post = |body: Value| t.owner().post("/saved-replies", body);
    let problem = post(json!({ "name": "x", "body": "Hi {{contact.nme}} and {{agent.name}}" }))
        .await
        .refuses("body", "unknown_placeholder");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("\"contact.nme\" is not a placeholder; use one of contact.name")
    );
    post(json!({ "name": "x", "body": "Hi {{contact.name" }))
        .await
        .refuses("body", "unclosed_placeholder");
    let wrong =
        json!({ "name": "", "body": " ", "language": "vietnamese", "folder": "a\nb", "owner": "nobody" });
    let problem = post(wrong).await.problem(422, "invalid_fields");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 5, "{problem}");
    post(json!({ "name": "x", "body": "x", "owner": "team" }))
        .await
        .refuses("team_id", "required");
    post(json!({ "name": "x", "body": "x", "owner": "team", "team_id": 99 }))
        .await
        .refuses("team_id", "not_a_member");
    post(json!({ "name": "x", "body": "x", "team_id": 1 }))
        .await
        .refuses("team_id", "not_allowed");
    post(json!({ "name": "x" })).await.refuses("body", "required");
    let left: i64 = t.value("SELECT count(*) FROM saved_reply", args![]).await;
    assert_eq!(left, 0);
}

#[both_databases]
async fn each_sees_and_changes_what_is_theirs(db: TestDb) {
    let t = TestApp::on(db).await;
    let ana = t.agent("Ana", "agent", &[]).await;
    let sam = t.agent("Sam", "supervisor", &[]).await;
    let ron = t.agent("Ron", "read_only", &[]).await;
    let members = json!({ "name": "Night", "agent_ids": [id_of(&ana).await, id_of(&sam).await] });
    let team = t.owner().post("/teams", members).await.expect_status(201)["id"].clone();

    let personal = save(&ana, json!({ "name": "Ana's", "body": "x" })).await;
    let of_team = json!({ "name": "Night's", "body": "x", "owner": "team", "team_id": team });
    let of_all = json!({ "name": "Everyone's", "body": "x", "owner": "everyone" });
    for body in [&of_team, &of_all] {
        let problem = ana
            .post("/saved-replies", body.clone())
            .await
            .problem(403, "permission_missing");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("saved_replies.manage")
        );
    }
    ron.post("/saved-replies", json!({ "name": "Ron's", "body": "x" }))
        .await
        .problem(403, "permission_missing");
    // The owner of the installation is in no team, and so writes for none.
    t.owner()
        .post("/saved-replies", of_team.clone())
        .await
        .refuses("team_id", "not_a_member");
    let teams = save(&sam, of_team).await;
    let everyones = save(&sam, of_all).await;

    for (client, sees, manages) in [
        (&ana, vec!["Ana's", "Everyone's", "Night's"], vec!["Ana's"]),
        (&sam, vec!["Everyone's", "Night's"], vec!["Everyone's", "Night's"]),
        (&ron, vec!["Everyone's"], vec![]),
        (t.owner(), vec!["Everyone's"], vec!["Everyone's"]),
    ] {
        let list = client.get("/saved-replies").await.ok();
        assert_eq!(names(&list), sees);
        let items = list["items"].as_array().unwrap();
        let managed: Vec<&str> = items
            .iter()
            .filter(|item| item["can_manage"] == true)
            .map(|item| item["name"].as_str().unwrap())
            .collect();
        assert_eq!(managed, manages);
    }
    sam.get(&personal).await.problem(404, "saved_reply_not_found");
    sam.put(&personal, json!({ "name": "Mine now", "body": "x" }))
        .await
        .problem(404, "saved_reply_not_found");
    t.owner()
        .delete(&teams)
        .await
        .problem(404, "saved_reply_not_found");
    for path in [&teams, &everyones] {
        ana.get(path).await.ok();
        ana.delete(path).await.problem(403, "permission_missing");
        // It cannot be made one's own either.
        ana.put(path, json!({ "name": "Mine now", "body": "x" }))
            .await
            .problem(403, "permission_missing");
    }
    // Nor can the own one be pushed on everyone.
    ana.put(
        &personal,
        json!({ "name": "For all", "body": "x", "owner": "everyone" }),
    )
    .await
    .problem(403, "permission_missing");
    let kinds: Vec<(String, String)> = t
        .db()
        .all("SELECT name, owner FROM saved_reply ORDER BY id", args![])
        .await
        .unwrap();
    let expected = [
        ("Ana's", "personal"),
        ("Night's", "team"),
        ("Everyone's", "everyone"),
    ];
    assert_eq!(
        kinds,
        expected.map(|(name, owner)| (name.to_owned(), owner.to_owned()))
    );
}

#[both_databases]
async fn what_a_deleted_team_wrote_is_kept_by_who_deleted_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let members = json!({ "name": "Night", "agent_ids": [id_of(t.owner()).await] });
    let team = t.owner().post("/teams", members).await.ok()["id"].clone();
    let path = save(
        t.owner(),
        json!({ "name": "Night's", "body": "x", "owner": "team", "team_id": team }),
    )
    .await;
    t.owner()
        .delete(&format!("/teams/{team}"))
        .await
        .expect_status(204);
    let kept = t.owner().get(&path).await.ok();
    assert_eq!(
        (&kept["owner"], &kept["team_id"]),
        (&json!("personal"), &Value::Null)
    );
    let detail: String = t
        .value(
            "SELECT detail FROM audit_entry WHERE action = 'team.deleted'",
            args![],
        )
        .await;
    assert_eq!(detail, "Night (saved replies taken over: 1)");
}

#[both_databases]
async fn the_list_is_searched_without_diacritics_and_ordered_by_own_use(db: TestDb) {
    let t = TestApp::on(db).await;
    let conversation = with_conversation(&t, "Lan <lan@example.com>", "Lamp").await;
    let mut paths = Vec::new();
    for (name, body) in [
        ("Đổi trả", "Chào bạn, đơn hàng 100% được hoàn tiền."),
        ("Retur", "Bună ziua, returul a fost aprobat."),
        ("Ấm áp", "Xin chào"),
        ("Zebra", "Order_number"),
    ] {
        paths.push(
            save(
                t.owner(),
                json!({ "name": name, "body": body, "owner": "everyone" }),
            )
            .await,
        );
    }
    let ana = t.agent("Ana", "supervisor", &[]).await;
    let find = async |q: &str| -> Vec<String> {
        let list = t.owner().get(&format!("/saved-replies?q={q}")).await.ok();
        names(&list).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(find("doi%20tra").await, ["Đổi trả"]);
    assert_eq!(
        find("HOAN%20don").await,
        ["Đổi trả"],
        "words of the body, in any order"
    );
    assert_eq!(find("chao").await, ["Ấm áp", "Đổi trả"]);
    assert_eq!(find("BUN%C4%82").await, ["Retur"]);
    assert_eq!(find("100%25").await, ["Đổi trả"], "signs of LIKE are letters");
    assert_eq!(find("r_n").await, ["Zebra"]);
    assert_eq!(find("nothing").await, Vec::<String>::new());
    assert_eq!(
        names(&t.owner().get("/saved-replies?language=vi").await.ok()),
        Vec::<&str>::new()
    );
    let long = "x".repeat(501);
    t.owner()
        .get(&format!("/saved-replies?q={long}"))
        .await
        .refuses("q", "too_long");

    for (path, times) in [(&paths[3], 2), (&paths[0], 1), (&paths[1], 1)] {
        for _ in 0..times {
            t.clock().advance(Duration::from_secs(1));
            render(t.owner(), path, conversation).await.ok();
        }
    }
    let list = t.owner().get("/saved-replies").await.ok();
    assert_eq!(names(&list), ["Zebra", "Retur", "Đổi trả", "Ấm áp"]);
    assert_eq!(list["items"][0]["uses"], 2);
    assert_eq!(list["items"][1]["last_used_at"], t.clock().now().to_rfc3339());
    let of_ana = ana.get("/saved-replies").await.ok();
    assert_eq!(
        names(&of_ana),
        ["Ấm áp", "Đổi trả", "Retur", "Zebra"],
        "uses of others do not count"
    );

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = t
            .owner()
            .get(&format!("/saved-replies?limit=1{cursor}"))
            .await
            .ok();
        seen.extend(names(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["Zebra", "Retur", "Đổi trả", "Ấm áp"]);
}

#[both_databases]
async fn placeholders_are_filled_with_what_is_known(db: TestDb) {
    let t = TestApp::on(db).await;
    let conversation =
        with_conversation(&t, "Nguyễn Thị Lan <lan@example.com>", "Đèn {{agent.name}} hỏng").await;
    let all = "{{contact.name}}|{{contact.first_name}}|{{contact.email}}|{{agent.name}}|{{agent.first_name}}|\
               {{conversation.number}}|{{conversation.subject}}|{{inbox.name}}|{{organisation.name}}|\\{{contact.name}}";
    let path = save(t.owner(), json!({ "name": "All", "body": all })).await;
    let number: i64 = t.value("SELECT number FROM conversation", args![]).await;
    let answer = render(t.owner(), &path, conversation).await.expect_status(200);
    assert_eq!(
        answer["text"],
        format!(
            "Nguyễn Thị Lan|Lan|lan@example.com|Olga Owner|Olga|{number}|Đèn {{{{agent.name}}}} hỏng|Suport clienți|Ours|\
             {{{{contact.name}}}}"
        )
    );
    assert_eq!(answer["missing"], json!([]));
    let used: (i64, i64) = t
        .value("SELECT uses, last_used_at FROM saved_reply_use", args![])
        .await;
    assert_eq!(used, (1, t.clock().now().micros()));

    render(t.owner(), &path, 999)
        .await
        .problem(404, "conversation_not_found");
    render(t.owner(), "/saved-replies/999", conversation)
        .await
        .problem(404, "saved_reply_not_found");
    let stranger = t.agent("Ana", "agent", &[]).await;
    let own = save(&stranger, json!({ "name": "x", "body": "{{contact.email}}" })).await;
    render(&stranger, &own, conversation)
        .await
        .problem(404, "conversation_not_found");
    render(&stranger, &path, conversation)
        .await
        .problem(404, "saved_reply_not_found");
    let uses: i64 = t
        .value("SELECT CAST(sum(uses) AS BIGINT) FROM saved_reply_use", args![])
        .await;
    assert_eq!(uses, 1, "what was refused does not count");
}

#[both_databases]
async fn what_is_not_known_is_told(db: TestDb) {
    let t = TestApp::on(db).await;
    // Nobody told a name, so the address stands in its place; the mail has no subject either.
    let conversation = with_conversation(&t, "lan@example.com", "").await;
    let body =
        "Hello {{contact.first_name|there}}{{contact.name}}, about {{conversation.subject|your order}}";
    let path = save(t.owner(), json!({ "name": "x", "body": body })).await;
    t.db()
        .exec("UPDATE conversation SET subject = ''", args![])
        .await
        .unwrap();
    let answer = render(t.owner(), &path, conversation).await.ok();
    assert_eq!(answer["text"], "Hello there, about your order");
    assert_eq!(
        answer["missing"],
        json!([
            { "placeholder": "contact.first_name", "fallback": "there" },
            { "placeholder": "contact.name", "fallback": null },
            { "placeholder": "conversation.subject", "fallback": "your order" },
        ])
    );
}

#[both_databases]
async fn masked_roles_get_masked_values(db: TestDb) {
    let t = TestApp::on(db).await;
    let conversation = with_conversation(&t, "Lan <lan@example.com>", "Call 0901 234 567").await;
    let role = json!({
        "name": "Masked", "permissions": ["conversations.read", "conversations.reply"], "all_inboxes": true,
        "mask_personal_data": true,
    });
    let role = t.owner().post("/roles", role).await.ok()["id"].clone();
    let agent = json!({ "name": "Mia", "email": "mia@ours.test", "password": PASSWORD, "role_id": role });
    t.owner().post("/agents", agent).await.expect_status(201);
    let mia = t.sign_in("mia@ours.test", PASSWORD).await;
    let body = "{{contact.name}} {{contact.email}} {{conversation.subject}}";
    let path = save(&mia, json!({ "name": "x", "body": body })).await;
    let answer = render(&mia, &path, conversation).await.ok();
    assert_eq!(answer["text"], "Lan l•••@e•••.com Call •••67");
}
