//! What the tests stand on: real servers, a database per test.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test helper that cannot do its work fails the test, and says where"
)]

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "database")]
mod database;
pub mod servers;

#[cfg(feature = "app")]
pub use self::app::{Answer, Chatter, Client, LiveSocket, PASSWORD, TestApp, Visitor, connect, key};
#[cfg(feature = "database")]
pub use self::database::TestDb;
#[cfg(feature = "database")]
pub use macros::both_databases;
