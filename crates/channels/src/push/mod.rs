//! Pushes to browsers: messages that arrive while no window of ours is open.
//!
//! A browser gives us an address at its maker's push service (RFC 8030) and two keys. What we send there is encrypted for the browser
//! alone ([`encrypt`](mod@encrypt), RFC 8291) and signed so that the service knows who sends ([`VapidKey`], RFC 8292).
//!
//! The addresses come from browsers, so anybody who can sign in can make us call any address. Unlike mail servers, which an
//! administrator enters, they are therefore strangers' ([`EndpointRules`]): HTTPS at its own port, a public address at the moment of
//! the connection, no redirects, no proxy, a bounded time, and nothing of the answer is ever shown but its status.

mod encrypt;
mod endpoint;
mod vapid;

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use domain::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};

pub use encrypt::{BrowserKeys, EncryptError, MOST_BYTES};
pub use endpoint::{EndpointError, EndpointRules};
pub use vapid::{VapidError, VapidKey};

use crate::public::NotPublic;

/// The whole of one delivery must be done by then.
const LIMIT: Duration = Duration::from_secs(15);
/// A connection must be there by then.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Push services may ask for patience; not for more than this.
const LONGEST_PATIENCE: Duration = Duration::from_secs(3600);

/// Where a message goes.
#[derive(Debug, Clone, Copy)]
pub struct PushTarget<'a> {
    /// The address at the push service.
    pub endpoint: &'a str,
    /// The browser's public key, base64url.
    pub p256dh: &'a str,
    /// The browser's authentication secret, base64url.
    pub auth: &'a str,
}

/// How much a message is worth a sleeping phone's battery (RFC 8030, 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// At once, if the battery is not low.
    Normal,
    /// At once.
    High,
}

/// A message for a browser.
#[derive(Debug, Clone, Copy)]
pub struct PushMessage<'a> {
    /// What our service worker reads.
    pub payload: &'a [u8],
    /// How long the push service keeps it for a browser that is not reachable.
    pub ttl: Duration,
    /// How soon.
    pub urgency: Urgency,
    /// Of several undelivered messages with the same topic only the last one arrives; at most 32 characters of base64url.
    pub topic: Option<&'a str>,
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The browser is subscribed no longer.
    #[error("the browser is subscribed no longer ({0})")]
    Gone(u16),
    /// It will not be taken later either.
    #[error("{0}")]
    Refused(String),
    /// It may be taken later.
    #[error("{reason}")]
    Later {
        /// What happened.
        reason: String,
        /// How long the service asked to wait.
        after: Option<Duration>,
    },
}

/// Hands messages to push services.
#[async_trait]
pub trait PushService: Send + Sync + 'static {
    /// Hands one message over; returns when the push service has taken it, or says why not.
    async fn deliver(
        &self,
        target: &PushTarget<'_>,
        message: &PushMessage<'_>,
        now: Timestamp,
    ) -> Result<(), PushError>;
}

/// The push services of the web.
pub struct WebPush {
    http: reqwest::Client,
    rules: EndpointRules,
    key: VapidKey,
    subject: String,
}

impl WebPush {
    /// With a key pair, and where a push service's operator can reach us: a `mailto:` or `https:` address.
    /// [`crate::install_tls`] must have been called.
    ///
    /// # Errors
    /// When the HTTP client cannot be made (no TLS provider, no system certificates).
    pub fn new(
        key: VapidKey,
        subject: impl Into<String>,
        rules: EndpointRules,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(LIMIT)
            .connect_timeout(CONNECT_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look the name up itself, and might stand where it reaches more than we may.
            .no_proxy()
            .dns_resolver(rules.resolver())
            .build()?;
        Ok(Self {
            http,
            rules,
            key,
            subject: subject.into(),
        })
    }
}

#[async_trait]
impl PushService for WebPush {
    async fn deliver(
        &self,
        target: &PushTarget<'_>,
        message: &PushMessage<'_>,
        now: Timestamp,
    ) -> Result<(), PushError> {
        let refused = |why: &dyn std::fmt::Display| PushError::Refused(why.to_string());
        let endpoint = self.rules.check(target.endpoint).map_err(|e| refused(&e))?;
        let keys = BrowserKeys::read(target.p256dh, target.auth).map_err(|e| refused(&e))?;
        let body = encrypt::encrypt(&keys, message.payload).map_err(|e| refused(&e))?;
        let authorization = self
            .key
            .authorization(&endpoint, &self.subject, now)
            .map_err(|e| refused(&e))?;
        let mut request = self
            .http
            .post(endpoint)
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_ENCODING, "aes128gcm")
            .header("TTL", message.ttl.as_secs())
            .header(
                "Urgency",
                match message.urgency {
                    Urgency::Normal => "normal",
                    Urgency::High => "high",
                },
            )
            .body(body);
        if let Some(topic) = message.topic {
            request = request.header("Topic", topic);
        }
        let answer = request.send().await.map_err(|why| unreachable(&why))?;
        judge(answer.status(), answer.headers())
    }
}

/// What a failed request means. The innermost cause says it best: the outer ones repeat the address, which is a secret.
fn unreachable(error: &reqwest::Error) -> PushError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        if source.downcast_ref::<NotPublic>().is_some() {
            return PushError::Refused(EndpointError::Private.to_string());
        }
        cause = source;
    }
    let what = if error.is_timeout() {
        "the push service did not answer in time".to_owned()
    } else if std::ptr::addr_eq(cause, error) {
        "the push service cannot be reached".to_owned()
    } else {
        format!("the push service cannot be reached: {cause}")
    };
    PushError::Later {
        reason: what,
        after: None,
    }
}

fn judge(status: StatusCode, headers: &HeaderMap) -> Result<(), PushError> {
    let said = format!("the push service answered {}", status.as_u16());
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(PushError::Gone(status.as_u16())),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Err(PushError::Later {
            reason: said,
            after: patience(headers),
        }),
        _ if status.is_server_error() => Err(PushError::Later {
            reason: said,
            after: patience(headers),
        }),
        _ => Err(PushError::Refused(said)),
    }
}

/// Seconds only: the services in use say seconds, and a date would need their clock.
fn patience(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_PATIENCE))
}

fn base64url(bytes: &[u8]) -> String {
    BASE64_URL.encode(bytes)
}

/// Browsers leave the padding out, some libraries put it in.
fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL.decode(text.trim_end_matches('=')).ok()
}
