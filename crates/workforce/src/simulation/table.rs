//! Vectors whose index has a type of its own, so that an agent's number cannot be used for a channel.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A number of a row.
pub(super) trait Key: Copy {
    fn index(self) -> usize;
    fn from_index(index: usize) -> Self;
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name(pub(super) u32);

        impl Key for $name {
            #[inline]
            fn index(self) -> usize {
                self.0 as usize
            }

            fn from_index(index: usize) -> Self {
                // Sizes are bounded by what `validate` lets through, far below 2^32.
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )+};
}

keys! {
    /// A stream of contacts.
    ChannelId,
    /// Agents who can serve the same channels and share one bench.
    PoolId,
    /// Agents with the same shifts.
    TeamId,
    /// One agent.
    AgentId,
    /// One contact that is waiting, in work or on its way; reused after it is over.
    ContactId,
}

macro_rules! optional {
    ($($name:ident),+) => {$(
        impl $name {
            /// Stands for "no row" in links.
            pub(super) const NONE: Self = Self(u32::MAX);

            pub(super) const fn is_none(self) -> bool {
                self.0 == u32::MAX
            }
        }
    )+};
}

optional!(AgentId, ContactId);

/// Rows that are addressed by `K`.
#[derive(Debug, Clone)]
pub(super) struct Table<K, T> {
    rows: Vec<T>,
    key: PhantomData<K>,
}

impl<K: Key, T> Table<K, T> {
    pub(super) const fn new() -> Self {
        Self {
            rows: Vec::new(),
            key: PhantomData,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    pub(super) fn push(&mut self, row: T) -> K {
        self.rows.push(row);
        K::from_index(self.rows.len() - 1)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = K> + use<K, T> {
        (0..self.rows.len()).map(K::from_index)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        self.rows
            .iter()
            .enumerate()
            .map(|(index, row)| (K::from_index(index), row))
    }

    pub(super) fn values(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
}

impl<K: Key, T> FromIterator<T> for Table<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            key: PhantomData,
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "keys are made by `push` and `keys` of the same table alone, and rows are never taken out"
)]
impl<K: Key, T> Index<K> for Table<K, T> {
    type Output = T;

    #[inline]
    fn index(&self, key: K) -> &T {
        &self.rows[key.index()]
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "keys are made by `push` and `keys` of the same table alone, and rows are never taken out"
)]
impl<K: Key, T> IndexMut<K> for Table<K, T> {
    #[inline]
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.rows[key.index()]
    }
}
