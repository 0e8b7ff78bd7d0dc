//! Checks of mail settings that need no database. Every refusal names its field as it stands in the request.

use std::net::IpAddr;

use domain::inboxes::{MailAuth, Security};
use domain::validate::{Checks, fold_email};

use super::input::{EmailInput, ServerInput};

/// Further addresses of one inbox.
const MOST_ALIASES: usize = 100;
/// Folders that one inbox fetches.
const MOST_FOLDERS: usize = 100;

/// Mail settings that passed. A server is none where it was refused too; then the checks know.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) from_name: String,
    pub(super) signature: String,
    pub(super) imap: Option<CheckedServer>,
    pub(super) folders: Vec<String>,
    pub(super) start: Option<&'static str>,
    pub(super) smtp: Option<CheckedServer>,
    pub(super) silent_alarm_hours: Option<u32>,
}

/// A mail server that passed.
#[derive(Debug)]
pub(super) struct CheckedServer {
    /// Path of the server in the request.
    pub(super) field: &'static str,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) username: String,
    pub(super) auth: MailAuth,
    pub(super) password: Option<String>,
    pub(super) oauth_grant: Option<String>,
}

/// Checks everything but addresses and keys. `address` is the inbox's own.
pub(super) fn settings(checks: &mut Checks, input: &EmailInput, address: &str) -> Checked {
    let start = match input.start.as_deref() {
        None => None,
        Some("new") => Some("new"),
        Some("all") => Some("all"),
        Some(other) => {
            let detail = format!("\"{other}\" is neither new nor all");
            checks.refuse("email.start", "unknown_value", detail);
            None
        }
    };
    let silent_alarm_hours = input.silent_alarm_hours.filter(|hours| *hours > 0);
    if let Some(hours) = silent_alarm_hours {
        checks.range("email.silent_alarm_hours", i64::from(hours), 1, 720);
    }
    Checked {
        from_name: checks.line("email.from_name", &input.from_name, 0, 100),
        signature: checks.text("email.signature", &input.signature, 0, 5_000),
        imap: input
            .imap
            .as_ref()
            .and_then(|imap| server(checks, "email.imap", imap, address)),
        folders: folders(checks, &input.folders),
        start,
        smtp: input
            .smtp
            .as_ref()
            .and_then(|smtp| server(checks, "email.smtp", smtp, address)),
        silent_alarm_hours,
    }
}

/// The addresses of an inbox, its own first; each with its folded form, none twice.
pub(super) fn addresses(checks: &mut Checks, own: &str, aliases: &[String]) -> Vec<(String, String)> {
    if aliases.len() > MOST_ALIASES {
        let detail = format!("has {} addresses, may have at most {MOST_ALIASES}", aliases.len());
        checks.refuse("email.aliases", "too_many", detail);
    }
    let mut all = vec![(own.to_owned(), fold_email(own))];
    for (index, alias) in aliases.iter().enumerate().take(MOST_ALIASES) {
        let alias = checks.email(&alias_field(index), alias);
        all.push((alias.clone(), fold_email(&alias)));
    }
    all
}

/// Path of an address: 0 is the inbox's own, then come the aliases.
pub(super) fn address_field(index: usize) -> String {
    index
        .checked_sub(1)
        .map_or_else(|| "address".to_owned(), alias_field)
}

fn alias_field(index: usize) -> String {
    format!("email.aliases.{index}")
}

fn folders(checks: &mut Checks, input: &[String]) -> Vec<String> {
    if input.len() > MOST_FOLDERS {
        let detail = format!("has {} folders, may have at most {MOST_FOLDERS}", input.len());
        checks.refuse("email.folders", "too_many", detail);
    }
    let mut folders: Vec<String> = Vec::new();
    for (index, folder) in input.iter().enumerate().take(MOST_FOLDERS) {
        let folder = checks.line(&format!("email.folders.{index}"), folder, 1, 250);
        // INBOX is the one name that servers read without letter case (RFC 3501, section 5.1).
        let folder = if folder.eq_ignore_ascii_case("inbox") {
            "INBOX".to_owned()
        } else {
            folder
        };
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    if folders.is_empty() {
        folders.push("INBOX".to_owned());
    }
    folders
}

fn server(
    checks: &mut Checks,
    field: &'static str,
    input: &ServerInput,
    address: &str,
) -> Option<CheckedServer> {
    let at = |name: &str| format!("{field}.{name}");
    let host = checks.line(&at("host"), &input.host, 1, 253);
    if !host.is_empty() && !is_host(&host) {
        let detail = format!("\"{host}\" is not a server name such as mail.example.com");
        checks.refuse(&at("host"), "invalid_host", detail);
    }
    checks.range(&at("port"), i64::from(input.port), 1, 65_535);
    let security: Option<Security> = checks.name(&at("security"), &input.security);
    let auth: Option<MailAuth> = match input.auth.as_deref() {
        Some(auth) => checks.name(&at("auth"), auth),
        None => Some(MailAuth::Password),
    };
    let mut username = checks.line(&at("username"), &input.username, 0, 254);
    match auth {
        Some(MailAuth::Google | MailAuth::Microsoft) if username.is_empty() => {
            address.clone_into(&mut username)
        }
        Some(MailAuth::Password) if username.is_empty() => {
            checks.refuse(&at("username"), "required", "must not be empty");
        }
        Some(MailAuth::None) if field == "email.imap" => {
            checks.refuse(&at("auth"), "unsupported", "fetching mail needs a sign-in");
        }
        _ => {}
    }
    let password = input.password.clone().filter(|password| !password.is_empty());
    if password
        .as_ref()
        .is_some_and(|p| p.len() > 4_000 || p.chars().any(char::is_control))
    {
        checks.refuse(
            &at("password"),
            "invalid_characters",
            "is too long or contains control characters",
        );
    }
    Some(CheckedServer {
        field,
        host,
        port: input.port,
        security: security?,
        username,
        auth: auth?,
        password,
        oauth_grant: input.oauth_grant.clone().filter(|grant| !grant.is_empty()),
    })
}

/// Whether a text can be the name or the address of a server. Names in other scripts are fine; a URL is not.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    host.parse::<IpAddr>().is_ok() || host.trim_end_matches('.').split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::validate::Invalid;

    fn refused(input: &EmailInput) -> Vec<(String, &'static str)> {
        let mut checks = Checks::new();
        settings(&mut checks, input, "help@example.com");
        match checks.finish() {
            Ok(()) => Vec::new(),
            Err(Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
        }
    }

    fn server_input(host: &str) -> ServerInput {
        ServerInput {
            host: host.to_owned(),
            port: 993,
            security: "tls".to_owned(),
            username: "help".to_owned(),
            ..ServerInput::default()
        }
    }

    #[test]
    fn refusals_name_the_field_of_the_request() {
        let imap = ServerInput {
            port: 0,
            security: "ssl".to_owned(),
            username: String::new(),
            ..server_input("https://mail.example.com")
        };
        let input = EmailInput {
            imap: Some(imap),
            start: Some("yesterday".to_owned()),
            silent_alarm_hours: Some(721),
            ..EmailInput::default()
        };
        let refused = refused(&input);
        for expected in [
            ("email.imap.host", "invalid_host"),
            ("email.imap.port", "out_of_range"),
            ("email.imap.security", "unknown_value"),
            ("email.imap.username", "required"),
            ("email.start", "unknown_value"),
            ("email.silent_alarm_hours", "out_of_range"),
        ] {
            assert!(
                refused.contains(&(expected.0.to_owned(), expected.1)),
                "{expected:?} in {refused:?}"
            );
        }
    }

    #[test]
    fn hosts_are_names_or_addresses() {
        for good in [
            "mail.example.com",
            "localhost",
            "127.0.0.1",
            "::1",
            "mail.exämple.vn",
            "a_b.test.",
        ] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "a b", "mail:993", "imap://x", "a..b", "x/y"] {
            assert!(!is_host(bad), "{bad}");
        }
    }

    #[test]
    fn the_same_folder_is_fetched_once() {
        let mut checks = Checks::new();
        let names = ["inbox", "INBOX", "Đã gửi"].map(str::to_owned);
        assert_eq!(folders(&mut checks, &names), ["INBOX", "Đã gửi"]);
        assert_eq!(folders(&mut checks, &[]), ["INBOX"]);
    }
}
