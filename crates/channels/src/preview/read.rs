//! What a page says of itself, from the beginning of its HTML.

use mail::html::entities;
use mail::html::tokens::{Token, Tokens, attribute};

use super::Preview;

/// Characters of a title.
const TITLE: usize = 200;
/// Characters of a description.
const DESCRIPTION: usize = 400;

/// Where the head of a page ends.
pub(super) const HEAD_END: &[u8] = b"</head>";

/// Whether the head of a page ends in here, as far as can be told before its characters are known.
pub(super) fn has_head(bytes: &[u8]) -> bool {
    bytes
        .windows(HEAD_END.len())
        .any(|window| window.eq_ignore_ascii_case(HEAD_END))
}

/// The preview of a page; none when it has no title.
pub(super) fn preview(link: &str, html: &str) -> Option<Preview> {
    let (mut shared_title, mut shared_words, mut words) = (None, None, None);
    let (mut amount, mut currency) = (None, None);
    for token in Tokens::new(html) {
        let Token::Start { name, attributes } = token else {
            continue;
        };
        if name.eq_ignore_ascii_case("body") {
            break;
        }
        if !name.eq_ignore_ascii_case("meta") {
            continue;
        }
        let key = attribute(attributes, "property").or_else(|| attribute(attributes, "name"));
        let (Some(key), Some(value)) = (key, attribute(attributes, "content")) else {
            continue;
        };
        let place = match key.trim().to_ascii_lowercase().as_str() {
            "og:title" => &mut shared_title,
            "og:description" => &mut shared_words,
            "description" => &mut words,
            "product:price:amount" | "og:price:amount" => &mut amount,
            "product:price:currency" | "og:price:currency" => &mut currency,
            _ => continue,
        };
        if place.is_none() {
            *place = Some(value);
        }
    }
    let title = shared_title
        .map(|title| line(&title, TITLE))
        .filter(|title| !title.is_empty())
        .or_else(|| title(html))?;
    let words = shared_words.or(words).unwrap_or_default();
    let parts = [price(amount, currency), words];
    let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(Preview {
        url: link.to_owned(),
        title,
        description: line(&known.join(" · "), DESCRIPTION),
    })
}

/// What a product costs, as its page says it; empty when that is no number with a currency.
fn price(amount: Option<String>, currency: Option<String>) -> String {
    let amount = amount.unwrap_or_default().trim().to_owned();
    let currency = currency.unwrap_or_default().trim().to_ascii_uppercase();
    let is_number = amount.bytes().any(|byte| byte.is_ascii_digit())
        && amount.len() <= 20
        && amount
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let is_currency = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_number && is_currency {
        format!("{amount} {currency}")
    } else {
        String::new()
    }
}

/// What stands in the first `<title>`, which is no markup.
fn title(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let begin = lower.find("<title")?;
    let open = begin + lower.get(begin..)?.find('>')? + 1;
    let end = open + lower.get(open..)?.find("</title")?;
    let text = line(&entities::decode(html.get(open..end)?), TITLE);
    (!text.is_empty()).then_some(text)
}

/// One line of plain text, cut where it is too long.
fn line(text: &str, most: usize) -> String {
    let visible: String = domain::text::clean(text)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let joined = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    domain::text::excerpt(&joined, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Option<(String, String)> {
        preview("https://x.test", html).map(|preview| (preview.title, preview.description))
    }

    #[test]
    fn what_a_page_says_to_be_shared_comes_before_its_title() {
        let html = "<!doctype html><head><title>Shop &amp; more</title>
            <meta name=description content=\"All lamps\">
            <meta property='og:title' content='Đèn bàn &quot;Sen&quot;'>
            <META PROPERTY=og:description CONTENT=\"Còn hàng,\n giao  ngay\"></head><body>";
        let found = read(html).unwrap();
        assert_eq!(
            found,
            ("Đèn bàn \"Sen\"".to_owned(), "Còn hàng, giao ngay".to_owned())
        );
        let plain = read("<TITLE lang=en> Shop &amp;\n more </TITLE><meta name=description content=Lamps>");
        assert_eq!(plain, Some(("Shop & more".to_owned(), "Lamps".to_owned())));
    }

    #[test]
    fn a_product_is_shown_with_its_price() {
        let page = |amount: &str, currency: &str| {
            let html = format!(
                "<title>Lamp</title><meta property=og:description content=Warm>
                <meta property=product:price:amount content='{amount}'>
                <meta property=product:price:currency content='{currency}'>"
            );
            read(&html).unwrap().1
        };
        assert_eq!(page(" 129.90 ", "ron"), "129.90 RON · Warm");
        for (amount, currency) in [("129.90", ""), ("free", "RON"), ("..", "RON"), ("1", "<b>")] {
            assert_eq!(page(amount, currency), "Warm", "{amount} {currency}");
        }
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        for html in [
            "",
            "<p>Hello",
            "<title></title>",
            "<title>never ends",
            "<title",
            "\u{0}\u{1}",
        ] {
            assert_eq!(read(html), None, "{html}");
        }
        let late = "<title>Shop</title><body><meta property=og:title content=\"From a comment\">";
        assert_eq!(read(late).unwrap().0, "Shop");
    }

    #[test]
    fn long_and_hostile_pages_are_cut() {
        let long = format!("<title>{}</title>", "ệ".repeat(5_000));
        assert!(read(&long).unwrap().0.chars().count() <= TITLE);
        let markup = read("<title><script>alert(1)</script>\u{202e}</title>").unwrap();
        assert!(
            markup.0.starts_with("<script>"),
            "plain text, which is shown as such: {}",
            markup.0
        );
        let open = "<meta ".repeat(20_000);
        assert_eq!(read(&open), None);
    }
}
