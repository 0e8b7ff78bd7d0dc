//! `Content-Type` and `Content-Disposition`: a value and its parameters (RFC 2045, RFC 2231 and what is sent instead).

use std::collections::BTreeMap;

use crate::header::words;
use crate::mime::transfer;

/// Continuations (`name*0`, `name*1`, ...) beyond this many are dropped.
const MAX_SECTIONS: usize = 500;

/// A value with parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameterised {
    /// The value, lower case, for instance `text/plain` or `attachment`.
    pub value: String,
    /// Parameters: lower-case name, decoded value.
    pub parameters: Vec<(String, String)>,
}

impl Parameterised {
    /// The parameter `name` (lower case).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// Reads an unfolded header value.
    #[must_use]
    pub fn read(raw: &[u8], hint: Option<&str>) -> Self {
        let mut rest = raw;
        let value = take_until(&mut rest, b";");
        let value = without_comments(value);
        let value = String::from_utf8_lossy(&value)
            .split_whitespace()
            .collect::<String>();
        let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
        let mut sections: BTreeMap<String, Vec<(usize, bool, Vec<u8>)>> = BTreeMap::new();
        while !rest.is_empty() {
            let before = rest.len();
            let Some((name, bytes)) = parameter(&mut rest) else {
                continue;
            };
            let (name, section, extended) = split_name(&name);
            let list = sections.entry(name).or_default();
            if list.len() < MAX_SECTIONS {
                list.push((section, extended, bytes));
            }
            debug_assert!(rest.len() < before, "every round consumes something");
        }
        let parameters = sections
            .into_iter()
            .map(|(name, list)| (name, join(list, hint)))
            .collect();
        Self { value, parameters }
    }
}

/// `filename*1*` is the name, the section and whether it is percent-encoded.
fn split_name(name: &str) -> (String, usize, bool) {
    let (name, extended) = match name.strip_suffix('*') {
        Some(name) => (name, true),
        None => (name, false),
    };
    match name.rsplit_once('*') {
        Some((base, number)) => match number.parse() {
            Ok(section) => (base.to_owned(), section, extended),
            Err(_) => (name.to_owned(), 0, extended),
        },
        None => (name.to_owned(), 0, extended),
    }
}

/// Joins the sections of a parameter and decodes them. Percent-encoded ones win over plain ones of the same section,
/// because programs send both, the plain one for old readers.
fn join(mut sections: Vec<(usize, bool, Vec<u8>)>, hint: Option<&str>) -> String {
    sections.sort_by_key(|(section, extended, _)| (*section, !*extended));
    sections.dedup_by_key(|(section, _, _)| *section);
    let extended = sections.first().is_some_and(|(_, extended, _)| *extended);
    let mut charset = None;
    let mut bytes = Vec::new();
    for (i, (_, percent, section)) in sections.iter().enumerate() {
        let mut section = section.as_slice();
        if i == 0 && extended {
            let mut quotes = section.splitn(3, |b| *b == b'\'');
            if let (Some(label), Some(_), Some(text)) = (quotes.next(), quotes.next(), quotes.next()) {
                charset = Some(String::from_utf8_lossy(label).into_owned());
                section = text;
            }
        }
        if *percent {
            percent_decode(section, &mut bytes)
        } else {
            bytes.extend_from_slice(section)
        }
    }
    match charset {
        Some(label) => {
            let label = if label.is_empty() { "utf-8" } else { &label };
            crate::charset::tidy(crate::charset::decode(Some(label), &bytes, hint).text)
        }
        // Not allowed by the standard, yet what most programs sent for years.
        None => words::decode(&bytes, hint),
    }
}

fn percent_decode(section: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(byte) = section.get(at) {
        if *byte == b'%'
            && let Some(value) = transfer::hex_pair(section.get(at + 1), section.get(at + 2))
        {
            out.push(value);
            at += 3;
            continue;
        }
        out.push(*byte);
        at += 1;
    }
}

/// Takes one `name=value;`; always consumes at least a byte.
fn parameter(rest: &mut &[u8]) -> Option<(String, Vec<u8>)> {
    let name = take_until_name(rest);
    let name = String::from_utf8_lossy(&without_comments(name))
        .trim()
        .to_ascii_lowercase();
    if rest.first() != Some(&b'=') {
        *rest = rest.get(1..).unwrap_or_default();
        return None;
    }
    *rest = rest.get(1..).unwrap_or_default().trim_ascii_start();
    let value = match quoted(rest) {
        Some(value) => {
            take_until(rest, b";");
            value
        }
        None => {
            let value = take_until(rest, b";").trim_ascii();
            // A broken program left the closing quote away, or quotes only the end.
            value.iter().copied().filter(|b| *b != b'"').collect()
        }
    };
    (!name.is_empty()).then_some((name, value))
}

/// Up to `=` or `;`, which stays.
fn take_until_name<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let len = rest
        .iter()
        .position(|b| matches!(b, b'=' | b';'))
        .unwrap_or(rest.len());
    let (name, tail) = rest.split_at(len);
    *rest = tail;
    name
}

/// Up to the delimiter, which is consumed. Encoded words are stepped over: they may hold anything.
fn take_until<'a>(rest: &mut &'a [u8], delimiter: &[u8]) -> &'a [u8] {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        if delimiter.contains(byte) {
            break;
        }
        at = match byte {
            b'=' => words::end_of_word(rest, at).unwrap_or(at + 1),
            _ => at + 1,
        };
    }
    let all: &'a [u8] = rest;
    *rest = all.get(at + 1..).unwrap_or_default();
    all.get(..at).unwrap_or(all)
}

/// A quoted string with its escapes resolved; `None` when there is none or it never ends.
fn quoted(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let body = rest.strip_prefix(b"\"")?;
    let mut value = Vec::new();
    let mut at = 0;
    loop {
        match body.get(at)? {
            b'"' => break,
            // Windows paths are sent unescaped: only quotes and backslashes are escapes.
            b'\\' if matches!(body.get(at + 1), Some(b'"' | b'\\')) => {
                value.extend(body.get(at + 1));
                at += 2;
                continue;
            }
            byte => value.push(*byte),
        }
        at += 1;
    }
    *rest = body.get(at + 1..).unwrap_or_default();
    Some(value)
}

fn without_comments(bytes: &[u8]) -> Vec<u8> {
    let mut depth = 0_usize;
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(*byte),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(raw: &str, name: &str) -> Option<String> {
        Parameterised::read(raw.as_bytes(), None)
            .get(name)
            .map(str::to_owned)
    }

    #[test]
    fn plain_quoted_and_spaced_parameters() {
        let read = Parameterised::read(b"Text / Plain (c); charset = \"utf-8\" ; format=flowed;", None);
        assert_eq!(read.value, "text/plain");
        assert_eq!(
            (read.get("charset"), read.get("format")),
            (Some("utf-8"), Some("flowed"))
        );
        assert_eq!(get(r#"a/b; name="a \"b\" c;d""#, "name").unwrap(), r#"a "b" c;d"#);
    }

    #[test]
    fn rfc_2231_sections_in_any_order() {
        let raw = "attachment; filename*1*=%C3%9Fe.pdf; filename*0*=UTF-8''Gr%C3%BC; filename=\"Grusse.pdf\"";
        assert_eq!(get(raw, "filename").unwrap(), "Grüße.pdf");
        assert_eq!(
            get(
                "attachment; filename*=utf-8''h%C3%B3a%20%C4%91%C6%A1n.txt",
                "filename"
            )
            .unwrap(),
            "hóa đơn.txt"
        );
        assert_eq!(
            get("a; name*0=\"long \"; name*1=\"name.txt\"", "name").unwrap(),
            "long name.txt"
        );
    }

    #[test]
    fn encoded_words_in_parameters_and_broken_quotes() {
        assert_eq!(
            get("a; filename=\"=?utf-8?Q?h=C3=B3a;_x?=\"", "filename").unwrap(),
            "hóa; x"
        );
        assert_eq!(
            get("a; filename==?utf-8?Q?h;x?=; size=1", "filename").unwrap(),
            "h;x"
        );
        assert_eq!(get("a; name=\"open.txt", "name").unwrap(), "open.txt");
        assert_eq!(get("a; boundary=a=b", "boundary").unwrap(), "a=b");
        assert_eq!(get("a; name=C:\\dir\\x.txt", "name").unwrap(), "C:\\dir\\x.txt");
    }

    #[test]
    fn noise_does_not_hang() {
        for raw in [
            ";;;;",
            "a;=;=",
            "a; *=x",
            "a; b*999999999999999999999=x",
            "=",
            "a; x*0*=",
        ] {
            let _ = Parameterised::read(raw.as_bytes(), None);
        }
    }
}
