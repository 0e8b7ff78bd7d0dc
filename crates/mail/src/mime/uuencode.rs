//! Uuencode as a transfer encoding, which a few old programs still use.

/// Decodes a part whose transfer encoding is uuencode, with or without `begin` and `end` lines.
#[must_use]
pub fn decode_part(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in bytes.split(|b| *b == b'\n') {
        let line = line.trim_ascii_end();
        if line == b"end" {
            break;
        }
        if !line.is_empty() && !is_begin_line(line) {
            decode_line(line, &mut out);
        }
    }
    out
}

/// `begin 644 name`
fn is_begin_line(line: &[u8]) -> bool {
    let mode = line
        .strip_prefix(b"begin ")
        .and_then(|rest| rest.split(|b| *b == b' ').next());
    mode.is_some_and(|mode| (3..=4).contains(&mode.len()) && mode.iter().all(|b| (b'0'..=b'7').contains(b)))
}

/// Appends the bytes of one line; lines that are not uuencoded are skipped.
fn decode_line(line: &[u8], out: &mut Vec<u8>) {
    let Some((first, data)) = line.split_first() else {
        return;
    };
    let value = |b: u8| (b' '..=b'`').contains(&b).then(|| (b - b' ') & 0x3f);
    let Some(len) = value(*first).map(usize::from) else {
        return;
    };
    let needed = len.div_ceil(3) * 4;
    // Trailing spaces may be lost on the way; a line much longer than announced is text.
    if data.len() > needed + 3 || data.iter().any(|b| value(*b).is_none()) || data.len() + 4 < needed {
        return;
    }
    let start = out.len();
    for group in data.chunks(4) {
        let sextet = |i: usize| u32::from(group.get(i).and_then(|b| value(*b)).unwrap_or(0));
        let word = sextet(0) << 18 | sextet(1) << 12 | sextet(2) << 6 | sextet(3);
        let [_, a, b, c] = word.to_be_bytes();
        out.extend_from_slice(&[a, b, c]);
    }
    out.resize(start + len, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_decodes_without_its_frame() {
        assert_eq!(decode_part(b"#0V%T\r\n`\r\n"), b"Cat");
        assert_eq!(decode_part(b"not encoded at all\n#0V%T\n"), b"Cat");
        assert_eq!(decode_part(b"begin 644 x\n#0V%T\n`\nend\n"), b"Cat");
    }
}
