//! Bytes in some charset to text.
//!
//! Labels lie often enough that they are checked against the bytes: text that is valid UTF-8 is UTF-8 whatever a
//! single-byte label says (the odds that accented Latin-1 text forms valid UTF-8 by chance are negligible), and text
//! labelled UTF-8 that is not is guessed like text without a label.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// How many bytes the guesser looks at: enough to be certain, bounded for huge bodies.
const GUESS_BYTES: usize = 64 * 1024;

/// Text and what had to be assumed to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, not yet normalised.
    pub text: String,
    /// What was wrong, for the list of warnings.
    pub warning: Option<String>,
}

impl Decoded {
    fn sure(text: String) -> Self {
        Self { text, warning: None }
    }
}

/// Decodes `bytes` that are labelled `label`; `hint` is a charset to prefer when a guess is needed.
#[must_use]
pub fn decode(label: Option<&str>, bytes: &[u8], hint: Option<&str>) -> Decoded {
    let label = label.map(clean_label).filter(|l| !l.is_empty());
    let Some(label) = label else {
        return unlabelled(bytes, hint);
    };
    // Of UTF-16 the byte order mark knows better which half comes first.
    let encoding = lookup(&label).map(|encoding| match Encoding::for_bom(bytes) {
        Some((marked, _)) if is_utf16(encoding) => marked,
        _ => encoding,
    });
    // Escape-based charsets look like ASCII, so the ASCII shortcut must not see them.
    let stateful = label.starts_with("utf-7") || label.starts_with("iso-2022") || label.starts_with("hz");
    if !stateful && bytes.is_ascii() && !encoding.is_some_and(is_utf16) {
        return Decoded::sure(ascii(bytes));
    }
    let Some(encoding) = encoding else {
        // Charsets outside the web's list (utf-7, cp850, ...).
        return match mail_parser::decoders::charsets::map::charset_decoder(label.as_bytes()) {
            Some(decoder) => Decoded::sure(decoder(bytes)),
            None => {
                let mut guessed = unlabelled(bytes, hint);
                guessed.warning = Some(format!("unknown charset \"{label}\", guessed"));
                guessed
            }
        };
    };
    if encoding == UTF_8 {
        return labelled_utf8(bytes, hint);
    }
    if encoding.is_single_byte()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Decoded {
            text: text.to_owned(),
            warning: Some(format!("text labelled {label} is UTF-8")),
        };
    }
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    if errors && !encoding.is_single_byte() && std::str::from_utf8(bytes).is_ok() {
        return Decoded {
            text: String::from_utf8_lossy(bytes).into_owned(),
            warning: Some(format!("text labelled {label} is UTF-8")),
        };
    }
    let warning = errors.then(|| format!("text is not clean {label}"));
    Decoded {
        text: text.into_owned(),
        warning,
    }
}

/// The encoding that a label names, with the spellings that mail programs use.
#[must_use]
pub fn lookup(label: &str) -> Option<&'static Encoding> {
    let label = clean_label(label);
    if let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) {
        return Some(encoding);
    }
    let mended = match label.as_str() {
        "cp1258" | "windows1258" | "win-1258" | "x-viet-vps" => return Some(WINDOWS_1258),
        "cp932" | "ms932" | "windows-932" => "shift_jis",
        "cp936" | "ms936" | "windows-936" => "gbk",
        "cp949" | "ms949" => "euc-kr",
        "cp950" | "ms950" => "big5",
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-ms" | "cp50220" | "cp50221" | "cp50222" => {
            "iso-2022-jp"
        }
        "utf8mb4" | "utf_8" | "unicode" | "unicode-1-1-utf-8" => "utf-8",
        "latin-1" | "iso8859_1" | "8859-1" | "ansi" | "cp-1252" | "default" => "windows-1252",
        "latin-2" | "iso8859_2" | "8859-2" => "iso-8859-2",
        "latin10" | "latin-10" | "l10" => "iso-8859-16",
        other => {
            // windows1250, win1251, cp-1251 and their like.
            let number = other.trim_start_matches(|c: char| !c.is_ascii_digit());
            return matches!(
                number,
                "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257"
            )
            .then(|| Encoding::for_label(format!("windows-{number}").as_bytes()))
            .flatten();
        }
    };
    Encoding::for_label_no_replacement(mended.as_bytes())
}

/// NFC, without NUL and the other controls that no text needs, lines ending with `\n`.
#[must_use]
pub fn tidy(text: String) -> String {
    let dirty = text
        .chars()
        .any(|c| c == '\r' || c == '\u{feff}' || (c < ' ' && c != '\n' && c != '\t'));
    let text = if dirty { without_controls(&text) } else { text };
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

fn without_controls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            '\u{feff}' => {}
            c if c < ' ' && c != '\n' && c != '\t' => {}
            c => clean.push(c),
        }
    }
    clean
}

fn labelled_utf8(bytes: &[u8], hint: Option<&str>) -> Decoded {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded::sure(text.to_owned()),
        Err(_) => {
            let lossy = String::from_utf8_lossy(bytes);
            let broken = lossy
                .chars()
                .filter(|c| *c == char::REPLACEMENT_CHARACTER)
                .count();
            let good = lossy
                .chars()
                .filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER)
                .count();
            // Damaged UTF-8 keeps more whole characters than broken ones; another charset has next to none.
            if good >= broken {
                let warning = Some("text labelled utf-8 has broken characters".to_owned());
                return Decoded {
                    text: lossy.into_owned(),
                    warning,
                };
            }
            let mut guessed = unlabelled(bytes, hint);
            guessed.warning = Some("text labelled utf-8 is not, charset guessed".to_owned());
            guessed
        }
    }
}

/// Text without a label: UTF-8 when it is valid, else the hint, else a guess from the bytes.
fn unlabelled(bytes: &[u8], hint: Option<&str>) -> Decoded {
    let escapes = bytes.contains(&0x1b);
    if bytes.is_ascii() && !escapes {
        return Decoded::sure(ascii(bytes));
    }
    if !escapes && let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded::sure(text.to_owned());
    }
    if let Some(hinted) = hint
        .and_then(lookup)
        .filter(|e| *e != UTF_8 && *e != WINDOWS_1252)
    {
        let (text, errors) = hinted.decode_without_bom_handling(bytes);
        if !errors {
            return Decoded::sure(text.into_owned());
        }
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..GUESS_BYTES).unwrap_or(bytes), true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let warning = (!bytes.is_ascii()).then(|| {
        format!(
            "text without charset read as {}",
            encoding.name().to_ascii_lowercase()
        )
    });
    Decoded {
        text: text.into_owned(),
        warning,
    }
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE
}

fn ascii(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Lower case, without quotes, the language suffix of RFC 2231 and stray punctuation.
fn clean_label(label: &str) -> String {
    let label = label.split('*').next().unwrap_or_default();
    label
        .trim_matches(|c: char| c.is_whitespace() || "\"';,=".contains(c))
        .to_ascii_lowercase()
}

/// Borrowed UTF-8 when the bytes are that, else decoded with the hint or a guess: for header values.
#[must_use]
pub fn header_text<'a>(bytes: &'a [u8], hint: Option<&str>) -> Cow<'a, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !bytes.contains(&0x1b) => Cow::Borrowed(text),
        _ => Cow::Owned(unlabelled(bytes, hint).text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(label: &str, bytes: &[u8]) -> String {
        tidy(decode(Some(label), bytes, None).text)
    }

    #[test]
    fn central_european_and_romanian_charsets_read_right() {
        assert_eq!(read("windows-1250", b"\x9aeff\xe3"), "šeffă");
        assert_eq!(
            read("iso-8859-16", b"\xbaase \xfearc \xaatefan"),
            "șase țarc Ștefan"
        );
        assert_eq!(read("iso-8859-2", b"\xbaase \xfear\xe3"), "şase ţară");
        assert_eq!(read("cp1250", b"\xba"), "ş");
    }

    #[test]
    fn vietnamese_tone_marks_compose() {
        // windows-1258 writes "ế" as ê and a combining acute.
        assert_eq!(
            read("windows-1258", b"ti\xea\xecng Vi\xea\xf2t \xf0\xfd\xf5c"),
            "tiếng Việt đươc"
        );
    }

    #[test]
    fn labels_that_lie_are_mended() {
        assert_eq!(read("iso-8859-1", "Grüße".as_bytes()), "Grüße");
        assert_eq!(read("us-ascii", "Grüße".as_bytes()), "Grüße");
        assert_eq!(read("iso-8859-1", b"\x93quoted\x94"), "“quoted”");
        assert_eq!(read("utf-8", b"Gr\xfc\xdfe aus M\xfcnchen"), "Grüße aus München");
        assert_eq!(
            read("x-unknown", b"Gr\xfc\xdfe aus M\xfcnchen"),
            "Grüße aus München"
        );
        assert!(decode(Some("us-ascii"), "é".as_bytes(), None).warning.is_some());
    }

    #[test]
    fn asian_charsets_and_utf7() {
        assert_eq!(read("gb2312", b"\xd6\xd0\xce\xc4"), "中文");
        assert_eq!(read("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4"), "Привет");
        assert_eq!(read("iso-2022-jp", b"\x1b$B%F%9%H\x1b(B"), "テスト");
        assert_eq!(read("utf-16", b"\xfe\xff\x1e\xbf\x00!"), "ế!");
        assert_eq!(read("utf-7", b"Hi Mom +Jjo-!"), "Hi Mom ☺!");
    }

    #[test]
    fn controls_and_line_ends_are_tidied() {
        assert_eq!(tidy("a\r\nb\rc\u{0}d\u{feff}e\tf".to_owned()), "a\nb\ncde\tf");
    }
}
