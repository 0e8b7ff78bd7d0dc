//! The binary as a process.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use test_support::TestDb;
use test_support::servers::{Account, free_port};

/// How long a start may take: with eight tests at once on two cores a debug build needs its time.
const START: Duration = Duration::from_secs(60);

/// An installation: a data folder, a database, settings. Any number of processes may run on it.
pub struct Product {
    folder: TempDir,
    database: Option<String>,
    environment: Vec<(String, String)>,
    account: Option<Account>,
}

impl Product {
    /// A new installation that has nothing yet and keeps everything in its data folder.
    pub fn new() -> Self {
        // The product's clients of HTTP and the test's own need a TLS provider each.
        channels::install_tls();
        let folder = tempfile::Builder::new()
            .prefix("rapport-product-")
            .tempdir()
            .expect("a folder");
        Self {
            folder,
            database: None,
            environment: Vec::new(),
            account: None,
        }
    }

    /// A new installation on that database.
    pub fn on(db: &TestDb) -> Self {
        let mut product = Self::new();
        product.database = Some(db.options().url.clone());
        product
    }

    /// Sets an environment variable for every process from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Runs every process as this user, who gets the folder: what a mail server's pipe may not run as root.
    pub fn run_as(&mut self, account: Account) {
        if Account::current().expect("the current user").is_root() {
            std::os::unix::fs::chown(self.folder.path(), Some(account.uid), Some(account.gid))
                .expect("giving the folder away");
            self.account = Some(account);
        }
    }

    /// The folder for the configuration, the log, and the data folder, which is the product's to make.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The arguments that tell a command where the installation is.
    pub fn place(&self) -> Vec<String> {
        let mut place = vec!["--data".to_owned(), self.data().display().to_string()];
        if let Some(database) = &self.database {
            place.extend(["--database".to_owned(), database.clone()]);
        }
        place
    }

    /// A command that does not know where the installation is, and has nothing of the developer's environment.
    pub fn bare_command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapport"));
        command
            .args(args)
            .env_clear()
            .env("NO_COLOR", "1")
            .current_dir(self.folder.path());
        command.envs(
            self.environment
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        if let Some(account) = &self.account {
            command.uid(account.uid).gid(account.gid);
        }
        command
    }

    /// A command on this installation.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare_command(args);
        command.args(self.place());
        command
    }

    /// Starts a server and waits until it is ready.
    pub async fn serve(&self, args: &[&str]) -> Node {
        self.serve_at(free_port(), args).await
    }

    /// Starts a server on a port and waits until it is ready.
    pub async fn serve_at(&self, port: u16, args: &[&str]) -> Node {
        self.start("serve", port, args, "ready: ").await
    }

    /// Starts a server with made-up data.
    pub async fn demo(&self, args: &[&str]) -> Node {
        self.start("demo", free_port(), args, "Press Ctrl+C").await
    }

    async fn start(&self, command: &str, port: u16, args: &[&str], ready: &str) -> Node {
        let log = self.folder.path().join(format!("server-{port}.log"));
        let open = || {
            std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(&log)
                .expect("a log file")
        };
        let before = std::fs::read(&log).map_or(0, |text| text.len());
        let child = self
            .command(&[command, "--port", &port.to_string()])
            .args(args)
            .stdin(Stdio::null())
            .stdout(open())
            .stderr(open())
            .spawn()
            .expect("the server starts");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut node = Node { child, address, log };
        node.until_ready(before, ready).await;
        node
    }
}

/// A running server. It is killed when this value goes, and shows its log when that is because a test failed.
pub struct Node {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Node {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has logged, this run and those before on the same port.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    async fn until_ready(&mut self, before: usize, ready: &str) {
        let started = Instant::now();
        while !self.log().get(before..).is_some_and(|log| log.contains(ready)) {
            if let Some(status) = self.child.try_wait().expect("asking after the server") {
                panic!("the server ended with {status}: {}", self.log());
            }
            assert!(
                started.elapsed() < START,
                "the server is not ready: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Tells it to end, as a service manager does, and waits for that.
    pub async fn terminate(mut self) -> ExitStatus {
        let told = Command::new("/bin/sh")
            .args(["-c", &format!("kill -TERM {}", self.child.id())])
            .status();
        assert!(told.is_ok_and(|status| status.success()), "the server is gone");
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("asking after the server") {
                return status;
            }
            assert!(started.elapsed() < START, "it does not end: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().expect("killing the server");
        self.child.wait().expect("the server's end");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- {} ---\n{}", self.log.display(), self.log());
        }
        // It may have ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
