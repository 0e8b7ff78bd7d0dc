//! A PostgreSQL server of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process::{Folder, Process, Spec, run};
use super::{Account, ServerError, ServerResult, find_program, free_port, off_the_runtime};

const PACKAGE: &str = "postgresql";

/// The oldest version that Rapport supports.
const OLDEST: u32 = 15;

/// A running PostgreSQL server.
#[derive(Debug)]
pub struct Postgres {
    // Fields are dropped in this order: the process ends before its folder goes.
    _process: Process,
    _folder: Folder,
    port: u16,
}

impl Postgres {
    /// Makes a data folder and starts a server on it, which takes about two seconds. It never waits for the disk:
    /// nothing of a test run has to survive a power cut.
    pub async fn start() -> ServerResult<Self> {
        off_the_runtime(|| Self::start_blocking(false)).await
    }

    /// The same with the durability of a real installation, for measuring.
    pub async fn start_durable() -> ServerResult<Self> {
        off_the_runtime(|| Self::start_blocking(true)).await
    }

    /// The connection string for a database of that name; `postgres` always exists.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://rapport@127.0.0.1:{}/{database}", self.port)
    }

    fn start_blocking(durable: bool) -> ServerResult<Self> {
        let programs = newest_programs()?;
        let account = Account::unprivileged(&["postgres", "nobody"])?;
        let folder = Folder::new("postgres", &account)?;
        let data = folder.make("data", &account)?;
        initialise(&programs, &data, &account)?;
        let port = free_port();
        folder.write("data/postgresql.auto.conf", settings(port, durable), &account)?;
        let mut process = Process::start(&Spec {
            server: "PostgreSQL",
            program: &programs.join("postgres"),
            args: vec!["-D".to_owned(), data.display().to_string()],
            account: &account,
            // «Immediate»: without waiting for clients and without writing pages that nobody will read.
            signal: "QUIT",
            folder: &folder,
        })?;
        let mut asked = Command::new(programs.join("pg_isready"));
        asked
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null());
        process.wait_until("accepting connections", || {
            asked.status().is_ok_and(|status| status.success())
        })?;
        Ok(Self {
            _process: process,
            _folder: folder,
            port,
        })
    }
}

fn initialise(programs: &Path, data: &Path, account: &Account) -> ServerResult<()> {
    use std::os::unix::process::CommandExt as _;
    let mut initdb = Command::new(programs.join("initdb"));
    initdb
        .arg("--pgdata")
        .arg(data)
        .args([
            "--username=rapport",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
        ])
        // A linguistic collation, as an administrator's `createdb` would choose it: a statement that relies on text
        // sorting by bytes, as SQLite does it, fails here and not at the first customer.
        .args(["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"])
        .current_dir("/");
    if Account::current()?.is_root() {
        initdb.uid(account.uid).gid(account.gid);
    }
    run("PostgreSQL", &mut initdb)
}

fn settings(port: u16, durable: bool) -> String {
    let mut text = format!(
        "listen_addresses = '127.0.0.1'\n\
         port = {port}\n\
         unix_socket_directories = ''\n\
         max_connections = 400\n\
         shared_buffers = 128MB\n\
         max_wal_size = 4GB\n\
         log_min_messages = warning\n"
    );
    if !durable {
        text.push_str(
            "fsync = off\n\
             synchronous_commit = off\n\
             full_page_writes = off\n\
             wal_level = minimal\n\
             max_wal_senders = 0\n",
        );
    }
    text
}

/// The folder with the programs of the newest installed version: Debian keeps each version in one of its own, other
/// systems put them on `PATH`.
fn newest_programs() -> ServerResult<PathBuf> {
    let debian = Path::new("/usr/lib/postgresql");
    let versions = std::fs::read_dir(debian).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| *version >= OLDEST)
        .filter(|version| debian.join(version.to_string()).join("bin/initdb").is_file())
        .max();
    if let Some(version) = newest {
        return Ok(debian.join(version.to_string()).join("bin"));
    }
    let missing = || ServerError::Missing {
        program: format!("PostgreSQL {OLDEST}"),
        package: PACKAGE,
    };
    find_program("initdb", PACKAGE)?
        .parent()
        .map(Path::to_owned)
        .ok_or_else(missing)
}
