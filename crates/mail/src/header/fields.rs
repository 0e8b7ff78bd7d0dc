//! Splits a header block into fields, as leniently as mail servers do.

use std::borrow::Cow;
use std::ops::Range;

/// More fields than this are a flood, not a mail; the rest is kept out.
const MAX_FIELDS: usize = 2_000;

/// One header field; ranges are into the bytes that were parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name as written.
    pub name: String,
    /// The value with its folds.
    pub value: Range<usize>,
}

/// A header block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// The fields in their order.
    pub fields: Vec<Field>,
    /// Where the body begins: after the empty line, or where the lines stop looking like a header.
    pub body_start: usize,
    /// The block ended without an empty line.
    pub unterminated: bool,
}

impl Fields {
    /// Reads the header block that begins at `start` and ends at `end` at the latest.
    #[must_use]
    pub fn read(raw: &[u8], start: usize, end: usize) -> Self {
        let mut block = Self {
            body_start: end,
            ..Self::default()
        };
        let mut at = start;
        while at < end {
            let (line, next) = line_at(raw, at, end);
            if line.is_empty() {
                block.body_start = next;
                return block;
            }
            let continues = matches!(line.first(), Some(b' ' | b'\t'));
            if continues && line.iter().all(u8::is_ascii_whitespace) && !block.next_is_field(raw, next, end) {
                // Some programs end the header with a line of spaces.
                block.body_start = next;
                return block;
            }
            if continues && !block.fields.is_empty() {
                if let Some(last) = block.fields.last_mut() {
                    last.value.end = at + line.len();
                }
            } else if let Some(colon) = field_colon(line) {
                if block.fields.len() < MAX_FIELDS {
                    let name = String::from_utf8_lossy(line.get(..colon).unwrap_or_default());
                    let value = at + colon + 1..at + line.len();
                    block.fields.push(Field {
                        name: name.trim_end().to_owned(),
                        value,
                    });
                }
            } else if !(is_mbox_line(line) && (at == start || block.fields.is_empty()))
                && !block.next_is_field(raw, next, end)
            {
                // Neither a field nor a slip between fields: the body begins here, the empty line is missing.
                block.body_start = at;
                block.unterminated = true;
                return block;
            }
            at = next;
        }
        block.unterminated = true;
        block
    }

    fn next_is_field(&self, raw: &[u8], at: usize, end: usize) -> bool {
        !self.fields.is_empty() && at < end && field_colon(line_at(raw, at, end).0).is_some()
    }

    /// The first field called `name`, any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name.eq_ignore_ascii_case(name))
    }

    /// The unfolded bytes of the first field called `name`.
    #[must_use]
    pub fn value<'a>(&self, raw: &'a [u8], name: &str) -> Option<Cow<'a, [u8]>> {
        self.get(name).map(|f| f.unfolded(raw))
    }

    /// Every field called `name`, any case.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Field> {
        self.fields
            .iter()
            .filter(move |f| f.name.eq_ignore_ascii_case(name))
    }
}

impl Field {
    /// The value without line ends (the white space that a fold leaves stays) and without white space around it.
    #[must_use]
    pub fn unfolded<'a>(&self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        let value = raw.get(self.value.clone()).unwrap_or_default();
        // Trailing space belongs to the value for no known reader; the leading one is the separator.
        let value = value.trim_ascii();
        if value.iter().any(|b| matches!(b, b'\r' | b'\n' | 0)) {
            Cow::Owned(
                value
                    .iter()
                    .copied()
                    .filter(|b| !matches!(b, b'\r' | b'\n' | 0))
                    .collect(),
            )
        } else {
            Cow::Borrowed(value)
        }
    }
}

/// The line at `at` without its line end, and where the next one begins.
#[must_use]
pub fn line_at(raw: &[u8], at: usize, end: usize) -> (&[u8], usize) {
    let rest = raw.get(at..end).unwrap_or_default();
    match memchr::memchr(b'\n', rest) {
        Some(len) => {
            let line = rest.get(..len).unwrap_or_default();
            (line.strip_suffix(b"\r").unwrap_or(line), at + len + 1)
        }
        None => (rest.strip_suffix(b"\r").unwrap_or(rest), end),
    }
}

/// The position of the colon when the line begins like a field: a name of printable characters, then a colon.
#[must_use]
pub fn field_colon(line: &[u8]) -> Option<usize> {
    let colon = line.iter().take(200).position(|b| *b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(|b| b.is_ascii_graphic())).then_some(colon)
}

fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(raw: &[u8]) -> (Vec<String>, usize) {
        let block = Fields::read(raw, 0, raw.len());
        (
            block.fields.into_iter().map(|f| f.name).collect(),
            block.body_start,
        )
    }

    #[test]
    fn folded_values_unfold() {
        let raw = b"Subject: one\r\n two\r\nTo: a@b\r\n\r\nbody";
        let block = Fields::read(raw, 0, raw.len());
        assert_eq!(&*block.value(raw, "subject").unwrap(), b"one two");
        assert_eq!(&raw[block.body_start..], b"body");
    }

    #[test]
    fn mbox_lines_and_slips_are_skipped() {
        let (names, body) = names(b"From x@y Mon Jan 1\nA: 1\nnot a field\nB: 2\n\nbody");
        assert_eq!(names, ["A", "B"]);
        assert_eq!(body, 42);
    }

    #[test]
    fn a_missing_empty_line_starts_the_body() {
        let raw = b"Subject: x\nHello there\nsecond line";
        let block = Fields::read(raw, 0, raw.len());
        assert!(block.unterminated);
        assert_eq!(&raw[block.body_start..], b"Hello there\nsecond line");
    }

    #[test]
    fn nothing_is_read_from_nothing() {
        assert_eq!(names(b""), (vec![], 0));
        assert_eq!(names(b"\r\n\r\n").0.len(), 0);
    }
}
