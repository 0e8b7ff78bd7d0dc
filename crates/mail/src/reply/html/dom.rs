//! A parsed HTML document in one vector.
//!
//! Nodes refer to each other by index, so that neither walking nor dropping a tree of any depth uses the stack. What
//! is quoted is marked on the node; nothing is ever taken out, and both parts are written from the same tree.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns, parse_document};

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
        let sink = Sink::default();
        sink.add(Data::Nothing, None);
        let mut dom = parse_document(sink, html5ever::ParseOpts::default()).one(StrTendril::from(html));
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

/// A node as the parser holds it: the name is asked for while the tree is being changed.
#[derive(Clone)]
pub(super) struct Handle {
    id: Id,
    name: Rc<QualName>,
}

#[derive(Default)]
struct Sink {
    nodes: RefCell<Vec<Node>>,
}

impl Sink {
    fn add(&self, data: Data, name: Option<QualName>) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            data,
            ..Node::default()
        });
        let name = name.unwrap_or_else(|| QualName::new(None, ns!(html), local_name!("")));
        Handle {
            id: nodes.len() - 1,
            name: Rc::new(name),
        }
    }

    /// Puts `child` into `parent` before position `at` (the end when there is none), joining neighbouring texts.
    fn insert(&self, parent: Id, at: Option<usize>, child: NodeOrText<Handle>) {
        let id = match child {
            NodeOrText::AppendNode(handle) => handle.id,
            NodeOrText::AppendText(text) => {
                if self.join_text(parent, at, &text) {
                    return;
                }
                self.add(Data::Text(text.to_string()), None).id
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        if let Some(node) = nodes.get_mut(id) {
            node.parent = Some(parent);
        }
        if let Some(node) = nodes.get_mut(parent) {
            let at = at.unwrap_or(node.children.len()).min(node.children.len());
            node.children.insert(at, id);
        }
    }

    fn join_text(&self, parent: Id, at: Option<usize>, more: &str) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let before = nodes.get(parent).and_then(|node| {
            let at = at.unwrap_or(node.children.len());
            at.checked_sub(1).and_then(|at| node.children.get(at)).copied()
        });
        match before.and_then(|id| nodes.get_mut(id)).map(|node| &mut node.data) {
            Some(Data::Text(text)) => {
                text.push_str(more);
                true
            }
            _ => false,
        }
    }

    fn position(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes.get(id)?.parent?;
        // Searched from the end: the parser works there.
        let at = nodes
            .get(parent)?
            .children
            .iter()
            .rposition(|child| *child == id)?;
        Some((parent, at))
    }

    fn detach(&self, id: Id) {
        let Some((parent, at)) = self.position(id) else {
            return;
        };
        let mut nodes = self.nodes.borrow_mut();
        if let Some(node) = nodes.get_mut(parent) {
            node.children.remove(at);
        }
        if let Some(node) = nodes.get_mut(id) {
            node.parent = None;
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        Dom {
            nodes: self.nodes.into_inner(),
        }
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle {
            id: 0,
            name: Rc::new(QualName::new(None, ns!(), local_name!(""))),
        }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let attributes = attributes
            .into_iter()
            .map(|a| (a.name.local.to_string(), a.value.to_string()))
            .collect();
        self.add(
            Data::Element {
                name: name.local.to_string(),
                attributes,
            },
            Some(name),
        )
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.add(Data::Nothing, None)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.add(Data::Nothing, None)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.position(element.id).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A template's content is kept inside the element: nothing here runs or renders templates.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(node.id);
        }
        if let Some((parent, at)) = self.position(sibling.id) {
            self.insert(parent, Some(at), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, more: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(Data::Element { attributes, .. }) = nodes.get_mut(target.id).map(|node| &mut node.data) {
            for attribute in more {
                let name = attribute.name.local.to_string();
                if !attributes.iter().any(|(n, _)| *n == name) {
                    attributes.push((name, attribute.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = nodes
            .get_mut(node.id)
            .map(|node| std::mem::take(&mut node.children))
            .unwrap_or_default();
        for child in &children {
            if let Some(child) = nodes.get_mut(*child) {
                child.parent = Some(new_parent.id);
            }
        }
        if let Some(parent) = nodes.get_mut(new_parent.id) {
            parent.children.extend(children);
        }
    }
}
