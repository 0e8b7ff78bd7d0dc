//! The order of things: header, body, files, meaning.

mod assemble;
mod body;
mod head;
mod meaning;

use domain::Timestamp;

use crate::message::Mail;
use crate::mime::body::select;
use crate::mime::tree::Tree;
use crate::threading::marker;

/// How to read a mail.
#[derive(Debug, Clone)]
pub struct ParseOptions {
    /// Larger input is refused.
    pub max_bytes: usize,
    /// Longer bodies are cut in the text and kept whole as a file.
    pub max_body_bytes: usize,
    /// The charset to assume for bytes without a label that are not UTF-8, for instance `windows-1258`; guessed when
    /// `None`.
    pub charset_hint: Option<String>,
    /// When the mail arrived; dates long after that are not believed.
    pub received_at: Option<Timestamp>,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            max_bytes: 256 * 1024 * 1024,
            max_body_bytes: 2 * 1024 * 1024,
            charset_hint: None,
            received_at: None,
        }
    }
}

/// Input that is no mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Nothing is there.
    #[error("the mail is empty")]
    Empty,
    /// No header field was found.
    #[error("no header field was found: this is not a mail")]
    NoHeader,
    /// More bytes than the options allow.
    #[error("the mail has {size} bytes, more than the {limit} that are allowed")]
    TooLarge {
        /// Its size.
        size: usize,
        /// The limit.
        limit: usize,
    },
}

/// Reads a mail. Whatever a mail program may have got wrong is mended and listed in [`Mail::warnings`].
///
/// # Errors
/// Only when the input is no mail at all: empty, without any header field, or larger than the options allow.
pub fn parse(raw: &[u8], options: &ParseOptions) -> Result<Mail, ParseError> {
    if raw.trim_ascii().is_empty() {
        return Err(ParseError::Empty);
    }
    if raw.len() > options.max_bytes {
        return Err(ParseError::TooLarge {
            size: raw.len(),
            limit: options.max_bytes,
        });
    }
    let start = start_of_mail(raw);
    let tree = Tree::read_range(raw, start..raw.len());
    let Some(root) = tree.root().filter(|root| !root.fields.fields.is_empty()) else {
        return Err(ParseError::NoHeader);
    };
    let mut mail = Mail {
        warnings: tree.warnings.clone(),
        ..Mail::default()
    };
    let labelled = tree
        .parts
        .iter()
        .filter(|part| part.is("text/"))
        .find_map(|part| part.charset());
    let hint = options.charset_hint.as_deref().or(labelled);
    head::read(&mut mail, root, raw, hint, options);
    let selection = select(&tree, raw);
    body::read(&mut mail, &tree, &selection, raw, options);
    meaning::read(&mut mail, &tree, raw);
    take_markers(&mut mail);
    mail.warnings.dedup();
    Ok(mail)
}

/// Some deliveries begin with empty lines or a byte order mark.
fn start_of_mail(raw: &[u8]) -> usize {
    let bom = if raw.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let rest = raw.get(bom..).unwrap_or_default();
    bom + rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// Hidden markers are for threading, not for people.
fn take_markers(mail: &mut Mail) {
    let bodies = [
        Some(&mut mail.text),
        Some(&mut mail.reply_text),
        Some(&mut mail.quoted_text),
    ];
    let html = [mail.html.as_mut(), mail.reply_html.as_mut()];
    for body in bodies.into_iter().chain(html).flatten() {
        let (rest, markers) = marker::take(body);
        if !markers.is_empty() {
            *body = rest;
            mail.body_markers.extend(markers);
        }
    }
    let mut seen = std::collections::HashSet::new();
    mail.body_markers.retain(|marker| seen.insert(marker.clone()));
}
