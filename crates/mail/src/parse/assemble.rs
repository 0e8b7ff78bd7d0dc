//! Putting the pieces of a body together, and telling what was written this time from quotes and signature.

use crate::html::{self, Links};
use crate::message::Mail;
use crate::reply;
use crate::sanitize::{self, Sanitized};

/// Texts longer than this are not searched for quotes.
const MAX_SPLIT: usize = 512 * 1024;

/// One piece of the body in its forms.
#[derive(Default)]
pub(super) struct Text {
    pub(super) plain: Option<String>,
    pub(super) html: Option<String>,
    /// The part that is a picture in the text.
    pub(super) picture: Option<usize>,
}

impl Text {
    pub(super) fn says_something(&self) -> bool {
        self.plain.is_some() || self.html.is_some()
    }
}

/// Sets the texts of `mail`; `indexes` says for each of its attachments which part it is.
pub(super) fn assemble(mail: &mut Mail, texts: &[Text], indexes: &[Option<usize>]) {
    let with_html = texts
        .iter()
        .any(|text| text.html.is_some() || text.picture.is_some());
    let mut words = Vec::new();
    let mut html = String::new();
    for text in texts {
        match (text.picture, &text.html, &text.plain) {
            (Some(index), ..) => html.push_str(&picture(mail, index, indexes)),
            (None, Some(rich), _) => {
                words.push(html::to_text(rich, Links::TextOnly));
                html.push_str(rich);
            }
            (None, None, Some(plain)) => {
                words.push(trim_lines(plain).to_owned());
                html.push_str(&html_of_text(plain));
            }
            (None, None, None) => {}
        }
    }
    mail.text = words.join("\n\n");
    let clean = if with_html {
        sanitize::sanitize_html(&html)
    } else {
        Sanitized::default()
    };
    mark_inline(mail, &clean.content_ids);
    split(mail, texts, with_html.then_some(html.as_str()));
    let shown = clean.html.trim();
    if !shown.is_empty() {
        mail.html = Some(shown.to_owned());
        mail.html_remote_images = clean.remote_images;
    }
}

/// Without empty lines around it; the indentation of the first line stays.
fn trim_lines(text: &str) -> &str {
    text.trim_end().trim_start_matches('\n')
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
    if let Some(parts) = html
        .filter(|html| html.len() <= MAX_SPLIT)
        .and_then(reply::split_html)
    {
        let visible = html::to_text(&parts.visible_html, Links::TextOnly);
        if !visible.trim().is_empty() {
            // What the markup calls visible may still end with a signature that it does not mark.
            let (visible, tail) = split_text(&visible);
            mail.reply_text = visible;
            let quoted = html::to_text(&parts.quoted_html, Links::TextOnly);
            mail.quoted_text = join(&[&tail, &quoted]);
            mail.reply_html = Some(
                sanitize::sanitize_html(&parts.visible_html)
                    .html
                    .trim()
                    .to_owned(),
            );
            return;
        }
    }
    // Quoted blocks get their marks back, so that one splitter serves both forms.
    let whole: Vec<String> = texts
        .iter()
        .filter_map(|text| match (&text.html, &text.plain) {
            (Some(html), _) => Some(html::quoted(html, Links::TextOnly)),
            (None, plain) => plain.as_deref().map(|plain| trim_lines(plain).to_owned()),
        })
        .collect();
    (mail.reply_text, mail.quoted_text) = split_text(&whole.join("\n\n"));
}

/// The visible part of a text and the rest. Better too much than an empty message: where nothing would stay visible,
/// everything does.
fn split_text(text: &str) -> (String, String) {
    if text.len() > MAX_SPLIT {
        return (text.to_owned(), String::new());
    }
    let parts = reply::split(text);
    let visible = parts.visible.trim();
    if visible.is_empty() {
        return (text.trim().to_owned(), String::new());
    }
    (visible.to_owned(), trim_lines(&parts.rest).to_owned())
}

fn join(pieces: &[&str]) -> String {
    pieces
        .iter()
        .filter(|piece| !piece.trim().is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("\n")
}
