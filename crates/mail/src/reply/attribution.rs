//! "On 3 May 2024, Ann <ann@example.org> wrote:" in all its languages and line breaks.
//!
//! A candidate is found by its last line (which ends in a colon or a verb of writing) and grown upwards, line by
//! line, until it holds everything that makes it an attribution: an opening word or date, and a verb or an address.
//! The shortest such run wins, so that a sentence above it that happens to begin with "On" stays what it is.

use super::line::{Kind, Line, fold, is_invisible};
use super::words::{DAYS_AND_MONTHS, OPENERS, OPENERS_UNSPACED, WROTE};

/// An attribution wrapped over more lines than this has not been seen.
const MAX_LINES: usize = 6;
/// More candidates than any mail has; past them nothing is looked for, so that no input is slow.
const MAX_CANDIDATES: usize = 1_000;
/// Longer ones are prose.
const MAX_BYTES: usize = 600;

/// Marks the lines of every attribution.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    let mut candidates = 0;
    for end in 0..lines.len() {
        if !lines
            .get(end)
            .is_some_and(|line| line.kind == Kind::Text && may_end(line.text))
        {
            continue;
        }
        candidates += 1;
        if candidates > MAX_CANDIDATES {
            return;
        }
        if let Some(start) = ending_at(lines, end) {
            for line in lines
                .iter_mut()
                .take(end + 1)
                .skip(start)
                .filter(|line| line.kind != Kind::Blank)
            {
                line.kind = Kind::Attribution;
            }
        }
    }
}

/// Whether `text` (one line, or several joined) is an attribution by itself.
pub(super) fn is_attribution(text: &str) -> bool {
    let shape = Shape::of(text);
    shape.is_strong() || (shape.is_weak() && shape.ends_colon && shape.has_email)
}

/// Where the attribution that ends in line `end` begins.
fn ending_at(lines: &[Line<'_>], end: usize) -> Option<usize> {
    let last = lines
        .get(end)
        .filter(|line| line.kind == Kind::Text && may_end(line.text))?;
    let next_quoted = lines
        .get(end + 1..)?
        .iter()
        .find(|line| line.kind != Kind::Blank)
        .is_some_and(|line| {
            line.kind == Kind::Quote || line.text.starts_with('|') || is_cited_by_name(line.text)
        });
    let mut joined = String::from(last.text);
    let mut start = end;
    let mut weak = None;
    loop {
        let shape = Shape::of(&joined);
        if shape.is_strong() || (next_quoted && shape.is_strong_before_quote()) {
            return Some(start);
        }
        let alone =
            shape.is_weak() && shape.ends_colon && (shape.has_email || next_quoted && shape.is_short());
        if weak.is_none() && alone && !joined.starts_with(['<', '>', '[']) {
            weak = Some(start);
        }
        let Some(above) = line_above(lines, start, end) else {
            return weak;
        };
        let Some(line) = lines
            .get(above)
            .filter(|line| joined.len() + line.text.len() < MAX_BYTES)
        else {
            return weak;
        };
        joined.insert(0, ' ');
        joined.insert_str(0, line.text);
        start = above;
    }
}

/// The next line upwards that may still belong to the attribution ending in `end`.
fn line_above(lines: &[Line<'_>], start: usize, end: usize) -> Option<usize> {
    let first = lines.get(start)?.text;
    let mut above = start.checked_sub(1)?;
    if lines.get(above)?.kind == Kind::Blank {
        // Some clients put the address on lines of its own, with a blank line above it.
        if !first.starts_with('<') {
            return None;
        }
        above = above.checked_sub(1)?;
    }
    let line = lines
        .get(above)
        .filter(|line| line.kind == Kind::Text && end - above < MAX_LINES)?;
    (!line.text.is_empty() && !ends_sentence(line.text)).then_some(above)
}

fn ends_sentence(text: &str) -> bool {
    if text.ends_with(['!', '?', '。', ';', ':']) {
        return true;
    }
    // "28. Apr." and "Fr." break lines too; a longer word before the full stop ends a sentence.
    text.strip_suffix('.').is_some_and(|rest| {
        rest.rsplit(char::is_whitespace)
            .next()
            .is_some_and(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 5)
    })
}

/// Cheap test that spares most lines the rest.
fn may_end(text: &str) -> bool {
    let text = text.trim_end_matches(is_decoration);
    (1..MAX_BYTES).contains(&text.len())
        && (text.ends_with([':', '：', ']', ')'])
            || text.contains('@')
            || text.contains("GMT")
            || text.chars().rev().take(8).any(char::is_alphabetic) && ends_with_verb(&fold(tail(text))))
}

/// The last bytes of `text`, enough for any verb of the table.
fn tail(text: &str) -> &str {
    let mut at = text.len().saturating_sub(80);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..).unwrap_or(text)
}

/// "Richard> quoted": the name of the quoted person before each line, as some news readers do.
pub(super) fn is_cited_by_name(text: &str) -> bool {
    cited_name(text).is_some()
}

/// The name before the `>`, for [`is_cited_by_name`].
pub(super) fn cited_name(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once('>')?;
    let fits = !name.is_empty()
        && name.len() <= 12
        && name.chars().all(char::is_alphabetic)
        && name.starts_with(char::is_uppercase)
        && (rest.is_empty() || rest.starts_with([' ', '>']));
    fits.then_some(name)
}

fn is_decoration(c: char) -> bool {
    is_invisible(c) || matches!(c, '-' | '*' | '_' | '=' | '~' | '|' | '#')
}

/// What a candidate consists of.
struct Shape {
    body: String,
    ends_colon: bool,
    opens: Opening,
    has_email: bool,
    ends_email: bool,
    has_time: bool,
    has_date: bool,
    has_digit: bool,
    verb_last: bool,
    verb_inside: bool,
}

/// How a candidate begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Nothing,
    Word,
    Figure,
    IsoDate,
}

impl Shape {
    fn of(text: &str) -> Self {
        let text = if text.contains('&') {
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
        } else {
            text.to_owned()
        };
        let folded = fold(text.trim_matches(is_decoration));
        let ends_colon = folded.ends_with([':', '：']);
        let body = folded
            .trim_end_matches([':', '：'])
            .trim_matches(is_decoration)
            .to_owned();
        let verb_last = ends_with_verb(&body);
        Self {
            ends_colon,
            opens: opening(&body),
            has_email: has_email(&body),
            ends_email: body
                .rsplit(char::is_whitespace)
                .next()
                .is_some_and(|word| word.contains('@') || word.ends_with('>')),
            has_time: has_time(&body),
            has_date: has_date(&body),
            has_digit: body.bytes().any(|b| b.is_ascii_digit())
                || body.chars().any(|c| matches!(c, '年' | '월' | '月')),
            verb_last,
            verb_inside: verb_last || verb_inside(&body),
            body,
        }
    }

    fn is_short(&self) -> bool {
        self.body.len() < 120
    }

    /// Certain by itself.
    fn is_strong(&self) -> bool {
        if !self.is_short() && self.body.len() > MAX_BYTES {
            return false;
        }
        let dated = self.has_date || self.has_time;
        let opened = self.opens != Opening::Nothing;
        // "On Monday I wrote:" begins a story, not a quotation.
        let about_oneself = ["i wrote", "ich schrieb", "j'ai écrit", "i said"]
            .iter()
            .any(|s| self.body.ends_with(s));
        let with_verb = self.verb_last
            && opened
            && self.has_digit
            && !about_oneself
            && if self.ends_colon {
                dated || self.has_email || self.is_short()
            } else {
                self.has_email && dated
            };
        let verb_then_rest =
            self.ends_colon && self.verb_inside && self.has_digit && dated && (opened || self.has_email);
        let address_last = self.ends_colon && self.has_email && self.ends_email && dated && opened;
        with_verb || verb_then_rest || address_last || self.is_bare_date_and_name()
    }

    /// "2016-03-03 17:21 GMT+01:00 Some One", Gmail's form in several languages: no verb, maybe no address.
    fn is_bare_date_and_name(&self) -> bool {
        if self.opens != Opening::IsoDate || !self.is_short() {
            return false;
        }
        let Some((_, zone_and_name)) = self.body.split_once("gmt") else {
            return false;
        };
        let name =
            zone_and_name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ':'));
        self.has_time && name.trim().chars().any(char::is_alphabetic)
    }

    /// Certain when marked quotation follows.
    fn is_strong_before_quote(&self) -> bool {
        // The last line of a wrapped one is just the verb, which may look like an opening word too: "a écrit :".
        if WROTE.contains(&self.body.as_str()) {
            return false;
        }
        let date_and_address =
            matches!(self.opens, Opening::Figure | Opening::IsoDate) && self.has_email && self.ends_email;
        let usual = self.opens != Opening::Nothing && self.verb_last && self.ends_colon;
        self.is_short() && (date_and_address && self.has_date || usual)
            || self.ends_colon && self.has_email && (self.has_date || self.has_time) && self.is_short()
    }

    /// "Ann <ann@example.org> wrote:", without a date.
    fn is_weak(&self) -> bool {
        self.verb_last && self.is_short()
    }
}

fn opening(body: &str) -> Opening {
    let body = body.trim_start_matches(['"', '\'', '[', '(', '<', '>', ' ']);
    if OPENERS_UNSPACED.iter().any(|opener| body.starts_with(opener)) {
        return Opening::Word;
    }
    if body.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        return if digits == 4
            && body
                .get(4..)
                .is_some_and(|rest| rest.starts_with(['-', '/', '.', '年']))
        {
            Opening::IsoDate
        } else {
            Opening::Figure
        };
    }
    let first = body
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.'))
        .next()
        .unwrap_or_default();
    let dated = DAYS_AND_MONTHS.iter().any(|day| {
        if day.chars().count() > 2 {
            first.starts_with(day)
        } else {
            first == *day
        }
    });
    let opened = || {
        OPENERS.iter().any(|opener| {
            body.strip_prefix(opener)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit()))
        })
    };
    if dated || opened() {
        Opening::Word
    } else {
        Opening::Nothing
    }
}

fn ends_with_verb(body: &str) -> bool {
    WROTE.iter().any(|verb| {
        body.strip_suffix(verb)
            .is_some_and(|before| is_boundary(before.chars().next_back(), verb))
    })
}

fn verb_inside(body: &str) -> bool {
    WROTE.iter().filter(|verb| verb.len() > 4).any(|verb| {
        body.match_indices(verb).any(|(at, _)| {
            is_boundary(body.get(..at).and_then(|s| s.chars().next_back()), verb)
                && is_boundary(body.get(at + verb.len()..).and_then(|s| s.chars().next()), verb)
        })
    })
}

/// Whether `neighbour` may stand beside `verb`: languages written without spaces need no boundary.
fn is_boundary(neighbour: Option<char>, verb: &str) -> bool {
    let unspaced = verb.chars().next().is_some_and(|c| matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
    unspaced || !neighbour.is_some_and(char::is_alphanumeric)
}

fn has_email(body: &str) -> bool {
    body.match_indices('@').any(|(at, _)| {
        let word = |c: char| c.is_alphanumeric();
        body.get(..at)
            .and_then(|s| s.chars().next_back())
            .is_some_and(|c| word(c) || matches!(c, '_' | '-' | '"' | '.'))
            && body
                .get(at + 1..)
                .and_then(|s| s.chars().next())
                .is_some_and(word)
    })
}

/// A time of day: two figures, a colon (or the `h` and `.` of some languages) and two figures.
fn has_time(body: &str) -> bool {
    body.as_bytes().windows(4).any(|w| {
        matches!(w, [a, sep, b, c] if a.is_ascii_digit() && matches!(sep, b':' | b'h' | b'.') && b.is_ascii_digit() && c.is_ascii_digit())
    }) || body.contains('：') || ["午", "点", "時", "시", " giờ", " uhr"].iter().any(|word| body.contains(word))
}

/// A year, or figures set off by slashes, dots or dashes.
fn has_date(body: &str) -> bool {
    body.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")))
        || body.as_bytes().windows(3).any(|w| {
            matches!(w, [a, sep, b] if a.is_ascii_digit() && matches!(sep, b'/' | b'.' | b'-') && b.is_ascii_digit())
        })
        || body.contains('年')
        || body.contains('월')
}
