//! MAPI property lists.

use std::collections::HashMap;

use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use super::Cursor;

/// More properties than this are left out.
const MAX_PROPERTIES: usize = 2_000;

/// Ids of the properties that are read.
pub(super) mod id {
    pub(in super::super) const BODY: u16 = 0x1000;
    pub(in super::super) const RTF_COMPRESSED: u16 = 0x1009;
    pub(in super::super) const BODY_HTML: u16 = 0x1013;
    pub(in super::super) const INTERNET_CODEPAGE: u16 = 0x3fde;
    pub(in super::super) const DISPLAY_NAME: u16 = 0x3001;
    pub(in super::super) const FILE_DATA: u16 = 0x3701;
    pub(in super::super) const FILE_NAME: u16 = 0x3704;
    pub(in super::super) const FILE_LONG_NAME: u16 = 0x3707;
    pub(in super::super) const FILE_MIME_TYPE: u16 = 0x370e;
    pub(in super::super) const FILE_CONTENT_ID: u16 = 0x3712;
}

enum Value {
    Number(u32),
    Text(String),
    Binary(Vec<u8>),
}

/// Properties by id.
#[derive(Default)]
pub(super) struct Properties(HashMap<u16, Value>);

impl Properties {
    pub(super) fn read(data: &[u8], codepage: Option<&'static Encoding>) -> Self {
        let mut cursor = Cursor(data);
        let mut properties = Self::default();
        let count = cursor
            .u32()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0)
            .min(MAX_PROPERTIES);
        for _ in 0..count {
            if read_one(&mut cursor, codepage, &mut properties.0).is_none() {
                break;
            }
        }
        properties
    }

    pub(super) fn text(&self, id: u16) -> Option<&str> {
        match self.0.get(&id)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes of a binary property; HTML bodies are stored as text by some programs.
    pub(super) fn binary(&self, id: u16) -> Option<&[u8]> {
        match self.0.get(&id)? {
            Value::Binary(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            Value::Number(_) => None,
        }
    }

    pub(super) fn number(&self, id: u16) -> Option<u32> {
        match self.0.get(&id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}

fn read_one(
    cursor: &mut Cursor<'_>,
    codepage: Option<&'static Encoding>,
    into: &mut HashMap<u16, Value>,
) -> Option<()> {
    let kind = cursor.u16()?;
    let id = cursor.u16()?;
    if id >= 0x8000 {
        skip_name(cursor)?;
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0fff;
    let variable = matches!(kind, 0x1e | 0x1f | 0x102 | 0x0d);
    let count = if many || variable {
        usize::try_from(cursor.u32()?).ok()?
    } else {
        1
    };
    for _ in 0..count {
        let value = match kind {
            0x02 | 0x03 | 0x04 | 0x0a | 0x0b => Value::Number(cursor.u32()?),
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => {
                cursor.take(8)?;
                continue;
            }
            0x48 => {
                cursor.take(16)?;
                continue;
            }
            _ if variable => {
                let len = usize::try_from(cursor.u32()?).ok()?;
                let bytes = cursor.take(len)?;
                // Values are padded to four bytes; the last may lack its padding.
                let _ = cursor.take(len.next_multiple_of(4) - len);
                match kind {
                    0x1e => Value::Text(string8(bytes, codepage)),
                    0x1f => Value::Text(utf16(bytes)),
                    // Embedded objects begin with the id of their interface.
                    0x0d => Value::Binary(bytes.get(16..)?.to_vec()),
                    _ => Value::Binary(bytes.to_vec()),
                }
            }
            // Null, and kinds whose size is not known.
            0x00 | 0x01 => continue,
            _ => return None,
        };
        into.entry(id).or_insert(value);
    }
    Some(())
}

/// Named properties carry a set and a number or name.
fn skip_name(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.take(16)?;
    if cursor.u32()? == 0 {
        cursor.take(4)?;
    } else {
        let len = usize::try_from(cursor.u32()?).ok()?;
        cursor.take(len.checked_next_multiple_of(4)?)?;
    }
    Some(())
}

/// A zero-terminated string in the message's code page.
pub(super) fn string8(bytes: &[u8], codepage: Option<&'static Encoding>) -> String {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or_default();
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => codepage
            .unwrap_or(WINDOWS_1252)
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

fn utf16(bytes: &[u8]) -> String {
    let (text, _) = UTF_16LE.decode_without_bom_handling(bytes);
    text.trim_end_matches('\0').to_owned()
}

/// The encoding of a Windows code page.
pub(super) fn codepage(number: u32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        20127 | 28591 => "windows-1252".to_owned(),
        28592..=28606 => format!("iso-8859-{}", number - 28590),
        20866 => "koi8-r".to_owned(),
        65001 => "utf-8".to_owned(),
        50220..=50222 => "iso-2022-jp".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes())
}
