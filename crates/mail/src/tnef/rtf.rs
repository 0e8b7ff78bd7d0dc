//! Compressed RTF (MS-OXRTFCP), and the HTML or text inside it (MS-OXRTFEX).

use encoding_rs::{Encoding, WINDOWS_1252};

use super::Cursor;
use super::properties::codepage;

/// What the compressor's dictionary begins with.
const DICTIONARY: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4_096;
/// Largest document that is unpacked.
const MAX_LEN: usize = 8 * 1024 * 1024;
/// Deepest nesting of groups that is tracked.
const MAX_DEPTH: usize = 200;

/// What an RTF document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Document {
    Html(String),
    Text(String),
}

/// Unpacks a compressed document; `None` when it is not one.
pub(super) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut cursor = Cursor(bytes);
    cursor.u32()?;
    let raw_len = usize::try_from(cursor.u32()?).ok()?.min(MAX_LEN);
    let kind = cursor.u32()?;
    cursor.u32()?;
    match &kind.to_le_bytes() {
        b"MELA" => return cursor.0.get(..raw_len.min(cursor.0.len())).map(<[u8]>::to_vec),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [b' '; WINDOW];
    window.get_mut(..DICTIONARY.len())?.copy_from_slice(DICTIONARY);
    let mut write = DICTIONARY.len();
    let mut out = Vec::with_capacity(raw_len);
    let mut put = |byte: u8, window: &mut [u8; WINDOW], out: &mut Vec<u8>| {
        out.push(byte);
        if let Some(slot) = window.get_mut(write) {
            *slot = byte;
        }
        write = (write + 1) % WINDOW;
        write
    };
    let mut position = DICTIONARY.len();
    while out.len() < raw_len {
        let Some(&[control]) = cursor.take(1) else { break };
        for bit in 0..8 {
            if control & (1 << bit) == 0 {
                let Some(&[byte]) = cursor.take(1) else {
                    return Some(out);
                };
                position = put(byte, &mut window, &mut out);
                continue;
            }
            let Some(&[high, low]) = cursor.take(2) else {
                return Some(out);
            };
            let reference = usize::from(u16::from_be_bytes([high, low]));
            let offset = reference >> 4;
            if offset == position {
                return Some(out);
            }
            for i in 0..(reference & 0xf) + 2 {
                let byte = window.get((offset + i) % WINDOW).copied().unwrap_or(b' ');
                position = put(byte, &mut window, &mut out);
            }
        }
    }
    Some(out)
}

/// Reads a document.
pub(super) fn read(rtf: &[u8]) -> Document {
    let head = rtf.get(..1_024).unwrap_or(rtf);
    let is_html = memchr::memmem::find(head, b"\\fromhtml").is_some();
    let mut reader = Reader {
        groups: vec![Group::default()],
        is_html,
        ..Reader::default()
    };
    reader.run(rtf);
    reader.flush();
    if is_html {
        Document::Html(reader.out)
    } else {
        Document::Text(reader.out)
    }
}

/// State that ends with its group.
#[derive(Clone, Copy)]
struct Group {
    /// Fonts, colours, pictures: nothing to read.
    hidden: bool,
    /// The RTF rendering of what an HTML tag beside it says.
    rtf_only: bool,
    /// Bytes to skip behind a `\u`.
    fallback: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            hidden: false,
            rtf_only: false,
            fallback: 1,
        }
    }
}

#[derive(Default)]
struct Reader {
    out: String,
    /// Bytes in the code page that wait to be decoded.
    bytes: Vec<u8>,
    groups: Vec<Group>,
    is_html: bool,
    encoding: Option<&'static Encoding>,
    skip: usize,
    /// The group began with `\*`.
    optional: bool,
}

impl Reader {
    fn run(&mut self, rtf: &[u8]) {
        let mut at = 0;
        while let Some(byte) = rtf.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    let group = self.group();
                    if self.groups.len() < MAX_DEPTH {
                        self.groups.push(group);
                    }
                }
                b'}' => {
                    if self.groups.len() > 1 {
                        self.groups.pop();
                    }
                }
                b'\\' => at = self.control(rtf, at),
                b'\r' | b'\n' => {}
                byte => self.byte(*byte),
            }
        }
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or_default()
    }

    fn shows(&self) -> bool {
        let group = self.group();
        !group.hidden && !group.rtf_only
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.shows() {
            self.bytes.push(byte);
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let encoding = self.encoding.unwrap_or(WINDOWS_1252);
            self.out
                .push_str(&encoding.decode_without_bom_handling(&self.bytes).0);
            self.bytes.clear();
        }
    }

    fn text(&mut self, text: &str) {
        if self.shows() {
            self.flush();
            self.out.push_str(text);
        }
    }

    /// Reads the control word or symbol at `at`; returns where it ends.
    fn control(&mut self, rtf: &[u8], at: usize) -> usize {
        let rest = rtf.get(at..).unwrap_or_default();
        let word_len = rest
            .iter()
            .take(32)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        if word_len == 0 {
            return match rest.first() {
                Some(b'\'') => {
                    let value = crate::mime::transfer::hex_pair(rest.get(1), rest.get(2));
                    if let Some(value) = value {
                        self.byte(value);
                    }
                    at + 3
                }
                Some(b'*') => {
                    self.optional = true;
                    at + 1
                }
                Some(b'~') => {
                    self.text("\u{a0}");
                    at + 1
                }
                Some(symbol @ (b'\\' | b'{' | b'}')) => {
                    self.byte(*symbol);
                    at + 1
                }
                _ => at + 1,
            };
        }
        let word = rest.get(..word_len).unwrap_or_default();
        let tail = rest.get(word_len..).unwrap_or_default();
        let digits = tail
            .iter()
            .enumerate()
            .take(11)
            .take_while(|(i, b)| b.is_ascii_digit() || (*i == 0 && **b == b'-'));
        let number_len = digits.count();
        let number = std::str::from_utf8(tail.get(..number_len).unwrap_or_default())
            .ok()
            .and_then(|n| n.parse().ok());
        let space = usize::from(tail.get(number_len) == Some(&b' '));
        self.word(word, number);
        at + word_len + number_len + space
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        let optional = std::mem::take(&mut self.optional);
        match word {
            b"htmltag" if self.is_html => self.set(|group| {
                group.rtf_only = false;
                group.hidden = false;
            }),
            b"htmlrtf" if self.is_html => self.set(|group| group.rtf_only = number != Some(0)),
            b"mhtmltag" | b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object"
            | b"header" | b"footer" => {
                self.set(|group| group.hidden = true);
            }
            _ if optional => self.set(|group| group.hidden = true),
            b"ansicpg" => self.encoding = number.and_then(|n| u32::try_from(n).ok()).and_then(codepage),
            b"uc" => self.set(|group| {
                group.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(8)
            }),
            b"u" => {
                let code = number.unwrap_or(0);
                let code = u32::try_from(if code < 0 { code + 65_536 } else { code }).unwrap_or(0);
                self.text(
                    &char::from_u32(code)
                        .unwrap_or(char::REPLACEMENT_CHARACTER)
                        .to_string(),
                );
                self.skip = self.group().fallback;
            }
            b"par" | b"line" | b"row" => self.text("\n"),
            b"tab" | b"cell" => self.text("\t"),
            b"lquote" => self.text("‘"),
            b"rquote" => self.text("’"),
            b"ldblquote" => self.text("“"),
            b"rdblquote" => self.text("”"),
            b"bullet" => self.text("•"),
            b"endash" => self.text("–"),
            b"emdash" => self.text("—"),
            _ => {}
        }
    }

    fn set(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_of_rtf() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1250{\\fonttbl{\\f0 Arial;}}\\f0 Bun\\'e3 ziua\\par \\u537 ?i {\\*\\x hidden}gata\\{\\}}";
        assert_eq!(read(rtf), Document::Text("Bună ziua\nși gata{}".to_owned()));
    }

    #[test]
    fn html_comes_out_of_rtf() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf \\par \\htmlrtf0 Hi{\\*\\htmltag72 </p>}}";
        assert_eq!(read(rtf), Document::Html("<p>Hi</p>".to_owned()));
    }

    #[test]
    fn the_example_of_the_specification_unpacks() {
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a,
            0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c,
            0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(
            decompress(&packed).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        for len in 0..packed.len() {
            let _ = decompress(&packed[..len]);
        }
    }
}
