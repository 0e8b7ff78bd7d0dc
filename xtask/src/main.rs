//! The commands of everyday development: `cargo xtask run`, `test`, `check`, `gen-api`, `tour`, `bench`.
#![allow(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod bench;
mod check;
mod command;
mod gen_api;
mod node;
mod output;
mod run;
mod stages;
mod test;
mod tour;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Development commands of Rapport.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and start it with demo data. Needs Rust and Node, nothing else.
    Run(run::Arguments),
    /// Install what the tests need, then run all checks and all tests.
    Test(test::Arguments),
    /// Formatting, lints, API description, architecture, licences, spelling, bundle sizes.
    Check,
    /// Write docs/openapi.json from the code, and the types of the web client from it.
    GenApi,
    /// Take the pictures of docs/TOUR.md anew.
    Tour,
    /// Measure, and write the table into docs/BENCHMARKS.md.
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    match run_task(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// False when the task ran to its end and found something wrong, which it has printed already.
fn run_task(task: Task) -> Result<bool> {
    match task {
        Task::Run(arguments) => run::run(&arguments).map(|()| true),
        Task::Test(arguments) => test::test(&arguments),
        Task::Check => {
            let mut stages = stages::Stages::default();
            check::run(&mut stages);
            Ok(stages.summary())
        }
        Task::GenApi => gen_api::generate().map(|()| true),
        Task::Tour => tour::take().map(|()| true),
        Task::Bench(arguments) => bench::bench(&arguments).map(|()| true),
    }
}
