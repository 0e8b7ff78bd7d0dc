//! Servers of well-known providers, by the domain of an address, and what is special about signing in there.

use serde::Serialize;

use super::net::Security;
use super::oauth::OAuthProvider;

/// A host, its port and its kind of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// Server name.
    pub host: &'static str,
    /// Port.
    pub port: u16,
    /// Encryption.
    pub security: Security,
}

/// How a provider lets programs sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// The account's password.
    Password,
    /// A password made for this program only; the normal one is refused.
    AppPassword,
    /// OAuth only.
    OAuth,
}

/// A provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Preset {
    /// Stable id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Domains of its addresses.
    pub domains: &'static [&'static str],
    /// For receiving.
    pub imap: Endpoint,
    /// For sending.
    pub smtp: Endpoint,
    /// How programs sign in.
    pub sign_in: SignIn,
    /// When it offers OAuth that is supported here.
    pub oauth: Option<OAuthProvider>,
    /// What an administrator should know, in English.
    pub note: &'static str,
    /// The provider's own instructions.
    pub help_url: &'static str,
}

const fn tls(host: &'static str, port: u16) -> Endpoint {
    Endpoint {
        host,
        port,
        security: Security::Tls,
    }
}

const fn starttls(host: &'static str, port: u16) -> Endpoint {
    Endpoint {
        host,
        port,
        security: Security::StartTls,
    }
}

const SAME_PASSWORD: &str =
    "The normal password works, unless two-step sign-in is on: then create an app password.";
const APP_PASSWORD: &str =
    "The normal password is refused. Create an app password in the security settings of the account.";

/// Every preset.
pub const ALL: &[Preset] = &[
    Preset {
        id: "google",
        name: "Gmail / Google Workspace",
        domains: &["gmail.com", "googlemail.com"],
        imap: tls("imap.gmail.com", 993),
        smtp: tls("smtp.gmail.com", 465),
        sign_in: SignIn::AppPassword,
        oauth: Some(OAuthProvider::Google),
        note: "Sign in with Google, or turn on 2-Step Verification and create an app password; the normal password is refused.",
        help_url: "https://support.google.com/accounts/answer/185833",
    },
    Preset {
        id: "microsoft",
        name: "Outlook.com / Microsoft 365",
        domains: &[
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "outlook.fr",
            "hotmail.co.uk",
            "hotmail.fr",
            "live.co.uk",
        ],
        imap: tls("outlook.office365.com", 993),
        smtp: starttls("smtp.office365.com", 587),
        sign_in: SignIn::OAuth,
        oauth: Some(OAuthProvider::Microsoft),
        note: "Microsoft takes no passwords from mail programs. Sign in with Microsoft; an administrator may have to allow IMAP and authenticated SMTP for the mailbox.",
        help_url: "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online",
    },
    Preset {
        id: "yahoo",
        name: "Yahoo Mail",
        domains: &[
            "yahoo.com",
            "yahoo.com.vn",
            "yahoo.co.uk",
            "yahoo.fr",
            "yahoo.de",
            "yahoo.ro",
            "ymail.com",
            "rocketmail.com",
            "aol.com",
        ],
        imap: tls("imap.mail.yahoo.com", 993),
        smtp: tls("smtp.mail.yahoo.com", 465),
        sign_in: SignIn::AppPassword,
        oauth: None,
        note: APP_PASSWORD,
        help_url: "https://help.yahoo.com/kb/SLN15241.html",
    },
    Preset {
        id: "icloud",
        name: "iCloud Mail",
        domains: &["icloud.com", "me.com", "mac.com"],
        imap: tls("imap.mail.me.com", 993),
        smtp: starttls("smtp.mail.me.com", 587),
        sign_in: SignIn::AppPassword,
        oauth: None,
        note: APP_PASSWORD,
        help_url: "https://support.apple.com/102654",
    },
    Preset {
        id: "zoho",
        name: "Zoho Mail",
        domains: &["zoho.com", "zohomail.com"],
        imap: tls("imap.zoho.com", 993),
        smtp: tls("smtp.zoho.com", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: "IMAP must be switched on in the mail settings. Accounts of a company use imappro.zoho.com and smtppro.zoho.com; with two-step sign-in create an app password.",
        help_url: "https://www.zoho.com/mail/help/imap-access.html",
    },
    Preset {
        id: "zoho-eu",
        name: "Zoho Mail (Europe)",
        domains: &["zohomail.eu", "zoho.eu"],
        imap: tls("imap.zoho.eu", 993),
        smtp: tls("smtp.zoho.eu", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: "IMAP must be switched on in the mail settings; with two-step sign-in create an app password.",
        help_url: "https://www.zoho.com/mail/help/imap-access.html",
    },
    Preset {
        id: "yandex",
        name: "Yandex Mail",
        domains: &["yandex.com", "yandex.ru", "ya.ru"],
        imap: tls("imap.yandex.com", 993),
        smtp: tls("smtp.yandex.com", 465),
        sign_in: SignIn::AppPassword,
        oauth: None,
        note: APP_PASSWORD,
        help_url: "https://yandex.com/support/mail/mail-clients/others.html",
    },
    Preset {
        id: "gmx",
        name: "GMX",
        domains: &["gmx.com", "gmx.net", "gmx.de", "gmx.at", "gmx.ch"],
        imap: tls("imap.gmx.net", 993),
        smtp: tls("mail.gmx.net", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: "Access by mail programs must be switched on in the settings of the mailbox.",
        help_url: "https://support.gmx.com/pop-imap/toggle.html",
    },
    Preset {
        id: "webde",
        name: "WEB.DE",
        domains: &["web.de"],
        imap: tls("imap.web.de", 993),
        smtp: tls("smtp.web.de", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: "Access by mail programs must be switched on in the settings of the mailbox.",
        help_url: "https://hilfe.web.de/pop-imap/einschalten.html",
    },
    Preset {
        id: "ionos",
        name: "IONOS",
        domains: &["ionos.com", "ionos.de", "online.de"],
        imap: tls("imap.ionos.com", 993),
        smtp: tls("smtp.ionos.com", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: SAME_PASSWORD,
        help_url: "https://www.ionos.com/help/email/",
    },
    Preset {
        id: "ovh",
        name: "OVHcloud",
        domains: &["ovh.net", "ovh.com"],
        imap: tls("ssl0.ovh.net", 993),
        smtp: tls("ssl0.ovh.net", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: "For MX Plan and Zimbra addresses; Exchange and Email Pro have servers of their own, named in the control panel.",
        help_url: "https://help.ovhcloud.com/csm/en-mx-plan-email-generality",
    },
    Preset {
        id: "fastmail",
        name: "Fastmail",
        domains: &["fastmail.com", "fastmail.fm"],
        imap: tls("imap.fastmail.com", 993),
        smtp: tls("smtp.fastmail.com", 465),
        sign_in: SignIn::AppPassword,
        oauth: None,
        note: APP_PASSWORD,
        help_url: "https://www.fastmail.help/hc/en-us/articles/360058752854",
    },
    Preset {
        id: "mailru",
        name: "Mail.ru",
        domains: &["mail.ru", "inbox.ru", "list.ru", "bk.ru"],
        imap: tls("imap.mail.ru", 993),
        smtp: tls("smtp.mail.ru", 465),
        sign_in: SignIn::AppPassword,
        oauth: None,
        note: APP_PASSWORD,
        help_url: "https://help.mail.ru/mail/mailer/",
    },
    Preset {
        id: "mailbox-org",
        name: "mailbox.org",
        domains: &["mailbox.org"],
        imap: tls("imap.mailbox.org", 993),
        smtp: tls("smtp.mailbox.org", 465),
        sign_in: SignIn::Password,
        oauth: None,
        note: SAME_PASSWORD,
        help_url: "https://kb.mailbox.org/",
    },
];

/// The preset for an address, by its domain.
#[must_use]
pub fn for_address(address: &str) -> Option<&'static Preset> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    ALL.iter()
        .find(|preset| preset.domains.contains(&domain.as_str()))
}

/// The preset that a server belongs to: company addresses at a provider have a domain of their own.
#[must_use]
pub fn for_host(host: &str) -> Option<&'static Preset> {
    let host = host.trim().to_ascii_lowercase();
    ALL.iter()
        .find(|preset| preset.imap.host == host || preset.smtp.host == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_found_by_address_and_by_host() {
        assert_eq!(for_address("Ana@GMail.com").map(|p| p.id), Some("google"));
        assert_eq!(for_address("ana@example.ro"), None);
        assert_eq!(for_address("nonsense"), None);
        assert_eq!(for_host("SMTP.office365.com").map(|p| p.id), Some("microsoft"));
    }

    #[test]
    fn no_domain_or_id_is_claimed_twice() {
        let mut seen = std::collections::HashSet::new();
        for preset in ALL {
            assert!(seen.insert(preset.id));
            assert!(
                preset.domains.iter().all(|domain| seen.insert(*domain)),
                "{}",
                preset.id
            );
            assert!(preset.help_url.starts_with("https://"));
        }
    }
}
