//! Parts that become attachments.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::names;
use super::transfer::{self, TransferEncoding};
use super::tree::Part;
use crate::header::fields::Fields;
use crate::header::words;
use crate::message::{Attachment, AttachmentData};

/// Makes the attachment of a part, hashing it in pieces.
#[must_use]
pub fn from_part(part: &Part, raw: &[u8]) -> Attachment {
    let mut digest = Sha256::new();
    let mut size = 0_u64;
    transfer::decode_chunks(part.encoding, part.raw_body(raw), &mut |chunk| {
        digest.update(chunk);
        size += chunk.len() as u64;
    });
    let name = name(part, raw);
    Attachment {
        content_type: match part.type_parameters.value.as_str() {
            // Without a type the name says what it is.
            "" if part.content_type == "text/plain" && part.file_name().is_some() => {
                type_of_name(&name).to_owned()
            }
            _ => usable_type(&part.content_type),
        },
        name,
        size,
        sha256: hex::encode(digest.finalize()),
        inline: false,
        content_id: part.content_id.clone(),
        data: AttachmentData::Encoded {
            range: part.body.clone(),
            encoding: part.encoding,
        },
    }
}

/// Makes an attachment of bytes that were taken out of a container.
#[must_use]
pub fn from_bytes(name: &str, content_type: Option<&str>, bytes: Vec<u8>) -> Attachment {
    let content_type = content_type.map_or_else(|| type_of_name(name).to_owned(), usable_type);
    Attachment {
        name: names::safe(name).unwrap_or_else(|| names::for_type(&content_type, None)),
        content_type,
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(&bytes)),
        inline: false,
        content_id: None,
        data: AttachmentData::Owned(bytes),
    }
}

fn name(part: &Part, raw: &[u8]) -> String {
    if let Some(given) = part.file_name().and_then(names::safe) {
        return given;
    }
    if part.is("message/rfc822") || part.is("message/global") {
        return names::for_type(&part.content_type, nested_subject(part, raw).as_deref());
    }
    let from_id = || {
        part.content_id
            .as_deref()
            .and_then(|id| id.split('@').next())
            .and_then(with_extension)
    };
    if let Some(name) = location(part, raw)
        .as_deref()
        .and_then(with_extension)
        .or_else(from_id)
    {
        return name;
    }
    let description = part
        .fields
        .value(raw, "Content-Description")
        .map(|d| words::decode(&d, None));
    // A sentence is a name only where the type lends it an extension.
    let named = description.filter(|d| !d.trim().is_empty() && !d.to_lowercase().starts_with("attachment"));
    let named =
        named.filter(|d| names::extension(&part.content_type).is_some() || with_extension(d).is_some());
    names::for_type(&part.content_type, named.as_deref())
}

fn location(part: &Part, raw: &[u8]) -> Option<String> {
    let location = words::decode(&part.fields.value(raw, "Content-Location")?, None);
    Some(location.split(['?', '#']).next().unwrap_or_default().to_owned())
}

/// `image001.png`: a name whose extension is one that people know.
fn with_extension(name: &str) -> Option<String> {
    names::safe(name).filter(|name| type_of_name(name) != "application/octet-stream")
}

/// The subject of a mail that is attached; its slashes are no path.
fn nested_subject(part: &Part, raw: &[u8]) -> Option<String> {
    let subject = with_nested(part, raw, |bytes, range| {
        let fields = Fields::read(bytes, range.start, range.end);
        fields
            .value(bytes, "Subject")
            .map(|subject| words::decode(&subject, None))
    })?;
    Some(subject.replace(['/', '\\'], "_")).filter(|s| !s.trim().is_empty())
}

/// Gives the bytes of an attached mail to `read`; decodes them when they are encoded.
pub fn with_nested<T>(part: &Part, raw: &[u8], read: impl FnOnce(&[u8], Range<usize>) -> T) -> T {
    if matches!(
        part.encoding,
        TransferEncoding::Identity | TransferEncoding::Binary
    ) {
        return read(raw, part.body.clone());
    }
    let bytes = transfer::decode(part.encoding, part.raw_body(raw));
    read(&bytes, 0..bytes.len())
}

/// A media type in the usual form, or the one that says nothing.
fn usable_type(value: &str) -> String {
    let valid = value.split_once('/').is_some_and(|(kind, subtype)| {
        let token = |t: &str| {
            !t.is_empty()
                && t.bytes()
                    .all(|b| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&b))
        };
        token(kind) && token(subtype)
    });
    if valid && value.len() <= 127 {
        value.to_ascii_lowercase()
    } else {
        "application/octet-stream".to_owned()
    }
}

/// The media type that a file name's extension promises.
#[must_use]
pub fn type_of_name(name: &str) -> &'static str {
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    match extension.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "htm" | "html" => "text/html",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "ics" => "text/calendar",
        "vcf" => "text/vcard",
        "eml" => "message/rfc822",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "rtf" => "application/rtf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    fn file(raw: &str) -> Attachment {
        let tree = Tree::read(raw.as_bytes());
        from_part(tree.parts.last().unwrap(), raw.as_bytes())
    }

    #[test]
    fn bytes_come_out_as_hashed() {
        let raw = "Content-Type: image/png; name=\"=?utf-8?Q?=E1=BA=A3nh.png?=\"\nContent-Transfer-Encoding: base64\n\nSGVsbG8=";
        let file = file(raw);
        assert_eq!((file.name.as_str(), file.size), ("ảnh.png", 5));
        assert_eq!(&*file.bytes(raw.as_bytes()), b"Hello");
        assert_eq!(file.sha256, hex::encode(Sha256::digest(b"Hello")));
    }

    #[test]
    fn attached_mails_are_named_after_their_subject() {
        let raw = "Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?H=E1=BB=8Fi_1/2?=\n\nx";
        assert_eq!(file(raw).name, "Hỏi 1_2.eml");
        assert_eq!(file("Content-Type: message/rfc822\n\n\nx").name, "message.eml");
    }

    #[test]
    fn nonsense_types_say_nothing() {
        assert_eq!(
            file("Content-Type: a b c/;;\n\nx").content_type,
            "application/octet-stream"
        );
        assert_eq!(
            from_bytes("../x.PDF", None, vec![1]).content_type,
            "application/pdf"
        );
    }
}
