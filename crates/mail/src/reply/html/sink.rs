//! Builds a [`Dom`] while `html5ever` parses.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

use super::dom::{Data, Dom, Id, Node};

/// A node as the parser holds it: the name is asked for while the tree is being changed.
#[derive(Clone)]
pub(super) struct Handle {
    id: Id,
    name: Rc<QualName>,
}

/// The tree so far.
#[derive(Default)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
}

impl Sink {
    /// With nothing but the document node.
    pub fn new() -> Self {
        let sink = Self::default();
        sink.add(Data::Nothing, None);
        sink
    }

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
