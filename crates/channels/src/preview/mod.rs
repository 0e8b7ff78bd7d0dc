//! What stands behind a link: the title and the description that a page gives itself.
//!
//! Links come from whoever writes, so anybody who can write could make us call any address. They are strangers' as the addresses of push
//! services are: a public address at the moment of each connection, the usual ports, every redirect judged anew, no proxy, a bounded
//! time and a bounded number of bytes, and nothing of the answer is shown but two lines of plain text. The picture that a page names
//! is not looked at: whoever read the preview would call the page's server.

mod read;

use std::time::Duration;

use futures::StreamExt as _;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, USER_AGENT};
use tokio::time::timeout;
use url::{Host, Url};

use crate::public::{NotPublic, PublicOnly};

/// Most bytes that are read of a page: what says what it is stands at its beginning.
const MOST_BYTES: usize = 256 * 1024;
/// Redirects that are followed.
const MOST_REDIRECTS: usize = 3;
/// Longest link that is looked at.
const LONGEST: usize = 2_000;
/// A connection must be there by then.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// What a page says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The link as it was given.
    pub url: String,
    /// Title, 1 to 200 characters.
    pub title: String,
    /// Description, at most 400 characters; may be empty.
    pub description: String,
}

/// Why there is no preview.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// No address of the web, or one with a name and password or another port in it.
    #[error("this is no plain address of the web")]
    Malformed,
    /// It leads into a private network, maybe by a redirect.
    #[error("this address leads to a private network")]
    Private,
    /// It did not answer in time.
    #[error("the page did not answer in time")]
    TooSlow,
    /// It answered something else than a page with a title.
    #[error("there is no page with a title")]
    NoPage,
    /// It cannot be reached.
    #[error("the page cannot be reached")]
    Unreachable,
}

/// Looks at pages.
#[derive(Debug, Clone)]
pub struct Previewer {
    http: reqwest::Client,
    rule: PublicOnly,
}

impl Previewer {
    /// With the addresses that may be called. [`crate::install_tls`] must have been called.
    ///
    /// # Errors
    /// When the HTTP client cannot be made (no TLS provider, no system certificates).
    pub fn new(rule: PublicOnly) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look the name up itself, and might stand where it reaches more than we may.
            .no_proxy()
            .dns_resolver(rule.resolver())
            .build()?;
        Ok(Self { http, rule })
    }

    /// Looks at the page behind a link; all of it must be done within `limit`.
    ///
    /// # Errors
    /// [`PreviewError`].
    pub async fn look(&self, link: &str, limit: Duration) -> Result<Preview, PreviewError> {
        timeout(limit, self.follow(link))
            .await
            .map_err(|_| PreviewError::TooSlow)?
    }

    async fn follow(&self, link: &str) -> Result<Preview, PreviewError> {
        let mut url = self.check(link)?;
        for _ in 0..=MOST_REDIRECTS {
            let answer = self
                .http
                .get(url.clone())
                .header(USER_AGENT, "Rapport link preview")
                .header(ACCEPT, "text/html,application/xhtml+xml")
                .header(ACCEPT_LANGUAGE, "*")
                .send()
                .await
                .map_err(|error| unreachable(&error))?;
            if !answer.status().is_redirection() {
                return page(link, answer).await;
            }
            let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            let next = to.and_then(|to| url.join(to).ok()).ok_or(PreviewError::NoPage)?;
            url = self.check(next.as_str())?;
        }
        Err(PreviewError::NoPage)
    }

    /// What can be seen from the address itself; where a name leads is seen when it is called.
    fn check(&self, link: &str) -> Result<Url, PreviewError> {
        if link.len() > LONGEST {
            return Err(PreviewError::Malformed);
        }
        let url = Url::parse(link).map_err(|_| PreviewError::Malformed)?;
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => Some(ip.into()),
            Some(Host::Ipv6(ip)) => Some(ip.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(PreviewError::Malformed),
        };
        let is_web = matches!(url.scheme(), "http" | "https");
        let bare = url.username().is_empty() && url.password().is_none();
        if !is_web || !bare {
            return Err(PreviewError::Malformed);
        }
        if ip.is_some_and(|ip| !self.rule.allows(ip)) {
            return Err(PreviewError::Private);
        }
        // Other ports are of servers that nobody means to show.
        if url.port().is_some() && !self.rule.allow_loopback {
            return Err(PreviewError::Malformed);
        }
        Ok(url)
    }
}

async fn page(link: &str, answer: reqwest::Response) -> Result<Preview, PreviewError> {
    if !answer.status().is_success() {
        return Err(PreviewError::NoPage);
    }
    let kind = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if !(kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml")) {
        return Err(PreviewError::NoPage);
    }
    let charset = kind.split("charset=").nth(1).map(|rest| {
        let end = rest.find([';', ' ']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default().trim_matches('"').to_owned()
    });
    let mut bytes = Vec::new();
    let mut body = answer.bytes_stream();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| unreachable(&error))?;
        let (room, before) = (MOST_BYTES - bytes.len(), bytes.len());
        bytes.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
        // The end of the head may lie across two pieces; what was looked at is not looked at again.
        let fresh = bytes.get(before.saturating_sub(read::HEAD_END.len())..);
        // The connection is dropped with the rest on it.
        if bytes.len() >= MOST_BYTES || fresh.is_some_and(read::has_head) {
            break;
        }
    }
    let text = mail::charset::decode(charset.as_deref(), &bytes, None).text;
    read::preview(link, &text).ok_or(PreviewError::NoPage)
}

/// The innermost cause says whether we refused or the other side did.
fn unreachable(error: &reqwest::Error) -> PreviewError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        if source.downcast_ref::<NotPublic>().is_some() {
            return PreviewError::Private;
        }
        cause = source;
    }
    if error.is_timeout() {
        PreviewError::TooSlow
    } else {
        PreviewError::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_of_the_open_web_are_looked_at() {
        crate::install_tls();
        let strict = Previewer::new(PublicOnly::default()).unwrap();
        for good in [
            "https://example.com/a?b=c#d",
            "http://example.com",
            "https://8.8.8.8/",
        ] {
            assert!(strict.check(good).is_ok(), "{good}");
        }
        use PreviewError::{Malformed, Private};
        for (bad, why) in [
            ("", Malformed),
            ("example.com", Malformed),
            ("ftp://example.com/", Malformed),
            ("file:///etc/passwd", Malformed),
            ("javascript:alert(1)", Malformed),
            ("https://user:secret@example.com/", Malformed),
            ("https://example.com:8443/", Malformed),
            ("http://127.0.0.1/", Private),
            ("http://2130706433/", Private),
            ("http://0x7f.1/", Private),
            ("http://017700000001/", Private),
            ("http://10.1.2.3/", Private),
            ("http://192.168.0.1/", Private),
            ("http://172.16.5.4/", Private),
            ("http://169.254.169.254/latest/meta-data", Private),
            ("http://100.64.0.1/", Private),
            ("http://0.0.0.0/", Private),
            ("http://[::1]/", Private),
            ("http://[fd00::1]/", Private),
            ("http://[fe80::1]/", Private),
            ("http://[::ffff:10.0.0.8]/", Private),
            ("http://[64:ff9b::a00:8]/", Private),
        ] {
            assert_eq!(strict.check(bad).err(), Some(why), "{bad}");
        }
        assert!(
            strict
                .check(&format!("https://example.com/{}", "x".repeat(2_000)))
                .is_err()
        );
    }
}
