//! Contacts.

use serde_json::{Value, json};
use test_support::{Client, PASSWORD, TestApp, TestDb, both_databases};

use crate::mails::mail;

/// An agent who works for us from outside: sees these inboxes only, and customers masked.
pub async fn partner(t: &TestApp, inboxes: &[domain::InboxId]) -> Client {
    let permissions = [
        "conversations.read",
        "conversations.reply",
        "contacts.read",
        "contacts.write",
        "inboxes.manage",
        "conversations.raw",
    ];
    let role = json!({"name": "Partner", "permissions": permissions, "all_inboxes": false, "mask_personal_data": true});
    let role = t.owner().post("/roles", role).await.expect_status(201)["id"].clone();
    let inboxes: Vec<i64> = inboxes.iter().map(|id| id.get()).collect();
    let agent = json!({"name": "Pia", "email": "pia@partner.test", "password": PASSWORD, "role_id": role,
        "inbox_ids": inboxes});
    t.owner().post("/agents", agent).await.expect_status(201);
    t.sign_in("pia@partner.test", PASSWORD).await
}

fn lan() -> Value {
    json!({
        "name": "Nguyễn Thị Lan",
        "addresses": [
            {"kind": "email", "value": "Lan@Example.com"},
            {"kind": "email", "value": "lan.private@example.org"},
            {"kind": "phone", "value": "+84 90 123 45 67"},
        ],
        "company": "Công ty Đèn Việt",
        "locale": "vi",
        "notes": "Prefers to be called in the afternoon.",
    })
}

/// Names of the contacts found.
async fn found(client: &Client, q: &str) -> Vec<String> {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let page = client.get(&format!("/contacts?q={q}")).await.expect_status(200);
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].as_str().unwrap().to_owned())
        .collect()
}

#[both_databases]
async fn a_contact_is_made_found_and_changed(db: TestDb) {
    let t = TestApp::on(db).await;
    let made = t.owner().post("/contacts", lan()).await.expect_status(201);
    assert_eq!(made["company"]["name"], "Công ty Đèn Việt");
    let primary: Vec<bool> = made["addresses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["primary"].as_bool().unwrap())
        .collect();
    assert_eq!(
        primary.iter().filter(|p| **p).count(),
        2,
        "one main mail address and one main number"
    );
    let path = format!("/contacts/{}", made["id"]);
    assert_eq!(t.owner().get(&path).await.ok(), made);

    for q in [
        "nguyen thi lan",
        "Nguyễn",
        "lan@example.com",
        "private@example",
        "den viet",
        "+84901234567",
        "84 90 123",
    ] {
        assert_eq!(found(t.owner(), q).await, ["Nguyễn Thị Lan"], "{q}");
    }
    assert!(found(t.owner(), "minh").await.is_empty());

    let change = json!({
        "name": "Lan Nguyễn", "company": "", "locale": "", "time_zone": "asia/ho_chi_minh", "blocked": true,
        "addresses": [{"kind": "email", "value": "lan.private@example.org"}, {"kind": "email", "value": "new@example.com"}],
    });
    let changed = t.owner().patch(&path, change).await.expect_status(200);
    assert_eq!(changed["time_zone"], "Asia/Ho_Chi_Minh");
    assert_eq!(
        (&changed["company"], &changed["locale"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(changed["blocked"], true);
    assert_eq!(
        changed["notes"], "Prefers to be called in the afternoon.",
        "what is absent stays"
    );
    assert_eq!(changed["addresses"][0]["value"], "lan.private@example.org");
    assert_eq!(changed["addresses"][0]["primary"], true);
    assert!(
        found(t.owner(), "Lan@Example.com").await.is_empty(),
        "an old address finds nobody"
    );
    assert_eq!(found(t.owner(), "new@example.com").await, ["Lan Nguyễn"]);
    let audit = t.owner().get("/audit").await.ok();
    assert_eq!(audit["items"][0]["action"], "contact.updated");
    let detail = audit["items"][0]["detail"].as_str().unwrap();
    for what in ["name", "blocked", "company", "addresses"] {
        assert!(detail.contains(what), "{what} in {detail}");
    }
}

#[both_databases]
async fn an_address_belongs_to_one_contact(db: TestDb) {
    let t = TestApp::on(db).await;
    t.inbox("Support", "help@ours.test").await;
    t.owner().post("/contacts", lan()).await.expect_status(201);
    let other = json!({"name": "Minh", "addresses": [
        {"kind": "email", "value": "minh@example.com"}, {"kind": "phone", "value": "0084 901234567"}]});
    let problem = t
        .owner()
        .post("/contacts", other)
        .await
        .problem(409, "address_taken");
    assert_eq!(problem["errors"][0]["field"], "addresses.1.value");
    let minh = json!({"name": "", "addresses": [{"kind": "email", "value": "minh@example.com"}]});
    let minh = t.owner().post("/contacts", minh).await.expect_status(201);
    assert_eq!(
        minh["name"], "minh@example.com",
        "without a name the address is shown"
    );
    let path = format!("/contacts/{}", minh["id"]);
    let steal = json!({"name": "Thief", "addresses": [{"kind": "email", "value": "LAN@example.com"}]});
    t.owner().patch(&path, steal).await.problem(409, "address_taken");
    let kept = t.owner().get(&path).await.ok();
    assert_eq!(kept, minh, "nothing was half-written");
    let own = json!({"addresses": [{"kind": "email", "value": "Help@ours.test"}]});
    t.owner()
        .patch(&path, own)
        .await
        .refuses("addresses.0.value", "own_address");
}

#[both_databases]
async fn refusals_name_the_field(db: TestDb) {
    let t = TestApp::on(db).await;
    let bad = json!({"name": "x".repeat(201), "locale": "vi_VN", "notes": "y".repeat(10_001), "addresses": [
        {"kind": "fax", "value": "1"}, {"kind": "email", "value": "a@b@c"}]});
    let problem = t
        .owner()
        .post("/contacts", bad)
        .await
        .problem(422, "invalid_fields");
    let mut fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].as_str().unwrap())
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        ["addresses.0.kind", "addresses.1.value", "locale", "name", "notes"]
    );
    t.owner()
        .post("/contacts", json!({"name": "x", "addresses": []}))
        .await
        .refuses("addresses", "required");
    let made = t.owner().post("/contacts", lan()).await.expect_status(201);
    let path = format!("/contacts/{}", made["id"]);
    t.owner()
        .patch(&path, json!({"time_zone": "Mars/Olympus"}))
        .await
        .refuses("time_zone", "unknown_time_zone");
    t.owner()
        .patch(&path, json!({"name": ""}))
        .await
        .refuses("name", "required");
    t.owner()
        .patch("/contacts/4711", json!({"name": "x"}))
        .await
        .problem(404, "contact_not_found");
    t.owner()
        .get("/contacts/4711")
        .await
        .problem(404, "contact_not_found");
    t.owner()
        .get("/contacts?limit=201")
        .await
        .refuses("limit", "out_of_range");
}

#[both_databases]
async fn contacts_are_paged_newest_first(db: TestDb) {
    let t = TestApp::on(db).await;
    for n in 1..=5 {
        let contact = json!({"name": format!("Customer {n}"),
            "addresses": [{"kind": "email", "value": format!("c{n}@example.com")}]});
        t.owner().post("/contacts", contact).await.expect_status(201);
    }
    for q in ["", "&q=customer"] {
        let mut names = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = t.owner().get(&format!("/contacts?limit=2{q}{cursor}")).await.ok();
            names.extend(
                page["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|c| c["name"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(
            names,
            [
                "Customer 5",
                "Customer 4",
                "Customer 3",
                "Customer 2",
                "Customer 1"
            ],
            "{q}"
        );
    }
}

#[both_databases]
async fn a_contact_is_seen_by_those_who_see_its_conversations(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    t.receive(
        support,
        mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    t.receive(
        billing,
        mail("Lan <lan@example.com>", "Bill", "l2@example.com", "Too much."),
    )
    .await;
    t.receive(
        billing,
        mail("Minh <minh@example.com>", "Bill", "m1@example.com", "Too much."),
    )
    .await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    let list = ana.get("/contacts").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        list["items"][0]["conversation_count"], 1,
        "counted are those that she may see"
    );
    assert!(found(&ana, "minh").await.is_empty());
    let minh: i64 = t
        .value("SELECT id FROM contact WHERE name = 'Minh'", vec![])
        .await;
    ana.get(&format!("/contacts/{minh}"))
        .await
        .problem(404, "contact_not_found");
    ana.patch(&format!("/contacts/{minh}"), json!({"blocked": true}))
        .await
        .problem(404, "contact_not_found");
    let reader = t.agent("Rita", "read_only", &[support]).await;
    let lan: i64 = t.value("SELECT id FROM contact WHERE name = 'Lan'", vec![]).await;
    reader.get(&format!("/contacts/{lan}")).await.expect_status(200);
    reader
        .patch(&format!("/contacts/{lan}"), json!({"blocked": true}))
        .await
        .problem(403, "permission_missing");
}

#[both_databases]
async fn partners_see_masks_and_cannot_search_behind_them(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    t.receive(
        support,
        mail(
            "Lan Nguyen <lan.secret@example.com>",
            "Lamp",
            "l1@example.com",
            "Broken.",
        ),
    )
    .await;
    let pia = partner(&t, &[support]).await;
    let contact = pia.get("/contacts").await.ok()["items"][0].clone();
    assert_eq!(contact["name"], "Lan Nguyen");
    assert_eq!(contact["addresses"][0]["value"], "l•••@e•••.com");
    assert_eq!(found(&pia, "nguyen").await, ["Lan Nguyen"]);
    for q in ["secret", "lan.secret@example.com", "exam"] {
        assert!(found(&pia, q).await.is_empty(), "{q} would tell what is masked");
    }
    let path = format!("/contacts/{}", contact["id"]);
    pia.get(&path).await.expect_status(200);
    let audit = t.owner().get("/audit").await.ok();
    assert_eq!(
        audit["items"][0]["action"], "contact.read",
        "a look at a customer is on record"
    );
    let write_back = json!({"addresses": [{"kind": "email", "value": "l•••@e•••.com"}]});
    pia.patch(&path, write_back)
        .await
        .problem(403, "personal_data_masked");
    pia.patch(&path, json!({"notes": "Call her."}))
        .await
        .expect_status(200);
    let raw = pia.get(&format!("/inboxes/{support}/ledger/entries/1/raw")).await;
    raw.problem(403, "personal_data_masked");
    let entries = pia.get(&format!("/inboxes/{support}/ledger/entries")).await.ok();
    assert_eq!(entries["items"][0]["from"], "l•••@e•••.com");
}

#[both_databases]
async fn mail_of_a_blocked_contact_is_spam(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let made = t.owner().post("/contacts", lan()).await.expect_status(201);
    t.owner()
        .patch(&format!("/contacts/{}", made["id"]), json!({"blocked": true}))
        .await
        .ok();
    t.receive(
        support,
        mail("lan@example.com", "Buy", "s@example.com", "Cheap pills"),
    )
    .await;
    let status: String = t.value("SELECT status FROM conversation", vec![]).await;
    assert_eq!(status, "spam");
}
