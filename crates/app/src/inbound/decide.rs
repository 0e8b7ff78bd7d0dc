//! Who wrote, and whether a mail is taken at all. Pure but for what is asked of the database beforehand.

use domain::validate::{fold_email, is_email};
use mail::{Mail, MailKind, Mailbox};

/// What is known about the installation when a mail is judged.
#[derive(Debug, Clone, Default)]
pub(super) struct Ours {
    /// Own addresses, folded.
    pub addresses: Vec<String>,
    /// Addresses of agents, folded.
    pub agents: Vec<String>,
    /// Our loop token.
    pub loop_token: String,
}

impl Ours {
    fn owns(&self, mailbox: &Mailbox) -> bool {
        self.addresses.contains(&fold_email(&mailbox.address))
    }
}

/// Whose message a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Author {
    /// A customer.
    Customer(Mailbox),
    /// The original author of a mail that an agent forwarded to the inbox.
    Forwarded(Mailbox),
    /// Nobody: the mail is left out, for this reason.
    Nobody(&'static str),
}

/// Header that every mail of ours carries.
const LOOP_HEADER: &str = "X-Rapport-Loop";

/// Finds the customer behind a mail.
pub(super) fn author(mail: &Mail, ours: &Ours) -> Author {
    let came_back = mail
        .header(LOOP_HEADER)
        .is_some_and(|token| token.trim() == ours.loop_token);
    let from_us = ours.owns(&mail.from);
    if came_back && from_us {
        return Author::Nobody("our own mail came back");
    }
    let by_agent = ours.agents.contains(&fold_email(&mail.from.address));
    if by_agent
        && let Some(forwarded) = &mail.forwarded
        && is_email(&forwarded.original_from.address)
        && !ours.owns(&forwarded.original_from)
    {
        return Author::Forwarded(forwarded.original_from.clone());
    }
    if from_us && mail.kind != MailKind::Bounce {
        // Web forms write in our name and put the customer into Reply-To.
        return match mail
            .reply_to
            .iter()
            .find(|m| is_email(&m.address) && !ours.owns(m))
        {
            Some(customer) => Author::Customer(customer.clone()),
            None => Author::Nobody("sent from an own address"),
        };
    }
    let candidates = std::iter::once(&mail.from)
        .chain(mail.sender.iter())
        .chain(&mail.reply_to);
    let usable = candidates.clone().find(|m| is_email(&m.address));
    Author::Customer(
        usable
            .or_else(|| candidates.into_iter().next())
            .cloned()
            .unwrap_or_default(),
    )
}

/// Providers whose domain says nothing about who belongs together.
const PUBLIC_PROVIDERS: [&str; 28] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "yahoo.co.uk",
    "yahoo.com.vn",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.com",
    "web.de",
    "mail.ru",
    "yandex.ru",
    "yandex.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "163.com",
    "zoho.com",
    "yahoo.ro",
    "mail.com",
];

/// Whether two people share a company's mail domain.
pub(super) fn are_colleagues(a: &str, b: &str) -> bool {
    let domain = |address: &str| {
        fold_email(address)
            .rsplit_once('@')
            .map(|(_, domain)| domain.to_owned())
    };
    match (domain(a), domain(b)) {
        (Some(a), Some(b)) => a == b && !PUBLIC_PROVIDERS.contains(&a.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Ours {
        Ours {
            addresses: vec!["help@ours.test".into()],
            agents: vec!["ana@ours.test".into()],
            loop_token: "abc".into(),
        }
    }

    fn mail(from: &str) -> Mail {
        Mail {
            from: Mailbox::new("", from),
            ..Mail::default()
        }
    }

    #[test]
    fn own_mail_that_comes_back_is_left_out() {
        let mut back = mail("Help@ours.test");
        back.headers = vec![("X-Rapport-Loop".into(), "abc".into())];
        assert_eq!(author(&back, &ours()), Author::Nobody("our own mail came back"));
        assert_eq!(
            author(&mail("help@ours.test"), &ours()),
            Author::Nobody("sent from an own address")
        );
    }

    #[test]
    fn a_web_form_in_our_name_is_the_customer_s() {
        let mut form = mail("help@ours.test");
        form.reply_to = vec![Mailbox::new("Lan", "lan@example.com")];
        assert_eq!(
            author(&form, &ours()),
            Author::Customer(Mailbox::new("Lan", "lan@example.com"))
        );
    }

    #[test]
    fn a_mail_without_any_sender_still_has_an_author() {
        assert_eq!(
            author(&Mail::default(), &ours()),
            Author::Customer(Mailbox::default())
        );
    }

    #[test]
    fn colleagues_share_a_company_but_not_a_public_provider() {
        assert!(are_colleagues("a@acme.test", "B@ACME.test"));
        assert!(!are_colleagues("a@gmail.com", "b@gmail.com"));
        assert!(!are_colleagues("a@acme.test", "b@other.test"));
    }
}
