//! `winmail.dat` (TNEF, MS-OXTNEF): what Outlook wraps around body and files when it takes the reader for another
//! Outlook. Only what a person needs is read: the files and the body.

mod properties;
mod rtf;

use encoding_rs::Encoding;

use crate::charset;
use crate::message::Attachment;
use crate::mime::files;
use properties::{Properties, id};

const SIGNATURE: u32 = 0x223e_9f78;
/// More files than this are left out.
const MAX_FILES: usize = 500;

/// What was wrapped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The plain-text body.
    pub text: Option<String>,
    /// The HTML body, not sanitised.
    pub html: Option<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
}

/// Attributes by their id.
mod attribute {
    pub(super) const BODY: u32 = 0x0002_800c;
    pub(super) const OEM_CODEPAGE: u32 = 0x0006_9007;
    pub(super) const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
    pub(super) const FILE_START: u32 = 0x0006_9002;
    pub(super) const FILE_TITLE: u32 = 0x0001_8010;
    pub(super) const FILE_DATA: u32 = 0x0006_800f;
    pub(super) const FILE_PROPERTIES: u32 = 0x0006_9005;
}

/// Unwraps; `None` when the bytes are not TNEF. What is cut off or unknown is left out.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Content> {
    let mut cursor = Cursor(bytes);
    if cursor.u32()? != SIGNATURE {
        return None;
    }
    cursor.take(2)?;
    let mut unwrapped = Unwrapped::default();
    while let Some((id, data)) = cursor.attribute() {
        unwrapped.take(id, data);
    }
    Some(unwrapped.finish())
}

/// Little-endian reading that ends quietly where the bytes end.
pub(crate) struct Cursor<'a>(pub(crate) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Level, id, length, data, checksum. Checksums are not compared: a wrong one helps nobody.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let id = self.u32()?;
        let len = usize::try_from(self.u32()?).ok()?;
        let data = self.take(len)?;
        let _ = self.take(2);
        Some((id, data))
    }
}

#[derive(Default)]
struct Unwrapped<'a> {
    codepage: Option<&'static Encoding>,
    body: Option<&'a [u8]>,
    properties: Properties,
    files: Vec<File<'a>>,
}

#[derive(Default)]
struct File<'a> {
    title: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
    properties: Properties,
}

impl<'a> Unwrapped<'a> {
    fn take(&mut self, id: u32, data: &'a [u8]) {
        match id {
            attribute::OEM_CODEPAGE => self.codepage = Cursor(data).u32().and_then(properties::codepage),
            attribute::BODY => self.body = Some(data),
            attribute::MESSAGE_PROPERTIES => self.properties = Properties::read(data, self.codepage),
            attribute::FILE_START if self.files.len() < MAX_FILES => self.files.push(File::default()),
            attribute::FILE_TITLE => self.file(|file| file.title = Some(data)),
            attribute::FILE_DATA => self.file(|file| file.data = Some(data)),
            attribute::FILE_PROPERTIES => {
                let properties = Properties::read(data, self.codepage);
                self.file(|file| file.properties = properties);
            }
            _ => {}
        }
    }

    fn file(&mut self, change: impl FnOnce(&mut File<'a>)) {
        if let Some(file) = self.files.last_mut() {
            change(file);
        }
    }

    fn finish(self) -> Content {
        let codepage = self.codepage;
        let mut html = self.properties.binary(id::BODY_HTML).map(|bytes| {
            let label = self
                .properties
                .number(id::INTERNET_CODEPAGE)
                .and_then(properties::codepage);
            charset::decode(label.map(Encoding::name), bytes, None).text
        });
        let body = || {
            self.body
                .filter(|body| !body.is_empty())
                .map(|body| properties::string8(body, codepage))
        };
        let mut text = self.properties.text(id::BODY).map(str::to_owned).or_else(body);
        if html.is_none()
            && let Some(document) = self
                .properties
                .binary(id::RTF_COMPRESSED)
                .and_then(rtf::decompress)
        {
            match rtf::read(&document) {
                rtf::Document::Html(found) => html = Some(found),
                rtf::Document::Text(found) => text = text.or(Some(found)),
            }
        }
        Content {
            html: html.map(charset::tidy),
            text: text.map(charset::tidy).filter(|text| !text.trim().is_empty()),
            attachments: self
                .files
                .into_iter()
                .filter_map(|file| file.finish(codepage))
                .collect(),
        }
    }
}

impl File<'_> {
    fn finish(self, codepage: Option<&'static Encoding>) -> Option<Attachment> {
        let properties = &self.properties;
        let name = [id::FILE_LONG_NAME, id::DISPLAY_NAME, id::FILE_NAME]
            .iter()
            .find_map(|id| properties.text(*id));
        let name = name
            .map(str::to_owned)
            .or_else(|| self.title.map(|title| properties::string8(title, codepage)));
        let data = match (self.data, properties.binary(id::FILE_DATA)) {
            (Some(data), _) if !data.is_empty() => data,
            (_, Some(data)) => data,
            _ => return None,
        };
        let mut file = files::from_bytes(
            &charset::tidy(name.unwrap_or_default()),
            properties.text(id::FILE_MIME_TYPE).filter(|t| !t.is_empty()),
            data.to_vec(),
        );
        file.content_id = properties
            .text(id::FILE_CONTENT_ID)
            .filter(|c| !c.is_empty())
            .map(str::to_owned);
        Some(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let sum = data.iter().fold(0_u16, |sum, b| sum.wrapping_add(u16::from(*b)));
        let len = u32::try_from(data.len()).unwrap();
        [
            &[level][..],
            &id.to_le_bytes(),
            &len.to_le_bytes(),
            data,
            &sum.to_le_bytes(),
        ]
        .concat()
    }

    fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
        let mut out = [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes()].concat();
        out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        out.extend(value);
        out.resize(out.len().next_multiple_of(4), 0);
        out
    }

    fn sample() -> Vec<u8> {
        let name: Vec<u8> = "hóa đơn.pdf\0"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let file = [
            &2_u32.to_le_bytes()[..],
            &property(0x1f, 0x3707, &name),
            &property(0x1e, 0x3712, b"a@b\0"),
        ]
        .concat();
        let message = [
            &1_u32.to_le_bytes()[..],
            &property(0x102, 0x1013, b"<p>Hello</p>"),
        ]
        .concat();
        [
            &SIGNATURE.to_le_bytes()[..],
            &[1, 0],
            &attribute(1, attribute::OEM_CODEPAGE, &[0xe3, 0x04, 0, 0, 0, 0, 0, 0]),
            &attribute(1, attribute::MESSAGE_PROPERTIES, &message),
            &attribute(2, attribute::FILE_START, &[0; 14]),
            &attribute(2, attribute::FILE_TITLE, b"HOADON~1.PDF\0"),
            &attribute(2, attribute::FILE_DATA, b"%PDF-1.4"),
            &attribute(2, attribute::FILE_PROPERTIES, &file),
        ]
        .concat()
    }

    #[test]
    fn files_and_body_come_out() {
        let content = read(&sample()).unwrap();
        assert_eq!(content.html.as_deref(), Some("<p>Hello</p>"));
        let file = &content.attachments[0];
        assert_eq!(
            (file.name.as_str(), file.content_type.as_str(), file.size),
            ("hóa đơn.pdf", "application/pdf", 8)
        );
        assert_eq!(file.content_id.as_deref(), Some("a@b"));
    }

    #[test]
    fn cut_off_and_foreign_bytes_do_no_harm() {
        let sample = sample();
        for len in 0..sample.len() {
            let _ = read(&sample[..len]);
        }
        assert_eq!(read(b"not tnef at all"), None);
    }
}
