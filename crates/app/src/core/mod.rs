//! What every use case stands on: database, clock, keys, blobs, live hints.

mod blobs;
mod comings;
mod error;
mod keys;
mod secrets;
mod work;

use std::sync::Arc;
use std::time::Duration;

use db::Db;
use domain::Clock;
use realtime::Hub;
use tokio::sync::Notify;

pub use blobs::{BlobError, Blobs};
pub use error::{Error, Result};
pub use keys::{KeyError, Keys};
pub use secrets::Token;
pub use work::{Actorly, What, Work};

pub(crate) use comings::on_comings;

use crate::passwords::PasswordCost;

/// Settings that use cases depend on.
#[derive(Debug, Clone)]
pub struct AppOptions {
    /// Where browsers and mail providers reach us, without a slash at the end, for instance `https://help.example.com`.
    pub public_url: String,
    /// Whether the "write as a customer" page is open.
    pub demo: bool,
    /// Largest file that may be uploaded or sent, in bytes.
    pub max_upload_bytes: u64,
    /// Whether a reverse proxy stands in front that sets `X-Forwarded-For`; without one, anybody could write any address there.
    pub trusted_proxies: bool,
    /// Requests a second that one address may make for long, ten times as many in a burst; 0 for no limit.
    pub requests_per_second: u32,
    /// Sockets of chat visitors that one address may have open at each node; 0 for no limit.
    pub chat_sockets_per_address: u32,
    /// Header in which a proxy that we trust tells a visitor's country by two letters, for instance `cf-ipcountry`.
    pub country_header: Option<String>,
    /// OAuth application for Google mailboxes.
    pub google: Option<OAuthApplication>,
    /// OAuth application for Microsoft mailboxes.
    pub microsoft: Option<OAuthApplication>,
    /// Further certificate authorities (PEM) for mail servers, beside those of the system.
    pub mail_ca_pem: Option<String>,
    /// How often mailboxes without IDLE are asked.
    pub imap_poll: Duration,
    /// Whether push services of this machine are called too, without encryption: for tests that bring one.
    pub push_to_loopback: bool,
    /// Whether links to this machine are looked at too: for tests that bring pages.
    pub previews_of_loopback: bool,
    /// What hashing a password costs. Tests sign in thousands of times and need no strength.
    pub password_cost: PasswordCost,
}

/// An OAuth application of ours at a mail provider.
#[derive(Clone)]
pub struct OAuthApplication {
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
    /// Microsoft's tenant; `common` when absent.
    pub tenant: Option<String>,
    /// Another address of the provider's sign-in page, for national clouds.
    pub authorize_url: Option<String>,
    /// Another address for tokens, for national clouds.
    pub token_url: Option<String>,
}

impl std::fmt::Debug for OAuthApplication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OAuthApplication")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Default for AppOptions {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            demo: false,
            max_upload_bytes: 40 * 1024 * 1024,
            trusted_proxies: false,
            requests_per_second: 100,
            chat_sockets_per_address: 200,
            country_header: None,
            google: None,
            microsoft: None,
            mail_ca_pem: None,
            imap_poll: Duration::from_secs(60),
            push_to_loopback: false,
            previews_of_loopback: false,
            password_cost: PasswordCost::default(),
        }
    }
}

/// What every use case stands on.
pub struct Core {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Keys derived from the installation's master key.
    pub keys: Keys,
    /// Attachments and large mails.
    pub blobs: Blobs,
    /// Live clients.
    pub hub: Hub,
    /// Rung when settings of inboxes changed in this process, so that mailboxes are looked at anew at once.
    pub inboxes_changed: Arc<Notify>,
    /// Settings.
    pub options: AppOptions,
}
