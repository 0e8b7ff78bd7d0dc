//! Why a mail server could not be used: a stable code, the technical detail and what to do next.

use serde::{Deserialize, Serialize};

/// A failure at a mail server or on the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct Failure {
    /// What kind of failure, for programs and translations.
    pub code: FailureCode,
    /// What exactly happened, in technical English; holds no secrets.
    pub detail: String,
}

impl Failure {
    /// From its parts.
    pub fn new(code: FailureCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    /// From a socket's error.
    pub(crate) fn from_io(error: &std::io::Error, doing: &str) -> Self {
        if let Some(tls) = crate::tls::classify(error) {
            return tls;
        }
        let code = match error.kind() {
            std::io::ErrorKind::ConnectionRefused => FailureCode::ConnectionRefused,
            std::io::ErrorKind::TimedOut => FailureCode::Timeout,
            std::io::ErrorKind::HostUnreachable | std::io::ErrorKind::NetworkUnreachable => {
                FailureCode::Unreachable
            }
            _ => FailureCode::ConnectionLost,
        };
        Self::new(code, format!("{doing}: {error}"))
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $hint:literal;)*) => {
        /// Kinds of failure. The text form is stable and part of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum FailureCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl FailureCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What to do next, in English; interfaces translate by code.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }
        }
    };
}

codes! {
    /// The host name has no address.
    DnsFailed = "dns_failed", "Check the spelling of the server name; it has no address in DNS.";
    /// Nothing listens on that port.
    ConnectionRefused = "connection_refused",
        "The server does not listen on this port. Check the port (IMAP 993 or 143, SMTP 465 or 587) and that the service runs.";
    /// No route to the host.
    Unreachable = "unreachable", "There is no route to this server. Check the network and the firewall.";
    /// No answer in time.
    Timeout = "timeout", "The server did not answer in time. A firewall may drop the connection, or the port is wrong.";
    /// The connection ended.
    ConnectionLost = "connection_lost", "The server closed the connection. It is tried again by itself; if this stays, ask the provider.";
    /// TLS on a port that speaks plain text first.
    TlsWrongPort = "tls_wrong_port",
        "This port does not start with TLS. Choose STARTTLS for it, or the TLS port (IMAP 993, SMTP 465).";
    /// The handshake failed otherwise.
    TlsFailed = "tls_failed", "No encrypted connection could be agreed. The server may only offer outdated TLS versions.";
    /// Nobody known vouches for the certificate.
    CertificateUntrusted = "certificate_untrusted",
        "The certificate is not signed by a known authority. Add the server's CA certificate, or use a certificate from a public authority.";
    /// The certificate is for another name.
    CertificateNameMismatch = "certificate_name_mismatch",
        "The certificate is for another server name. Use the name that stands in the certificate.";
    /// The certificate is expired or not valid yet.
    CertificateExpired = "certificate_expired", "The certificate is expired or not valid yet. Renew it, and check the clocks of both machines.";
    /// Another protocol answered.
    WrongProtocol = "wrong_protocol", "Something answers on this port, but it does not speak this protocol. Check host and port.";
    /// The server offers no STARTTLS.
    StarttlsUnsupported = "starttls_unsupported",
        "The server offers no STARTTLS on this port. Choose TLS with its port (IMAP 993, SMTP 465).";
    /// Passwords are only taken over an encrypted connection.
    EncryptionRequired = "encryption_required", "The server takes no password over an unencrypted connection. Choose TLS or STARTTLS.";
    /// The server offers no way to log in that is set up here.
    AuthUnsupported = "auth_unsupported", "The server does not offer this way to sign in. Choose password or OAuth according to the provider.";
    /// User name or password is wrong.
    LoginFailed = "login_failed", "The server refused the user name or the password. The user name is often the whole mail address.";
    /// The provider wants an app password or OAuth.
    AppPasswordNeeded = "app_password_needed",
        "This provider does not take the normal password. Sign in with OAuth, or create an app password in the account's security settings.";
    /// IMAP is switched off for the account.
    ImapDisabled = "imap_disabled", "IMAP is switched off for this account. Switch it on in the mail settings of the provider.";
    /// The OAuth permission is gone.
    OauthSignInAgain = "oauth_sign_in_again", "The permission was withdrawn or has expired. Sign in again.";
    /// The OAuth client is set up wrong.
    OauthMisconfigured = "oauth_misconfigured", "The provider does not accept the OAuth client. Check client id, secret and redirect address.";
    /// The provider's token server cannot be reached.
    OauthUnavailable = "oauth_unavailable", "The provider's sign-in server did not answer. It is tried again by itself.";
    /// A folder does not exist.
    FolderMissing = "folder_missing", "The folder does not exist on the server. Choose one of the folders that were found.";
    /// Too many connections, or the server asks to come back later.
    ServerBusy = "server_busy", "The server is busy or allows no more connections for this account. It is tried again by itself.";
    /// A command was refused.
    ServerRefused = "server_refused", "The server refused a command. Its words are in the detail.";
    /// The server does not keep to the protocol.
    ProtocolError = "protocol_error", "The server sent something that cannot be understood. The detail helps its administrator.";
    /// What was received could not be stored.
    StorageFailed = "storage_failed", "What was received could not be stored. Nothing is lost: it is fetched again. Check disk space and database.";
}

impl FailureCode {
    /// The login is refused, and will be until somebody changes something.
    #[must_use]
    pub const fn is_login(self) -> bool {
        matches!(
            self,
            Self::LoginFailed
                | Self::AppPasswordNeeded
                | Self::ImapDisabled
                | Self::OauthSignInAgain
                | Self::OauthMisconfigured
                | Self::AuthUnsupported
                | Self::EncryptionRequired
        )
    }
}

impl std::fmt::Display for FailureCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
