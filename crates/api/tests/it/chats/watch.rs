//! Chats in which somebody waits, or nobody is any more.

use std::time::Duration;

use db::{Dialect, Executor as _};
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, There, site, site_with, state};

#[both_databases]
async fn an_agent_who_lets_a_visitor_wait_is_called_once(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let mut ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    t.wait(Duration::from_secs(100)).await;
    t.run_schedules().await;
    let warned: i64 = t
        .value(
            "SELECT count(*) FROM chat WHERE idle_warned_at IS NOT NULL",
            vec![],
        )
        .await;
    assert_eq!(warned, 0);
    t.wait(Duration::from_secs(30)).await;
    t.run_schedules().await;
    let called = ana
        .socket
        .wait_until(|m| m["event"]["reason"] == "chat_idle")
        .await["event"]
        .clone();
    assert_eq!(
        (&called["conversation_id"], &called["call"]["sound"]),
        (&json!(guest.id), &json!(true))
    );
    t.wait(Duration::from_secs(300)).await;
    t.run_schedules().await;
    let told: i64 = t
        .value("SELECT times FROM notification WHERE kind = 'chat_idle'", vec![])
        .await;
    assert_eq!(told, 1);
    // An answer ends it, and the next wait is called anew.
    let path = format!("/conversations/{}/replies", guest.id);
    ana.client
        .post(&path, json!({"text": "Sorry"}))
        .await
        .expect_status(201);
    guest.say("Are you there?").await;
    t.wait(Duration::from_secs(130)).await;
    t.run_schedules().await;
    let calls: i64 = t
        .value(
            "SELECT count(*) FROM notification WHERE kind = 'chat_idle'",
            vec![],
        )
        .await;
    assert_eq!(calls, 2);
}

#[both_databases]
async fn a_chat_whose_agent_went_goes_to_a_colleague(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    let id = ana.id;
    drop(ana);
    while t.app.core().hub.presence().is_online(domain::AgentId(id)) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    t.wait(Duration::from_secs(130)).await;
    t.run_schedules().await;
    assert_eq!(
        state(&t, &guest).await["state"],
        "active",
        "nobody else could do anything"
    );
    let binh = There::is(&t, "Binh", &[site]).await;
    t.wait(Duration::from_secs(20)).await;
    t.run_schedules().await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["offered_to"]),
        (&json!("ringing"), &json!(binh.id))
    );
}

#[both_databases]
async fn a_chat_that_was_left_ends_by_itself_and_its_question_stays_open(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.wait(Duration::from_secs(20 * 60)).await;
    t.run_schedules().await;
    assert_eq!(state(&t, &guest).await["state"], "waiting");
    t.wait(Duration::from_secs(11 * 60)).await;
    t.run_schedules().await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["ended_by"]),
        (&json!("ended"), &json!("system"))
    );
    let view = t.owner().get(&format!("/conversations/{}", guest.id)).await.ok();
    assert_eq!(
        (&view["status"], view["waiting_since"].is_string()),
        (&json!("open"), true)
    );
    let ended = t
        .owner()
        .get(&format!("/conversations/{}/timeline", guest.id))
        .await
        .ok();
    let last = ended["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["kind"], &last["actor"]["kind"]),
        (&json!("chat_ended"), &json!("system"))
    );
    // Coming back goes on.
    guest.say("I am back").await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["ended_at"]),
        (&json!("waiting"), &Value::Null)
    );
}

#[both_databases]
async fn waits_are_measured(db: TestDb) {
    let t = TestApp::on(db).await;
    // The measures are those of the process: a site whose number no other test has.
    let others = match t.app.core().reader().dialect() {
        Dialect::Sqlite => 20,
        Dialect::Postgres => 21,
    };
    for number in 0..others {
        site_with(&t, &format!("Site {number}"), json!({})).await;
    }
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.wait(Duration::from_secs(7)).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    let path = format!("/conversations/{}/replies", guest.id);
    for (after, words) in [(5, "Hi"), (40, "Still here?")] {
        t.wait(Duration::from_secs(after)).await;
        ana.client
            .post(&path, json!({"text": words}))
            .await
            .expect_status(201);
    }
    guest.say("Yes").await;
    t.wait(Duration::from_secs(3)).await;
    let answer = json!({"text": "Good"});
    ana.client.post(&path, answer).await.expect_status(201);

    let measured = t.anonymous().get("//metrics").await.text();
    for (wait, seconds) in [("accept", 7), ("first_answer", 12), ("answer", 3)] {
        let line = |what: &str| format!("rapport_wait_seconds_{what}{{inbox=\"{site}\",for=\"{wait}\"}}");
        assert!(
            measured.contains(&format!("{} {seconds}\n", line("sum"))),
            "{wait}: {measured}"
        );
        assert!(measured.contains(&format!("{} 1\n", line("count"))), "{wait}");
    }
}
