//! `cargo xtask run`: from a fresh clone to a working inbox in the browser.

use anyhow::Result;

use crate::command::{Cmd, cargo};
use crate::{node, workspace};

/// What `cargo xtask run` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// The cargo profile: `fast` is quick to build and close to a release, `dev` builds fastest, `release` runs fastest.
    #[arg(long, default_value = "fast")]
    profile: String,
    /// Passed on to `rapport demo`, for example `-- --conversations 20000`.
    #[arg(last = true)]
    demo: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    node::require()?;
    build_web()?;
    let profile = arguments.profile.as_str();
    cargo()
        .args([
            "build",
            "--package",
            "server",
            "--bin",
            "rapport",
            "--profile",
            profile,
        ])
        .run()?;
    // The binary prints the address and the login itself, as it does for whoever installed it without this repository.
    become_command(
        Cmd::new(workspace::built("rapport", profile))
            .args(["demo"])
            .args(&arguments.demo),
    )
}

/// Puts the command in our place, so that Ctrl-C reaches it alone and the prompt comes back when it has ended.
#[cfg(unix)]
fn become_command(command: Cmd) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.into_inner().exec().into())
}

#[cfg(not(unix))]
fn become_command(command: Cmd) -> Result<()> {
    command.run()
}

/// Builds the web applications; the binary embeds the result, so this comes before cargo.
pub fn build_web() -> Result<()> {
    node::install(&node::web())?;
    node::script(&node::web(), "build").run()
}
