//! The signature below a mail, and where further text goes in an HTML body.

use super::quote::escape;
use crate::html::Links;

/// What stands below every mail of an inbox or an agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// As plain text.
    pub text: String,
    /// As HTML; made from `text` when missing.
    pub html: Option<String>,
}

/// With the separator that mail programs know (`-- `, RFC 3676), so that it is dropped when the mail is quoted.
pub(super) fn as_text(signature: &Signature) -> String {
    let text = match &signature.html {
        Some(html) if signature.text.trim().is_empty() => crate::html::to_text(html, Links::WithAddress),
        _ => signature.text.clone(),
    };
    if text.trim().is_empty() {
        return String::new();
    }
    format!("\n-- \n{}\n", text.trim())
}

pub(super) fn as_html(signature: &Signature) -> String {
    let html = signature
        .html
        .clone()
        .filter(|html| !html.trim().is_empty())
        .unwrap_or_else(|| escape(signature.text.trim()).replace('\n', "<br>\n"));
    if html.trim().is_empty() {
        return String::new();
    }
    // The class is the one that other programs' quote folding recognises.
    format!("<br>\n<div class=\"gmail_signature\">-- <br>\n{html}</div>\n")
}

/// Appends `tail` to a fragment, which becomes a document; or puts it before the end of a document's body.
pub(super) fn insert_tail(html: &str, tail: &str) -> String {
    let lower = html.to_ascii_lowercase();
    if let Some(end) = lower.rfind("</body>") {
        let (before, after) = html.split_at(end);
        return format!("{before}\n{tail}{after}");
    }
    if lower.contains("<html") {
        return format!("{html}\n{tail}");
    }
    format!(
        "<!DOCTYPE html>\n<html>\n<head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head>\n\
         <body>\n{html}\n{tail}</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_signature_serves_both_forms() {
        let signature = Signature {
            text: "Ana & Co\nBrașov".to_owned(),
            html: None,
        };
        assert_eq!(as_text(&signature), "\n-- \nAna & Co\nBrașov\n");
        assert!(as_html(&signature).contains("Ana &amp; Co<br>\nBrașov"));
        assert_eq!(as_html(&Signature::default()), "");
    }

    #[test]
    fn the_tail_stays_inside_the_body() {
        assert_eq!(
            insert_tail("<html><BODY>a</BODY></html>", "T"),
            "<html><BODY>a\nT</BODY></html>"
        );
        assert!(insert_tail("a", "T").contains("a\nT</body>"));
    }
}
