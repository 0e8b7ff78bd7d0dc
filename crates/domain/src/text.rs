//! Folding: how text is made comparable for search, in one place for both databases and for queries.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, accents and other marks removed, `đ` as `d`, both Romanian `ș`/`ş` and `ț`/`ţ` as `s` and `t`, compatibility
/// forms resolved (NFKD), white space runs as one space. "Đơn hàng ĐÃ Ưu tiên" folds to "don hang da uu tien".
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut pending_space = false;
    for c in text.nfkd() {
        if is_combining_mark(c) || c == '\0' {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            pending_space = !folded.is_empty();
            continue;
        }
        if pending_space {
            folded.push(' ');
            pending_space = false;
        }
        match c {
            // These letters have no decomposition, yet people type them without their stroke or ligature.
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ł' | 'Ł' => folded.push('l'),
            'ø' | 'Ø' => folded.push('o'),
            'ı' => folded.push('i'),
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            // Lower-casing may decompose again (İ becomes i and a dot above).
            other => folded.extend(other.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// The canonical composed form (NFC) without NUL, which PostgreSQL cannot store in text.
#[must_use]
pub fn clean(text: &str) -> String {
    text.nfc().filter(|c| *c != '\0').collect()
}

/// The first `max` characters, cut at a word where one ends near, with an ellipsis when something was cut.
#[must_use]
pub fn excerpt(text: &str, max: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= max {
        return flat;
    }
    let cut: String = flat.chars().take(max.saturating_sub(1)).collect();
    let end = cut
        .rfind(' ')
        .filter(|end| *end > cut.len() * 2 / 3)
        .unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_and_romanian_fold_to_what_people_type_without_diacritics() {
        assert_eq!(fold("Đơn hàng ĐÃ  Ưu\ttiên"), "don hang da uu tien");
        assert_eq!(fold("Reclamație și întârziere"), fold("Reclamaţie şi intarziere"));
        assert_eq!(fold("ĐƯỜNG Nguyễn Huệ"), "duong nguyen hue");
        assert_eq!(fold("Straße Œuvre İstanbul"), "strasse oeuvre istanbul");
    }

    #[test]
    fn decomposed_and_composed_forms_fold_alike() {
        let composed = "Khiếu nại";
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        assert_eq!(fold(composed), fold(&decomposed));
        assert_eq!(clean(&decomposed), composed);
    }

    #[test]
    fn excerpts_end_at_words() {
        assert_eq!(excerpt("one two  three", 20), "one two three");
        assert_eq!(excerpt("the quick brown fox jumps", 17), "the quick brown…");
    }
}
