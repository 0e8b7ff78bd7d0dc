//! One module per command.

mod admin;
mod demo;
mod gate;
mod mail;
mod plan;
mod serve;

use std::process::ExitCode;

use anyhow::Context as _;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::logging;

/// Runs the command.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let common = cli.common;
    match cli.command {
        Command::Serve(listen) => {
            let config = Config::load(&common, Some(&listen))?;
            logging::start(&config.log)?;
            runtime()?.block_on(serve::run(config))?;
        }
        Command::Demo(demo) => {
            let config = Config::load(&common, Some(&demo.listen))?;
            logging::start(&config.log)?;
            runtime()?.block_on(demo::run(config, &demo))?;
        }
        Command::MailGate(gate) => {
            let config = match Config::load(&common, None) {
                Ok(config) => config,
                Err(error) => return Ok(gate::misconfigured(&error)),
            };
            logging::start(&config.log)?;
            return Ok(runtime()?.block_on(gate::run(config, &gate)));
        }
        Command::Mail(command) => return mail::run(command),
        Command::Plan(command) => return plan::run(&command),
        Command::Admin(command) => {
            let config = Config::load(&common, None)?;
            logging::start(&config.log)?;
            runtime()?.block_on(admin::run(config, command))?;
        }
        Command::Openapi => {
            let document = serde_json::to_string_pretty(&api::openapi()).context("writing the document")?;
            write_out(document.as_bytes())?;
        }
        Command::Bench(bench) => runtime()?.block_on(crate::bench::run(&common, &bench))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the async runtime")
}

/// Writes to standard output with a line break at the end; a reader that went away (`| head`) is no error.
fn write_out(bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match out
        .write_all(bytes)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
    {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("writing to standard output")
        }
        _ => Ok(()),
    }
}
