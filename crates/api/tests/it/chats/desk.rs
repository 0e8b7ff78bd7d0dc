//! What agents do in chats beside answering.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::world::{Guest, There, site, state};

async fn kinds(t: &TestApp, guest: &Guest) -> Vec<String> {
    let timeline = t
        .owner()
        .get(&format!("/conversations/{}/timeline", guest.id))
        .await
        .ok();
    let entries = timeline["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[both_databases]
async fn answering_takes_what_nobody_has_and_opens_what_had_ended(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.run_jobs().await;
    let reply = format!("/conversations/{}/replies", guest.id);
    ana.client
        .post(&reply, json!({"text": "Hi"}))
        .await
        .expect_status(201);
    assert_eq!(state(&t, &guest).await["state"], "active");
    let ended = ana
        .client
        .post(&guest.path("/end"), json!({"status": "solved"}))
        .await
        .ok();
    assert_eq!(
        (&ended["state"], &ended["ended_by"]),
        (&json!("ended"), &json!("agent"))
    );
    assert_eq!(guest.sees().await["chat"]["state"], "ended");
    ana.client.post(&guest.path("/end"), json!({})).await.ok();
    ana.client
        .post(&guest.path("/accept"), json!({}))
        .await
        .problem(409, "chat_ended");
    ana.client
        .post(&reply, json!({"text": "By the way"}))
        .await
        .expect_status(201);
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["ended_at"]),
        (&json!("active"), &Value::Null)
    );
    assert_eq!(
        kinds(&t, &guest).await,
        [
            "created",
            "message",
            "assigned",
            "message",
            "chat_ended",
            "status_changed",
            "chat_reopened",
            "message"
        ]
    );
}

#[both_databases]
async fn a_transfer_to_a_team_goes_before_everybody_who_waits(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "I want my money back").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    ana.takes(json!({"takes_chats": false})).await;
    t.wait(Duration::from_secs(60)).await;
    let earlier = Guest::says(&t, site, "Hello").await;
    t.wait(Duration::from_secs(60)).await;
    let empty = t.owner().post("/teams", json!({"name": "Empty"})).await.ok();
    ana.client
        .post(&guest.path("/transfer"), json!({"team_id": empty["id"]}))
        .await
        .refuses("team_id", "team_empty");
    let binh = t.agent("Binh", "agent", &[site]).await;
    let binh_id = binh.get("/session").await.ok()["agent"]["id"].clone();
    let refunds = t
        .owner()
        .post("/teams", json!({"name": "Refunds", "agent_ids": [binh_id]}))
        .await
        .ok();
    let transfer = json!({"team_id": refunds["id"], "note": "Bought last week, **angry**."});
    let chat = ana.client.post(&guest.path("/transfer"), transfer).await.ok();
    assert_eq!(
        (&chat["state"], &chat["place"]["position"]),
        (&json!("waiting"), &json!(1))
    );
    assert_eq!(state(&t, &earlier).await["place"]["position"], 2);

    // Only the team is asked, although the other chat may go to anybody.
    ana.takes(json!({"takes_chats": true})).await;
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["state"], "waiting");
    assert_eq!(state(&t, &earlier).await["offered_to"], ana.id);
    let _there = t.live(&binh).await;
    t.run_schedules().await;
    assert_eq!(state(&t, &guest).await["offered_to"], binh_id);
    let read = guest.reads().await;
    assert!(read.iter().any(|(kind, _)| kind == "transferred"), "{read:?}");
    assert!(
        !format!("{:?}", guest.sees().await).contains("angry"),
        "whispered"
    );
    assert!(kinds(&t, &guest).await.contains(&"note".to_owned()));
}

#[both_databases]
async fn a_transfer_to_a_colleague_rings_at_them_and_goes_on_when_they_do_not_take_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    let away = t.agent("Binh", "agent", &[site]).await;
    let binh = away.get("/session").await.ok()["agent"]["id"].clone();
    let path = guest.path("/transfer");
    ana.client
        .post(&path, json!({"agent_id": binh}))
        .await
        .problem(409, "agent_offline");
    ana.client
        .post(&path, json!({"agent_id": ana.id}))
        .await
        .refuses("agent_id", "has_it_already");
    ana.client
        .post(&path, json!({}))
        .await
        .refuses("agent_id", "required");
    ana.client
        .post(&path, json!({"agent_id": 4711}))
        .await
        .refuses("agent_id", "agent_not_in_inbox");
    let carla = There::is(&t, "Carla", &[site]).await;
    let mut there = t.live(&away).await;
    there.subscribe(&[&format!("agent:{binh}")], None).await;
    there.wait_for("subscribed").await;
    let chat = ana.client.post(&path, json!({"agent_id": binh})).await.ok();
    assert_eq!((&chat["state"], &chat["offered_to"]), (&json!("ringing"), &binh));
    assert_eq!(
        there.wait_for_event("notification").await["reason"],
        "chat_offered"
    );
    t.wait(Duration::from_secs(31)).await;
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["offered_to"]),
        (&json!("ringing"), &json!(carla.id)),
        "not back to Ana"
    );
}

#[both_databases]
async fn a_supervisor_whispers_unseen_and_joins_seen(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let boss = t.agent("Sorin", "supervisor", &[]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();

    let chat = boss.post(&guest.path("/join"), json!({})).await.ok();
    assert_eq!(
        (
            &chat["participants"][0]["name"],
            &chat["participants"][0]["visible"]
        ),
        (&json!("Sorin"), &json!(false))
    );
    boss.post(
        &format!("/conversations/{}/notes", guest.id),
        json!({"text": "Offer 10 %"}),
    )
    .await
    .expect_status(201);
    let last = ana.client.get(&format!("/conversations/{}", guest.id)).await.ok()["last_seq"].clone();
    boss.put(&format!("/conversations/{}/read", guest.id), json!({"seq": last}))
        .await
        .expect_status(204);
    let before = guest.sees().await;
    let text = before.to_string();
    assert!(!text.contains("Sorin") && !text.contains("Offer 10"), "{text}");

    boss.post(&guest.path("/join"), json!({"visible": true}))
        .await
        .ok();
    boss.post(&guest.path("/join"), json!({"visible": true}))
        .await
        .ok();
    let reply = format!("/conversations/{}/replies", guest.id);
    boss.post(&reply, json!({"text": "May I help?"}))
        .await
        .expect_status(201);
    boss.post(&guest.path("/leave"), json!({})).await.ok();
    boss.post(&guest.path("/leave"), json!({})).await.ok();
    let read = guest.reads().await;
    let tail: Vec<_> = read
        .iter()
        .map(|(kind, what)| (kind.as_str(), what.as_str()))
        .collect();
    assert_eq!(
        tail,
        [
            ("visitor", "Hello"),
            ("assigned", "Ana"),
            ("joined", "Sorin"),
            ("agent", "May I help?"),
            ("left", "Sorin")
        ]
    );
    ana.client
        .post(&guest.path("/leave"), json!({}))
        .await
        .problem(409, "chat_is_yours");
    // Who just answers in a colleague's chat has joined it.
    let binh = t.agent("Binh", "agent", &[site]).await;
    binh.post(&reply, json!({"text": "Me too"}))
        .await
        .expect_status(201);
    assert_eq!(state(&t, &guest).await["participants"][0]["visible"], true);
    let conversation = t.owner().get(&format!("/conversations/{}", guest.id)).await.ok();
    assert_eq!(conversation["assignee_id"], ana.id);
}

#[both_databases]
async fn what_an_agent_reads_counts_as_seen_and_what_a_whisperer_reads_does_not(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let boss = t.agent("Sorin", "supervisor", &[]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    ana.client.post(&guest.path("/accept"), json!({})).await.ok();
    boss.post(&guest.path("/join"), json!({})).await.ok();
    guest.say("Are you there?").await;
    let last = state(&t, &guest).await;
    let seen = last["agent_seen_seq"].as_i64().unwrap();
    let path = format!("/conversations/{}/read", guest.id);
    let newest = boss.get(&format!("/conversations/{}", guest.id)).await.ok()["last_seq"]
        .as_i64()
        .unwrap();
    boss.put(&path, json!({"seq": newest})).await.expect_status(204);
    assert_eq!(state(&t, &guest).await["agent_seen_seq"], seen);
    ana.client
        .put(&path, json!({"seq": newest}))
        .await
        .expect_status(204);
    assert_eq!(state(&t, &guest).await["agent_seen_seq"], newest);
    assert_eq!(guest.sees().await["agent_seen_seq"], newest);
}

#[both_databases]
async fn lists_and_other_ways_of_giving_work_count_for_chats_too(db: TestDb) {
    let t = TestApp::on(db).await;
    let site = site(&t).await;
    let ana = There::is(&t, "Ana", &[site]).await;
    let guest = Guest::says(&t, site, "Hello").await;
    t.run_jobs().await;
    let path = format!("/conversations/{}", guest.id);
    t.owner()
        .put(&format!("{path}/assignee"), json!({"agent_id": ana.id}))
        .await
        .ok();
    assert_eq!(state(&t, &guest).await["state"], "active");
    t.owner()
        .put(&format!("{path}/assignee"), json!({"agent_id": null}))
        .await
        .ok();
    assert_eq!(state(&t, &guest).await["state"], "waiting");
    t.run_jobs().await;
    assert_eq!(state(&t, &guest).await["offered_to"], ana.id);
    t.owner()
        .put(&format!("{path}/status"), json!({"status": "solved"}))
        .await
        .ok();
    let chat = state(&t, &guest).await;
    assert_eq!(
        (&chat["state"], &chat["offered_to"]),
        (&json!("ended"), &Value::Null)
    );
    let unread = ana.client.get("/notifications/count").await.ok();
    assert_eq!(unread["unread"], 1, "only the one of the assignment");
    // A reply that solves ends the chat as well.
    guest.say("Hello again").await;
    let solving = json!({"text": "Bye", "status": "solved"});
    ana.client
        .post(&format!("{path}/replies"), solving)
        .await
        .expect_status(201);
    assert_eq!(state(&t, &guest).await["state"], "ended");
    t.owner()
        .get("/chats?state=gone")
        .await
        .refuses("state", "unknown_value");
    let ended = t.owner().get("/chats?state=ended").await.ok();
    assert_eq!(ended["items"][0]["chat"]["state"], "ended");
}

#[both_databases]
async fn conversations_by_mail_are_no_chats(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let mail = crate::mails::mail("Lan <lan@example.com>", "Lamp", "a@example.com", "Broken.");
    t.receive(support, mail).await;
    let page = t.owner().get("/conversations").await.ok();
    let id = page["items"][0]["id"].as_i64().unwrap();
    for act in ["accept", "decline", "end", "join", "leave"] {
        t.owner()
            .post(&format!("/conversations/{id}/chat/{act}"), json!({}))
            .await
            .problem(409, "unsupported_by_channel");
    }
    t.owner()
        .get(&format!("/conversations/{id}/chat"))
        .await
        .problem(409, "unsupported_by_channel");
}
