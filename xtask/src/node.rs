//! Node and its packages.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::command::Cmd;
use crate::workspace;

/// The oldest version that the build tools of the web application run on.
const OLDEST_NODE: u32 = 20;

/// The folder of the web applications.
pub fn web() -> PathBuf {
    workspace::root().join("web")
}

/// The folder of the browser stories.
pub fn e2e() -> PathBuf {
    workspace::root().join("e2e")
}

/// Fails, saying what to install, unless Node and npm are there and new enough.
pub fn require() -> Result<()> {
    let advice = format!("install Node {OLDEST_NODE} or newer with npm: https://nodejs.org/");
    let version = Cmd::new("node")
        .args(["--version"])
        .output()
        .with_context(|| advice.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|part| part.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("found Node {}, which is too old; {advice}", version.trim());
    }
    Cmd::new("npm").args(["--version"]).output().context(advice)?;
    Ok(())
}

/// Installs the packages of a folder as its lock file says, unless exactly that was done before.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted =
        std::fs::read_to_string(&lock).with_context(|| format!("reading {}", workspace::shown(&lock)))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("{}: packages are up to date", workspace::shown(folder));
        return Ok(());
    }
    // Playwright would fetch browsers from the internet; the stories use the system's.
    let npm = Cmd::new("npm").args(["ci", "--no-audit", "--no-fund"]);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .dir(folder)
        .run()?;
    std::fs::write(&stamp, wanted).with_context(|| format!("writing {}", workspace::shown(&stamp)))
}

/// Runs a script of a `package.json`.
pub fn script(folder: &Path, name: &str) -> Cmd {
    Cmd::new("npm").args(["run", "--silent", name]).dir(folder)
}
