//! The whole product as its users meet it: the binary as a process, real mail servers, both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "helpers of tests fail by panicking and say what they saw, as tests do"
)]

mod commands;
mod stories;
mod support;
