//! Character references: `&amp;`, `&#8217;`, `&nbsp;`.

use std::borrow::Cow;

/// Longest reference that is looked for.
const MAX_LEN: usize = 34;

/// Resolves the references in text between tags; what is none stays as it is.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    resolve(text, true)
}

/// Resolves the references in an attribute, where only those with a semicolon count: `?a=1&copy=2` is an address.
#[must_use]
pub fn decode_attribute(value: &str) -> Cow<'_, str> {
    resolve(value, false)
}

fn resolve(text: &str, open_ended: bool) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let taken = reference(rest, open_ended, &mut out);
        if taken == 0 {
            out.push('&');
        }
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Appends what the reference at the start of `text` stands for; returns its length, 0 when there is none.
fn reference(text: &str, open_ended: bool, out: &mut String) -> usize {
    let body = text.get(1..).unwrap_or_default();
    let len = body
        .bytes()
        .take(MAX_LEN)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let name = body.get(..len).unwrap_or_default();
    let terminated = body.as_bytes().get(len) == Some(&b';');
    let consumed = 1 + len + usize::from(terminated);
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        return match code {
            Some(code) => {
                out.push(character(code));
                consumed
            }
            None => 0,
        };
    }
    if name.is_empty() {
        return 0;
    }
    // Old references work without the semicolon; only a few are common enough to be meant.
    let common = matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp" | "copy" | "reg");
    let known = terminated || (open_ended && common);
    if !known {
        return 0;
    }
    let before = out.len();
    let whole = format!("&{name};");
    mail_parser::decoders::html::add_html_token(out, whole.as_bytes(), false);
    // The decoder copies what it does not know.
    if out.get(before..) == Some(whole.as_str()) || out.len() == before {
        out.truncate(before);
        return 0;
    }
    consumed
}

/// Numbers between 128 and 159 mean windows-1252, as in every browser.
fn character(code: u32) -> char {
    if (128..160).contains(&code)
        && let Ok(byte) = u8::try_from(code)
    {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    match code {
        0 => char::REPLACEMENT_CHARACTER,
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve() {
        assert_eq!(
            decode("a &amp; b &lt;c&gt; &eacute;&#233;&#xE9; &nbsp;&#8217;&#146;"),
            "a & b <c> ééé \u{a0}’’"
        );
        assert_eq!(
            decode("AT&T &unknown; &; &# &#x; &ampx"),
            "AT&T &unknown; &; &# &#x; &ampx"
        );
        assert_eq!(decode("a &nbsp b"), "a \u{a0} b");
        assert_eq!(decode("&#0;&#x110000;"), "\u{fffd}\u{fffd}");
        assert_eq!(decode_attribute("?a=1&copy=2&amp;b"), "?a=1&copy=2&b");
    }
}
