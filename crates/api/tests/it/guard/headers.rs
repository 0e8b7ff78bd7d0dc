//! Headers, compression, and what machines ask.

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

#[both_databases]
async fn every_answer_carries_the_security_headers(db: TestDb) {
    let t = TestApp::on(db).await;
    for path in ["/session", "/nowhere", "//nowhere", "//healthz", "//api/docs/"] {
        let answer = t.owner().get(path).await;
        let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        for part in [
            "default-src 'self'",
            "script-src 'self';",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("permissions-policy").contains("camera=()"), "{path}");
        assert!(!header("x-request-id").is_empty(), "{path}");
    }
    let answer = t.owner().get("/session").await;
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[both_databases]
async fn requests_have_names(db: TestDb) {
    let t = TestApp::on(db).await;
    let problem = t.owner().get("/agents/999").await;
    let id = problem.headers["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(problem.problem(404, "agent_not_found")["request_id"], id);
    let named = t.owner().clone().with_header("x-request-id", "proxy-4711");
    let problem = named.get("/agents/999").await.problem(404, "agent_not_found");
    assert_eq!(problem["request_id"], "proxy-4711");
    let hostile = t.owner().clone().with_header("x-request-id", "<script>");
    let answer = hostile.get("/agents/999").await;
    assert_ne!(answer.headers["x-request-id"], "<script>");
}

#[both_databases]
async fn long_answers_are_compressed_for_those_who_can_read_it(db: TestDb) {
    let t = TestApp::on(db).await;
    for n in 0..30 {
        let body = json!({ "name": format!("tag number {n}") });
        t.owner().post("/tags", body).await.expect_status(201);
    }
    let plain = t.owner().get("/tags").await;
    assert!(plain.headers.get("content-encoding").is_none());
    let packed = t
        .owner()
        .clone()
        .with_header("accept-encoding", "gzip")
        .get("/tags")
        .await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(packed.bytes.len() < plain.bytes.len() / 2);
    assert_eq!(packed.bytes.get(..2), Some([0x1f, 0x8b].as_slice()));
}

#[both_databases]
async fn machines_learn_how_it_is_doing(db: TestDb) {
    let t = TestApp::on(db).await;
    assert_eq!(t.anonymous().get("//healthz").await.text(), "ok\n");
    assert_eq!(t.anonymous().get("//readyz").await.text(), "ok\n");
    t.owner().get("/agents/1").await.ok();
    let metrics = t.anonymous().get("//metrics").await.text();
    assert!(
        metrics.contains(
            "rapport_http_requests_total{method=\"GET\",route=\"/api/v1/agents/{id}\",status=\"200\"}"
        ),
        "{metrics}"
    );
    assert!(metrics.contains("rapport_http_request_seconds"));
    // Not for the world: what came through a proxy finds nothing.
    let outside = t.anonymous().with_header("x-forwarded-for", "203.0.113.9");
    assert_eq!(outside.get("//metrics").await.status.as_u16(), 404);
}

#[both_databases]
async fn a_closed_database_is_told_as_not_ready(db: TestDb) {
    let t = TestApp::on(db).await;
    t.db().db().clone().close().await.unwrap();
    assert_eq!(t.anonymous().get("//readyz").await.status.as_u16(), 503);
    assert_eq!(t.anonymous().get("//healthz").await.status.as_u16(), 200);
}

#[both_databases]
async fn the_documentation_is_served_from_the_binary(db: TestDb) {
    let t = TestApp::on(db).await;
    let document = t.anonymous().get("/openapi.json").await.ok();
    assert_eq!(document["openapi"].as_str().unwrap().split('.').next(), Some("3"));
    assert!(document["paths"]["/api/v1/session"]["post"].is_object());
    assert!(document["components"]["securitySchemes"]["api_token"].is_object());
    let page = t.anonymous().get("//api/docs/").await;
    assert_eq!(page.status.as_u16(), 200);
    let page = page.text();
    assert!(page.contains("swagger-ui"), "{page}");
    assert!(!page.contains("https://"), "nothing comes from elsewhere: {page}");
    let script = t.anonymous().get("//api/docs/swagger-ui-bundle.js").await;
    assert!(script.bytes.len() > 100_000);
    let start = t
        .anonymous()
        .get("//api/docs/swagger-initializer.js")
        .await
        .text();
    assert!(start.contains("/api/v1/openapi.json"), "{start}");
}
