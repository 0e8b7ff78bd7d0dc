//! Uuencoded data: as a transfer encoding, and files pasted into plain text by old programs.

/// A file found in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UuFile {
    /// The name of the `begin` line.
    pub name: String,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
}

/// Decodes a part whose transfer encoding is uuencode, with or without `begin` and `end` lines.
#[must_use]
pub fn decode_part(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in bytes.split(|b| *b == b'\n') {
        let line = line.trim_ascii_end();
        if line == b"end" {
            break;
        }
        if !line.is_empty() && begin_line(line).is_none() {
            decode_line(line, &mut out);
        }
    }
    out
}

/// Takes complete uuencoded files out of `text`. `None` when there is none.
#[must_use]
pub fn extract(text: &str) -> Option<(String, Vec<UuFile>)> {
    if !text.starts_with("begin ") && !text.contains("\nbegin ") {
        return None;
    }
    let mut rest = String::with_capacity(text.len());
    let mut files = Vec::new();
    // The file being read, and the text that is put back when it turns out to be none.
    let mut open: Option<(UuFile, usize)> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let bytes = line.trim_end_matches(['\r', '\n']).as_bytes();
        match &mut open {
            None => match begin_line(bytes) {
                Some(name) => {
                    open = Some((
                        UuFile {
                            name,
                            bytes: Vec::new(),
                        },
                        offset,
                    ))
                }
                None => rest.push_str(line),
            },
            Some(_) if bytes == b"end" => files.extend(open.take().map(|(file, _)| file)),
            Some((file, started)) => {
                if !bytes.is_empty() && !decode_line(bytes, &mut file.bytes) {
                    rest.push_str(text.get(*started..offset + line.len()).unwrap_or_default());
                    open = None;
                }
            }
        }
        offset += line.len();
    }
    if let Some((_, started)) = open {
        rest.push_str(text.get(started..).unwrap_or_default());
    }
    (!files.is_empty()).then_some((rest, files))
}

/// The file name of `begin 644 name`.
fn begin_line(line: &[u8]) -> Option<String> {
    let rest = std::str::from_utf8(line).ok()?.strip_prefix("begin ")?;
    let (mode, name) = rest.split_once(' ')?;
    let is_mode = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    (is_mode && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// Appends the bytes of one line; `false` when the line is not uuencoded.
fn decode_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let Some((first, data)) = line.split_first() else {
        return false;
    };
    let value = |b: u8| (b' '..=b'`').contains(&b).then(|| (b - b' ') & 0x3f);
    let Some(len) = value(*first).map(usize::from) else {
        return false;
    };
    let needed = len.div_ceil(3) * 4;
    // Trailing spaces may be lost on the way; a line much longer than announced is text.
    if data.len() > needed + 3 || data.iter().any(|b| value(*b).is_none()) || data.len() + 4 < needed {
        return false;
    }
    let start = out.len();
    for group in data.chunks(4) {
        let sextet = |i: usize| u32::from(group.get(i).and_then(|b| value(*b)).unwrap_or(0));
        let word = sextet(0) << 18 | sextet(1) << 12 | sextet(2) << 6 | sextet(3);
        let [_, a, b, c] = word.to_be_bytes();
        out.extend_from_slice(&[a, b, c]);
    }
    out.resize(start + len, 0);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAT: &str = "Hello\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye\n";

    #[test]
    fn a_file_in_text_is_taken_out() {
        let (rest, files) = extract(CAT).unwrap();
        assert_eq!(rest, "Hello\nBye\n");
        assert_eq!(
            files,
            [UuFile {
                name: "cat.txt".to_owned(),
                bytes: b"Cat".to_vec()
            }]
        );
    }

    #[test]
    fn text_that_only_begins_like_a_file_stays() {
        assert_eq!(
            extract("begin 644 times\nI have tried again and again, nothing works.\n"),
            None
        );
        assert_eq!(extract("begin 644 open\n#0V%T\n"), None);
    }

    #[test]
    fn a_part_decodes_without_its_frame() {
        assert_eq!(decode_part(b"#0V%T\r\n`\r\n"), b"Cat");
        assert_eq!(decode_part(b"begin 644 x\n#0V%T\n`\nend\n"), b"Cat");
    }
}
