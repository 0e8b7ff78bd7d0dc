//! Queues in balance: who waits, how long, and how many agents it takes.
//!
//! | model | who finds everybody busy | for |
//! | --- | --- | --- |
//! | [`erlang_b`] | is lost | lines, trunks, callers who hear an engaged tone |
//! | [`erlang_c`] | waits without end | calls when nobody gives up, and as the careful choice |
//! | [`erlang_a`] | waits until out of patience | calls as they are |
//! | [`chat`] | waits; agents have several customers at once | live chat, messaging |
//! | [`backlog`] | waits for hours, to a deadline | mail, forms, tickets |
//!
//! [`inverse`] asks them backwards. All are stable from a thousandth of an erlang to hundreds of millions, and for every number of agents.

pub mod backlog;
pub mod chat;
pub mod erlang_a;
pub mod erlang_b;
pub mod erlang_c;
mod integral;
pub mod inverse;
mod patience;
mod targets;

pub use backlog::{Backlog, BacklogOutcome};
pub use chat::{Chat, ChatModel};
pub use erlang_a::ErlangA;
pub use erlang_c::ErlangC;
pub use targets::Targets;
