//! The name that somebody is addressed by.

use crate::text::fold;
use crate::validate::is_email;

/// Family names of most Vietnamese. They stand first, and people are addressed by the last word.
const VIETNAMESE: [&str; 32] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Đinh", "Trịnh", "Đoàn", "Lâm", "Mai", "Tô", "Trương", "Đào", "Lương", "Cao", "Hà", "Tạ",
    "Phùng", "Châu", "Quách", "Thái",
];

/// The name that somebody is addressed by, from the whole name: the first word, the last one of a Vietnamese name ("Nguyễn Thị Lan"),
/// what follows the comma in "Popescu, Ion". None when there is no name, or only a mail address in its place.
///
/// Without accents a family name such as "Le" tells nothing, unless `language` (of the words, for instance `vi`) does.
#[must_use]
pub fn given_name<'a>(name: &'a str, language: Option<&str>) -> Option<&'a str> {
    let name = name.trim();
    if is_email(name) {
        return None;
    }
    if let Some((family, given)) = name.split_once(',')
        && !family.contains(char::is_whitespace)
        && let Some(first) = given.split_whitespace().next()
    {
        return Some(first);
    }
    let mut words = name.split_whitespace();
    let first = words.next()?;
    let speaks_vietnamese = language.is_some_and(|language| language.split('-').next() == Some("vi"));
    match words.next_back() {
        Some(last) if is_vietnamese_family(first, speaks_vietnamese) => Some(last),
        _ => Some(first),
    }
}

fn is_vietnamese_family(word: &str, speaks_vietnamese: bool) -> bool {
    let lower = word.to_lowercase();
    let folded = fold(word);
    VIETNAMESE.iter().any(|family| {
        if speaks_vietnamese {
            fold(family) == folded
        } else {
            !family.is_ascii() && family.to_lowercase() == lower
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_addressed_by_their_given_name() {
        for (name, language, given) in [
            ("Ion Popescu", Some("ro"), Some("Ion")),
            ("Popescu, Ion Andrei", None, Some("Ion")),
            ("Ion Popescu, PhD", None, Some("Ion")),
            ("Popescu,", None, Some("Popescu,")),
            ("Nguyễn Thị Lan", None, Some("Lan")),
            ("NGUYỄN THỊ LAN", Some("en"), Some("LAN")),
            ("Le Van Minh", Some("vi"), Some("Minh")),
            ("Le Van Minh", Some("vi-VN"), Some("Minh")),
            ("Le Brun", Some("fr"), Some("Le")),
            ("John Smith", Some("vi"), Some("John")),
            ("Mai Linh", None, Some("Mai")),
            ("Nguyễn", Some("vi"), Some("Nguyễn")),
            ("  Lan  ", None, Some("Lan")),
            ("lan@example.com", None, None),
            (" ", None, None),
        ] {
            assert_eq!(given_name(name, language), given, "{name} {language:?}");
        }
    }
}
