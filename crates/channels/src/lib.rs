//! Channel drivers: how messages come in from and go out to the world.
//!
//! A driver knows a protocol and nothing of the database: what arrives goes to a sink that the use cases implement, what
//! leaves is handed in complete. [`ChannelDriver`] is what every channel has in common that speaks with other servers;
//! each channel has a folder of its own and says in the [`registry`] what it can do. [`push`] reaches agents instead of
//! customers.
//!
//! This is the only crate that opens sockets to the outside. Hosts and ports are entered by administrators, and private
//! addresses are allowed on purpose: mail servers commonly stand in the same network. Nothing a customer sends is ever
//! used as a host, and answers of a server are shown to administrators only. The addresses of push services come from
//! browsers instead, links to look at from whoever writes; both are held to stricter rules: see [`public`].

pub mod chat;
pub mod driver;
pub mod email;
pub mod preview;
pub mod public;
pub mod push;
pub mod registry;
pub mod secret;
pub mod tls;

pub use driver::{Capabilities, ChannelDriver, Delivering, Receipt, RejectedRecipient, SendError, SetUp};
pub use registry::Channel;
pub use secret::Secret;
pub use tls::install_tls;
