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
        /// Shifts of the agent were published or changed.
        ShiftsChanged = "shifts_changed",
        /// A colleague asks for leave, or offers a shift, and the agent is the one to decide.
        RosterAsked = "roster_asked",
        /// What the agent asked for was decided.
        RosterDecided = "roster_decided",
    }
}

named! {
    /// What an agent is told of rosters.
    pub enum RosterNews("roster news") {
        /// A week was published in which the agent works.
        Published = "published",
        /// Published shifts of the agent were moved, added or taken off.
        Changed = "changed",
        /// A colleague asks for leave.
        LeaveAsked = "leave_asked",
        /// A colleague offers the agent a shift.
        SwapOffered = "swap_offered",
        /// Two colleagues agreed on a swap.
        SwapTaken = "swap_taken",
        /// The agent gets the leave.
        LeaveGranted = "leave_granted",
        /// The agent does not get the leave.
        LeaveRefused = "leave_refused",
        /// The shift changed hands.
        SwapApproved = "swap_approved",
        /// The shift stays its owner's.
        SwapRefused = "swap_refused",
    }
}

impl RosterNews {
    /// The kind of event by which an agent chooses how to be told.
    #[must_use]
    pub const fn kind(self) -> NotificationKind {
        match self {
            Self::Published | Self::Changed => NotificationKind::ShiftsChanged,
            Self::LeaveAsked | Self::SwapOffered | Self::SwapTaken => NotificationKind::RosterAsked,
            Self::LeaveGranted | Self::LeaveRefused | Self::SwapApproved | Self::SwapRefused => {
                NotificationKind::RosterDecided
            }
        }
    }
}
