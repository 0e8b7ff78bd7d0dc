//! The hidden marker: a signed token in the body of sent mails, found again in the quote of the answer.
//!
//! It helps with programs that drop every header and answer to another address. It is a plain word, so it survives
//! being quoted, wrapped in `>` and turned from HTML into text; in HTML it is shown without a size. Word-wrapping may
//! not cut it: it holds no space and stays short.

use super::reply_address::{is_token, mac, verified};

/// Begins every marker.
const START: &str = "rapport-ref-";
/// More than this many are not looked at.
const MAX_FOUND: usize = 50;

/// The marker for plain text, on a line of its own.
#[must_use]
pub fn text(token: &str, key: &[u8]) -> Option<String> {
    is_token(token).then(|| format!("[{START}{token}-{}]", mac(token, "marker", key)))
}

/// The marker for HTML: not visible, but part of what is quoted.
#[must_use]
pub fn html(token: &str, key: &[u8]) -> Option<String> {
    let marker = text(token, key)?;
    // No class, no comment, no `display: none`: mail programs remove all three when they quote.
    Some(format!(
        "<span style=\"color:transparent;font-size:0;line-height:0;\">{marker}</span>"
    ))
}

/// The tokens of all markers in `body` (text or HTML) whose signature is right, topmost first, each once.
#[must_use]
pub fn find(body: &str, key: &[u8]) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for (at, _) in body.match_indices(START).take(MAX_FOUND) {
        let rest = body.get(at + START.len()..).unwrap_or_default();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(rest.len());
        let mut parts = rest.get(..end).unwrap_or_default().split('-');
        let (Some(token), Some(signature)) = (parts.next(), parts.next()) else {
            continue;
        };
        if let Some(token) = verified(token, signature, "marker", key)
            && !tokens.contains(&token)
        {
            tokens.push(token);
        }
    }
    tokens
}

/// Takes the markers out of a body: the text that people should see, and the markers for [`find`].
#[must_use]
pub fn take(body: &str) -> (String, Vec<String>) {
    let mut out = String::with_capacity(body.len());
    let mut markers = Vec::new();
    let mut from = 0;
    for (at, _) in body.match_indices(START) {
        let rest = body.get(at..).unwrap_or_default();
        let len = rest
            .bytes()
            .take(120)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
            .count();
        let framed =
            body.get(..at).is_some_and(|b| b.ends_with('[')) && rest.as_bytes().get(len) == Some(&b']');
        if framed && at > from && markers.len() < MAX_FOUND {
            out.push_str(body.get(from..at - 1).unwrap_or_default());
            markers.extend(rest.get(..len).map(str::to_owned));
            from = at + len + 1;
        }
    }
    out.push_str(body.get(from..).unwrap_or_default());
    (out, markers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of the installation";

    #[test]
    fn markers_survive_quoting() {
        let marker = text("k7f3q2", KEY).unwrap();
        let quoted = format!("Thanks!\n\n> Hello\n> {marker}\n>> {marker}\n");
        assert_eq!(find(&quoted, KEY), ["k7f3q2"]);
        let html = format!(
            "<div>Thanks</div><blockquote>{}</blockquote>",
            html("k7f3q2", KEY).unwrap()
        );
        assert_eq!(find(&html, KEY), ["k7f3q2"]);
        let clean = crate::sanitize::sanitize_html(&html).html;
        assert_eq!(find(&clean, KEY), ["k7f3q2"]);
    }

    #[test]
    fn forged_markers_do_not_count_and_reply_signatures_neither() {
        assert!(find("[rapport-ref-k7f3q2-aaaaaaaaaaaaaaaa]", KEY).is_empty());
        assert!(find(&text("k7f3q2", KEY).unwrap(), b"another key").is_empty());
        let address = super::super::reply_address::sign("a@b.c", "k7f3q2", KEY).unwrap();
        let signature = address.split(['.', '@']).nth(2).unwrap();
        assert!(find(&format!("[rapport-ref-k7f3q2-{signature}]"), KEY).is_empty());
    }

    #[test]
    fn taking_them_leaves_the_text() {
        let marker = text("k7", KEY).unwrap();
        let (rest, markers) = take(&format!("a {marker} b"));
        assert_eq!((rest.as_str(), markers.len()), ("a  b", 1));
        assert_eq!(find(&markers[0], KEY), ["k7"]);
        assert_eq!(
            take("a [rapport-ref-open"),
            ("a [rapport-ref-open".to_owned(), vec![])
        );
    }
}
