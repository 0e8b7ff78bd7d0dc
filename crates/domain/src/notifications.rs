//! What an agent is told of without looking for it, and by which ways.

mod quiet;
mod ways;

pub use quiet::{Days, QuietHours, QuietWindow, TimeOfDay, Weekday};
pub use ways::{Preferences, Ways};

use crate::named;

named! {
    /// Why an agent is notified.
    pub enum NotificationKind("notification kind") {
        /// A colleague gave the agent a conversation.
        Assigned = "assigned",
        /// A colleague named the agent in a note.
        Mentioned = "mentioned",
        /// The customer wrote in a conversation of the agent.
        Replied = "replied",
        /// An answer of the agent could not be delivered.
        Failed = "failed",
        /// A conversation came that nobody has yet.
        Arrived = "arrived",
        /// It is the agent's turn to take a chat, or one began without being asked.
        ChatOffered = "chat_offered",
        /// A visitor waits in a chat of the agent.
        ChatIdle = "chat_idle",
    }
}
