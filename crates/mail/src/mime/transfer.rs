//! Content transfer encodings, decoded leniently: mail in the wild has stray characters, missing padding, cut lines.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How much is decoded at a time when bytes are streamed.
pub const CHUNK: usize = 64 * 1024;

/// How the bytes of a part are encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferEncoding {
    /// 7bit, 8bit, or nothing said: text whose lines end with CRLF on the wire and with LF once decoded.
    #[default]
    Identity,
    /// Bytes as they are.
    Binary,
    /// RFC 2045 base64.
    Base64,
    /// RFC 2045 quoted-printable.
    QuotedPrintable,
    /// `x-uuencode`, with or without the `begin` line.
    Uuencode,
}

impl TransferEncoding {
    /// From the value of `Content-Transfer-Encoding`; what is unknown is taken as plain bytes.
    #[must_use]
    pub fn from_header(value: &str) -> Self {
        let value = value.split([';', '(']).next().unwrap_or_default();
        match value
            .trim_matches(|c: char| c.is_whitespace() || c == '"')
            .to_ascii_lowercase()
            .as_str()
        {
            "base64" | "base-64" | "b64" | "b" => Self::Base64,
            "quoted-printable" | "quoted_printable" | "quotedprintable" | "qp" | "q" => Self::QuotedPrintable,
            "binary" => Self::Binary,
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => Self::Uuencode,
            _ => Self::Identity,
        }
    }
}

/// The decoded bytes; borrowed when there is nothing to decode.
#[must_use]
pub fn decode(encoding: TransferEncoding, bytes: &[u8]) -> Cow<'_, [u8]> {
    let plain = encoding == TransferEncoding::Identity && !is_wire_text(bytes);
    if plain || encoding == TransferEncoding::Binary {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(match encoding {
        TransferEncoding::Base64 => bytes.len() / 4 * 3 + 3,
        _ => bytes.len(),
    });
    decode_chunks(encoding, bytes, &mut |chunk| out.extend_from_slice(chunk));
    Cow::Owned(out)
}

/// Hands out the decoded bytes in pieces of at most [`CHUNK`].
pub fn decode_chunks(encoding: TransferEncoding, bytes: &[u8], sink: &mut dyn FnMut(&[u8])) {
    match encoding {
        TransferEncoding::Identity if is_wire_text(bytes) => {
            for chunk in bytes.chunks(CHUNK) {
                let lines: Vec<u8> = chunk.iter().copied().filter(|b| *b != b'\r').collect();
                sink(&lines);
            }
        }
        TransferEncoding::Identity | TransferEncoding::Binary => bytes.chunks(CHUNK).for_each(sink),
        TransferEncoding::Base64 => base64_chunks(bytes, sink),
        TransferEncoding::QuotedPrintable => quoted_printable_chunks(bytes, sink),
        TransferEncoding::Uuencode => super::uuencode::decode_part(bytes).chunks(CHUNK).for_each(sink),
    }
}

/// Whether these are ASCII lines that all end with CRLF, and nothing hints at binary data that somebody forgot to
/// label.
fn is_wire_text(bytes: &[u8]) -> bool {
    if memchr::memchr(b'\r', bytes).is_none() || memchr::memchr(0, bytes).is_some() || !bytes.is_ascii() {
        return false;
    }
    let returns = memchr::memchr_iter(b'\r', bytes).count();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    returns == feeds && memchr::memmem::find_iter(bytes, b"\r\n").count() == returns
}

/// Decodes base64 whole: for encoded words.
#[must_use]
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    decode(TransferEncoding::Base64, bytes).into_owned()
}

const INVALID: u8 = 0xff;
static BASE64: [u8; 256] = base64_table();

const fn base64_table() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [INVALID; 256];
    let mut value = 0;
    while value < 64 {
        #[expect(
            clippy::indexing_slicing,
            reason = "constant evaluation: out of bounds would not compile"
        )]
        {
            table[alphabet[value] as usize] = value as u8;
        }
        value += 1;
    }
    table
}

/// Ignores what is not in the alphabet. Padding ends a group, not the data: several encoded pieces may follow each
/// other.
fn base64_chunks(bytes: &[u8], sink: &mut dyn FnMut(&[u8])) {
    let mut out = Vec::with_capacity(CHUNK + 4);
    let mut group: u32 = 0;
    let mut sextets = 0_u8;
    for byte in bytes {
        let value = BASE64.get(usize::from(*byte)).copied().unwrap_or(INVALID);
        if value != INVALID {
            group = (group << 6) | u32::from(value);
            sextets += 1;
            if sextets == 4 {
                let [_, a, b, c] = group.to_be_bytes();
                out.extend_from_slice(&[a, b, c]);
                group = 0;
                sextets = 0;
            }
        } else if *byte == b'=' {
            base64_tail(&mut out, group, sextets);
            group = 0;
            sextets = 0;
        }
        if out.len() >= CHUNK - 4 {
            sink(&out);
            out.clear();
        }
    }
    base64_tail(&mut out, group, sextets);
    if !out.is_empty() {
        sink(&out);
    }
}

/// The one or two bytes of an incomplete group.
fn base64_tail(out: &mut Vec<u8>, group: u32, sextets: u8) {
    match sextets {
        2 => out.push((group >> 4) as u8),
        3 => out.extend_from_slice(&[(group >> 10) as u8, (group >> 2) as u8]),
        _ => {}
    }
}

fn quoted_printable_chunks(bytes: &[u8], sink: &mut dyn FnMut(&[u8])) {
    let mut out = Vec::with_capacity(CHUNK);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let (content, line_end) = split_line_end(line);
        // White space before a line end was added on the way.
        let content = if line_end.is_empty() {
            content
        } else {
            content.trim_ascii_end()
        };
        let (content, soft) = match content.strip_suffix(b"=") {
            Some(content) => (content, true),
            None => (content, false),
        };
        quoted_printable_line(content, &mut out);
        if !soft {
            out.extend_from_slice(line_end);
        }
        if out.len() >= CHUNK / 2 {
            out.chunks(CHUNK).for_each(&mut *sink);
            out.clear();
        }
    }
    out.chunks(CHUNK).for_each(sink);
}

fn quoted_printable_line(line: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        if *byte == b'='
            && let Some(value) = hex_pair(line.get(at + 1), line.get(at + 2))
        {
            out.push(value);
            at += 3;
            continue;
        }
        out.push(*byte);
        at += 1;
    }
}

fn split_line_end(line: &[u8]) -> (&[u8], &[u8]) {
    let len = line
        .strip_suffix(b"\r\n")
        .or_else(|| line.strip_suffix(b"\n"))
        .unwrap_or(line)
        .len();
    line.split_at(len)
}

/// The byte that two hex digits (either case) stand for.
#[must_use]
pub fn hex_pair(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn qp(text: &str) -> String {
        String::from_utf8(decode(TransferEncoding::QuotedPrintable, text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn base64_survives_noise_and_cut_ends() {
        assert_eq!(base64(b"SGVs\r\nbG8="), b"Hello");
        assert_eq!(base64(b"SGVsbG8"), b"Hello");
        assert_eq!(base64(b"SGVs!bG8=\n\nIQ=="), b"Hello!");
        assert_eq!(base64(b"===="), b"");
    }

    #[test]
    fn base64_in_pieces_is_the_same_as_whole() {
        let plain: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
        use ::base64::Engine as _;
        let encoded = ::base64::engine::general_purpose::STANDARD.encode(&plain);
        let mut pieces = Vec::new();
        decode_chunks(TransferEncoding::Base64, encoded.as_bytes(), &mut |chunk| {
            assert!(chunk.len() <= CHUNK);
            pieces.extend_from_slice(chunk);
        });
        assert_eq!(pieces, plain);
    }

    #[test]
    fn quoted_printable_is_lenient() {
        assert_eq!(
            qp("a=3Db =c3=a9 \r\nsoft=\r\nline=  \r\nend"),
            "a=b é\r\nsoftlineend"
        );
        assert_eq!(qp("50% = half =ZZ="), "50% = half =ZZ");
        let long = "=41".repeat(CHUNK);
        assert_eq!(qp(&long), "A".repeat(CHUNK));
    }

    #[test]
    fn wire_line_ends_become_plain_ones_only_in_text() {
        let identity = |bytes| decode(TransferEncoding::Identity, bytes).into_owned();
        assert_eq!(identity(b"a\r\nb\r\n"), b"a\nb\n");
        assert_eq!(identity(b"a\r\nb\n\rc"), b"a\r\nb\n\rc");
        assert_eq!(identity(b"a\r\n\0"), b"a\r\n\0");
        assert_eq!(&*decode(TransferEncoding::Binary, b"a\r\n"), b"a\r\n");
    }

    #[test]
    fn unknown_encodings_are_plain_bytes() {
        assert_eq!(
            TransferEncoding::from_header(" Base64 "),
            TransferEncoding::Base64
        );
        assert_eq!(
            TransferEncoding::from_header("8bit (x)"),
            TransferEncoding::Identity
        );
        assert_eq!(
            TransferEncoding::from_header("\"quoted-printable\";"),
            TransferEncoding::QuotedPrintable
        );
    }
}
