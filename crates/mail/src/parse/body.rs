//! The body of a mail in its forms, and the files beside it.

use crate::charset;
use crate::html::{self, Links};
use crate::message::{Attachment, Mail};
use crate::mime::body::{Section, Selection};
use crate::mime::flowed;
use crate::mime::tree::{Part, Tree};
use crate::mime::{files, transfer, uuencode};
use crate::reply;
use crate::sanitize::{self, Sanitized};
use crate::tnef;

use super::ParseOptions;

/// Texts longer than this are not searched for quotes.
const MAX_SPLIT: usize = 512 * 1024;

/// Fills in the texts and the files.
pub(super) fn read(mail: &mut Mail, tree: &Tree, selection: &Selection, raw: &[u8], options: &ParseOptions) {
    let mut reader = Reader {
        tree,
        raw,
        options,
        warnings: Vec::new(),
        extracted: Vec::new(),
        oversized: Vec::new(),
    };
    let mut texts: Vec<Text> = selection
        .sections
        .iter()
        .filter_map(|section| reader.section(section))
        .collect();
    let Reader {
        warnings,
        extracted,
        oversized,
        ..
    } = reader;
    mail.warnings.extend(warnings);
    let mut inside = Inside::default();
    for index in selection.files.iter().chain(&oversized) {
        if let Some(part) = tree.part(*index) {
            add_file(mail, part, *index, raw, &mut inside);
        }
    }
    mail.attachments.extend(extracted);
    // A winmail.dat brings the body along when the mail has none.
    if !texts.iter().any(Text::says_something) {
        texts.extend(inside.bodies);
    }
    compose(mail, texts, &inside.indexes);
}

/// Only the text, for attached mails of which nothing else is shown.
pub(super) fn read_text(
    mail: &mut Mail,
    tree: &Tree,
    selection: &Selection,
    raw: &[u8],
    options: &ParseOptions,
) {
    let mut reader = Reader {
        tree,
        raw,
        options,
        warnings: Vec::new(),
        extracted: Vec::new(),
        oversized: Vec::new(),
    };
    let texts = selection
        .sections
        .iter()
        .filter_map(|section| reader.section(section));
    let plain = texts.filter_map(|text| {
        text.html
            .map(|html| html::to_text(&html, Links::TextOnly))
            .or(text.plain)
    });
    mail.text = plain
        .map(|text| text.trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n\n");
}

/// One piece of the body in its forms.
#[derive(Default)]
struct Text {
    plain: Option<String>,
    html: Option<String>,
    /// The part that is a picture in the text.
    picture: Option<usize>,
}

impl Text {
    fn says_something(&self) -> bool {
        self.plain.is_some() || self.html.is_some()
    }
}

/// What was found in containers.
#[derive(Default)]
struct Inside {
    bodies: Vec<Text>,
    /// For each attachment of the mail, the part that it is.
    indexes: Vec<Option<usize>>,
}

struct Reader<'a> {
    tree: &'a Tree,
    raw: &'a [u8],
    options: &'a ParseOptions,
    warnings: Vec<String>,
    extracted: Vec<Attachment>,
    /// Parts whose text was cut, to be kept whole as files.
    oversized: Vec<usize>,
}

impl Reader<'_> {
    fn section(&mut self, section: &Section) -> Option<Text> {
        match *section {
            Section::Picture(index) => Some(Text {
                picture: Some(index),
                ..Text::default()
            }),
            Section::Text { plain, html } => {
                let html = html
                    .and_then(|index| self.decode(index))
                    .filter(|html| shows_something(html));
                let plain = plain.and_then(|index| {
                    let text = self.decode(index)?;
                    let part = self.tree.part(index)?;
                    Some(self.mend_plain(part, text))
                });
                let plain = plain.filter(|text| !text.trim().is_empty());
                (plain.is_some() || html.is_some()).then_some(Text {
                    plain,
                    html,
                    picture: None,
                })
            }
        }
    }

    /// The text of a part.
    fn decode(&mut self, index: usize) -> Option<String> {
        let part = self.tree.part(index)?;
        let bytes = transfer::decode(part.encoding, part.raw_body(self.raw));
        let mut bytes: &[u8] = &bytes;
        if bytes.len() > self.options.max_body_bytes {
            self.warnings
                .push("the text is too long, it is cut and attached whole".to_owned());
            self.oversized.push(index);
            bytes = bytes.get(..self.options.max_body_bytes).unwrap_or(bytes);
        }
        let label = part
            .charset()
            .map(str::to_owned)
            .or_else(|| part.is("text/html").then(|| meta_charset(bytes)).flatten());
        let decoded = charset::decode(label.as_deref(), bytes, self.options.charset_hint.as_deref());
        self.warnings.extend(decoded.warning);
        Some(charset::tidy(decoded.text))
    }

    fn mend_plain(&mut self, part: &Part, text: String) -> String {
        let parameter = |name| part.type_parameters.get(name).map(str::to_ascii_lowercase);
        let text = if parameter("format").as_deref() == Some("flowed") {
            flowed::unflow(&text, parameter("delsp").as_deref() == Some("yes"))
        } else {
            text
        };
        match uuencode::extract(&text) {
            Some((rest, found)) => {
                let found = found
                    .into_iter()
                    .map(|file| files::from_bytes(&file.name, None, file.bytes));
                self.extracted.extend(found);
                rest
            }
            None => text,
        }
    }
}

/// The charset that an HTML document declares itself, for parts without a label.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let start = bytes.get(..2_048).unwrap_or(bytes).to_ascii_lowercase();
    let at = memchr::memmem::find(&start, b"charset=")? + 8;
    let rest = start.get(at..)?;
    let label = rest.iter().skip_while(|b| matches!(b, b'"' | b'\'' | b' '));
    let label: Vec<u8> = label
        .take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
        .copied()
        .collect();
    String::from_utf8(label).ok().filter(|label| !label.is_empty())
}

/// Whether an HTML form is more than an empty shell.
fn shows_something(html: &str) -> bool {
    let has_picture = || {
        html::tokens::Tokens::new(html)
            .any(|token| matches!(token, html::tokens::Token::Start { name, .. } if name.eq_ignore_ascii_case("img")))
    };
    !html::to_text(html, Links::TextOnly).trim().is_empty() || has_picture()
}

fn add_file(mail: &mut Mail, part: &Part, index: usize, raw: &[u8], inside: &mut Inside) {
    let file = files::from_part(part, raw);
    let is_tnef = part.is("application/ms-tnef")
        || part.is("application/vnd.ms-tnef")
        || file.name.eq_ignore_ascii_case("winmail.dat");
    if is_tnef {
        match tnef::read(&file.bytes(raw)) {
            Some(content) => {
                inside.indexes.extend(content.attachments.iter().map(|_| None));
                mail.attachments.extend(content.attachments);
                inside.bodies.push(Text {
                    plain: content.text,
                    html: content.html,
                    picture: None,
                });
                return;
            }
            None => mail.warnings.push("winmail.dat could not be read".to_owned()),
        }
    }
    inside.indexes.push(Some(index));
    mail.attachments.push(file);
}

/// Puts the pieces together: text, HTML, and what was written this time.
fn compose(mail: &mut Mail, texts: Vec<Text>, indexes: &[Option<usize>]) {
    let with_html = texts
        .iter()
        .any(|text| text.html.is_some() || text.picture.is_some());
    let mut plain = Vec::new();
    let mut html = String::new();
    for text in &texts {
        if let Some(index) = text.picture {
            html.push_str(&picture(mail, index, indexes));
            continue;
        }
        match (&text.html, &text.plain) {
            (Some(rich), _) => {
                plain.push(html::to_text(rich, Links::TextOnly));
                html.push_str(rich);
            }
            (None, Some(text)) => {
                plain.push(text.trim_end().to_owned());
                html.push_str(&html_of_text(text));
            }
            (None, None) => {}
        }
    }
    mail.text = plain.join("\n\n");
    let clean = if with_html {
        sanitize::sanitize_html(&html)
    } else {
        Sanitized::default()
    };
    mark_inline(mail, &clean.content_ids);
    split(mail, &texts, with_html.then_some(html.as_str()));
    if with_html && !clean.html.trim().is_empty() {
        mail.html = Some(clean.html);
        mail.html_remote_images = clean.remote_images;
    }
}

/// The HTML of a picture that stands between texts; gives it an id to refer to when it has none.
fn picture(mail: &mut Mail, index: usize, indexes: &[Option<usize>]) -> String {
    let position = indexes.iter().position(|i| *i == Some(index));
    let Some(file) = position.and_then(|at| mail.attachments.get_mut(at)) else {
        return String::new();
    };
    let id = file
        .content_id
        .get_or_insert_with(|| format!("part-{index}@inline.invalid"));
    let escaped = id
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;");
    format!("<div><img src=\"cid:{escaped}\" alt=\"\"></div>")
}

/// Plain text between HTML, with its line ends.
fn html_of_text(text: &str) -> String {
    let escaped = text
        .trim_end()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<div style=\"white-space:pre-wrap\">{escaped}</div>")
}

/// A file is shown inside the body when the HTML refers to it.
fn mark_inline(mail: &mut Mail, content_ids: &[String]) {
    for file in &mut mail.attachments {
        if let Some(id) = &file.content_id {
            file.inline = content_ids.iter().any(|shown| shown.eq_ignore_ascii_case(id));
        }
    }
}

/// Tells what was written this time from quotes and signature.
fn split(mail: &mut Mail, texts: &[Text], html: Option<&str>) {
    let html_split = html
        .filter(|html| html.len() <= MAX_SPLIT)
        .and_then(reply::split_html);
    if let Some(parts) = html_split {
        let visible = html::to_text(&parts.visible_html, Links::TextOnly);
        let quoted = html::to_text(&parts.quoted_html, Links::TextOnly);
        if !visible.trim().is_empty() {
            let clean = sanitize::sanitize_html(&parts.visible_html).html;
            let rest = reply::split(&visible);
            // What the markup calls visible may still end with a signature that it does not mark.
            let (visible, tail) = match rest.visible.trim().is_empty() {
                true => (visible, String::new()),
                false => (rest.visible, join(&[&rest.quoted, &rest.signature])),
            };
            mail.reply_text = visible.trim().to_owned();
            mail.quoted_text = join(&[&tail, &quoted]);
            mail.reply_html = Some(clean);
            return;
        }
    }
    // Plain forms mark quotes more reliably than text made of HTML.
    let plain: Vec<&str> = texts.iter().filter_map(|text| text.plain.as_deref()).collect();
    let complete = texts
        .iter()
        .all(|text| text.plain.is_some() || text.picture.is_some());
    let whole = if complete && !plain.is_empty() {
        plain.join("\n\n")
    } else {
        mail.text.clone()
    };
    if whole.len() > MAX_SPLIT {
        mail.reply_text = whole;
        return;
    }
    let parts = reply::split(&whole);
    if parts.visible.trim().is_empty() {
        // Better too much than an empty message.
        mail.reply_text = whole.trim().to_owned();
    } else {
        mail.reply_text = parts.visible.trim().to_owned();
        mail.quoted_text = join(&[&parts.quoted, &parts.signature]);
    }
}

fn join(pieces: &[&str]) -> String {
    pieces
        .iter()
        .map(|piece| piece.trim_matches('\n').trim_end())
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}
