//! What an agent is told of without looking for it.

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
    }
}
