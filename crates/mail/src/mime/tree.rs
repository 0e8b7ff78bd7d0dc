//! The tree of MIME parts, read in one pass over the boundary lines.
//!
//! Boundaries are matched against every multipart that is open, innermost first, so a missing end boundary closes the
//! inner parts instead of swallowing the outer ones. A multipart whose announced boundary never comes is read with the
//! boundary that its body really uses.

use std::ops::Range;

use crate::header::fields::{self, Fields};
use crate::header::params::Parameterised;
use crate::header::{ids, words};
use crate::mime::transfer::TransferEncoding;

/// Parts beyond this many stay inside the last one.
const MAX_PARTS: usize = 2_000;
/// Multiparts nested deeper than this are kept as files.
const MAX_DEPTH: usize = 40;
/// How many multiparts with a wrong boundary are looked at again.
const MAX_RECOVERIES: usize = 16;

/// One part; ranges are into the raw bytes.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Its header.
    pub fields: Fields,
    /// Lower-case media type, `text/plain` when nothing usable is said.
    pub content_type: String,
    /// The media type's parameters.
    pub type_parameters: Parameterised,
    /// `Content-Disposition`, when there is one.
    pub disposition: Option<Parameterised>,
    /// How the body is encoded.
    pub encoding: TransferEncoding,
    /// `Content-ID` without brackets.
    pub content_id: Option<String>,
    /// Where the part begins, header included.
    pub start: usize,
    /// The body, without the line end that belongs to the boundary.
    pub body: Range<usize>,
    /// The multipart that it belongs to.
    pub parent: Option<usize>,
    /// Its parts, for a multipart.
    pub children: Vec<usize>,
}

impl Part {
    /// Whether it has the media type `kind`, or a type of that family when `kind` ends with `/`.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        if kind.ends_with('/') {
            self.content_type.starts_with(kind)
        } else {
            self.content_type == kind
        }
    }

    /// Whether the sender wants it to be saved rather than shown.
    #[must_use]
    pub fn is_attachment(&self) -> bool {
        self.disposition.as_ref().is_some_and(|d| d.value == "attachment")
    }

    /// Whether the sender says that it is shown inside the body.
    #[must_use]
    pub fn is_inline(&self) -> bool {
        self.disposition.as_ref().is_some_and(|d| d.value == "inline")
    }

    /// The file name that the sender gave, from either header; not yet safe.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        let given = self.disposition.as_ref().and_then(|d| d.get("filename"));
        given
            .filter(|n| !n.trim().is_empty())
            .or_else(|| self.type_parameters.get("name"))
            .filter(|n| !n.trim().is_empty())
    }

    /// The charset that the part is labelled with.
    #[must_use]
    pub fn charset(&self) -> Option<&str> {
        self.type_parameters.get("charset")
    }

    /// What stands before the first part of a multipart; empty for other parts.
    #[must_use]
    pub fn preamble<'a>(&self, tree: &Tree, raw: &'a [u8]) -> &'a [u8] {
        let first = self.children.first().and_then(|child| tree.part(*child));
        let end = first.map_or(self.body.start, |first| first.start);
        let lines = raw.get(self.body.start..end).unwrap_or_default();
        // The last line is the boundary.
        let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
        memchr::memrchr(b'\n', lines)
            .and_then(|at| lines.get(..at))
            .unwrap_or_default()
    }

    /// The encoded bytes of the body.
    #[must_use]
    pub fn raw_body<'a>(&self, raw: &'a [u8]) -> &'a [u8] {
        raw.get(self.body.clone()).unwrap_or_default()
    }
}

/// All parts of a mail; the first is the mail itself.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The parts in the order in which they stand.
    pub parts: Vec<Part>,
    /// What was mended.
    pub warnings: Vec<String>,
}

impl Tree {
    /// Reads the structure of a whole mail.
    #[must_use]
    pub fn read(raw: &[u8]) -> Self {
        Self::read_range(raw, 0..raw.len())
    }

    /// Reads the structure of a mail that is a range of `raw`.
    #[must_use]
    pub fn read_range(raw: &[u8], range: Range<usize>) -> Self {
        let mut walker = Walker {
            raw,
            tree: Self::default(),
            open: Vec::new(),
            current: None,
            end: range.end,
        };
        walker.begin_part(range.start, None);
        let start = walker
            .tree
            .parts
            .first()
            .map_or(range.end, |root| root.body.start);
        walker.walk(start, range.end);
        walker.recover();
        walker.tree
    }

    /// The mail itself.
    #[must_use]
    pub fn root(&self) -> Option<&Part> {
        self.parts.first()
    }

    /// Part number `index`.
    #[must_use]
    pub fn part(&self, index: usize) -> Option<&Part> {
        self.parts.get(index)
    }
}

struct Open {
    part: usize,
    boundary: Vec<u8>,
    closed: bool,
}

struct Walker<'a> {
    raw: &'a [u8],
    tree: Tree,
    /// Multiparts that are being read, outermost first.
    open: Vec<Open>,
    /// The part whose body is being read.
    current: Option<usize>,
    end: usize,
}

enum Delimiter {
    Next(usize),
    Close(usize),
}

impl Walker<'_> {
    fn walk(&mut self, start: usize, end: usize) {
        self.end = end;
        let mut at = start;
        while !self.open.is_empty() {
            let Some(line_start) = next_dashes(self.raw, at, end) else {
                break;
            };
            let (line, next) = fields::line_at(self.raw, line_start, end);
            at = match self.delimiter(line) {
                None => next,
                Some(Delimiter::Close(level)) => {
                    self.end_parts(level + 1, line_start);
                    if let Some(open) = self.open.get_mut(level) {
                        open.closed = true;
                    }
                    next
                }
                Some(Delimiter::Next(level)) => {
                    self.end_parts(level + 1, line_start);
                    let parent = self.open.get_mut(level).map(|open| {
                        open.closed = false;
                        open.part
                    });
                    if self.tree.parts.len() >= MAX_PARTS {
                        self.tree
                            .warnings
                            .push(format!("more than {MAX_PARTS} parts, the rest is left out"));
                        return self.open.clear();
                    }
                    self.begin_part(next, parent)
                }
            };
        }
        if self.open.iter().any(|open| !open.closed) {
            self.tree.warnings.push("the end boundary is missing".to_owned());
        }
        self.end_parts(0, end);
    }

    /// Which open multipart a line belongs to; closed ones only when no other wants it.
    fn delimiter(&self, line: &[u8]) -> Option<Delimiter> {
        let line = line.trim_ascii_end().strip_prefix(b"--")?;
        let find = |closed: bool| {
            self.open
                .iter()
                .enumerate()
                .rev()
                .filter(|(_, open)| open.closed == closed)
                .find_map(
                    |(level, open)| match line.strip_prefix(open.boundary.as_slice())? {
                        b"" => Some(Delimiter::Next(level)),
                        b"--" => Some(Delimiter::Close(level)),
                        _ => None,
                    },
                )
        };
        find(false).or_else(|| find(true))
    }

    /// Ends the current part and every multipart from `level` on, at the boundary line that begins at `at`.
    fn end_parts(&mut self, level: usize, at: usize) {
        let body_end = before_line_end(self.raw, at);
        let ended = self
            .open
            .drain(level.min(self.open.len())..)
            .map(|open| open.part)
            .chain(self.current.take());
        for index in ended {
            if let Some(part) = self.tree.parts.get_mut(index) {
                // At the end of the input no boundary claims the last line end.
                let end = if at >= self.end { at } else { body_end };
                part.body.end = end.max(part.body.start);
            }
        }
    }

    /// Reads the header at `start`, adds the part and returns where its body begins.
    fn begin_part(&mut self, start: usize, parent: Option<usize>) -> usize {
        let header_end = self.header_limit(start);
        let block = Fields::read(self.raw, start, header_end);
        let body_start = block.body_start;
        let digest = parent
            .and_then(|p| self.tree.part(p))
            .is_some_and(|p| p.is("multipart/digest"));
        let mut part = describe(
            self.raw,
            block,
            if digest { "message/rfc822" } else { "text/plain" },
        );
        part.start = start;
        part.parent = parent;
        part.body = body_start..self.end;
        let index = self.tree.parts.len();
        let boundary = part
            .type_parameters
            .get("boundary")
            .map(|b| b.trim_end().as_bytes().to_vec());
        let boundary = boundary.filter(|b| !b.is_empty() && part.is("multipart/"));
        if let Some(parent) = parent.and_then(|p| self.tree.parts.get_mut(p)) {
            parent.children.push(index);
        }
        self.tree.parts.push(part);
        match boundary {
            Some(boundary) if self.open.len() < MAX_DEPTH => {
                self.open.push(Open {
                    part: index,
                    boundary,
                    closed: false,
                });
                self.current = None;
            }
            _ => self.current = Some(index),
        }
        body_start
    }

    /// A header never runs over a boundary line: parts without a body are common in broken mail.
    fn header_limit(&self, start: usize) -> usize {
        let mut at = start;
        while !self.open.is_empty() && at < self.end {
            let (line, next) = fields::line_at(self.raw, at, self.end);
            if line.is_empty() {
                break;
            }
            if line.starts_with(b"--") && self.delimiter(line).is_some() {
                return at;
            }
            at = next;
        }
        self.end
    }

    /// Looks again at multiparts in which no part was found.
    fn recover(&mut self) {
        let mut recoveries = 0;
        let mut index = 0;
        while let Some(part) = self.tree.parts.get(index) {
            if part.is("multipart/") && part.children.is_empty() && !part.body.is_empty() {
                let body = part.body.clone();
                let used = (recoveries < MAX_RECOVERIES)
                    .then(|| used_boundary(self.raw, body.clone()))
                    .flatten();
                recoveries += 1;
                match used {
                    Some(boundary) => {
                        self.tree
                            .warnings
                            .push("the boundary differs from the announced one".to_owned());
                        self.current = None;
                        self.open = vec![Open {
                            part: index,
                            boundary,
                            closed: false,
                        }];
                        self.walk(body.start, body.end);
                    }
                    None => self.read_as_text(index),
                }
            }
            index += 1;
        }
    }

    /// A multipart without parts: what is there is text.
    fn read_as_text(&mut self, index: usize) {
        let raw = self.raw;
        if let Some(part) = self.tree.parts.get_mut(index) {
            let start = part.raw_body(raw).trim_ascii_start();
            let start = start.get(..512).unwrap_or(start).to_ascii_lowercase();
            let html = [&b"<html"[..], b"<!doctype html", b"<body", b"<div", b"<table"];
            let is_html = html.iter().any(|tag| start.starts_with(tag));
            part.content_type = if is_html { "text/html" } else { "text/plain" }.to_owned();
            self.tree
                .warnings
                .push("a multipart has no parts, read as text".to_owned());
        }
    }
}

/// Reads what a part's header says about its content.
fn describe(raw: &[u8], block: Fields, default_type: &str) -> Part {
    let parameterised = |name| {
        block
            .value(raw, name)
            .map(|value| Parameterised::read(&value, None))
    };
    let type_parameters = parameterised("Content-Type").unwrap_or_default();
    let content_type = match type_parameters.value.as_str() {
        "" => default_type.to_owned(),
        "text" | "plain" | "text/" => "text/plain".to_owned(),
        "html" | "text/htm" => "text/html".to_owned(),
        value => value.to_owned(),
    };
    let encoding = block.value(raw, "Content-Transfer-Encoding");
    let encoding = encoding
        .map(|e| TransferEncoding::from_header(&String::from_utf8_lossy(&e)))
        .unwrap_or_default();
    let content_id = block.value(raw, "Content-ID").and_then(|id| {
        ids::parse_one(&id)
            .or_else(|| Some(words::decode(&id, None).trim().to_owned()))
            .filter(|id| !id.is_empty())
    });
    Part {
        content_type,
        disposition: parameterised("Content-Disposition").filter(|d| !d.value.is_empty()),
        type_parameters,
        // RFC 2045 section 6.4 allows no encoding here; programs that set one mean the parts.
        encoding,
        content_id,
        fields: block,
        ..Part::default()
    }
}

/// The start of the next line that begins with `--`.
fn next_dashes(raw: &[u8], at: usize, end: usize) -> Option<usize> {
    let rest = raw.get(at..end)?;
    let at_line_start = at == 0 || raw.get(at.wrapping_sub(1)) == Some(&b'\n');
    if at_line_start && rest.starts_with(b"--") {
        return Some(at);
    }
    memchr::memmem::find(rest, b"\n--").map(|offset| at + offset + 1)
}

/// The position before the line end that precedes `at`.
fn before_line_end(raw: &[u8], at: usize) -> usize {
    let before = raw.get(..at).unwrap_or_default();
    before
        .strip_suffix(b"\r\n")
        .or_else(|| before.strip_suffix(b"\n"))
        .unwrap_or(before)
        .len()
}

/// The boundary that a body uses: the first line `--X` that a content field follows.
fn used_boundary(raw: &[u8], body: Range<usize>) -> Option<Vec<u8>> {
    let mut at = body.start;
    while let Some(start) = next_dashes(raw, at, body.end) {
        let (line, next) = fields::line_at(raw, start, body.end);
        let (following, _) = fields::line_at(raw, next, body.end);
        let boundary = line.trim_ascii_end().get(2..).unwrap_or_default();
        let is_content = following
            .get(..8)
            .is_some_and(|f| f.eq_ignore_ascii_case(b"content-"));
        if is_content && !boundary.is_empty() && fields::field_colon(following).is_some() {
            return Some(boundary.to_vec());
        }
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(raw: &str) -> Vec<(String, String)> {
        let tree = Tree::read(raw.as_bytes());
        let body = |p: &Part| String::from_utf8_lossy(p.raw_body(raw.as_bytes())).into_owned();
        tree.parts
            .iter()
            .filter(|p| !p.is("multipart/"))
            .map(|p| (p.content_type.clone(), body(p)))
            .collect()
    }

    fn leaf(kind: &str, body: &str) -> (String, String) {
        (kind.to_owned(), body.to_owned())
    }

    const NESTED: &str = "Content-Type: multipart/mixed; boundary=a\n\npreamble\n--a\n\
        Content-Type: multipart/alternative; boundary=ab\n\n--ab\n\nplain\n--ab\nContent-Type: text/html\n\n<p>html\n";

    #[test]
    fn a_missing_end_boundary_closes_the_inner_parts() {
        let raw = format!("{NESTED}--a\nContent-Type: image/png\n\nPNG\n--a--\nepilogue\n");
        assert_eq!(
            shape(&raw),
            [
                leaf("text/plain", "plain"),
                leaf("text/html", "<p>html"),
                leaf("image/png", "PNG")
            ]
        );
        assert!(Tree::read(raw.as_bytes()).warnings.is_empty());
    }

    #[test]
    fn a_mail_that_is_cut_off_keeps_what_is_there() {
        assert_eq!(
            shape(NESTED),
            [leaf("text/plain", "plain"), leaf("text/html", "<p>html\n")]
        );
        assert_eq!(Tree::read(NESTED.as_bytes()).warnings.len(), 1);
    }

    #[test]
    fn a_wrong_boundary_is_found() {
        let raw = "Content-Type: multipart/mixed; boundary=\"x\"\n\n--y\nContent-Type: text/html\n\nhi\n--y\n\
                   Content-Type: text/css\n\ncss\n--y--\n";
        assert_eq!(shape(raw), [leaf("text/html", "hi"), leaf("text/css", "css")]);
        assert_eq!(
            shape("Content-Type: multipart/mixed; boundary=x\n\njust text"),
            [leaf("text/plain", "just text")]
        );
        assert_eq!(
            shape("Content-Type: multipart/mixed\n\n<html>x"),
            [leaf("text/html", "<html>x")]
        );
    }

    #[test]
    fn parts_without_body_or_header_do_not_swallow_the_next() {
        let raw =
            "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n--x\n\nnext\n--x--\n";
        assert_eq!(shape(raw), [leaf("text/html", ""), leaf("text/plain", "next")]);
    }

    #[test]
    fn floods_are_bounded() {
        let mut raw = String::from("Content-Type: multipart/mixed; boundary=x\n\n");
        raw.push_str(&"--x\n\n".repeat(10_000));
        assert!(Tree::read(raw.as_bytes()).parts.len() <= MAX_PARTS);
        let deep: String = (0..5_000)
            .map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"))
            .collect();
        assert!(Tree::read(deep.as_bytes()).parts.len() <= MAX_PARTS);
    }
}
