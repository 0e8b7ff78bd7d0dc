//! `Message-ID`, `In-Reply-To` and `References`.

/// More ids than this in one field are a flood; the newest, which stand last, are kept.
const MAX_IDS: usize = 500;

/// The ids in an unfolded value, without angle brackets, each once, in their order.
#[must_use]
pub fn parse(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut ids = if text.contains('<') {
        bracketed(&text)
    } else {
        bare(&text)
    };
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    let flood = ids.len().saturating_sub(MAX_IDS);
    ids.drain(..flood);
    ids
}

/// The single id of a `Message-ID` field.
#[must_use]
pub fn parse_one(raw: &[u8]) -> Option<String> {
    parse(raw).into_iter().next()
}

/// Ids between angle brackets; what stands between them ("Your message of ...") is old style prose.
fn bracketed(text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for piece in text.split('<').skip(1) {
        let id = match piece.split_once('>') {
            Some((id, _)) => id,
            // Cut off by a program that limits the line.
            None => piece.split(char::is_whitespace).next().unwrap_or_default(),
        };
        ids.extend(clean(id));
    }
    ids
}

fn bare(text: &str) -> Vec<String> {
    let words = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|w| w.trim_matches(['"', '\'', '>']));
    let with_at: Vec<String> = words
        .clone()
        .filter(|w| w.contains('@'))
        .filter_map(clean)
        .collect();
    if with_at.is_empty() && text.split_whitespace().count() == 1 {
        return words.filter_map(clean).collect();
    }
    with_at
}

fn clean(id: &str) -> Option<String> {
    // A fold inside an id is an accident of the way.
    let id: String = id
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    (!id.is_empty() && id.len() <= 998).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_out_bare_and_once() {
        assert_eq!(parse(b"<a@b> <c@d>\t<a@b>"), ["a@b", "c@d"]);
        assert_eq!(parse(b"<a@b>,<c@d>"), ["a@b", "c@d"]);
        assert_eq!(parse(b"Your message of today <a@b>"), ["a@b"]);
        assert_eq!(parse(b"a@b"), ["a@b"]);
        assert_eq!(parse(b"12345"), ["12345"]);
        assert_eq!(parse(b"< a@ b >"), ["a@b"]);
        assert_eq!(parse(b"<a@b"), ["a@b"]);
        assert!(parse(b"<>").is_empty() && parse(b"").is_empty());
    }

    #[test]
    fn a_flood_keeps_the_newest() {
        let many: String = (0..2_000).map(|i| format!("<{i}@x> ")).collect();
        let ids = parse(many.as_bytes());
        assert_eq!(ids.len(), MAX_IDS);
        assert_eq!(ids.last().unwrap(), "1999@x");
    }
}
