//! What an organisation wants to know of contacts and conversations.

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::contacts::partner;
use crate::mails::mail;

async fn define(client: &Client, subject: &str, key: &str, kind: &str, more: Value) -> Value {
    let mut body = json!({"subject": subject, "key": key, "label": key.to_uppercase(), "kind": kind});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post("/attributes", body).await.expect_status(201)
}

/// Values by the keys of their attributes.
fn by_key(items: &Value) -> Value {
    let values = items.as_array().unwrap().iter();
    values
        .map(|item| (item["key"].as_str().unwrap().to_owned(), item["value"].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn one_conversation(t: &TestApp) -> domain::InboxId {
    let inbox = t.inbox("Support", "help@ours.test").await;
    let lan = mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken.");
    t.receive(inbox, lan).await;
    inbox
}

#[both_databases]
async fn attributes_are_defined_changed_moved_and_deleted(db: TestDb) {
    let t = TestApp::on(db).await;
    let owner = t.owner();
    let plan = define(
        owner,
        "contact",
        "plan",
        "choice",
        json!({"choices": ["Gold", "Silver", "gold", ""]}),
    )
    .await;
    assert_eq!(
        plan["choices"],
        json!(["Gold", "Silver"]),
        "the same choice twice is one"
    );
    assert_eq!((&plan["position"], &plan["required"]), (&json!(1), &json!(false)));
    define(owner, "contact", "since", "date", json!({})).await;
    let third = define(owner, "contact", "seats", "number", json!({})).await;
    // The same key of another subject is another attribute.
    define(owner, "conversation", "plan", "text", json!({})).await;
    let again = json!({"subject": "contact", "key": "plan", "label": "Plan", "kind": "text"});
    owner
        .post("/attributes", again)
        .await
        .problem(409, "attribute_exists");

    let bad = json!({"subject": "company", "key": "Über", "label": "", "kind": "colour"});
    let problem = owner
        .post("/attributes", bad)
        .await
        .problem(422, "invalid_fields");
    let mut fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].as_str().unwrap())
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, ["key", "kind", "label", "subject"]);
    let none = json!({"subject": "contact", "key": "x", "label": "X", "kind": "choice"});
    owner
        .post("/attributes", none)
        .await
        .refuses("choices", "required");

    let path = format!("/attributes/{}", third["id"]);
    let moved = owner
        .patch(&path, json!({"position": 1, "label": "Seats"}))
        .await
        .ok();
    assert_eq!(
        (&moved["label"], &moved["key"]),
        (&json!("Seats"), &json!("seats"))
    );
    let listed = owner.get("/attributes").await.ok();
    let keys: Vec<&str> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys,
        ["seats", "plan", "since", "plan"],
        "contacts first, each in their order"
    );
    owner.delete(&path).await.expect_status(204);
    owner.delete(&path).await.problem(404, "attribute_not_found");
    let audited = "SELECT count(*) FROM audit_entry WHERE subject_kind = 'attribute' AND action = ";
    for (action, times) in [("created", 4), ("updated", 1), ("deleted", 1)] {
        let sql = format!("{audited}'attribute.{action}'");
        assert_eq!(t.value::<i64>(&sql, vec![]).await, times, "{action}");
    }

    let ana = t.agent("Ana", "agent", &[]).await;
    ana.get("/attributes").await.ok();
    ana.delete(&format!("/attributes/{}", plan["id"]))
        .await
        .expect_status(403);
}

#[both_databases]
async fn values_are_typed_and_refusals_name_them(db: TestDb) {
    let t = TestApp::on(db).await;
    one_conversation(&t).await;
    let owner = t.owner();
    for (key, kind) in [
        ("note", "text"),
        ("seats", "number"),
        ("since", "date"),
        ("vip", "yes_no"),
        ("page", "link"),
    ] {
        define(owner, "contact", key, kind, json!({})).await;
    }
    define(
        owner,
        "contact",
        "plan",
        "choice",
        json!({"choices": ["Gold", "Silver"], "required": true}),
    )
    .await;
    let good = json!({"values": {"note": "  calls twice ", "seats": 12.5, "since": "2026-02-28", "vip": true,
        "page": "https://example.com/lan", "plan": "gold"}});
    let contact = owner.patch("/contacts/1/attributes", good).await.ok();
    assert_eq!(
        by_key(&contact["attributes"]),
        json!({"note": "calls twice", "seats": 12.5, "since": "2026-02-28", "vip": true,
            "page": "https://example.com/lan", "plan": "Gold"})
    );
    let bad = json!({"values": {"seats": "twelve", "since": "2026-02-30", "vip": "yes", "page": "javascript:alert(1)",
        "plan": null, "colour": "red", "note": "kept out"}});
    let problem = owner
        .patch("/contacts/1/attributes", bad)
        .await
        .problem(422, "invalid_fields");
    let mut refused: Vec<(String, String)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| {
            (
                e["field"].as_str().unwrap().to_owned(),
                e["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    refused.sort();
    let refused: Vec<(&str, &str)> = refused.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
    assert_eq!(
        refused,
        [
            ("values.colour", "attribute_not_found"),
            ("values.page", "invalid_link"),
            ("values.plan", "required"),
            ("values.seats", "wrong_type"),
            ("values.since", "invalid_date"),
            ("values.vip", "wrong_type")
        ]
    );
    let cleared = owner
        .patch(
            "/contacts/1/attributes",
            json!({"values": {"seats": null, "note": ""}}),
        )
        .await
        .ok();
    assert_eq!(
        by_key(&cleared["attributes"]),
        json!({"since": "2026-02-28", "vip": true, "page": "https://example.com/lan", "plan": "Gold"}),
        "nothing of a refused request was written"
    );
    let kept: i64 = t.value("SELECT count(*) FROM attribute_value", vec![]).await;
    assert_eq!(kept, 4);
    // Lists are narrowed by them; what nobody has finds nobody.
    for (condition, found) in [
        ("plan:GOLD", 1),
        ("plan:silver", 0),
        ("vip:true", 1),
        ("since:2026-02-28", 1),
    ] {
        let page = owner.get(&format!("/contacts?attribute={condition}")).await.ok();
        assert_eq!(page["items"].as_array().unwrap().len(), found, "{condition}");
    }
    owner
        .get("/contacts?attribute=colour:red")
        .await
        .refuses("attribute", "attribute_not_found");
    owner
        .get("/contacts?attribute=plan")
        .await
        .refuses("attribute", "invalid_condition");
}

#[both_databases]
async fn a_change_of_a_conversation_is_told_in_its_timeline(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = one_conversation(&t).await;
    let owner = t.owner();
    define(owner, "conversation", "order", "text", json!({"label": "Order"})).await;
    define(owner, "contact", "plan", "text", json!({})).await;
    let path = "/conversations/1/attributes";
    assert_eq!(owner.get(path).await.ok()["items"], json!([]));
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    for value in [json!("A-1"), json!("A-2"), json!("A-2"), Value::Null] {
        ana.patch(path, json!({"values": {"order": value}})).await.ok();
    }
    let timeline = owner.get("/conversations/1/timeline").await.ok();
    let told: Vec<Value> = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["kind"] == "attribute_changed")
        .map(|e| json!([e["actor"]["name"], e["from"], e["to"]]))
        .collect();
    assert_eq!(
        Value::from(told),
        json!([
            ["Ana", null, "Order: A-1"],
            ["Ana", "Order: A-1", "Order: A-2"],
            ["Ana", "Order: A-2", null]
        ]),
        "what is already so makes no entry"
    );
    ana.patch(path, json!({"values": {"order": "A-3"}})).await.ok();
    for (condition, found) in [("order:a-3", 1), ("order:A-2", 0)] {
        let page = owner
            .get(&format!("/conversations?attribute={condition}"))
            .await
            .ok();
        assert_eq!(page["items"].as_array().unwrap().len(), found, "{condition}");
    }
    // An attribute of contacts is none of conversations.
    owner
        .patch(path, json!({"values": {"plan": "x"}}))
        .await
        .refuses("values.plan", "attribute_not_found");
    let reader = t.agent("Rea", "read_only", &[inbox]).await;
    reader.get(path).await.ok();
    reader
        .patch(path, json!({"values": {"order": "x"}}))
        .await
        .expect_status(403);
    let blind = t.agent("Bo", "agent", &[]).await;
    blind.get(path).await.problem(404, "conversation_not_found");
    blind
        .patch(path, json!({"values": {"order": "x"}}))
        .await
        .problem(404, "conversation_not_found");
}

#[both_databases]
async fn masked_readers_see_masked_values_and_cannot_write_the_mask_back(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = one_conversation(&t).await;
    let owner = t.owner();
    define(owner, "contact", "other", "text", json!({})).await;
    define(owner, "contact", "plan", "text", json!({})).await;
    let values = json!({"values": {"other": "ask minh@example.com", "plan": "Gold"}});
    owner.patch("/contacts/1/attributes", values).await.ok();
    owner
        .patch("/contacts/1", json!({"notes": "Call +84 90 123 45 67"}))
        .await
        .ok();
    let pia = partner(&t, &[inbox]).await;
    let seen = pia.get("/contacts/1").await.ok();
    let seen_values = by_key(&seen["attributes"]);
    assert_eq!(seen_values["plan"], "Gold");
    assert!(
        !seen_values["other"]
            .as_str()
            .unwrap()
            .contains("minh@example.com"),
        "{seen_values}"
    );
    let back = json!({"values": {"other": seen_values["other"]}});
    pia.patch("/contacts/1/attributes", back)
        .await
        .refuses("values.other", "personal_data_masked");
    pia.patch("/contacts/1", json!({"notes": seen["notes"]}))
        .await
        .problem(403, "personal_data_masked");
    let kept: String = t.value("SELECT notes FROM contact WHERE id = 1", vec![]).await;
    assert_eq!(kept, "Call +84 90 123 45 67");
}
