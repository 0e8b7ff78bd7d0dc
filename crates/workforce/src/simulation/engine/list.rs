//! Doubly linked lists through rows of a table: in and out anywhere without searching or allocating.

use super::super::table::{AgentId, ContactId, Key, Table};

/// Neighbours of a row in the one list that it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Links<K> {
    prev: K,
    next: K,
}

/// A key with a value that stands for "none".
pub(super) trait Link: Key {
    const NONE: Self;
    fn is_none(self) -> bool;
}

impl Link for ContactId {
    const NONE: Self = Self::NONE;
    fn is_none(self) -> bool {
        Self::is_none(self)
    }
}

impl Link for AgentId {
    const NONE: Self = Self::NONE;
    fn is_none(self) -> bool {
        Self::is_none(self)
    }
}

impl<K: Link> Links<K> {
    pub(super) const NONE: Self = Self {
        prev: K::NONE,
        next: K::NONE,
    };

    pub(super) const fn next(&self) -> K {
        self.next
    }
}

/// A row that can be in a list.
pub(super) trait Linked<K> {
    fn links(&mut self) -> &mut Links<K>;
}

#[derive(Debug, Clone, Copy)]
pub(super) struct List<K> {
    pub first: K,
    last: K,
    pub len: u32,
}

impl<K: Link> List<K> {
    pub(super) const EMPTY: Self = Self {
        first: K::NONE,
        last: K::NONE,
        len: 0,
    };

    #[inline]
    pub(super) fn push_back<T: Linked<K>>(&mut self, rows: &mut Table<K, T>, key: K) {
        *rows[key].links() = Links {
            prev: self.last,
            next: K::NONE,
        };
        if self.last.is_none() {
            self.first = key;
        } else {
            rows[self.last].links().next = key;
        }
        self.last = key;
        self.len += 1;
    }

    #[inline]
    pub(super) fn push_front<T: Linked<K>>(&mut self, rows: &mut Table<K, T>, key: K) {
        *rows[key].links() = Links {
            prev: K::NONE,
            next: self.first,
        };
        if self.first.is_none() {
            self.last = key;
        } else {
            rows[self.first].links().prev = key;
        }
        self.first = key;
        self.len += 1;
    }

    #[inline]
    pub(super) fn remove<T: Linked<K>>(&mut self, rows: &mut Table<K, T>, key: K) {
        let Links { prev, next } = *rows[key].links();
        if prev.is_none() {
            self.first = next;
        } else {
            rows[prev].links().next = next;
        }
        if next.is_none() {
            self.last = prev;
        } else {
            rows[next].links().prev = prev;
        }
        self.len -= 1;
    }
}
