//! Masking: what stands in the place of personal data for those who work for customers without being meant to know them.

use crate::Actor;
use crate::validate::is_email;

/// Stands for what is left out; its length says nothing about it.
const DOTS: &str = "•••";
/// Fewer digits in a row are order numbers and prices rather than phone numbers.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=15;

/// Masks personal data, or lets it through: which one depends on who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask(bool);

impl Mask {
    /// For a reader.
    #[must_use]
    pub const fn of(actor: &Actor) -> Self {
        Self(actor.mask_personal_data)
    }

    /// Whether anything is masked.
    #[must_use]
    pub const fn hides(self) -> bool {
        self.0
    }

    /// A mail address: `l•••@e•••.com`.
    #[must_use]
    pub fn email(self, address: &str) -> String {
        if self.0 {
            email(address)
        } else {
            address.to_owned()
        }
    }

    /// An address of any kind: a phone number keeps its last two digits, a handle its first letter.
    #[must_use]
    pub fn address(self, kind: &str, value: &str) -> String {
        match (self.0, kind) {
            (false, _) => value.to_owned(),
            (true, "email") => email(value),
            (true, "phone") => phone(value),
            (true, _) => first_letter(value),
        }
    }

    /// A name, which is the address where no name is known.
    #[must_use]
    pub fn name(self, name: &str) -> String {
        if self.0 && is_email(name.trim()) {
            email(name)
        } else {
            name.to_owned()
        }
    }

    /// Free text: the mail addresses and phone numbers in it.
    #[must_use]
    pub fn text(self, text: &str) -> String {
        if self.0 {
            phones(&emails(text))
        } else {
            text.to_owned()
        }
    }
}

fn first_letter(text: &str) -> String {
    text.trim().chars().take(1).chain(DOTS.chars()).collect()
}

fn email(address: &str) -> String {
    let Some((local, domain)) = address.trim().rsplit_once('@') else {
        return first_letter(address);
    };
    let end = domain.rsplit_once('.').map_or("", |(_, end)| end);
    let dot = if end.is_empty() { "" } else { "." };
    format!("{}@{}{dot}{end}", first_letter(local), first_letter(domain))
}

fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits
        .get(digits.len().saturating_sub(2)..)
        .unwrap_or_default()
        .iter()
        .collect();
    if digits.len() < 6 {
        DOTS.to_owned()
    } else {
        format!("{DOTS}{last}")
    }
}

/// Masks every run of characters that is a mail address.
fn emails(text: &str) -> String {
    let in_address = |c: char| c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '-' | '+' | '\'' | '%');
    replace_runs(text, in_address, |run| {
        let core = run.trim_matches(['.', '-', '_', '\'']);
        is_email(core).then(|| run.replace(core, &email(core)))
    })
}

/// Masks what looks like a phone number: it begins with `+` or `0`, as numbers that can be dialled do and order numbers rarely.
fn phones(text: &str) -> String {
    let in_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')' | '/');
    replace_runs(text, in_number, |run| {
        let core = run.trim_matches([' ', '-', '.', '(', ')', '/']);
        let digits = core.chars().filter(char::is_ascii_digit).count();
        (PHONE_DIGITS.contains(&digits) && core.starts_with(['+', '0']))
            .then(|| run.replace(core, &phone(core)))
    })
}

/// Passes every longest run of characters that `belongs` accepts to `replace`, which may leave it as it is.
fn replace_runs(
    text: &str,
    belongs: impl Fn(char) -> bool,
    replace: impl Fn(&str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(&belongs) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !belongs(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        match replace(run) {
            Some(masked) => out.push_str(&masked),
            None => out.push_str(run),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Mask = Mask(true);

    #[test]
    fn addresses_keep_what_tells_them_apart_and_no_more() {
        assert_eq!(ON.email("lan@example.com"), "l•••@e•••.com");
        assert_eq!(ON.email("Ștefan@mail.firma.ro"), "Ș•••@m•••.ro");
        assert_eq!(ON.email("root@localhost"), "r•••@l•••");
        assert_eq!(ON.email("not an address"), "n•••");
        assert_eq!(ON.email(""), "•••");
        assert_eq!(ON.address("phone", "+84 90 123 45 67"), "•••67");
        assert_eq!(ON.address("phone", "113"), "•••");
        assert_eq!(ON.address("telegram", "@lan"), "@•••");
    }

    #[test]
    fn names_are_masked_only_where_they_are_addresses() {
        assert_eq!(ON.name("Nguyễn Thị Lan"), "Nguyễn Thị Lan");
        assert_eq!(ON.name("lan@example.com"), "l•••@e•••.com");
    }

    #[test]
    fn text_loses_addresses_and_phone_numbers_and_keeps_order_numbers() {
        assert_eq!(
            ON.text("Viết cho lan@example.com. Gọi 0901 234 567 (đơn 1234567890)!"),
            "Viết cho l•••@e•••.com. Gọi •••67 (đơn 1234567890)!"
        );
        assert_eq!(ON.text("+40 721 234 567, a@b"), "•••67, a•••@b•••");
        assert_eq!(ON.text("2 + 2 = 4 @ home"), "2 + 2 = 4 @ home");
    }

    #[test]
    fn who_may_see_sees_everything() {
        let off = Mask::of(&Actor::system());
        assert!(!off.hides());
        assert_eq!(off.email("lan@example.com"), "lan@example.com");
        assert_eq!(off.text("0901 234 567"), "0901 234 567");
    }
}
