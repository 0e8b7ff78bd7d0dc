//! Quote stripping: what the author wrote this time, and the rest.
//!
//! A plain-text body goes through these steps, each linear in its length: [`mod@line`] cuts it into lines and names what
//! one line shows by itself; [`original`], [`attribution`] and [`signature`] name what runs of lines show together;
//! [`plan`] decides what is seen. HTML has its own way in [`html`], because mail programs mark their quotes there.
//!
//! Two promises outrank everything else. Text between or below quotes that may be an answer stays visible: hiding a
//! customer's words is worse than showing a signature. And nothing is thrown away: every line is in the visible part
//! or in the rest.

mod attribution;
mod html;
mod line;
mod original;
mod plan;
mod signature;
mod words;

use line::{Kind, Line};
use plan::Fate;

pub use html::{HtmlSplit, split_html};

/// The parts of a plain-text body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// What the author wrote this time.
    pub visible: String,
    /// What was quoted, with the lines that announce it.
    pub quoted: String,
    /// The signature.
    pub signature: String,
    /// Everything that is not visible, in its order.
    pub rest: String,
    /// All parts in order.
    pub fragments: Vec<Fragment>,
}

/// A run of lines of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// The lines.
    pub text: String,
    /// A quotation, with the line that announces it.
    pub quoted: bool,
    /// A signature.
    pub signature: bool,
    /// Not part of what is shown.
    pub hidden: bool,
}

/// Splits a plain-text body.
#[must_use]
pub fn split(text: &str) -> Split {
    let mut lines = line::lines(text);
    original::mark(&mut lines);
    attribution::mark(&mut lines);
    mark_unmarked_quotes(&mut lines);
    signature::mark_devices(&mut lines);
    let fates = plan::decide(&lines);
    Split {
        visible: collect(&lines, &fates, |fate| fate == Fate::Visible),
        quoted: collect(&lines, &fates, |fate| fate == Fate::Quoted),
        signature: collect(&lines, &fates, |fate| fate == Fate::Signature),
        rest: collect(&lines, &fates, |fate| fate != Fate::Visible),
        fragments: fragments(&lines, &fates),
    }
}

/// Quotes that do not begin with `>`: lines below an attribution with a bar or a name before each, and the ends of
/// quoted lines that a program wrapped without marking them.
fn mark_unmarked_quotes(lines: &mut [Line<'_>]) {
    let mut cited: Option<String> = None;
    let mut bar = false;
    let mut seen_attribution = false;
    for at in 0..lines.len() {
        let Some(line) = lines.get(at).copied() else { break };
        match line.kind {
            Kind::Attribution => {
                seen_attribution = true;
                bar = true;
                continue;
            }
            Kind::Text => {}
            _ => continue,
        }
        let name = attribution::cited_name(line.text)
            .filter(|_| seen_attribution)
            .map(str::to_owned);
        let by_name = name.is_some() && (bar || name == cited || next_has_name(lines, at, name.as_deref()));
        let by_bar = bar && line.text.starts_with('|');
        let by_wrap = is_wrapped_quote(lines, at);
        if by_name {
            cited = name;
        }
        bar = by_bar || by_wrap;
        if let Some(line) = lines.get_mut(at).filter(|_| by_name || by_bar || by_wrap) {
            line.kind = Kind::Quote;
        }
    }
}

fn next_has_name(lines: &[Line<'_>], at: usize, name: Option<&str>) -> bool {
    name.is_some()
        && lines
            .get(at + 1)
            .is_some_and(|line| attribution::cited_name(line.text) == name)
}

/// A line squeezed between two quoted ones that goes on where the long one above it stops.
fn is_wrapped_quote(lines: &[Line<'_>], at: usize) -> bool {
    let kind = |i: usize| lines.get(i).map(|line| line.kind);
    let (Some(above), Some(line)) = (
        at.checked_sub(1).and_then(|above| lines.get(above)),
        lines.get(at),
    ) else {
        return false;
    };
    above.kind == Kind::Quote
        && above.text.chars().count() >= 60
        && !above.text.ends_with(['?', '!', ':'])
        && line
            .text
            .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        && kind(at + 1) == Some(Kind::Quote)
}

/// The lines of one fate, without blank lines at either end.
fn collect(lines: &[Line<'_>], fates: &[Fate], wanted: impl Fn(Fate) -> bool) -> String {
    let chosen: Vec<&str> = lines
        .iter()
        .zip(fates)
        .filter(|(_, fate)| wanted(**fate))
        .map(|(line, _)| line.raw)
        .collect();
    let is_blank = |line: &&str| line.trim_matches(line::is_invisible).is_empty();
    let Some(first) = chosen.iter().position(|line| !is_blank(line)) else {
        return String::new();
    };
    let last = chosen.iter().rposition(|line| !is_blank(line)).unwrap_or(first);
    chosen
        .get(first..=last)
        .unwrap_or_default()
        .join("\n")
        .trim_end()
        .to_owned()
}

/// Groups the lines: text, quotation, signature, and blank runs that belong to none of them.
fn fragments(lines: &[Line<'_>], fates: &[Fate]) -> Vec<Fragment> {
    let mut fragments: Vec<(Role, Vec<usize>)> = Vec::new();
    let mut blank: Vec<usize> = Vec::new();
    for (at, (line, fate)) in lines.iter().zip(fates).enumerate() {
        let role = Role::of(line.kind, *fate);
        if role == Role::Blank {
            blank.push(at);
            continue;
        }
        let last = fragments.last().map(|(role, _)| *role);
        // Blank lines go with the text beside them; between a quotation and a signature they stand alone.
        if last == Some(role) || last == Some(Role::Text) {
            if let Some((_, lines)) = fragments.last_mut() {
                lines.append(&mut blank);
            }
        } else if !blank.is_empty()
            && (role == Role::Signature || (last.is_none() && role != Role::Text))
            && last.is_some()
        {
            fragments.push((Role::Blank, std::mem::take(&mut blank)));
        }
        if last != Some(role) {
            fragments.push((role, Vec::new()));
        }
        if let Some((_, lines)) = fragments.last_mut() {
            lines.append(&mut blank);
            lines.push(at);
        }
    }
    match fragments.last_mut() {
        Some((Role::Text | Role::Signature, lines)) => lines.append(&mut blank),
        _ if blank.is_empty() => {}
        _ => fragments.push((Role::Blank, blank)),
    }
    fragments
        .into_iter()
        .map(|(role, members)| fragment(lines, fates, role, &members))
        .collect()
}

/// What a fragment consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Text,
    Quote,
    Signature,
    Blank,
}

impl Role {
    fn of(kind: Kind, fate: Fate) -> Self {
        match (kind, fate) {
            (Kind::Blank, Fate::Visible | Fate::Signature) => Self::Blank,
            (_, Fate::Quoted) | (Kind::Quote | Kind::Attribution | Kind::Original, Fate::Visible) => {
                Self::Quote
            }
            (_, Fate::Signature) => Self::Signature,
            (_, Fate::Visible) => Self::Text,
        }
    }
}

fn fragment(lines: &[Line<'_>], fates: &[Fate], role: Role, members: &[usize]) -> Fragment {
    let text: Vec<&str> = members
        .iter()
        .filter_map(|at| lines.get(*at))
        .map(|line| line.raw)
        .collect();
    let shown = members.iter().any(|at| {
        fates.get(*at) == Some(&Fate::Visible) && lines.get(*at).is_some_and(|line| line.kind != Kind::Blank)
    });
    Fragment {
        text: text.join("\n"),
        quoted: role == Role::Quote,
        signature: role == Role::Signature,
        hidden: !shown,
    }
}
