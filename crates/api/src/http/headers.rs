//! What every answer tells the browser about its own limits.

use app::App;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The headers, made once.
#[derive(Clone)]
pub(super) struct SecurityHeaders {
    policy: HeaderValue,
}

impl SecurityHeaders {
    pub(super) fn new(app: &App) -> Self {
        let policy = policy(&app.core().options.public_url);
        Self {
            // A public URL that cannot stand in a header adds nothing to the policy.
            policy: policy
                .parse()
                .unwrap_or_else(|_| HeaderValue::from_static("default-src 'self'; object-src 'none'")),
        }
    }
}

/// The content security policy.
///
/// - Scripts come from ourselves only. Styles may be inline, because mails are full of them and the editor writes them.
/// - Mails are shown in a `srcdoc` frame, which inherits this policy: so `img-src` must allow what an agent asks to see. Remote images
///   are taken out of a mail before it is stored, and come back only when the agent asks for them, over HTTPS.
/// - `'self'` in `connect-src` covers our WebSocket in current browsers; the public address is named for those that do not think so.
fn policy(public_url: &str) -> String {
    let socket = socket_of(public_url);
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; \
         frame-src 'self' blob: data:; connect-src 'self'{socket}; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    )
}

/// Our WebSocket as it stands in `connect-src`: `'self'` covers it in current browsers, this is for those that do not think so.
pub(crate) fn socket_of(public_url: &str) -> String {
    match public_url.split_once("://") {
        Some(("https", host)) => format!(" wss://{}", host.split('/').next().unwrap_or(host)),
        Some(("http", host)) => format!(" ws://{}", host.split('/').next().unwrap_or(host)),
        _ => String::new(),
    }
}

/// Adds the headers, but leaves what a handler has set on purpose.
pub(super) async fn secure(State(headers): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let answer = response.headers_mut();
    default(answer, CONTENT_SECURITY_POLICY, headers.policy);
    default(
        answer,
        X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    default(answer, REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    default(
        answer,
        PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    );
    if is_api {
        // Customers' data has no place in the caches of browsers and proxies.
        default(answer, CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn sockets_go_to_the_public_address_and_nowhere_else() {
        let of = |url| policy(url);
        assert!(of("https://help.example.com").contains("connect-src 'self' wss://help.example.com;"));
        assert!(of("http://127.0.0.1:8080").contains("connect-src 'self' ws://127.0.0.1:8080;"));
        assert!(of("https://a.example/sub").contains("'self' wss://a.example;"));
    }
}
