//! How to reach the bus.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How to reach the bus. The default is one node alone.
#[derive(Clone)]
pub struct BusOptions {
    /// `nats://host:4222`, `tls://host:4222`, several separated by commas; none means one node alone. A user and
    /// password, or a token, may stand before the host.
    pub url: Option<String>,
    /// The first part of all subjects; installations that share a NATS server need different ones.
    pub prefix: String,
    /// A NATS credentials file (`.creds`).
    pub credentials: Option<PathBuf>,
    /// A file with further root certificates, in PEM.
    pub ca_file: Option<PathBuf>,
    /// How long [`crate::Bus::connect`] waits for the server before it goes on in the background.
    pub connect_timeout: Duration,
    /// How many messages wait in each direction before they are dropped (and noticed).
    pub queue: usize,
}

impl BusOptions {
    /// One node alone.
    #[must_use]
    pub fn local() -> Self {
        Self {
            url: None,
            prefix: "rapport".to_owned(),
            credentials: None,
            ca_file: None,
            connect_timeout: Duration::from_secs(5),
            queue: 4096,
        }
    }

    /// Several nodes around a NATS server.
    #[must_use]
    pub fn nats(url: impl Into<String>) -> Self {
        Self {
            url: Some(url.into()),
            ..Self::local()
        }
    }
}

impl Default for BusOptions {
    fn default() -> Self {
        Self::local()
    }
}

impl fmt::Debug for BusOptions {
    /// Without the URL: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BusOptions")
            .field("nats", &self.url.is_some())
            .field("prefix", &self.prefix)
            .field("connect_timeout", &self.connect_timeout)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

/// Why the bus cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// Not a NATS address.
    #[error("the bus URL is not a NATS address such as nats://host:4222")]
    Url(#[source] std::io::Error),
    /// Not usable as the first part of a subject.
    #[error("the bus prefix \"{0}\" may only hold letters, digits, '-', '_' and dots between them")]
    Prefix(String),
    /// The credentials file cannot be read.
    #[error("the bus credentials file {path} cannot be read")]
    Credentials {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The server answered and refused.
    #[error("the bus refused the connection: check its user, password, token or certificates")]
    Refused(#[source] async_nats::ConnectError),
    /// The client gave up.
    #[error("the bus cannot be listened to")]
    Subscribe(#[source] async_nats::SubscribeError),
}

/// Whether a prefix is one or more plain subject tokens.
pub(super) fn valid_prefix(prefix: &str) -> bool {
    prefix.len() <= 100
        && prefix.split('.').all(|token| {
            !token.is_empty()
                && token
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_cannot_widen_the_subscription() {
        for good in ["rapport", "acme.rapport", "a-b_c.D9"] {
            assert!(valid_prefix(good), "{good}");
        }
        for bad in ["", ".", "a.", "a..b", "*", "a.>", "a b", "a\r\nPUB", "é"] {
            assert!(!valid_prefix(bad), "{bad}");
        }
    }

    #[test]
    fn the_debug_form_hides_the_password() {
        let text = format!("{:?}", BusOptions::nats("nats://u:secret@host"));
        assert!(!text.contains("secret"), "{text}");
    }
}
