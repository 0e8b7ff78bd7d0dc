//! What went wrong, and whether to try again.

use lettre::transport::smtp::Error as SmtpError;

use super::RawMail;
use crate::driver::{RejectedRecipient, SendError};
use crate::email::{Failure, FailureCode};

/// A transaction that failed.
pub(crate) struct Failed {
    /// Nothing of the mail was said yet and the connection was simply gone.
    pub(super) before_envelope: bool,
    pub(super) error: SendError,
}

/// A server's refusal.
pub(super) struct Reply {
    pub(super) code: u16,
    pub(super) enhanced: Option<String>,
    pub(super) message: String,
}

impl Reply {
    /// The refusal in an error, when it is one.
    pub(super) fn of(error: &SmtpError) -> Option<Self> {
        let code = u16::from(error.status()?);
        let message = std::error::Error::source(error)
            .map(ToString::to_string)
            .unwrap_or_default();
        let enhanced = message
            .split_whitespace()
            .next()
            .filter(|word| is_enhanced(word))
            .map(str::to_owned);
        Some(Self {
            code,
            enhanced,
            message: format!("{code} {message}").trim().to_owned(),
        })
    }

    /// 5xx, except where it means the login and not the mail.
    pub(super) const fn is_permanent(&self) -> bool {
        self.code >= 500 && !self.is_login()
    }

    /// The server wants a (better) login first.
    pub(super) const fn is_login(&self) -> bool {
        matches!(self.code, 530 | 534 | 535 | 538)
    }

    pub(super) fn rejected(self, address: &str) -> RejectedRecipient {
        RejectedRecipient {
            address: address.to_owned(),
            permanent: self.is_permanent(),
            smtp_code: Some(self.code),
            enhanced: self.enhanced,
            message: self.message,
        }
    }
}

/// `5.1.1` (RFC 3463).
fn is_enhanced(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 3
        && matches!(parts.first(), Some(&("2" | "4" | "5")))
        && parts
            .iter()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The failure that an error of the connection means.
pub(super) fn failure(error: &SmtpError, doing: &str) -> Failure {
    if let Some(tls) = crate::tls::classify(error) {
        return tls;
    }
    let mut detail = format!("{doing}: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return Failure::from_io(io, doing);
        }
        source = cause.source();
    }
    let code = if error.is_response() && detail.contains("incomplete") {
        FailureCode::ConnectionLost
    } else if error.is_response() {
        FailureCode::WrongProtocol
    } else if error.is_transient() {
        FailureCode::ServerBusy
    } else if error.is_tls() {
        FailureCode::TlsFailed
    } else {
        FailureCode::ServerRefused
    };
    detail.truncate(detail.floor_char_boundary(1000));
    Failure::new(code, detail)
}

/// The inbox does not work: the mail waits.
pub(super) fn inbox_problem(failure: Failure) -> SendError {
    SendError {
        message: failure.detail.clone(),
        inbox_problem: Some(failure),
        ..waits()
    }
}

/// An error that says "try again" and nothing else yet.
pub(super) const fn waits() -> SendError {
    SendError {
        permanent: false,
        inbox_problem: None,
        uncertain: false,
        smtp_code: None,
        enhanced: None,
        message: String::new(),
        rejected_recipients: Vec::new(),
    }
}

/// A refusal of the whole mail.
pub(super) fn refused(reply: Reply) -> SendError {
    let login = reply
        .is_login()
        .then(|| Failure::new(FailureCode::LoginFailed, reply.message.clone()));
    SendError {
        permanent: reply.is_permanent(),
        inbox_problem: login,
        smtp_code: Some(reply.code),
        enhanced: reply.enhanced,
        message: reply.message,
        ..waits()
    }
}

/// No recipient was taken. Permanent only when all refusals are.
pub(super) fn nobody(rejected: Vec<RejectedRecipient>) -> SendError {
    let first = rejected
        .iter()
        .find(|recipient| !recipient.permanent)
        .or(rejected.first());
    SendError {
        permanent: rejected.iter().all(|recipient| recipient.permanent),
        smtp_code: first.and_then(|recipient| recipient.smtp_code),
        enhanced: first.and_then(|recipient| recipient.enhanced.clone()),
        message: first
            .map(|recipient| recipient.message.clone())
            .unwrap_or_default(),
        rejected_recipients: rejected,
        ..waits()
    }
}

/// Addresses go into commands: whatever could end a command or start another is refused before anything is said.
pub(super) fn check_envelope(mail: &RawMail) -> Result<(), SendError> {
    let unusable = |address: &str| address.chars().any(|c| c.is_control() || matches!(c, '<' | '>'));
    let message = if mail.envelope_to.is_empty() {
        "the mail has no recipient".to_owned()
    } else if let Some(bad) = mail
        .envelope_to
        .iter()
        .find(|to| unusable(to) || !to.contains('@'))
    {
        format!("\"{}\" is no address", bad.escape_debug())
    } else if unusable(&mail.envelope_from) {
        format!("\"{}\" is no return path", mail.envelope_from.escape_debug())
    } else {
        return Ok(());
    };
    Err(SendError {
        permanent: true,
        message,
        ..waits()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes_are_recognised() {
        assert!(is_enhanced("5.1.1") && is_enhanced("4.7.100"));
        assert!(!is_enhanced("5.1") && !is_enhanced("3.1.1") && !is_enhanced("5.1.x") && !is_enhanced("550"));
    }

    #[test]
    fn addresses_that_would_break_a_command_are_refused() {
        let mail = |from: &str, to: &[&str]| RawMail {
            envelope_from: from.to_owned(),
            envelope_to: to.iter().map(|to| (*to).to_owned()).collect(),
            raw: bytes::Bytes::new(),
        };
        assert!(check_envelope(&mail("", &["a@b"])).is_ok());
        for (from, to) in [
            ("a@b", &[][..]),
            ("a@b\r\n", &["a@b"]),
            ("a@b", &["a@b>\r\nDATA"]),
            ("a@b", &["nobody"]),
        ] {
            assert!(check_envelope(&mail(from, to)).is_err_and(|error| error.permanent));
        }
    }
}
