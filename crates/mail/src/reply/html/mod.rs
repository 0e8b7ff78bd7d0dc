//! Quotes in HTML bodies.
//!
//! Mail programs mark what they quote: by class, by id, by a rule above a copied header. The marked nodes go to the
//! quoted part, together with the line that announces them. A bare `blockquote` proves nothing (people cite laws and
//! forum posts with it) and counts only below an attribution. When the author wrote between the quotes, the whole
//! mail is shown: an answer without its question cannot be read.

mod dom;
mod marks;
mod sink;

use dom::{Data, Dom, Id, is_block};
use marks::Mark;

use super::attribution::is_attribution;
use super::line::is_invisible;
use super::original;

/// The parts of an HTML body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HtmlSplit {
    /// What the author wrote this time.
    pub visible_html: String,
    /// What was quoted.
    pub quoted_html: String,
}

/// An attribution longer than this is something else.
const MAX_ATTRIBUTION: usize = 500;
/// So many blocks that may begin a copied header are looked at; a table of fields has more, a mail has not.
const MAX_CANDIDATES: usize = 300;
/// A copied header with a long list of recipients.
const MAX_HEADER: usize = 3_000;

/// Splits an HTML body; `None` when it quotes nothing, nothing but a quote, or answers between quotes.
#[must_use]
pub fn split_html(html: &str) -> Option<HtmlSplit> {
    let dom = Dom::parse(html)?;
    let body = dom.body()?;
    let order = dom.descendants(body);
    let mut pruner = Pruner {
        dom,
        body,
        order,
        quotes: Vec::new(),
    };
    if !pruner.mark_quotes() {
        return None;
    }
    pruner.mark_copies();
    let visible_html = pruner.dom.write(body, false);
    let quoted_html = pruner.dom.write(body, true);
    (pruner.shows_something() && !quoted_html.is_empty()).then_some(HtmlSplit {
        visible_html,
        quoted_html,
    })
}

struct Pruner {
    dom: Dom,
    body: Id,
    /// All nodes of the body in document order.
    order: Vec<Id>,
    /// The outermost quotes found, in document order.
    quotes: Vec<Id>,
}

impl Pruner {
    /// Marks quotes and their attributions. False when the author answered between them.
    fn mark_quotes(&mut self) -> bool {
        for id in self.order.clone() {
            if self.is_inside_quote(id) {
                continue;
            }
            let announced = match marks::of(&self.dom, id) {
                Mark::Quote => true,
                Mark::Blockquote => self.attribution_before(id).is_some(),
                _ => false,
            };
            if announced {
                self.dom.mark(id);
                self.quotes.push(id);
            }
        }
        if self.quotes.iter().any(|quote| self.is_answered_inside(*quote)) || self.is_answered_between() {
            return false;
        }
        for quote in self.quotes.clone() {
            for id in self.attribution_before(quote).unwrap_or_default() {
                self.dom.mark(id);
            }
        }
        true
    }

    /// Marks copies that are not enclosed in an element: from their heading on, everything is foreign.
    fn mark_copies(&mut self) {
        let mut has_text = false;
        let mut candidates = 0;
        for at in 0..self.order.len() {
            let Some(id) = self.order.get(at).copied() else {
                return;
            };
            if self.is_inside_quote(id) {
                continue;
            }
            if has_text && self.begins_copy(id, &mut candidates) {
                self.mark_from(id);
                return;
            }
            has_text |= self.is_meaningful_text(id);
        }
    }

    fn begins_copy(&self, id: Id, candidates: &mut usize) -> bool {
        match marks::of(&self.dom, id) {
            Mark::CopyBelow => true,
            Mark::Ruled => original::opens_with_header_block(&self.dom.text(id, MAX_HEADER)),
            _ if is_block(self.dom.name(id)) => {
                let start = self.dom.text(id, 120);
                let first = start.lines().next().unwrap_or_default();
                if original::is_heading(first) {
                    return true;
                }
                *candidates += usize::from(original::may_open_header_block(first));
                original::may_open_header_block(first)
                    && *candidates <= MAX_CANDIDATES
                    && original::opens_with_header_block(&self.text_from(id))
            }
            _ if self.follows_line_break(id) => original::is_heading(&self.dom.text(id, 200)),
            _ => false,
        }
    }

    /// The text of a block and, when fields are paragraphs of their own, of those beside it.
    fn text_from(&self, id: Id) -> String {
        let own = self.dom.text(id, MAX_HEADER);
        if own.lines().count() > 2 {
            return own;
        }
        let following = self
            .dom
            .siblings_after(id)
            .iter()
            .take(12)
            .map(|id| self.dom.text(*id, 300));
        std::iter::once(own)
            .chain(following.filter(|text| !text.trim().is_empty()))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Marks `id` and whatever follows it in the document, and a rule directly above it.
    fn mark_from(&mut self, id: Id) {
        if let Some(rule) = self
            .sibling_before(id)
            .filter(|before| self.dom.name(*before) == "hr")
        {
            self.dom.mark(rule);
        }
        self.dom.mark(id);
        let mut at = Some(id).filter(|id| *id != self.body);
        while let Some(id) = at {
            for sibling in self.dom.siblings_after(id).to_vec() {
                self.dom.mark(sibling);
            }
            at = self.dom.parent(id).filter(|parent| *parent != self.body);
        }
    }

    /// Whether the author wrote into the quoting element, as Gmail lets one do: text that is in none of its inner
    /// quotes, below the first of them.
    fn is_answered_inside(&self, quote: Id) -> bool {
        let mut begun = false;
        let mut stack: Vec<Id> = self.dom.children(quote).iter().rev().copied().collect();
        // The element may be a quote itself with the copied text as its own content.
        let wraps = self.dom.name(quote) != "blockquote" && !self.is_forward(quote);
        while let Some(id) = stack.pop().filter(|_| wraps) {
            if self.dom.name(id) == "blockquote" {
                begun = true;
                continue;
            }
            if matches!(marks::of(&self.dom, id), Mark::Announcement | Mark::Signature) {
                continue;
            }
            if begun && self.is_meaningful_text(id) && !is_attribution(&self.dom.text(id, MAX_ATTRIBUTION)) {
                return true;
            }
            stack.extend(self.dom.children(id).iter().rev());
        }
        false
    }

    fn is_forward(&self, quote: Id) -> bool {
        let start = self.dom.text(quote, 200);
        start.lines().next().is_some_and(original::is_heading)
    }

    /// Whether there is text between the first quote and the last that belongs to neither.
    fn is_answered_between(&self) -> bool {
        let (Some(first), Some(last)) = (self.quotes.first(), self.quotes.last()) else {
            return false;
        };
        if first == last {
            return false;
        }
        let position = |id: Id| self.order.iter().position(|at| *at == id).unwrap_or_default();
        let between = self
            .order
            .get(position(*first)..position(*last))
            .unwrap_or_default();
        between.iter().any(|id| {
            self.is_meaningful_text(*id) && !self.is_inside_quote(*id) && !self.is_in_announcement(*id)
        })
    }

    fn is_in_announcement(&self, id: Id) -> bool {
        let is_marked = |id: Id| marks::of(&self.dom, id) == Mark::Announcement;
        std::iter::successors(Some(id), |id| self.dom.parent(*id)).any(is_marked)
            || self
                .dom
                .parent(id)
                .is_some_and(|block| is_attribution(&self.dom.text(block, MAX_ATTRIBUTION)))
            || is_attribution(&self.dom.text(id, MAX_ATTRIBUTION))
    }

    /// The nodes of the attribution directly above `quote`.
    fn attribution_before(&self, quote: Id) -> Option<Vec<Id>> {
        let mut at = quote;
        loop {
            let before = self.siblings_before(at);
            let solid = before
                .iter()
                .position(|id| !self.dom.text(*id, 8).trim_matches(is_invisible).is_empty());
            let Some(solid) = solid else {
                // First in its parent: the attribution may stand above that.
                at = self.dom.parent(at).filter(|parent| *parent != self.body)?;
                continue;
            };
            let first = before.get(solid).copied()?;
            if is_block(self.dom.name(first)) {
                return self.attribution_at_end_of(first);
            }
            let line: Vec<Id> = before
                .iter()
                .skip(solid)
                .copied()
                .take_while(|id| !self.breaks_line(*id))
                .collect();
            let text: Vec<String> = line
                .iter()
                .rev()
                .map(|id| self.dom.text(*id, MAX_ATTRIBUTION))
                .collect();
            return is_attribution(&text.join(" ")).then_some(line);
        }
    }

    /// The block itself, or its last block when only that is an attribution.
    fn attribution_at_end_of(&self, block: Id) -> Option<Vec<Id>> {
        let mut at = block;
        loop {
            let text = self.dom.text(at, MAX_ATTRIBUTION);
            if marks::of(&self.dom, at) == Mark::Announcement
                || text.len() < MAX_ATTRIBUTION && is_attribution(&text.replace('\n', " "))
            {
                return Some(vec![at]);
            }
            let solid = |id: &&Id| !self.dom.text(**id, 8).trim_matches(is_invisible).is_empty();
            at = *self
                .dom
                .children(at)
                .iter()
                .rev()
                .find(solid)
                .filter(|id| is_block(self.dom.name(**id)))?;
        }
    }

    fn breaks_line(&self, id: Id) -> bool {
        let name = self.dom.name(id);
        name == "br" || is_block(name)
    }

    fn follows_line_break(&self, id: Id) -> bool {
        let is_text = matches!(self.dom.node(id).map(|node| &node.data), Some(Data::Text(_)));
        is_text
            && self
                .sibling_before(id)
                .is_none_or(|before| self.breaks_line(before))
    }

    /// The nodes directly above, nearest first.
    fn siblings_before(&self, id: Id) -> Vec<Id> {
        // Enough for any attribution; a mail of a hundred thousand lines is one long list of siblings.
        self.dom
            .siblings_before(id)
            .iter()
            .rev()
            .take(40)
            .copied()
            .collect()
    }

    fn sibling_before(&self, id: Id) -> Option<Id> {
        let is_space = |id: &Id| matches!(self.dom.node(*id).map(|node| &node.data), Some(Data::Text(text)) if text.trim().is_empty());
        self.dom
            .siblings_before(id)
            .iter()
            .rev()
            .take(4)
            .copied()
            .find(|id| !is_space(id))
    }

    fn is_inside_quote(&self, id: Id) -> bool {
        std::iter::successors(Some(id), |id| self.dom.parent(*id)).any(|id| self.dom.is_quoted(id))
    }

    fn is_meaningful_text(&self, id: Id) -> bool {
        let in_style = self
            .dom
            .parent(id)
            .is_some_and(|parent| matches!(self.dom.name(parent), "style" | "script" | "title"));
        match self.dom.node(id).map(|node| &node.data) {
            Some(Data::Text(text)) => !in_style && text.chars().any(char::is_alphanumeric),
            _ => false,
        }
    }

    /// Whether anything to read or look at is left.
    fn shows_something(&self) -> bool {
        self.order.iter().any(|id| {
            let seen = self.is_meaningful_text(*id) || self.dom.name(*id) == "img" || self.is_symbol(*id);
            seen && !self.is_inside_quote(*id)
        })
    }

    /// An emoji is an answer too.
    fn is_symbol(&self, id: Id) -> bool {
        matches!(self.dom.node(id).map(|node| &node.data), Some(Data::Text(text)) if text.chars().any(|c| c > '\u{2600}'))
    }
}
