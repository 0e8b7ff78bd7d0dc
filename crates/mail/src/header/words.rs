//! Encoded words (RFC 2047) and raw 8-bit header values.
//!
//! Adjacent words of one charset are joined before their bytes are decoded: many programs cut a word in the middle of
//! a multi-byte character, which the standard forbids.

use crate::charset;
use crate::mime::transfer;

/// A header value, decoded; `hint` is the charset to prefer for raw bytes that are not UTF-8.
#[must_use]
pub fn decode(raw: &[u8], hint: Option<&str>) -> String {
    let mut text = String::with_capacity(raw.len());
    // Bytes of encoded words of one charset that wait for their continuation.
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut at = 0;
    let mut plain_from = 0;
    while let Some(offset) = memchr::memmem::find(raw.get(at..).unwrap_or_default(), b"=?") {
        let start = at + offset;
        let Some(word) = word_at(raw, start) else {
            at = start + 2;
            continue;
        };
        let between = raw.get(plain_from..start).unwrap_or_default();
        let joins = pending.is_some() && between.iter().all(u8::is_ascii_whitespace);
        if !joins {
            flush(&mut text, &mut pending, hint);
            text.push_str(&charset::header_text(between, hint));
        }
        let bytes = word.bytes();
        match &mut pending {
            Some((charset, waiting)) if charset.eq_ignore_ascii_case(&word.charset) => waiting.extend(bytes),
            _ => {
                flush(&mut text, &mut pending, hint);
                pending = Some((word.charset, bytes));
            }
        }
        at = word.end;
        plain_from = word.end;
    }
    flush(&mut text, &mut pending, hint);
    text.push_str(&charset::header_text(
        raw.get(plain_from..).unwrap_or_default(),
        hint,
    ));
    charset::tidy(text)
}

fn flush(text: &mut String, pending: &mut Option<(String, Vec<u8>)>, hint: Option<&str>) {
    if let Some((label, bytes)) = pending.take() {
        text.push_str(&charset::decode(Some(&label), &bytes, hint).text);
    }
}

/// Where the encoded word that begins at `start` ends, if one begins there.
#[must_use]
pub fn end_of_word(raw: &[u8], start: usize) -> Option<usize> {
    word_at(raw, start).map(|word| word.end)
}

struct Word<'a> {
    charset: String,
    base64: bool,
    content: &'a [u8],
    end: usize,
}

impl Word<'_> {
    fn bytes(&self) -> Vec<u8> {
        if self.base64 {
            transfer::base64(self.content)
        } else {
            q_decode(self.content)
        }
    }
}

/// Longest word that is looked for; the standard says 75, some programs put a whole subject into one.
const MAX_WORD: usize = 8_192;

fn word_at(raw: &[u8], start: usize) -> Option<Word<'_>> {
    let rest = raw.get(start..)?;
    let rest = rest.get(..MAX_WORD).unwrap_or(rest).strip_prefix(b"=?")?;
    let charset_len = rest.iter().take(60).position(|b| *b == b'?')?;
    let charset = std::str::from_utf8(rest.get(..charset_len)?).ok()?;
    if charset.is_empty() || charset.bytes().any(|b| b.is_ascii_whitespace() || b == b'=') {
        return None;
    }
    let encoding = *rest.get(charset_len + 1)?;
    if *rest.get(charset_len + 2)? != b'?' {
        return None;
    }
    let base64 = match encoding {
        b'B' | b'b' => true,
        b'Q' | b'q' => false,
        _ => return None,
    };
    let content_at = charset_len + 3;
    let body = rest.get(content_at..)?;
    // "=?...?Q?=41?=": the end is the first "?=" that is not itself "?=XX" directly at the start.
    let len = memchr::memmem::find(body, b"?=")?;
    let content = body.get(..len)?;
    Some(Word {
        charset: charset.to_owned(),
        base64,
        content,
        end: start + 2 + content_at + len + 2,
    })
}

fn q_decode(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        match byte {
            b'_' => out.push(b' '),
            b'=' => match transfer::hex_pair(content.get(at + 1), content.get(at + 2)) {
                Some(value) => {
                    out.push(value);
                    at += 2;
                }
                None => out.push(b'='),
            },
            other => out.push(*other),
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> String {
        decode(raw.as_bytes(), None)
    }

    #[test]
    fn words_join_across_white_space_but_not_across_text() {
        assert_eq!(read("=?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?="), "ab c d");
        assert_eq!(read("Re: =?ISO-8859-1?Q?Gr=FC=DFe?= aus"), "Re: Grüße aus");
    }

    #[test]
    fn a_character_cut_between_words_is_whole_again() {
        // "ế" is E1 BA BF.
        assert_eq!(read("=?UTF-8?Q?Khi=E1=BA?=\r\n =?UTF-8?Q?=BFu?="), "Khiếu");
        assert_eq!(read("=?UTF-8?B?S2hp4bo=?= =?UTF-8?B?v3U=?="), "Khiếu");
    }

    #[test]
    fn raw_bytes_are_utf8_or_guessed() {
        assert_eq!(decode("Khiếu nại".as_bytes(), None), "Khiếu nại");
        assert_eq!(decode(b"Gr\xfc\xdfe aus M\xfcnchen", None), "Grüße aus München");
        assert_eq!(decode(b"\xaatefan", Some("iso-8859-16")), "Ștefan");
    }

    #[test]
    fn what_is_no_word_stays_as_it_is() {
        for raw in [
            "=?",
            "=?utf-8?",
            "=?utf-8?X?abc?=",
            "=?utf-8?Q?open",
            "a =? b ?= c",
            "=? ?Q?x?=",
        ] {
            assert_eq!(read(raw), raw);
        }
    }

    #[test]
    fn mixed_charsets_and_broken_hex() {
        assert_eq!(read("=?utf-8?Q?=C3=A9?= =?koi8-r?B?8A==?="), "éП");
        assert_eq!(read("=?utf-8?Q?100=_=ZZ?="), "100= =ZZ");
    }
}
