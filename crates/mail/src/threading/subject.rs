//! Subjects: prefixes of replies and forwards in the languages of the world, and the conversation number.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::text::fold;

/// Prefixes of replies, folded.
const REPLY: &str = "re|aw|antw|antwort|sv|svar|vs|odp|ynt|yanit|rif|ris|r|res|resp|respuesta|rv re|ref|reply|tra loi|\
    phan hoi|tl|raspuns|rasp|vl|bls|atb|от|отв|ответ|відп|回复|回覆|答复|答覆|返信|답장|회신|a|na|ang";

/// Prefixes of forwards, folded.
const FORWARD: &str = "fw|fwd|wg|tr|rv|i|inoltra|enc|env|reenv|vb|vs fwd|vidarebefordrat|vid|pd|ilt|iletildi|chuyen tiep|ct|fyi fw|\
    redirectionat|redirectionare|redir|transmis|doorst|doorgestuurd|trs|transfert|weitergeleitet|tov|továbbítva|пер|пересл|\
    转发|轉寄|轉發|転送|전달";

static REPLIES: LazyLock<HashSet<String>> = LazyLock::new(|| REPLY.split('|').map(fold).collect());
static FORWARDS: LazyLock<HashSet<String>> = LazyLock::new(|| FORWARD.split('|').map(fold).collect());

/// What a prefix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    Reply,
    Forward,
}

/// The subject without prefixes, marks in brackets that lists put in front of them, and the conversation number; white
/// space as one space. Two mails about the same thing have the same normalised subject, compared by
/// [`domain::text::fold`].
#[must_use]
pub fn normalise_subject(subject: &str) -> String {
    let without_number = strip_number(subject);
    let mut rest = without_number.trim();
    while let Some((_, tail)) = prefix(rest) {
        rest = tail.trim_start();
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the outermost prefix is one of a forward.
#[must_use]
pub fn is_forward(subject: &str) -> bool {
    let subject = strip_number(subject);
    matches!(prefix(subject.trim()), Some((Prefix::Forward, _)))
}

/// Whether the outermost prefix is one of a reply.
#[must_use]
pub fn is_reply(subject: &str) -> bool {
    let subject = strip_number(subject);
    matches!(prefix(subject.trim()), Some((Prefix::Reply, _)))
}

/// How the number of a conversation stands in the subject of the mails that are sent.
#[must_use]
pub fn with_number(subject: &str, number: u64) -> String {
    format!("[#{number}] {}", strip_number(subject).trim())
}

/// The number in `[#12345]`, the last one when there are several.
#[must_use]
pub fn number(subject: &str) -> Option<u64> {
    numbers(subject).last().map(|(_, number)| number)
}

/// Where numbers stand, and which.
fn numbers(subject: &str) -> impl Iterator<Item = (std::ops::Range<usize>, u64)> + '_ {
    subject.match_indices("[#").filter_map(|(start, _)| {
        let digits = subject.get(start + 2..)?;
        let len = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let number = digits
            .get(..len)
            .filter(|d| (1..=15).contains(&d.len()))?
            .parse()
            .ok()?;
        digits
            .get(len..)?
            .starts_with(']')
            .then_some((start..start + 2 + len + 1, number))
    })
}

fn strip_number(subject: &str) -> String {
    let mut out = String::with_capacity(subject.len());
    let mut from = 0;
    for (range, _) in numbers(subject) {
        out.push_str(subject.get(from..range.start).unwrap_or_default());
        from = range.end;
    }
    out.push_str(subject.get(from..).unwrap_or_default());
    out
}

/// The first prefix and what follows it: `Re:`, `RE[2]:`, `Fwd :`, `AW：`, `Trả lời:`.
fn prefix(subject: &str) -> Option<(Prefix, &str)> {
    let (at, colon) = subject
        .char_indices()
        .take(24)
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let name = subject.get(..at)?.trim();
    // A count in brackets, or the mark of a list in front.
    let name = name
        .split(['[', '('])
        .next()
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .or_else(|| name.rsplit(']').next().map(str::trim))?;
    let name = fold(name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '^'));
    let rest = subject.get(at + colon.len_utf8()..)?;
    if FORWARDS.contains(&name) {
        return Some((Prefix::Forward, rest));
    }
    REPLIES.contains(&name).then_some((Prefix::Reply, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_many_programs_go() {
        for subject in [
            "Re: Hello",
            "RE[2]: Hello",
            "Fwd: Re: Hello",
            "AW: WG: Hello",
            "SV: Hello",
            "Rv: Hello",
            "Re^3: Hello",
            "re :Hello",
            "Trả lời: Hello",
            "Chuyển tiếp: Hello",
            "Răspuns: Hello",
            "回复：Hello",
            "[#123] Re: Hello",
            "Re: [#123] Hello",
            "Re: Re: re: RE:   Hello",
            "[list] Re: Hello",
            "Odp: Hello",
            "Re(2): Hello",
        ] {
            assert_eq!(normalise_subject(subject), "Hello", "{subject}");
        }
    }

    #[test]
    fn other_colons_stay() {
        for subject in [
            "Khiếu nại: đơn hàng",
            "Error: disk full",
            "Order 12: late",
            "10:30 meeting",
            "",
        ] {
            assert_eq!(normalise_subject(subject), subject);
        }
    }

    #[test]
    fn numbers_are_found_and_set() {
        assert_eq!(number("Re: [#12345] Hello"), Some(12345));
        assert_eq!(number("[#1] [#22] x"), Some(22));
        assert_eq!(
            (
                number("[#]"),
                number("[#12x]"),
                number("#12"),
                number("[#99999999999999999999]")
            ),
            (None, None, None, None)
        );
        assert_eq!(with_number("[#1] Hello", 7), "[#7] Hello");
    }

    #[test]
    fn forwards_are_told_from_replies() {
        assert!(
            is_forward("Fwd: x")
                && is_forward("WG: x")
                && is_forward("Chuyển tiếp: x")
                && !is_forward("Re: Fwd: x")
        );
        assert!(is_reply("Re: Fwd: x") && !is_reply("x"));
    }
}
