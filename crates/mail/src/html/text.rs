//! HTML mail as plain text: what a reader sees, in reading order.

use super::entities;
use super::tokens::{Token, Tokens, attribute};

/// What becomes of links, and of the signs that stand for other markup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Links {
    /// Only words: for search, previews and language detection.
    #[default]
    TextOnly,
    /// For a reader who sees no HTML: where a link does not show its address, that follows in brackets; list items
    /// and rules get a sign.
    WithAddress,
}

/// Turns HTML into plain text.
///
/// Blocks become lines, table cells are set apart by a space, quoted blocks are marked with `> ` by [`quoted`] only;
/// white space collapses as in a browser except in `pre`.
#[must_use]
pub fn to_text(html: &str, links: Links) -> String {
    Writer {
        links,
        ..Writer::default()
    }
    .run(html)
}

/// The same with `> ` before the lines of quoted blocks, as mail programs do it in plain text.
#[must_use]
pub fn quoted(html: &str, links: Links) -> String {
    Writer {
        links,
        mark_quotes: true,
        ..Writer::default()
    }
    .run(html)
}

#[derive(Default)]
struct Writer {
    links: Links,
    mark_quotes: bool,
    out: String,
    /// Line ends that are due before the next text.
    breaks: usize,
    /// A space is due before the next text.
    space: bool,
    /// Something other than the quote mark stands on the current line.
    in_line: bool,
    pre: usize,
    quote: usize,
    /// Elements whose content is not shown.
    hidden: Option<(String, usize)>,
    /// Open lists: the next number, or none for bullets.
    lists: Vec<Option<u32>>,
    /// Open links: where their text begins, and the address.
    anchors: Vec<(usize, String)>,
}

/// Deepest list or link that is tracked.
const MAX_OPEN: usize = 64;

impl Writer {
    fn run(mut self, html: &str) -> String {
        for token in Tokens::new(html) {
            match token {
                Token::Text(text) if self.hidden.is_none() => self.text(&entities::decode(text)),
                Token::Text(_) => {}
                Token::Start { name, attributes } => self.start(&name.to_ascii_lowercase(), attributes),
                Token::End { name } => self.end(&name.to_ascii_lowercase()),
            }
        }
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        let start = self.out.len() - self.out.trim_start_matches('\n').len();
        self.out.split_off(start)
    }

    fn start(&mut self, name: &str, attributes: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            // A head or title that nobody closed must not hide the mail.
            if !(matches!(hidden.as_str(), "head" | "title")
                && matches!(name, "body" | "div" | "table" | "p"))
            {
                *depth += usize::from(hidden == name);
                return;
            }
            self.hidden = None;
        }
        match name {
            "head" | "title" | "template" | "svg" | "math" | "object" | "select" | "audio" | "video"
            | "canvas" => {
                self.hidden = Some((name.to_owned(), 1));
            }
            "br" => self.line_break(),
            "hr" => {
                self.block(1);
                if self.links == Links::WithAddress {
                    self.text("---");
                    self.block(1);
                }
            }
            "pre" => {
                self.block(1);
                self.pre += 1;
            }
            "blockquote" => {
                self.block(1);
                self.quote += 1;
            }
            "ul" | "menu" | "dir" => self.list(None),
            "ol" => self.list(Some(
                attribute(attributes, "start")
                    .and_then(|s| s.trim().parse().ok())
                    .unwrap_or(1),
            )),
            "li" => self.item(),
            "td" | "th" => self.space |= self.in_line,
            "a" if self.anchors.len() < MAX_OPEN => {
                self.anchors
                    .push((self.out.len(), attribute(attributes, "href").unwrap_or_default()));
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.block(2),
            name if is_block(name) => self.block(1),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth -= usize::from(hidden == name);
            let stray_head =
                matches!(hidden.as_str(), "head" | "title") && matches!(name, "head" | "html" | "body");
            if *depth == 0 || stray_head {
                self.hidden = None;
            }
            return;
        }
        match name {
            "pre" => {
                self.pre = self.pre.saturating_sub(1);
                self.block(1);
            }
            "blockquote" => {
                self.quote = self.quote.saturating_sub(1);
                self.block(1);
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.lists.pop();
                self.block(1);
            }
            "a" => self.end_anchor(),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.block(2),
            "tr" => self.block(1),
            name if is_block(name) => self.block(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            for (i, line) in text.split('\n').enumerate() {
                if i > 0 {
                    self.line_break();
                }
                let line = line.trim_end_matches('\r');
                if !line.is_empty() {
                    self.flush();
                    self.out.push_str(line);
                    self.in_line = true;
                }
            }
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' => self.space |= self.in_line,
                // Joiners and soft hyphens fill the preview of newsletters; they are nothing to read.
                '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{feff}' | '\u{34f}' | '\u{2060}' => {}
                c => {
                    self.flush();
                    self.out.push(c);
                    self.in_line = true;
                }
            }
        }
    }

    /// Writes the line ends and the space that are due.
    fn flush(&mut self) {
        let start = self.out.is_empty();
        if self.breaks > 0 && !start {
            for _ in 0..self.breaks {
                self.out.push('\n');
            }
            self.in_line = false;
        }
        if (self.breaks > 0 || start) && self.mark_quotes && self.quote > 0 {
            self.out.push_str(&">".repeat(self.quote.min(MAX_OPEN)));
            self.out.push(' ');
        }
        if self.breaks == 0 && self.space && self.in_line {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
    }

    /// At least `lines` line ends before the next text.
    fn block(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
        self.space = false;
        self.in_line = false;
    }

    /// One line end more, but not an endless column of empty lines.
    fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(3);
        self.space = false;
        self.in_line = false;
    }

    fn list(&mut self, number: Option<u32>) {
        self.block(1);
        if self.lists.len() < MAX_OPEN {
            self.lists.push(number);
        }
    }

    fn item(&mut self) {
        self.block(1);
        if self.links == Links::TextOnly {
            return;
        }
        self.flush();
        let indent = self.lists.len().saturating_sub(1) * 2;
        self.out.push_str(&" ".repeat(indent));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.out.push_str(&format!("{number}."));
                *number = number.saturating_add(1);
            }
            _ => self.out.push('-'),
        }
        self.in_line = true;
        self.space = true;
    }

    fn end_anchor(&mut self) {
        let Some((start, href)) = self.anchors.pop() else {
            return;
        };
        if self.links != Links::WithAddress {
            return;
        }
        let address = href.trim();
        let address = address.strip_prefix("mailto:").unwrap_or(address);
        let shown = self.out.get(start.min(self.out.len())..).unwrap_or_default();
        let same = |s: &str| {
            s.trim_end_matches('/')
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .to_lowercase()
        };
        let worth = (href.contains("://") || href.starts_with("mailto:"))
            && !same(shown.trim()).contains(&same(address));
        if worth && !shown.trim().is_empty() {
            let note = format!(" ({address})");
            self.out.push_str(&note);
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "html"
            | "legend"
            | "main"
            | "nav"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "option"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> String {
        to_text(html, Links::WithAddress)
    }

    #[test]
    fn blocks_and_white_space() {
        assert_eq!(
            read("<div>one</div>\n <div>two<br>three</div><p>four</p>five"),
            "one\ntwo\nthree\n\nfour\n\nfive"
        );
        assert_eq!(read("a \n  <b> b</b>&nbsp; c"), "a b c");
        assert_eq!(read("<pre>a  b\n  c</pre>"), "a  b\n  c");
        assert_eq!(read("x<br><br><br><br><br><br>y"), "x\n\n\ny");
    }

    #[test]
    fn nothing_hidden_is_shown() {
        assert_eq!(
            read("<html><head><title>T</title><style>p{}</style></head><body>b<script>s</script></body>"),
            "b"
        );
        assert_eq!(read("<head><title>x<body>unclosed head</body>"), "unclosed head");
        assert_eq!(read("<head></html>shown"), "shown");
    }

    #[test]
    fn lists_tables_and_links() {
        assert_eq!(
            read("<ul><li>a<li>b<ol start=3><li>c</ol></ul>d"),
            "- a\n- b\n  3. c\nd"
        );
        assert_eq!(
            read("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
            "a b\nc"
        );
        assert_eq!(
            read("<a href='https://x.y/z'>shop</a> <a href='http://x.y'>x.y</a>"),
            "shop (https://x.y/z) x.y"
        );
        assert_eq!(read("<a href='mailto:a@b.c'>Ann</a>"), "Ann (a@b.c)");
        assert_eq!(
            to_text("<a href='https://x.y/z'>shop</a>", Links::TextOnly),
            "shop"
        );
    }

    #[test]
    fn quotes_are_marked_on_demand() {
        let html = "a<blockquote>b<blockquote>c</blockquote></blockquote>d";
        assert_eq!(quoted(html, Links::TextOnly), "a\n> b\n>> c\nd");
        assert_eq!(read(html), "a\nb\nc\nd");
    }
}
