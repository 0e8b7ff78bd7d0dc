//! Mail that was forwarded to the desk: who really wrote it.
//!
//! An agent or colleague forwards a customer's mail; the conversation belongs to the customer. The original is either
//! attached (message/rfc822) or quoted below a block of header lines, in the language of the forwarder's program.

mod labels;

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::header::{address, date};
use crate::message::Mailbox;
use crate::threading::subject;
use labels::Label;

/// How the original came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForwardStyle {
    /// As an attached mail.
    Attached,
    /// Quoted in the text.
    Inline,
}

/// The original of a forwarded mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// Who wrote it.
    pub original_from: Mailbox,
    /// To whom, as far as it is said.
    pub original_to: Vec<Mailbox>,
    /// When, if the date is in a form that is understood.
    pub original_date: Option<Timestamp>,
    /// Its subject.
    pub original_subject: Option<String>,
    /// Its id; only attached originals have one.
    pub original_message_id: Option<String>,
    /// Its text.
    pub text: String,
    /// What the forwarder wrote above it.
    pub comment: String,
    /// How it came.
    pub style: ForwardStyle,
}

/// A block begins within this many lines.
const MAX_LINES: usize = 3_000;
/// Longest header line that is considered.
const MAX_LINE: usize = 1_000;

/// Finds a quoted original in the plain text of a mail with the given subject.
///
/// A line that announces a forward is proof enough; without one the subject must say so, because replies quote the same
/// header blocks.
#[must_use]
pub fn find_inline(text: &str, mail_subject: &str) -> Option<Forwarded> {
    let says_forward = subject::is_forward(mail_subject);
    let lines: Vec<Line<'_>> = Line::all(text);
    let marker = lines.iter().position(|line| labels::is_marker(line.content));
    let start = match marker {
        Some(at) => at + 1,
        None if says_forward => 0,
        None => return None,
    };
    let block = Block::find(&lines, start, marker.is_some())?;
    let comment_end = lines
        .get(marker.unwrap_or(block.start))
        .map_or(text.len(), |line| line.offset);
    let body: Vec<&str> = lines.iter().skip(block.end).map(|line| line.content).collect();
    // A marker in a mail that somebody replied to lies deep in the quotes; then the comment is the reply, and the
    // subject says no forward.
    let quoted_before = lines
        .iter()
        .take(block.start)
        .filter(|line| line.depth > 0)
        .count();
    if !says_forward && quoted_before > 0 {
        return None;
    }
    let original_from = block.from?;
    Some(Forwarded {
        original_from,
        original_to: block.to,
        original_date: block.date.as_deref().and_then(date::parse),
        original_subject: block.subject,
        original_message_id: None,
        text: body.join("\n").trim().to_owned(),
        comment: text.get(..comment_end).unwrap_or_default().trim().to_owned(),
        style: ForwardStyle::Inline,
    })
}

/// A line without its quote marks.
struct Line<'a> {
    content: &'a str,
    depth: usize,
    offset: usize,
}

impl<'a> Line<'a> {
    fn all(text: &'a str) -> Vec<Self> {
        let mut offset = 0;
        text.split('\n')
            .map(|line| {
                let content = line.trim_start_matches(['>', ' ', '\t', '|']);
                let marks = line.get(..line.len() - content.len()).unwrap_or_default();
                let depth = marks.matches('>').count();
                let at = offset;
                offset += line.len() + 1;
                Line {
                    content: content.trim_end(),
                    depth,
                    offset: at,
                }
            })
            .take(MAX_LINES)
            .collect()
    }
}

/// The header lines of a quoted original.
#[derive(Default)]
struct Block {
    start: usize,
    end: usize,
    from: Option<Mailbox>,
    to: Vec<Mailbox>,
    date: Option<String>,
    subject: Option<String>,
}

impl Block {
    /// The first block at or after `start`; directly after it when `near` is set.
    fn find(lines: &[Line<'_>], start: usize, near: bool) -> Option<Self> {
        let reach = if near { 12 } else { MAX_LINES };
        (start..lines.len().min(start + reach)).find_map(|at| {
            labels::of_line(lines.get(at)?.content)?;
            Self::read(lines, at).filter(|block| block.from.is_some())
        })
    }

    /// Reads the block that begins at `start`; `None` when too little of a header is there.
    fn read(lines: &[Line<'_>], start: usize) -> Option<Self> {
        let mut block = Self {
            start,
            ..Self::default()
        };
        let mut last: Option<Label> = None;
        let mut values: Vec<(Label, String)> = Vec::new();
        let mut at = start;
        let mut blanks = 0;
        while let Some(line) = lines.get(at).map(|line| line.content) {
            if line.is_empty() {
                // Programs that make text of HTML put empty lines between the header lines.
                blanks += 1;
                let more = lines.get(at + 1).and_then(|next| labels::of_line(next.content));
                if more.is_none() || blanks > 12 {
                    break;
                }
            } else if let Some((label, value)) = labels::of_line(line).filter(|_| line.len() <= MAX_LINE) {
                values.push((label, value.to_owned()));
                last = Some(label);
            } else if last.is_some() && is_continuation(values.last().map(|(_, v)| v.as_str()), line) {
                if let Some((_, value)) = values.last_mut() {
                    value.push(' ');
                    value.push_str(line);
                }
            } else {
                break;
            }
            at += 1;
        }
        block.end = at;
        let kinds: std::collections::HashSet<Label> = values.iter().map(|(label, _)| *label).collect();
        for (label, value) in values {
            block.take(label, &value);
        }
        (kinds.len() >= 2).then_some(block)
    }

    fn take(&mut self, label: Label, value: &str) {
        match label {
            Label::From if self.from.is_none() => {
                self.from = people(value).into_iter().find(Mailbox::is_valid);
            }
            Label::To if self.to.is_empty() => self.to = people(value),
            Label::Date if self.date.is_none() => self.date = Some(value.to_owned()),
            Label::Subject if self.subject.is_none() => self.subject = Some(value.trim().to_owned()),
            _ => {}
        }
    }
}

/// Whether a line goes on with the value before it: an open bracket, a trailing comma, or an address on its own line.
fn is_continuation(value: Option<&str>, line: &str) -> bool {
    let value = value.unwrap_or_default().trim_end();
    let open = value.matches('<').count() > value.matches('>').count();
    open || value.ends_with([',', ';']) || value.is_empty() || (line.starts_with('<') && line.contains('@'))
}

/// Mailboxes as programs show them: `Ann <a@b>`, `Ann [mailto:a@b]`, `a@b <mailto:a@b>`, `Ann (a@b)`.
fn people(value: &str) -> Vec<Mailbox> {
    let value = value
        .replace("[mailto:", "<")
        .replace("<mailto:", "<")
        .replace(']', ">")
        .replace(['*', '\u{200b}'], "");
    let found = address::parse_list(value.as_bytes(), None);
    found
        .into_iter()
        .filter(|m| !m.address.is_empty() || !m.name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, subject: &str) -> Forwarded {
        find_inline(text, subject).expect("a forward")
    }

    #[test]
    fn gmail() {
        let forward = found(
            "See below.\n\n---------- Forwarded message ---------\nFrom: Ann Lee <ann@example.com>\n\
             Date: Mon, 2 Mar 2026 10:00:00 +0700\nSubject: Broken\nTo: <help@example.org>\n\n\nIt broke.\n\nAnn",
            "Fwd: Broken",
        );
        assert_eq!(forward.original_from, Mailbox::new("Ann Lee", "ann@example.com"));
        assert_eq!(
            forward.original_date.unwrap().to_rfc3339(),
            "2026-03-02T03:00:00.000000Z"
        );
        assert_eq!(forward.original_subject.as_deref(), Some("Broken"));
        assert_eq!(
            (forward.text.as_str(), forward.comment.as_str()),
            ("It broke.\n\nAnn", "See below.")
        );
    }

    #[test]
    fn apple_with_quote_marks() {
        let forward = found(
            "Begin forwarded message:\n\n> From: Ann Lee <ann@example.com>\n> Subject: Broken\n> Date: 2 March 2026\n> \n> It broke.",
            "Fwd: Broken",
        );
        assert_eq!(forward.text, "It broke.");
    }

    #[test]
    fn outlook_in_several_languages() {
        for (block, subject) in [
            (
                "Von: Ann Lee <ann@example.com>\nGesendet: Montag, 2. März 2026 10:00\nAn: Hilfe\nBetreff: Kaputt",
                "WG: Kaputt",
            ),
            (
                "De : Ann Lee <ann@example.com>\nEnvoyé : lundi 2 mars 2026\nÀ : Aide\nObjet : Cassé",
                "TR: Cassé",
            ),
            (
                "Từ: Ann Lee <ann@example.com>\nĐã gửi: Thứ Hai, 2 tháng 3, 2026\nĐến: Hỗ trợ\nChủ đề: Hỏng",
                "Chuyển tiếp: Hỏng",
            ),
            (
                "De la: Ann Lee <ann@example.com>\nTrimis: luni, 2 martie 2026\nCătre: Ajutor\nSubiect: Stricat",
                "Redirecționat: Stricat",
            ),
            (
                "De: Ann Lee <ann@example.com>\nEnviado el: lunes\nPara: Ayuda\nAsunto: Roto",
                "RV: Roto",
            ),
            (
                "Da: Ann Lee <ann@example.com>\nInviato: lunedì\nA: Aiuto\nOggetto: Rotto",
                "I: Rotto",
            ),
            (
                "*From:* Ann Lee [mailto:ann@example.com]\n*Sent:* Monday\n\n*To:* Help\n*Subject:* Broken",
                "FW: Broken",
            ),
        ] {
            let forward = found(&format!("fyi\n\n________________\n{block}\n\nHello"), subject);
            assert_eq!(
                forward.original_from,
                Mailbox::new("Ann Lee", "ann@example.com"),
                "{block}"
            );
            assert_eq!(forward.text, "Hello");
        }
    }

    #[test]
    fn replies_are_no_forwards() {
        let text = "Thanks!\n\nFrom: Help <help@example.org>\nSent: Monday\nTo: Ann\nSubject: Broken\n\nWe are on it.";
        assert_eq!(find_inline(text, "RE: Broken"), None);
        let quoted = "Thanks!\n\n> Hi,\n> ---------- Forwarded message ---------\n> From: A <a@b.c>\n> Subject: x\n>\n> y";
        assert_eq!(find_inline(quoted, "Re: x"), None);
        assert_eq!(find_inline("From: nowhere\nto: be seen", "Fwd: x"), None);
    }
}
