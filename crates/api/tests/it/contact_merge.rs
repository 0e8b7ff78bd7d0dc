//! Contacts: tags, notes of several people, and two that are the same person.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use crate::contacts::partner;
use crate::mails::mail;

/// Lan wrote from two addresses: contacts 1 and 2.
async fn lan_twice(t: &TestApp) -> (domain::InboxId, domain::InboxId) {
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    t.receive(
        support,
        mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    t.receive(
        support,
        mail("Lan N. <lan@work.example>", "Chair", "l2@example.com", "Too low."),
    )
    .await;
    (support, billing)
}

#[both_databases]
async fn everything_of_the_one_becomes_the_others(db: TestDb) {
    let t = TestApp::on(db).await;
    let (support, _) = lan_twice(&t).await;
    let owner = t.owner();
    let tag = owner
        .post("/tags", json!({"name": "VIP"}))
        .await
        .expect_status(201)["id"]
        .clone();
    let shared = owner
        .post("/tags", json!({"name": "Shop"}))
        .await
        .expect_status(201)["id"]
        .clone();
    owner
        .post("/contacts/1/tags", json!({"add": [shared]}))
        .await
        .ok();
    owner
        .post("/contacts/2/tags", json!({"add": [tag, shared]}))
        .await
        .ok();
    for (key, of) in [("plan", "1"), ("plan", "2"), ("seats", "2")] {
        let body = json!({"subject": "contact", "key": key, "label": key, "kind": "text"});
        owner.post("/attributes", body).await;
        let values = json!({"values": {key: format!("of {of}")}});
        owner
            .patch(&format!("/contacts/{of}/attributes"), values)
            .await
            .ok();
    }
    owner.patch("/contacts/1", json!({"notes": "First."})).await.ok();
    owner
        .patch(
            "/contacts/2",
            json!({"notes": "Second.", "time_zone": "Asia/Ho_Chi_Minh", "company": "Đèn Việt"}),
        )
        .await
        .ok();

    let merged = owner
        .post("/contacts/1/merge", json!({"contact_id": 2}))
        .await
        .ok();
    assert_eq!(merged["name"], "Lan");
    assert_eq!(merged["notes"], "First.\n\nSecond.");
    assert_eq!(
        (&merged["time_zone"], &merged["company"]["name"]),
        (&json!("Asia/Ho_Chi_Minh"), &json!("Đèn Việt"))
    );
    assert_eq!(merged["tag_ids"], json!([tag, shared]));
    assert_eq!(merged["conversation_count"], 2);
    let addresses: Vec<Value> = merged["addresses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| json!([a["value"], a["primary"]]))
        .collect();
    assert_eq!(
        Value::from(addresses),
        json!([["lan@example.com", true], ["lan@work.example", false]])
    );
    let values: Vec<&str> = merged["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["value"].as_str().unwrap())
        .collect();
    assert_eq!(values, ["of 1", "of 2"], "its own values win");
    owner.get("/contacts/2").await.problem(404, "contact_not_found");

    // Nothing points to who is no more.
    for sql in [
        "SELECT count(*) FROM conversation WHERE contact_id = 2",
        "SELECT count(*) FROM message WHERE contact_id = 2",
        "SELECT count(*) FROM entry WHERE actor_kind = 'contact' AND actor_id = 2",
        "SELECT count(*) FROM contact_tag WHERE contact_id = 2",
        "SELECT count(*) FROM attribute_value WHERE contact_id = 2",
        "SELECT count(*) FROM search_document WHERE contact_id = 2",
    ] {
        assert_eq!(t.value::<i64>(sql, vec![]).await, 0, "{sql}");
    }
    // Both addresses find the one, and the next mail from the other address is theirs.
    for q in ["lan@example.com", "lan@work.example"] {
        assert_eq!(
            owner.get(&format!("/contacts?q={q}")).await.ok()["items"][0]["id"],
            1,
            "{q}"
        );
    }
    t.receive(
        support,
        mail(
            "Lan N. <lan@work.example>",
            "Desk",
            "l3@example.com",
            "Too small.",
        ),
    )
    .await;
    assert_eq!(owner.get("/conversations/3").await.ok()["contact"]["id"], 1);
    let company = merged["company"]["id"].clone();
    let of_company = owner
        .get(&format!("/conversations?company_id={company}"))
        .await
        .ok();
    assert_eq!(of_company["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        owner.get("/conversations?company_id=4711").await.ok()["items"],
        json!([])
    );
    let audit = owner.get("/audit").await.ok();
    let line = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|l| l["action"] == "contact.merged")
        .unwrap();
    assert_eq!(
        line["detail"],
        "Lan N. (#2) into Lan: 1 addresses, 1 conversations"
    );
}

#[both_databases]
async fn what_looks_like_a_mistake_is_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let (support, billing) = lan_twice(&t).await;
    let owner = t.owner();
    owner
        .post("/contacts/1/merge", json!({"contact_id": 1}))
        .await
        .refuses("contact_id", "merge_with_itself");
    owner
        .post("/contacts/1/merge", json!({"contact_id": 4711}))
        .await
        .problem(404, "contact_not_found");
    owner
        .post("/contacts/4711/merge", json!({"contact_id": 1}))
        .await
        .problem(404, "contact_not_found");
    owner.patch("/contacts/2", json!({"blocked": true})).await.ok();
    owner
        .post("/contacts/1/merge", json!({"contact_id": 2}))
        .await
        .problem(409, "merge_blocked");
    owner
        .patch(
            "/contacts/2",
            json!({"blocked": false, "notes": "n".repeat(9_000)}),
        )
        .await
        .ok();
    owner
        .patch("/contacts/1", json!({"notes": "m".repeat(2_000)}))
        .await
        .ok();
    owner
        .post("/contacts/1/merge", json!({"contact_id": 2}))
        .await
        .problem(409, "merge_notes_too_long");
    owner.patch("/contacts/1", json!({"notes": ""})).await.ok();

    // Who does not see all of the other's conversations cannot know whom they merge.
    t.receive(
        billing,
        mail("Lan N. <lan@work.example>", "Bill", "b1@example.com", "Too much."),
    )
    .await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    ana.post("/contacts/1/merge", json!({"contact_id": 2}))
        .await
        .problem(403, "merge_hidden");
    let pia = partner(&t, &[support, billing]).await;
    pia.post("/contacts/1/merge", json!({"contact_id": 2}))
        .await
        .problem(403, "personal_data_masked");
    let reader = t.agent("Rea", "read_only", &[support, billing]).await;
    reader
        .post("/contacts/1/merge", json!({"contact_id": 2}))
        .await
        .expect_status(403);
    let still: i64 = t
        .value(
            "SELECT count(*) FROM contact_address WHERE contact_id = 2",
            vec![],
        )
        .await;
    assert_eq!(still, 1, "nothing was half-done");
}

#[both_databases]
async fn tags_are_put_on_contacts_and_taken_off(db: TestDb) {
    let t = TestApp::on(db).await;
    let (support, _) = lan_twice(&t).await;
    let owner = t.owner();
    let tag = owner
        .post("/tags", json!({"name": "VIP"}))
        .await
        .expect_status(201)["id"]
        .clone();
    let tagged = owner
        .post("/contacts/1/tags", json!({"add": [tag, tag]}))
        .await
        .ok();
    assert_eq!(tagged["tag_ids"], json!([tag]));
    let listed = owner.get(&format!("/contacts?tag_id={tag}")).await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    owner
        .post("/contacts/1/tags", json!({"add": [4711]}))
        .await
        .refuses("add", "tag_not_found");
    assert_eq!(
        owner.get("/audit").await.ok()["items"][0]["detail"],
        "Lan: tags +VIP"
    );
    let cleared = owner
        .post("/contacts/1/tags", json!({"remove": [tag]}))
        .await
        .ok();
    assert_eq!(cleared["tag_ids"], json!([]));
    let reader = t.agent("Rea", "read_only", &[support]).await;
    reader
        .post("/contacts/1/tags", json!({"add": [tag]}))
        .await
        .expect_status(403);
    // A tag that is deleted is gone from contacts too.
    owner.post("/contacts/1/tags", json!({"add": [tag]})).await.ok();
    owner.delete(&format!("/tags/{tag}")).await.expect_status(204);
    assert_eq!(owner.get("/contacts/1").await.ok()["tag_ids"], json!([]));
}

#[both_databases]
async fn notes_of_a_colleague_are_not_wiped_out(db: TestDb) {
    let t = TestApp::on(db).await;
    lan_twice(&t).await;
    let owner = t.owner();
    let first = json!({"notes": "Calls twice.", "notes_before": ""});
    owner.patch("/contacts/1", first).await.ok();
    let blind = json!({"notes": "Never calls.", "notes_before": ""});
    owner
        .patch("/contacts/1", blind)
        .await
        .problem(409, "notes_changed");
    let kept: String = t.value("SELECT notes FROM contact WHERE id = 1", vec![]).await;
    assert_eq!(kept, "Calls twice.");
    let seen = json!({"notes": "Calls twice a day.", "notes_before": "Calls twice."});
    assert_eq!(
        owner.patch("/contacts/1", seen).await.ok()["notes"],
        "Calls twice a day."
    );
    // Programs that do not say from what they began overwrite, as before.
    assert_eq!(
        owner.patch("/contacts/1", json!({"notes": ""})).await.ok()["notes"],
        ""
    );
}
