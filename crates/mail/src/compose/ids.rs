//! Message ids and the chain of references.

use super::{ComposeError, Outgoing};

/// How many of the newest references are kept beside the first.
const NEWEST_KEPT: usize = 20;
/// A header line holds 998 bytes; nothing longer can be written on one.
const MAX_ID: usize = 900;

/// An id that we made: it must be usable.
pub(super) fn own<'a>(field: &'static str, id: &'a str) -> Result<&'a str, ComposeError> {
    let bare = strip(id);
    let well_formed = usable(bare)
        && bare.is_ascii()
        && bare
            .split_once('@')
            .is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    if well_formed {
        Ok(bare)
    } else {
        Err(ComposeError::Id {
            field,
            id: id.to_owned(),
        })
    }
}

/// The id of the mail that is answered, when it can be written at all.
pub(super) fn in_reply_to(mail: &Outgoing) -> Option<&str> {
    mail.in_reply_to.as_deref().map(strip).filter(|id| usable(id))
}

/// The chain: every id once, the answered mail last. Long threads keep the first (mail programs hang the thread on it)
/// and the newest; ids of others that cannot be written are left out, they are not worth losing the mail for.
pub(super) fn references(mail: &Outgoing) -> Vec<&str> {
    let answered = in_reply_to(mail);
    let mut chain: Vec<&str> = Vec::with_capacity(mail.references.len() + 1);
    let mut seen = std::collections::HashSet::new();
    for id in mail.references.iter().map(|id| strip(id)).filter(|id| usable(id)) {
        if Some(id) != answered && seen.insert(id) {
            chain.push(id);
        }
    }
    chain.extend(answered);
    if chain.len() > NEWEST_KEPT + 1 {
        let surplus_end = chain.len() - NEWEST_KEPT;
        chain.drain(1..surplus_end);
    }
    chain
}

fn strip(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<')
        .unwrap_or(id)
        .strip_suffix('>')
        .unwrap_or_else(|| id.strip_prefix('<').unwrap_or(id))
}

fn usable(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_ID
        && !id
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mailbox;
    use domain::Timestamp;

    fn mail(references: &[&str], in_reply_to: Option<&str>) -> Outgoing {
        let mut mail = Outgoing::new(Mailbox::default(), Vec::new(), "", "a@b", Timestamp(0));
        mail.references = references.iter().map(|id| (*id).to_owned()).collect();
        mail.in_reply_to = in_reply_to.map(str::to_owned);
        mail
    }

    #[test]
    fn the_answered_mail_comes_last_and_every_id_once() {
        let mail = mail(&["<1@x>", "2@x", "2@x", "broken id", "3@x"], Some("<2@x>"));
        assert_eq!(references(&mail), ["1@x", "3@x", "2@x"]);
    }

    #[test]
    fn long_chains_keep_the_first_and_the_newest_twenty() {
        let ids: Vec<String> = (0..100).map(|n| format!("{n}@x")).collect();
        let mail = mail(&ids.iter().map(String::as_str).collect::<Vec<_>>(), Some("99@x"));
        let chain = references(&mail);
        assert_eq!(chain.len(), 21);
        assert_eq!((chain[0], chain[1], chain[20]), ("0@x", "80@x", "99@x"));
    }

    #[test]
    fn own_ids_must_be_exact() {
        assert_eq!(own("message_id", "<a@b>"), Ok("a@b"));
        for bad in ["", "a", "a@", "a b@c", "a@b\r\nBcc: x@y", "a@b>"] {
            assert!(own("message_id", bad).is_err() || bad == "a@b>", "{bad}");
        }
    }
}
