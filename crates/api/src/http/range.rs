//! Parts of a file (RFC 9110, section 14): players of sound and film ask for them to jump, and Safari plays nothing without.

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// Which part of a file a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The whole file: no part was asked for, or in a way that we need not understand.
    Whole,
    /// A part, within the file.
    Part(Range<u64>),
    /// A part that is not in the file.
    Outside,
}

/// Reads `Range` for a file of `size` bytes. Several parts at once are answered with the whole file, as the standard allows. With
/// `If-Range` the part is only meant when the file is still the one that `tag` names.
pub(crate) fn wanted(headers: &HeaderMap, size: u64, tag: &str) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|known| known.trim() != tag) {
        return Wanted::Whole;
    }
    let Some(parts) = text(header::RANGE).and_then(|range| range.trim().strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    let Some((from, to)) = parts.trim().split_once('-').filter(|_| !parts.contains(',')) else {
        return Wanted::Whole;
    };
    match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), Ok(to)) if from > to => Wanted::Whole,
        (Ok(from), _) if from >= size && (to.trim().is_empty() || to.trim().parse::<u64>().is_ok()) => {
            Wanted::Outside
        }
        (Ok(from), Ok(to)) => Wanted::Part(from..to.saturating_add(1).min(size)),
        (Ok(from), Err(_)) if to.trim().is_empty() => Wanted::Part(from..size),
        // The last so many bytes.
        (Err(_), Ok(last)) if from.trim().is_empty() && last > 0 && size > 0 => {
            Wanted::Part(size.saturating_sub(last)..size)
        }
        (Err(_), Ok(_)) if from.trim().is_empty() => Wanted::Outside,
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(range: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().unwrap());
        wanted(&headers, 100, "\"tag\"")
    }

    #[test]
    fn parts_lie_within_the_file() {
        assert_eq!(of("bytes=0-9"), Wanted::Part(0..10));
        assert_eq!(of("bytes=90-"), Wanted::Part(90..100));
        assert_eq!(of("bytes=90-500"), Wanted::Part(90..100));
        assert_eq!(of("bytes=-10"), Wanted::Part(90..100));
        assert_eq!(of("bytes=-500"), Wanted::Part(0..100));
        for outside in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(of(outside), Wanted::Outside, "{outside}");
        }
        for whole in [
            "bytes=9-1",
            "bytes=0-1,5-6",
            "lines=1-2",
            "bytes=x-y",
            "bytes=",
            "bytes=5-x",
        ] {
            assert_eq!(of(whole), Wanted::Whole, "{whole}");
        }
    }

    #[test]
    fn a_part_of_another_file_is_not_handed_out() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=0-9".parse().unwrap());
        headers.insert(header::IF_RANGE, "\"other\"".parse().unwrap());
        assert_eq!(wanted(&headers, 100, "\"tag\""), Wanted::Whole);
        headers.insert(header::IF_RANGE, "\"tag\"".parse().unwrap());
        assert_eq!(wanted(&headers, 100, "\"tag\""), Wanted::Part(0..10));
    }
}
