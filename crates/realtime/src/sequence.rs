//! Notices that a message of another node went missing.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::NodeId;

/// A node that has been silent for this long is not coming back under the same id.
const FORGET_AFTER: Duration = Duration::from_secs(3600);

/// What a number says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The first message of this node that was heard. What it said before is unknown, and was said before this node
    /// had anybody to tell.
    New,
    /// The one that had to come.
    Next,
    /// So many are missing.
    Gap(u64),
    /// Heard before, or overtaken by a newer one. Hints can be applied twice, so it is not thrown away.
    Old,
}

/// The last number heard of each node.
#[derive(Debug, Default)]
pub(crate) struct Sequences {
    nodes: HashMap<NodeId, (u64, Instant)>,
}

impl Sequences {
    pub(crate) fn observe(&mut self, node: NodeId, sequence: u64, now: Instant) -> Seen {
        let Some((last, heard)) = self.nodes.get_mut(&node) else {
            self.nodes.insert(node, (sequence, now));
            return Seen::New;
        };
        *heard = now;
        match sequence.checked_sub(*last) {
            None | Some(0) => Seen::Old,
            Some(step) => {
                *last = sequence;
                if step == 1 {
                    Seen::Next
                } else {
                    Seen::Gap(step - 1)
                }
            }
        }
    }

    /// A node that said goodbye, or has been silent for very long, needs no memory.
    pub(crate) fn forget(&mut self, node: NodeId) {
        self.nodes.remove(&node);
    }

    /// Drops what is too old. A node that merely stopped being heard is kept for long: when it comes back, its numbers
    /// tell what was missed meanwhile.
    pub(crate) fn prune(&mut self, now: Instant) {
        self.nodes
            .retain(|_, (_, heard)| now.duration_since(*heard) < FORGET_AFTER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_hole_is_noticed_once() {
        let mut sequences = Sequences::default();
        let now = Instant::now();
        let (a, b) = (NodeId(1), NodeId(2));
        assert_eq!(sequences.observe(a, 10, now), Seen::New);
        assert_eq!(sequences.observe(a, 11, now), Seen::Next);
        assert_eq!(sequences.observe(b, 1, now), Seen::New);
        assert_eq!(sequences.observe(a, 14, now), Seen::Gap(2));
        assert_eq!(sequences.observe(a, 12, now), Seen::Old);
        assert_eq!(sequences.observe(a, 15, now), Seen::Next);
        assert_eq!(sequences.observe(b, 2, now), Seen::Next);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_node_is_remembered_for_an_hour() {
        let mut sequences = Sequences::default();
        let start = Instant::now();
        sequences.observe(NodeId(1), 1, start);
        sequences.prune(start + Duration::from_secs(3000));
        assert_eq!(
            sequences.observe(NodeId(1), 4, start + Duration::from_secs(3000)),
            Seen::Gap(2)
        );
        sequences.prune(start + Duration::from_secs(6601));
        assert_eq!(sequences.observe(NodeId(1), 9, start), Seen::New);
    }
}
