//! What the server's answers mean, where `imap-proto` leaves it open: outcomes of commands, codes, dates.

use domain::Timestamp;

use crate::email::{Failure, FailureCode};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Ok,
    No,
    Bad,
}

/// The tagged answer to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Completion {
    pub(super) outcome: Outcome,
    /// The response code in upper case with its arguments: `AUTHENTICATIONFAILED`, `CAPABILITY IMAP4REV1 IDLE`.
    pub(super) code: Option<String>,
    pub(super) text: String,
}

impl Completion {
    /// Reads what follows the tag, or the `*`.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let outcome = match word.to_ascii_uppercase().as_str() {
            "OK" | "PREAUTH" => Outcome::Ok,
            "NO" => Outcome::No,
            "BAD" | "BYE" => Outcome::Bad,
            _ => return None,
        };
        let rest = rest.trim_start();
        let (code, text) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((code, text)) => (Some(code.to_ascii_uppercase()), text.trim()),
            None => (None, rest),
        };
        Some(Self {
            outcome,
            code,
            text: text.to_owned(),
        })
    }

    pub(super) fn ok(self, doing: &str) -> Result<Self, Failure> {
        if self.outcome == Outcome::Ok {
            Ok(self)
        } else {
            Err(self.failure(doing))
        }
    }

    /// The failure that a refusal means, by its code (RFC 5530) before its words.
    pub(super) fn failure(&self, doing: &str) -> Failure {
        let code = match self.code.as_deref().and_then(|code| code.split(' ').next()) {
            Some("AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED") => FailureCode::LoginFailed,
            Some("PRIVACYREQUIRED") => FailureCode::EncryptionRequired,
            Some("UNAVAILABLE" | "INUSE" | "LIMIT" | "THROTTLED" | "OVERQUOTA") => FailureCode::ServerBusy,
            Some("NONEXISTENT" | "TRYCREATE") => FailureCode::FolderMissing,
            _ => FailureCode::ServerRefused,
        };
        Failure::new(code, format!("{doing}: {}", self.words()))
    }

    /// Code and text as the server said them.
    pub(super) fn words(&self) -> String {
        match &self.code {
            Some(code) => format!("[{code}] {}", self.text),
            None => self.text.clone(),
        }
    }
}

/// What a refused login means; providers say the important things in words only.
pub(super) fn login_failure(completion: &Completion, with_token: bool) -> Failure {
    let words = completion.words();
    let lower = words.to_lowercase();
    let says = |needles: &[&str]| needles.iter().any(|needle| lower.contains(needle));
    let code = if says(&[
        "application-specific password",
        "app password",
        "app-specific",
        "web login required",
        "weblogin",
    ]) || says(&[
        "basic authentication is disabled",
        "basicauthblocked",
        "authentication method is disabled",
    ]) {
        FailureCode::AppPasswordNeeded
    } else if says(&[
        "not enabled for imap",
        "imap access is disabled",
        "imap is disabled",
        "imap disabled",
    ]) || says(&[
        "enable imap",
        "imap not enabled",
        "imap access disabled",
        "user is authenticated but not connected",
    ]) {
        FailureCode::ImapDisabled
    } else if says(&[
        "too many",
        "try again later",
        "temporarily",
        "lockdown",
        "rate limit",
    ]) {
        FailureCode::ServerBusy
    } else {
        match completion.failure("").code {
            // Whatever a server calls it, a refused token means that the permission does not do.
            FailureCode::ServerRefused | FailureCode::LoginFailed if with_token => {
                FailureCode::OauthSignInAgain
            }
            FailureCode::ServerRefused => FailureCode::LoginFailed,
            other => other,
        }
    };
    Failure::new(code, format!("login: {words}"))
}

/// `17-Jul-1996 02:44:25 -0700`.
pub(super) fn internal_date(text: &str) -> Option<Timestamp> {
    let instant = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim())
        .ok()?
        .to_timestamp()
        .ok()?;
    Some(Timestamp(instant.as_microsecond()))
}

/// The day in UTC as searches name it: `17-Jul-1996`.
pub(super) fn search_day(at: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    instant.strftime("%d-%b-%Y").to_string()
}

/// UIDs as the shortest set: `1:5,9,12:13`. They must be in ascending order.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut out = String::new();
    let mut run: Option<(u32, u32)> = None;
    let mut flush = |run: Option<(u32, u32)>| {
        if let Some((first, last)) = run {
            if !out.is_empty() {
                out.push(',');
            }
            out.push_str(&if first == last {
                first.to_string()
            } else {
                format!("{first}:{last}")
            });
        }
    };
    for uid in uids {
        run = match run {
            Some((first, last)) if last.checked_add(1) == Some(*uid) => Some((first, *uid)),
            other => {
                flush(other);
                Some((*uid, *uid))
            }
        };
    }
    flush(run);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_read_with_code_and_text() {
        let completion =
            Completion::parse(b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n").unwrap();
        assert_eq!(completion.code.as_deref(), Some("AUTHENTICATIONFAILED"));
        assert_eq!(completion.failure("login").code, FailureCode::LoginFailed);
        assert_eq!(Completion::parse(b"OK\r\n").unwrap().outcome, Outcome::Ok);
        assert_eq!(Completion::parse(b"FETCH done"), None);
    }

    #[test]
    fn providers_words_are_understood() {
        let code =
            |words: &str, token| login_failure(&Completion::parse(words.as_bytes()).unwrap(), token).code;
        let gmail = "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833";
        assert_eq!(code(gmail, false), FailureCode::AppPasswordNeeded);
        let off =
            "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page";
        assert_eq!(code(off, false), FailureCode::ImapDisabled);
        assert_eq!(
            code("NO AUTHENTICATE failed.", true),
            FailureCode::OauthSignInAgain
        );
        assert_eq!(code("NO LOGIN failed.", false), FailureCode::LoginFailed);
        assert_eq!(
            code("NO [UNAVAILABLE] Temporary authentication failure.", false),
            FailureCode::ServerBusy
        );
        assert_eq!(
            code("NO [PRIVACYREQUIRED] Plaintext disallowed", false),
            FailureCode::EncryptionRequired
        );
    }

    #[test]
    fn dates_and_sets() {
        let at = internal_date("17-Jul-1996 02:44:25 -0700").unwrap();
        assert_eq!(at.to_rfc3339(), "1996-07-17T09:44:25.000000Z");
        assert_eq!(
            internal_date(" 7-Jul-1996 02:44:25 +0000").unwrap().seconds(),
            836_707_465
        );
        assert_eq!(internal_date("31-Feb-2026 00:00:00 +0000"), None);
        assert_eq!(search_day(at), "17-Jul-1996");
        assert_eq!(uid_set(&[1, 2, 3, 5, 9, 10]), "1:3,5,9:10");
        assert_eq!(uid_set(&[u32::MAX]), "4294967295");
        assert_eq!(uid_set(&[]), "");
    }
}
