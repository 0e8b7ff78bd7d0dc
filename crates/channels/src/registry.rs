//! Every channel that this version knows. Whoever handles messages asks here what the channel can do; nobody asks for a name.

use crate::driver::{Capabilities, Delivering, SetUp};
use crate::{chat, email};

/// A channel: what its inboxes and messages can be.
#[derive(Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name, the same in the database, the API and the browser.
    pub name: &'static str,
    /// What it can do.
    pub capabilities: Capabilities,
    /// How answers reach the customer.
    pub delivering: Delivering,
    /// What an inbox of it is set up with.
    pub set_up: SetUp,
}

static CHANNELS: [&Channel; 2] = [&email::CHANNEL, &chat::CHANNEL];

/// What is left of a channel that this version does not know: its conversations can be read and noted, nothing leaves.
static RETIRED: Channel = Channel {
    name: "retired",
    capabilities: Capabilities::NONE,
    delivering: Delivering::Never,
    set_up: SetUp::Nothing,
};

/// All channels, in the order in which they are offered.
#[must_use]
pub fn all() -> &'static [&'static Channel] {
    &CHANNELS
}

/// The channel of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.name == name).copied()
}

/// The channel of what is stored: one that is no longer there can do nothing.
#[must_use]
pub fn of(name: &str) -> &'static Channel {
    find(name).unwrap_or(&RETIRED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_there_once_and_found() {
        for channel in all() {
            assert_eq!(find(channel.name), Some(*channel));
            assert_eq!(all().iter().filter(|other| other.name == channel.name).count(), 1);
        }
        assert_eq!(find("fax"), None);
        assert_eq!(of("fax").capabilities, Capabilities::NONE);
    }

    #[test]
    fn what_is_stored_as_sent_cannot_be_taken_back() {
        for channel in all() {
            if channel.delivering == Delivering::Stored {
                assert!(!channel.capabilities.undo, "{}", channel.name);
            }
        }
    }
}
