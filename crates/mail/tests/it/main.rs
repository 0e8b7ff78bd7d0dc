//! Mails and their parts, read from bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking, like the tests"
)]

mod autoreply;
mod bounce;
mod compose;
mod dkim;
mod reply;
mod support;

mod agent_cases;
mod bodies;
mod files;
mod forwards;
mod hostile;
mod mail_cases;
mod scale;
mod threading;
mod xss;
