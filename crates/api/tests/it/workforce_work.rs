//! How long the work takes, as it is measured from what was recorded anyway.

use db::{Executor as _, args};
use domain::InboxId;
use serde_json::Value;
use test_support::{TestApp, TestDb, both_databases};

const SECOND: i64 = 1_000_000;
/// 2026-02-25T09:00:00Z: five days before tests begin.
const THEN: i64 = 1_772_010_000 * SECOND;

/// A conversation in the past that is over; returns its key.
async fn conversation(t: &TestApp, inbox: InboxId, channel: &str, number: i64, agent: i64) -> i64 {
    let db = t.db().db();
    let contact: i64 = db
        .one(
            "INSERT INTO contact (name, notes, blocked, created_at, updated_at)
             VALUES ('Lan', '', FALSE, $1, $1) RETURNING id",
            args![THEN],
        )
        .await
        .unwrap();
    db.one(
        "INSERT INTO conversation (number, token, inbox_id, contact_id, channel, subject, preview, status, is_active,
                priority, assignee_id, has_attachments, message_count, last_seq, last_customer_seq, last_reply_seq,
                first_reply_at, solved_at, created_at, updated_at, last_activity_at)
         VALUES ($1, $2, $3, $4, $5, '', '', 'solved', FALSE, 'normal', $6, FALSE, 1, 2, 2, 0, $7, $7, $8, $8, $8)
         RETURNING id",
        args![
            number,
            format!("work{number}"),
            inbox,
            contact,
            channel,
            agent,
            THEN + 60 * SECOND,
            THEN
        ],
    )
    .await
    .unwrap()
}

async fn act(t: &TestApp, conversation: i64, seq: i64, agent: i64, at: i64) {
    t.db()
        .db()
        .exec(
            "INSERT INTO entry (conversation_id, seq, kind, actor_kind, actor_id, actor_name, created_at)
             VALUES ($1, $2, 'note', 'agent', $3, 'Olga', $4)",
            args![conversation, seq, agent, at],
        )
        .await
        .unwrap();
}

/// When a chat was queued, taken, left by its visitor, and ended, in seconds.
struct Times {
    queued: i64,
    accepted: Option<i64>,
    left: Option<i64>,
    ended: i64,
    by: &'static str,
}

async fn chat(t: &TestApp, site: InboxId, number: i64, agent: i64, times: &Times) {
    let id = conversation(t, site, "chat", number, agent).await;
    let at = |seconds: i64| THEN + seconds * SECOND;
    t.db()
        .db()
        .exec(
            "INSERT INTO chat (conversation_id, inbox_id, state, topic, queued_at, accepted_at, ended_at, ended_by,
                    visitor_delivered_seq, visitor_seen_seq, agent_seen_seq, visitor_left_at, mailed_seq, rating_comment,
                    updated_at)
             VALUES ($1, $2, 'ended', '', $3, $4, $5, $6, 0, 0, 0, $7, 0, '', $5)",
            args![
                id,
                site,
                at(times.queued),
                times.accepted.map(at),
                at(times.ended),
                times.by,
                times.left.map(at)
            ],
        )
        .await
        .unwrap();
}

async fn owner(t: &TestApp) -> i64 {
    t.owner().get("/session").await.ok()["agent"]["id"]
        .as_i64()
        .unwrap()
}

async fn channel(t: &TestApp, name: &str) -> Value {
    let history = t.owner().get("/workforce/history?weeks=2").await.ok();
    let channels = history["channels"].as_array().unwrap();
    channels
        .iter()
        .find(|row| row["channel"] == name)
        .unwrap()
        .clone()
}

fn close(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((found - expected).abs() < 0.01, "{found} is not {expected}");
}

#[both_databases]
async fn mail_takes_the_time_between_what_agents_do(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let olga = owner(&t).await;
    for index in 0..25 {
        let mail = conversation(&t, inbox, "email", 50_000 + index, olga).await;
        // Begun ten minutes after the one before, done two minutes later.
        let begun = THEN + index * 600 * SECOND;
        act(&t, mail, 1, olga, begun).await;
        act(&t, mail, 2, olga, begun + 120 * SECOND).await;
    }
    // After lunch: the pause is no work.
    let late = conversation(&t, inbox, "email", 60_000, olga).await;
    act(&t, late, 1, olga, THEN + 6 * 3600 * SECOND).await;
    let handling = &channel(&t, "email").await["handling"];
    assert_eq!(handling["sample"], 26);
    // 25 x 120 s and 24 x 480 s between 49 acts; 51 were done.
    let each = f64::from(25 * 120 + 24 * 480) / 49.0;
    close(&handling["mean_s"], each * 51.0 / 26.0);
}

#[both_databases]
async fn what_was_on_screen_counts_before_what_lies_between(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let olga = owner(&t).await;
    for index in 0..40 {
        let mail = conversation(&t, inbox, "email", 50_000 + index, olga).await;
        act(&t, mail, 1, olga, THEN + index * 600 * SECOND).await;
    }
    // Twelve hours of mails and one of chats; nothing of the first twenty mails was written down.
    for (channel, from, hours) in [("email", 20 * 600, 12), ("chat", 60 * 3600, 1)] {
        let start = THEN + from * SECOND;
        t.db()
            .db()
            .exec(
                "INSERT INTO attendance (agent_id, state, channel, start_at, end_at, going_on)
                 VALUES ($1, 'handling', $2, $3, $4, FALSE)",
                args![olga, channel, start, start + hours * 3600 * SECOND],
            )
            .await
            .unwrap();
    }
    let handling = &channel(&t, "email").await["handling"];
    assert_eq!(handling["sample"], 20);
    close(&handling["mean_s"], 12.0 * 3600.0 / 20.0);
    // Of a single inbox it is not known.
    let path = format!("/workforce/history?weeks=2&inbox_id={inbox}");
    let one = t.owner().get(&path).await.ok();
    close(&one["channels"][0]["handling"]["mean_s"], 600.0);
}

#[both_databases]
async fn chats_beside_each_other_and_those_who_give_up_are_measured(db: TestDb) {
    let t = TestApp::on(db).await;
    let (site, _) = t.site_with("Shop", serde_json::json!({})).await;
    let olga = owner(&t).await;
    let served = |queued: i64, seconds: i64| Times {
        queued,
        accepted: Some(queued + 30),
        left: None,
        ended: queued + 30 + seconds,
        by: "agent",
    };
    for hour in 0..20 {
        let number = 70_000 + 10 * hour;
        // Two of ten minutes, the second from the middle of the first on.
        chat(&t, site, number, olga, &served(hour * 3600, 600)).await;
        chat(&t, site, number + 1, olga, &served(hour * 3600 + 300, 600)).await;
        // One who leaves after two minutes, by a word or without: then the chat ends by itself.
        let silent = hour % 2 == 0;
        let lost = Times {
            queued: hour * 3600,
            accepted: None,
            left: silent.then_some(hour * 3600 + 120),
            ended: hour * 3600 + if silent { 1800 } else { 120 },
            by: if silent { "system" } else { "visitor" },
        };
        chat(&t, site, number + 2, olga, &lost).await;
    }
    // Forgotten overnight, and one that an agent put away: neither says anything.
    chat(&t, site, 79_000, olga, &served(0, 20 * 3600)).await;
    let away = Times {
        by: "agent",
        ..served(0, 0)
    };
    let away = Times {
        accepted: None,
        ended: 900,
        ..away
    };
    chat(&t, site, 79_001, olga, &away).await;

    let chats = channel(&t, "chat").await;
    assert_eq!(chats["handling"]["sample"], 40);
    close(&chats["handling"]["mean_s"], 600.0);
    close(&chats["at_once"]["mean"], 1200.0 / 900.0);
    let patience = &chats["patience"];
    assert_eq!(patience["sample"], 61);
    close(&patience["given_up"], 20.0 / 61.0);
    close(&patience["mean_s"], f64::from(41 * 30 + 20 * 120) / 20.0);
}
