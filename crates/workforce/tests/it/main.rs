//! Queues, demand and cost, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking and say what they saw, as tests do"
)]

mod forecast;
mod golden;
mod laws;
mod planner;
mod precision;
mod published;
mod query;
mod schedule;
mod simulation;
