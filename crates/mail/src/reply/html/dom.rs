//! A parsed HTML document in one vector.
//!
//! Nodes refer to each other by index, so that neither walking nor dropping a tree of any depth uses the stack. What
//! is quoted is marked on the node; nothing is ever taken out, and both parts are written from the same tree.

use html5ever::parse_document;
use html5ever::tendril::{StrTendril, TendrilSink};

use super::sink::Sink;

/// Nesting beyond this is an attack on the parser, whose scope checks walk the open elements.
const MAX_DEPTH: usize = 600;
/// Longer documents are shown whole.
const MAX_BYTES: usize = 4 << 20;

/// Index of a node.
pub(super) type Id = usize;

/// A node of the document.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub parent: Option<Id>,
    pub children: Vec<Id>,
    /// Its place among the children of its parent, known once the document is complete.
    pub slot: usize,
    pub data: Data,
    /// Belongs to the quoted part, with everything inside.
    pub quoted: bool,
}

/// What a node is.
#[derive(Debug, Default)]
pub(super) enum Data {
    /// Document, comment, doctype: never written.
    #[default]
    Nothing,
    Text(String),
    Element {
        name: String,
        attributes: Vec<(String, String)>,
    },
}

/// The document.
#[derive(Debug, Default)]
pub(super) struct Dom {
    pub nodes: Vec<Node>,
}

impl Dom {
    /// Parses `html`; `None` when it is too large or too deep to be worth the time.
    pub fn parse(html: &str) -> Option<Self> {
        if html.len() > MAX_BYTES || is_too_deep(html) {
            return None;
        }
        let mut dom =
            parse_document(Sink::new(), html5ever::ParseOpts::default()).one(StrTendril::from(html));
        for parent in 0..dom.nodes.len() {
            for (slot, child) in dom.children(parent).to_vec().into_iter().enumerate() {
                if let Some(child) = dom.nodes.get_mut(child) {
                    child.slot = slot;
                }
            }
        }
        Some(dom)
    }

    /// The element whose content is the mail.
    pub fn body(&self) -> Option<Id> {
        (0..self.nodes.len()).find(|id| self.name(*id) == "body")
    }

    pub fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// The element's name; empty for anything else.
    pub fn name(&self, id: Id) -> &str {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => name,
            _ => "",
        }
    }

    pub fn parent(&self, id: Id) -> Option<Id> {
        self.node(id)?.parent
    }

    pub fn children(&self, id: Id) -> &[Id] {
        self.node(id).map_or(&[], |node| &node.children)
    }

    /// The nodes before `id` in its parent, in document order.
    pub fn siblings_before(&self, id: Id) -> &[Id] {
        let slot = self.node(id).map_or(0, |node| node.slot);
        self.parent(id)
            .and_then(|parent| self.children(parent).get(..slot))
            .unwrap_or_default()
    }

    /// The nodes after `id` in its parent, in document order.
    pub fn siblings_after(&self, id: Id) -> &[Id] {
        let slot = self.node(id).map_or(0, |node| node.slot);
        self.parent(id)
            .and_then(|parent| self.children(parent).get(slot + 1..))
            .unwrap_or_default()
    }

    pub fn mark(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.quoted = true;
        }
    }

    pub fn is_quoted(&self, id: Id) -> bool {
        self.node(id).is_some_and(|node| node.quoted)
    }

    /// Everything below `root`, in document order.
    pub fn descendants(&self, root: Id) -> Vec<Id> {
        let mut order = Vec::new();
        let mut stack: Vec<Id> = self.children(root).iter().rev().copied().collect();
        while let Some(id) = stack.pop() {
            order.push(id);
            stack.extend(self.children(id).iter().rev());
        }
        order
    }

    /// The text inside `id` with a newline for every line break and block, cut off after `limit` bytes.
    pub fn text(&self, id: Id, limit: usize) -> String {
        let mut text = String::new();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if text.len() >= limit {
                break;
            }
            match self.node(id).map(|node| &node.data) {
                Some(Data::Text(piece)) => push_collapsed(&mut text, piece),
                Some(Data::Element { name, .. })
                    if matches!(name.as_str(), "style" | "script" | "head" | "title") => {}
                Some(Data::Element { name, .. }) => {
                    if (name == "br" || is_block(name)) && !text.is_empty() && !text.ends_with('\n') {
                        text.push('\n');
                    }
                    stack.extend(self.children(id).iter().rev());
                }
                _ => stack.extend(self.children(id).iter().rev()),
            }
        }
        text
    }

    /// Writes what is inside `root`: the unmarked nodes, or (`quoted`) the marked ones.
    pub fn write(&self, root: Id, quoted: bool) -> String {
        let mut out = String::new();
        let mut stack: Vec<Step> = self
            .children(root)
            .iter()
            .rev()
            .map(|id| Step::Enter(*id, false))
            .collect();
        while let Some(step) = stack.pop() {
            match step {
                Step::Leave(id) => {
                    out.push_str("</");
                    out.push_str(self.name(id));
                    out.push('>');
                }
                Step::Enter(id, inside) => {
                    let marked = inside || self.is_quoted(id);
                    if marked && !quoted {
                        continue;
                    }
                    self.write_node(&mut out, id, marked == quoted, marked, &mut stack);
                }
            }
        }
        out
    }

    fn write_node(&self, out: &mut String, id: Id, write: bool, marked: bool, stack: &mut Vec<Step>) {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Text(text)) if write => {
                let raw = self
                    .parent(id)
                    .is_some_and(|parent| matches!(self.name(parent), "style" | "script"));
                if raw {
                    out.push_str(text)
                } else {
                    escape(out, text, false)
                }
            }
            Some(Data::Element { name, attributes }) => {
                if write {
                    out.push('<');
                    out.push_str(name);
                    for (name, value) in attributes {
                        out.push(' ');
                        out.push_str(name);
                        out.push_str("=\"");
                        escape(out, value, true);
                        out.push('"');
                    }
                    out.push('>');
                    if !is_void(name) {
                        stack.push(Step::Leave(id));
                    }
                }
                stack.extend(
                    self.children(id)
                        .iter()
                        .rev()
                        .map(|child| Step::Enter(*child, marked)),
                );
            }
            _ => {}
        }
    }
}

enum Step {
    Enter(Id, bool),
    Leave(Id),
}

fn push_collapsed(out: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}

/// Elements that begin a new line.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tbody"
            | "td"
            | "th"
            | "tr"
            | "ul"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Counts open elements without parsing; those that HTML closes by itself do not count.
fn is_too_deep(html: &str) -> bool {
    let mut depth = 0_usize;
    for (at, _) in html.match_indices('<') {
        let rest = html.get(at + 1..).unwrap_or_default();
        let closing = rest.starts_with('/');
        let rest = rest.trim_start_matches('/');
        let len = rest
            .bytes()
            .take(12)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let name = rest.get(..len).unwrap_or_default().to_ascii_lowercase();
        let counts = !name.is_empty()
            && !is_void(&name)
            && !matches!(
                name.as_str(),
                "p" | "li" | "td" | "th" | "tr" | "tbody" | "dt" | "dd" | "option"
            );
        match (counts, closing) {
            (false, _) => {}
            (true, true) => depth = depth.saturating_sub(1),
            (true, false) => depth += 1,
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}
