//! Push services that take, refuse and lead astray.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use channels::push::{
    EndpointRules, PushError, PushMessage, PushService as _, PushTarget, Urgency, VapidKey, WebPush,
};
use domain::Timestamp;

const NOW: Timestamp = Timestamp::from_seconds(1_772_442_000);
const P256DH: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

type Seen = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A push service that answers as its path says, and what it was sent.
async fn service() -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let answer = |State(seen): State<Seen>,
                  axum::extract::Path(status): axum::extract::Path<u16>,
                  headers: HeaderMap,
                  body: Bytes| async move {
        seen.lock().unwrap().push((headers, body));
        let mut more = HeaderMap::new();
        if status == 429 {
            more.insert("retry-after", "120".parse().unwrap());
        }
        if status == 307 {
            more.insert("location", "/201".parse().unwrap());
        }
        (
            StatusCode::from_u16(status).unwrap(),
            more,
            "a secret of the network",
        )
    };
    let router = Router::new()
        .route("/{status}", axum::routing::post(answer))
        .with_state(Arc::clone(&seen));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, seen)
}

fn sender(allow_loopback: bool) -> WebPush {
    channels::install_tls();
    let key = VapidKey::read(&VapidKey::generate().unwrap()).unwrap();
    WebPush::new(key, "mailto:ops@ours.test", EndpointRules { allow_loopback }).unwrap()
}

async fn deliver(sender: &WebPush, endpoint: &str) -> Result<(), PushError> {
    let target = PushTarget {
        endpoint,
        p256dh: P256DH,
        auth: AUTH,
    };
    let message = PushMessage {
        payload: b"{}",
        ttl: Duration::from_secs(3600),
        urgency: Urgency::High,
        topic: Some("n7"),
    };
    sender.deliver(&target, &message, NOW).await
}

#[tokio::test]
async fn a_message_is_handed_over_with_what_the_service_needs_to_know() {
    let (address, seen) = service().await;
    deliver(&sender(true), &format!("http://{address}/201"))
        .await
        .unwrap();
    let (headers, body) = seen.lock().unwrap().pop().unwrap();
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("ttl"), "3600");
    assert_eq!(header("urgency"), "high");
    assert_eq!(header("topic"), "n7");
    assert_eq!(header("content-encoding"), "aes128gcm");
    assert!(header("authorization").starts_with("vapid t="));
    // Salt, record size, length of the key, key, "{}" with delimiter and tag.
    assert_eq!(body.len(), 16 + 4 + 1 + 65 + 2 + 1 + 16);
}

#[tokio::test]
async fn answers_say_whether_to_try_again() {
    let (address, seen) = service().await;
    let sender = sender(true);
    let after = |status: u16| {
        let endpoint = format!("http://{address}/{status}");
        let sender = &sender;
        async move { deliver(sender, &endpoint).await.unwrap_err() }
    };
    assert_eq!(after(410).await, PushError::Gone(410));
    assert_eq!(after(404).await, PushError::Gone(404));
    let refused = PushError::Refused("the push service answered 403".to_owned());
    assert_eq!(after(403).await, refused, "nothing of the answer's words is told");
    let later = |status: u16, after: Option<u64>| PushError::Later {
        reason: format!("the push service answered {status}"),
        after: after.map(Duration::from_secs),
    };
    assert_eq!(after(503).await, later(503, None));
    assert_eq!(after(429).await, later(429, Some(120)));
    let asked = seen.lock().unwrap().len();
    assert!(matches!(after(307).await, PushError::Refused(_)));
    assert_eq!(
        seen.lock().unwrap().len(),
        asked + 1,
        "a redirect is not followed"
    );
}

#[tokio::test]
async fn a_service_that_is_away_is_tried_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = deliver(&sender(true), &format!("http://{address}/201"))
        .await
        .unwrap_err();
    let PushError::Later { reason, .. } = error else {
        panic!("{error:?}");
    };
    assert!(
        reason.starts_with("the push service cannot be reached"),
        "{reason}"
    );
    assert!(!reason.contains("/201"), "the address is a secret: {reason}");
}

#[tokio::test]
async fn a_private_address_is_never_called() {
    let (address, seen) = service().await;
    let strict = sender(false);
    for endpoint in [
        format!("http://{address}/201"),
        format!("https://{address}/201"),
        "https://127.0.0.1/201".to_owned(),
        // Only the look-up for the connection shows where this one leads.
        "https://localhost/201".to_owned(),
    ] {
        let error = deliver(&strict, &endpoint).await.unwrap_err();
        assert!(matches!(error, PushError::Refused(_)), "{endpoint}: {error:?}");
    }
    assert!(seen.lock().unwrap().is_empty());
}
