//! The MIME tree: mixed(alternative(text, related(html, pictures)), files), with the levels that are needed only.

use std::fmt::Write as _;

use email_encoding::headers::rfc2231;
use email_encoding::headers::writer::EmailWriter;
use mail_builder::headers::HeaderType;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

use super::{ComposeError, InlineImage, Outgoing, OutgoingAttachment, ids, quote, signature};
use crate::html::Links;

/// What is sent as a file when nobody says what it is.
const UNKNOWN: &str = "application/octet-stream";

/// Appends the body with its own header fields.
pub(super) fn write(mail: &Outgoing, raw: &mut Vec<u8>) -> Result<(), ComposeError> {
    let html = html_body(mail)?;
    let text = text_body(mail)?;
    let (shown, listed) = split_pictures(mail, html.as_deref());

    let mut body = MimePart::new("text/plain", text);
    if let Some(html) = html {
        let mut rich = MimePart::new("text/html", html);
        if !shown.is_empty() {
            let mut parts = vec![rich];
            for picture in shown {
                parts.push(picture_part(picture)?);
            }
            let related = ContentType::new("multipart/related").attribute("type", "text/html");
            rich = MimePart::new(related, parts);
        }
        body = MimePart::new("multipart/alternative", vec![body, rich]);
    }
    if !listed.is_empty() || !mail.attachments.is_empty() {
        let mut parts = vec![body];
        parts.extend(
            listed
                .iter()
                .map(|i| file_part(&i.name, &i.content_type, &i.data)),
        );
        parts.extend(mail.attachments.iter().map(
            |OutgoingAttachment {
                 name,
                 content_type,
                 data,
             }| { file_part(name, content_type, data) },
        ));
        body = MimePart::new("multipart/mixed", parts);
    }
    // Base64 takes four bytes for three, and a line break for every 76.
    let payload: usize = body.size();
    raw.reserve(payload + payload / 3 + payload / 25 + 4096);
    // Writing into memory does not fail.
    let _infallible = body.write_part(raw);
    Ok(())
}

fn html_body(mail: &Outgoing) -> Result<Option<String>, ComposeError> {
    let Some(html) = &mail.html else { return Ok(None) };
    let mut tail = String::new();
    if let Some(signature) = &mail.signature {
        tail.push_str(&signature::as_html(signature));
    }
    if let Some(quoted) = &mail.quote {
        tail.push_str(&quote::as_html(quoted));
    }
    if let Some(forwarded) = &mail.forwarded {
        tail.push_str(&forwarded.as_sent());
    }
    if let Some(marker) = &mail.marker {
        let _infallible = write!(
            tail,
            "<div style=\"display:none;font-size:1px;color:#ffffff;max-height:0;overflow:hidden\">{}</div>",
            quote::escape(exact_marker(marker)?)
        );
    }
    Ok(Some(signature::insert_tail(&clean(html), &clean(&tail))))
}

fn text_body(mail: &Outgoing) -> Result<String, ComposeError> {
    let mut text = match &mail.html {
        Some(html) if mail.text.trim().is_empty() => clean(&crate::html::to_text(html, Links::WithAddress)),
        _ => clean(&mail.text),
    };
    text.truncate(text.trim_end().len());
    text.push('\n');
    if let Some(signature) = &mail.signature {
        text.push_str(&clean(&signature::as_text(signature)));
    }
    if let Some(quoted) = &mail.quote {
        text.push_str(&clean(&quote::as_text(quoted)));
    }
    if let Some(forwarded) = &mail.forwarded {
        text.push_str(&clean(&forwarded.text));
    }
    if let Some(marker) = &mail.marker {
        let _infallible = write!(text, "\n{}\n", exact_marker(marker)?);
    }
    Ok(text)
}

/// A marker stands alone on its line, where it is looked for.
fn exact_marker(marker: &str) -> Result<&str, ComposeError> {
    if marker.chars().any(char::is_control) {
        return Err(ComposeError::ControlCharacter {
            field: "marker".to_owned(),
        });
    }
    Ok(marker)
}

/// One kind of line end, and nothing that a mail must not hold (NUL and other controls).
fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\r' => clean.push('\n'),
            '\n' if after_return => {}
            '\n' | '\t' => clean.push(c),
            c if c.is_control() => {}
            c => clean.push(c),
        }
        after_return = c == '\r';
    }
    clean
}

/// Pictures that the HTML shows, and those it does not: the second kind would be invisible in many programs.
fn split_pictures<'a>(
    mail: &'a Outgoing,
    html: Option<&str>,
) -> (Vec<&'a InlineImage>, Vec<&'a InlineImage>) {
    mail.inline
        .iter()
        .partition(|picture| html.is_some_and(|html| html.contains(&format!("cid:{}", picture.content_id))))
}

fn picture_part(picture: &InlineImage) -> Result<MimePart<'_>, ComposeError> {
    let id = ids::own("content_id", &picture.content_id)?;
    let part = MimePart {
        headers: vec![
            ("Content-Type".into(), raw(media_type(&picture.content_type))),
            (
                "Content-Disposition".into(),
                raw(disposition("inline", &picture.name)),
            ),
        ],
        contents: BodyPart::Binary(picture.data.as_ref().into()),
    };
    Ok(part.cid(id))
}

fn file_part<'a>(name: &str, content_type: &str, data: &'a [u8]) -> MimePart<'a> {
    let mut content_type = media_type(content_type);
    let mut plain = false;
    if content_type == "message/rfc822" {
        // A mail as a file must not be base64 (RFC 2046, section 5.2.1), which only works when it is plain ASCII.
        plain = is_seven_bit(data);
        if !plain {
            content_type = UNKNOWN.to_owned();
        }
    }
    let part = MimePart {
        headers: vec![
            ("Content-Type".into(), raw(content_type)),
            ("Content-Disposition".into(), raw(disposition("attachment", name))),
        ],
        contents: BodyPart::Binary(data.into()),
    };
    if plain {
        part.transfer_encoding("7bit")
    } else {
        part
    }
}

fn raw(value: String) -> HeaderType<'static> {
    HeaderType::Raw(Raw::new(value))
}

fn is_seven_bit(data: &[u8]) -> bool {
    data.is_ascii()
        && !data.contains(&0)
        && data
            .split(|b| *b == b'\n')
            .all(|line| line.len() <= 998 && line.iter().filter(|b| **b == b'\r').count() <= 1)
}

/// `type/subtype` in lower case; what is none, or would open another level of parts, is sent as plain bytes.
fn media_type(given: &str) -> String {
    let essence = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_token = |part: &str| {
        !part.is_empty()
            && part.len() <= 120
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    match essence.split_once('/') {
        Some((kind, sub)) if is_token(kind) && is_token(sub) && kind != "multipart" => essence,
        _ => UNKNOWN.to_owned(),
    }
}

/// The disposition with the file's name as RFC 2231 has it; never a path, never empty.
fn disposition(kind: &str, name: &str) -> String {
    let name = super::fields::one_line(name.rsplit(['/', '\\']).next().unwrap_or_default());
    let name = if name.is_empty() { "file" } else { &name };
    let mut value = format!("{kind};");
    let mut writer = EmailWriter::new(
        &mut value,
        "Content-Disposition: ".len() + kind.len() + 1,
        0,
        true,
    );
    writer.space();
    let _infallible = rfc2231::encode("filename", name, &mut writer);
    drop(writer);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_neither_paths_nor_empty() {
        assert_eq!(
            disposition("attachment", "../../etc/passwd"),
            "attachment; filename=\"passwd\""
        );
        assert_eq!(disposition("inline", ""), "inline; filename=\"file\"");
        assert!(disposition("attachment", "hoá đơn.pdf").contains("filename*0*=utf-8''ho%C3%A1"));
    }

    #[test]
    fn odd_media_types_are_sent_as_bytes() {
        assert_eq!(media_type("Image/PNG; name=x"), "image/png");
        for odd in [
            "",
            "image",
            "image/",
            "multipart/mixed",
            "a/b\r\nX: y",
            "text/html evil",
        ] {
            assert_eq!(media_type(odd), UNKNOWN, "{odd}");
        }
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(clean("a\r\nb\rc\nd\u{0}\u{7}\te"), "a\nb\nc\nd\te");
    }
}
