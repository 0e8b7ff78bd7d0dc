//! Saved views: who makes, sees and changes them, what is in them, and how they are counted.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::mails::mail;

async fn make(client: &Client, view: Value) -> i64 {
    client.post("/views", view).await.expect_status(201)["id"]
        .as_i64()
        .unwrap()
}

/// The subjects of a page.
fn subjects(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["subject"].as_str().unwrap())
        .collect()
}

async fn listed(client: &Client, view: i64) -> Vec<String> {
    let page = client
        .get(&format!("/conversations?saved_view={view}"))
        .await
        .ok();
    subjects(&page).into_iter().map(str::to_owned).collect()
}

/// The counts of views as (view, count).
async fn counts(client: &Client) -> Vec<(i64, i64)> {
    let page = client.get("/views/counts").await.ok();
    let items = page["items"].as_array().unwrap();
    let count = |item: &Value| (item["id"].as_i64().unwrap(), item["count"].as_i64().unwrap());
    items.iter().map(count).collect()
}

async fn count_of(client: &Client, view: i64) -> i64 {
    let found = counts(client).await.into_iter().find(|(id, _)| *id == view);
    found.expect("the view is counted").1
}

/// Conversations "Mail 0", "Mail 1", … a minute apart.
async fn with_mails(t: &TestApp, inbox: domain::InboxId, numbers: std::ops::Range<u32>) {
    for n in numbers {
        let from = format!("c{n}@example.com");
        let text = mail(&from, &format!("Mail {n}"), &format!("m{n}@example.com"), "Text.");
        t.receive(inbox, text).await;
        t.clock().advance(Duration::from_secs(60));
    }
}

#[both_databases]
async fn a_view_is_made_changed_and_deleted(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let conditions = json!([
        {"field": "status", "any_of": ["open"]},
        {"field": "assignee", "any_of": [], "me": true, "nobody": true},
        {"field": "waiting", "minutes": 30},
    ]);
    let view = json!({"name": "Urgent", "conditions": conditions, "columns": ["subject", "waiting"], "sort": "waiting"});
    let made = ana.post("/views", view).await.expect_status(201);
    assert_eq!(
        made,
        json!({"id": made["id"], "name": "Urgent", "owner": "personal", "team_id": null, "conditions": conditions,
               "columns": ["subject", "waiting"], "sort": "waiting", "position": 1, "can_manage": true})
    );
    let url = format!("/views/{}", made["id"]);
    assert_eq!(ana.get(&url).await.ok(), made);
    let second = make(&ana, json!({"name": "All"})).await;
    let views = ana.get("/views").await.ok();
    assert_eq!(
        views["items"][1]["columns"],
        json!(["contact", "subject", "assignee", "tags", "activity"])
    );
    let changed = ana
        .put(&url, json!({"name": "Later", "sort": "oldest"}))
        .await
        .ok();
    assert_eq!(
        (&changed["name"], &changed["conditions"], &changed["position"]),
        (&json!("Later"), &json!([]), &json!(1))
    );
    ana.put("/views/order", json!({"ids": [second, made["id"]]}))
        .await
        .expect_status(204);
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|view| view["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&ana.get("/views").await.ok()), ["All", "Later"]);
    ana.delete(&url).await.expect_status(204);
    ana.get(&url).await.problem(404, "view_not_found");
    ana.get(&format!("/conversations?saved_view={}", made["id"]))
        .await
        .problem(404, "view_not_found");
    let audit = t.owner().get("/audit").await.ok();
    let actions: Vec<&str> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        actions[..4],
        ["view.deleted", "views.reordered", "view.updated", "view.created"]
    );
}

#[both_databases]
async fn views_are_seen_and_changed_by_whom_they_belong_to(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let ana = t.agent("Ana", "agent", &[inbox]).await;
    let bo = t.agent("Bo", "supervisor", &[]).await;
    let reader = t.agent("Rea", "read_only", &[inbox]).await;
    let team = t
        .owner()
        .post("/teams", json!({"name": "Night", "agent_ids": [2]}))
        .await
        .ok()["id"]
        .clone();

    let own = make(&ana, json!({"name": "Own"})).await;
    make(&reader, json!({"name": "Reader's"})).await;
    for (owner, more) in [("everyone", json!(null)), ("team", team.clone())] {
        ana.post("/views", json!({"name": "x", "owner": owner, "team_id": more}))
            .await
            .problem(403, "permission_missing");
    }
    let of_team = make(&bo, json!({"name": "Team's", "owner": "team", "team_id": team})).await;
    let of_all = make(
        &t.owner().clone(),
        json!({"name": "Everyone's", "owner": "everyone"}),
    )
    .await;
    let seen = async |client: &Client, more: &str| -> Vec<(String, bool)> {
        let page = client.get(&format!("/views{more}")).await.ok();
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|v| (v["name"].as_str().unwrap().to_owned(), v["can_manage"] == true))
            .collect()
    };
    let named = |names: &[(&str, bool)]| -> Vec<(String, bool)> {
        names
            .iter()
            .map(|(name, can)| ((*name).to_owned(), *can))
            .collect()
    };
    assert_eq!(
        seen(&ana, "").await,
        named(&[("Everyone's", false), ("Own", true), ("Team's", false)])
    );
    assert_eq!(seen(&bo, "").await, named(&[("Everyone's", true)]));
    assert_eq!(
        seen(&bo, "?shared=true").await,
        named(&[("Everyone's", true), ("Team's", true)])
    );
    ana.get("/views?shared=true")
        .await
        .problem(403, "permission_missing");

    let body = || json!({"name": "Mine now"});
    ana.put(&format!("/views/{of_all}"), body())
        .await
        .problem(403, "permission_missing");
    ana.delete(&format!("/views/{of_team}"))
        .await
        .problem(403, "permission_missing");
    ana.put("/views/order", json!({"ids": [of_all]}))
        .await
        .problem(403, "permission_missing");
    bo.get(&format!("/views/{own}"))
        .await
        .problem(404, "view_not_found");
    bo.delete(&format!("/views/{own}"))
        .await
        .problem(404, "view_not_found");
    reader
        .get(&format!("/conversations?saved_view={of_team}"))
        .await
        .problem(404, "view_not_found");
    bo.put(
        &format!("/views/{of_team}"),
        json!({"name": "For all", "owner": "everyone"}),
    )
    .await
    .ok();
    assert_eq!(seen(&reader, "").await.len(), 3);
    t.anonymous().get("/views").await.problem(401, "not_signed_in");
}

#[both_databases]
async fn what_is_wrong_with_a_view_is_said(db: TestDb) {
    let t = TestApp::on(db).await;
    let refused = async |view: Value, field: &str, code: &str| {
        t.owner().post("/views", view).await.refuses(field, code);
    };
    refused(json!({"name": " "}), "name", "required").await;
    refused(json!({"name": "x", "owner": "nobody"}), "owner", "unknown_value").await;
    refused(json!({"name": "x", "owner": "team"}), "team_id", "required").await;
    refused(
        json!({"name": "x", "owner": "team", "team_id": 9}),
        "team_id",
        "does_not_exist",
    )
    .await;
    refused(json!({"name": "x", "team_id": 9}), "team_id", "unexpected").await;
    refused(json!({"name": "x", "sort": "best"}), "sort", "unknown_value").await;
    refused(json!({"name": "x", "columns": []}), "columns", "required").await;
    refused(
        json!({"name": "x", "columns": ["subject", "shape"]}),
        "columns[1]",
        "unknown_value",
    )
    .await;
    refused(
        json!({"name": "x", "columns": ["subject", "subject"]}),
        "columns[1]",
        "repeated",
    )
    .await;
    let condition = async |condition: Value, field: &str, code: &str| {
        refused(json!({"name": "x", "conditions": [condition]}), field, code).await;
    };
    condition(
        json!({"field": "status", "any_of": ["opne"]}),
        "conditions[0]",
        "unknown_value",
    )
    .await;
    condition(
        json!({"field": "status", "any_of": []}),
        "conditions[0]",
        "required",
    )
    .await;
    condition(
        json!({"field": "tag", "any_of": [7]}),
        "conditions[0]",
        "does_not_exist",
    )
    .await;
    condition(
        json!({"field": "inbox", "any_of": [7]}),
        "conditions[0]",
        "does_not_exist",
    )
    .await;
    condition(
        json!({"field": "older_than", "days": 0}),
        "conditions[0].days",
        "out_of_range",
    )
    .await;
    let unknown = json!({"name": "x", "conditions": [{"field": "shape"}]});
    assert_eq!(t.owner().post("/views", unknown).await.status, 422);
    let one = make(t.owner(), json!({"name": "One"})).await;
    make(t.owner(), json!({"name": "Two"})).await;
    for ids in [json!([one]), json!([one, one]), json!([])] {
        let answer = t.owner().put("/views/order", json!({"ids": ids})).await;
        assert_eq!(answer.status, 422);
    }
}

#[both_databases]
async fn a_view_holds_what_its_conditions_say(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    with_mails(&t, support, 0..3).await;
    with_mails(&t, billing, 3..4).await;
    let tag = t.owner().post("/tags", json!({"name": "VIP"})).await.ok()["id"].clone();
    let team = t
        .owner()
        .post("/teams", json!({"name": "Night", "agent_ids": [2]}))
        .await
        .ok()["id"]
        .clone();
    t.owner()
        .post("/conversations/1/tags", json!({"add": [tag]}))
        .await
        .ok();
    t.owner()
        .put("/conversations/1/assignee", json!({"agent_id": 2}))
        .await
        .ok();
    t.owner()
        .put("/conversations/2/assignee", json!({"team_id": team}))
        .await
        .ok();
    t.owner()
        .put("/conversations/2/priority", json!({"priority": "high"}))
        .await
        .ok();
    t.owner()
        .put("/conversations/3/status", json!({"status": "solved"}))
        .await
        .ok();
    ana.put("/conversations/1/read", json!({"seq": 2}))
        .await
        .expect_status(204);
    let open = json!({"field": "status", "any_of": ["open", "pending"]});
    let cases: &[(Value, &[&str])] = &[
        (json!([]), &["Mail 2", "Mail 1", "Mail 0"]),
        (json!([open]), &["Mail 1", "Mail 0"]),
        (json!([{"field": "status", "any_of": ["solved"]}]), &["Mail 2"]),
        (json!([{"field": "assignee", "me": true}]), &["Mail 0"]),
        (json!([{"field": "assignee", "nobody": true}, open]), &["Mail 1"]),
        (json!([{"field": "team", "mine": true}]), &["Mail 1"]),
        (json!([{"field": "team", "any_of": [team]}]), &["Mail 1"]),
        (
            json!([{"field": "priority", "any_of": ["high", "urgent"]}]),
            &["Mail 1"],
        ),
        (json!([{"field": "tag", "any_of": [tag]}]), &["Mail 0"]),
        (
            json!([{"field": "without_tag", "none_of": [tag]}]),
            &["Mail 2", "Mail 1"],
        ),
        (
            json!([{"field": "inbox", "any_of": [support]}]),
            &["Mail 2", "Mail 1", "Mail 0"],
        ),
        (
            json!([{"field": "channel", "any_of": ["email"]}, open]),
            &["Mail 1", "Mail 0"],
        ),
        (json!([{"field": "contact", "any_of": [2]}]), &["Mail 1"]),
        (json!([{"field": "waiting", "minutes": 3}]), &["Mail 0"]),
        (
            json!([{"field": "newer_than", "days": 1}]),
            &["Mail 2", "Mail 1", "Mail 0"],
        ),
        (json!([{"field": "older_than", "days": 1}]), &[]),
        (json!([{"field": "has_attachment", "is": true}]), &[]),
    ];
    let mut views = Vec::new();
    for (conditions, expected) in cases {
        let view = make(&ana, json!({"name": "v", "conditions": conditions})).await;
        assert_eq!(listed(&ana, view).await, *expected, "{conditions}");
        views.push((view, i64::try_from(expected.len()).unwrap()));
    }
    assert_eq!(counts(&ana).await, views, "counts say the same as lists");
    // Each of the orders goes on where its page ended.
    for (sort, expected) in [
        ("newest", vec!["Mail 2", "Mail 1", "Mail 0"]),
        ("oldest", vec!["Mail 0", "Mail 1", "Mail 2"]),
        ("waiting", vec!["Mail 0", "Mail 1"]),
    ] {
        let view = make(&ana, json!({"name": sort, "sort": sort})).await;
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ana
                .get(&format!("/conversations?saved_view={view}&limit=1{cursor}"))
                .await
                .ok();
            found.extend(subjects(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, expected, "{sort}");
        assert_eq!(count_of(&ana, view).await, i64::try_from(expected.len()).unwrap());
    }
    let everything = make(t.owner(), json!({"name": "All", "owner": "everyone"})).await;
    assert_eq!(count_of(t.owner(), everything).await, 4);
    assert_eq!(
        count_of(&ana, everything).await,
        3,
        "shared counts say no more than one sees"
    );
}

#[both_databases]
async fn the_most_urgent_come_first(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    with_mails(&t, inbox, 0..6).await;
    for (id, priority) in [(1, "urgent"), (2, "low"), (4, "high"), (5, "urgent")] {
        let url = format!("/conversations/{id}/priority");
        t.owner().put(&url, json!({"priority": priority})).await.ok();
    }
    let order = ["Mail 4", "Mail 0", "Mail 3", "Mail 5", "Mail 2", "Mail 1"];
    let view = make(t.owner(), json!({"name": "Urgent first", "sort": "priority"})).await;
    assert_eq!(listed(t.owner(), view).await, order);
    // Page by page the same, and none twice.
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let url = format!("/conversations?sort=priority&limit=2{cursor}");
        let page = t.owner().get(&url).await.ok();
        found.extend(subjects(&page).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, order);
}

#[both_databases]
async fn teams_and_tags_are_counted(db: TestDb) {
    let t = TestApp::on(db).await;
    let (first, second) = (
        t.inbox("Support", "help@ours.test").await,
        t.inbox("Sales", "sales@ours.test").await,
    );
    with_mails(&t, first, 0..3).await;
    with_mails(&t, second, 3..4).await;
    let mut tags = Vec::new();
    for name in ["VIP", "Broken", "Never"] {
        tags.push(t.owner().post("/tags", json!({"name": name})).await.ok()["id"].clone());
    }
    for (id, tag) in [(1, 0), (2, 0), (4, 0), (2, 1)] {
        let url = format!("/conversations/{id}/tags");
        t.owner().post(&url, json!({"add": [tags[tag]]})).await.ok();
    }
    let counted = async |client: &Client| client.get("/conversations/counts").await.ok()["tags"].clone();
    let count = |tag: usize, count: i64| json!({"id": tags[tag], "count": count});
    let by_id = |counts: Value| {
        let mut counts = counts.as_array().unwrap().clone();
        counts.sort_by_key(|count| count["id"].as_i64());
        counts
    };
    assert_eq!(by_id(counted(t.owner()).await), [count(0, 3), count(1, 1)]);
    let ana = t.agent("Ana", "agent", &[first]).await;
    assert_eq!(
        by_id(counted(&ana).await),
        [count(0, 2), count(1, 1)],
        "no more than one sees"
    );
    t.owner()
        .put("/conversations/2/status", json!({"status": "solved"}))
        .await
        .ok();
    assert_eq!(by_id(counted(t.owner()).await), [count(0, 2)]);
}

#[both_databases]
async fn counts_follow_changes_and_time(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let open = json!([{"field": "status", "any_of": ["open"]}]);
    let open = make(t.owner(), json!({"name": "Open", "conditions": open})).await;
    let unread = json!([{"field": "unread", "is": true}]);
    let unread = make(t.owner(), json!({"name": "Unread", "conditions": unread})).await;
    let late = json!([{"field": "waiting", "minutes": 30}]);
    let late = make(t.owner(), json!({"name": "Late", "conditions": late})).await;
    assert_eq!(counts(t.owner()).await, [(open, 0), (unread, 0), (late, 0)]);
    with_mails(&t, inbox, 0..2).await;
    assert_eq!(counts(t.owner()).await, [(open, 2), (unread, 2), (late, 0)]);
    t.owner()
        .put("/conversations/1/read", json!({"seq": 2}))
        .await
        .expect_status(204);
    assert_eq!(count_of(t.owner(), unread).await, 1);
    t.owner()
        .put("/conversations/1/status", json!({"status": "solved"}))
        .await
        .ok();
    assert_eq!(count_of(t.owner(), open).await, 1);
    t.clock().advance(Duration::from_secs(3600));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(count_of(t.owner(), late).await, 1);
    let all = t.owner().get("/conversations/counts").await.ok();
    assert_eq!((&all["all"], &all["inboxes"][0]["count"]), (&json!(1), &json!(1)));
    t.owner()
        .put("/conversations/2/assignee", json!({"agent_id": 1}))
        .await
        .ok();
    let all = t.owner().get("/conversations/counts").await.ok();
    assert_eq!((&all["mine"], &all["unassigned"]), (&json!(1), &json!(0)));
}

#[both_databases]
async fn a_storm_of_changes_is_told_once_a_second(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let mut live = t.live(t.owner()).await;
    live.subscribe(&[&format!("inbox:{inbox}"), "agent:1"], None)
        .await;
    live.wait_until(|m| m["type"] == "subscribed" && m["topic"] == "agent:1")
        .await;
    let begun = std::time::Instant::now();
    with_mails(&t, inbox, 0..10).await;
    let took = begun.elapsed();
    let stale = live.wait_for_event("counts_stale").await;
    assert_eq!(stale["inbox_id"], json!(inbox));
    t.owner()
        .put("/conversations/1/read", json!({"seq": 0}))
        .await
        .expect_status(204);
    live.wait_for_event("conversation_read").await;
    // The hint of the reading comes behind those of the mails.
    let hints = std::cell::Cell::new(0_usize);
    live.wait_until(|message| {
        let stale = message["event"]["type"] == "counts_stale";
        hints.set(hints.get() + usize::from(stale && message["topic"] != "agent:1"));
        stale && message["topic"] == "agent:1"
    })
    .await;
    let most = usize::try_from(took.as_secs()).unwrap() + 2;
    assert!(hints.get() <= most, "{} hints in {took:?}", hints.get());
}

/// Agents who ask, views that they see: what brings other products to their knees.
const AGENTS: usize = 50;
const VIEWS: usize = 100;

#[both_databases]
async fn fifty_agents_with_a_hundred_views_count_once(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    with_mails(&t, support, 0..4).await;
    with_mails(&t, billing, 4..5).await;
    for n in 0..VIEWS {
        // One in ten means another thing for each reader.
        let condition = match n % 10 {
            0 => json!({"field": "unread", "is": true}),
            _ => json!({"field": "newer_than", "days": n}),
        };
        make(
            t.owner(),
            json!({"name": format!("View {n}"), "owner": "everyone", "conditions": [condition]}),
        )
        .await;
    }
    let actors = actors(&t, &[support, billing]).await;
    let ask = async || {
        let asking = actors.iter().map(|(actor, _)| t.app.views.counts(actor));
        futures::future::try_join_all(asking).await.unwrap()
    };
    let before = t.app.counts.statements();
    check(&ask().await, &actors, [4, 1]);
    let first = t.app.counts.statements() - before;
    // 90 views for all in batches of 25, and one statement for each reader's own ten.
    let most = u64::try_from(VIEWS.div_ceil(25) + AGENTS).unwrap();
    assert!(
        first <= most,
        "{first} statements for {AGENTS} agents and {VIEWS} views"
    );

    // Nothing happened: nothing is counted.
    check(&ask().await, &actors, [4, 1]);
    assert_eq!(t.app.counts.statements() - before, first);

    // One change, and everybody asks twice.
    t.owner()
        .put("/conversations/5/assignee", json!({"agent_id": 1}))
        .await
        .ok();
    with_mails(&t, billing, 5..6).await;
    let before = t.app.counts.statements();
    check(&ask().await, &actors, [4, 2]);
    check(&ask().await, &actors, [4, 2]);
    let again = t.app.counts.statements() - before;
    // Those who see the other inbox only are not concerned.
    let most = u64::try_from(VIEWS.div_ceil(25) + AGENTS / 2).unwrap();
    assert!(again > 0 && again <= most, "{again} statements after one change");
}

/// Agents of whom every other one sees both inboxes, the others the first only; each with how many they see.
async fn actors(t: &TestApp, inboxes: &[domain::InboxId; 2]) -> Vec<(domain::Actor, usize)> {
    let role: i64 = t.value("SELECT id FROM role WHERE key = 'agent'", vec![]).await;
    let mut actors = Vec::new();
    for n in 0..AGENTS {
        let email = format!("a{n}@ours.test");
        let new = store_agent(t, domain::RoleId(role), &email).await;
        let seen = 1 + n % 2;
        for inbox in &inboxes[..seen] {
            store::agents::open_inbox(t.db().db(), new, *inbox).await.unwrap();
        }
        let actor = domain::Actor {
            identity: domain::Identity::Agent(new, domain::SessionId(1)),
            all_inboxes: false,
            ..domain::Actor::system()
        };
        actors.push((actor, seen));
    }
    actors
}

async fn store_agent(t: &TestApp, role_id: domain::RoleId, email: &str) -> domain::AgentId {
    let new = store::agents::NewAgent {
        role_id,
        name: email,
        email,
        email_folded: email,
        password_hash: None,
        locale: domain::agents::Locale::En,
    };
    store::agents::insert(t.db().db(), &new, t.clock().now())
        .await
        .unwrap()
}

/// Every agent is told the conversations of the inboxes that they see.
fn check(told: &[Vec<app::views::ViewCount>], actors: &[(domain::Actor, usize)], inboxes: [i64; 2]) {
    for (counts, (_, seen)) in told.iter().zip(actors) {
        assert_eq!(counts.len(), VIEWS);
        let expected: i64 = inboxes[..*seen].iter().sum();
        assert!(
            counts.iter().all(|count| count.count == expected && !count.more),
            "{counts:?}"
        );
    }
}
