//! `cargo xtask gen-api`: the committed description of the HTTP API, and what is generated from it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::command::{Cmd, cargo};
use crate::{node, workspace};

/// The committed description.
pub fn snapshot() -> PathBuf {
    workspace::root().join("docs/openapi.json")
}

pub fn generate() -> Result<()> {
    cargo()
        .args(["build", "--package", "server", "--bin", "rapport"])
        .run()?;
    let path = snapshot();
    std::fs::write(&path, described()?).with_context(|| format!("writing {}", workspace::shown(&path)))?;
    println!("wrote {}", workspace::shown(&path));
    node::require()?;
    node::install(&node::web())?;
    node::script(&node::web(), "gen").run()
}

/// Fails when the code describes another API than the committed file. Expects the binary to be built.
pub fn check() -> Result<()> {
    let path = snapshot();
    let committed =
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", workspace::shown(&path)))?;
    let described = described()?;
    if committed == described {
        return Ok(());
    }
    let line = committed
        .lines()
        .zip(described.lines())
        .position(|(old, new)| old != new);
    let line = line.unwrap_or_else(|| committed.lines().count().min(described.lines().count())) + 1;
    bail!(
        "the API differs from docs/openapi.json from line {line} on; run `cargo xtask gen-api` and commit the result"
    )
}

fn described() -> Result<String> {
    let text = Cmd::new(workspace::built("rapport", "dev"))
        .args(["openapi"])
        .output()?;
    Ok(format!("{}\n", text.trim_end()))
}
