//! What Clippy and the compiler said when the workspace was built.

use anyhow::{Context as _, Result, bail};
use cargo_metadata::Message;
use cargo_metadata::diagnostic::DiagnosticLevel;

use crate::command::{Cmd, linting_cargo};

/// Builds all there is, tests included: the same artifacts serve the checks, the tests and the browser stories.
pub fn build() -> Result<()> {
    everything().run()
}

/// Fails when there is anything to say of our own crates. Cargo remembers what was said of those that need not be built again, so after
/// [`build`] this takes no time.
pub fn check() -> Result<()> {
    let said = everything().args(["--message-format", "json"]).output()?;
    let mut complaints = Vec::new();
    for message in Message::parse_stream(said.as_bytes()) {
        if let Message::CompilerMessage(message) = message.context("reading what cargo said")? {
            let said = message.message;
            if matches!(said.level, DiagnosticLevel::Warning | DiagnosticLevel::Error) {
                complaints.push(said.rendered.unwrap_or(said.message));
            }
        }
    }
    // A library and its tests say the same.
    complaints.sort();
    complaints.dedup();
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}\n{} complaints", complaints.join("\n"), complaints.len())
}

fn everything() -> Cmd {
    linting_cargo().args(["build", "--workspace", "--all-targets"])
}
