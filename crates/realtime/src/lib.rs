//! Live sync: hints about what changed, who is online, and the way between nodes.
//!
//! - [`Hub`] holds the sockets of this node and hands [`Event`]s to those that listen to a [`Topic`] and may see it.
//! - [`Bus`] carries the same to the other nodes, as numbered [`Envelope`]s.
//! - [`ClientSession`] is one browser's side of the [`protocol`], without a socket: the server gives it text and does
//!   what it answers.
//!
//! The invariant: **a client that may have missed something is told so.** The database is the truth and every hint
//! can be lost; a slow socket, a hole in another node's numbers, a bus that was away, a node that died each end in a
//! `resync`, after which the client reads again. The reasons are in `docs/adr/0002-live-sync.md`.

pub mod access;
mod bus;
mod envelope;
mod event;
mod hub;
mod meter;
mod presence;
pub mod protocol;
mod sequence;
mod session;
mod sync;
mod topic;

pub use access::{Access, Ask, Identity};
pub use bus::{Bus, BusError, BusOptions, Remote};
pub use envelope::{AgentPresence, Body, Control, Envelope, NodeId, TypingPresence};
pub use event::{AgentBrief, Call, Event};
pub use hub::{
    AgentTyping, ChatPosition, CloseReason, Connection, ConnectionId, Delivery, Heard, Hub, HubOptions, News,
    Observer, Presence, Refused, Ticket, Touched, VisitorConnection, VisitorCrowd,
};
pub use meter::HubStats;
pub use presence::{Posture, Viewer};
pub use protocol::{ClientMessage, ErrorCode, ResyncReason, ServerMessage};
pub use session::{Action, ClientSession, LookUp};
pub use topic::{Topic, UnknownTopic};
