//! Colleagues come by invitation.

use std::time::Duration;

use db::args;
use serde_json::{Value, json};
use test_support::{Client, PASSWORD, TestApp, TestDb, both_databases};

use super::{ANA, Office, invite, read, token};
use crate::accounts::{audited, role};

/// Seven days.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// Invites by hand; returns the key and the token.
async fn by_hand(t: &TestApp, email: &str) -> (i64, String) {
    let mut body = invite("Ana", email, role(t, "agent").await);
    body["by_mail"] = json!(false);
    let made = t.owner().post("/invitations", body).await.expect_status(201);
    (made["invitation"]["id"].as_i64().unwrap(), of_link(&made))
}

fn of_link(answer: &Value) -> String {
    let link = answer["link"].as_str().expect("a link");
    link.rsplit('/').next().unwrap().to_owned()
}

fn accepting(token: &str) -> Value {
    json!({ "token": token, "name": "Ana Ionescu", "password": PASSWORD, "locale": "ro", "time_zone": "europe/bucharest" })
}

#[both_databases]
async fn a_colleague_comes_by_the_letter_that_arrives(db: TestDb) {
    let Some(office) = Office::open(db).await else {
        return;
    };
    let t = &office.t;
    let team = t
        .owner()
        .post("/teams", json!({ "name": "Đổi trả" }))
        .await
        .expect_status(201);
    let agent = role(t, "agent").await;
    let mut body = invite("Ana", "Ana@ours.test", agent);
    body["team_ids"] = json!([team["id"]]);
    body["inbox_ids"] = json!([office.inbox.get()]);
    let made = t.owner().post("/invitations", body).await.expect_status(201);
    assert_eq!(made["link"], json!(null), "the letter brings it");
    let id = made["invitation"]["id"].as_i64().unwrap();
    assert_eq!(audited(t, "invitation.created", id).await, 1);

    let raw = office.mails(ANA, 1).await.remove(0);
    let letter = read(&raw);
    assert_eq!(letter.subject, "Olga Owner mời bạn tham gia Ours");
    assert_eq!(letter.to[0].address, "Ana@ours.test");
    let html = letter.html.clone().unwrap();
    assert!(letter.text.contains("Xin chào Ana") && html.contains("Nhận lời mời"));
    let token = token(&raw, "invitation");
    let stored: i64 = t
        .value(
            "SELECT COUNT(*) FROM invitation WHERE token_hash = $1",
            args![token.as_str()],
        )
        .await;
    assert_eq!(stored, 0, "only its hash is kept");

    let browser = t.anonymous();
    let offer = browser
        .post("/invitations/open", json!({ "token": token }))
        .await
        .ok();
    assert_eq!(
        (&offer["organisation"], &offer["invited_by"], &offer["email"]),
        (&json!("Ours"), &json!("Olga Owner"), &json!("Ana@ours.test"))
    );
    let short = json!({ "token": token, "name": "", "password": "short" });
    let refused = t.anonymous().post("/invitations/accept", short).await;
    refused.problem(422, "invalid_fields");
    let answer = t.anonymous().post("/invitations/accept", accepting(&token)).await;
    let ana = Client::new(t.address()).signed_in(answer);
    let session = ana.get("/session").await.ok();
    assert_eq!(session["agent"]["name"], "Ana Ionescu");
    assert_eq!(
        (&session["agent"]["locale"], &session["time_zone"]),
        (&json!("ro"), &json!("Europe/Bucharest"))
    );
    assert_eq!(session["agent"]["team_ids"], json!([team["id"]]));
    assert_eq!(session["agent"]["inbox_ids"], json!([office.inbox.get()]));
    let agent_id = session["agent"]["id"].as_i64().unwrap();
    assert_eq!(audited(t, "invitation.accepted", agent_id).await, 1);
    let left: i64 = t.value("SELECT COUNT(*) FROM invitation", args![]).await;
    assert_eq!(left, 0);
    t.sign_in("ana@ours.test", PASSWORD).await;
}

#[both_databases]
async fn used_expired_withdrawn_and_unknown_links_are_alike(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, used) = by_hand(&t, "used@ours.test").await;
    t.anonymous()
        .post("/invitations/accept", accepting(&used))
        .await
        .expect_status(200);
    let (id, withdrawn) = by_hand(&t, "gone@ours.test").await;
    t.owner()
        .delete(&format!("/invitations/{id}"))
        .await
        .expect_status(204);
    assert_eq!(audited(&t, "invitation.revoked", id).await, 1);
    let (id, renewed) = by_hand(&t, "again@ours.test").await;
    let again = t
        .owner()
        .post(&format!("/invitations/{id}/resend"), json!({ "by_mail": false }))
        .await
        .ok();
    let fresh = of_link(&again);
    t.anonymous()
        .post("/invitations/open", json!({ "token": fresh }))
        .await
        .ok();
    let (_, expired) = by_hand(&t, "late@ours.test").await;
    t.clock().advance(WEEK);

    let mut answers = Vec::new();
    for token in [&used, &withdrawn, &renewed, &expired, &fresh, "unknown"] {
        for (path, body) in [("open", json!({ "token": token })), ("accept", accepting(token))] {
            let answer = t.anonymous().post(&format!("/invitations/{path}"), body).await;
            let mut problem = answer.problem(404, "invitation_not_found");
            problem.as_object_mut().unwrap().remove("request_id");
            problem.as_object_mut().unwrap().remove("instance");
            answers.push(problem);
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    // The session of the owner has ended by now as well.
    let owner = t.sign_in("owner@ours.test", PASSWORD).await;
    let list = owner.get("/invitations").await.ok();
    let states: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["expired", "expired"]);
    // Sent again, it works for another week.
    let id = &list["items"][0]["id"];
    let again = owner
        .post(&format!("/invitations/{id}/resend"), json!({ "by_mail": false }))
        .await
        .ok();
    assert_eq!(again["invitation"]["state"], "invited");
    t.anonymous()
        .post("/invitations/accept", accepting(&of_link(&again)))
        .await
        .expect_status(200);
}

#[both_databases]
async fn of_two_who_accept_at_once_one_comes(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, token) = by_hand(&t, ANA).await;
    let (one, two) = (t.anonymous(), t.anonymous());
    let (first, second) = tokio::join!(
        one.post("/invitations/accept", accepting(&token)),
        two.post("/invitations/accept", accepting(&token)),
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    let agents: i64 = t.value("SELECT COUNT(*) FROM agent", args![]).await;
    assert_eq!(agents, 2);
}

#[both_databases]
async fn nobody_invites_beyond_their_own_or_twice(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let (admin, owner_role) = (t.agent("Adam", "admin", &[]).await, role(&t, "owner").await);
    let agent = t.agent("Alma", "agent", &[inbox]).await;
    agent.get("/invitations").await.problem(403, "permission_missing");
    let body = invite("Boss", "boss@ours.test", owner_role);
    admin
        .post("/invitations", body.clone())
        .await
        .problem(403, "owners_only");
    let made = t.owner().post("/invitations", body).await.expect_status(201);
    // A new link would make the admin an owner.
    let path = format!("/invitations/{}", made["invitation"]["id"]);
    admin
        .post(&format!("{path}/resend"), json!({ "by_mail": false }))
        .await
        .problem(403, "owners_only");
    admin.delete(&path).await.problem(403, "owners_only");

    let role_id = role(&t, "agent").await;
    let taken = invite("Owner", "OWNER@ours.test", role_id);
    t.owner()
        .post("/invitations", taken)
        .await
        .problem(409, "email_taken");
    let twice = invite("Boss", "Boss@ours.test", role_id);
    t.owner()
        .post("/invitations", twice)
        .await
        .problem(409, "already_invited");
    let mut nowhere = invite("Ana", ANA, role_id);
    nowhere["inbox_ids"] = json!([999]);
    t.owner()
        .post("/invitations", nowhere)
        .await
        .refuses("inbox_ids", "does_not_exist");
    // Somebody makes the account by hand meanwhile: nothing is left to accept.
    let by_hand =
        json!({ "name": "Boss", "email": "boss@ours.test", "password": PASSWORD, "role_id": role_id });
    t.owner().post("/agents", by_hand).await.expect_status(201);
    let left: i64 = t.value("SELECT COUNT(*) FROM invitation", args![]).await;
    assert_eq!(left, 0);
}
