//! The test servers themselves: each does what the stories of the other crates rely on.

mod mail_servers;
mod process;
