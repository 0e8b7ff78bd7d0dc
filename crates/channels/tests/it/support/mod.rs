//! Servers and helpers for these tests.

pub mod certs;
pub mod dovecot;
pub mod fake_imap;
pub mod fake_smtp;
pub mod http;
pub mod postfix;
pub mod sink;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A loopback port that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Whether a server's program is here and may be started; says why the test does nothing otherwise.
pub fn available(program: &str) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let installed = Path::new(program).exists();
    if !(root && installed) {
        let why = if installed {
            "only root can start it"
        } else {
            "it is not installed"
        };
        eprintln!("skipped: {program} is needed and {why}");
    }
    root && installed
}

/// Waits until `port` takes connections.
pub fn wait_for_port(port: u16, what: &str) {
    // Only what hangs shall reach this: a machine that compiles at the same time starts servers slowly.
    let until = Instant::now() + Duration::from_secs(90);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "{what} does not listen on {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A server process and everything it starts, ended when dropped.
pub struct Server {
    child: Child,
}

impl Server {
    pub fn start(command: &mut Command) -> Self {
        use std::os::unix::process::CommandExt as _;
        // A group of its own: some servers leave processes behind that live on with their clients.
        Self {
            child: command.process_group(0).spawn().unwrap(),
        }
    }

    /// Asks all of them to end, and waits until they have.
    pub fn stop(&mut self) {
        let group = format!("-{}", self.child.id());
        let signal = |name: &str| {
            let kill = Command::new("kill")
                .args([name, "--", &group])
                .stderr(Stdio::null())
                .status();
            kill.is_ok_and(|status| status.success())
        };
        signal("-TERM");
        let until = Instant::now() + Duration::from_secs(3);
        while self.child.try_wait().is_ok() && signal("-0") {
            if Instant::now() > until {
                signal("-KILL");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A folder that server processes of any user can enter.
pub fn open_dir() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::Builder::new().prefix("rapport-").tempdir().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    dir
}

/// Polls until `check` gives something.
pub async fn eventually<T>(limit: Duration, what: &str, mut check: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + limit;
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(Instant::now() < until, "{what}: not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
