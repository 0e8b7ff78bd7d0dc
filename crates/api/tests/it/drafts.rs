//! Drafts: private, on all devices, gone when they are sent.

use std::time::Duration;

use db::{Executor as _, args};
use domain::InboxId;
use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::mails::mail;

/// An inbox with a conversation, and an agent who sees it.
async fn world(db: TestDb) -> (TestApp, Client, InboxId) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    (t, ana, inbox)
}

const DRAFT: &str = "/conversations/1/draft";

async fn count(t: &TestApp, table: &str) -> i64 {
    t.value(&format!("SELECT count(*) FROM {table}"), args![]).await
}

async fn upload(client: &Client, name: &str) -> i64 {
    let path = format!("/attachments?name={name}");
    let made = client
        .post_bytes(&path, "text/plain", b"words".to_vec())
        .await
        .ok();
    made["id"].as_i64().unwrap()
}

#[both_databases]
async fn a_draft_is_kept_as_it_was_typed(db: TestDb) {
    let (t, ana, _) = world(db).await;
    ana.get(DRAFT).await.problem(404, "draft_not_found");
    let file = upload(&ana, "a.txt").await;
    let body = json!({
        "kind": "reply", "text": "  Xin chào, \n", "html": "<p onclick=\"x()\">Xin chào</p><script>x()</script>",
        "to": [{ "name": "Lan", "address": "lan@exa" }], "bcc": [{ "address": "boss@ours.test" }],
        "attachment_ids": [file], "expected_seq": 2, "version": 0,
    });
    let kept = ana.put(DRAFT, body).await.expect_status(200);
    assert_eq!(ana.get(DRAFT).await.ok(), kept);
    assert_eq!(kept["text"], "  Xin chào, \n", "half a sentence keeps its blanks");
    assert_eq!(kept["html"], "<p>Xin chào</p>");
    assert_eq!(
        kept["to"],
        json!([{ "name": "Lan", "address": "lan@exa" }]),
        "half an address is kept"
    );
    assert_eq!(kept["cc"], Value::Null, "the proposal stands");
    assert_eq!(kept["bcc"][0]["address"], "boss@ours.test");
    assert_eq!(kept["attachments"][0]["name"], "a.txt");
    assert_eq!(kept["expected_seq"], 2);
    assert_eq!(kept["updated_at"], t.clock().now().to_rfc3339());
    let row: (String, String, i64) = t.value("SELECT kind, text, version FROM draft", args![]).await;
    assert_eq!(
        row,
        (
            "reply".into(),
            "  Xin chào, \n".into(),
            kept["version"].as_i64().unwrap()
        )
    );

    // There is one of each kind; which was written last is shown first.
    t.clock().advance(Duration::from_secs(1));
    ana.put(DRAFT, json!({ "kind": "note", "text": "Ben?" }))
        .await
        .ok();
    assert_eq!(ana.get(DRAFT).await.ok()["kind"], "note");
    assert_eq!(ana.get(&format!("{DRAFT}?kind=reply")).await.ok(), kept);
    ana.get(&format!("{DRAFT}?kind=letter"))
        .await
        .refuses("kind", "unknown_value");
    ana.delete(&format!("{DRAFT}?kind=note")).await.expect_status(204);
    assert_eq!(ana.get(DRAFT).await.ok()["kind"], "reply");
    ana.delete(DRAFT).await.expect_status(204);
    ana.delete(DRAFT).await.expect_status(204);
    assert_eq!(
        (count(&t, "draft").await, count(&t, "draft_attachment").await),
        (0, 0)
    );
    assert_eq!(count(&t, "attachment").await, 1, "the upload itself stays");
}

#[both_databases]
async fn wrong_drafts_are_refused_by_field(db: TestDb) {
    let (t, ana, _) = world(db).await;
    ana.put(DRAFT, json!({ "kind": "reply", "text": " \n" }))
        .await
        .refuses("text", "required");
    ana.put(DRAFT, json!({ "kind": "letter", "text": "x" }))
        .await
        .refuses("kind", "unknown_value");
    ana.put(DRAFT, json!({ "kind": "note", "text": "x", "expected_seq": 99 }))
        .await
        .refuses("expected_seq", "out_of_range");
    ana.put(DRAFT, json!({ "kind": "note", "text": "x".repeat(500_001) }))
        .await
        .refuses("text", "too_long");
    let many: Vec<Value> = (0..101)
        .map(|n| json!({ "address": format!("a{n}@x") }))
        .collect();
    ana.put(DRAFT, json!({ "kind": "reply", "text": "x", "cc": many }))
        .await
        .refuses("cc", "too_many");
    let file = upload(t.owner(), "o.txt").await;
    for ids in [json!([file]), json!([999])] {
        ana.put(
            DRAFT,
            json!({ "kind": "note", "text": "x", "attachment_ids": ids }),
        )
        .await
        .refuses("attachment_ids", "attachment_not_found");
    }
    let ron = t.agent("Ron", "read_only", &[InboxId(1)]).await;
    for kind in ["reply", "note"] {
        ron.put(DRAFT, json!({ "kind": kind, "text": "x" }))
            .await
            .problem(403, "permission_missing");
    }
    assert_eq!(count(&t, "draft").await, 0);
}

#[both_databases]
async fn a_device_that_knows_an_older_draft_is_told_what_there_is(db: TestDb) {
    let (t, ana, _) = world(db).await;
    let phone = t.sign_in("ana@ours.test", test_support::PASSWORD).await;
    let body = |text: &str, version: Value| json!({ "kind": "reply", "text": text, "version": version });
    let first = ana.put(DRAFT, body("one", json!(0))).await.ok();
    let problem = phone
        .put(DRAFT, body("from the phone", json!(0)))
        .await
        .problem(409, "draft_changed");
    assert_eq!(problem["current"], first);
    assert!(problem["request_id"].is_string());
    let second = phone.put(DRAFT, body("two", first["version"].clone())).await.ok();
    assert!(second["version"].as_i64() > first["version"].as_i64());
    let problem = ana
        .put(DRAFT, body("one more", first["version"].clone()))
        .await
        .problem(409, "draft_changed");
    assert_eq!(problem["current"]["text"], "two");
    let text: String = t.value("SELECT text FROM draft", args![]).await;
    assert_eq!(text, "two", "what was refused is not kept");
    let third = ana.put(DRAFT, body("whatever there is", Value::Null)).await.ok();
    assert_eq!(third["text"], "whatever there is");

    // Deleted and begun anew: the version of the old one does not fit the new one, even when the clock stands still.
    phone.delete(DRAFT).await.expect_status(204);
    let problem = ana
        .put(DRAFT, body("ghost", third["version"].clone()))
        .await
        .problem(409, "draft_changed");
    assert_eq!(problem.get("current"), None, "there is none");
    assert_eq!(count(&t, "draft").await, 0, "a deleted draft does not come back");
    let long = "ế".repeat(400_000);
    phone.put(DRAFT, body(&long, json!(0))).await.ok();
    let problem = ana
        .put(DRAFT, body("x", json!(1)))
        .await
        .problem(409, "draft_changed");
    assert_eq!(problem["current"]["text"], long, "long drafts are told whole");
}

#[both_databases]
async fn of_two_devices_that_begin_at_once_one_wins(db: TestDb) {
    let (t, ana, _) = world(db).await;
    let puts = (0..8).map(|n| {
        let ana = ana.clone();
        async move {
            let body = json!({ "kind": "reply", "text": format!("device {n}"), "version": 0 });
            let answer = ana.put(DRAFT, body).await;
            (answer.status.as_u16(), answer.json)
        }
    });
    let answers = futures::future::join_all(puts).await;
    let won: Vec<&Value> = answers
        .iter()
        .filter(|(s, _)| *s == 200)
        .map(|(_, j)| j)
        .collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    for (status, json) in answers.iter().filter(|(status, _)| *status != 200) {
        assert_eq!((*status, &json["code"]), (409, &json!("draft_changed")));
        assert_eq!(&json["current"], won[0]);
    }
    let text: String = t.value("SELECT text FROM draft", args![]).await;
    assert_eq!(won[0]["text"], text);
}

#[both_databases]
async fn sending_deletes_the_draft_of_that_kind(db: TestDb) {
    let (t, ana, inbox) = world(db).await;
    let (file, other) = (upload(&ana, "a.txt").await, upload(&ana, "b.txt").await);
    let body = json!({ "kind": "reply", "text": "Sorry", "attachment_ids": [file] });
    ana.put(DRAFT, body).await.ok();
    let body = json!({ "kind": "note", "text": "Ben?", "attachment_ids": [file, other] });
    ana.put(DRAFT, body).await.ok();
    let ben = t.agent("Ben", "agent", &[inbox]).await;
    ben.put(DRAFT, json!({ "kind": "reply", "text": "Ben's" }))
        .await
        .ok();

    let kinds = async || -> Vec<(i64, String)> {
        let sql = "SELECT agent_id, kind FROM draft ORDER BY agent_id, kind";
        t.db().all(sql, args![]).await.unwrap()
    };
    let before = kinds().await;
    assert_eq!(before.len(), 3);
    ana.post(
        "/conversations/1/replies",
        json!({ "text": "", "attachment_ids": [file] }),
    )
    .await
    .refuses("text", "required");
    assert_eq!(kinds().await, before, "what was not sent stays a draft");
    let reply = json!({ "text": "Sorry", "attachment_ids": [file] });
    ana.post("/conversations/1/replies", reply)
        .await
        .expect_status(201);
    let left = kinds().await;
    assert_eq!(
        left.iter().map(|(_, kind)| kind.as_str()).collect::<Vec<_>>(),
        ["note", "reply"]
    );
    let note = ana.get(&format!("{DRAFT}?kind=note")).await.ok();
    let names: Vec<&str> = note["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["b.txt"], "a file that was sent is no upload any more");
    ana.post(
        "/conversations/1/notes",
        json!({ "text": "Ben?", "attachment_ids": [other] }),
    )
    .await
    .expect_status(201);
    assert_eq!(kinds().await.len(), 1);
    assert_eq!(count(&t, "draft_attachment").await, 0);
    assert_eq!(
        ben.get(DRAFT).await.ok()["text"],
        "Ben's",
        "drafts of others stay"
    );
}

#[both_databases]
async fn drafts_are_private_and_end_with_access(db: TestDb) {
    let (t, ana, _) = world(db).await;
    ana.put(DRAFT, json!({ "kind": "reply", "text": "Mine" }))
        .await
        .ok();
    t.owner().get(DRAFT).await.problem(404, "draft_not_found");
    t.owner().delete(DRAFT).await.expect_status(204);
    assert_eq!(t.owner().get("/drafts").await.ok()["items"], json!([]));
    let listed =
        async |client: &Client| client.get("/conversations").await.ok()["items"][0]["has_draft"].clone();
    assert_eq!(listed(&ana).await, true);
    assert_eq!(listed(t.owner()).await, false);
    assert_eq!(ana.get("/conversations/1").await.ok()["has_draft"], true);

    let id = ana.get("/session").await.ok()["agent"]["id"].clone();
    let path = format!("/agents/{id}");
    t.owner().patch(&path, json!({ "inbox_ids": [] })).await.ok();
    ana.get(DRAFT).await.problem(404, "conversation_not_found");
    ana.put(DRAFT, json!({ "kind": "reply", "text": "x" }))
        .await
        .problem(404, "conversation_not_found");
    ana.delete(DRAFT).await.problem(404, "conversation_not_found");
    assert_eq!(ana.get("/drafts").await.ok()["items"], json!([]));
    t.owner().patch(&path, json!({ "inbox_ids": [1] })).await.ok();
    assert_eq!(ana.get(DRAFT).await.ok()["text"], "Mine");
    let audited: i64 = t
        .value(
            "SELECT count(*) FROM audit_entry WHERE subject_kind = 'draft'",
            args![],
        )
        .await;
    assert_eq!(audited, 0, "drafts are nobody else's business");
}

#[both_databases]
async fn the_list_of_drafts_goes_from_the_newest_on(db: TestDb) {
    let (t, ana, inbox) = world(db).await;
    for n in 2..=4 {
        let raw = mail(
            "Lan <lan@example.com>",
            &format!("Case {n}"),
            &format!("l{n}@example.com"),
            "x",
        );
        t.receive(inbox, raw).await;
    }
    let long = "word ".repeat(300);
    for (conversation, kind, text) in [
        (1, "reply", "one"),
        (2, "note", &*long),
        (3, "reply", "three"),
        (1, "note", "again"),
    ] {
        t.clock().advance(Duration::from_secs(1));
        let path = format!("/conversations/{conversation}/draft");
        ana.put(&path, json!({ "kind": kind, "text": text })).await.ok();
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("/drafts?limit=3{cursor}")).await.ok();
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    let shown: Vec<(i64, &str, &str)> = seen
        .iter()
        .map(|d| {
            (
                d["conversation_id"].as_i64().unwrap(),
                d["kind"].as_str().unwrap(),
                d["subject"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        (1, "note", "Lamp"),
        (3, "reply", "Case 3"),
        (2, "note", "Case 2"),
        (1, "reply", "Lamp"),
    ];
    assert_eq!(shown, expected);
    assert_eq!(seen[0]["excerpt"], "again");
    assert!(seen[2]["excerpt"].as_str().unwrap().ends_with("word…"));
    assert!(seen[2]["excerpt"].as_str().unwrap().len() < 150);
    let number: i64 = t
        .value("SELECT number FROM conversation WHERE id = 3", args![])
        .await;
    assert_eq!(seen[1]["number"], number);
    assert_eq!(seen[0]["updated_at"], t.clock().now().to_rfc3339());
    ana.get("/drafts?cursor=nonsense")
        .await
        .refuses("cursor", "invalid_cursor");
}

#[both_databases]
async fn the_other_device_hears_of_it_and_nobody_else(db: TestDb) {
    let (t, ana, inbox) = world(db).await;
    let id = ana.get("/session").await.ok()["agent"]["id"].clone();
    let (own, topic) = (format!("agent:{id}"), "conversation:1");
    let mut phone = t.live(&ana).await;
    phone.subscribe(&[&own], None).await;
    phone.wait_until(|m| m["type"] == "subscribed").await;
    let ben = t.agent("Ben", "agent", &[inbox]).await;
    let mut bens = t.live(&ben).await;
    bens.subscribe(&[&own, topic, &format!("inbox:{inbox}")], None)
        .await;
    bens.wait_until(|m| m["type"] == "subscribed" && m["topic"] == format!("inbox:{inbox}"))
        .await;

    let kept = ana
        .put(DRAFT, json!({ "kind": "reply", "text": "Sorry" }))
        .await
        .ok();
    let heard = phone.wait_for_event("draft_changed").await;
    assert_eq!(
        heard,
        json!({ "type": "draft_changed", "conversation_id": 1, "inbox_id": inbox.get(), "kind": "reply", "version": kept["version"] })
    );
    ana.post("/conversations/1/replies", json!({ "text": "Sorry" }))
        .await
        .expect_status(201);
    let heard = phone.wait_for_event("draft_changed").await;
    assert_eq!(
        (&heard["kind"], &heard["version"]),
        (&json!("reply"), &Value::Null),
        "it is gone"
    );
    ana.put(DRAFT, json!({ "kind": "note", "text": "x" })).await.ok();
    phone.wait_for_event("draft_changed").await;
    ana.delete(DRAFT).await.expect_status(204);
    assert_eq!(phone.wait_for_event("draft_changed").await["kind"], "note");
    // Ben hears of the answer; had he heard of drafts, that would have come before.
    let first = bens.wait_until(|m| m["type"] == "event").await;
    assert_ne!(first["event"]["type"], "draft_changed");
}
