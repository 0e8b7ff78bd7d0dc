//! Live chat: the states of a chat, and what a site's widget is told.

mod check;
mod content;
pub mod widget;

pub use check::is_country;
pub use content::{Button, Content, FormField, Reply};
pub use widget::{Field, FieldKind, Invitation, Look, Texts, Topic, When, Widget, in_language};

use crate::named;

named! {
    /// Where a chat stands. The conversation's own status lives beside it: a chat that ended may still be open work.
    pub enum ChatState("state of a chat") {
        /// Nobody has it yet.
        Waiting = "waiting",
        /// An agent is being asked to take it; to the visitor this is waiting.
        Ringing = "ringing",
        /// An agent has it.
        Active = "active",
        /// It is over; the visitor may open it again by writing, for a while.
        Ended = "ended",
    }
}

impl ChatState {
    /// Whether nobody has it, offered to somebody or not.
    #[must_use]
    pub const fn is_queued(self) -> bool {
        matches!(self, Self::Waiting | Self::Ringing)
    }

    /// As visitors know it: whom it rings for is none of their business.
    #[must_use]
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Waiting | Self::Ringing => "waiting",
            Self::Active => "active",
            Self::Ended => "ended",
        }
    }
}

named! {
    /// Who ended a chat.
    pub enum EndedBy("end of a chat") {
        /// The visitor.
        Visitor = "visitor",
        /// An agent.
        Agent = "agent",
        /// Nobody wrote any more.
        System = "system",
    }
}
