//! Running other programs, visibly.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, PipeReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::output::{is_kept, say};
use crate::workspace;

/// A command that is printed before it runs, so that it can be repeated by hand.
pub struct Cmd {
    inner: Command,
    shown: String,
}

impl Cmd {
    /// A program, run in the root of the repository.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut inner = Command::new(&program);
        inner.current_dir(workspace::root());
        // Cargo describes *this* crate in the environment; a build script must not take that for its own.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                inner.env_remove(&name);
            }
        }
        let shown = workspace::shown(Path::new(program.as_ref()));
        Self { inner, shown }
    }

    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(&arg.as_ref().to_string_lossy());
            self.inner.arg(arg);
        }
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.shown = format!("{name}={} {}", value.as_ref().to_string_lossy(), self.shown);
        self.inner.env(name, value);
        self
    }

    pub fn dir(mut self, folder: &Path) -> Self {
        self.inner.current_dir(folder);
        self
    }

    /// Runs it; what it prints goes where ours goes. Fails when it does.
    pub fn run(mut self) -> Result<()> {
        say(&format!("$ {}", self.shown));
        let success = if is_kept() {
            self.follow(true, |_| ())?
        } else {
            let status = self.inner.status();
            status
                .with_context(|| format!("starting {}", self.shown))?
                .success()
        };
        if success {
            Ok(())
        } else {
            bail!("{} failed", self.shown)
        }
    }

    /// Runs it and shows each line of its standard output to `line` as well as to the user. True when it succeeded.
    pub fn run_with(mut self, line: impl FnMut(&str)) -> Result<bool> {
        say(&format!("$ {}", self.shown));
        self.follow(is_kept(), line)
    }

    /// Reads its lines as they come, on request those of both outputs in their order.
    fn follow(&mut self, both: bool, mut line: impl FnMut(&str)) -> Result<bool> {
        let (reader, writer) = std::io::pipe().context("making a pipe")?;
        if both {
            self.inner.stderr(writer.try_clone().context("sharing a pipe")?);
        }
        self.inner.stdout(writer);
        let child = self.inner.spawn();
        let mut child = child.with_context(|| format!("starting {}", self.shown))?;
        // The command holds the writing end as well; with it the pipe would never end.
        self.inner.stdout(Stdio::null()).stderr(Stdio::null());
        read_lines(reader, &mut line)?;
        Ok(child.wait()?.success())
    }

    /// Runs it quietly and returns its standard output.
    pub fn output(mut self) -> Result<String> {
        let output = self.inner.stdin(Stdio::null()).output();
        let output = output.with_context(|| format!("starting {}", self.shown))?;
        if !output.status.success() {
            bail!(
                "{} ended with {}\n{}",
                self.shown,
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
        }
        String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", self.shown))
    }

    /// True when it could be started and succeeded; prints nothing.
    pub fn succeeds(mut self) -> bool {
        let quiet = self
            .inner
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// The command itself, for a process that stays.
    pub fn into_inner(self) -> Command {
        say(&format!("$ {}", self.shown));
        self.inner
    }
}

fn read_lines(reader: PipeReader, line: &mut impl FnMut(&str)) -> Result<()> {
    for text in BufReader::new(reader).split(b'\n') {
        let text = String::from_utf8_lossy(&text?).into_owned();
        say(&text);
        line(&text);
    }
    Ok(())
}

/// Cargo, the one that runs us.
pub fn cargo() -> Cmd {
    Cmd::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Cargo with Clippy in the compiler's place: our own crates are linted while they are built, and not read a second time for it. Whatever
/// shall use what was built like this has to ask for it like this.
pub fn linting_cargo() -> Cmd {
    cargo().env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
}
