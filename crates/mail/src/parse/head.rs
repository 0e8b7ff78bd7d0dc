//! The header of a mail: who, to whom, when, about what.

use std::time::Duration;

use super::ParseOptions;
use crate::charset;
use crate::header::{address, auth, date, ids, words};
use crate::message::{Mail, Mailbox};
use crate::mime::tree::Part;

/// A clock may be this wrong before its date is not believed.
const CLOCK_ERROR: Duration = Duration::from_secs(2 * 86_400);
/// Longest decoded header value that is kept.
const MAX_VALUE: usize = 1_000_000;

/// Fills in everything that the header says.
pub(super) fn read(mail: &mut Mail, root: &Part, raw: &[u8], hint: Option<&str>, options: &ParseOptions) {
    let head = Head { root, raw, hint };
    mail.headers = head.all();
    mail.own_markers = mail
        .headers
        .iter()
        .filter(|(name, _)| {
            name.get(..10)
                .is_some_and(|start| start.eq_ignore_ascii_case("X-Rapport-"))
        })
        .cloned()
        .collect();
    read_people(mail, &head);
    mail.subject = head.text("Subject").unwrap_or_default().trim_start().to_owned();
    mail.message_id = head.bytes("Message-ID").and_then(|v| ids::parse_one(&v));
    if mail.message_id.is_none() {
        mail.warnings.push("no Message-ID".to_owned());
    }
    mail.in_reply_to = head.ids("In-Reply-To");
    mail.references = head.ids("References");
    read_date(mail, &head, options);
    if let Some(results) = head.text("Authentication-Results") {
        mail.authentication = auth::parse(&results);
    }
}

fn read_people(mail: &mut Mail, head: &Head<'_>) {
    // "Undisclosed recipients" and the like are nobody.
    let addressed = |name| {
        head.people(name)
            .into_iter()
            .filter(|m| !m.address.is_empty())
            .collect()
    };
    mail.to = addressed("To");
    mail.cc = addressed("Cc");
    mail.bcc = addressed("Bcc");
    mail.from_all = head.people("From");
    mail.sender = head.people("Sender").into_iter().find(Mailbox::is_valid);
    let reply_to = head.people("Reply-To");
    if !reply_to.is_empty() && !reply_to.iter().any(Mailbox::is_valid) {
        mail.warnings.push("Reply-To holds no address".to_owned());
    }
    mail.reply_to = reply_to.into_iter().filter(Mailbox::is_valid).collect();
    if mail.from_all.len() > 1 {
        mail.warnings.push(format!(
            "{} authors in From, the first is taken",
            mail.from_all.len()
        ));
    }
    let author = mail
        .from_all
        .iter()
        .find(|m| m.is_valid())
        .or(mail.from_all.first())
        .cloned();
    mail.from = match author {
        Some(author) if author.address.contains('@') => author,
        unusable => {
            let substitute = substitute_author(mail, head);
            mail.warnings.push(match (&unusable, &substitute) {
                (None, Some(_)) => "no From, another field names the sender".to_owned(),
                (None, None) => "no From".to_owned(),
                (Some(_), _) => "From holds no address".to_owned(),
            });
            // The name stays with its own field: "Contact form <>" is not what the person in Reply-To is called.
            substitute.or(unusable).unwrap_or_default()
        }
    };
    if !mail.from.is_valid() && !mail.from.address.is_empty() {
        mail.warnings.push("the address in From is malformed".to_owned());
    }
}

/// Who else may have written a mail without a usable `From`.
fn substitute_author(mail: &Mail, head: &Head<'_>) -> Option<Mailbox> {
    let fields = [
        "Resent-From",
        "X-Original-From",
        "Return-Path",
        "X-Envelope-From",
        "Envelope-From",
    ];
    let elsewhere = || {
        fields
            .iter()
            .find_map(|name| head.people(name).into_iter().find(Mailbox::is_valid))
    };
    mail.sender
        .clone()
        .or_else(|| mail.reply_to.first().cloned())
        .or_else(elsewhere)
}

fn read_date(mail: &mut Mail, head: &Head<'_>, options: &ParseOptions) {
    let Some(value) = head.text("Date").filter(|value| !value.is_empty()) else {
        return mail.warnings.push("no Date".to_owned());
    };
    mail.date = date::parse(&value);
    if mail.date.is_none() {
        return mail.warnings.push("the Date is impossible".to_owned());
    }
    if let (Some(date), Some(received)) = (mail.date, options.received_at)
        && date > received.plus(CLOCK_ERROR)
    {
        mail.date = None;
        mail.warnings.push("the Date lies in the future".to_owned());
    }
}

struct Head<'a> {
    root: &'a Part,
    raw: &'a [u8],
    hint: Option<&'a str>,
}

impl<'a> Head<'a> {
    fn all(&self) -> Vec<(String, String)> {
        let decode = |bytes: &[u8]| words::decode(bytes.get(..MAX_VALUE).unwrap_or(bytes), self.hint);
        self.root
            .fields
            .fields
            .iter()
            .map(|f| (f.name.clone(), decode(&f.unfolded(self.raw))))
            .collect()
    }

    fn bytes(&self, name: &str) -> Option<std::borrow::Cow<'a, [u8]>> {
        // Of several fields with one name the first that says anything counts.
        let mut values = self.root.fields.all(name).map(|field| field.unfolded(self.raw));
        values.find(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.bytes(name)
            .map(|value| charset::tidy(words::decode(&value, self.hint)).replace('\n', " "))
    }

    fn ids(&self, name: &str) -> Vec<String> {
        self.bytes(name)
            .map(|value| ids::parse(&value))
            .unwrap_or_default()
    }

    /// The mailboxes of all fields called `name`.
    fn people(&self, name: &str) -> Vec<Mailbox> {
        let fields = self.root.fields.all(name).take(100);
        fields
            .flat_map(|field| address::parse_list(&field.unfolded(self.raw), self.hint))
            .collect()
    }
}
