//! A server process that cannot outlive its owner.
//!
//! Between us and the server stands a small shell script that waits for the end of its standard input. That pipe
//! closes when the value is dropped, and also when the test process is killed or interrupted, where no destructor
//! runs; either way the script ends the server and its children and removes its folder. Without it every aborted
//! test run would leave a database server behind.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Account, ServerError, ServerResult};

/// Arguments: the signal that ends the server, the folder to remove afterwards, the program and its arguments.
///
/// `keep` on standard input means: end, and leave the folder, because the server will be started again. When the
/// server ends by itself, the folder stays too: its log says why.
const SUPERVISE: &str = r#"
signal=$1; folder=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{
  read -r word <&3
  trap '' TERM
  kill -s "$signal" "$server" 2>/dev/null
  tries=0
  while kill -0 "$server" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
  kill -s KILL "$server" 2>/dev/null
  if [ "$word" = keep ]; then exit 10; else exit 11; fi
} &
guard=$!
wait "$server"; status=$?
kill -s TERM "$guard" 2>/dev/null
wait "$guard" 2>/dev/null; told=$?
trap '' TERM
kill -s TERM 0
if [ "$told" = 11 ]; then rm -rf "$folder"; fi
exit "$status"
"#;

/// Longer than the script needs in its worst case, which is five seconds until it sends KILL.
const END_TIMEOUT: Duration = Duration::from_secs(10);

/// What to start.
pub(super) struct Spec<'a> {
    /// For messages.
    pub server: &'static str,
    pub program: &'a Path,
    pub args: Vec<String>,
    pub account: &'a Account,
    /// The signal after which the server ends in good order.
    pub signal: &'static str,
    pub folder: &'a Folder,
}

/// A running server.
#[derive(Debug)]
pub(super) struct Process {
    server: &'static str,
    supervisor: Child,
    pipe: Option<ChildStdin>,
    log: PathBuf,
}

impl Process {
    /// Starts the server. What it prints goes to `server.log` in its folder.
    pub fn start(spec: &Spec<'_>) -> ServerResult<Self> {
        let log = spec.folder.path().join("server.log");
        let current = Account::current()?;
        let mut command = if spec.account.is_root() && !current.is_root() {
            let mut sudo = Command::new(super::find_program("sudo", "sudo")?);
            sudo.args(["-n", "/bin/sh"]);
            sudo
        } else {
            let mut shell = Command::new("/bin/sh");
            if current.is_root() {
                shell.uid(spec.account.uid).gid(spec.account.gid);
            }
            shell
        };
        command
            .args(["-c", SUPERVISE, "supervise", spec.signal])
            .arg(spec.folder.path())
            .arg(spec.program)
            .args(&spec.args)
            .current_dir(spec.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(append_to(&log, spec.account)?)
            .stderr(append_to(&log, spec.account)?)
            // A group of its own: Ctrl-C in the terminal reaches us alone, and the closing pipe does the rest.
            .process_group(0);
        let mut supervisor = command.spawn().map_err(ServerError::io(format!(
            "starting {} ({})",
            spec.server,
            spec.program.display()
        )))?;
        let pipe = supervisor.stdin.take();
        Ok(Self {
            server: spec.server,
            supervisor,
            pipe,
            log,
        })
    }

    /// Waits until `ready` says yes, the server has ended, or half a minute is over.
    pub fn wait_until(&mut self, what: &str, mut ready: impl FnMut() -> bool) -> ServerResult<()> {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(30) {
            if ready() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.supervisor.try_wait() {
                return Err(self.failed(format!("it ended with {status} before {what}")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(self.failed(format!("not {what} after 30 seconds")))
    }

    /// Ends the server and keeps its folder, for a restart.
    pub fn stop(mut self) {
        if let Some(mut pipe) = self.pipe.take() {
            // A closed pipe means that the server is gone already, which is what was asked for.
            let _ = pipe.write_all(b"keep\n");
        }
    }

    /// An error that carries the end of the server's log.
    pub fn failed(&self, reason: String) -> ServerError {
        ServerError::Failed {
            server: self.server,
            reason,
            log: tail(&self.log),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let started = Instant::now();
        while started.elapsed() < END_TIMEOUT {
            match self.supervisor.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        eprintln!(
            "{} did not end within {END_TIMEOUT:?}; killing its supervisor",
            self.server
        );
        let _ = self.supervisor.kill();
        let _ = self.supervisor.wait();
    }
}

/// The folder that holds everything of one server.
#[derive(Debug)]
pub(super) struct Folder(TempDir);

impl Folder {
    /// A new folder that belongs to `owner`. Others may pass through it: Postfix runs its parts as several users.
    pub fn new(server: &str, owner: &Account) -> ServerResult<Self> {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::Builder::new()
            .prefix(&format!("rapport-{server}-"))
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir()
            .map_err(ServerError::io("making a temporary folder"))?;
        owner.own(folder.path())?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file that belongs to `owner`.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>, owner: &Account) -> ServerResult<PathBuf> {
        let path = self.path().join(name);
        std::fs::write(&path, content).map_err(ServerError::io(format!("writing {}", path.display())))?;
        owner.own(&path)?;
        Ok(path)
    }

    /// Makes a folder, with its parents below ours, that belongs to `owner`.
    pub fn make(&self, name: &str, owner: &Account) -> ServerResult<PathBuf> {
        let mut path = self.path().to_owned();
        for part in Path::new(name) {
            path.push(part);
            if !path.is_dir() {
                std::fs::create_dir(&path).map_err(ServerError::io(format!("making {}", path.display())))?;
                owner.own(&path)?;
            }
        }
        Ok(path)
    }
}

/// True when the server on that port says its greeting.
pub(super) fn greets(port: u16, greeting: &str) -> bool {
    use std::io::Read as _;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    let mut buffer = vec![0; greeting.len()];
    stream.set_read_timeout(Some(Duration::from_secs(5))).is_ok()
        && stream.read_exact(&mut buffer).is_ok()
        && buffer == greeting.as_bytes()
}

/// Runs a helper program of a server to its end.
pub(super) fn run(server: &'static str, command: &mut Command) -> ServerResult<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(ServerError::io(format!("running {command:?}")))?;
    if output.status.success() {
        return Ok(());
    }
    let log = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat();
    Err(ServerError::Failed {
        server,
        reason: format!("{command:?} ended with {}", output.status),
        log,
    })
}

/// Runs a program that only prints something, and returns what it printed.
pub(super) fn printed_by(program: &Path, args: &[&str]) -> ServerResult<String> {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .map_err(ServerError::io(format!("running {}", program.display())))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The last lines of a log file.
pub(super) fn tail(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(30)..)
        .unwrap_or_default()
        .join("\n")
}

/// Opens the log for the server's output. It belongs to the server, because Dovecot opens it once more by name.
fn append_to(log: &Path, owner: &Account) -> ServerResult<File> {
    let opened = OpenOptions::new().create(true).append(true).open(log);
    let opened = opened.map_err(ServerError::io(format!("opening {}", log.display())))?;
    owner.own(log)?;
    Ok(opened)
}
