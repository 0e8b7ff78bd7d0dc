//! Live chat. Nothing leaves for another server: whoever visits the site reads what is stored, so storing is delivering.

use crate::driver::{Capabilities, Delivering, SetUp};
use crate::registry::Channel;

/// Most characters of one chat message: what a person can read in a small window.
pub const MOST_TEXT: usize = 10_000;

/// Chat as a channel.
pub static CHANNEL: Channel = Channel {
    name: "chat",
    capabilities: Capabilities {
        subject: false,
        html: true,
        recipients: false,
        starts: false,
        undo: false,
        schedule: false,
        forward: false,
        signature: false,
        receipts: true,
        typing: true,
        live: true,
        content: true,
        mail_intake: false,
        max_text: MOST_TEXT,
    },
    delivering: Delivering::Stored,
    set_up: SetUp::Chat,
};
