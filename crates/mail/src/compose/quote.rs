//! The quoted message below an answer.
//!
//! The introducing line has the wording of the most used mail programs in each language, and the HTML their classes:
//! readers' programs then fold the quote away, and the quote stripping of whoever receives the answer recognises it.

use domain::Timestamp;
use std::fmt::Write as _;

use crate::Mailbox;

/// A quote beyond this is cut: long threads would otherwise grow with every answer.
const MAX_TEXT: usize = 64 * 1024;
/// HTML beyond this is quoted as text.
const MAX_HTML: usize = 512 * 1024;

/// The language of the introducing line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QuoteLanguage {
    /// "On … wrote:"
    #[default]
    English,
    /// "Vào … đã viết:"
    Vietnamese,
    /// "În … a scris:"
    Romanian,
}

impl QuoteLanguage {
    /// By language code (`vi`, `ro-RO`); English for all others.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("vi") => Self::Vietnamese,
            Some("ro") => Self::Romanian,
            _ => Self::English,
        }
    }
}

/// A message that is quoted.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// Who wrote it.
    pub author: Mailbox,
    /// When.
    pub date: Timestamp,
    /// The zone to show the time in (`Europe/Bucharest`); UTC when missing or unknown.
    pub time_zone: Option<String>,
    /// Its text.
    pub text: String,
    /// Its HTML, sanitised already.
    pub html: Option<String>,
    /// Of the introducing line.
    pub language: QuoteLanguage,
}

pub(super) fn as_text(quoted: &Quoted) -> String {
    let mut out = format!("\n{}\n\n", intro(quoted));
    let (text, was_cut) = cut(&quoted.text);
    for line in text.trim_end().lines() {
        // Deeper levels stay `>>`, as every program writes them.
        out.push_str(if line.is_empty() || line.starts_with('>') {
            ">"
        } else {
            "> "
        });
        out.push_str(line);
        out.push('\n');
    }
    if was_cut {
        out.push_str("> […]\n");
    }
    out
}

pub(super) fn as_html(quoted: &Quoted) -> String {
    let body = match &quoted.html {
        Some(html) if html.len() <= MAX_HTML => html.clone(),
        _ => {
            let (text, was_cut) = cut(&quoted.text);
            let mut html = escape(text.trim_end()).replace('\n', "<br>\n");
            if was_cut {
                html.push_str("<br>\n[…]");
            }
            html
        }
    };
    format!(
        "<br>\n<div class=\"gmail_quote\">\n<div class=\"gmail_attr\" dir=\"ltr\">{}<br></div>\n\
         <blockquote class=\"gmail_quote\" style=\"margin:0 0 0 0.8ex;border-left:1px solid #cccccc;padding-left:1ex\" type=\"cite\">\n\
         {body}\n</blockquote>\n</div>\n",
        escape(&intro(quoted))
    )
}

/// Text for HTML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

fn cut(text: &str) -> (&str, bool) {
    if text.len() <= MAX_TEXT {
        return (text, false);
    }
    let mut end = MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    (
        head.rfind('\n')
            .and_then(|line_end| head.get(..line_end))
            .unwrap_or(head),
        true,
    )
}

fn intro(quoted: &Quoted) -> String {
    let at = when(
        quoted.language,
        &local_time(quoted.date, quoted.time_zone.as_deref()),
    );
    let author = person(&quoted.author);
    match quoted.language {
        QuoteLanguage::English => format!("On {at}, {author} wrote:"),
        QuoteLanguage::Vietnamese => format!("Vào {at} {author} đã viết:"),
        QuoteLanguage::Romanian => format!("În {at}, {author} a scris:"),
    }
}

/// A time as the most used mail programs write it in each language.
pub(super) fn when(language: QuoteLanguage, at: &jiff::Zoned) -> String {
    let (year, day, time) = (at.year(), at.day(), at.strftime("%H:%M"));
    let month = usize::try_from(at.month() - 1).unwrap_or_default();
    let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or_default();
    let pick = |names: &[&'static str], index: usize| names.get(index).copied().unwrap_or_default();
    match language {
        QuoteLanguage::English => {
            let (weekday, month) = (pick(&EN_DAYS, weekday), pick(&EN_MONTHS, month));
            format!("{weekday}, {day} {month} {year} at {time}")
        }
        QuoteLanguage::Vietnamese => {
            let weekday = pick(&VI_DAYS, weekday);
            format!("{weekday}, {day} thg {}, {year} vào lúc {time}", month + 1)
        }
        QuoteLanguage::Romanian => {
            let (weekday, month) = (pick(&RO_DAYS, weekday), pick(&RO_MONTHS, month));
            format!("{weekday}, {day} {month} {year} la {time}")
        }
    }
}

const EN_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const EN_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const VI_DAYS: [&str; 7] = ["Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN"];
const RO_DAYS: [&str; 7] = ["lun.", "mar.", "mie.", "joi", "vin.", "sâm.", "dum."];
const RO_MONTHS: [&str; 12] = [
    "ian.", "feb.", "mar.", "apr.", "mai", "iun.", "iul.", "aug.", "sept.", "oct.", "nov.", "dec.",
];

/// In the zone of that name; UTC when it is missing or unknown.
pub(super) fn local_time(at: Timestamp, time_zone: Option<&str>) -> jiff::Zoned {
    let zone = time_zone
        .and_then(|name| jiff::tz::TimeZone::get(name).ok())
        .unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::from_microsecond(at.micros())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone)
}

/// `Name <address>`, or what there is of both.
pub(super) fn person(mailbox: &Mailbox) -> String {
    let mut shown = super::fields::one_line(&mailbox.name);
    let address = super::fields::one_line(&mailbox.address);
    if shown.is_empty() {
        return address;
    }
    if !address.is_empty() {
        let _infallible = write!(shown, " <{address}>");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(language: QuoteLanguage) -> Quoted {
        Quoted {
            author: Mailbox::new("Lan Nguyễn", "lan@example.vn"),
            date: Timestamp::parse_rfc3339("2026-03-03T07:05:00Z").unwrap(),
            time_zone: Some("Europe/Bucharest".to_owned()),
            text: "Hello\n\n> older\nBye <b>".to_owned(),
            html: None,
            language,
        }
    }

    #[test]
    fn the_introduction_speaks_three_languages() {
        assert_eq!(
            intro(&quoted(QuoteLanguage::English)),
            "On Tue, 3 Mar 2026 at 09:05, Lan Nguyễn <lan@example.vn> wrote:"
        );
        assert_eq!(
            intro(&quoted(QuoteLanguage::Vietnamese)),
            "Vào Th 3, 3 thg 3, 2026 vào lúc 09:05 Lan Nguyễn <lan@example.vn> đã viết:"
        );
        assert_eq!(
            intro(&quoted(QuoteLanguage::from_code("ro-RO"))),
            "În mar., 3 mar. 2026 la 09:05, Lan Nguyễn <lan@example.vn> a scris:"
        );
    }

    #[test]
    fn text_is_prefixed_and_html_escaped() {
        let quoted = quoted(QuoteLanguage::English);
        assert!(as_text(&quoted).ends_with("wrote:\n\n> Hello\n>\n>> older\n> Bye <b>\n"));
        assert!(as_html(&quoted).contains("Bye &lt;b&gt;"));
    }

    #[test]
    fn a_huge_quote_is_cut_at_a_line() {
        let mut quoted = quoted(QuoteLanguage::English);
        quoted.text = "một dòng dài\n".repeat(20_000);
        let text = as_text(&quoted);
        assert!(text.len() < 2 * MAX_TEXT && text.ends_with("> một dòng dài\n> […]\n"));
    }
}
