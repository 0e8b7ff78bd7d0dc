//! Who gets the chats that wait.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, There, site, state};

#[both_databases]
async fn a_chat_rings_at_who_is_there_and_is_theirs_once_accepted(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let guest = Guest::says(&t, site, "Is the lamp in stock?").await;
    t.run_jobs().await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["place"]["position"]),
        (&json!("waiting"), &json!(1))
    );

    let mut ana = There::is(&t, "Ana", &[site]).await;
    t.run_schedules().await;
    let rung = ana.socket.wait_for_event("notification").await;
    assert_eq!(
        (&rung["reason"], &rung["conversation_id"]),
        (&json!("chat_offered"), &json!(guest.id))
    );
    assert_eq!(
        (&rung["call"]["sound"], rung["call"]["show"].is_number()),
        (&json!(true), true)
    );
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["offered_to"]),
        (&json!("ringing"), &json!(ana.id))
    );
    assert_eq!(chat["offered_until"], "2026-03-02T09:00:30.000000Z");
    assert_eq!(
        guest.sees().await["chat"]["state"],
        "waiting",
        "whom it rings for is not told"
    );

    let accepted = ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    assert_eq!(
        (&accepted["state"], &accepted["place"]),
        (&json!("active"), &Value::Null)
    );
    assert_eq!(accepted["visitor"]["page_url"], "https://shop.test/lamps");
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    let conversation = ana.client.get(&format!("/conversations/{}", guest.id)).await.ok();
    assert_eq!(conversation["assignee_id"], ana.id);
    let seen = guest.sees().await;
    assert_eq!(
        (&seen["chat"]["state"], &seen["chat"]["agent"]["name"]),
        (&json!("active"), &json!("Ana"))
    );
    let unread = ana.client.get("/notifications/count").await.ok();
    assert_eq!(unread["unread"], 0, "what was taken rings no more");
}

#[both_databases]
async fn of_two_who_accept_at_once_one_has_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let binh = There::is(&t, "Binh", &[site]).await;
    for _ in 0..5 {
        let guest = Guest::says(&t, site, "Hello").await;
        t.run_jobs().await;
        let path = guest.path("/accept");
        let (a, b) = tokio::join!(
            ana.client.post(&path, json!({})),
            binh.client.post(&path, json!({}))
        );
        let (won, lost, winner) = if a.status.is_success() {
            (a, b, &ana)
        } else {
            (b, a, &binh)
        };
        won.expect_status(200);
        let refusal = lost.problem(409, "chat_taken");
        assert!(
            refusal["detail"]
                .as_str()
                .unwrap()
                .contains("has this chat already")
        );
        let conversation = t.owner().get(&format!("/conversations/{}", guest.id)).await.ok();
        assert_eq!(conversation["assignee_id"], winner.id);
        let assigned = guest
            .reads()
            .await
            .into_iter()
            .filter(|(kind, _)| kind == "assigned")
            .count();
        assert_eq!(assigned, 1);
        winner.client.post(&guest.path("/end"), json!({})).await.ok();
    }
}

#[both_databases]
async fn who_declines_or_does_not_answer_lets_it_go_to_the_next(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let binh = There::is(&t, "Binh", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["offered_to"], ana.id);
    binh.client
        .post(&guest.path("/decline"), json!({}))
        .await
        .problem(409, "not_offered");
    ana.client.post(&guest.path("/decline"), json!({})).await.ok();
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["offered_to"], binh.id);
    assert_eq!(ana.client.get("/notifications/count").await.ok()["unread"], 0);

    t.wait(Duration::from_secs(29)).await;
    assert_eq!(state(&t, &guest).await["offered_to"], binh.id, "a moment is left");
    t.wait(Duration::from_secs(2)).await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["offered_to"]),
        (&json!("waiting"), &Value::Null),
        "nobody is left"
    );
    // Who did not answer is asked again sooner than who declined.
    t.wait(Duration::from_secs(61)).await;
    assert_eq!(state(&t, &guest).await["offered_to"], binh.id);
    t.wait(Duration::from_secs(31)).await;
    t.wait(Duration::from_secs(120)).await;
    let chat = state(&t, &guest).await;
    assert_eq!(chat["state"], "ringing", "it never stops being offered: {chat}");
}

#[both_databases]
async fn who_goes_offline_is_not_waited_for(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["offered_to"], ana.id);
    let binh = There::is(&t, "Binh", &[site]).await;
    let (client, id) = (ana.client.clone(), ana.id);
    drop(ana);
    while t.app.core().hub.presence().is_online(domain::AgentId(id)) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    t.run_schedules().await;
    assert_eq!(
        state(&t, &guest).await["offered_to"],
        id,
        "they may be back at once"
    );
    t.wait(Duration::from_secs(6)).await;
    assert_eq!(state(&t, &guest).await["offered_to"], binh.id);
    // From elsewhere they still may take it.
    client.post(&guest.path("/accept"), json!({})).await.ok();
    binh.client
        .post(&guest.path("/accept"), json!({}))
        .await
        .problem(409, "chat_taken");
}

#[both_databases]
async fn nobody_gets_more_than_they_take_and_the_oldest_goes_first(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    ana.takes(json!({"chat_limit": 1, "auto_accept": true})).await;
    let first = Guest::says(&t, site, "First").await;
    t.wait(Duration::from_secs(1)).await;
    let second = Guest::says(&t, site, "Second").await;
    t.wait(Duration::from_secs(1)).await;
    let third = Guest::says(&t, site, "Third").await;
    t.run_jobs().await;
    assert_eq!(
        state(&t, &first).await["state"],
        "active",
        "accepted without being asked"
    );
    for (guest, place) in [(&second, 1), (&third, 2)] {
        let chat = state(&t, guest).await;
        assert_eq!(
            (&chat["state"], &chat["place"]["position"]),
            (&json!("waiting"), &json!(place))
        );
    }
    let waiting = t.owner().get("/chats?state=waiting").await.ok();
    let order: Vec<_> = waiting["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["conversation"]["id"].as_i64().unwrap())
        .collect();
    assert_eq!(order, [second.id, third.id]);

    ana.client
        .post(&first.path("/end"), json!({"status": "solved"}))
        .await
        .ok();
    t.run_jobs().await;
    assert_eq!(state(&t, &second).await["state"], "active");
    assert_eq!(state(&t, &third).await["place"]["position"], 1);
    ana.takes(json!({"chat_limit": 2})).await;
    t.run_jobs().await;
    assert_eq!(state(&t, &third).await["state"], "active");
    let mine = ana.client.get("/chats?mine=true").await.ok();
    assert_eq!(mine["items"].as_array().unwrap().len(), 2);
}

#[both_databases]
async fn two_runs_at_once_give_nobody_too_much(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let binh = There::is(&t, "Binh", &[site]).await;
    for agent in [&ana, &binh] {
        agent.takes(json!({"chat_limit": 2, "auto_accept": true})).await;
    }
    let mut guests = Vec::new();
    for n in 0..7 {
        guests.push(Guest::says(&t, site, &format!("Hello {n}")).await);
    }
    let core = t.app.core();
    let runs = (0..4).map(|_| app::routing::route(core));
    for run in futures::future::join_all(runs).await {
        run.unwrap();
    }
    t.run_jobs().await;
    for agent in [&ana, &binh] {
        let has: i64 = t
            .value(
                "SELECT count(*) FROM conversation WHERE assignee_id = $1",
                vec![agent.id.into()],
            )
            .await;
        assert_eq!(has, 2);
    }
    let waiting: i64 = t
        .value("SELECT count(*) FROM chat WHERE state = 'waiting'", vec![])
        .await;
    assert_eq!(waiting, 3);
}

#[both_databases]
async fn only_who_sees_the_site_and_takes_chats_is_asked(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let elsewhere = There::is(&t, "Elena", &[]).await;
    let pausing = There::is(&t, "Paul", &[site]).await;
    pausing.takes(json!({"takes_chats": false})).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.run_schedules().await;
    assert_eq!(state(&t, &guest).await["state"], "waiting");
    elsewhere
        .client
        .get(&guest.path(""))
        .await
        .problem(404, "conversation_not_found");
    elsewhere
        .client
        .post(&guest.path("/accept"), json!({}))
        .await
        .problem(404, "conversation_not_found");
    assert_eq!(elsewhere.client.get("/chats").await.ok()["items"], json!([]));
    pausing.takes(json!({"takes_chats": true})).await;
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["offered_to"], pausing.id);
}

#[both_databases]
async fn a_returning_visitor_is_offered_to_whoever_they_spoke_with(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let binh = There::is(&t, "Binh", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    binh.client.post(&guest.path("/accept"), json!({})).await.ok();
    binh.client.post(&guest.path("/end"), json!({})).await.ok();
    guest.say("One more thing").await;
    t.run_jobs().await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["offered_to"]),
        (&json!("ringing"), &json!(binh.id))
    );
    drop(ana);
}

#[both_databases]
async fn the_wait_is_estimated_from_how_fast_chats_are_taken(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = t.agent("Ana", "agent", &[site]).await;
    for _ in 0..4 {
        let guest = Guest::says(&t, site, "Hello").await;
        t.wait(Duration::from_secs(90)).await;
        ana.post(&guest.path("/accept"), json!({})).await.ok();
    }
    let next = Guest::says(&t, site, "Hello").await;
    t.wait(Duration::from_secs(1)).await;
    let after = Guest::says(&t, site, "Hello").await;
    assert_eq!(
        state(&t, &next).await["place"],
        json!({"position": 1, "estimated_wait_s": 90})
    );
    assert_eq!(
        state(&t, &after).await["place"],
        json!({"position": 2, "estimated_wait_s": 180})
    );
    t.wait(Duration::from_secs(3 * 3600)).await;
    let later = state(&t, &next).await;
    assert_eq!(
        later["place"]["estimated_wait_s"],
        Value::Null,
        "this morning says nothing about now"
    );
}
