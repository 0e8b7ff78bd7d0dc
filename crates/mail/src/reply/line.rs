//! A body as lines, and what can be said of one line without looking at its neighbours.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// One line of the body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The line as it stands.
    pub raw: &'a str,
    /// Without surrounding white space and invisible marks.
    pub text: &'a str,
    /// What it is.
    pub kind: Kind,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing visible.
    Blank,
    /// Anything that is nothing else.
    Text,
    /// Marked as quoted.
    Quote,
    /// Part of "On ... X wrote:".
    Attribution,
    /// Part of a copied header, or the rule above it: what follows is another mail, not marked line by line.
    Original,
    /// A line of nothing but rule characters.
    Rule,
    /// "Sent from my phone" and the like.
    Device,
}

/// Splits a body into lines; every kind of line ending counts.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for chunk in text.split('\n') {
        let chunk = chunk.strip_suffix('\r').unwrap_or(chunk);
        lines.extend(chunk.split('\r').map(Line::new));
    }
    // The newline that ends the last line does not begin another one.
    if lines.last().is_some_and(|line| line.raw.is_empty()) {
        lines.pop();
    }
    mark_code(&mut lines);
    lines
}

impl<'a> Line<'a> {
    fn new(raw: &'a str) -> Self {
        let text = raw.trim_matches(is_invisible);
        let kind = if text.is_empty() {
            Kind::Blank
        } else if is_quote(text) {
            Kind::Quote
        } else if is_rule(text) {
            Kind::Rule
        } else {
            Kind::Text
        };
        Self { raw, text, kind }
    }
}

/// Lines between a pair of fences are text, whatever they look like; an unclosed fence means nothing.
fn mark_code(lines: &mut [Line<'_>]) {
    let fences: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.text.starts_with("```"))
        .map(|(at, _)| at)
        .collect();
    for pair in fences.chunks_exact(2) {
        if let [open, close] = *pair {
            for line in lines
                .iter_mut()
                .take(close + 1)
                .skip(open)
                .filter(|line| line.kind != Kind::Blank)
            {
                line.kind = Kind::Text;
                // Only the raw line is shown; with no text left, nothing later takes code for a marker.
                line.text = "";
            }
        }
    }
}

/// White space, and marks that are drawn as nothing but break comparisons.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

fn is_quote(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('>').or_else(|| text.strip_prefix('＞')) else {
        return false;
    };
    // Mail stores write ">From " for a line that begins with "From "; and the tail of a broken attribution begins
    // with the bracket that closes the address.
    !rest.starts_with("From ") && !is_attribution_tail(rest)
}

/// Whether `rest`, found behind a `>`, is the end of "... <a@b\n> wrote:".
fn is_attribution_tail(rest: &str) -> bool {
    let rest = rest.trim_matches(is_invisible);
    let Some(verb) = rest.strip_suffix([':', '：']) else {
        return false;
    };
    let verb = verb.trim_matches(is_invisible);
    verb.is_empty() || (verb.len() < 40 && super::words::WROTE.contains(&verb.to_lowercase().as_str()))
}

/// Whether nothing but rule characters is on the line. One alone is too common in prose and lists, except a long dash.
fn is_rule(text: &str) -> bool {
    let mut count = 0_usize;
    for c in text.chars() {
        match c {
            '-' | '_' | '=' | '+' | '~' | '#' | '*' | '–' | '—' | '―' | '─' | '━' => count += 1,
            // The mark that a mail tracker leaves below what was written.
            '\u{1427}' => count += 2,
            c if is_invisible(c) => {}
            _ => return false,
        }
    }
    count >= 2 || matches!(text, "—" | "―" | "─")
}

/// Whether the rule is the usual signature delimiter rather than a decoration.
pub(super) fn is_signature_rule(text: &str) -> bool {
    matches!(
        text,
        "--" | "- --" | "__" | "___" | "—" | "―" | "–-" | "-–" | "––" | "——" | "\u{1427}"
    )
}

/// Lower case and NFC, to compare with the tables.
pub(super) fn fold(text: &str) -> String {
    let lower = text.to_lowercase();
    if is_nfc_quick(lower.chars()) == IsNormalized::Yes {
        lower
    } else {
        lower.nfc().collect()
    }
}
