//! Full-text search through the API. What is found how is tested in the store; here it is who finds it and how it is shown.

use serde_json::{Value, json};
use test_support::{Client, TestApp, TestDb, both_databases};

use crate::contacts::partner;
use crate::mails::mail;

async fn find(client: &Client, q: &str, more: &str) -> Value {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    client
        .get(&format!("/search?q={q}{more}"))
        .await
        .expect_status(200)
}

/// A text with its marked parts in brackets.
fn marked(parts: &Value) -> String {
    let part = |p: &Value| {
        let text = p["text"].as_str().unwrap();
        if p["hit"] == true {
            format!("[{text}]")
        } else {
            text.to_owned()
        }
    };
    parts.as_array().unwrap().iter().map(part).collect()
}

fn kinds(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["kind"].as_str().unwrap())
        .collect()
}

async fn two_inboxes(t: &TestApp) -> (domain::InboxId, domain::InboxId) {
    let support = t.inbox("Support", "help@ours.test").await;
    let billing = t.inbox("Billing", "billing@ours.test").await;
    let lamp = mail(
        "Lan <lan@example.com>",
        "Đèn bị hỏng",
        "l1@example.com",
        "Tôi muốn khiếu nại: đèn không sáng.",
    );
    t.receive(support, lamp).await;
    let bill = mail(
        "Ștefan <stefan@firma.ro>",
        "Factura",
        "s1@firma.ro",
        "Reclamație: factura pentru lampă e greșită.",
    );
    t.receive(billing, bill).await;
    (support, billing)
}

#[both_databases]
async fn hits_are_marked_in_title_and_text(db: TestDb) {
    let t = TestApp::on(db).await;
    two_inboxes(&t).await;
    let page = find(t.owner(), "khieu nai", "&kind=message").await;
    let hit = &page["items"][0];
    assert_eq!(marked(&hit["snippet"]), "Tôi muốn [khiếu] [nại]: đèn không sáng.");
    assert_eq!(hit["contact_name"], "Lan");
    assert_eq!(hit["conversation_number"], 1001);
    assert_eq!(hit["conversation_id"], 1);
    assert!(hit["seq"].is_i64());
    let page = find(t.owner(), "den hong", "").await;
    assert_eq!(kinds(&page), ["message", "conversation"]);
    assert_eq!(marked(&page["items"][1]["title"]), "[Đèn] bị [hỏng]");
    let page = find(t.owner(), "stefan@firma.ro", "").await;
    assert_eq!(kinds(&page), ["contact"]);
    assert_eq!(marked(&page["items"][0]["snippet"]), "[stefan]@[firma].[ro]");
    assert_eq!(marked(&page["items"][0]["title"]), "[Ștefan]");
    assert_eq!(
        kinds(&find(t.owner(), "1002 ", "").await),
        ["conversation"],
        "by its number"
    );
}

#[both_databases]
async fn one_finds_what_one_may_read(db: TestDb) {
    let t = TestApp::on(db).await;
    let (support, _) = two_inboxes(&t).await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    assert_eq!(kinds(&find(&ana, "reclamatie", "").await), Vec::<&str>::new());
    assert_eq!(kinds(&find(&ana, "stefan", "").await), Vec::<&str>::new());
    assert_eq!(kinds(&find(&ana, "khieu", "").await), ["message"]);
    let token = json!({"name": "Subjects only", "scopes": ["contacts.read"]});
    let token = t.owner().post("/api-tokens", token).await.expect_status(201);
    let program = t.anonymous().bearer(token["token"].as_str().unwrap());
    assert_eq!(kinds(&find(&program, "lan", "").await), ["contact"]);
    program
        .get("/search?q=lan&kind=message")
        .await
        .problem(403, "permission_missing");
    t.anonymous()
        .get("/search?q=lan")
        .await
        .problem(401, "not_signed_in");
}

#[both_databases]
async fn partners_find_no_addresses(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    let text = "Write to lan.secret@example.com or call 0901 234 567, order 1234567890.";
    t.receive(
        support,
        mail("Lan <lan.secret@example.com>", "Lamp", "l1@example.com", text),
    )
    .await;
    let pia = partner(&t, &[support]).await;
    let page = find(&pia, "order", "").await;
    assert_eq!(
        marked(&page["items"][0]["snippet"]),
        "Write to l•••@e•••.com or call •••67, [order] 1234567890."
    );
    for q in ["secret", "lan.secret@example.com", "0901", "lan.s*"] {
        assert_eq!(kinds(&find(&pia, q, "").await), Vec::<&str>::new(), "{q}");
        assert!(!kinds(&find(t.owner(), q, "").await).is_empty(), "{q}");
    }
    assert_eq!(kinds(&find(&pia, "lamp", "").await), ["message", "conversation"]);
}

#[both_databases]
async fn pages_go_on_behind_the_last_hit(db: TestDb) {
    let t = TestApp::on(db).await;
    let support = t.inbox("Support", "help@ours.test").await;
    for n in 0..5 {
        let from = format!("c{n}@example.com");
        t.receive(
            support,
            mail(
                &from,
                "Needle",
                &format!("{n}@example.com"),
                &format!("needle {n}"),
            ),
        )
        .await;
    }
    let mut texts = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = find(t.owner(), "needle", &format!("&kind=message&limit=2{cursor}")).await;
        texts.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|hit| marked(&hit["snippet"])),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(
        texts,
        [
            "[needle] 4",
            "[needle] 3",
            "[needle] 2",
            "[needle] 1",
            "[needle] 0"
        ]
    );
}

#[both_databases]
async fn odd_queries_are_answered(db: TestDb) {
    let t = TestApp::on(db).await;
    two_inboxes(&t).await;
    for q in [
        "",
        " ",
        "-lan",
        "\"\"",
        "'); DROP TABLE message; --",
        "*",
        "\" AND \"",
        "a & b | !c <-> d:*",
        "(((",
        "\u{0}x",
        "NEAR(a b)",
    ] {
        let page = find(t.owner(), q, "").await;
        assert!(page["items"].is_array(), "{q}");
    }
    t.owner()
        .get(&format!("/search?q={}", "x".repeat(501)))
        .await
        .refuses("q", "too_long");
    t.owner()
        .get("/search?q=x&kind=letter")
        .await
        .refuses("kind", "unknown_value");
    t.owner()
        .get("/search?q=x&limit=101")
        .await
        .refuses("limit", "out_of_range");
    t.owner().get("/search").await.problem(400, "invalid_query");
}

/// The subjects that a query finds, each with its kind, in the order of the hits.
async fn subjects(client: &Client, q: &str, more: &str) -> Vec<String> {
    let page = find(client, q, more).await;
    let hits = page["items"].as_array().unwrap();
    hits.iter()
        .map(|hit| format!("{} {}", hit["kind"].as_str().unwrap(), marked(&hit["title"])))
        .collect()
}

/// Two inboxes, three conversations: one tagged and assigned, one solved, one with a file.
async fn desk(t: &TestApp) -> (domain::InboxId, domain::InboxId) {
    let (support, billing) = two_inboxes(t).await;
    let file = "From: Minh <minh@example.com>\r\nTo: help@ours.test\r\nCc: ke.toan@ours.example\r\nSubject: Bon\r\n\
        Message-ID: <m1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--x\r\nContent-Type: application/pdf\r\n\
        Content-Disposition: attachment; filename=bon.pdf\r\n\r\n%PDF\r\n--x--\r\n";
    t.receive(support, file.as_bytes()).await;
    let tag = t.owner().post("/tags", json!({"name": "Khách VIP"})).await.ok();
    t.owner()
        .post("/conversations/1/tags", json!({"add": [tag["id"]]}))
        .await
        .ok();
    t.owner()
        .put("/conversations/2/status", json!({"status": "solved"}))
        .await
        .ok();
    t.owner()
        .put("/conversations/1/assignee", json!({"agent_id": 1}))
        .await
        .ok();
    (support, billing)
}

#[both_databases]
async fn operators_narrow_what_is_found(db: TestDb) {
    let t = TestApp::on(db).await;
    desk(&t).await;
    let (den, factura, bon) = (
        "conversation Đèn bị hỏng",
        "conversation Factura",
        "conversation Bon",
    );
    let cases: &[(&str, &[&str])] = &[
        // Filters alone list conversations, newest first.
        ("is:open", &[bon, den]),
        ("is:active", &[bon, den]),
        ("status:solved,open", &[bon, factura, den]),
        ("-is:open", &[factura]),
        ("tag:\"khách vip\"", &[den]),
        ("tag:khach", &[den]),
        ("-tag:vip", &[bon, factura]),
        ("inbox:billing", &[factura]),
        ("inbox:support inbox:billing", &[bon, factura, den]),
        ("assignee:olga", &[den]),
        ("assignee:me", &[den]),
        ("assignee:none", &[bon, factura]),
        ("is:unassigned is:open", &[bon]),
        ("-assignee:me", &[bon, factura]),
        ("#1002", &["conversation Factura"]),
        ("number:1001 #1003", &[bon, den]),
        ("subject:hong", &["conversation Đèn bị [hỏng]"]),
        ("subject:\"bị hỏng\" is:open", &["conversation Đèn [bị] [hỏng]"]),
        ("-subject:den", &[bon, factura]),
        ("is:open -den", &[bon]),
        // What is asked of messages lists messages.
        ("from:lan", &["message Đèn bị hỏng"]),
        ("from:stefan@firma.ro", &["message Factura"]),
        ("from:Ștefan", &["message Factura"]),
        ("-from:lan is:open", &["message Bon"]),
        (
            "to:help@ours.test",
            &["message Bon", "message Factura", "message Đèn bị hỏng"],
        ),
        ("to:ke.toan", &["message Bon"]),
        ("to:help is:solved", &["message Factura"]),
        ("to:billing@ours.test", &[]),
        ("has:attachment", &["message Bon"]),
        ("-has:attachment is:open", &["message Đèn bị hỏng"]),
        ("after:2026-03 before:2026-04 from:minh", &["message Bon"]),
        ("before:2026-03-02 is:open", &[]),
        ("after:2026-03-03", &[]),
        // With words.
        ("khieu nai is:open", &["message Đèn bị hỏng"]),
        ("khieu nai is:closed", &[]),
        ("lampa from:stefan", &["message Factura"]),
        ("lampa -from:stefan", &[]),
        (
            "den tag:vip",
            &["message [Đèn] bị hỏng", "conversation [Đèn] bị hỏng"],
        ),
        // No operators.
        ("body:factura", &[]),
        ("\"is:open\"", &[]),
    ];
    let mut wrong = Vec::new();
    for (q, expected) in cases {
        let found = subjects(t.owner(), q, "").await;
        if found != *expected {
            wrong.push(format!("{q}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[both_databases]
async fn filters_may_be_parameters_of_their_own(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, billing) = desk(&t).await;
    let cases: &[(String, &[&str])] = &[
        (format!("&inbox_id={billing}"), &["conversation Factura"]),
        ("&status=open&assignee=none".to_owned(), &["conversation Bon"]),
        ("&tag=1".to_owned(), &["conversation Đèn bị hỏng"]),
        ("&tag=kh%C3%A1ch".to_owned(), &["conversation Đèn bị hỏng"]),
        ("&has_attachment=true".to_owned(), &["message Bon"]),
        (
            "&has_attachment=false&status=open".to_owned(),
            &["message Đèn bị hỏng"],
        ),
        ("&after=2026-03&before=2026-03-02".to_owned(), &[]),
        (
            "&has_attachment=true&kind=conversation".to_owned(),
            &["conversation Bon"],
        ),
    ];
    for (more, expected) in cases {
        assert_eq!(subjects(t.owner(), "", more).await, *expected, "{more}");
    }
    assert_eq!(
        subjects(t.owner(), "khieu ", "&status=solved").await,
        Vec::<String>::new()
    );
    let page = find(t.owner(), "", "&status=open&limit=1").await;
    let next = page["next_cursor"].as_str().unwrap();
    let rest = subjects(t.owner(), "", &format!("&status=open&limit=1&cursor={next}")).await;
    assert_eq!(rest, ["conversation Đèn bị hỏng"]);
}

#[both_databases]
async fn a_search_looks_through_what_it_names(db: TestDb) {
    let t = TestApp::on(db).await;
    let (support, _) = two_inboxes(&t).await;
    let words = "den hong";
    assert_eq!(
        kinds(&find(t.owner(), words, "").await),
        ["message", "conversation"]
    );
    let only = |place: &str| format!("{words} in:{place}");
    assert_eq!(
        kinds(&find(t.owner(), &only("conversations"), "").await),
        ["conversation"]
    );
    assert_eq!(kinds(&find(t.owner(), &only("message"), "").await), ["message"]);
    assert_eq!(
        kinds(&find(t.owner(), "stefan in:contacts", "").await),
        ["contact"]
    );
    let both = find(t.owner(), &only("conversations"), "&kind=message").await;
    assert_eq!(
        kinds(&both),
        ["conversation"],
        "what is typed counts before the parameter"
    );
    // Nobody looks by that through what they may not read.
    let partner = partner(&t, &[support]).await;
    assert_eq!(
        kinds(&find(&partner, "den in:conversations", "").await),
        ["conversation"]
    );
}

#[both_databases]
async fn bad_operators_are_refused_by_name(db: TestDb) {
    let t = TestApp::on(db).await;
    desk(&t).await;
    for (q, code, says) in [
        (
            "before:soon",
            "invalid_operator",
            "before: \"soon\" is not a date",
        ),
        ("is:opne", "invalid_operator", "is: \"opne\" is not a status"),
        (
            "in:shop",
            "invalid_operator",
            "in: \"shop\" is not a place; use one of messages",
        ),
        ("tag:nothing", "unknown_name", "tag: there is no tag \"nothing\""),
        ("inbox:nowhere", "unknown_name", "inbox: there is no inbox"),
        ("assignee:nobody2", "unknown_name", "assignee: there is no agent"),
        ("from:%2B%2B", "invalid_operator", "from: "),
        ("subject:%20x", "missing_value", "subject: needs a value"),
    ] {
        let problem = t.owner().get(&format!("/search?q={q}")).await.refuses("q", code);
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.starts_with(says), "{q}: {detail}");
    }
    t.owner()
        .get("/search?q=&before=soon")
        .await
        .refuses("before", "invalid_operator");
    t.owner()
        .get("/search?q=&inbox_id=99")
        .await
        .refuses("inbox_id", "unknown_name");
    let many = "is:open%20".repeat(21);
    t.owner()
        .get(&format!("/search?q={many}"))
        .await
        .refuses("q", "too_many_operators");
}

#[both_databases]
async fn dates_are_those_of_the_organisation(db: TestDb) {
    // The mail comes at 09:00 UTC on 2 March; on the other side of the world it is the 2nd until midnight there.
    let t = TestApp::on(db).await;
    two_inboxes(&t).await;
    let zone = async |zone: &str| {
        t.owner()
            .patch("/organisation", json!({"time_zone": zone}))
            .await
            .ok()
    };
    zone("Pacific/Kiritimati").await;
    t.clock().advance(std::time::Duration::from_secs(2 * 3600));
    let inbox = t.inbox("Third", "third@ours.test").await;
    let late = mail("Lan <lan@example.com>", "Late", "l9@example.com", "late");
    t.receive(inbox, late).await;
    // 11:00 UTC is 01:00 on the 3rd in Kiritimati (UTC+14).
    assert_eq!(subjects(t.owner(), "late after:2026-03-03", "").await.len(), 2);
    assert_eq!(subjects(t.owner(), "khieu after:2026-03-03", "").await.len(), 0);
    zone("UTC").await;
    assert_eq!(subjects(t.owner(), "late after:2026-03-03", "").await.len(), 0);
}

#[both_databases]
async fn operators_show_no_more_than_lists_do(db: TestDb) {
    let t = TestApp::on(db).await;
    let (support, _) = desk(&t).await;
    let ana = t.agent("Ana", "agent", &[support]).await;
    assert_eq!(subjects(&ana, "is:solved", "").await, Vec::<String>::new());
    assert_eq!(subjects(&ana, "from:stefan", "").await, Vec::<String>::new());
    assert_eq!(subjects(&ana, "#1002", "").await, Vec::<String>::new());
    ana.get("/search?q=inbox:billing")
        .await
        .refuses("q", "unknown_name");
    assert_eq!(subjects(&ana, "is:open", "").await.len(), 2);

    let pia = partner(&t, &[support]).await;
    assert_eq!(
        subjects(&pia, "from:minh", "").await,
        ["message Bon"],
        "a name is shown"
    );
    for q in [
        "from:minh@example.com",
        "from:example",
        "to:ke.toan",
        "to:minh@example",
    ] {
        assert_eq!(subjects(&pia, q, "").await, Vec::<String>::new(), "{q}");
    }
    let secret = mail(
        "Bo <bo@example.com>",
        "Call 0901 234 567",
        "b1@example.com",
        "Lamp, call bo@example.com",
    );
    t.receive(support, secret).await;
    assert_eq!(subjects(t.owner(), "subject:0901", "").await.len(), 1);
    assert_eq!(subjects(&pia, "subject:0901", "").await, Vec::<String>::new());
    // What is missing must tell nothing either.
    let all = subjects(&pia, "is:open", "").await;
    assert_eq!(subjects(&pia, "is:open -subject:0901", "").await, all);
    assert_eq!(subjects(&pia, "lamp -bo@example.com ", "").await.len(), 1);
    let token = json!({"name": "Contacts only", "scopes": ["contacts.read"]});
    let token = t.owner().post("/api-tokens", token).await.expect_status(201);
    let program = t.anonymous().bearer(token["token"].as_str().unwrap());
    program
        .get("/search?q=is:open")
        .await
        .problem(403, "permission_missing");
}
