//! Parts of this process that follow hints themselves, beside the sockets.

use std::fmt;
use std::sync::{Arc, RwLock};

use crate::Event;
use crate::sync::{read, write};

/// What an observer hears, of this node and of the others.
#[derive(Debug, Clone, Copy)]
pub enum Heard<'a> {
    /// A hint.
    Event(&'a Event),
    /// Hints may have been missed.
    Unsure,
}

/// Follows hints. It is called from inside of whoever publishes: it must be quick, and never call the hub.
pub type Observer = Arc<dyn Fn(&Heard<'_>) + Send + Sync>;

/// The observers of a hub; they stay as long as it does.
#[derive(Default)]
pub(super) struct Observers(RwLock<Vec<Observer>>);

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Observers").field(&read(&self.0).len()).finish()
    }
}

impl Observers {
    pub(super) fn add(&self, observer: Observer) {
        write(&self.0).push(observer);
    }

    pub(super) fn tell(&self, heard: &Heard<'_>) {
        for observer in read(&self.0).iter() {
            observer(heard);
        }
    }
}
