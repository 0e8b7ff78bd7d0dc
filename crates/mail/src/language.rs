//! Which language a text is written in, only when that is certain.

use whatlang::Lang;

/// Shorter texts say too little.
const MIN_CHARS: usize = 20;
/// More text adds no certainty.
const MAX_CHARS: usize = 4_000;

/// The ISO 639-1 code, for instance `vi`; `None` when the text is too short or too mixed to tell.
#[must_use]
pub fn detect(text: &str) -> Option<String> {
    let sample = sample(text);
    if sample.chars().filter(|c| c.is_alphabetic()).count() < MIN_CHARS {
        return None;
    }
    let info = whatlang::detect(&sample)?;
    let vietnamese = info.lang() == Lang::Vie && sample.chars().any(|c| "đĐơƠưƯ".contains(c));
    (info.is_reliable() || vietnamese)
        .then(|| code(info.lang()))
        .flatten()
        .map(str::to_owned)
}

/// Without addresses, links and quote marks, which look like English.
fn sample(text: &str) -> String {
    let mut sample = String::new();
    for word in text.split_whitespace() {
        if word.contains('@') || word.contains("://") || word.starts_with('>') || word.starts_with("www.") {
            continue;
        }
        sample.push_str(word);
        sample.push(' ');
        if sample.len() > MAX_CHARS {
            break;
        }
    }
    sample
}

/// The two-letter code of the languages that have one.
fn code(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_of_the_product_are_told_apart() {
        let of = |text| detect(text);
        assert_eq!(
            of("Chào bạn, tôi muốn đổi đơn hàng vì bị lỗi. Cảm ơn!").as_deref(),
            Some("vi")
        );
        assert_eq!(
            of("Bună ziua, aș dori să returnez comanda fiindcă produsul este stricat. Mulțumesc!").as_deref(),
            Some("ro")
        );
        assert_eq!(
            of("Hello, my order arrived broken and I would like to have it replaced as soon as possible.")
                .as_deref(),
            Some("en")
        );
    }

    #[test]
    fn too_little_text_is_not_guessed() {
        assert_eq!(detect("OK, thanks"), None);
        assert_eq!(
            detect("https://example.com/a/very/long/link/that/says/nothing a@b.c"),
            None
        );
    }
}
