//! Mailboxes: stored settings as settings of the drivers, and the tasks that watch them.

mod sink;
mod supervisor;
mod tokens;

use std::sync::Arc;

use channels::Secret;
use channels::email::imap::{ImapSettings, StartAt};
use channels::email::smtp::SmtpSettings;
use channels::email::{MailAuth, Security};
use channels::tls::TlsOptions;
use domain::inboxes::MailAuth as StoredAuth;
use sha2::{Digest, Sha256};
use store::inboxes::{EmailInbox, MailServer};

use crate::core::{Core, Error, Result};
use crate::secrets;

pub(crate) use sink::InboxSink;
pub use supervisor::Supervisor;
pub(crate) use tokens::oauth_client;

/// Changes when the connection settings of an inbox change.
pub(crate) fn fingerprint(email: &EmailInbox) -> String {
    // Access tokens are left out: they change by themselves, and drivers ask for them each time.
    let text = format!(
        "{:?}|{:?}|{}|{}|{:?}|{}",
        email.imap(),
        email.smtp(),
        email.imap_folders,
        email.imap_start,
        email.oauth_provider,
        email.oauth_refresh_secret.is_some()
    );
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// How to send through an inbox's mail server; none when it has none.
pub(crate) fn smtp_settings(core: &Arc<Core>, email: &EmailInbox) -> Result<Option<SmtpSettings>> {
    let Some(server) = email.smtp() else {
        return Ok(None);
    };
    let auth = auth(core, email, &server, secrets::SMTP)?;
    let mut settings = SmtpSettings::new(&server.host, server.port, &server.username, auth);
    settings.security = security(&server);
    settings.tls = tls(core);
    Ok(Some(settings))
}

/// How to fetch from an inbox's mail server; none when it has none.
pub(crate) fn imap_settings(core: &Arc<Core>, email: &EmailInbox) -> Result<Option<ImapSettings>> {
    let Some(server) = email.imap() else {
        return Ok(None);
    };
    let auth = auth(core, email, &server, secrets::IMAP)?;
    let mut settings = ImapSettings::new(&server.host, server.port, &server.username, auth);
    settings.security = security(&server);
    settings.tls = tls(core);
    settings.folders = email.folders();
    settings.start = if email.fetches_old_mail() {
        StartAt::All
    } else {
        StartAt::FromNow
    };
    settings.timing.poll = core.options.imap_poll;
    Ok(Some(settings))
}

fn tls(core: &Core) -> TlsOptions {
    TlsOptions {
        extra_ca_pem: core.options.mail_ca_pem.clone(),
        accept_invalid_certs: false,
    }
}

const fn security(server: &MailServer) -> Security {
    match server.security {
        domain::inboxes::Security::Tls => Security::Tls,
        domain::inboxes::Security::StartTls => Security::StartTls,
        domain::inboxes::Security::Plain => Security::Plain,
    }
}

fn auth(core: &Arc<Core>, email: &EmailInbox, server: &MailServer, purpose: &str) -> Result<MailAuth> {
    match server.auth {
        StoredAuth::None => Ok(MailAuth::None),
        StoredAuth::Password => {
            let sealed = server.secret.as_deref().unwrap_or_default();
            let password = if sealed.is_empty() {
                String::new()
            } else {
                open(core, purpose, sealed)?
            };
            Ok(MailAuth::Password(Secret::new(password)))
        }
        StoredAuth::Google | StoredAuth::Microsoft => Ok(MailAuth::XOAuth2(tokens::keeper(
            core,
            email.inbox_id,
            server.auth,
        )?)),
    }
}

pub(crate) fn open(core: &Core, purpose: &str, sealed: &str) -> Result<String> {
    core.keys
        .open(purpose, sealed)
        .map_err(|error| Error::conflict("secret_unreadable", error.to_string()))
}

pub(crate) fn seal(core: &Core, purpose: &str, secret: &str) -> Result<String> {
    core.keys
        .seal(purpose, secret)
        .map_err(|error| Error::Internal(error.to_string()))
}
