//! The servers that all tests of one run share.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command::Cmd;
use crate::workspace;

/// Running servers; they end with this value, because their standard input does.
pub struct Servers {
    child: Child,
    described: Value,
}

impl Servers {
    /// Starts them through the program of the crate `test-support`, which has to be built.
    pub fn start(args: &[&str]) -> Result<Self> {
        let mut command = Cmd::new(workspace::built("rapport-test-servers", "dev"))
            .args(args)
            .into_inner();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("the test servers have no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.is_empty() {
            bail!("the test servers did not start: {}", child.wait()?);
        }
        let described =
            serde_json::from_str(&line).with_context(|| format!("the test servers said: {line}"))?;
        Ok(Self { child, described })
    }

    /// A text in the description of what runs, by JSON pointer.
    pub fn pointer(&self, path: &str) -> Option<&str> {
        self.described.pointer(path)?.as_str()
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // Waited for, so that nothing of a run is left when the command line is back.
        let _ = self.child.wait();
    }
}
