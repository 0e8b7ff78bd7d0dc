//! Searching: how queries are read, how texts are made comparable, and how hits are shown. The same for every database.

pub mod operators;

use crate::text::fold;

/// Longest word that is indexed, in characters; nobody types longer ones, and databases have limits.
const MAX_WORD: usize = 64;
/// Most characters of one text that are indexed.
const MAX_TEXT: usize = 200_000;
/// Most terms of one query; more are ignored.
const MAX_TERMS: usize = 24;

/// Text as it is indexed: folded, words of letters and digits separated by single spaces. Databases tokenise mail addresses, numbers and
/// hyphens each in their own way; after this there is nothing left to disagree about.
#[must_use]
pub fn searchable(text: &str) -> String {
    let mut words = String::new();
    for word in words_of(&fold(text)) {
        let end = word
            .char_indices()
            .nth(MAX_WORD)
            .map_or(word.len(), |(end, _)| end);
        if words.len() + end > MAX_TEXT {
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word.get(..end).unwrap_or(word));
    }
    words
}

fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// One condition of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Folded words that must stand next to each other.
    pub words: Vec<String>,
    /// The last word may go on.
    pub prefix: bool,
    /// The text must not have it.
    pub negated: bool,
}

impl Term {
    /// Whether the words stand next to each other in a text.
    fn is_in(&self, text: &[&str]) -> bool {
        let Some((last, before)) = self.words.split_last() else {
            return false;
        };
        text.windows(self.words.len()).any(|window| {
            window.split_last().is_some_and(|(end, start)| {
                let ends = if self.prefix {
                    end.starts_with(last.as_str())
                } else {
                    end == last
                };
                ends && start.iter().eq(before.iter())
            })
        })
    }
}

/// A query as people type it: words (all must be there), `"exact phrase"`, `word*`, `-not`, `-"not this phrase"`. The last word may
/// be incomplete, because people look at results while they type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Conditions; all must hold.
    pub terms: Vec<Term>,
}

impl Query {
    /// Reads a query. Anything can be typed: there are no errors, only queries that look for nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        let mut negates_phrase = false;
        for (index, piece) in text.split('"').enumerate() {
            if index % 2 == 1 {
                let words: Vec<String> = words_of(&searchable(piece)).map(str::to_owned).collect();
                if !words.is_empty() {
                    terms.push(Term {
                        words,
                        prefix: false,
                        negated: negates_phrase,
                    });
                }
                continue;
            }
            negates_phrase = piece == "-" || piece.ends_with(" -");
            for word in piece.split_whitespace() {
                let negated = word.len() > 1 && word.starts_with('-');
                let prefix = word.ends_with('*');
                let words: Vec<String> = words_of(&searchable(word)).map(str::to_owned).collect();
                if !words.is_empty() {
                    terms.push(Term {
                        words,
                        prefix,
                        negated,
                    });
                }
            }
        }
        terms.truncate(MAX_TERMS);
        if !text.ends_with([' ', '"'])
            && let Some(last) = terms.last_mut()
            && !last.negated
        {
            last.prefix = true;
        }
        Self { terms }
    }

    /// Whether it looks for something: only negations find everything else, which nobody means.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.iter().all(|term| term.negated)
    }

    /// The query without its negations: for readers from whom part of the text is hidden, who must not find out what it says by the
    /// hits that go missing. [`Query::matches`] then judges by what is shown.
    #[must_use]
    pub fn affirmed(&self) -> Self {
        let wanted = self.terms.iter().filter(|term| !term.negated);
        Self {
            terms: wanted.cloned().collect(),
        }
    }

    /// Whether a text has what the query looks for, as the databases would judge it: for readers from whom part of the indexed text
    /// is hidden, so that they cannot find out by searching what they are not shown.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let text = searchable(text);
        let words: Vec<&str> = words_of(&text).collect();
        self.terms.iter().all(|term| term.is_in(&words) != term.negated)
    }

    /// The words that hits are marked by, each with whether it may go on.
    fn marks(&self) -> Vec<(&str, bool)> {
        let wanted = self.terms.iter().filter(|term| !term.negated);
        wanted
            .flat_map(|term| {
                let last = term.words.len().saturating_sub(1);
                term.words
                    .iter()
                    .enumerate()
                    .map(move |(i, word)| (word.as_str(), term.prefix && i == last))
            })
            .collect()
    }
}

/// A piece of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text as it was written.
    pub text: String,
    /// Whether it matched.
    pub hit: bool,
}

/// The part of `text` around the first hit, of about `length` characters, with the hits marked.
#[must_use]
pub fn snippet(text: &str, query: &Query, length: usize) -> Vec<Piece> {
    let marks = query.marks();
    let words: Vec<(usize, usize, bool)> = word_spans(text)
        .map(|(start, end)| {
            let folded = fold(text.get(start..end).unwrap_or_default());
            let hit = marks.iter().any(|(mark, prefix)| {
                if *prefix {
                    folded.starts_with(mark)
                } else {
                    folded == *mark
                }
            });
            (start, end, hit)
        })
        .collect();
    let first = words.iter().position(|(.., hit)| *hit).unwrap_or(0);
    let (from, to) = window(text, &words, first, length);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |text: &str, hit: bool| {
        if text.is_empty() {
            return;
        }
        match pieces.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(text),
            _ => pieces.push(Piece {
                text: text.to_owned(),
                hit,
            }),
        }
    };
    if from > 0 {
        push("… ", false);
    }
    let mut at = from;
    for (start, end, hit) in words
        .iter()
        .filter(|(start, end, _)| *start >= from && *end <= to)
    {
        push(&flat(text.get(at..*start).unwrap_or_default()), false);
        push(text.get(*start..*end).unwrap_or_default(), *hit);
        at = *end;
    }
    push(&flat(text.get(at..to).unwrap_or_default()), false);
    if to < text.trim_end().len() {
        push(" …", false);
    }
    pieces
}

/// Line breaks and runs of white space as one space.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Byte spans of words: runs of letters, digits and marks.
fn word_spans(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.by_ref().find(|(_, c)| is_word(*c))?;
        let mut end = start;
        while let Some((next, c)) = chars.peek().copied() {
            end = next;
            if !is_word(c) {
                return Some((start, end));
            }
            chars.next();
            end = next + c.len_utf8();
        }
        // The word may be a single last character.
        Some((
            start,
            end.max(start + text.get(start..)?.chars().next()?.len_utf8()),
        ))
    })
}

/// The byte range to show: a few words before the hit, the rest after it.
fn window(text: &str, words: &[(usize, usize, bool)], first: usize, length: usize) -> (usize, usize) {
    let hit_at = words.get(first).map_or(0, |(start, ..)| *start);
    let lead = words
        .get(..first)
        .unwrap_or_default()
        .iter()
        .rev()
        .find(|(start, ..)| {
            text.get(*start..hit_at)
                .is_some_and(|s| s.chars().count() >= length / 4)
        })
        .map_or(0, |(start, ..)| *start);
    let end = words
        .get(first..)
        .unwrap_or_default()
        .iter()
        .map(|(_, end, _)| *end)
        .take_while(|end| text.get(lead..*end).is_some_and(|s| s.chars().count() <= length))
        .last();
    match end {
        Some(end) if end < words.last().map_or(0, |(_, end, _)| *end) => (lead, end),
        Some(_) => (lead, text.trim_end().len()),
        // One word longer than all the room: show its beginning.
        None => (
            lead,
            text.char_indices()
                .map(|(i, _)| i)
                .filter(|i| *i >= lead)
                .nth(length)
                .unwrap_or(text.len()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| {
                if p.hit {
                    format!("[{}]", p.text)
                } else {
                    p.text.clone()
                }
            })
            .collect()
    }

    #[test]
    fn queries_are_read_as_people_type_them() {
        let query = Query::parse("đơn hàng \"giao chậm\" -spam hoàn*");
        let words: Vec<_> = query
            .terms
            .iter()
            .map(|t| (t.words.join(" "), t.prefix, t.negated))
            .collect();
        assert_eq!(
            words,
            [
                ("don".into(), false, false),
                ("hang".into(), false, false),
                ("giao cham".into(), false, false),
                ("spam".into(), false, true),
                ("hoan".into(), true, false)
            ]
        );
        let query = Query::parse("-\"giao chậm\" hoàn -\"đã tới\"");
        let negated: Vec<_> = query
            .terms
            .iter()
            .map(|t| (t.words.join(" "), t.negated))
            .collect();
        assert_eq!(
            negated,
            [
                ("giao cham".into(), true),
                ("hoan".into(), false),
                ("da toi".into(), true)
            ]
        );
        assert!(Query::parse("  -nothing ").is_empty());
        assert!(
            Query::parse("\"\"'); DROP TABLE--")
                .terms
                .iter()
                .all(|t| t.words.iter().all(|w| w.chars().all(char::is_alphanumeric)))
        );
    }

    #[test]
    fn a_text_is_judged_as_the_databases_do() {
        let text = "Đơn hàng 1042 giao chậm";
        for good in ["don hang", "\"giao cham\"", "gia*", "hang gia", "don -spam "] {
            assert!(Query::parse(good).matches(text), "{good}");
        }
        for bad in ["\"cham giao\"", "gia don", "don -giao ", "104 "] {
            assert!(!Query::parse(bad).matches(text), "{bad}");
        }
    }

    #[test]
    fn an_address_is_found_by_its_parts_together() {
        assert_eq!(searchable("Lan@Example.com, +84-90 1"), "lan example com 84 90 1");
        assert_eq!(
            Query::parse("lan@example.com ")
                .terms
                .first()
                .map(|t| t.words.len()),
            Some(3)
        );
    }

    #[test]
    fn snippets_mark_words_with_and_without_diacritics() {
        let query = Query::parse("khieu nai");
        assert_eq!(
            shown(&snippet("Tôi muốn khiếu nại về đơn hàng", &query, 80)),
            "Tôi muốn [khiếu] [nại] về đơn hàng"
        );
        let decomposed = "Khie\u{302}\u{301}u na\u{323}i";
        assert_eq!(
            shown(&snippet(decomposed, &query, 80)),
            format!("[{}] [{}]", "Khie\u{302}\u{301}u", "na\u{323}i")
        );
    }

    #[test]
    fn snippets_are_cut_around_the_first_hit() {
        let text = format!("{}needle{}", "word ".repeat(100), " tail".repeat(100));
        let pieces = snippet(&text, &Query::parse("needle "), 60);
        let out = shown(&pieces);
        assert!(
            out.starts_with("… ") && out.ends_with(" …") && out.contains("[needle]"),
            "{out}"
        );
        assert!(out.chars().count() < 80, "{out}");
        assert_eq!(shown(&snippet("", &Query::parse("x"), 60)), "");
        assert_eq!(shown(&snippet("a", &Query::parse("a "), 60)), "[a]");
    }
}
