//! Channel drivers: how messages come in from and go out to the world.
//!
//! A driver knows a protocol and nothing of the database: what arrives goes to a sink that the use cases implement, what
//! leaves is handed in complete. [`ChannelDriver`] is what every channel has in common; each channel has a folder of its
//! own, [`email`] is the first.
//!
//! This is the only crate that opens sockets to the outside. Hosts and ports are entered by administrators, and private
//! addresses are allowed on purpose: mail servers commonly stand in the same network. Nothing a customer sends is ever
//! used as a host, and answers of a server are shown to administrators only.

pub mod driver;
pub mod email;
pub mod secret;
pub mod tls;

pub use driver::{Capabilities, ChannelDriver, Receipt, RejectedRecipient, SendError};
pub use secret::Secret;
pub use tls::install_tls;
