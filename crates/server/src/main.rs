//! The `rapport` binary: one file that is server, tools and demonstration.

mod bench;
mod cli;
mod commands;
mod config;
mod keys;
mod logging;
mod run;

use std::process::ExitCode;

use clap::Parser as _;

/// SQLite and parsers allocate much and little at a time; the system's allocator costs a fifth of the throughput there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            // The whole chain: the outer sentence says what was tried, the inner ones why it did not work.
            eprintln!("rapport: {error:#}");
            ExitCode::FAILURE
        }
    }
}
