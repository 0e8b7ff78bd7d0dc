//! What pages of others carry and frame, and what is known of visitors before any chat.

use db::args;
use serde_json::{Value, json};
use test_support::{TestApp, TestDb, Visitor, both_databases};

#[both_databases]
async fn the_loader_carries_the_public_settings_and_breaks_no_page(db: TestDb) {
    let t = TestApp::on(db).await;
    let texts = json!({"en": {"greeting": "</script><script>alert(1)</script>"}});
    let (inbox, site) = t.site_with("Shop", json!({"widget": {"texts": texts}})).await;
    let path = format!("//chat/{site}/widget.js");
    let script = t.anonymous().get(&path).await;
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(script.headers["cross-origin-resource-policy"], "cross-origin");
    assert!(
        script.headers["cache-control"]
            .to_str()
            .unwrap()
            .starts_with("private")
    );
    let text = script.text();
    let (settings, loader) = text
        .strip_prefix("self.__rapport_chat=")
        .unwrap()
        .split_once(";\n")
        .unwrap();
    assert_eq!(loader, "/* the loader */");
    let settings: Value = serde_json::from_str(settings).unwrap();
    assert_eq!(
        (&settings["key"], &settings["open"]),
        (&json!(site), &json!(true))
    );
    assert!(
        !text.contains(t.app.core().options.public_url.as_str()),
        "nothing of ours but what is public"
    );
    let tag = script.headers["etag"].to_str().unwrap().to_owned();
    let again = t.anonymous().with_header("if-none-match", &tag).get(&path).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));

    t.owner()
        .patch(&format!("/inboxes/{inbox}"), json!({"enabled": false}))
        .await
        .ok();
    let off = t.anonymous().get(&path).await;
    assert_eq!(
        (off.status.as_u16(), off.text().as_str()),
        (200, "/* site_off */")
    );
    assert_eq!(t.anonymous().get("//chat/nonsense/widget.js").await.status, 404);
}

#[both_databases]
async fn only_named_sites_may_frame_the_chat(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, open) = t.site_with("Open", json!({})).await;
    let (_, named) = t
        .site_with("Named", json!({"origins": ["https://shop.test"]}))
        .await;
    for (site, ancestors) in [
        (open, "frame-ancestors *"),
        (named, "frame-ancestors 'self' https://shop.test"),
    ] {
        let page = t.anonymous().get(&format!("//chat/{site}")).await;
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        let policy = page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.ends_with(ancestors), "{policy}");
        assert!(
            policy.contains("script-src 'self';") && policy.contains("default-src 'none';"),
            "{policy}"
        );
    }
    let app = t.anonymous().get("//api/v1/setup").await;
    let policy = app.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "nobody frames anything else: {policy}"
    );
}

async fn beacon(t: &TestApp, site: &str, body: Value) -> test_support::Answer {
    let client = t.anonymous().with_header("origin", "https://shop.test");
    let path = format!("/chat/sites/{site}/pages");
    client
        .post_bytes(&path, "text/plain;charset=UTF-8", body.to_string().into_bytes())
        .await
}

const BROWSER: &str = "00112233445566778899aabbccddeeff";

#[both_databases]
async fn pages_before_a_chat_are_those_of_the_visitor_who_comes(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let page = |url: &str| {
        json!({"browser": BROWSER, "locale": "vi-VN", "url": url, "title": "Shop", "referrer": "https://search.test/",
        "utm": {"source": "mail", "campaign": "spring"}})
    };
    let told = beacon(&t, &site, page("https://shop.test/a")).await;
    assert_eq!(told.status, 204);
    assert_eq!(told.headers["access-control-allow-origin"], "https://shop.test");
    beacon(&t, &site, page("https://shop.test/a"))
        .await
        .expect_status(204);
    beacon(&t, &site, page("https://shop.test/b"))
        .await
        .expect_status(204);
    beacon(
        &t,
        &site,
        json!({"browser": "short", "url": "https://shop.test/c"}),
    )
    .await
    .expect_status(204);
    let (visitors, pages): (i64, i64) = t
        .value(
            "SELECT (SELECT count(*) FROM chat_visitor), (SELECT count(*) FROM chat_page)",
            vec![],
        )
        .await;
    assert_eq!(
        (visitors, pages),
        (1, 2),
        "a page that is still looked at is no new one"
    );

    let come = json!({"browser": BROWSER, "locale": "vi", "page": {"url": "https://shop.test/b"}});
    let lan = Visitor::arrive_with(&t.anonymous(), &site, come.clone()).await;
    let (visitors, utm, referrer): (i64, String, String) = t
        .value(
            "SELECT (SELECT count(*) FROM chat_visitor), utm, referrer FROM chat_visitor",
            vec![],
        )
        .await;
    assert_eq!(
        (visitors, utm.as_str(), referrer.as_str()),
        (1, "source=mail\ncampaign=spring", "https://search.test/")
    );
    let campaign = "https://shop.test/?utm_source=ads&utm_term=l%C3%A1";
    let told = json!({"browser": "ff".repeat(16), "url": campaign, "locale": "vi"});
    beacon(&t, &site, told).await.expect_status(204);
    let utm: String = t
        .value("SELECT utm FROM chat_visitor ORDER BY id DESC LIMIT 1", vec![])
        .await;
    assert_eq!(utm, "source=ads\nterm=lá", "as the address has it");
    let begun = lan.begin("Mine").await;
    // The number of the browser opens nothing: who comes with it alone is somebody new.
    let other = Visitor::arrive_with(&t.anonymous(), &site, come).await;
    assert_ne!(other.token, lan.token);
    assert_eq!(other.session["conversations"], json!([]));
    let token = begun["chat"]["token"].as_str().unwrap();
    other
        .http()
        .get(&format!("/chat/conversations/{token}"))
        .await
        .problem(404, "conversation_not_found");
}

#[both_databases]
async fn a_site_that_follows_nobody_keeps_no_pages(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({"widget": {"tracking": false}})).await;
    beacon(
        &t,
        &site,
        json!({"browser": BROWSER, "url": "https://shop.test/a"}),
    )
    .await
    .expect_status(204);
    let visitors: i64 = t.value("SELECT count(*) FROM chat_visitor", vec![]).await;
    assert_eq!(visitors, 0);
    let lan = t.visitor(&site).await;
    lan.http()
        .post("/chat/me/page", json!({"url": "https://shop.test/b"}))
        .await
        .expect_status(204);
    let (pages, url): (i64, String) = t
        .value(
            "SELECT (SELECT count(*) FROM chat_page), page_url FROM chat_visitor",
            vec![],
        )
        .await;
    assert_eq!((pages, url.as_str()), (0, ""));
}

#[both_databases]
async fn what_the_page_knows_becomes_the_contacts_where_it_fits(db: TestDb) {
    let t = TestApp::on(db).await;
    for (key, kind) in [("plan", "text"), ("cart_value", "number")] {
        let attribute = json!({"subject": "contact", "key": key, "label": key, "kind": kind});
        t.owner().post("/attributes", attribute).await.ok();
    }
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    let change =
        json!({"name": "Lan", "phone": "+84 90 000 000", "attributes": {"plan": "gold", "other": true}});
    lan.http().patch("/chat/me", change).await.ok();
    lan.http()
        .patch("/chat/me", json!({"attributes": {"list": [1]}}))
        .await
        .refuses("attributes.list", "invalid_type");
    lan.begin("Hello").await;
    lan.http()
        .patch(
            "/chat/me",
            json!({"attributes": {"cart_value": 49.5, "other": null}}),
        )
        .await
        .ok();
    let known = t.owner().get("/contacts/1").await.ok()["attributes"].clone();
    let value = |key: &str| {
        known
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["key"] == key)
            .map(|a| a["value"].clone())
    };
    assert_eq!(
        (value("plan"), value("cart_value")),
        (Some(json!("gold")), Some(json!(49.5)))
    );
    let kept: String = t.value("SELECT attributes FROM chat_visitor", args![]).await;
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(
        kept,
        json!({"plan": "gold", "phone": "+84 90 000 000", "cart_value": 49.5})
    );
}
