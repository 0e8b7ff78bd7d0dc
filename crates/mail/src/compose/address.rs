//! Addresses on the way out: checked, the domain in its ASCII form, each recipient once in the envelope.

use super::{ComposeError, Outgoing};
use crate::Mailbox;

/// RFC 5321, section 4.5.3.1.3: a path is at most 256 characters, two of which are the angle brackets.
const MAX_ADDRESS: usize = 254;

/// A mail's addresses, in the form in which they are sent.
pub(super) struct Recipients {
    pub(super) from: Mailbox,
    pub(super) to: Vec<Mailbox>,
    pub(super) cc: Vec<Mailbox>,
    pub(super) reply_to: Option<Mailbox>,
    pub(super) envelope_from: String,
    pub(super) envelope_to: Vec<String>,
}

impl Recipients {
    pub(super) fn of(mail: &Outgoing) -> Result<Self, ComposeError> {
        let from = checked("from", &mail.from)?;
        let to = all_checked("to", &mail.to)?;
        let cc = all_checked("cc", &mail.cc)?;
        let bcc = all_checked("bcc", &mail.bcc)?;
        let reply_to = mail
            .reply_to
            .as_ref()
            .map(|mailbox| checked("reply_to", mailbox))
            .transpose()?;

        let mut envelope_to: Vec<String> = Vec::with_capacity(to.len() + cc.len() + bcc.len());
        let mut seen = std::collections::HashSet::new();
        for mailbox in to.iter().chain(&cc).chain(&bcc) {
            if seen.insert(mailbox.key()) {
                envelope_to.push(mailbox.address.clone());
            }
        }
        if envelope_to.is_empty() {
            return Err(ComposeError::NoRecipient);
        }
        let envelope_from = match mail.return_path.as_deref() {
            None => from.address.clone(),
            Some("") => String::new(),
            Some(path) => to_ascii(path).ok_or(ComposeError::Address {
                field: "return_path",
                address: path.to_owned(),
            })?,
        };
        Ok(Self {
            from,
            to,
            cc,
            reply_to,
            envelope_from,
            envelope_to,
        })
    }
}

fn all_checked(field: &'static str, mailboxes: &[Mailbox]) -> Result<Vec<Mailbox>, ComposeError> {
    mailboxes.iter().map(|mailbox| checked(field, mailbox)).collect()
}

fn checked(field: &'static str, mailbox: &Mailbox) -> Result<Mailbox, ComposeError> {
    if mailbox.address.chars().any(char::is_control) {
        return Err(ComposeError::ControlCharacter {
            field: field.to_owned(),
        });
    }
    let address = to_ascii(&mailbox.address).ok_or_else(|| ComposeError::Address {
        field,
        address: mailbox.address.clone(),
    })?;
    Ok(Mailbox {
        name: super::fields::one_line(&mailbox.name),
        address,
    })
}

/// The address with its domain in punycode, or `None` when no server would take it. A local part in another script is
/// kept: servers with SMTPUTF8 deliver it, and the others say that they cannot.
fn to_ascii(address: &str) -> Option<String> {
    let address = address.trim();
    let (local, domain) = address.rsplit_once('@')?;
    if !is_local_part(local) {
        return None;
    }
    let domain = if is_domain_literal(domain) {
        domain.to_owned()
    } else {
        ascii_domain(domain)?
    };
    let whole = format!("{local}@{domain}");
    (whole.len() <= MAX_ADDRESS).then_some(whole)
}

fn ascii_domain(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(domain).ok()?;
    let labels_fit = ascii.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    });
    labels_fit.then_some(ascii)
}

/// `[192.0.2.1]` and `[IPv6:2001:db8::1]`, for servers without a name.
fn is_domain_literal(domain: &str) -> bool {
    domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inner| {
            inner
                .trim_start_matches("IPv6:")
                .parse::<std::net::IpAddr>()
                .is_ok()
        })
}

/// Lenient where real mailboxes are: dots anywhere. Strict where the header or the SMTP command would break.
fn is_local_part(local: &str) -> bool {
    if let Some(inner) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return !inner.is_empty() && !inner.chars().any(|c| c.is_control() || matches!(c, '"' | '\\'));
    }
    !local.is_empty()
        && local.chars().all(|c| {
            c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || (!c.is_ascii() && !c.is_whitespace())
        })
}

#[cfg(test)]
mod tests {
    use super::to_ascii;

    #[test]
    fn domains_become_punycode_and_local_parts_stay() {
        assert_eq!(
            to_ascii("lan@cửa-hàng.vn").as_deref(),
            Some("lan@xn--ca-hng-lta4562d.vn")
        );
        assert_eq!(
            to_ascii("Ana.Pop@Example.RO").as_deref(),
            Some("Ana.Pop@example.ro")
        );
        assert_eq!(
            to_ascii("\"ana pop\"@example.ro").as_deref(),
            Some("\"ana pop\"@example.ro")
        );
        assert_eq!(to_ascii("a@[192.0.2.1]").as_deref(), Some("a@[192.0.2.1]"));
        assert_eq!(
            to_ascii("..dots..@docomo.example").as_deref(),
            Some("..dots..@docomo.example")
        );
    }

    #[test]
    fn what_no_server_takes_is_refused() {
        for bad in [
            "",
            "ana",
            "@example.ro",
            "ana@",
            "a b@example.ro",
            "a@b@",
            "<a@b.c>",
            "a,b@c.d",
            "a@b..c",
            "a@b c",
        ] {
            assert_eq!(to_ascii(bad), None, "{bad}");
        }
        assert_eq!(to_ascii(&format!("{}@example.ro", "a".repeat(250))), None);
    }
}
