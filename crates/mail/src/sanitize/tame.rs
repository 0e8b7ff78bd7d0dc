//! Bounds what the standard's tree construction would take quadratic time for.
//!
//! Ordinary mail passes unchanged but for comments, scripts and styles. Tags nested deeper than any layout are left
//! out, and formatting tags that are never closed, which the parser reopens in every following block, are closed with
//! their block once there are several.

use crate::html::entities;
use crate::html::tokens::{Token, Tokens, attributes, is_raw_text};

/// Deepest nesting that is kept.
const MAX_DEPTH: usize = 200;
/// Formatting tags that may stay open when their block ends.
const MAX_STRAY: usize = 8;
/// More ampersands and hard spaces than this in one piece of text are set apart.
const MAX_COSTLY: usize = 1_000;
/// How far up an end tag looks for its start.
const MAX_LOOK_UP: usize = 220;

/// Rewrites `html`.
pub(super) fn tame(html: &str) -> String {
    let mut tamer = Tamer {
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        dropped: Vec::new(),
        stray: 0,
        costly: 0,
    };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => tamer.text(text),
            Token::Start { name, attributes } => tamer.start(&name.to_ascii_lowercase(), attributes),
            Token::End { name } => tamer.end(&name.to_ascii_lowercase()),
        }
    }
    tamer.out
}

struct Tamer {
    out: String,
    open: Vec<String>,
    /// Tags that were left out for their depth and whose end tags follow.
    dropped: Vec<String>,
    stray: usize,
    /// Costly characters since the last tag.
    costly: usize,
}

impl Tamer {
    /// Brackets and references are written anew, so that both parsers agree on what is a tag.
    fn text(&mut self, text: &str) {
        for c in entities::decode(text).chars() {
            self.write_escaped(c);
            self.costly += usize::from(is_costly(c));
            if self.costly >= MAX_COSTLY {
                self.out.push_str("<wbr>");
                self.costly = 0;
            }
        }
    }

    fn write_escaped(&mut self, c: char) {
        match c {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '"' => self.out.push_str("&quot;"),
            c => self.out.push(c),
        }
    }

    fn start(&mut self, name: &str, raw_attributes: &str) {
        if is_raw_text(name)
            || !is_name(name)
            || matches!(name, "html" | "head" | "body" | "plaintext" | "textarea")
        {
            return;
        }
        if is_void(name) {
            return self.write_start(name, raw_attributes);
        }
        self.close_implied(name);
        if self.open.len() >= MAX_DEPTH {
            if self.dropped.len() < MAX_DEPTH {
                self.dropped.push(name.to_owned());
            }
            return;
        }
        self.open.push(name.to_owned());
        self.write_start(name, raw_attributes);
    }

    fn end(&mut self, name: &str) {
        if self.dropped.last().is_some_and(|dropped| dropped == name) {
            self.dropped.pop();
            return;
        }
        let Some(level) = self.find(name) else { return };
        let strays = self
            .open
            .iter()
            .skip(level + 1)
            .filter(|open| is_formatting(open))
            .count();
        self.stray += strays;
        if self.stray > MAX_STRAY {
            let unclosed: Vec<String> = self.open.drain(level + 1..).rev().collect();
            unclosed.iter().for_each(|open| self.write_end(open));
            self.open.pop();
        } else if is_formatting(name) {
            self.open.remove(level);
        } else {
            self.open.truncate(level);
        }
        self.write_end(name);
    }

    /// The open element that an end tag closes; nothing outside the current table cell.
    fn find(&self, name: &str) -> Option<usize> {
        let of_table = is_table(name);
        for (level, open) in self.open.iter().enumerate().rev().take(MAX_LOOK_UP) {
            if open == name {
                return Some(level);
            }
            if matches!(open.as_str(), "td" | "th" | "caption") && !of_table {
                return None;
            }
        }
        None
    }

    /// Paragraphs, items, rows and cells end where the next one begins.
    fn close_implied(&mut self, name: &str) {
        let closes: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "tr" => &["tr", "td", "th"],
            "td" | "th" => &["td", "th"],
            "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot", "tr", "td", "th"],
            name if is_formatting(name) || name == "img" => return,
            _ => &["p"],
        };
        let reach: usize = if closes == ["p"] { 1 } else { 12 };
        let borders = ["table", "ul", "ol", "dl"];
        let mut level = self.open.len();
        let mut found = None;
        for open in self.open.iter().rev().take(reach) {
            level -= 1;
            if borders.contains(&open.as_str()) {
                break;
            }
            if closes.contains(&open.as_str()) {
                found = Some(level);
            }
        }
        if let Some(level) = found {
            self.stray += self
                .open
                .iter()
                .skip(level + 1)
                .filter(|open| is_formatting(open))
                .count();
            let unclosed: Vec<String> = self.open.drain(level..).rev().collect();
            if self.stray > MAX_STRAY {
                unclosed.iter().for_each(|open| self.write_end(open));
            }
        }
    }

    fn write_start(&mut self, name: &str, raw_attributes: &str) {
        self.costly = 0;
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes(raw_attributes).filter(|(attribute, _)| is_name(attribute)) {
            let value = entities::decode_attribute(value);
            if value.chars().filter(|c| is_costly(*c)).count() > MAX_COSTLY {
                continue;
            }
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            for c in value.chars() {
                self.write_escaped(c);
            }
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn write_end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

/// Characters for each of which the serialiser looks through the rest of the text.
fn is_costly(c: char) -> bool {
    matches!(c, '&' | '\u{80}'..='\u{bf}')
}

fn is_name(name: &str) -> bool {
    name.len() <= 60
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

fn is_table(name: &str) -> bool {
    matches!(
        name,
        "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_mail_passes() {
        let html = "<table><tr><td><p>a <b>b</b></p></td></tr></table><ul><li>x</li></ul>";
        assert_eq!(tame(html), html);
        assert_eq!(tame("<p>a<p>b<br>c"), "<p>a<p>b<br>c");
        assert_eq!(
            tame("<!--x--><P Class=\"y\">1 < 2</P></div>"),
            "<p Class=\"y\">1 &lt; 2</p>"
        );
    }

    #[test]
    fn depth_is_bounded_and_texts_stay() {
        let deep = format!("{}x{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
        let tamed = tame(&deep);
        assert_eq!(tamed.matches("<div>").count(), MAX_DEPTH);
        assert!(tamed.contains('x'));
    }

    #[test]
    fn formatting_that_is_never_closed_is_closed_with_its_block() {
        let tamed = tame(&"<p><font color=\"1\">x</p>".repeat(1_000));
        assert!(tamed.matches("</font>").count() >= 1_000 - MAX_STRAY - 1);
    }
}
