//! Spelling, by `typos`, which pip has as a ready binary: nothing is compiled for it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::command::Cmd;
use crate::workspace;

/// One fixed version, so that a new word in its list does not break an old commit.
const TYPOS: &str = "typos==1.52.0";

pub fn check() -> Result<()> {
    Cmd::new(typos()?).args(["--config", "typos.toml"]).run()
}

/// The program, installed into a folder of ours; the Python of the machine stays as it is.
fn typos() -> Result<PathBuf> {
    let folder = workspace::target().join("tools").join(TYPOS);
    let program = folder.join("bin/typos");
    if !program.is_file() {
        let advice = "making a Python environment; on Debian: apt-get install python3-venv";
        Cmd::new("python3")
            .args(["-m", "venv"])
            .args([&folder])
            .run()
            .context(advice)?;
        Cmd::new(folder.join("bin/pip"))
            .args(["install", "--quiet", TYPOS])
            .run()?;
    }
    Ok(program)
}
