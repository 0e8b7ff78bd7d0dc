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
