//! What agents do with conversations, through HTTP.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use crate::contacts::partner;
use crate::mails::mail;

/// An inbox with one conversation of Lan's; returns the conversation's id.
async fn with_conversation(t: &TestApp) -> i64 {
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail(
            "Lan <lan@example.com>",
            "Broken lamp",
            "a1@example.com",
            "The lamp is broken.",
        ),
    )
    .await;
    first(t).await
}

async fn first(t: &TestApp) -> i64 {
    let page = t.owner().get("/conversations?status=any").await.ok();
    page["items"][0]["id"].as_i64().expect("a conversation")
}

async fn timeline(t: &TestApp, id: i64) -> Vec<Value> {
    let timeline = t.owner().get(&format!("/conversations/{id}/timeline")).await.ok();
    timeline["entries"].as_array().expect("entries").clone()
}

#[both_databases]
async fn a_reply_is_sent_once_and_shown_as_sent(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let body = json!({"text": "We are sorry. A new one is on its way.", "status": "solved"});
    let entry = t
        .owner()
        .post(&format!("/conversations/{id}/replies"), body)
        .await
        .expect_status(201);
    assert_eq!(entry["message"]["delivery"], "queued");
    assert_eq!(entry["message"]["to"][0]["address"], "lan@example.com");
    assert_eq!(entry["message"]["subject"], "Re: Broken lamp");

    t.run_jobs().await;
    let state: String = t.value("SELECT state FROM outbox", vec![]).await;
    assert_eq!(state, "queued", "it can be taken back for some seconds");
    t.wait(std::time::Duration::from_secs(60)).await;
    let sent: (String, String) = t
        .value(
            "SELECT o.state, m.delivery FROM outbox o JOIN message m ON m.id = o.message_id",
            vec![],
        )
        .await;
    assert_eq!(sent, ("sent".to_owned(), "sent".to_owned()));

    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert_eq!(view["status"], "solved");
    assert_eq!(view["waiting_since"], Value::Null);
    assert!(view["first_reply_at"].is_string());
    let kinds: Vec<String> = timeline(&t, id)
        .await
        .iter()
        .map(|e| e["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        ["created", "message", "message", "assigned", "status_changed"]
    );
}

#[both_databases]
async fn an_answer_can_be_taken_back_until_it_leaves(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let entry = t
        .owner()
        .post(&format!("/conversations/{id}/replies"), json!({"text": "Oops"}))
        .await
        .ok();
    let message = entry["message"]["id"].as_i64().unwrap();
    let cancelled = t
        .owner()
        .post(&format!("/messages/{message}/cancel"), json!({}))
        .await
        .ok();
    assert_eq!(cancelled["delivery"], "cancelled");
    t.wait(std::time::Duration::from_secs(600)).await;
    let state: String = t.value("SELECT state FROM outbox", vec![]).await;
    assert_eq!(state, "cancelled");
    let view = t.owner().get(&format!("/conversations/{id}")).await.ok();
    assert!(view["waiting_since"].is_string(), "the customer waits again");

    let entry = t
        .owner()
        .post(&format!("/conversations/{id}/replies"), json!({"text": "Here"}))
        .await
        .ok();
    let message = entry["message"]["id"].as_i64().unwrap();
    t.wait(std::time::Duration::from_secs(600)).await;
    t.owner()
        .post(&format!("/messages/{message}/cancel"), json!({}))
        .await
        .problem(409, "already_sent");
}

#[both_databases]
async fn the_files_of_an_answer_that_was_taken_back_go_with_the_next_one(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let upload = t
        .owner()
        .post_bytes(
            "/attachments?name=manual.txt",
            "text/plain",
            b"turn left".to_vec(),
        )
        .await
        .ok();
    let path = format!("/conversations/{id}/replies");
    let answer = json!({"text": "See the manual.", "attachment_ids": [upload["id"]], "force": true});
    let first = t.owner().post(&path, answer.clone()).await.ok()["message"]["id"].clone();
    // While it stands, its files are gone.
    t.owner()
        .post(&path, answer.clone())
        .await
        .problem(422, "invalid_fields");
    t.owner()
        .post(&format!("/messages/{first}/cancel"), json!({}))
        .await
        .ok();
    let draft = json!({"kind": "reply", "text": "See", "attachment_ids": [upload["id"]]});
    t.owner()
        .put(&format!("/conversations/{id}/draft"), draft)
        .await
        .ok();
    let second = t.owner().post(&path, answer).await.ok()["message"]["id"].clone();
    assert_ne!(first, second);
    for message in [first, second] {
        let shown = t.owner().get(&format!("/messages/{message}")).await.ok();
        assert!(shown.to_string().contains("manual.txt"), "{shown}");
    }
    let keys: Vec<String> = db::Executor::all(
        t.db().db(),
        "SELECT DISTINCT blob_key FROM attachment WHERE message_id IS NOT NULL",
        vec![],
    )
    .await
    .unwrap();
    assert_eq!(keys.len(), 1, "the bytes are there once");
}

#[both_databases]
async fn two_agents_who_answer_at_once_do_not_talk_over_each_other(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let inbox = domain::InboxId(1);
    let (ana, ben) = (
        t.agent("Ana", "agent", &[inbox]).await,
        t.agent("Ben", "agent", &[inbox]).await,
    );
    let seen = t.owner().get(&format!("/conversations/{id}")).await.ok()["last_seq"].clone();
    let path = format!("/conversations/{id}/replies");
    let (a, b) = tokio::join!(
        ana.post(&path, json!({"text": "From Ana", "seen_seq": seen})),
        ben.post(&path, json!({"text": "From Ben", "seen_seq": seen})),
    );
    let statuses = [a.status.as_u16(), b.status.as_u16()];
    assert!(statuses.contains(&201) && statuses.contains(&409), "{statuses:?}");
    let (first, second, loser) = if a.status == 201 {
        ("Ana", b, &ben)
    } else {
        ("Ben", a, &ana)
    };
    second.problem(409, "answered_meanwhile");
    let answers: i64 = t
        .value("SELECT count(*) FROM message WHERE direction = 'out'", vec![])
        .await;
    assert_eq!(answers, 1, "only {first}'s answer is stored");
    loser
        .post(
            &path,
            json!({"text": "Still needed", "seen_seq": seen, "force": true}),
        )
        .await
        .expect_status(201);
    let seqs: Vec<i64> = timeline(&t, id)
        .await
        .iter()
        .map(|e| e["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(
        seqs,
        (1..=seqs.len() as i64).collect::<Vec<_>>(),
        "the timeline has no gap"
    );
}

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
async fn lists_follow_view_status_and_cursor(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    for n in 0..7 {
        t.clock().advance(std::time::Duration::from_secs(60));
        let from = format!("c{n}@example.com");
        t.receive(
            inbox,
            mail(
                &from,
                &format!("Question {n}"),
                &format!("q{n}@example.com"),
                "Hello?",
            ),
        )
        .await;
    }
    let subjects = |page: &Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["subject"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = t
            .owner()
            .get(&format!("/conversations?limit=3{cursor}"))
            .await
            .ok();
        seen.extend(subjects(&page));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let newest_first: Vec<String> = (0..7).rev().map(|n| format!("Question {n}")).collect();
    assert_eq!(
        seen, newest_first,
        "every conversation once, in order, over pages"
    );

    let waiting = t.owner().get("/conversations?sort=waiting&limit=2").await.ok();
    assert_eq!(
        subjects(&waiting),
        ["Question 0", "Question 1"],
        "who waits longest comes first"
    );
    t.owner()
        .put("/conversations/3/assignee", json!({"agent_id": 1}))
        .await
        .ok();
    t.owner()
        .put("/conversations/4/status", json!({"status": "solved"}))
        .await
        .ok();
    assert_eq!(
        subjects(&t.owner().get("/conversations?view=mine").await.ok()),
        ["Question 2"]
    );
    assert_eq!(
        subjects(&t.owner().get("/conversations?status=solved").await.ok()),
        ["Question 3"]
    );
    assert_eq!(
        subjects(&t.owner().get("/conversations?q=question%205").await.ok()),
        ["Question 5"]
    );
    let counts = t.owner().get("/conversations/counts").await.ok();
    assert_eq!(
        (&counts["mine"], &counts["unassigned"], &counts["all"]),
        (&json!(1), &json!(5), &json!(6))
    );
    t.owner()
        .get("/conversations?view=nobody")
        .await
        .refuses("view", "unknown_value");
    t.owner()
        .get("/conversations?limit=1000")
        .await
        .refuses("limit", "out_of_range");
    t.owner()
        .get("/conversations?cursor=x")
        .await
        .refuses("cursor", "invalid_cursor");
    t.owner()
        .get("/conversations?inbox_id=abc")
        .await
        .problem(400, "invalid_query");
}

#[both_databases]
async fn what_an_agent_may_not_see_does_not_exist_for_them(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let other = t.inbox("Billing", "billing@ours.test").await;
    let stranger = t.agent("Stranger", "agent", &[other]).await;
    let message = timeline(&t, id).await[1]["message"]["id"].clone();
    assert_eq!(
        stranger.get("/conversations?status=any").await.ok()["items"],
        json!([])
    );
    assert_eq!(stranger.get("/conversations/counts").await.ok()["all"], 0);
    stranger
        .get(&format!("/conversations/{id}"))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .get(&format!("/conversations/{id}/timeline"))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .post(&format!("/conversations/{id}/replies"), json!({"text": "x"}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .post(&format!("/conversations/{id}/notes"), json!({"text": "x"}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .put(&format!("/conversations/{id}/status"), json!({"status": "spam"}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .put(&format!("/conversations/{id}/read"), json!({"seq": 1}))
        .await
        .problem(404, "conversation_not_found");
    stranger
        .get(&format!("/messages/{message}"))
        .await
        .problem(404, "message_not_found");
    assert_eq!(stranger.get("/search?q=lamp").await.ok()["items"], json!([]));
    let status: String = t
        .value("SELECT status FROM conversation WHERE id = $1", db::args![id])
        .await;
    assert_eq!(status, "open");
    let reader = t.agent("Reader", "read_only", &[domain::InboxId(1)]).await;
    reader
        .get(&format!("/conversations/{id}"))
        .await
        .expect_status(200);
    reader
        .post(&format!("/conversations/{id}/replies"), json!({"text": "x"}))
        .await
        .problem(403, "permission_missing");
}

#[both_databases]
async fn bad_input_names_the_field_and_changes_nothing(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let owner = t.owner();
    let replies = format!("/conversations/{id}/replies");
    owner
        .post(&replies, json!({"text": "  "}))
        .await
        .refuses("text", "required");
    owner.post(&replies, json!({})).await.refuses("text", "required");
    owner
        .post(&replies, json!({"text": 5}))
        .await
        .refuses("text", "invalid_type");
    owner
        .post(&replies, json!({"text": "x", "to": [{"address": "nobody"}]}))
        .await
        .refuses("to[0].address", "invalid_email");
    owner
        .post(&replies, json!({"text": "x", "to": []}))
        .await
        .refuses("to", "required");
    owner
        .post(
            &replies,
            json!({"text": "x", "to": [{"address": "a@b.c\r\nBcc: d@e.f"}]}),
        )
        .await
        .refuses("to[0].address", "invalid_email");
    owner
        .post(&replies, json!({"text": "x", "status": "done"}))
        .await
        .refuses("status", "unknown_value");
    owner
        .post(&replies, json!({"text": "x", "attachment_ids": [99]}))
        .await
        .refuses("attachment_ids", "attachment_not_found");
    owner
        .put(&format!("/conversations/{id}/assignee"), json!({"agent_id": 99}))
        .await
        .refuses("agent_id", "agent_not_in_inbox");
    owner
        .put(&format!("/conversations/{id}/read"), json!({"seq": 99}))
        .await
        .refuses("seq", "out_of_range");
    owner
        .post("/conversations/bulk", json!({"ids": []}))
        .await
        .refuses("ids", "out_of_range");
    owner
        .get("/conversations/0")
        .await
        .problem(404, "conversation_not_found");
    owner.get("/conversations/abc").await.problem(404, "not_found");
    owner
        .get("/conversations/9999999999999999999999")
        .await
        .problem(404, "not_found");
    let entries: i64 = t.value("SELECT count(*) FROM entry", vec![]).await;
    assert_eq!(entries, 2, "nothing was half-written");
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

#[both_databases]
async fn files_are_uploaded_sent_and_read_back(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let owner = t.owner();
    let file = owner
        .post_bytes(
            "/attachments?name=H%C3%B3a%20%C4%91%C6%A1n.pdf",
            "application/pdf",
            b"%PDF-1.4 x".to_vec(),
        )
        .await
        .ok();
    assert_eq!(file["name"], "Hóa đơn.pdf");
    let other = t.agent("Ana", "agent", &[domain::InboxId(1)]).await;
    let path = format!("/attachments/{}", file["id"]);
    other.get(&path).await.problem(404, "attachment_not_found");
    let stolen = json!({"text": "x", "attachment_ids": [file["id"]]});
    other
        .post(&format!("/conversations/{id}/replies"), stolen)
        .await
        .refuses("attachment_ids", "attachment_not_found");
    let entry = owner
        .post(
            &format!("/conversations/{id}/replies"),
            json!({"text": "x", "attachment_ids": [file["id"]]}),
        )
        .await
        .ok();
    assert_eq!(entry["message"]["attachments"][0]["name"], "Hóa đơn.pdf");
    let got = other.get(&path).await;
    assert_eq!(got.bytes, b"%PDF-1.4 x");
    let disposition = got.headers["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename*=UTF-8''H%C3%B3a"),
        "{disposition}"
    );
    assert!(
        got.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("sandbox")
    );
    let html = owner
        .post_bytes(
            "/attachments?name=x.html",
            "text/html",
            b"<script>1</script>".to_vec(),
        )
        .await
        .ok();
    let shown = owner.get(&format!("/attachments/{}?inline=1", html["id"])).await;
    assert_eq!(
        shown.headers["content-type"], "application/octet-stream",
        "HTML of strangers is never shown"
    );
    owner
        .post_bytes("/attachments?name=", "text/plain", b"x".to_vec())
        .await
        .refuses("name", "required");
    owner
        .post_bytes("/attachments?name=a", "text/plain", Vec::new())
        .await
        .refuses("body", "required");
}

#[both_databases]
async fn we_can_write_first(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let body = json!({
        "inbox_id": inbox.get(), "to": [{"name": "Ștefan", "address": "stefan@example.ro"}],
        "subject": "Comanda dumneavoastră", "text": "Bună ziua!",
    });
    let made = t.owner().post("/conversations", body).await.expect_status(201);
    assert_eq!(
        (&made["status"], &made["contact"]["name"]),
        (&json!("pending"), &json!("Ștefan"))
    );
    t.wait(std::time::Duration::from_secs(60)).await;
    let (state, id): (String, String) = t
        .value(
            "SELECT o.state, m.message_id FROM outbox o JOIN message m ON m.id = o.message_id",
            vec![],
        )
        .await;
    assert_eq!(state, "sent");
    let answer = crate::mails::reply(
        "stefan@example.ro",
        "Re: Comanda dumneavoastră",
        "r1@example.ro",
        &id,
        "Mulțumesc!",
    );
    t.receive(inbox, answer).await;
    let view = t
        .owner()
        .get(&format!("/conversations/{}", made["id"]))
        .await
        .ok();
    assert_eq!(
        (&view["status"], &view["message_count"]),
        (&json!("open"), &json!(2))
    );
}

#[both_databases]
async fn a_role_with_masked_data_answers_without_seeing_addresses(db: TestDb) {
    let t = TestApp::on(db).await;
    let id = with_conversation(&t).await;
    let role = json!({
        "name": "Partner", "all_inboxes": true, "mask_personal_data": true,
        "permissions": ["conversations.read", "conversations.reply", "conversations.raw", "contacts.read"],
    });
    let role = t.owner().post("/roles", role).await.expect_status(201);
    let partner = json!({
        "name": "Petra", "email": "petra@partner.test", "password": test_support::PASSWORD, "role_id": role["id"],
    });
    t.owner().post("/agents", partner).await.expect_status(201);
    let petra = t.sign_in("petra@partner.test", test_support::PASSWORD).await;
    for path in [
        "/conversations".to_owned(),
        format!("/conversations/{id}"),
        format!("/conversations/{id}/timeline"),
        "/messages/1".to_owned(),
    ] {
        let answer = petra.get(&path).await;
        assert!(
            !answer.text().contains("lan@example.com"),
            "{path}: {}",
            answer.text()
        );
        answer.ok();
    }
    petra
        .get("/messages/1/raw")
        .await
        .problem(403, "personal_data_masked");
    let view = petra.get(&format!("/conversations/{id}")).await.ok();
    let reply = json!({"text": "Hello", "to": view["reply_to"]});
    let entry = petra
        .post(&format!("/conversations/{id}/replies"), reply)
        .await
        .expect_status(201);
    assert!(!entry.to_string().contains("lan@example.com"));
    let stored: String = t
        .value("SELECT recipients FROM message WHERE direction = 'out'", vec![])
        .await;
    assert!(
        stored.contains("lan@example.com"),
        "it goes to the customer all the same: {stored}"
    );
}
