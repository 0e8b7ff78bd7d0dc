//! What is known about a mail provider.

use channels::email::Security;
use channels::email::oauth::OAuthProvider;
use channels::email::presets::{self, Endpoint, SignIn};
use domain::inboxes::MailAuth;
use domain::validate::Checks;
use domain::{Actor, Permission};

use super::Inboxes;
use crate::core::{Error, Result};

/// Settings for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Name of the provider.
    pub provider: &'static str,
    /// Fetching.
    pub imap: PresetServer,
    /// Sending.
    pub smtp: PresetServer,
    /// `password`, `app_password`, `oauth_google` or `oauth_microsoft`.
    pub sign_in: &'static str,
}

/// A mail server of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetServer {
    /// Host.
    pub host: &'static str,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: domain::inboxes::Security,
    /// User name, as far as it can be guessed.
    pub username: String,
    /// Sign-in.
    pub auth: MailAuth,
}

impl Inboxes {
    /// The settings known for an address.
    ///
    /// # Errors
    /// When the address is none, its provider is not known, or the actor may not manage inboxes.
    pub fn preset(&self, actor: &Actor, address: &str) -> Result<Preset> {
        actor.require(Permission::InboxesManage)?;
        let mut checks = Checks::new();
        let address = checks.email("address", address);
        checks.finish()?;
        let known = presets::for_address(&address).ok_or_else(|| Error::not_found("preset", &address))?;
        let options = &self.core.options;
        // OAuth is proposed where it would work, and where nothing else does.
        let (sign_in, auth) = match (known.oauth, known.sign_in) {
            (Some(OAuthProvider::Google), SignIn::OAuth) => ("oauth_google", MailAuth::Google),
            (Some(OAuthProvider::Google), _) if options.google.is_some() => {
                ("oauth_google", MailAuth::Google)
            }
            (Some(OAuthProvider::Microsoft), SignIn::OAuth) => ("oauth_microsoft", MailAuth::Microsoft),
            (Some(OAuthProvider::Microsoft), _) if options.microsoft.is_some() => {
                ("oauth_microsoft", MailAuth::Microsoft)
            }
            (_, SignIn::AppPassword) => ("app_password", MailAuth::Password),
            (_, SignIn::Password | SignIn::OAuth) => ("password", MailAuth::Password),
        };
        Ok(Preset {
            provider: known.name,
            imap: server(known.imap, &address, auth),
            smtp: server(known.smtp, &address, auth),
            sign_in,
        })
    }
}

fn server(endpoint: Endpoint, address: &str, auth: MailAuth) -> PresetServer {
    PresetServer {
        host: endpoint.host,
        port: endpoint.port,
        security: match endpoint.security {
            Security::Tls => domain::inboxes::Security::Tls,
            Security::StartTls => domain::inboxes::Security::StartTls,
            Security::Plain => domain::inboxes::Security::Plain,
        },
        username: address.to_owned(),
        auth,
    }
}
