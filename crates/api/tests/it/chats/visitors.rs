//! Who is on the sites, and speaking to them first.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, There, site, site_with, state};
use crate::contacts::partner;

#[both_databases]
async fn agents_see_who_is_on_their_sites_and_where(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let other = site_with(&t, "Other", json!({})).await["id"].as_i64().unwrap();
    let client = Guest::visits(&t, site).await;
    t.wait(Duration::from_secs(10)).await;
    let page = json!({"url": "https://shop.test/cart", "title": "Cart"});
    client.post("/chat/me/page", page).await.expect_status(204);
    let _elsewhere = Guest::visits(&t, domain::InboxId(other)).await;
    let ana = t.agent("Ana", "agent", &[site]).await;
    let listed = ana.get("/visitors").await.ok();
    let rows = listed["items"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    let visitor = &rows[0]["visitor"];
    assert_eq!(
        (&visitor["page_url"], &visitor["page_title"], &visitor["verified"]),
        (&json!("https://shop.test/cart"), &json!("Cart"), &json!(false))
    );
    assert_eq!(rows[0]["chat"], Value::Null);
    assert_eq!(
        t.owner().get("/visitors").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let one = ana.get(&format!("/visitors?inbox_id={other}")).await.ok();
    assert_eq!(one["items"], json!([]));

    let path = format!("/visitors/{}", visitor["id"]);
    let detail = ana.get(&path).await.ok();
    let urls: Vec<&Value> = detail["pages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|page| &page["url"])
        .collect();
    assert_eq!(
        urls,
        [
            &json!("https://shop.test/cart"),
            &json!("https://shop.test/lamps")
        ]
    );
    assert_eq!((&detail["is_here"], &detail["chats"]), (&json!(true), &json!([])));
    let elena = t.agent("Elena", "agent", &[]).await;
    elena.get(&path).await.problem(404, "visitor_not_found");
    t.wait(Duration::from_secs(200)).await;
    assert_eq!(ana.get("/visitors").await.ok()["items"], json!([]), "they went");
    assert_eq!(ana.get(&path).await.ok()["is_here"], false);
}

#[both_databases]
async fn visitors_come_page_by_page(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    for _ in 0..5 {
        Guest::visits(&t, site).await;
        t.wait(Duration::from_secs(1)).await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = t.owner().get(&format!("/visitors?limit=2{cursor}")).await.ok();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["visitor"]["id"].as_i64().unwrap()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|a, b| a > b), "{seen:?}");
}

#[both_databases]
async fn an_agent_speaks_first_and_the_chat_is_theirs(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let client = Guest::visits(&t, site).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    ana.takes(json!({"chat_limit": 1})).await;
    let id = ana.client.get("/visitors").await.ok()["items"][0]["visitor"]["id"].clone();
    let path = format!("/visitors/{id}/chats");
    ana.client
        .post(&path, json!({"text": ""}))
        .await
        .refuses("text", "required");
    let begun = ana
        .client
        .post(&path, json!({"text": "May I help?"}))
        .await
        .expect_status(201);
    assert_eq!(
        (&begun["assignee_id"], &begun["channel"]),
        (&json!(ana.id), &json!("chat"))
    );
    assert_eq!(
        (&begun["subject"], &begun["waiting_since"]),
        (&json!("May I help?"), &Value::Null)
    );
    let own = client.get("/chat/conversations").await.ok();
    let chat = &own["items"][0];
    assert_eq!(
        (&chat["state"], &chat["agent"]["name"]),
        (&json!("active"), &json!("Ana"))
    );
    assert_eq!(chat["last_entry"]["message"]["text"], "May I help?");
    let guest = Guest {
        client: client.clone(),
        token: chat["token"].as_str().unwrap().to_owned(),
        id: begun["id"].as_i64().unwrap(),
    };
    guest.say("Yes!").await;
    let detail = ana.client.get(&format!("/visitors/{id}")).await.ok();
    assert_eq!(detail["chats"][0]["conversation_id"], guest.id);
    ana.client
        .post(&path, json!({"text": "Again"}))
        .await
        .problem(409, "chat_under_way");
    // It takes the one place that Ana has.
    let second = Guest::says(&t, site, "Hello").await;
    t.run_jobs().await;
    assert_eq!(state(&t, &second).await["state"], "waiting");
    let elena = t.agent("Elena", "agent", &[]).await;
    elena
        .post(&path, json!({"text": "Hi"}))
        .await
        .problem(404, "visitor_not_found");
}

#[both_databases]
async fn who_may_not_see_personal_data_sees_none_of_visitors(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let client = Guest::visits(&t, site).await;
    client
        .patch(
            "/chat/me",
            json!({"name": "Lan Pham", "email": "lan@example.com"}),
        )
        .await
        .ok();
    let guest = Guest::begins(&t, client, "Hello").await;
    let masked = partner(&t, &[site]).await;
    let listed = masked.get("/visitors").await.ok().to_string();
    let chat = masked.get(&guest.path("")).await.ok().to_string();
    for text in [&listed, &chat] {
        assert!(
            !text.contains("lan@example.com") && !text.contains("127.0.0.1"),
            "{text}"
        );
    }
}
