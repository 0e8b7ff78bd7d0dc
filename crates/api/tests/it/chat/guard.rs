//! Who is kept out: blocks, limits, proof of work.

use app::chat::From;
use db::args;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use test_support::{TestApp, TestDb, Visitor, both_databases, connect, key};

async fn block(t: &TestApp, kind: &str, value: &str) {
    let sql = "INSERT INTO chat_block (inbox_id, kind, value, reason, created_by, created_at) VALUES (NULL, $1, $2, '', '', 0)";
    db::Executor::exec(t.db().db(), sql, args![kind, value])
        .await
        .unwrap();
    t.app.core().hub.publish(
        realtime::Topic::Organisation,
        realtime::Event::SettingsChanged {
            area: "chat_blocks".to_owned(),
        },
    );
}

#[both_databases]
async fn who_is_blocked_is_kept_out_and_cut_off(db: TestDb) {
    let change = |options: &mut app::AppOptions| {
        options.trusted_proxies = true;
        options.country_header = Some("cf-ipcountry".to_owned());
    };
    let t = TestApp::on_with(db, change).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let at = |ip: &str, country: &str| {
        t.anonymous()
            .with_header("x-forwarded-for", ip)
            .with_header("cf-ipcountry", country)
    };
    let lan = Visitor::arrive(&at("192.0.2.7", "VN"), &site).await;
    let minh = Visitor::arrive(&at("198.51.100.9", "RO"), &site).await;
    let country: String = t
        .value("SELECT country FROM chat_visitor WHERE ip = '192.0.2.7'", vec![])
        .await;
    assert_eq!(country, "VN");
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let mut live = lan.live(&[(token, 0)]).await;
    block(&t, "range", "192.0.2.0/24").await;
    lan.http().get("/chat/me").await.problem(403, "blocked");
    live.send(json!({"type": "say", "key": "k", "conversation": token, "text": "Still here?"}))
        .await;
    assert_eq!(live.wait_for("refused").await["code"], "blocked");
    at("192.0.2.200", "")
        .get(&format!("/chat/sites/{site}"))
        .await
        .problem(403, "blocked");
    minh.http().get("/chat/me").await.ok();
    block(&t, "country", "RO").await;
    minh.http().get("/chat/me").await.problem(403, "blocked");
    at("203.0.113.1", "DE")
        .get(&format!("/chat/sites/{site}"))
        .await
        .ok();
}

#[both_databases]
async fn a_thousand_sockets_of_one_address_leave_room_for_others(db: TestDb) {
    let t = TestApp::on_with(db, |options| options.trusted_proxies = true).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = Visitor::arrive(&t.anonymous().with_header("x-forwarded-for", "192.0.2.7"), &site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let crowd = t.anonymous().with_header("x-forwarded-for", "198.51.100.9");
    let (mut open, mut refused) = (Vec::new(), 0);
    for _ in 0..1_000 {
        match connect(&crowd).await {
            Ok(socket) => open.push(socket),
            Err(429) => refused += 1,
            Err(other) => panic!("answered {other}"),
        }
    }
    assert_eq!((open.len(), refused), (200, 800));
    let mut live = lan.live(&[(token, 0)]).await;
    live.send(json!({"type": "say", "key": "k", "conversation": token, "text": "I am served"}))
        .await;
    live.wait_for("said").await;
    drop(open);
}

#[both_databases]
async fn a_visitor_who_floods_is_told_to_wait(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let mut refused: Option<Value> = None;
    for _ in 0..60 {
        let answer = lan.say_with(token, &key(), json!({"text": "Again"})).await;
        if answer.status == 429 {
            assert!(answer.headers.contains_key("retry-after"));
            refused = Some(answer.problem(429, "too_many_requests"));
            break;
        }
    }
    assert!(refused.is_some(), "sixty messages at once were taken");
    t.visitor(&site).await.begin("Others are served").await;
}

fn work(challenge: &str, bits: u32) -> String {
    let zeros = |nonce: &String| {
        let hash = Sha256::digest(format!("{challenge}:{nonce}"));
        u32::from_be_bytes(hash[..4].try_into().unwrap()).leading_zeros() >= bits
    };
    (0_u64..).map(|number| number.to_string()).find(zeros).unwrap()
}

#[both_databases]
async fn work_opens_the_door_once(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({"proof_bits": 8})).await;
    let path = format!("/chat/sites/{site}/visitors");
    let asked = t
        .anonymous()
        .post(&path, json!({}))
        .await
        .problem(428, "proof_required");
    let (bits, challenge) = (
        asked["difficulty"].as_u64().unwrap(),
        asked["challenge"].as_str().unwrap(),
    );
    assert_eq!(bits, 8);
    let proof = json!({"challenge": challenge, "nonce": work(challenge, 8)});
    let wrong = json!({"challenge": challenge, "nonce": "x"});
    t.anonymous()
        .post(&path, json!({"proof": wrong}))
        .await
        .problem(428, "proof_required");
    let session = t.anonymous().post(&path, json!({"proof": proof})).await.ok();
    t.anonymous()
        .post(&path, json!({"proof": proof}))
        .await
        .problem(428, "proof_required");
    // Who is known need not work again.
    t.anonymous()
        .post(&path, json!({"token": session["token"]}))
        .await
        .ok();
    let asked = t
        .anonymous()
        .post(&path, json!({}))
        .await
        .problem(428, "proof_required");
    let challenge = asked["challenge"].as_str().unwrap();
    t.clock().advance(std::time::Duration::from_secs(301));
    let late = json!({"challenge": challenge, "nonce": work(challenge, 8)});
    t.anonymous()
        .post(&path, json!({"proof": late}))
        .await
        .problem(428, "proof_required");
}

#[both_databases]
async fn the_country_of_a_stranger_is_not_believed(db: TestDb) {
    let t = TestApp::on_with(db, |options| {
        options.country_header = Some("cf-ipcountry".to_owned())
    })
    .await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    Visitor::arrive(&t.anonymous().with_header("cf-ipcountry", "VN"), &site).await;
    let country: String = t.value("SELECT country FROM chat_visitor", vec![]).await;
    assert_eq!(country, "", "no proxy of ours stands in front");
    let from = From {
        ip: "192.0.2.1",
        network: std::net::IpAddr::from([192, 0, 2, 1]),
        country: "",
        user_agent: "",
        origin: None,
    };
    t.app.chat.site(&site, &from).await.unwrap();
}
