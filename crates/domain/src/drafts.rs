//! Drafts: words that were not sent yet, kept for one agent on all their devices.

use crate::{Timestamp, named};

named! {
    /// What a draft is going to be.
    pub enum DraftKind("kind of draft") {
        /// An answer to the customer.
        Reply = "reply",
        /// A note among colleagues.
        Note = "note",
    }
}

/// Another device wrote or deleted the draft meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedMeanwhile;

/// The version of a draft that is written over the `current` one (none when there is none), by a device that knows `known`: `Some(0)`
/// for "there is none", `None` for "whatever there is".
///
/// Versions are the time of writing, pushed ahead where clocks stand still: a draft that was deleted and begun anew never has a
/// version that its forerunner had, so a device that slept meanwhile cannot take the one for the other.
///
/// # Errors
/// [`ChangedMeanwhile`] when the device knows another version than the current one.
pub fn next_version(
    current: Option<i64>,
    known: Option<i64>,
    now: Timestamp,
) -> Result<i64, ChangedMeanwhile> {
    if known.is_some_and(|known| known != current.unwrap_or(0)) {
        return Err(ChangedMeanwhile);
    }
    Ok(current
        .map_or(0, |current| current.saturating_add(1))
        .max(now.micros()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_knows_the_current_version_writes_over_it() {
        let now = Timestamp(1_000);
        assert_eq!(next_version(None, None, now), Ok(1_000));
        assert_eq!(next_version(None, Some(0), now), Ok(1_000));
        assert_eq!(next_version(Some(900), Some(900), now), Ok(1_000));
        assert_eq!(
            next_version(Some(1_000), Some(1_000), now),
            Ok(1_001),
            "the clock stands still"
        );
        assert_eq!(next_version(Some(900), None, now), Ok(1_000));
        assert_eq!(next_version(Some(900), Some(0), now), Err(ChangedMeanwhile));
        assert_eq!(next_version(Some(900), Some(800), now), Err(ChangedMeanwhile));
        assert_eq!(
            next_version(None, Some(900), now),
            Err(ChangedMeanwhile),
            "it was deleted"
        );
    }
}
