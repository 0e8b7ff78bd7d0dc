//! Forgotten passwords: what strangers learn, what the mail brings, what ends.

use std::time::Duration;

use db::args;
use serde_json::json;
use test_support::{Client, PASSWORD, TestApp, TestDb, both_databases};

use super::{ANA, OTHER, Office, read, token};
use crate::accounts::{audited, own_id, role};

const NEW: &str = "quite another password";

async fn ask(t: &TestApp, email: &str) -> u16 {
    let answer = t
        .anonymous()
        .post("/password-resets", json!({ "email": email }))
        .await;
    answer.status.as_u16()
}

#[both_databases]
async fn a_link_by_mail_sets_the_password_once_and_ends_what_was_open(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let ana = t.agent("Ana", "agent", &[office.inbox]).await;
    let id = own_id(&ana).await;
    assert_eq!(ask(t, " ANA@ours.test ").await, 202);
    let raw = office.mails(ANA, 1).await.remove(0);
    assert_eq!(read(&raw).subject, "Choose a new password for Ours");
    let token = token(&raw, "reset-password");
    let opened = t
        .anonymous()
        .post("/password-resets/open", json!({ "token": token }))
        .await
        .ok();
    assert_eq!(opened["email"], ANA);
    let short = json!({ "token": token, "password": "short" });
    t.anonymous()
        .post("/password-resets/use", short)
        .await
        .refuses("password", "too_short");
    ana.get("/session").await.ok();

    let using = json!({ "token": token, "password": NEW });
    let answer = t.anonymous().post("/password-resets/use", using.clone()).await;
    let again = Client::new(t.address()).signed_in(answer);
    assert_eq!(own_id(&again).await, id);
    ana.get("/session").await.problem(401, "session_expired");
    assert_eq!(audited(t, "agent.password_reset", id).await, 1);
    t.anonymous()
        .post("/password-resets/use", using)
        .await
        .problem(404, "password_reset_not_found");
    t.sign_in(ANA, NEW).await;
    let notice = office.mails(ANA, 2).await;
    let notice = notice
        .iter()
        .map(|raw| read(raw))
        .find(|mail| mail.subject.contains("was changed"))
        .expect("a notice");
    assert!(!notice.text.contains("/reset-password/"));
}

#[both_databases]
async fn strangers_learn_nothing_and_are_braked(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let off = t.agent("Ana", "agent", &[office.inbox]).await;
    let id = own_id(&off).await;
    t.owner()
        .patch(&format!("/agents/{id}"), json!({ "active": false }))
        .await
        .ok();
    // Nobody, somebody who may not sign in, somebody: the same answer after the same statements.
    let mut written = Vec::new();
    for email in ["stranger@ours.test", ANA, "owner@ours.test"] {
        let answer = t
            .anonymous()
            .post("/password-resets", json!({ "email": email }))
            .await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (202, ""));
        let jobs: i64 = t
            .value(
                "SELECT COUNT(*) FROM job WHERE name = 'send_password_reset'",
                args![],
            )
            .await;
        let links: i64 = t.value("SELECT COUNT(*) FROM password_reset", args![]).await;
        written.push((jobs, links));
    }
    assert_eq!(
        written,
        [(1, 0), (2, 0), (3, 0)],
        "the account is looked up later"
    );
    office.mails("owner@ours.test", 1).await;
    let links: i64 = t.value("SELECT COUNT(*) FROM password_reset", args![]).await;
    assert_eq!(links, 1);
    assert!(office.mails(ANA, 0).await.is_empty());

    assert_eq!(ask(t, "stranger@ours.test").await, 202);
    assert_eq!(ask(t, "stranger@ours.test").await, 202);
    assert_eq!(ask(t, "stranger@ours.test").await, 429, "an address");
    for n in 0..5 {
        assert_eq!(ask(t, &format!("nobody{n}@ours.test")).await, 202);
    }
    assert_eq!(ask(t, "one.more@ours.test").await, 429, "a client");
    assert_eq!(ask(t, "no address").await, 422);
}

#[both_databases]
async fn a_link_works_for_an_hour_and_not_after_a_change(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let ana = t.agent("Ana", "agent", &[office.inbox]).await;
    let id = own_id(&ana).await;
    ask(t, ANA).await;
    let raw = office.mails(ANA, 1).await.remove(0);
    let using = json!({ "token": token(&raw, "reset-password"), "password": NEW });
    t.clock().advance(Duration::from_secs(3600));
    t.anonymous()
        .post("/password-resets/use", using)
        .await
        .problem(404, "password_reset_not_found");

    ask(t, ANA).await;
    let mails = office.mails(ANA, 2).await;
    let second = mails.iter().find(|mail| **mail != raw).unwrap();
    let using = json!({ "token": token(second, "reset-password"), "password": NEW });
    // The address moves: who reads the old mailbox must not get in, but is told.
    let moved = json!({ "email": OTHER });
    t.owner().patch(&format!("/agents/{id}"), moved).await.ok();
    t.anonymous()
        .post("/password-resets/use", using)
        .await
        .problem(404, "password_reset_not_found");
    let mails = office.mails(ANA, 3).await;
    assert!(
        mails
            .iter()
            .map(|raw| read(raw))
            .any(|mail| { mail.subject == "Your address for Ours was changed" && mail.text.contains(OTHER) })
    );
    assert!(office.mails(OTHER, 0).await.is_empty());
}

#[both_databases]
async fn changed_passwords_are_told_and_other_places_signed_out(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let ana = t.agent("Ana", "agent", &[office.inbox]).await;
    ana.patch("/me", json!({ "locale": "ro", "time_zone": "europe/bucharest" }))
        .await
        .ok();
    let body = json!({ "current_password": PASSWORD, "new_password": NEW });
    ana.post("/me/password", body).await.expect_status(204);
    let mails = office.mails(ANA, 1).await;
    assert_eq!(read(&mails[0]).subject, "Parola ta pentru Ours a fost schimbată");

    let elsewhere = t.sign_in(ANA, NEW).await;
    assert_eq!(
        elsewhere.get("/session").await.ok()["time_zone"],
        "Europe/Bucharest"
    );
    ana.delete("/me/sessions").await.expect_status(204);
    elsewhere.get("/session").await.problem(401, "session_expired");
    let places = ana.get("/me/sessions").await.ok();
    assert_eq!(places["items"].as_array().unwrap().len(), 1);
    ana.patch("/me", json!({ "time_zone": "Mars/Olympus" }))
        .await
        .refuses("time_zone", "unknown_time_zone");
    let back = ana.patch("/me", json!({ "time_zone": "" })).await.ok();
    assert_eq!(back["time_zone"], json!(null));
    assert!(role(t, "agent").await > 0);
}
