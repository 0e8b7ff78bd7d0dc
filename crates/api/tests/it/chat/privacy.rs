//! What visitors may see of a conversation, and how strangers' words are kept.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

/// What colleagues do among themselves, each with words that must not get out.
async fn work_on(t: &TestApp) {
    let owner = t.owner();
    let tag = owner.post("/tags", json!({"name": "SECRET-TAG"})).await.ok();
    let team = owner.post("/teams", json!({"name": "SECRET-TEAM"})).await.ok();
    for (path, body) in [
        ("notes", json!({"text": "SECRET-NOTE"})),
        ("tags", json!({"add": [tag["id"]]})),
    ] {
        owner.post(&format!("/conversations/1/{path}"), body).await.ok();
    }
    for (path, body) in [
        ("priority", json!({"priority": "urgent"})),
        ("status", json!({"status": "pending"})),
        ("assignee", json!({"team_id": team["id"]})),
        ("assignee", json!({"agent_id": 1})),
    ] {
        owner.put(&format!("/conversations/1/{path}"), body).await.ok();
    }
    owner
        .post("/conversations/1/replies", json!({"text": "A public answer"}))
        .await
        .ok();
}

#[both_databases]
async fn visitors_see_what_was_said_to_them_and_nothing_else(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap().to_owned();
    let mut live = lan.live(&[(&token, 0)]).await;
    work_on(&t).await;
    let mut heard = Vec::new();
    while !heard
        .iter()
        .any(|frame: &Value| frame.to_string().contains("A public answer"))
    {
        heard.push(live.wait_until(|_| true).await);
    }
    let read = lan.http().get(&format!("/chat/conversations/{token}")).await.ok();
    let entries = lan
        .http()
        .get(&format!("/chat/conversations/{token}/entries"))
        .await
        .ok();
    let list = lan.http().get("/chat/conversations").await.ok();
    for shown in [json!(heard), read.clone(), entries, list] {
        let shown = shown.to_string();
        for secret in ["SECRET", "owner@ours.test", "urgent", "pending"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(shown.contains("A public answer"), "{shown}");
    }
    let kinds: Vec<&str> = read["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["message", "transferred", "assigned", "message"]);
}

#[both_databases]
async fn an_agent_who_is_named_by_an_address_is_shown_as_the_brand(db: TestDb) {
    let t = TestApp::on(db).await;
    let (inbox, site) = t.site_with("Shop", json!({})).await;
    let agent = t.agent("Ana", "agent", &[inbox]).await;
    agent.patch("/me", json!({"name": "ana@private.test"})).await.ok();
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    agent
        .post("/conversations/1/replies", json!({"text": "Hi"}))
        .await
        .ok();
    let token = begun["chat"]["token"].as_str().unwrap();
    let read = lan.http().get(&format!("/chat/conversations/{token}")).await.ok();
    assert!(!read.to_string().contains("private.test"), "{read}");
    assert_eq!(read["chat"]["agent"]["name"], "Ours");
}

#[both_databases]
async fn what_strangers_write_stays_text(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let script = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let page = json!({"url": "javascript:alert(1)", "title": script, "referrer": "data:text/html,x"});
    let lan =
        test_support::Visitor::arrive_with(&t.anonymous(), &site, json!({"locale": "en", "page": page}))
            .await;
    lan.http().patch("/chat/me", json!({"name": script})).await.ok();
    let begun = lan.begin(script).await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let said = lan.say(token, script).await;
    assert_eq!(
        (&said["message"]["text"], &said["message"]["html"]),
        (&json!(script), &Value::Null)
    );
    let timeline = t.owner().get("/conversations/1/timeline").await.ok();
    let html: Vec<&Value> = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["message"]["html"])
        .collect();
    assert!(
        html.iter().all(|html| html.is_null()),
        "words of visitors are never HTML"
    );
    let (url, referrer): (String, String) = t
        .value("SELECT page_url, referrer FROM chat_visitor", vec![])
        .await;
    assert_eq!(
        (url.as_str(), referrer.as_str()),
        ("", ""),
        "only addresses of the web become links"
    );
    lan.say_with(token, &test_support::key(), json!({"text": "a\u{0}b\u{7}"}))
        .await
        .refuses("text", "invalid_characters");
}
