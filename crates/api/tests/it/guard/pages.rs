//! What stands beside the API in the same server.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use axum::routing::get;
use serde_json::Value;
use test_support::{TestApp, TestDb, both_databases};
use tower::ServiceExt as _;

async fn panics() -> &'static str {
    panic!("the reason, for the log alone")
}

/// One request to an application with pages of its own.
async fn ask(t: &TestApp, path: &str) -> (Response<()>, Vec<u8>) {
    let pages = Router::new()
        .route("/panics", get(panics))
        .fallback(|| async { "a page" });
    let router = api::router(t.app.clone(), pages);
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    (Response::from_parts(parts, ()), body.to_vec())
}

#[both_databases]
async fn pages_answer_for_everything_but_the_api(db: TestDb) {
    let t = TestApp::on(db).await;
    let (answer, body) = ask(&t, "/inbox/conversations/5").await;
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(body, b"a page");
    assert!(answer.headers().contains_key("content-security-policy"));
    assert!(
        !answer.headers().contains_key("cache-control"),
        "pages say themselves how long they keep"
    );
    let (answer, body) = ask(&t, "/api/v1/nowhere").await;
    assert_eq!(answer.status().as_u16(), 404);
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["code"], "not_found");
}

#[both_databases]
async fn a_panic_is_an_answer_without_its_reason(db: TestDb) {
    let t = TestApp::on(db).await;
    let (answer, body) = ask(&t, "/panics").await;
    assert_eq!(answer.status().as_u16(), 500);
    assert!(answer.headers().contains_key("x-request-id"));
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["code"], "internal");
    assert!(!problem.to_string().contains("the reason"), "{problem}");
}
