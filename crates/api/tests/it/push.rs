//! Notifications that leave the house: preferences, quiet hours, pushes to browsers.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

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

#[both_databases]
async fn a_push_says_what_happened_and_where(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.assign_to_ben().await;
    assert!(
        desk.service.received().is_empty(),
        "nothing is sent from inside a request"
    );
    desk.t.run_jobs().await;
    let message = desk.service.received().pop().unwrap();
    assert_eq!(message.headers["urgency"], "high");
    assert_eq!(message.headers["ttl"], "43200");
    let told = desk.browser.read(&message, &desk.public_key);
    assert_eq!(told["kind"], "assigned");
    assert_eq!(told["title"], "Ana assigned a conversation to you");
    assert_eq!(told["body"], "#1001 Lamp");
    assert_eq!(told["unread"], 1);
    assert_eq!(
        told["silent"], true,
        "assigned comes without a sound unless one asks for it"
    );
    let url = told["url"].as_str().unwrap();
    assert!(url.starts_with("/conversations/1?seq="), "{url}");
    assert!(desk.subscribed().await[0]["last_success_at"].is_string());

    // What happens again replaces itself, in the push service and on the screen; the newest is what it says.
    desk.customer_answers(2).await;
    desk.customer_answers(3).await;
    let messages = desk.service.received();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].headers["topic"], messages[1].headers["topic"]);
    let told: Vec<Value> = messages
        .iter()
        .map(|message| desk.browser.read(message, &desk.public_key))
        .collect();
    assert_eq!(told[0]["key"], told[1]["key"]);
    assert_eq!(told[1]["kind"], "replied");
    assert_eq!(told[1]["silent"], false);
}

#[both_databases]
async fn a_push_speaks_the_agents_language(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.ben.patch("/me", json!({"locale": "vi"})).await.ok();
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.pushed()[0]["title"], "Ana đã giao một hội thoại cho bạn");
}

#[both_databases]
async fn a_browser_that_is_gone_is_forgotten(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(410, None);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.service.received().len(), 1);
    assert!(desk.subscribed().await.is_empty());
    let rows: i64 = desk
        .t
        .value("SELECT count(*) FROM push_subscription", vec![])
        .await;
    assert_eq!(rows, 0);
    assert_eq!(desk.dead_jobs().await, 0);
}

#[both_databases]
async fn a_service_in_trouble_is_tried_again(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(503, Some(90));
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.service.received().len(), 1);
    let subscribed = desk.subscribed().await;
    assert_eq!(subscribed[0]["last_error"], "the push service answered 503");
    desk.t.wait(Duration::from_secs(60)).await;
    assert!(desk.service.received().is_empty(), "it asked for 90 seconds");
    desk.service.answers(201, None);
    desk.t.wait(Duration::from_secs(60)).await;
    assert_eq!(desk.pushed()[0]["title"], "Ana assigned a conversation to you");
    assert!(desk.subscribed().await[0]["last_error"].is_null());
}

#[both_databases]
async fn a_push_that_cannot_go_out_in_time_is_dropped(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(503, None);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    desk.service.answers(201, None);
    desk.service.received();
    desk.t.wait(Duration::from_secs(13 * 3600)).await;
    assert!(desk.service.received().is_empty());
    assert_eq!(desk.dead_jobs().await, 0);
}

#[both_databases]
async fn a_refusal_is_shown_and_not_repeated(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.service.answers(403, None);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    desk.t.wait(Duration::from_secs(3600)).await;
    assert_eq!(desk.service.received().len(), 1);
    assert_eq!(
        desk.subscribed().await[0]["last_error"],
        "the push service answered 403"
    );
    assert_eq!(desk.dead_jobs().await, 0);
}

#[both_databases]
async fn what_was_read_before_is_not_pushed(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.assign_to_ben().await;
    desk.ben
        .put("/conversations/1/read", json!({"seq": 3}))
        .await
        .ok();
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn who_sits_in_front_of_a_window_sees_it_there(db: TestDb) {
    let desk = Desk::on(db).await;
    let mut window = desk.t.live(&desk.ben).await;
    window.subscribe(&[&format!("agent:{}", desk.ben_id)], None).await;
    window.wait_for("subscribed").await;
    window.send(json!({"type": "attentive", "active": true})).await;
    window.send(json!({"type": "ping"})).await;
    window.wait_for("pong").await;
    desk.assign_to_ben().await;
    let call = window.wait_for_event("notification").await["call"].clone();
    assert_eq!((&call["push"], &call["sound"]), (&json!(true), &json!(false)));
    assert!(call["show"].is_i64() && call["key"].is_string());
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());

    // Gone for a coffee, the window still open.
    window.send(json!({"type": "attentive", "active": false})).await;
    window.send(json!({"type": "ping"})).await;
    window.wait_for("pong").await;
    desk.customer_answers(2).await;
    assert_eq!(desk.pushed().len(), 1);
}

#[both_databases]
async fn a_hint_names_no_customer(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.assign_to_ben().await;
    let mut window = desk.t.live(&desk.ben).await;
    window.subscribe(&[&format!("agent:{}", desk.ben_id)], None).await;
    window.wait_for("subscribed").await;
    desk.customer_answers(2).await;
    let event = window.wait_for_event("notification").await;
    assert_eq!(event["reason"], "replied");
    assert!(event["actor_name"].is_null(), "{event}");
}

#[both_databases]
async fn in_quiet_hours_the_centre_fills_and_nothing_calls(db: TestDb) {
    let desk = Desk::on(db).await;
    // It is Monday 09:00 in UTC and 16:00 in Hồ Chí Minh.
    let quiet = |from: &str, to: &str| json!({"quiet_hours": {"time_zone": "asia/ho_chi_minh", "windows": [{"days": ["mon"], "from": from, "to": to}]}});
    let set = desk.ben.patch(SETTINGS, quiet("15:30", "17:00")).await.ok();
    assert_eq!(set["quiet_hours"]["time_zone"], "Asia/Ho_Chi_Minh");
    let mut window = desk.t.live(&desk.ben).await;
    window.subscribe(&[&format!("agent:{}", desk.ben_id)], None).await;
    window.wait_for("subscribed").await;
    desk.assign_to_ben().await;
    desk.customer_answers(2).await;
    let call = window.wait_for_event("notification").await["call"].clone();
    assert_eq!((&call["push"], &call["sound"]), (&json!(false), &json!(false)));
    assert!(desk.service.received().is_empty());
    assert_eq!(desk.ben.get("/notifications/count").await.ok()["unread"], 2);

    // An hour later they are over, and what came meanwhile stays in the centre.
    desk.t.wait(Duration::from_secs(3600)).await;
    assert!(desk.service.received().is_empty());
    desk.customer_answers(3).await;
    assert_eq!(desk.pushed().len(), 1);
}

#[both_databases]
async fn a_push_that_waited_into_quiet_hours_is_dropped(db: TestDb) {
    let desk = Desk::on(db).await;
    let quiet = json!({"quiet_hours": {"time_zone": "UTC", "windows": [{"days": ["mon"], "from": "09:01", "to": "12:00"}]}});
    desk.ben.patch(SETTINGS, quiet).await.ok();
    desk.service.answers(503, Some(120));
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.service.received().len(), 1);
    desk.service.answers(201, None);
    desk.t.wait(Duration::from_secs(180)).await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn each_event_comes_by_the_ways_that_were_chosen(db: TestDb) {
    let desk = Desk::on(db).await;
    let settings = desk.ben.get(SETTINGS).await.ok();
    let of = |settings: &Value, kind: &str| {
        let events = settings["events"].as_array().unwrap();
        events.iter().find(|event| event["kind"] == kind).unwrap().clone()
    };
    assert_eq!(settings["events"].as_array().unwrap().len(), 10);
    assert_eq!(settings["quiet_hours"]["windows"], json!([]));
    assert_eq!(
        of(&settings, "arrived"),
        json!({"kind": "arrived", "in_app": false, "push": false, "sound": false})
    );
    let chosen = json!({"events": [
        {"kind": "assigned", "in_app": false, "push": true},
        {"kind": "replied", "push": false},
    ]});
    let settings = desk.ben.patch(SETTINGS, chosen).await.ok();
    assert_eq!(of(&settings, "replied")["sound"], true, "what is not named stays");

    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert_eq!(desk.pushed()[0]["kind"], "assigned");
    assert_eq!(
        desk.ben.get("/notifications/count").await.ok()["unread"],
        0,
        "only pushed"
    );
    desk.customer_answers(2).await;
    assert!(desk.pushed().is_empty());
    let listed = desk.ben.get("/notifications").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["kind"], "replied");

    let off = json!({"events": [{"kind": "replied", "in_app": false, "sound": false}]});
    desk.ben.patch(SETTINGS, off).await.ok();
    desk.ben
        .post("/notifications/read", json!({"ids": [listed["items"][0]["id"]]}))
        .await
        .ok();
    desk.customer_answers(3).await;
    let rows: i64 = desk
        .t
        .value("SELECT count(*) FROM notification WHERE kind = 'replied'", vec![])
        .await;
    assert_eq!(rows, 1, "who wants to hear nothing is told nothing");
}

#[both_databases]
async fn what_cannot_be_chosen_is_refused_by_name(db: TestDb) {
    let t = TestApp::on(db).await;
    let owner = t.owner();
    let set = |body: Value| async move { owner.patch(SETTINGS, body).await };
    set(json!({"events": [{"kind": "assigned"}, {"kind": "sneezed"}]}))
        .await
        .refuses("events[1].kind", "unknown_value");
    let window = |days: Value, from: &str, to: &str| json!({"days": days, "from": from, "to": to});
    let quiet =
        |zone: &str, windows: Vec<Value>| json!({"quiet_hours": {"time_zone": zone, "windows": windows}});
    let refused = set(quiet(
        "Mars/Olympus",
        vec![
            window(json!(["mon"]), "22:00", "07:00"),
            window(json!([]), "24:00", "7"),
            window(json!(["mon", "someday"]), "22:00", "07:00"),
        ],
    ))
    .await;
    let problem = refused.refuses("quiet_hours.time_zone", "unknown_time_zone");
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "quiet_hours.time_zone",
            "quiet_hours.windows[1].days",
            "quiet_hours.windows[1].from",
            "quiet_hours.windows[1].to",
            "quiet_hours.windows[2].days[1]",
        ]
    );
    let many = vec![window(json!(["mon"]), "22:00", "07:00"); 8];
    set(quiet("UTC", many))
        .await
        .refuses("quiet_hours.windows", "too_many");
    let rows: i64 = t.value("SELECT count(*) FROM quiet_hours", vec![]).await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn who_asks_for_it_hears_of_conversations_that_nobody_has(db: TestDb) {
    let desk = Desk::on(db).await;
    let other = desk.t.inbox("Billing", "billing@ours.test").await;
    let eva = desk.t.agent("Eva", "agent", &[other]).await;
    let on = json!({"events": [{"kind": "arrived", "in_app": true, "push": true}]});
    for client in [&desk.ben, &eva] {
        client.patch(SETTINGS, on.clone()).await.ok();
    }
    let new = mail("mai@example.com", "Chair", "m1@example.com", "Where is it?");
    desk.t.receive(desk.inbox, new).await;
    let told = desk.pushed();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["kind"], "arrived");
    assert_eq!(told[0]["title"], "New conversation from mai@example.com");
    let unread =
        |client: Client| async move { client.get("/notifications/count").await.ok()["unread"].clone() };
    assert_eq!(unread(desk.ben.clone()).await, 1);
    assert_eq!(unread(eva.clone()).await, 0, "of an inbox that she does not see");
    assert_eq!(unread(desk.ana.clone()).await, 0, "she did not ask for it");

    // Ana takes it: Ben need not look any more.
    let ana_id = desk.ana.get("/session").await.ok()["agent"]["id"].clone();
    desk.ana
        .put("/conversations/2/assignee", json!({"agent_id": ana_id}))
        .await
        .ok();
    assert_eq!(unread(desk.ben.clone()).await, 0);
}

#[both_databases]
async fn whom_personal_data_is_hidden_from_gets_no_more_by_push(db: TestDb) {
    let desk = Desk::on(db).await;
    let permissions = ["conversations.read", "conversations.reply"];
    let role = json!({"name": "Partner", "permissions": permissions, "all_inboxes": false, "mask_personal_data": true});
    let role = desk.t.owner().post("/roles", role).await.expect_status(201)["id"].clone();
    desk.t
        .owner()
        .patch(&format!("/agents/{}", desk.ben_id), json!({"role_id": role}))
        .await
        .ok();
    let new = mail(
        "mai@example.com",
        "Call mai@example.com",
        "m1@example.com",
        "Where is it?",
    );
    desk.t.receive(desk.inbox, new).await;
    desk.ana
        .put("/conversations/2/assignee", json!({"agent_id": desk.ben_id}))
        .await
        .ok();
    let more = reply(
        "mai@example.com",
        "Call",
        "m2@example.com",
        "m1@example.com",
        "And?",
    );
    desk.t.receive(desk.inbox, more).await;
    let told = desk.pushed();
    let replied = told.iter().find(|one| one["kind"] == "replied").unwrap();
    assert_eq!(replied["title"], "m•••@e•••.com replied");
    assert_eq!(replied["body"], "#1002 Call m•••@e•••.com");
}

#[both_databases]
async fn who_may_not_see_a_conversation_any_more_gets_no_push_of_it(db: TestDb) {
    let desk = Desk::on(db).await;
    let other = desk.t.inbox("Billing", "billing@ours.test").await;
    desk.assign_to_ben().await;
    let moved = json!({"inbox_ids": [other.get()]});
    desk.t
        .owner()
        .patch(&format!("/agents/{}", desk.ben_id), moved)
        .await
        .ok();
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn a_browser_is_subscribed_as_long_as_it_is_signed_in(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.ben.delete("/session").await.expect_status(204);
    desk.assign_to_ben().await;
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
    let rows: i64 = desk
        .t
        .value("SELECT count(*) FROM push_subscription", vec![])
        .await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn a_session_that_ran_out_takes_no_push(db: TestDb) {
    let desk = Desk::on(db).await;
    desk.t.wait(Duration::from_secs(15 * 24 * 3600)).await;
    let ana = desk.t.sign_in("ana@ours.test", test_support::PASSWORD).await;
    let path = "/conversations/1/assignee";
    ana.put(path, json!({"agent_id": desk.ben_id})).await.ok();
    desk.t.run_jobs().await;
    assert!(desk.service.received().is_empty());
}

#[both_databases]
async fn one_browser_is_one_subscription_and_its_owners_alone(db: TestDb) {
    let desk = Desk::on(db).await;
    // The browser renewed its address: the old one goes.
    let renewed = desk.service.browser("ben-2").subscription();
    desk.ben
        .post(SUBSCRIPTIONS, renewed.clone())
        .await
        .expect_status(201);
    let again = desk.ben.post(SUBSCRIPTIONS, renewed).await.expect_status(201);
    let subscribed = desk.subscribed().await;
    assert_eq!(subscribed.len(), 1);
    assert_eq!(subscribed[0]["id"], again["id"]);
    // Another browser of the same agent is another subscription; neither is a colleague's to end.
    let laptop = desk.t.sign_in("ben@ours.test", test_support::PASSWORD).await;
    let second = desk.service.browser("laptop").subscription();
    let second = laptop.post(SUBSCRIPTIONS, second).await.expect_status(201);
    let both = desk.subscribed().await;
    assert_eq!(both.iter().filter(|one| one["current"] == true).count(), 1);
    assert_eq!(both.len(), 2);
    let path = format!("{SUBSCRIPTIONS}/{}", second["id"]);
    desk.ana
        .delete(&path)
        .await
        .problem(404, "push_subscription_not_found");
    desk.ana
        .post(&format!("{path}/test"), json!({}))
        .await
        .problem(404, "push_subscription_not_found");
    desk.ben.delete(&path).await.expect_status(204);
    assert_eq!(desk.subscribed().await.len(), 1);
    // Who signs in to the same browser after somebody else gets it for themselves.
    let taken = desk.service.browser("ben-2").subscription();
    desk.ana.post(SUBSCRIPTIONS, taken).await.expect_status(201);
    assert!(desk.subscribed().await.is_empty());
}

#[both_databases]
async fn a_test_goes_the_whole_way(db: TestDb) {
    let desk = Desk::on(db).await;
    let all_day = json!({"quiet_hours": {"time_zone": "UTC", "windows": [{"days": ["mon"], "from": "00:00", "to": "00:00"}]}});
    desk.ben.patch(SETTINGS, all_day).await.ok();
    let path = format!("{SUBSCRIPTIONS}/{}/test", desk.subscription);
    desk.ben.post(&path, json!({})).await.expect_status(202);
    desk.t.run_jobs().await;
    let told = desk.pushed();
    assert_eq!(told.len(), 1, "who asks for it is not disturbed by it");
    assert_eq!(told[0]["kind"], "test");
    assert_eq!(told[0]["title"], "Notifications work");
    desk.service.answers(503, None);
    desk.ben.post(&path, json!({})).await.expect_status(202);
    desk.t.run_jobs().await;
    assert_eq!(
        desk.subscribed().await[0]["last_error"],
        "the push service answered 503"
    );
    desk.service.received();
    desk.t.wait(Duration::from_secs(3600)).await;
    assert!(
        desk.service.received().is_empty(),
        "a test that comes late is no test"
    );
}

#[both_databases]
async fn addresses_inside_the_house_are_refused(db: TestDb) {
    let t = TestApp::on(db).await;
    let service = PushService::start().await;
    let with = |endpoint: &str| {
        let mut body = service.browser("x").subscription();
        body["endpoint"] = json!(endpoint);
        body
    };
    for endpoint in [
        "",
        "http://push.example.com/x",
        "https://push.example.com:8443/x",
        "https://127.0.0.1/x",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://localhost/x",
    ] {
        t.owner()
            .post(SUBSCRIPTIONS, with(endpoint))
            .await
            .refuses("endpoint", "invalid_endpoint");
    }
    let own = service.browser("x").subscription();
    t.owner()
        .post(SUBSCRIPTIONS, own)
        .await
        .refuses("endpoint", "invalid_endpoint");
    let mut keys = with("https://127.0.0.1/x");
    keys["p256dh"] = json!("AAAA");
    t.owner()
        .post(SUBSCRIPTIONS, keys.clone())
        .await
        .refuses("p256dh", "invalid_key");
    keys["auth"] = json!("?");
    keys["p256dh"] = service.browser("x").subscription()["p256dh"].clone();
    t.owner()
        .post(SUBSCRIPTIONS, keys)
        .await
        .refuses("auth", "invalid_key");
    let rows: i64 = t.value("SELECT count(*) FROM push_subscription", vec![]).await;
    assert_eq!(rows, 0);
}

#[both_databases]
async fn the_private_key_is_made_once_and_sealed(db: TestDb) {
    let desk = Desk::on(db).await;
    let again = desk.ana.get("/me/push").await.ok();
    assert_eq!(again["public_key"], desk.public_key.as_str());
    let sealed: String = desk.t.value("SELECT private_secret FROM push_key", vec![]).await;
    assert!(sealed.starts_with("v1:"), "{sealed}");
    // With another master key it is of no use: a new one is made, and the browsers bound to the old one go.
    db::Executor::exec(
        desk.t.db().db(),
        "UPDATE push_key SET private_secret = $1",
        db::args![desk.t.app.core().keys.seal("elsewhere", "x").unwrap()],
    )
    .await
    .unwrap();
    let renewed = desk.ben.get("/me/push").await.ok();
    assert_ne!(renewed["public_key"], desk.public_key.as_str());
    assert_eq!(renewed["subscriptions"], json!([]));
}

#[both_databases]
async fn programs_have_no_notifications_of_their_own(db: TestDb) {
    let t = TestApp::on(db).await;
    let token = json!({"name": "CI", "scopes": ["conversations.read"]});
    let made = t.owner().post("/api-tokens", token).await.ok();
    let program = t.owner().bearer(made["token"].as_str().unwrap());
    for path in [SETTINGS, "/me/push"] {
        program.get(path).await.problem(403, "session_required");
    }
}
