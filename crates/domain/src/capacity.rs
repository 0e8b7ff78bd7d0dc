//! What an agent takes, as long as they are online.

use crate::attendance::Activity;

/// Chats that an agent has at the same time unless somebody said otherwise.
pub const USUAL_CHATS: u32 = 3;
/// Most chats that anybody can be given at the same time; nobody follows more.
pub const MOST_CHATS: u32 = 20;

/// What an agent takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Whether chats are offered at all.
    pub takes_chats: bool,
    /// Chats at the same time, 1 to [`MOST_CHATS`].
    pub chat_limit: u32,
    /// Whether chats begin without being accepted.
    pub auto_accept: bool,
    /// What the agent says of the moment: on a break nobody is offered a chat.
    pub activity: Activity,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            takes_chats: true,
            chat_limit: USUAL_CHATS,
            auto_accept: false,
            activity: Activity::Available,
        }
    }
}
