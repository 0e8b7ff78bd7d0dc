//! Live sync: one node, several nodes around a real NATS server, and the browser protocol.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed, which is what it is for"
)]

mod access;
mod nats;
mod presence;
mod protocol;
mod scale;
mod session;
mod single;
mod support;
mod visitors;
