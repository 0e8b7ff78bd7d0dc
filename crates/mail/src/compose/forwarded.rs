//! Messages shown to somebody who did not get them: each with the header fields that say where it comes from.
//!
//! The first line is the one of the most used mail programs, so that whoever receives it, and their programs, know it for what it is.

use std::fmt::Write as _;

use domain::Timestamp;

use super::quote::{QuoteLanguage, escape, local_time, person, when};
use crate::Mailbox;
use crate::sanitize::show_remote_images;

/// A message that is forwarded.
#[derive(Debug, Clone)]
pub struct ForwardedMail {
    /// Who wrote it.
    pub from: Mailbox,
    /// When.
    pub date: Timestamp,
    /// Its subject.
    pub subject: String,
    /// Whom it was for.
    pub to: Vec<Mailbox>,
    /// Who got a copy.
    pub cc: Vec<Mailbox>,
    /// Its text.
    pub text: String,
    /// Its HTML, sanitised already.
    pub html: Option<String>,
}

/// What stands below the words and the signature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Below {
    /// As plain text.
    pub text: String,
    /// As HTML; remote pictures wait in it as they do in everything that is sanitised.
    pub html: String,
}

impl Below {
    /// For the mail: pictures of the net load there as they did in the original.
    pub(super) fn as_sent(&self) -> String {
        show_remote_images(&self.html)
    }
}

struct Labels {
    title: &'static str,
    from: &'static str,
    date: &'static str,
    subject: &'static str,
    to: &'static str,
    cc: &'static str,
}

const fn labels(language: QuoteLanguage) -> Labels {
    match language {
        QuoteLanguage::English => Labels {
            title: "---------- Forwarded message ---------",
            from: "From",
            date: "Date",
            subject: "Subject",
            to: "To",
            cc: "Cc",
        },
        QuoteLanguage::Vietnamese => Labels {
            title: "---------- Forwarded message ---------",
            from: "Từ",
            date: "Vào",
            subject: "Chủ đề",
            to: "Đến",
            cc: "Cc",
        },
        QuoteLanguage::Romanian => Labels {
            title: "---------- Forwarded message ---------",
            from: "De la",
            date: "Data",
            subject: "Subiect",
            to: "Către",
            cc: "Cc",
        },
    }
}

/// Puts messages together for somebody else, in their order; times in the zone of that name.
#[must_use]
pub fn forwarded(mails: &[ForwardedMail], language: QuoteLanguage, time_zone: Option<&str>) -> Below {
    let mut below = Below::default();
    for mail in mails {
        let title = labels(language).title;
        let fields = fields(mail, language, time_zone);
        let _infallible = writeln!(below.text, "\n{title}");
        let _infallible = write!(
            below.html,
            "<br><div class=\"gmail_quote\"><div class=\"gmail_attr\">{title}<br>"
        );
        for (label, value) in &fields {
            let _infallible = writeln!(below.text, "{label}: {value}");
            let _infallible = write!(below.html, "{label}: {}<br>", escape(value));
        }
        let _infallible = writeln!(below.text, "\n{}", mail.text.trim());
        let body = mail
            .html
            .clone()
            .unwrap_or_else(|| text_as_html(mail.text.trim()));
        let _infallible = write!(below.html, "</div><br>{body}</div>");
    }
    below
}

/// Plain text as HTML, line by line.
#[must_use]
pub fn text_as_html(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<div>{}</div>", escape(text).replace('\n', "<br>"))
}

fn fields(
    mail: &ForwardedMail,
    language: QuoteLanguage,
    time_zone: Option<&str>,
) -> Vec<(&'static str, String)> {
    let label = labels(language);
    let people = |list: &[Mailbox]| list.iter().map(person).collect::<Vec<_>>().join(", ");
    let at = when(language, &local_time(mail.date, time_zone));
    let all = [
        (label.from, person(&mail.from)),
        (label.date, at),
        (label.subject, super::fields::one_line(&mail.subject)),
        (label.to, people(&mail.to)),
        (label.cc, people(&mail.cc)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> ForwardedMail {
        ForwardedMail {
            from: Mailbox::new("Lan Nguyễn", "lan@example.vn"),
            date: Timestamp::parse_rfc3339("2026-03-03T07:05:00Z").unwrap(),
            subject: "Lamp <1>".to_owned(),
            to: vec![Mailbox::new("", "help@ours.test")],
            cc: Vec::new(),
            text: "Broken\nagain".to_owned(),
            html: None,
        }
    }

    #[test]
    fn each_message_says_where_it_comes_from() {
        let below = forwarded(
            &[mail(), mail()],
            QuoteLanguage::English,
            Some("Europe/Bucharest"),
        );
        assert_eq!(below.text.matches("Forwarded message").count(), 2);
        assert!(below.text.starts_with(
            "\n---------- Forwarded message ---------\nFrom: Lan Nguyễn <lan@example.vn>\n\
             Date: Tue, 3 Mar 2026 at 09:05\nSubject: Lamp <1>\nTo: help@ours.test\n\nBroken\nagain\n"
        ));
        assert!(below.html.contains("Subject: Lamp &lt;1&gt;<br>"));
        assert!(below.html.contains("<div>Broken<br>again</div>"));
        let romanian = forwarded(&[mail()], QuoteLanguage::Romanian, None);
        assert!(romanian.text.contains("De la: Lan") && romanian.text.contains("3 mar. 2026 la 07:05"));
    }

    #[test]
    fn pictures_of_the_net_come_back_when_it_is_sent() {
        let mut one = mail();
        one.html = Some("<img data-remote-src=\"https://x.y/a.png\">".to_owned());
        let below = forwarded(&[one], QuoteLanguage::Vietnamese, None);
        assert!(below.html.contains("data-remote-src"));
        assert!(below.as_sent().contains("<img src=\"https://x.y/a.png\">"));
    }
}
