//! The test servers themselves: each does what the stories of the other crates rely on.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[cfg(feature = "database")]
mod database;
mod mail_servers;
mod process;
