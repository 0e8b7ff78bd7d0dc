//! Notifications that leave the house: preferences, quiet hours, pushes to browsers.

mod browsers;
mod choices;
mod told;

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb};

use crate::mails::{mail, reply};
use crate::push_service::{Browser, PushService};

const SETTINGS: &str = "/me/notification-settings";
const SUBSCRIPTIONS: &str = "/me/push/subscriptions";

/// An installation with a question in it, an agent whose browser is subscribed, and a colleague.
struct Desk {
    t: TestApp,
    inbox: domain::InboxId,
    ana: Client,
    ben: Client,
    ben_id: i64,
    service: PushService,
    browser: Browser,
    /// By which the browser knows who sends.
    public_key: String,
    subscription: i64,
}

impl Desk {
    async fn on(db: TestDb) -> Self {
        let t = TestApp::on_with(db, |options| options.push_to_loopback = true).await;
        let service = PushService::start().await;
        let inbox = t.inbox("Support", "help@ours.test").await;
        let ana = t.agent("Ana", "agent", &[inbox]).await;
        let ben = t.agent("Ben", "agent", &[inbox]).await;
        t.receive(
            inbox,
            mail("lan@example.com", "Lamp", "l1@example.com", "It is broken."),
        )
        .await;
        let ben_id = ben.get("/session").await.ok()["agent"]["id"].as_i64().unwrap();
        let push = ben.get("/me/push").await.ok();
        assert_eq!(push["subscriptions"], json!([]));
        let browser = service.browser("ben");
        let made = ben
            .post(SUBSCRIPTIONS, browser.subscription())
            .await
            .expect_status(201);
        assert_eq!(made["current"], true);
        Self {
            t,
            inbox,
            ana,
            ben,
            ben_id,
            service,
            browser,
            public_key: push["public_key"].as_str().unwrap().to_owned(),
            subscription: made["id"].as_i64().unwrap(),
        }
    }

    async fn assign_to_ben(&self) {
        let path = "/conversations/1/assignee";
        self.ana.put(path, json!({"agent_id": self.ben_id})).await.ok();
    }

    async fn customer_answers(&self, n: u32) {
        let more = reply(
            "lan@example.com",
            "Lamp",
            &format!("l{n}@example.com"),
            "l1@example.com",
            "And?",
        );
        self.t.receive(self.inbox, more).await;
    }

    /// What arrived in Ben's browser since.
    fn pushed(&self) -> Vec<Value> {
        self.service
            .received()
            .iter()
            .map(|message| self.browser.read(message, &self.public_key))
            .collect()
    }

    async fn subscribed(&self) -> Vec<Value> {
        let push = self.ben.get("/me/push").await.ok();
        push["subscriptions"].as_array().unwrap().clone()
    }

    async fn dead_jobs(&self) -> i64 {
        self.t
            .value("SELECT count(*) FROM job WHERE state = 'dead'", vec![])
            .await
    }
}
