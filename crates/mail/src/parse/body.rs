//! The body of a mail in its forms, and the files beside it.

use crate::charset;
use crate::html::{self, Links};
use crate::message::Mail;
use crate::mime::body::{Section, Selection};
use crate::mime::flowed;
use crate::mime::tree::{Part, Tree};
use crate::mime::{files, transfer};
use crate::tnef;

use super::ParseOptions;
use super::assemble::{self, Text};

/// Fills in the texts and the files.
pub(super) fn read(mail: &mut Mail, tree: &Tree, selection: &Selection, raw: &[u8], options: &ParseOptions) {
    let mut reader = Reader {
        tree,
        raw,
        options,
        warnings: Vec::new(),
        oversized: Vec::new(),
    };
    let mut texts: Vec<Text> = selection
        .sections
        .iter()
        .filter_map(|section| reader.section(section))
        .collect();
    let Reader {
        warnings, oversized, ..
    } = reader;
    mail.warnings.extend(warnings);
    let mut inside = Inside::default();
    for index in selection.files.iter().chain(&oversized) {
        if let Some(part) = tree.part(*index) {
            add_file(mail, part, *index, raw, &mut inside);
        }
    }
    // A winmail.dat brings the body along when the mail has none.
    if !texts.iter().any(Text::says_something) {
        texts.extend(inside.bodies);
    }
    if !texts.iter().any(Text::says_something)
        && let Some(text) = preamble(tree, raw)
    {
        mail.warnings
            .push("the text stands before the first part".to_owned());
        texts.insert(
            0,
            Text {
                plain: Some(text),
                ..Text::default()
            },
        );
    }
    assemble::assemble(mail, &texts, &inside.indexes);
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
                let plain = plain.and_then(|index| self.decode_plain(index));
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

    fn decode_plain(&mut self, index: usize) -> Option<String> {
        let text = self.decode(index)?;
        let parameters = &self.tree.part(index)?.type_parameters;
        let says = |name, value: &str| {
            parameters
                .get(name)
                .is_some_and(|v| v.eq_ignore_ascii_case(value))
        };
        Some(if says("format", "flowed") {
            flowed::unflow(&text, says("delsp", "yes"))
        } else {
            text
        })
    }
}

/// What a person wrote where mail programs say "This is a multi-part message in MIME format".
fn preamble(tree: &Tree, raw: &[u8]) -> Option<String> {
    let root = tree.root()?;
    let text = charset::tidy(charset::decode(None, root.preamble(tree, raw), None).text);
    let is_notice = |line: &str| {
        let line = line.to_lowercase();
        line.contains("mime")
            || line.contains("multi-part")
            || line.contains("multipart")
            || line.contains("openpgp")
    };
    let written: Vec<&str> = text.lines().filter(|line| !is_notice(line)).collect();
    let written = written.join("\n").trim().to_owned();
    (!written.is_empty()).then_some(written)
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
