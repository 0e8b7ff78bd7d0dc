//! The browser applications, embedded into the binary: the agents' workspace, the chat widget, and a shop for looking at it.
//!
//! Files under `/assets/` carry a hash of their content in their name and are kept by browsers for ever; everything else that a
//! browser navigates to is the application's one page, which finds out by itself what to show.

mod shop;
mod widget;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

pub use shop::shop;
pub use widget::{WidgetFiles, widget_assets, widget_files};

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/agent"]
struct Agent;

/// The application's page.
const INDEX: &str = "index.html";
/// Where files with a hash in their name are.
const HASHED: &str = "assets/";

/// The application for everything that no other route answers.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().fallback(answer)
}

async fn answer(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(found) = Agent::get(path).filter(|_| !path.is_empty() && path != INDEX) {
        return file(path, &found, &headers);
    }
    if path.starts_with(HASHED) {
        // An old page asks for a file of an older version: a page of ours in its place would be taken for a script.
        return StatusCode::NOT_FOUND.into_response();
    }
    match Agent::get(INDEX) {
        Some(page) => file(INDEX, &page, &headers),
        None => (StatusCode::NOT_FOUND, "the browser application is not built in").into_response(),
    }
}

fn file(path: &str, found: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = etag(found);
    let kept = if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|given| given.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let content_type = [(header::CONTENT_TYPE, content_type(path, found))];
        (content_type, found.data.clone().into_owned()).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    response
}

fn content_type(path: &str, found: &EmbeddedFile) -> String {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("webmanifest") => "application/manifest+json".to_owned(),
        Some("html") => "text/html; charset=utf-8".to_owned(),
        Some("js") => "text/javascript; charset=utf-8".to_owned(),
        Some("css") => "text/css; charset=utf-8".to_owned(),
        _ => found.metadata.mimetype().to_owned(),
    }
}

fn etag(found: &EmbeddedFile) -> String {
    let hash = found.metadata.sha256_hash();
    let hex: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str) -> Response {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        router::<()>().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_address_of_the_application_is_its_page() {
        for path in [
            "/",
            "/index.html",
            "/conversations/12?view=mine",
            "/settings/inboxes",
        ] {
            let response = get(path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                "text/html; charset=utf-8"
            );
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            assert!(
                String::from_utf8_lossy(&body).contains("<title>Rapport"),
                "{path}"
            );
        }
    }

    #[tokio::test]
    async fn a_missing_script_is_not_answered_with_the_page() {
        assert_eq!(get("/assets/index-old.js").await.status(), StatusCode::NOT_FOUND);
    }
}
