//! Which parts are the body and which are files.

use super::tree::{Part, Tree};

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 50;

/// A piece of the body, in reading order; numbers are of parts in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Text, in one form or in two that say the same.
    Text {
        /// The plain-text form.
        plain: Option<usize>,
        /// The HTML form.
        html: Option<usize>,
    },
    /// A picture that the sender put between the texts.
    Picture(usize),
}

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The body.
    pub sections: Vec<Section>,
    /// Everything else, in order. Pictures of the body are here too.
    pub files: Vec<usize>,
}

/// Sorts the parts of a mail into body and files.
#[must_use]
pub fn select(tree: &Tree, raw: &[u8]) -> Selection {
    let mut selection = Selection::default();
    Selector { tree, raw }.visit(0, 0, &mut selection);
    selection.files.sort_unstable();
    selection.files.dedup();
    selection
}

struct Selector<'a> {
    tree: &'a Tree,
    raw: &'a [u8],
}

impl Selector<'_> {
    fn visit(&self, index: usize, depth: usize, out: &mut Selection) {
        let Some(part) = self.tree.part(index) else { return };
        if part.children.is_empty() || depth > MAX_DEPTH {
            return self.leaf(index, part, out);
        }
        match part.content_type.as_str() {
            "multipart/alternative" => self.alternative(part, depth, out),
            "multipart/related" => self.related(part, depth, out),
            _ => part
                .children
                .iter()
                .for_each(|child| self.visit(*child, depth + 1, out)),
        }
    }

    fn leaf(&self, index: usize, part: &Part, out: &mut Selection) {
        // The root of a mail is its body even when it names a file, unless it is no text at all.
        let named = part.file_name().is_some() && part.parent.is_some();
        let first = !out.sections.iter().any(|s| matches!(s, Section::Text { .. }));
        // Programs name even the body ("message.html"); a later named text is a file.
        let names_body = first && !part.is_inline() && part.disposition.is_none() && part.is("text/html");
        if !part.is_attachment() && (!named || names_body) {
            match part.content_type.as_str() {
                "text/plain" | "text/enriched" => {
                    return out.sections.push(Section::Text {
                        plain: Some(index),
                        html: None,
                    });
                }
                "text/html" => {
                    return out.sections.push(Section::Text {
                        plain: None,
                        html: Some(index),
                    });
                }
                _ => {}
            }
        }
        if part.is_inline() && part.is("image/") {
            out.sections.push(Section::Picture(index));
        }
        if !(part.is("multipart/") && part.body.is_empty()) {
            out.files.push(index);
        }
    }

    /// Of several forms of the same content the richest that says anything is shown, the plain one kept beside it.
    fn alternative(&self, part: &Part, depth: usize, out: &mut Selection) {
        let mut plain: Option<usize> = None;
        let mut html: Option<usize> = None;
        let mut rich: Option<Selection> = None;
        for child in &part.children {
            let Some(form) = self.tree.part(*child) else {
                continue;
            };
            match form.content_type.as_str() {
                // The same content for interactive mail and for watches.
                "text/x-amp-html" | "text/watch-html" => {}
                "text/plain" if !form.is_attachment() => plain = self.better(plain, *child),
                "text/html" if !form.is_attachment() => html = self.better(html, *child),
                _ if !form.children.is_empty() => {
                    let mut inner = Selection::default();
                    self.visit(*child, depth + 1, &mut inner);
                    let has_text = inner.sections.iter().any(|s| matches!(s, Section::Text { .. }));
                    out.files.extend(&inner.files);
                    if has_text {
                        rich = Some(inner);
                    }
                }
                _ => out.files.push(*child),
            }
        }
        match (html, rich) {
            (None, Some(rich)) => {
                let texts = rich
                    .sections
                    .iter()
                    .filter(|s| matches!(s, Section::Text { .. }))
                    .count();
                out.sections
                    .extend(rich.sections.into_iter().map(|section| match section {
                        Section::Text { plain: None, html } if texts == 1 => Section::Text { plain, html },
                        other => other,
                    }));
            }
            (None, None) if plain.is_none() => {}
            (html, _) => out.sections.push(Section::Text { plain, html }),
        }
    }

    /// The later form unless only the earlier one has content.
    fn better(&self, before: Option<usize>, next: usize) -> Option<usize> {
        let blank = self
            .tree
            .part(next)
            .is_none_or(|p| p.raw_body(self.raw).trim_ascii().is_empty());
        if blank { before.or(Some(next)) } else { Some(next) }
    }

    /// The root of a related group is the body; the others are what it shows.
    fn related(&self, part: &Part, depth: usize, out: &mut Selection) {
        let start = part
            .type_parameters
            .get("start")
            .map(|s| s.trim_matches(['<', '>', ' ']).to_owned());
        let has_id = |child: &&usize| self.tree.part(**child).is_some_and(|p| p.content_id == start);
        let by_id = start.as_ref().and_then(|_| part.children.iter().find(has_id));
        let is_text = |child: &&usize| {
            self.tree
                .part(**child)
                .is_some_and(|p| p.is("multipart/") || (p.is("text/") && !p.is_attachment()))
        };
        let root = by_id
            .or_else(|| part.children.iter().find(is_text))
            .or(part.children.first());
        for child in &part.children {
            let is_root = Some(child) == root;
            let Some(form) = self.tree.part(*child) else {
                continue;
            };
            if is_root || !form.children.is_empty() || (form.is("text/plain") && form.file_name().is_none()) {
                self.visit(*child, depth + 1, out);
            } else {
                if form.is("image/") && form.content_id.is_none() && form.is_inline() {
                    out.sections.push(Section::Picture(*child));
                }
                out.files.push(*child);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(raw: &str) -> (Vec<Section>, Vec<usize>) {
        let selection = select(&Tree::read(raw.as_bytes()), raw.as_bytes());
        (selection.sections, selection.files)
    }

    fn multipart(kind: &str, boundary: &str, parts: &[&str]) -> String {
        let mut raw = format!("Content-Type: multipart/{kind}; boundary={boundary}\n\n");
        for part in parts {
            raw.push_str(&format!("--{boundary}\n{part}\n"));
        }
        raw + &format!("--{boundary}--\n")
    }

    const PLAIN: &str = "Content-Type: text/plain\n\nplain";
    const HTML: &str = "Content-Type: text/html\n\n<p>html";
    const PNG: &str = "Content-Type: image/png\nContent-ID: <a@b>\n\nPNG";

    #[test]
    fn alternatives_pair_up() {
        let both = Section::Text {
            plain: Some(1),
            html: Some(2),
        };
        assert_eq!(
            pick(&multipart("alternative", "x", &[PLAIN, HTML])),
            (vec![both], vec![])
        );
        let related = multipart("related", "y", &[HTML, PNG]);
        let nested = Section::Text {
            plain: Some(1),
            html: Some(3),
        };
        assert_eq!(
            pick(&multipart("alternative", "x", &[PLAIN, &related])),
            (vec![nested], vec![4])
        );
    }

    #[test]
    fn calendars_in_alternatives_are_files_and_amp_is_nothing() {
        let raw = multipart(
            "alternative",
            "x",
            &[
                PLAIN,
                "Content-Type: text/x-amp-html\n\n<amp>",
                "Content-Type: text/calendar\n\nBEGIN:VCALENDAR",
            ],
        );
        assert_eq!(
            pick(&raw),
            (
                vec![Section::Text {
                    plain: Some(1),
                    html: None
                }],
                vec![3]
            )
        );
    }

    #[test]
    fn named_texts_are_files_but_a_named_body_is_the_body() {
        let log = "Content-Type: text/plain; name=x.log\nContent-Disposition: inline\n\nlog";
        assert_eq!(
            pick(&multipart("mixed", "x", &[PLAIN, log])),
            (
                vec![Section::Text {
                    plain: Some(1),
                    html: None
                }],
                vec![2]
            )
        );
        assert_eq!(
            pick("Content-Type: text/html; name=x.html\n\nhi").0,
            [Section::Text {
                plain: None,
                html: Some(0)
            }]
        );
    }

    #[test]
    fn pictures_between_texts_are_kept_in_place() {
        let picture = "Content-Type: image/png\nContent-Disposition: inline; filename=a.png\n\nPNG";
        let text = |i| Section::Text {
            plain: Some(i),
            html: None,
        };
        assert_eq!(
            pick(&multipart("mixed", "x", &[PLAIN, picture, PLAIN])),
            (vec![text(1), Section::Picture(2), text(3)], vec![2])
        );
    }
}
