//! The list of the first day is read from what is there.

use serde_json::{Value, json};
use test_support::{TestApp, TestDb, both_databases};

use super::invite;
use crate::accounts::role;
use crate::mails::mail;

async fn done(t: &TestApp) -> Vec<String> {
    let Value::Object(steps) = t.owner().get("/first-steps").await.ok() else {
        panic!("no steps");
    };
    let mut done: Vec<String> = steps
        .into_iter()
        .filter(|(_, is)| *is == true)
        .map(|(step, _)| step)
        .collect();
    done.sort();
    done
}

#[both_databases]
async fn steps_are_done_when_they_are_done(db: TestDb) {
    let t = TestApp::on(db).await;
    assert!(done(&t).await.is_empty());
    let inbox = t.inbox("Support", "help@ours.test").await;
    assert_eq!(done(&t).await, ["inbox"]);
    t.receive(
        inbox,
        mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken"),
    )
    .await;
    assert_eq!(done(&t).await, ["inbox"], "a question is no answer");
    let conversation: i64 = t.value("SELECT id FROM conversation", db::args![]).await;
    t.owner()
        .post(
            &format!("/conversations/{conversation}/replies"),
            json!({ "text": "We help." }),
        )
        .await
        .expect_status(201);
    t.owner()
        .post(
            "/invitations",
            invite("Ana", "ana@ours.test", role(&t, "agent").await),
        )
        .await
        .expect_status(201);
    assert_eq!(done(&t).await, ["answer", "colleague", "inbox"]);
    t.owner()
        .post("/teams", json!({ "name": "Day" }))
        .await
        .expect_status(201);
    let brands = t.owner().get("/brands").await.ok();
    let brand = format!("/brands/{}", brands["items"][0]["id"]);
    let painted = json!({ "name": "Ours", "color": "#7a1f5c" });
    t.owner().patch(&brand, painted).await.ok();
    assert_eq!(
        done(&t).await,
        ["answer", "colleague", "inbox", "settings", "team"]
    );

    let agent = t.agent("Alma", "agent", &[inbox]).await;
    agent.get("/first-steps").await.problem(403, "permission_missing");
    agent
        .put("/first-steps", json!({ "dismissed": true }))
        .await
        .problem(403, "permission_missing");
    let away = t
        .owner()
        .put("/first-steps", json!({ "dismissed": true }))
        .await
        .ok();
    assert_eq!(away["dismissed"], true);
    let admin = t.agent("Adam", "admin", &[]).await;
    assert_eq!(
        admin.get("/first-steps").await.ok()["dismissed"],
        true,
        "for everybody"
    );
    admin
        .put("/first-steps", json!({ "dismissed": false }))
        .await
        .ok();
    assert_eq!(t.owner().get("/first-steps").await.ok()["dismissed"], false);
}
