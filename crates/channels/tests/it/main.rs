//! The email channel against real servers (Dovecot, Postfix) and against scripted ones that misbehave.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking, as tests do"
)]

mod support;

mod dovecot;
mod faults;
mod oauth;
mod preview;
mod probe;
mod push;
mod smtp;
