//! The test servers themselves: each does what the stories of the other crates rely on.

#[cfg(feature = "database")]
mod database;
mod mail_servers;
mod process;
