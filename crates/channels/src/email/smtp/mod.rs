//! Sending by SMTP: pooled connections, every recipient's answer kept apart, and errors that say whether to try again.
//!
//! The protocol is `lettre`'s. Its own transport stops at the first recipient that is refused, so that one typing error
//! among three addresses would keep the mail from the other two; the transaction is therefore driven here.

mod connection;
mod error;
mod pool;

use std::sync::Arc;
use std::time::Duration;

use super::RawMail;
use super::auth::MailAuth;
use super::net::Security;
use crate::driver::{Receipt, SendError};
use crate::tls::TlsOptions;
use pool::Pool;

pub(crate) use connection::Connection;

/// A server that takes mail for delivery.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Server name or address.
    pub host: String,
    /// 465 for TLS, 587 for STARTTLS, 25 for relays.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// How the certificate is judged.
    pub tls: TlsOptions,
    /// The account, often the mail address.
    pub username: String,
    /// How to sign in; [`MailAuth::None`] for relays.
    pub auth: MailAuth,
    /// How we introduce ourselves; made from `username` when missing.
    pub hello_name: Option<String>,
    /// Connections at once.
    pub connections: usize,
    /// How long.
    pub timing: SmtpTiming,
}

impl SmtpSettings {
    /// Settings with everything else at its default; port 465 means TLS, others STARTTLS.
    #[must_use]
    pub fn new(host: &str, port: u16, username: &str, auth: MailAuth) -> Self {
        Self {
            host: host.to_owned(),
            port,
            security: if port == 465 {
                Security::Tls
            } else {
                Security::StartTls
            },
            tls: TlsOptions::default(),
            username: username.to_owned(),
            auth,
            hello_name: None,
            connections: 4,
            timing: SmtpTiming::default(),
        }
    }
}

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmtpTiming {
    /// DNS, TCP and TLS, each.
    pub connect: Duration,
    /// The answer to a command.
    pub command: Duration,
    /// Handing over the mail itself and its answer; servers scan large mails before they answer (RFC 5321 gives them
    /// ten minutes).
    pub data: Duration,
    /// A connection that was idle for longer is not used again.
    pub keep: Duration,
}

impl Default for SmtpTiming {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(60),
            data: Duration::from_secs(600),
            keep: Duration::from_secs(60),
        }
    }
}

/// Sends for one inbox. Clones share the connections.
#[derive(Debug, Clone)]
pub struct SmtpClient {
    settings: Arc<SmtpSettings>,
    pool: Arc<Pool>,
}

impl SmtpClient {
    /// For a server; connects when the first mail is sent.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        let pool = Arc::new(Pool::new(settings.connections.max(1), settings.timing.keep));
        Self {
            settings: Arc::new(settings),
            pool,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn settings(&self) -> &SmtpSettings {
        &self.settings
    }

    /// How many connections were opened so far.
    #[must_use]
    pub fn connections_opened(&self) -> u64 {
        self.pool.opened()
    }

    /// Hands a mail over. `Ok` means that the server has taken it for at least one recipient; those it refused are in
    /// the receipt.
    ///
    /// # Errors
    /// When it was taken for nobody; the error says whether trying again makes sense.
    pub async fn send_raw(&self, mail: &RawMail) -> Result<Receipt, SendError> {
        error::check_envelope(mail)?;
        let _permit = self.pool.permit().await;
        if let Some(mut connection) = self.pool.take() {
            match connection.transaction(mail).await {
                // The server closed the connection while it lay idle: nothing was handed over yet.
                Err(stale) if stale.before_envelope => {}
                outcome => return self.finish(connection, outcome.map_err(|failed| failed.error)),
            }
        }
        let mut connection = Connection::open(&self.settings)
            .await
            .map_err(error::inbox_problem)?;
        self.pool.count_opened();
        let outcome = connection.transaction(mail).await.map_err(|failed| failed.error);
        self.finish(connection, outcome)
    }

    fn finish(
        &self,
        connection: Connection,
        outcome: Result<Receipt, SendError>,
    ) -> Result<Receipt, SendError> {
        if connection.is_usable() {
            self.pool.give_back(connection);
        }
        outcome
    }
}
