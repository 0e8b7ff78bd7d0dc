//! What pages of others carry and frame: the loader with a site's public settings in front of it, and the page inside the frame.

use std::sync::Arc;

use app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest as _, Sha256};

use super::guest::Whence;
use super::sites::wanted_language;
use super::views::site_view;
use crate::http::{ApiProblem, socket_of};

/// How long a page may go on with a loader that it has, in seconds: whether somebody is there may be so old.
const KEPT_SECONDS: u32 = 60;

/// The files that something is written around, as they were built.
#[derive(Debug)]
pub struct WidgetPages {
    /// The script that pages of others carry.
    pub loader: String,
    /// The page inside the frame.
    pub frame: String,
}

/// `/chat/{site_key}/widget.js` and `/chat/{site_key}`.
pub fn widget_pages(app: App, files: WidgetPages) -> Router {
    let files = Arc::new(files);
    Router::new()
        .route("/chat/{site_key}/widget.js", get(loader))
        .route("/chat/{site_key}", get(frame))
        .with_state((app, files))
}

type Pages = State<(App, Arc<WidgetPages>)>;

async fn loader(State((app, files)): Pages, Path(key): Path<String>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(whence) = Whence::from_request_parts(&mut parts, &app).await;
    let shown = async {
        let site = app.chat.site(&key, &whence.from()).await?;
        app.chat.state(site).await
    };
    let script = match shown.await {
        Ok(state) => {
            let view = site_view(
                &app,
                state,
                &wanted_language(&parts.headers),
                whence.from().country,
            );
            match serde_json::to_string(&view) {
                Ok(json) => format!("self.__rapport_chat={json};\n{}", files.loader),
                Err(error) => return ApiProblem::internal(&error).into_response(),
            }
        }
        // A page must not break because its chat is off; whoever looks for the reason finds it.
        Err(app::Error::Forbidden { code, .. }) => format!("/* {code} */"),
        Err(app::Error::NotFound { .. }) => {
            return (StatusCode::NOT_FOUND, "/* there is no such site */").into_response();
        }
        Err(error) => return ApiProblem::from(error).into_response(),
    };
    answer(
        script,
        &parts.headers,
        &[
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, &format!("private, max-age={KEPT_SECONDS}")),
            (header::VARY, "accept-language, origin"),
            // Pages that let in nothing from elsewhere unless it says so.
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "cross-origin",
            ),
        ],
    )
}

async fn frame(State((app, files)): Pages, Path(key): Path<String>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(whence) = Whence::from_request_parts(&mut parts, &app).await;
    let site = match app.chat.site(&key, &whence.from()).await {
        Ok(site) => site,
        Err(error) => return ApiProblem::from(error).into_response(),
    };
    answer(
        files.frame.clone(),
        &parts.headers,
        &[
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
            (
                header::CONTENT_SECURITY_POLICY,
                &policy(&app.core().options.public_url, &site.origins),
            ),
        ],
    )
}

/// What the frame may load, and which pages may show it. Scripts come from ourselves alone, so that nothing that anybody writes in a
/// chat can run.
fn policy(public_url: &str, origins: &[String]) -> String {
    let socket = socket_of(public_url);
    let ancestors = if origins.is_empty() {
        "*".to_owned()
    } else {
        format!("'self' {}", origins.join(" "))
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; \
         media-src 'self' blob: data:; font-src 'self'; connect-src 'self'{socket}; base-uri 'none'; form-action 'none'; \
         frame-ancestors {ancestors}"
    )
}

/// An answer with a tag, or the word that the client has it.
fn answer(body: String, asked: &HeaderMap, headers: &[(HeaderName, &str)]) -> Response {
    let hash = hex::encode(Sha256::digest(&body));
    let tag = format!("\"{}\"", hash.get(..24).unwrap_or_default());
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| {
            known
                .split(',')
                .any(|each| each.trim().trim_start_matches("W/") == tag)
        });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(body).into_response()
    };
    let out = response.headers_mut();
    for (name, text) in headers.iter().cloned().chain([(header::ETAG, tag.as_str())]) {
        if let Ok(value) = HeaderValue::from_str(text) {
            out.insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn only_named_sites_may_show_the_frame() {
        let named = policy(
            "https://help.example.com",
            &["https://shop.test".to_owned(), "https://*.x.test".to_owned()],
        );
        assert!(
            named.ends_with("frame-ancestors 'self' https://shop.test https://*.x.test"),
            "{named}"
        );
        assert!(
            named.contains("connect-src 'self' wss://help.example.com;")
                && named.contains("script-src 'self';")
        );
        assert!(policy("http://127.0.0.1:1", &[]).ends_with("frame-ancestors *"));
    }
}
