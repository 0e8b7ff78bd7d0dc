//! `style` attributes: declarations that describe the look of a mail, and only those.

/// Longest attribute that is read.
const MAX_LEN: usize = 4_096;

/// Properties that may stay. Positions, layers, animations, content and everything that can load is missing.
const PROPERTIES: &str = "background background-color border border-bottom border-bottom-color \
    border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width border-collapse \
    border-color border-left border-left-color border-left-style border-left-width border-radius border-right \
    border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color \
    border-top-left-radius border-top-right-radius border-top-style border-top-width border-width box-sizing \
    caption-side clear color direction display float font font-family font-size font-style font-variant font-weight \
    height letter-spacing line-height list-style list-style-position list-style-type margin margin-bottom margin-left \
    margin-right margin-top max-height max-width min-height min-width mso-line-height-rule overflow-wrap padding \
    padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration \
    text-decoration-color text-decoration-line text-decoration-style text-indent text-overflow text-transform \
    unicode-bidi vertical-align visibility white-space width word-break word-spacing word-wrap";

/// What no value may contain: addresses, scripts of old browsers, escapes that hide either, and functions that read
/// from the page.
const FORBIDDEN: [&str; 11] = [
    "url(",
    "expression",
    "javascript",
    "binding",
    "behavior",
    "\\",
    "image",
    "var(",
    "env(",
    "attr(",
    "element(",
];

/// The declarations that may stay, in a compact notation; empty when none does.
#[must_use]
pub fn filter(style: &str) -> String {
    if style.len() > MAX_LEN {
        return String::new();
    }
    let style = without_comments(style);
    let mut out = String::with_capacity(style.len());
    for declaration in split(&style) {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let property = property.trim().to_ascii_lowercase();
        let value = value.trim();
        if !is_allowed(&property) || !is_harmless(&property, value) {
            continue;
        }
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(&property);
        out.push(':');
        out.push_str(value);
    }
    out
}

fn is_allowed(property: &str) -> bool {
    PROPERTIES
        .split_ascii_whitespace()
        .any(|allowed| allowed == property)
}

fn is_harmless(property: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let plain = !value.is_empty()
        && !value.chars().any(|c| c.is_control() || "<>{}@`:;".contains(c))
        && !FORBIDDEN.iter().any(|word| lower.contains(word));
    let fits = match property {
        "display" => !lower.contains("fixed"),
        // Negative margins and indents pull content over what stands beside the mail.
        p if p.starts_with("margin") || p == "text-indent" => !lower.contains('-') || lower.contains("auto"),
        _ => true,
    };
    plain && fits
}

fn without_comments(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        // What is not closed comments out the rest.
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Splits at semicolons that are neither quoted nor in brackets.
fn split(style: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut quote: Option<char> = None;
    let mut depth = 0_usize;
    let mut from = 0;
    for (i, c) in style.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ';') if depth == 0 => {
                pieces.extend(style.get(from..i));
                from = i + 1;
            }
            _ => {}
        }
    }
    // An open quote would reach over what is added behind it.
    if quote.is_none() && depth == 0 {
        pieces.extend(style.get(from..));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_look_stays() {
        assert_eq!(
            filter("COLOR : #333 ; font-family:\"Segoe UI\", sans-serif;; margin:0 auto"),
            "color:#333;font-family:\"Segoe UI\", sans-serif;margin:0 auto"
        );
    }

    #[test]
    fn what_loads_moves_or_runs_goes() {
        for style in [
            "position: fixed",
            "position:absolute;top:0",
            "z-index: 9",
            "background: url(//x)",
            "background:#fff URL( x )",
            "width: expression(alert(1))",
            "color: re\\64",
            "background:u/**/rl(x)",
            "behavior:url(x)",
            "margin:-50px",
            "color:red}body{x:y",
            "content:'x'",
            "background:image-set('x')",
            "width:var(--x)",
            "color:'open",
            "@import 'x'",
            "background-image:none",
            "-moz-binding:x",
            "transform:scale(9)",
            "animation:x",
        ] {
            assert_eq!(filter(style), "", "{style}");
        }
        assert_eq!(
            filter("position:fixed;color:red;background:url('a;b')"),
            "color:red"
        );
        assert_eq!(filter(&"a".repeat(10_000)), "");
    }
}
