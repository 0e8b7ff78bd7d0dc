//! Which lines are seen.
//!
//! The body is read from the top. What precedes the first text (a forwarded header, an attribution that heads the
//! mail) is taken off. Then the first thing that ends the author's text is looked for: a signature delimiter, a copy
//! of another mail that is not marked line by line, an attribution without marked lines below. What remains above it
//! holds text, marked quotes and attributions, and is judged as a whole: answers between quotes keep everything, a
//! reply below a quote keeps the reply, a reply above it keeps what is above.

use super::line::{Kind, Line, fold};
use super::signature;

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Visible,
    Quoted,
    Signature,
}

/// Up to this many lines below the last quote, under a reply that stands above it, are taken for a signature or a
/// list's footer; more are an answer.
const MAX_FOOTER_LINES: usize = 6;

/// The fate of every line.
pub(super) fn decide(lines: &[Line<'_>]) -> Vec<Fate> {
    let mut plan = Plan::new(lines);
    let start = plan.take_off_heading();
    let cut = plan.first_cut(start);
    let end = cut.map_or(lines.len(), |cut| cut.at);
    plan.judge(start, end);
    if let Some(cut) = cut {
        plan.cut(cut);
    }
    if plan.shows_nothing() {
        plan.show_something();
    }
    if !plan.has(0..lines.len(), Kind::Text) {
        plan.judge_quotes_alone();
    }
    plan.fates
}

/// Where the author's text ends, and with what.
#[derive(Debug, Clone, Copy)]
struct Cut {
    at: usize,
    fate: Fate,
}

struct Plan<'a, 'b> {
    lines: &'a [Line<'b>],
    fates: Vec<Fate>,
    /// For every line, the next one from there on that is neither blank nor a rule.
    next_words: Vec<usize>,
    /// For every line, the next one from there on that announces a quote.
    next_copy: Vec<usize>,
    /// The first rule that underlines a heading: its author divides texts with rules.
    first_underline: Option<usize>,
}

impl<'a, 'b> Plan<'a, 'b> {
    fn new(lines: &'a [Line<'b>]) -> Self {
        let next = |wanted: fn(Kind) -> bool| {
            let mut next = vec![lines.len(); lines.len() + 1];
            for at in (0..lines.len()).rev() {
                let here = lines.get(at).is_some_and(|line| wanted(line.kind));
                let value = if here {
                    at
                } else {
                    next.get(at + 1).copied().unwrap_or(lines.len())
                };
                if let Some(slot) = next.get_mut(at) {
                    *slot = value;
                }
            }
            next
        };
        Self {
            lines,
            fates: vec![Fate::Visible; lines.len()],
            next_words: next(|kind| !matches!(kind, Kind::Blank | Kind::Rule)),
            next_copy: next(|kind| matches!(kind, Kind::Original | Kind::Attribution)),
            first_underline: (0..lines.len()).find(|at| signature::underlines(lines, *at)),
        }
    }
    fn kind(&self, at: usize) -> Option<Kind> {
        self.lines.get(at).map(|line| line.kind)
    }

    fn set(&mut self, range: std::ops::Range<usize>, fate: Fate) {
        for slot in self.fates.iter_mut().take(range.end).skip(range.start) {
            *slot = fate;
        }
    }

    fn next_solid(&self, from: usize) -> Option<usize> {
        (from..self.lines.len()).find(|at| self.kind(*at) != Some(Kind::Blank))
    }

    fn has(&self, range: std::ops::Range<usize>, kind: Kind) -> bool {
        self.lines
            .get(range)
            .is_some_and(|lines| lines.iter().any(|line| line.kind == kind))
    }

    /// Hides headers and attributions above the first text; a mail that only forwards shows what it forwards.
    fn take_off_heading(&mut self) -> usize {
        let mut at = self.next_solid(0).unwrap_or(self.lines.len());
        while matches!(
            self.kind(at),
            Some(Kind::Original | Kind::Attribution | Kind::Rule)
        ) {
            // A rule is heading only when a header follows.
            let is_rule = self.kind(at) == Some(Kind::Rule);
            let next = self.next_solid(at + 1).unwrap_or(self.lines.len());
            if is_rule && self.kind(next) != Some(Kind::Original) {
                break;
            }
            self.set(at..at + 1, Fate::Quoted);
            at = next;
        }
        at
    }

    /// The first line that ends the author's text by itself.
    fn first_cut(&self, start: usize) -> Option<Cut> {
        let mut has_text = false;
        for at in start..self.lines.len() {
            let fate = match self.kind(at)? {
                Kind::Text => {
                    has_text = true;
                    continue;
                }
                _ if !has_text => continue,
                Kind::Original => Some(Fate::Quoted),
                Kind::Attribution => self.heads_unmarked_copy(at).then_some(Fate::Quoted),
                Kind::Rule => self.rule_cut(at),
                Kind::Device => self.device_cut(at),
                Kind::Blank | Kind::Quote => None,
            };
            if let Some(fate) = fate {
                return Some(Cut {
                    at: self.take_up_rules(start, at),
                    fate,
                });
            }
        }
        signature::sign_off(self.lines, start, self.lines.len()).map(|at| Cut {
            at,
            fate: Fate::Signature,
        })
    }

    /// Rules directly above a copied header belong to it.
    fn take_up_rules(&self, start: usize, at: usize) -> usize {
        let above = (start..at)
            .rev()
            .take_while(|i| matches!(self.kind(*i), Some(Kind::Rule | Kind::Blank)));
        above
            .filter(|i| self.kind(*i) == Some(Kind::Rule))
            .last()
            .unwrap_or(at)
    }

    /// Whether the attribution at `at` is followed by lines that are not marked as quoted.
    fn heads_unmarked_copy(&self, at: usize) -> bool {
        let below = (at..self.lines.len())
            .find(|i| !matches!(self.kind(*i), Some(Kind::Attribution | Kind::Blank | Kind::Rule)));
        below.and_then(|i| self.kind(i)) != Some(Kind::Quote)
    }

    fn rule_cut(&self, at: usize) -> Option<Fate> {
        let below = self.next_words.get(at).copied()?;
        if matches!(self.kind(below), Some(Kind::Original | Kind::Attribution)) {
            return Some(Fate::Quoted);
        }
        let end = self.next_copy.get(at).copied()?;
        let sectioned = self.first_underline.is_some_and(|underline| underline < at);
        signature::is_delimiter(self.lines, at, end, sectioned).then_some(Fate::Signature)
    }

    /// A device line that is a paragraph of its own: mail apps put it last, so unmarked text below it is the mail
    /// that was answered.
    fn device_cut(&self, at: usize) -> Option<Fate> {
        let above = at.checked_sub(1).and_then(|above| self.kind(above));
        if above == Some(Kind::Text) && self.kind(at + 1) == Some(Kind::Text) {
            return None;
        }
        let next = self.next_solid(at + 1).and_then(|next| self.lines.get(next));
        let is_postscript = next.is_some_and(|line| {
            let folded = fold(line.text);
            line.kind == Kind::Text
                && ["ps", "p.s", "p. s", "nb:", "n.b"]
                    .iter()
                    .any(|mark| folded.starts_with(mark))
        });
        (!is_postscript).then_some(Fate::Signature)
    }

    /// Decides on text and marked quotes in `start..end`.
    fn judge(&mut self, start: usize, end: usize) {
        self.hide_devices(start, end);
        let is = |plan: &Self, at: usize, kind: Kind| plan.kind(at) == Some(kind);
        let Some(first_quote) = (start..end).find(|at| is(self, *at, Kind::Quote)) else {
            return;
        };
        let last_quote = (first_quote..end)
            .rev()
            .find(|at| is(self, *at, Kind::Quote))
            .unwrap_or(first_quote);
        let below = (last_quote + 1..end)
            .filter(|at| is(self, *at, Kind::Text))
            .count();
        let answers_between = self.has(first_quote..last_quote, Kind::Text);
        let attribution = (start..last_quote).find(|at| is(self, *at, Kind::Attribution));
        let quote_starts = attribution.unwrap_or(first_quote).min(first_quote);
        let text_above = self.has(start..quote_starts, Kind::Text);
        let headed = attribution.is_some() || self.fates.iter().take(start).any(|fate| *fate == Fate::Quoted);

        if answers_between {
            self.hide_attributions(start, end);
        } else if below == 0 {
            if text_above {
                self.set(quote_starts..last_quote + 1, Fate::Quoted);
            }
            return;
        } else if !text_above {
            // A quote that nobody announced may be the author's own way of citing, so it stays.
            if headed {
                self.set(start..last_quote + 1, Fate::Quoted);
            }
        } else if headed
            && attribution.is_some()
            && below <= MAX_FOOTER_LINES
            && !self.is_greeting(start, quote_starts)
        {
            self.set(quote_starts..end, Fate::Quoted);
            return;
        } else {
            self.hide_attributions(start, end);
        }
        if below == 0 {
            let last_text = (start..end)
                .rev()
                .find(|at| is(self, *at, Kind::Text))
                .unwrap_or(start);
            self.set(last_text + 1..last_quote + 1, Fate::Quoted);
        }
    }

    /// Device lines that did not cut because a postscript follows.
    fn hide_devices(&mut self, start: usize, end: usize) {
        for at in start..end {
            if self.kind(at) == Some(Kind::Device)
                && at.checked_sub(1).and_then(|a| self.kind(a)) != Some(Kind::Text)
            {
                self.set(at..at + 1, Fate::Signature);
            }
        }
    }

    fn hide_attributions(&mut self, start: usize, end: usize) {
        for at in start..end {
            if self.kind(at) == Some(Kind::Attribution) {
                self.set(at..at + 1, Fate::Quoted);
            }
        }
    }

    /// "Hi Ann," above a quote is no reply; the reply stands below.
    fn is_greeting(&self, start: usize, end: usize) -> bool {
        let mut text = (start..end)
            .filter_map(|at| self.lines.get(at))
            .filter(|line| line.kind == Kind::Text);
        let (Some(line), None) = (text.next(), text.next()) else {
            return false;
        };
        let words = line.text.split_whitespace().count();
        words <= 4
            && (line.text.ends_with(',')
                || words <= 3
                    && GREETINGS.contains(
                        &fold(line.text.split([' ', ',', '!', '.']).next().unwrap_or_default()).as_str(),
                    ))
    }

    /// Hides everything from the cut on; a signature lasts until a quotation begins, which needs no mark below a line
    /// that a device appended.
    fn cut(&mut self, cut: Cut) {
        let by_device = self.kind(cut.at) == Some(Kind::Device);
        let mut fate = cut.fate;
        for at in cut.at..self.lines.len() {
            let quotation = match self.kind(at) {
                Some(Kind::Original | Kind::Attribution | Kind::Quote) => true,
                Some(Kind::Rule) => self.rule_cut(at) == Some(Fate::Quoted),
                Some(Kind::Text) => by_device,
                _ => false,
            };
            if quotation {
                fate = Fate::Quoted;
            }
            self.set(at..at + 1, fate);
        }
    }

    /// Whether no letter or figure is left.
    fn shows_nothing(&self) -> bool {
        !self
            .lines
            .iter()
            .zip(&self.fates)
            .any(|(line, fate)| *fate == Fate::Visible && line.raw.chars().any(char::is_alphanumeric))
    }

    /// The rules left nothing to read: shows what is not surely foreign.
    fn show_something(&mut self) {
        let had_symbols =
            self.lines.iter().zip(&self.fates).any(|(line, fate)| {
                *fate == Fate::Visible && !line.text.is_empty() && line.kind == Kind::Text
            });
        for (line, fate) in self.lines.iter().zip(self.fates.iter_mut()) {
            if *fate == Fate::Signature && had_symbols || line.kind == Kind::Text {
                *fate = Fate::Visible;
            }
        }
        if self.shows_nothing() {
            self.judge_quotes_alone();
        }
    }

    /// A mail of quotes shows them, unless they hold nothing but attributions of each other.
    fn judge_quotes_alone(&mut self) {
        let worth_reading = self.lines.iter().any(|line| {
            let inner = line.text.trim_start_matches(['>', '＞', ' ']);
            !matches!(line.kind, Kind::Attribution | Kind::Original)
                && inner.chars().any(char::is_alphanumeric)
                && !super::attribution::is_attribution(inner)
        });
        for (line, fate) in self.lines.iter().zip(self.fates.iter_mut()) {
            let foreign = matches!(line.kind, Kind::Attribution | Kind::Original);
            *fate = if worth_reading && !foreign {
                Fate::Visible
            } else {
                Fate::Quoted
            };
        }
    }
}

const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "dear",
    "hallo",
    "guten",
    "liebe",
    "lieber",
    "bonjour",
    "salut",
    "hola",
    "ciao",
    "buongiorno",
    "olá",
    "oi",
    "bună",
    "buna",
    "salutare",
    "chào",
    "xin",
    "hej",
    "hei",
    "cześć",
    "dzień",
    "ahoj",
    "dobrý",
    "здравствуйте",
    "привет",
    "добрый",
    "merhaba",
    "γεια",
    "您好",
    "你好",
    "こんにちは",
    "안녕하세요",
];
