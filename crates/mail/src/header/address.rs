//! Address lists (RFC 5322), with the mistakes that real mail makes in them.
//!
//! The structure is read from the raw bytes and words are decoded afterwards, so that a decoded comma or bracket never
//! changes where an address ends.

use crate::header::words;
use crate::message::Mailbox;

/// More recipients than this are cut off.
const MAX_MAILBOXES: usize = 20_000;
/// After this many quotes or brackets without an end, they are taken as plain characters.
const MAX_UNCLOSED: u8 = 16;

/// Reads an unfolded address list; groups are flattened.
#[must_use]
pub fn parse_list(raw: &[u8], hint: Option<&str>) -> Vec<Mailbox> {
    let mut reader = Reader {
        raw,
        at: 0,
        hint,
        current: Piece::default(),
        found: Vec::new(),
        unclosed: 0,
    };
    reader.run();
    reader.found
}

/// Whether mail could be sent to `address`.
#[must_use]
pub fn is_plausible(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let clean = |s: &str| {
        !s.chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>,;\"@".contains(c))
    };
    !local.is_empty()
        && (quoted || clean(local))
        && !domain.is_empty()
        && clean(domain)
        && !domain.starts_with(['.', '-'])
        && !domain.contains("..")
        && address.len() <= 320
}

/// What was gathered of one mailbox so far.
#[derive(Default)]
struct Piece {
    phrase: Vec<u8>,
    comment: Vec<u8>,
    angle: Option<Vec<u8>>,
    quoted: bool,
}

struct Reader<'a> {
    raw: &'a [u8],
    at: usize,
    hint: Option<&'a str>,
    current: Piece,
    found: Vec<Mailbox>,
    /// Quotes and brackets that were looked through to the end and never closed.
    unclosed: u8,
}

impl Reader<'_> {
    fn run(&mut self) {
        // Without a semicolon there is no group, and a colon is part of a name ("mailto:a@b", "Re: x").
        let last_semicolon = memchr::memrchr(b';', self.raw);
        while let Some(byte) = self.raw.get(self.at) {
            match byte {
                b'=' => self.word(),
                b'"' => self.quoted(),
                b'(' => self.comment(),
                b'<' => self.angle(),
                b',' | b';' => {
                    self.finish();
                    self.at += 1;
                }
                b':' if last_semicolon.is_some_and(|end| end > self.at) && self.is_group_name() => {
                    self.current = Piece::default();
                    self.at += 1;
                }
                byte => {
                    self.current.phrase.push(*byte);
                    self.at += 1;
                }
            }
            if self.found.len() >= MAX_MAILBOXES {
                return;
            }
        }
        self.finish();
    }

    fn is_group_name(&self) -> bool {
        self.current.angle.is_none()
            && !self.current.phrase.contains(&b'@')
            && !self.current.phrase.is_empty()
    }

    /// Looking for the other end costs the rest of the value each time, so it is not tried for ever.
    fn may_close(&self) -> bool {
        self.unclosed < MAX_UNCLOSED
    }

    fn word(&mut self) {
        let end = words::end_of_word(self.raw, self.at).unwrap_or(self.at + 1);
        self.current
            .phrase
            .extend_from_slice(self.raw.get(self.at..end).unwrap_or_default());
        self.at = end;
    }

    fn quoted(&mut self) {
        let rest = self.raw.get(self.at + 1..).unwrap_or_default();
        let Some(len) = self.may_close().then(|| end_of_quoted(rest)).flatten() else {
            // Never closed: a stray character.
            self.unclosed = self.unclosed.saturating_add(1);
            self.at += 1;
            return;
        };
        let mut escaped = false;
        for byte in rest.get(..len).unwrap_or_default() {
            escaped = *byte == b'\\' && !escaped;
            if !escaped {
                self.current.phrase.push(*byte);
            }
        }
        self.current.quoted = true;
        self.at += len + 2;
    }

    fn comment(&mut self) {
        let rest = self.raw.get(self.at + 1..).unwrap_or_default();
        let Some(len) = self.may_close().then(|| end_of_comment(rest)).flatten() else {
            self.unclosed = self.unclosed.saturating_add(1);
            self.current.phrase.push(b'(');
            self.at += 1;
            return;
        };
        if !self.current.comment.is_empty() {
            self.current.comment.push(b' ');
        }
        self.current
            .comment
            .extend_from_slice(rest.get(..len).unwrap_or_default());
        self.at += len + 2;
    }

    fn angle(&mut self) {
        let rest = self.raw.get(self.at + 1..).unwrap_or_default();
        let len = rest
            .iter()
            .position(|b| matches!(b, b'>' | b'<'))
            .filter(|end| rest.get(*end) == Some(&b'>'));
        let (inside, next) = match len {
            Some(len) => (rest.get(..len).unwrap_or_default(), self.at + len + 2),
            None => {
                let len = rest
                    .iter()
                    .position(|b| matches!(b, b',' | b';' | b'<'))
                    .unwrap_or(rest.len());
                (rest.get(..len).unwrap_or_default(), self.at + 1 + len)
            }
        };
        // "<Name> <a@b>": the later one that holds an address counts, the other belongs to the name.
        match &self.current.angle {
            Some(before) if before.contains(&b'@') && !inside.contains(&b'@') => {
                self.current.phrase.extend_from_slice(inside);
            }
            Some(before) => {
                self.current.phrase.extend_from_slice(&before.clone());
                self.current.angle = Some(inside.to_vec());
            }
            None => self.current.angle = Some(inside.to_vec()),
        }
        self.at = next;
    }

    fn finish(&mut self) {
        let piece = std::mem::take(&mut self.current);
        let phrase = words::decode(piece.phrase.trim_ascii(), self.hint);
        let phrase = tidy_name(&phrase);
        let comment = tidy_name(&words::decode(piece.comment.trim_ascii(), self.hint));
        let mailbox = match piece.angle {
            Some(angle) => {
                let address = clean_address(&words::decode(&angle, self.hint));
                let name = if phrase.is_empty() { comment } else { phrase };
                with_angle(name, address)
            }
            None => bare(phrase, comment, piece.quoted),
        };
        if mailbox.name.is_empty() && mailbox.address.is_empty() {
            return;
        }
        // "Müller, Bernd <b@x>" without quotes: the comma split the name from its address.
        if !mailbox.address.is_empty()
            && !mailbox.name.is_empty()
            && let Some(before) = self.found.last()
            && before.address.is_empty()
        {
            let name = format!("{}, {}", before.name, mailbox.name);
            self.found.pop();
            self.found.push(Mailbox { name, ..mailbox });
            return;
        }
        self.found.push(mailbox);
    }
}

/// `Name <address>`; when the brackets hold no address but the name does, they are the wrong way round.
fn with_angle(name: String, address: String) -> Mailbox {
    if !address.contains('@')
        && let Some(found) = name.split_whitespace().find(|word| is_plausible(word))
    {
        return Mailbox::new(address, found);
    }
    let name = if name.eq_ignore_ascii_case(&address) {
        String::new()
    } else {
        name
    };
    Mailbox { name, address }
}

/// A mailbox without brackets: an address alone, `address (Name)`, `Name address`, or only a name.
fn bare(phrase: String, comment: String, quoted: bool) -> Mailbox {
    if quoted && is_plausible(&phrase) {
        return Mailbox::new(comment, phrase);
    }
    // A whole mailbox inside one encoded word or inside quotes.
    if let (Some(open), Some(close)) = (phrase.rfind('<'), phrase.rfind('>'))
        && let Some(inside) = phrase.get(open + 1..close).map(str::trim)
        && is_plausible(inside)
    {
        return Mailbox::new(tidy_name(phrase.get(..open).unwrap_or_default()), inside);
    }
    if let Some(local) = quoted
        .then(|| phrase.split_once('@'))
        .flatten()
        .map(|(local, _)| local)
        && local.contains(' ')
        && !local.contains('<')
        && phrase.matches('@').count() == 1
        && let Some(domain) = phrase.split('@').nth(1)
        && is_plausible(&format!("x@{domain}"))
    {
        return Mailbox::new(comment, format!("\"{local}\"@{domain}"));
    }
    let compact: String = phrase.split_whitespace().collect();
    if phrase.contains('@') && (is_plausible(&phrase) || phrase.contains(" @") || phrase.contains("@ ")) {
        // "user @ example.com", obsolete but legal.
        if is_plausible(&compact) {
            return Mailbox::new(comment, clean_address(&compact));
        }
    }
    if let Some(address) = phrase
        .split_whitespace()
        .rev()
        .map(clean_address)
        .find(|word| is_plausible(word))
    {
        let name = phrase.replace(address.as_str(), " ");
        let name = tidy_name(name.trim_matches(|c: char| c.is_whitespace() || "[]()<>:".contains(c)));
        return Mailbox::new(if name.is_empty() { comment } else { name }, address);
    }
    if is_plausible(&comment) {
        return Mailbox::new(phrase, comment);
    }
    if phrase.contains('@') {
        return Mailbox::new(comment, clean_address(&phrase));
    }
    Mailbox::new(if phrase.is_empty() { comment } else { phrase }, "")
}

/// Removes the source route, `mailto:`, white space and stray punctuation around an address.
fn clean_address(raw: &str) -> String {
    let mut address = raw
        .trim()
        .trim_matches(|c: char| c.is_whitespace() || "<>[]'\u{200b}".contains(c));
    if let Some(rest) = address
        .get(..7)
        .filter(|p| p.eq_ignore_ascii_case("mailto:"))
        .and(address.get(7..))
    {
        address = rest;
    }
    if address.starts_with('@')
        && let Some((_, last)) = address.rsplit_once(':')
    {
        address = last;
    }
    if address.starts_with('"') {
        return address.to_owned();
    }
    address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect()
}

/// One space between words, without the quotes that some programs add twice.
fn tidy_name(name: &str) -> String {
    // Ideographic and other wide spaces are part of a name.
    let name = name.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    match name.strip_prefix('"').and_then(|n| n.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner.trim().to_owned(),
        _ => name,
    }
}

/// The position of the closing quote.
fn end_of_quoted(rest: &[u8]) -> Option<usize> {
    let mut escaped = false;
    for (i, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(i),
            _ => {}
        }
    }
    None
}

/// The position of the bracket that closes a comment, which may nest.
fn end_of_comment(rest: &[u8]) -> Option<usize> {
    let mut depth = 1_usize;
    let mut escaped = false;
    for (i, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(raw: &str) -> Vec<(String, String)> {
        parse_list(raw.as_bytes(), None)
            .into_iter()
            .map(|m| (m.name, m.address))
            .collect()
    }

    fn one(raw: &str) -> (String, String) {
        let mut found = list(raw);
        assert_eq!(found.len(), 1, "{raw}: {found:?}");
        found.remove(0)
    }

    fn pair(name: &str, address: &str) -> (String, String) {
        (name.to_owned(), address.to_owned())
    }

    #[test]
    fn the_usual_forms() {
        assert_eq!(one("a@b.c"), pair("", "a@b.c"));
        assert_eq!(one("Ann Lee <a@b.c>"), pair("Ann Lee", "a@b.c"));
        assert_eq!(one("\"Lee, Ann\" <a@b.c>"), pair("Lee, Ann", "a@b.c"));
        assert_eq!(one("a@b.c (Ann Lee)"), pair("Ann Lee", "a@b.c"));
        assert_eq!(one("<a@b.c>"), pair("", "a@b.c"));
        assert_eq!(one("=?utf-8?Q?Lee=2C_Ann?= <a@b.c>"), pair("Lee, Ann", "a@b.c"));
        assert_eq!(list("a@b.c, B <b@b.c>,, c@b.c").len(), 3);
    }

    #[test]
    fn groups_are_flattened_and_empty_ones_vanish() {
        assert_eq!(list("undisclosed-recipients:;"), []);
        assert_eq!(list("Team: a@b.c, B <b@b.c>; c@d.e").len(), 3);
        assert_eq!(one("mailto:a@b.c"), pair("", "a@b.c"));
    }

    #[test]
    fn mistakes_are_mended() {
        assert_eq!(one("Müller, Bernd <b@x.de>"), pair("Müller, Bernd", "b@x.de"));
        assert_eq!(one("a@b.c <a@b.c>"), pair("", "a@b.c"));
        assert_eq!(one("Ann a@b.c"), pair("Ann", "a@b.c"));
        assert_eq!(one("\"a@b.c\""), pair("", "a@b.c"));
        assert_eq!(one("Ann <a@b.c"), pair("Ann", "a@b.c"));
        assert_eq!(one("=?utf-8?Q?Ann_=3Ca=40b.c=3E?="), pair("Ann", "a@b.c"));
        assert_eq!(one("Ann (a@b.c)"), pair("Ann", "a@b.c"));
        assert_eq!(one("Ann \"x <a@b.c>"), pair("Ann x", "a@b.c"));
        assert_eq!(one("<@relay.x:a@b.c>"), pair("", "a@b.c"));
        assert_eq!(one("<Ann> <a@b.c>"), pair("Ann", "a@b.c"));
        assert_eq!(one("John <john doe@b.c>"), pair("John", "johndoe@b.c"));
        assert_eq!(one("user @ b.c"), pair("", "user@b.c"));
    }

    #[test]
    fn names_without_address_stay_names() {
        assert_eq!(one("nobody"), pair("nobody", ""));
        assert!(!Mailbox::new("nobody", "").is_valid());
        assert!(
            !is_plausible("a@@b") && !is_plausible("@b") && !is_plausible("a@") && is_plausible("a+b@b.c")
        );
    }
}
