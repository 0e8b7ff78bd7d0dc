//! Answers, from the click to the customer.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::{timeline, with_conversation};

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
